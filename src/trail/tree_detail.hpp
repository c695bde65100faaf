#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.hpp"

namespace trail {

/// SHA-256(0x00 ‖ line), RFC 6962 section 2.1.
base::Digest leaf_hash(std::string_view line);
/// SHA-256(0x01 ‖ left ‖ right).
base::Digest node_hash(const base::Digest& left, const base::Digest& right);

/// All complete subtrees over a list of leaves: level h holds the roots of 2^h leaves each. Built
/// in O(n); the root of any range that a proof needs then costs O(log n).
class SubtreeLevels {
public:
    explicit SubtreeLevels(std::vector<base::Digest> leaves);
    [[nodiscard]] std::size_t size() const { return levels_.front().size(); }
    /// Root over the leaves [begin, end); begin is a multiple of the smallest power of two that is
    /// not less than end - begin, as every subtree of RFC 6962 has it.
    [[nodiscard]] base::Digest root(std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::vector<base::Digest> inclusion(std::size_t index, std::size_t size) const;
    [[nodiscard]] std::vector<base::Digest> consistency(std::size_t old_size,
                                                        std::size_t size) const;

private:
    std::vector<std::vector<base::Digest>> levels_;
};

}  // namespace trail
