#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Keys seen so far, each with a number, for millions of them: one block of slots and one of bytes
/// instead of an allocation a key.
class KeyTable {
public:
    /// The number that `key` has, or, when it is new, nothing after giving it `number`.
    std::optional<std::int64_t> insert(std::string_view key, std::int64_t number);
    /// Forgets every key and keeps the memory.
    void clear();

private:
    struct Slot {
        std::size_t hash = 0;
        std::size_t offset = 0;
        std::uint32_t size = 0;
        bool used = false;
        std::int64_t number = 0;
    };
    void grow();
    [[nodiscard]] std::size_t find(std::string_view key, std::size_t hash) const;

    std::vector<Slot> slots_;  // a power of two of them, at most two thirds used
    std::string bytes_;
    std::size_t count_ = 0;
};

}  // namespace base
