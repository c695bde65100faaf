#include "settlements/index.hpp"

#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "index_state.hpp"

namespace settlements {
namespace {

constexpr std::int32_t degree = 10'000'000;

std::vector<std::int32_t> corners(std::span<const Household> households,
                                  std::int32_t Household::* axis, std::int32_t middle) {
    if (households.empty()) return {middle - 10 * degree, middle + 10 * degree};
    const auto [least, most] = std::ranges::minmax_element(households, {}, axis);
    return {(*least).*axis - degree, (*most).*axis + degree};
}

[[noreturn]] void fail(base::ErrorKind kind, std::uint64_t id, const std::string& zh,
                       const std::string& en) {
    const std::string at = std::to_string(id);
    throw base::Error(kind, {"住户 " + at + zh, "Household " + at + en});
}

Rule checked(const Rule& rule) {
    if (rule.kind == Kind::chain)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"逐户更新只用于密度规则。", "Changes one by one are for the density rule."});
    return rule;
}

Frame frame_of(const Points& corners, std::int64_t radius_mm) {
    Team alone(1);
    return {corners, radius_mm, alone};
}

}  // namespace

Index::State::State(std::span<const Household> households, const Rule& rule)
    : rule_(checked(rule)),
      min_(static_cast<std::uint32_t>(rule.min_households)),
      corner_lon_(corners(households, &Household::lon_e7, 1'050'000'000)),
      corner_lat_(corners(households, &Household::lat_e7, 300'000'000)),
      frame_(frame_of(GeographicPoints{corner_lon_, corner_lat_}, rule.radius_mm)),
      limits_(limits_of(frame_)),
      limit_(squared_chord_limit(rule.radius_mm)),
      nearly_same_(nearly_same(frame_)) {
    prepare_rows();
    std::vector<Household> by_id(households.begin(), households.end());
    std::ranges::sort(by_id, {}, &Household::id);
    std::vector<std::int32_t> lon, lat;
    for (const Household& household : by_id) {
        check_new(household.id);
        lon.push_back(household.lon_e7);
        lat.push_back(household.lat_e7);
        take_slot(household);
    }
    const auto found = delineate(GeographicPoints{lon, lat}, rule);
    count_all();
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) put(slot, found.settlement[slot]);
    last_number_ = found.count;
    renew();
}

void Index::State::check_known(std::uint64_t id) const {
    if (!slot_of_.contains(id))
        fail(base::ErrorKind::not_found, id, " 不在其中。", " is not among them.");
}

void Index::State::check_new(std::uint64_t id) const {
    if (slot_of_.contains(id))
        fail(base::ErrorKind::conflict, id, " 已在其中。", " is among them already.");
}

void Index::State::check_place(const Household& household) const {
    const bool inside = household.lon_e7 >= corner_lon_[0] && household.lon_e7 <= corner_lon_[1] &&
                        household.lat_e7 >= corner_lat_[0] && household.lat_e7 <= corner_lat_[1];
    if (!inside)
        fail(base::ErrorKind::invalid_input, household.id, " 距其他住户太远，请重新划分全部住户。",
             " is too far from the others; delineate all of them again.");
}

std::vector<std::uint32_t> Index::State::renew() {
    std::vector<std::uint32_t> numbers(touched_.begin(), touched_.end());
    touched_.clear();
    std::vector<Corner> places;
    for (const std::uint32_t number : numbers) {
        const auto found = groups_.find(number);
        if (found == groups_.end()) continue;
        Group& group = found->second;
        if (group.slots.empty()) {
            groups_.erase(found);
            continue;
        }
        if (!group.lost_corner) continue;
        places.clear();
        for (const std::uint32_t slot : group.slots) {
            const Household& household = slots_[slot].household;
            places.push_back({household.lon_e7, household.lat_e7});
        }
        group.hull = hull_of(places);
        group.lost_corner = false;
    }
    return numbers;
}

Placement Index::State::placement(std::uint64_t id) const {
    check_known(id);
    const std::uint32_t slot = slot_of_.at(id);
    const std::uint32_t number = slots_[slot].number;
    return {number, number == 0 ? Role::none : is_core(slot) ? Role::core : Role::border};
}

Standing Index::State::settlement(std::uint32_t number) const {
    const auto found = groups_.find(number);
    if (found == groups_.end())
        throw base::Error(base::ErrorKind::not_found,
                          {"没有编号为 " + std::to_string(number) + " 的自然村。",
                           "There is no settlement " + std::to_string(number) + "."});
    const Group& group = found->second;
    const auto count = static_cast<std::int64_t>(group.slots.size());
    Standing standing{{}, {mean_of(group.sum.x, count), mean_of(group.sum.y, count)}, group.hull};
    for (const std::uint32_t slot : group.slots)
        standing.members.push_back(slots_[slot].household.id);
    std::ranges::sort(standing.members);
    return standing;
}

std::vector<std::uint32_t> Index::State::numbers() const {
    std::vector<std::uint32_t> result;
    for (const auto& [number, group] : groups_) result.push_back(number);
    std::ranges::sort(result);
    return result;
}

Index::Index(std::span<const Household> households, const Rule& rule)
    : state_(std::make_unique<State>(households, rule)) {}
Index::~Index() = default;
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;

std::vector<std::uint32_t> Index::add(const Household& household) {
    state_->check_new(household.id);
    state_->check_place(household);
    state_->add(household);
    return state_->renew();
}

std::vector<std::uint32_t> Index::move(const Household& household) {
    state_->check_known(household.id);
    state_->check_place(household);
    state_->remove(household.id);
    state_->add(household);
    return state_->renew();
}

std::vector<std::uint32_t> Index::remove(std::uint64_t id) {
    state_->check_known(id);
    state_->remove(id);
    return state_->renew();
}

Placement Index::placement(std::uint64_t id) const {
    return state_->placement(id);
}

Standing Index::settlement(std::uint32_t number) const {
    return state_->settlement(number);
}

std::vector<std::uint32_t> Index::numbers() const {
    return state_->numbers();
}

}  // namespace settlements
