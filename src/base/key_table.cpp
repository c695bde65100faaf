#include "base/key_table.hpp"

#include <algorithm>
#include <functional>

namespace base {
namespace {

constexpr std::size_t slots_at_first = 1024;

}  // namespace

std::optional<std::int64_t> KeyTable::insert(std::string_view key, std::int64_t number) {
    if ((count_ + 1) * 3 > slots_.size() * 2) grow();
    const std::size_t hash = std::hash<std::string_view>{}(key);
    Slot& slot = slots_[find(key, hash)];
    if (slot.used) return slot.number;
    slot = {hash, bytes_.size(), static_cast<std::uint32_t>(key.size()), true, number};
    bytes_ += key;
    ++count_;
    return std::nullopt;
}

void KeyTable::clear() {
    std::fill(slots_.begin(), slots_.end(), Slot{});
    bytes_.clear();
    count_ = 0;
}

// The slot of the key, or the free one where it would stand (linear probing).
std::size_t KeyTable::find(std::string_view key, std::size_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].used; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.hash == hash && std::string_view(bytes_).substr(slot.offset, slot.size) == key)
            break;
    }
    return at;
}

void KeyTable::grow() {
    std::vector<Slot> old(std::max(slots_at_first, slots_.size() * 2));
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (!slot.used) continue;
        std::size_t at = slot.hash & mask;
        while (slots_[at].used) at = (at + 1) & mask;
        slots_[at] = slot;
    }
}

}  // namespace base
