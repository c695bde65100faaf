#include "tree_detail.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "trail/trail.hpp"

namespace trail {

base::Digest leaf_hash(std::string_view line) {
    std::string bytes;
    bytes.reserve(line.size() + 1);
    bytes += '\0';
    bytes += line;
    return base::sha256(bytes);
}

base::Digest node_hash(const base::Digest& left, const base::Digest& right) {
    std::array<char, 1 + 2 * sizeof(base::Digest)> bytes{};
    bytes[0] = 1;
    std::memcpy(&bytes[1], left.data(), left.size());
    std::memcpy(&bytes[1 + left.size()], right.data(), right.size());
    return base::sha256({bytes.data(), bytes.size()});
}

void MerkleTree::add(std::string_view line) {
    peaks_.push_back(leaf_hash(line));
    for (std::int64_t n = ++size_; n % 2 == 0; n /= 2) {
        const base::Digest right = peaks_.back();
        peaks_.pop_back();
        peaks_.back() = node_hash(peaks_.back(), right);
    }
}

base::Digest MerkleTree::root() const {
    if (peaks_.empty()) return base::sha256({});
    base::Digest root = peaks_.back();
    for (std::size_t i = peaks_.size() - 1; i-- > 0;) root = node_hash(peaks_[i], root);
    return root;
}

MerkleTree MerkleTree::restore(std::int64_t size, std::vector<base::Digest> peaks) {
    if (size < 0 ||
        std::cmp_not_equal(std::popcount(static_cast<std::uint64_t>(size)), peaks.size()))
        throw base::Error(base::ErrorKind::invalid_input,
                          {"留痕的存档不完整：条数与散列值的个数对不上。请从备份恢复。",
                           "The stored state of the trail is incomplete: its size does not go with "
                           "its hashes. Restore from a backup."});
    MerkleTree tree;
    tree.size_ = size;
    tree.peaks_ = std::move(peaks);
    return tree;
}

}  // namespace trail
