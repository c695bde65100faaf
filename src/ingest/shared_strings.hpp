#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "parts.hpp"

namespace ingest {

/// The texts that cells refer to by number. Rich text is joined, phonetic readings are left out.
class SharedStrings {
public:
    void add(std::string_view text);
    [[nodiscard]] std::size_t size() const { return texts_.size(); }
    /// Valid as long as this object.
    [[nodiscard]] std::string_view at(std::size_t index) const { return texts_[index]; }

private:
    std::deque<std::string> blocks_;
    std::deque<std::string_view> texts_;  // grows without being copied
};

/// Throws invalid_input when the texts pass their limit or the part is broken.
void read_shared_strings(PartStream& part, const ReadContext& context, ByteBudget& budget,
                         SharedStrings& strings);

/// `_x000D_` and its like, by which workbooks hold control characters, as the character.
std::string decode_escapes(std::string_view text);

}  // namespace ingest
