#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Keys seen so far, each with a number, for millions of them (fewer than 2^32): blocks of slots,
/// entries and bytes instead of an allocation a key. While keys come in rising order, as in a
/// sorted file, each is compared with the last one alone.
class KeyTable {
public:
    /// The number that `key` has, or, when it is new, nothing after giving it `number`.
    std::optional<std::int64_t> insert(std::string_view key, std::int64_t number);
    /// Forgets every key and keeps the memory.
    void clear();

private:
    // A slot is small, so that a search touches one line of memory; the rest stands in order.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t entry = 0;  // its number plus one; 0 while the slot is free
    };
    struct Entry {
        std::size_t end = 0;  // of its key in bytes_, which begins where the one before ends
        std::int64_t number = 0;
    };
    [[nodiscard]] bool is_rising(std::string_view key) const;
    void append(std::string_view key, std::int64_t number);
    void make_slots(std::size_t count);
    [[nodiscard]] std::size_t find(std::string_view key, std::uint32_t hash) const;
    [[nodiscard]] std::string_view key_of(std::size_t entry) const;

    // A power of two of them, at most two thirds used; none while keys have only risen.
    std::vector<Slot> slots_;
    std::vector<Entry> entries_;
    std::string bytes_;
};

}  // namespace base
