#include "tree_detail.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "trail/trail.hpp"

namespace trail {
namespace {

/// RFC 6962's k: the largest power of two below n, for n > 1.
std::size_t split_point(std::size_t n) {
    return std::bit_floor(n - 1);
}

std::vector<base::Digest> hash_leaves(const std::vector<std::string>& lines) {
    std::vector<base::Digest> leaves;
    leaves.reserve(lines.size());
    for (const std::string& line : lines) leaves.push_back(leaf_hash(line));
    return leaves;
}

/// Entry numbers count from 1, as the lines do.
void require_entry(std::int64_t number, std::int64_t least, std::size_t size) {
    if (number >= least && std::cmp_less_equal(number, size)) return;
    const std::string entries = std::to_string(size);
    const std::string asked = std::to_string(number);
    throw base::Error(base::ErrorKind::not_found,
                      {"留痕日志共 " + entries + " 条，没有第 " + asked + " 条。",
                       "The trail has " + entries + " entries; there is no entry " + asked + "."});
}

}  // namespace

SubtreeLevels::SubtreeLevels(std::vector<base::Digest> leaves) {
    levels_.push_back(std::move(leaves));
    while (levels_.back().size() > 1) {
        const std::vector<base::Digest>& below = levels_.back();
        std::vector<base::Digest> level;
        level.reserve(below.size() / 2);
        for (std::size_t i = 0; i + 1 < below.size(); i += 2)
            level.push_back(node_hash(below[i], below[i + 1]));
        levels_.push_back(std::move(level));
    }
}

base::Digest SubtreeLevels::root(std::size_t begin, std::size_t end) const {
    const std::size_t width = end - begin;
    if (width == 0) return base::sha256({});
    if (std::has_single_bit(width))
        return levels_[static_cast<std::size_t>(std::countr_zero(width))][begin / width];
    const std::size_t middle = begin + split_point(width);
    return node_hash(root(begin, middle), root(middle, end));
}

/// PATH(m, D[n]), walked from the root down and turned round at the end.
std::vector<base::Digest> SubtreeLevels::inclusion(std::size_t index, std::size_t size) const {
    std::vector<base::Digest> path;
    std::size_t begin = 0;
    std::size_t end = size;
    while (end - begin > 1) {
        const std::size_t middle = begin + split_point(end - begin);
        if (index < middle) {
            path.push_back(root(middle, end));
            end = middle;
        } else {
            path.push_back(root(begin, middle));
            begin = middle;
        }
    }
    std::ranges::reverse(path);
    return path;
}

/// PROOF(m, D[n]): SUBPROOF(m, D[n], true) of section 2.1.2, walked in the same way.
std::vector<base::Digest> SubtreeLevels::consistency(std::size_t old_size, std::size_t size) const {
    std::vector<base::Digest> path;
    std::size_t begin = 0;
    std::size_t end = size;
    while (old_size != end) {
        const std::size_t middle = begin + split_point(end - begin);
        if (old_size <= middle) {
            path.push_back(root(middle, end));
            end = middle;
        } else {
            path.push_back(root(begin, middle));
            begin = middle;
        }
    }
    if (begin != 0) path.push_back(root(begin, end));
    std::ranges::reverse(path);
    return path;
}

std::vector<base::Digest> prove_inclusion(const std::vector<std::string>& lines,
                                          std::int64_t index) {
    require_entry(index + 1, 1, lines.size());
    return SubtreeLevels(hash_leaves(lines))
        .inclusion(static_cast<std::size_t>(index), lines.size());
}

bool verify_inclusion(std::string_view line, std::int64_t index, std::int64_t size,
                      std::span<const base::Digest> proof, const base::Digest& root) {
    if (index < 0 || index >= size) return false;
    auto node = static_cast<std::uint64_t>(index);
    auto last = static_cast<std::uint64_t>(size - 1);
    base::Digest hash = leaf_hash(line);
    for (const base::Digest& sibling : proof) {
        if (last == 0) return false;
        if (node % 2 == 1 || node == last) {
            hash = node_hash(sibling, hash);
            // A last node without a right neighbour is carried up unchanged until it has one.
            const int carried = std::countr_zero(node);
            node >>= carried;
            last >>= carried;
        } else {
            hash = node_hash(hash, sibling);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && hash == root;
}

std::vector<base::Digest> prove_consistency(const std::vector<std::string>& lines,
                                            std::int64_t old_size) {
    require_entry(old_size, 0, lines.size());
    if (old_size == 0) return {};
    return SubtreeLevels(hash_leaves(lines))
        .consistency(static_cast<std::size_t>(old_size), lines.size());
}

bool verify_consistency(std::int64_t old_size, const base::Digest& old_root, std::int64_t new_size,
                        const base::Digest& new_root, std::span<const base::Digest> proof) {
    if (old_size < 0 || old_size > new_size) return false;
    if (old_size == new_size) return proof.empty() && old_root == new_root;
    if (old_size == 0) return proof.empty() && old_root == base::sha256({});
    auto node = static_cast<std::uint64_t>(old_size - 1);
    auto last = static_cast<std::uint64_t>(new_size - 1);
    const int complete = std::countr_one(node);
    node >>= complete;
    last >>= complete;
    // When the old tree is one complete subtree its own root starts both walks.
    const bool old_is_complete = node == 0;
    if (!old_is_complete && proof.empty()) return false;
    base::Digest old_hash = old_is_complete ? old_root : proof.front();
    base::Digest new_hash = old_hash;
    for (const base::Digest& sibling : proof.subspan(old_is_complete ? 0 : 1)) {
        if (last == 0) return false;
        if (node % 2 == 1 || node == last) {
            old_hash = node_hash(sibling, old_hash);
            new_hash = node_hash(sibling, new_hash);
            const int carried = std::countr_zero(node);
            node >>= carried;
            last >>= carried;
        } else {
            new_hash = node_hash(new_hash, sibling);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace trail
