#include "index_state.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace settlements {
namespace {

constexpr std::uint32_t prepared_rows_max = 1U << 20U;

Squared exact(const Household& a, std::int32_t lon_e7, std::int32_t lat_e7) {
    return squared_chord(a.lon_e7, a.lat_e7, lon_e7, lat_e7);
}

bool is_inside(const std::vector<Corner>& hull, const Corner& place) {
    if (hull.size() < 3) return false;
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const Corner& a = hull[i];
        const Corner& b = hull[i + 1 == hull.size() ? 0 : i + 1];
        // Within degrees of each other, so the products fit.
        if ((b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x) < 0) return false;
    }
    return true;
}

}  // namespace

void Index::State::prepare_rows() {
    if (frame_.rows() > prepared_rows_max) return;
    std::vector<RowSteps> prepared;
    for (std::uint32_t row = 0; row < frame_.rows(); ++row) prepared.push_back(steps_of(row));
    row_steps_ = std::move(prepared);
}

Index::State::RowSteps Index::State::steps_of(std::uint32_t row) const {
    if (!row_steps_.empty()) return row_steps_[row];
    return {
        frame_.scale_of(row),
        {frame_.reach_of(row, row), frame_.reach_of(row, row + 1), frame_.reach_of(row, row + 2)}};
}

std::uint64_t Index::State::cell_of(const Household& household) const {
    const auto north = static_cast<std::uint32_t>(household.lat_e7 - frame_.south());
    const auto east = static_cast<std::uint32_t>(household.lon_e7 - frame_.west());
    const std::uint32_t row = frame_.row_of(north);
    return std::uint64_t{row} << 32U | frame_.column_of(east, row);
}

std::uint32_t Index::State::take_slot(const Household& household) {
    auto slot = static_cast<std::uint32_t>(slots_.size());
    if (free_.empty()) {
        slots_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    slots_[slot] = {household, 1, 0, 0};
    slot_of_[household.id] = slot;
    cells_[cell_of(household)].push_back({household.lon_e7, household.lat_e7, slot});
    return slot;
}

void Index::State::count_all() {
    std::vector<Near> near;
    for (Slot& slot : slots_) {
        list_near(slot.household, near);
        slot.near = static_cast<std::uint32_t>(near.size());
    }
}

// Households within the radius, the asker too when it is there.
void Index::State::list_near(const Household& household, std::vector<Near>& near) const {
    near.clear();
    const auto row = static_cast<std::uint32_t>(cell_of(household) >> 32U);
    const std::uint32_t last = std::min(row + 2, frame_.rows() - 1);
    for (std::uint32_t other = row < 2 ? 0 : row - 2; other <= last; ++other)
        list_near_in_row(household, row, other, near);
}

void Index::State::list_near_in_row(const Household& household, std::uint32_t row,
                                    std::uint32_t other, std::vector<Near>& near) const {
    const Scale scale = steps_of(row).scale;
    const std::int64_t reach =
        steps_of(std::min(row, other)).reach[std::max(row, other) - std::min(row, other)];
    const std::int64_t east = household.lon_e7 - frame_.west();
    const std::int64_t width = frame_.width_of(other);
    const std::int64_t last = (east + reach) / width;
    for (std::int64_t column = std::max<std::int64_t>(east - reach, 0) / width; column <= last;
         ++column) {
        const auto cell =
            cells_.find(std::uint64_t{other} << 32U | static_cast<std::uint64_t>(column));
        if (cell == cells_.end()) continue;
        for (const Entry& there : cell->second) {
            const double dx = (there.lon_e7 - household.lon_e7) * scale.east;
            const double dy = (there.lat_e7 - household.lat_e7) * scale.north;
            const double square = dx * dx + dy * dy;
            if (square > limits_.possible) continue;
            if (square > limits_.certain && exact(household, there.lon_e7, there.lat_e7) > limit_)
                continue;
            near.push_back({there.slot, square});
        }
    }
}

std::uint32_t Index::State::nearest_settlement(std::uint32_t slot) {
    const Household& asker = slots_[slot].household;
    std::vector<Near> near;
    list_near(asker, near);
    std::erase_if(near, [&](const Near& one) { return !is_core(one.slot); });
    if (near.empty()) return 0;
    const double least = std::ranges::min_element(near, {}, &Near::square)->square;
    std::erase_if(near, [&](const Near& one) { return one.square > least + nearly_same_; });
    const auto closer = [&](const Near& a, const Near& b) {
        const Household& one = slots_[a.slot].household;
        const Household& other = slots_[b.slot].household;
        const Squared d = exact(asker, one.lon_e7, one.lat_e7);
        const Squared e = exact(asker, other.lon_e7, other.lat_e7);
        return d != e ? d < e : one.id < other.id;
    };
    return slots_[std::ranges::min_element(near, closer)->slot].number;
}

// Takes a household out of its settlement and puts it into another, or none.
void Index::State::put(std::uint32_t slot, std::uint32_t number) {
    Slot& moved = slots_[slot];
    if (moved.number == number) {
        if (number != 0) touched_.insert(number);
        return;
    }
    if (moved.number != 0) take_out(slot);
    moved.number = number;
    if (number == 0) return;
    Group& group = groups_[number];
    const Corner place{moved.household.lon_e7, moved.household.lat_e7};
    moved.place = static_cast<std::uint32_t>(group.slots.size());
    group.slots.push_back(slot);
    group.sum.x += place.x;
    group.sum.y += place.y;
    touched_.insert(number);
    if (group.lost_corner || is_inside(group.hull, place)) return;
    group.hull.push_back(place);
    group.hull = hull_of(group.hull);
}

void Index::State::take_out(std::uint32_t slot) {
    const Slot& taken = slots_[slot];
    Group& group = groups_[taken.number];
    const Corner place{taken.household.lon_e7, taken.household.lat_e7};
    group.slots[taken.place] = group.slots.back();
    slots_[group.slots.back()].place = taken.place;
    group.slots.pop_back();
    group.sum.x -= place.x;
    group.sum.y -= place.y;
    group.lost_corner =
        group.lost_corner || std::ranges::find(group.hull, place) != group.hull.end();
    touched_.insert(taken.number);
}

void Index::State::add(const Household& household) {
    const std::uint32_t added = take_slot(household);
    std::vector<Near> near;
    list_near(household, near);
    slots_[added].near = static_cast<std::uint32_t>(near.size());
    std::vector<std::uint32_t> risen;
    for (const Near& one : near) {
        if (one.slot == added ? is_core(added) : ++slots_[one.slot].near == min_)
            risen.push_back(one.slot);
    }
    if (risen.empty())
        put(added, nearest_settlement(added));
    else
        join(risen);
    if (!is_core(added)) put(added, nearest_settlement(added));
}

// New cores, in as many groups as they are not linked; each joins the settlements of the cores
// around it.
void Index::State::join(const std::vector<std::uint32_t>& risen) {
    std::vector<std::size_t> set(risen.size());
    std::iota(set.begin(), set.end(), 0U);
    const auto find = [&](std::size_t i) {
        while (set[i] != i) i = set[i];
        return i;
    };
    std::vector<std::set<std::uint32_t>> around(risen.size());
    std::map<std::uint32_t, std::size_t> first_beside;
    std::set<std::uint32_t> borders;
    std::vector<Near> near;
    for (std::size_t i = 0; i < risen.size(); ++i) {
        list_near(slots_[risen[i]].household, near);
        for (const Near& one : near) {
            const auto other = std::ranges::find(risen, one.slot);
            if (other != risen.end()) {
                set[find(static_cast<std::size_t>(other - risen.begin()))] = find(i);
            } else if (is_core(one.slot)) {
                const std::uint32_t number = slots_[one.slot].number;
                around[i].insert(number);
                set[find(first_beside.try_emplace(number, i).first->second)] = find(i);
            } else {
                borders.insert(one.slot);
            }
        }
    }
    std::map<std::size_t, std::pair<std::vector<std::uint32_t>, std::set<std::uint32_t>>> joined;
    for (std::size_t i = 0; i < risen.size(); ++i) {
        auto& [cores, numbers] = joined[find(i)];
        cores.push_back(risen[i]);
        numbers.insert(around[i].begin(), around[i].end());
    }
    for (auto& [root, parts] : joined) join_linked(parts.first, parts.second);
    for (const std::uint32_t slot : borders) put(slot, nearest_settlement(slot));
}

void Index::State::join_linked(std::vector<std::uint32_t>& cores,
                               const std::set<std::uint32_t>& numbers) {
    std::uint32_t kept = 0;
    for (const std::uint32_t number : numbers)
        if (kept == 0 || groups_[number].slots.size() > groups_[kept].slots.size()) kept = number;
    if (kept == 0) kept = ++last_number_;
    for (const std::uint32_t number : numbers) {
        if (number == kept) continue;
        const std::vector<std::uint32_t> slots = groups_[number].slots;
        for (const std::uint32_t slot : slots) put(slot, kept);
    }
    for (const std::uint32_t core : cores) put(core, kept);
}

void Index::State::remove(std::uint64_t id) {
    const std::uint32_t removed = slot_of_.at(id);
    const Household household = slots_[removed].household;
    std::vector<Near> near;
    list_near(household, near);
    std::map<std::uint32_t, std::vector<std::uint32_t>> fallen;  // cores, by their settlement
    if (is_core(removed)) fallen[slots_[removed].number];
    for (const Near& one : near)
        if (one.slot != removed && slots_[one.slot].near-- == min_)
            fallen[slots_[one.slot].number].push_back(one.slot);
    const bool was_core = is_core(removed);
    const std::uint32_t number = slots_[removed].number;
    put(removed, 0);
    const std::uint64_t key = cell_of(household);
    std::vector<Entry>& cell = cells_[key];
    std::erase_if(cell, [&](const Entry& entry) { return entry.slot == removed; });
    if (cell.empty()) cells_.erase(key);
    slot_of_.erase(id);
    slots_[removed].near = 0;
    free_.push_back(removed);
    for (const auto& [weakened, cores] : fallen) {
        std::vector<Household> lost;
        for (const std::uint32_t core : cores) lost.push_back(slots_[core].household);
        if (was_core && weakened == number) lost.push_back(household);
        weaken(weakened, lost);
    }
}

// A settlement that has lost cores. When the cores beside them are linked among themselves, all of
// its cores still are, and only the households beside the lost ones may belong elsewhere now.
void Index::State::weaken(std::uint32_t number, const std::vector<Household>& lost) {
    touched_.insert(number);
    std::set<std::uint32_t> beside, others;
    std::vector<Near> near;
    for (const Household& core : lost) {
        list_near(core, near);
        for (const Near& one : near) {
            if (slots_[one.slot].number != number) continue;
            (is_core(one.slot) ? beside : others).insert(one.slot);
        }
    }
    if (linked({beside.begin(), beside.end()}).count == 1) {
        for (const std::uint32_t slot : others) put(slot, nearest_settlement(slot));
        return;
    }
    part(number);
}

// Its cores in as many groups as they are not linked, and its other households to whomever is
// nearest now.
void Index::State::part(std::uint32_t number) {
    std::vector<std::uint32_t> cores, others;
    for (const std::uint32_t slot : groups_[number].slots)
        (is_core(slot) ? cores : others).push_back(slot);
    std::ranges::sort(cores, {}, [&](std::uint32_t slot) { return slots_[slot].household.id; });
    const Delineation found = linked(cores);
    std::vector<std::uint32_t> parts;
    for (std::uint32_t part = 2; part <= found.count; ++part) parts.push_back(++last_number_);
    for (std::size_t i = 0; i < cores.size(); ++i)
        if (found.settlement[i] > 1) put(cores[i], parts[found.settlement[i] - 2]);
    for (const std::uint32_t slot : others) put(slot, nearest_settlement(slot));
    keep_for_largest(number, parts);
}

Delineation Index::State::linked(const std::vector<std::uint32_t>& cores) const {
    std::vector<std::int32_t> lon, lat;
    for (const std::uint32_t slot : cores) {
        lon.push_back(slots_[slot].household.lon_e7);
        lat.push_back(slots_[slot].household.lat_e7);
    }
    return delineate(GeographicPoints{lon, lat}, {Kind::chain, rule_.radius_mm, 1});
}

void Index::State::keep_for_largest(std::uint32_t number, const std::vector<std::uint32_t>& parts) {
    std::uint32_t largest = number;
    for (const std::uint32_t part : parts)
        if (groups_[part].slots.size() > groups_[largest].slots.size()) largest = part;
    if (largest != number) swap_numbers(number, largest);
}

void Index::State::swap_numbers(std::uint32_t a, std::uint32_t b) {
    std::swap(groups_[a], groups_[b]);
    for (const std::uint32_t slot : groups_[a].slots) slots_[slot].number = a;
    for (const std::uint32_t slot : groups_[b].slots) slots_[slot].number = b;
}

}  // namespace settlements
