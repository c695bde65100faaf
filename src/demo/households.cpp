#include "households.hpp"

#include <algorithm>

#include "names.hpp"

namespace demo {
namespace {

constexpr std::uint64_t household_topic = 9;

std::string four_digits(std::int64_t number) {
    std::string text = std::to_string(number);
    return std::string(text.size() < 4 ? 4 - text.size() : 0, '0') + text;
}

/// Sum of three even draws: denser in the middle, never beyond `reach_m`.
double scatter(Stream& stream, double reach_m) {
    std::int64_t sum = 0;
    for (int i = 0; i < 3; ++i) sum += stream.between(-1000, 1000);
    return static_cast<double>(sum) / 3000.0 * reach_m;
}

}  // namespace

HouseholdMaker::HouseholdMaker(Village& village, const Terrain& terrain, std::uint64_t seed,
                               std::int64_t serial)
    : village_(village),
      terrain_(terrain),
      stream_{seed, household_topic, std::stoull(village.code)},
      serial_(serial) {}

Metres HouseholdMaker::scattered_place() {
    constexpr double reach_m = 2'200;
    const auto propose = [&] {
        for (int tries = 0; tries < 30; ++tries) {
            const auto offset = [&] {
                return static_cast<double>(stream_.between(-1000, 1000)) / 1000.0 * reach_m;
            };
            const double east = offset();
            const Metres at = {village_.seat.east + east, village_.seat.north + offset()};
            if (is_inside(village_, at)) return at;
        }
        return village_.seat;
    };
    // Two in three follow the valleys, the others live on the slopes.
    Metres best = propose();
    if (stream_.chance(330)) return best;
    for (int i = 0; i < 3; ++i) {
        const Metres other = propose();
        if (terrain_.height_m(other) < terrain_.height_m(best)) best = other;
    }
    return best;
}

void HouseholdMaker::place(Household& household) {
    auto& settlements = village_.settlements;
    while (settlement_ < settlements.size() &&
           in_settlement_ == settlements[settlement_].households) {
        ++settlement_;
        in_settlement_ = 0;
    }
    if (settlement_ == settlements.size()) {
        household.at = scattered_place();
        return;
    }
    const Settlement& settlement = settlements[settlement_];
    ++in_settlement_;
    household.settlement = settlement.number;
    const double east = scatter(stream_, 280);
    household.at = {settlement.centre.east + east, settlement.centre.north + scatter(stream_, 280)};
}

void HouseholdMaker::people(Household& household) {
    const std::int64_t occupancy = stream_.below(100);
    household.occupancy = occupancy < 86 ? "常住" : occupancy < 94 ? "季节性" : "长期外出";
    std::int64_t dice = 0;
    for (const std::int64_t sides : {6, 5, 4}) dice += stream_.below(sides);
    const std::int64_t registered = 1 + dice / 2;
    const std::int64_t out = std::min(registered - 1, stream_.below(3) / 2);
    household.residents = occupancy < 94 ? registered - out : 0;
    const std::int64_t lot = stream_.below(1000);
    household.category = lot < 30    ? "低保户"
                         : lot < 38  ? "特困户"
                         : lot < 250 ? "脱贫户"
                                     : "一般户";
    // Every poor village has at least one poor household.
    const bool is_poor = village_.poor && (made_ == 0 || (lot >= 250 && lot < 300));
    if (is_poor) household.category = "建档立卡户";
    if (made_ == 0 && household.residents == 0) {
        household.residents = registered;
        household.occupancy = "常住";
    }
    village_.residents += household.residents;
    village_.registered_population += registered + (made_ == 0 ? 1 : 0);
    if (is_poor) village_.poor_population += household.residents;
}

Household HouseholdMaker::next() {
    Household h;
    place(h);
    people(h);
    ++made_;
    h.number = four_digits(made_);
    h.group = std::to_string(1 + (made_ - 1) / 40) + "组";
    h.head_name = person_name(stream_);
    h.head_id = identity_number(serial_);
    h.phone = stream_.chance(930) ? telephone_number(serial_) : "";
    ++serial_;
    h.powered = stream_.chance(997) ? Fact::yes : stream_.chance(500) ? Fact::no : Fact::unknown;
    h.protector = stream_.chance(840) ? Fact::yes : stream_.chance(800) ? Fact::no : Fact::unknown;
    const bool connected = h.residents > 0 && stream_.chance(270 + village_.level * 30 / 100);
    h.broadband = connected ? Fact::yes : Fact::no;
    if (connected) ++village_.broadband_households;
    return h;
}

}  // namespace demo
