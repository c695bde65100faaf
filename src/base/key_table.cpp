#include "base/key_table.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace base {
namespace {

constexpr std::size_t slots_at_first = 1024;

// Both halves of the hash, so that the low bits of either do not decide alone.
std::uint32_t short_hash(std::string_view key) {
    const std::uint64_t hash = std::hash<std::string_view>{}(key);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

}  // namespace

std::optional<std::int64_t> KeyTable::insert(std::string_view key, std::int64_t number) {
    if (slots_.empty()) {
        if (is_rising(key)) {
            append(key, number);
            return std::nullopt;
        }
        make_slots(std::bit_ceil(std::max(slots_at_first, 2 * entries_.size())));
    }
    if ((entries_.size() + 1) * 3 > slots_.size() * 2) make_slots(2 * slots_.size());
    const std::uint32_t hash = short_hash(key);
    Slot& slot = slots_[find(key, hash)];
    if (slot.entry != 0) return entries_[slot.entry - 1].number;
    append(key, number);
    slot = {hash, static_cast<std::uint32_t>(entries_.size())};
    return std::nullopt;
}

void KeyTable::clear() {
    slots_.clear();
    entries_.clear();
    bytes_.clear();
}

bool KeyTable::is_rising(std::string_view key) const {
    return entries_.empty() || key_of(entries_.size() - 1) < key;
}

void KeyTable::append(std::string_view key, std::int64_t number) {
    bytes_ += key;
    entries_.push_back({bytes_.size(), number});
}

std::string_view KeyTable::key_of(std::size_t entry) const {
    const std::size_t begin = entry == 0 ? 0 : entries_[entry - 1].end;
    return std::string_view(bytes_).substr(begin, entries_[entry].end - begin);
}

// The slot of the key, or the free one where it would stand (linear probing).
std::size_t KeyTable::find(std::string_view key, std::uint32_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    for (; slots_[at].entry != 0; at = (at + 1) & mask)
        if (slots_[at].hash == hash && key_of(slots_[at].entry - 1) == key) break;
    return at;
}

void KeyTable::make_slots(std::size_t count) {
    const bool hashed = !slots_.empty();
    std::vector<Slot> old(count);
    old.swap(slots_);
    const std::size_t mask = slots_.size() - 1;
    const auto place = [&](const Slot& slot) {
        std::size_t at = slot.hash & mask;
        while (slots_[at].entry != 0) at = (at + 1) & mask;
        slots_[at] = slot;
    };
    if (!hashed)
        for (std::size_t i = 0; i < entries_.size(); ++i)
            place({short_hash(key_of(i)), static_cast<std::uint32_t>(i + 1)});
    for (const Slot& slot : old)
        if (slot.entry != 0) place(slot);
}

}  // namespace base
