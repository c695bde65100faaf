#include "county.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>
#include <utility>

#include "boundaries.hpp"
#include "names.hpp"
#include "stream.hpp"

namespace demo {
namespace {

constexpr int grid = 19;  // seats are sought in 19 × 19 squares of the county's square
constexpr double square_m = county_side_m / grid;
constexpr std::uint64_t seats_topic = 1, outline_topic = 2, size_topic = 3, poor_topic = 4,
                        settlement_topic = 5, station_topic = 6, level_topic = 7;

std::uint64_t id(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

std::string padded(std::int64_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

Metres random_near(Stream& stream, Metres centre, double half_width_m) {
    const auto offset = [&] {
        return static_cast<double>(stream.between(-1000, 1000)) / 1000.0 * half_width_m;
    };
    const double east = offset();
    return {centre.east + east, centre.north + offset()};
}

/// Of a few places the lowest (or highest): people live in valleys, masts stand on hills.
template <class Better>
Metres best_of(int tries, const std::function<Metres()>& propose, const Terrain& terrain,
               Better better) {
    Metres best = propose();
    double best_height = terrain.height_m(best);
    for (int i = 1; i < tries; ++i) {
        const Metres other = propose();
        const double height = terrain.height_m(other);
        if (better(height, best_height)) std::tie(best, best_height) = std::pair{other, height};
    }
    return best;
}

/// Seats of this county and, after them, of the land around it, which bounds the outer villages.
std::vector<Metres> choose_seats(const Share& share, const Terrain& terrain, std::uint64_t seed) {
    struct Site {
        Metres at;
        double rank = 0;
    };
    std::vector<Site> sites;
    Stream stream{seed, seats_topic, id(share.index)};
    Stream outline{seed, outline_topic, id(share.index)};
    for (int row = -1; row <= grid; ++row)
        for (int column = -1; column <= grid; ++column) {
            const Metres middle = {share.corner.east + (column + 0.5) * square_m,
                                   share.corner.north + (row + 0.5) * square_m};
            const Metres at = best_of(
                6, [&] { return random_near(stream, middle, square_m * 0.34); }, terrain,
                std::less<>());
            const double dx = (column - grid / 2) + 0.2 * (row - grid / 2);
            const double dy = row - grid / 2;
            const double ragged = static_cast<double>(outline.between(880, 1120)) / 1000.0;
            sites.push_back({at, (dx * dx + dy * dy) * ragged});
        }
    std::stable_sort(sites.begin(), sites.end(),
                     [](const Site& a, const Site& b) { return a.rank < b.rank; });
    std::vector<Metres> seats;
    for (const Site& site : sites) seats.push_back(site.at);
    return seats;
}

/// Township of each village: centres far from each other, villages to the nearest.
std::vector<std::size_t> assign_townships(const std::vector<Metres>& seats, std::size_t count) {
    std::vector<std::size_t> owner(seats.size(), 0);
    std::vector<double> distance(seats.size(), 1e18);
    std::size_t centre = 0;
    for (std::size_t t = 0; t < count; ++t) {
        for (std::size_t i = 0; i < seats.size(); ++i) {
            const double d = squared_distance(seats[i], seats[centre]);
            if (d < distance[i]) std::tie(distance[i], owner[i]) = std::pair{d, t};
        }
        centre = static_cast<std::size_t>(std::max_element(distance.begin(), distance.end()) -
                                          distance.begin());
    }
    return owner;
}

void name_county(County& county) {
    const std::int64_t k = county.share.index;
    if (k == 0) {
        county.prefecture_code = "433100000000";
        county.prefecture_name = "湘西土家族苗族自治州";
        county.code = "433124000000";
        county.name = "花垣县";
        return;
    }
    const std::int64_t prefecture = 51 + (k - 1) / 20;
    county.prefecture_code = "43" + std::to_string(prefecture) + "00000000";
    county.prefecture_name = "示例" + std::to_string(prefecture - 50) + "市";
    county.code = "43" + std::to_string(prefecture) + std::to_string(21 + (k - 1) % 20) + "000000";
    county.name = county_name(k - 1);
}

void make_townships(County& county, std::size_t count) {
    const std::size_t towns = (count * 9 + 24) / 25;
    for (std::size_t t = 0; t < count; ++t) {
        const bool is_town = t < towns;
        const auto number = static_cast<std::int64_t>(is_town ? 100 + t : 200 + t - towns);
        county.townships.push_back(
            {county.code.substr(0, 6) + std::to_string(number) + "000",
             township_name(static_cast<std::int64_t>(t)) + (is_town ? "镇" : "乡")});
    }
}

bool is_town(const Township& township) {
    return township.code[6] == '1';
}

/// Codes and names; the first village of a town is its 社区. Village order is the order of codes.
void make_villages(County& county, const std::vector<Metres>& sites) {
    const auto count = static_cast<std::size_t>(county.share.villages);
    const std::vector<Metres> seats(sites.begin(),
                                    sites.begin() + static_cast<std::ptrdiff_t>(count));
    const std::size_t township_count = std::max<std::size_t>(1, (count * 25 + 96) / 193);
    make_townships(county, township_count);
    const std::vector<std::size_t> owner = assign_townships(seats, township_count);
    std::int64_t name_index = county.share.index * 193;
    for (std::size_t t = 0; t < township_count; ++t) {
        std::int64_t village_number = 200;
        bool community_is_missing = is_town(county.townships[t]);
        for (std::size_t i = 0; i < count; ++i) {
            if (owner[i] != t) continue;
            const bool is_community = std::exchange(community_is_missing, false);
            Village village;
            village.code = county.townships[t].code.substr(0, 9) +
                           (is_community ? "001" : std::to_string(village_number++));
            village.name = village_name(name_index++) + (is_community ? "社区" : "村");
            village.township = t;
            village.seat = seats[i];
            village.ring = border_of(i, sites);
            for (std::size_t j = 0; j < sites.size(); ++j)
                if (j != i && squared_distance(seats[i], sites[j]) < 7'000.0 * 7'000.0)
                    village.neighbours.push_back(sites[j]);
            county.villages.push_back(std::move(village));
        }
    }
}

/// Two villages of one name in different townships, and one that was merged away.
void make_awkward_cases(County& county) {
    Village& last = county.villages.back();
    const Village& first = county.villages[county.villages.size() / 2];
    if (first.township != last.township) last.name = first.name;
    county.merged_code = last.code.substr(0, 9) + "299";
    county.merged_name = "旧屋场村";
    county.merged_into = last.code;
}

void share_out(County& county, std::uint64_t seed) {
    Stream sizes{seed, size_topic, id(county.share.index)};
    std::vector<std::int64_t> weights;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < county.villages.size(); ++i) {
        weights.push_back(sizes.between(120, 300));
        weights.back() += sizes.below(120);
        total += weights.back();
    }
    std::int64_t so_far = 0;
    std::vector<std::pair<std::uint64_t, std::size_t>> lots;
    Stream poor{seed, poor_topic, id(county.share.index)};
    for (std::size_t i = 0; i < county.villages.size(); ++i) {
        const std::int64_t before = so_far * county.share.households / total;
        so_far += weights[i];
        county.villages[i].households = so_far * county.share.households / total - before;
        lots.emplace_back(poor.next(), i);
    }
    std::sort(lots.begin(), lots.end());
    for (std::int64_t i = 0; i < county.share.poor_villages; ++i)
        county.villages[lots[static_cast<std::size_t>(i)].second].poor = true;
}

std::vector<Cell> make_cells(Stream& stream, const std::string& site) {
    constexpr std::array<std::int64_t, 3> bands = {900, 1800, 2600};
    std::vector<Cell> cells;
    const std::int64_t turn = stream.below(120);
    const std::int64_t band = bands[static_cast<std::size_t>(stream.below(3))];
    for (std::int64_t sector = 0; sector < 3; ++sector)
        cells.push_back({site + "-" + std::to_string(sector + 1), true, band,
                         (turn + sector * 120) % 360, stream.between(2, 9),
                         stream.between(92, 182)});
    if (stream.chance(400))
        cells.push_back({site + "-9", false, 900, turn, stream.between(2, 6), 330});
    return cells;
}

std::string opening_date(Stream& stream) {
    std::string date = std::to_string(stream.between(2014, 2018));
    date += "-" + padded(stream.between(1, 12), 2);
    date += "-" + padded(stream.between(1, 28), 2);
    return date;
}

void make_stations(County& county, const Terrain& terrain, std::uint64_t seed) {
    Stream stream{seed, station_topic, id(county.share.index)};
    for (std::size_t v = 0; v < county.villages.size(); ++v) {
        if (!stream.chance(720) && v != 0) continue;
        const Village& village = county.villages[v];
        Station station;
        station.village = v;
        station.at = best_of(
            5, [&] { return random_near(stream, village.seat, 600); }, terrain, std::greater<>());
        const std::int64_t lot = stream.below(100);
        station.operator_name = lot < 60 ? "移动" : lot < 85 ? "电信" : "联通";
        station.code = county.code.substr(0, 6) + padded(static_cast<std::int64_t>(v) + 1, 4);
        station.name = village.name + "基站";
        station.height_m = stream.between(15, 50);
        station.opened_on = opening_date(stream);
        station.cells = make_cells(stream, station.code);
        county.stations.push_back(std::move(station));
    }
}

void judge_settlement(Settlement& settlement, Stream& stream, double station_m, bool is_seat) {
    const std::int64_t reach = station_m < 1200   ? 970
                               : station_m < 2200 ? 920
                               : station_m < 3500 ? 780
                                                  : 480;
    const auto judged = [&](std::int64_t per_mille) {
        if (stream.chance(per_mille)) return Fact::yes;
        return stream.chance(750) ? Fact::no : Fact::unknown;
    };
    settlement.four_g = judged(reach);
    settlement.fibre = judged(is_seat ? 985 : reach - 40);
    settlement.broadband = settlement.fibre == Fact::yes ? Fact::yes : judged(250);
}

Metres settlement_centre(const Village& village, const Terrain& terrain, Stream& stream) {
    const auto propose = [&] {
        for (int tries = 0; tries < 20; ++tries) {
            const Metres at = random_near(stream, village.seat, 1'300);
            if (is_inside(village, at)) return at;
        }
        return village.seat;
    };
    return best_of(6, propose, terrain, std::less<>());
}

/// Six tenths of a village's households live in two to six clusters, the first at its seat.
void make_settlements(County& county, const Terrain& terrain, std::uint64_t seed) {
    constexpr std::int64_t registered_from = 20;  // households
    std::vector<Metres> masts;
    for (const Station& station : county.stations) masts.push_back(station.at);
    for (Village& village : county.villages) {
        village.station_m = std::sqrt(nearest_squared(village.seat, masts));
        Stream stream{seed, settlement_topic, id(county.share.index), std::stoull(village.code)};
        const std::int64_t clustered = village.households * 6 / 10;
        const std::int64_t count = std::clamp<std::int64_t>(clustered / 32, 1, 6);
        std::int64_t registered = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            Settlement s;
            s.centre = i == 0 ? village.seat : settlement_centre(village, terrain, stream);
            s.households = clustered * (i + 1) / count - clustered * i / count;
            const std::int64_t moved = i > 0 ? stream.below(s.households / 2 + 1) : 0;
            s.households -= moved;
            if (i > 0) village.settlements[0].households += moved;
            s.name = hamlet_name(stream.below(3) + i * 3 - (i > 4 ? 2 : 0));
            judge_settlement(s, stream, std::sqrt(nearest_squared(s.centre, masts)), i == 0);
            if (s.households >= registered_from) s.number = "S" + padded(++registered, 2);
            village.settlements.push_back(std::move(s));
        }
        Stream levels{seed, level_topic, id(county.share.index), std::stoull(village.code)};
        const std::int64_t ground = levels.between(250, 620);
        const std::int64_t luck = levels.below(420);
        const auto remoteness = static_cast<std::int64_t>(village.station_m) / 16;
        village.level =
            std::clamp<std::int64_t>(ground + luck - remoteness - (village.poor ? 40 : 0), 0, 999);
    }
}

}  // namespace

double nearest_squared(Metres at, const std::vector<Metres>& others) {
    double nearest = 1e18;
    for (const Metres other : others) nearest = std::min(nearest, squared_distance(at, other));
    return nearest;
}

bool is_inside(const Village& village, Metres at) {
    // The border bends by up to a tenth of its length; a place this much nearer is inside.
    return squared_distance(at, village.seat) * 1.6 < nearest_squared(at, village.neighbours);
}

County make_county(const Share& share, const Terrain& terrain, std::uint64_t seed) {
    County county;
    county.share = share;
    name_county(county);
    make_villages(county, choose_seats(share, terrain, seed));
    make_awkward_cases(county);
    share_out(county, seed);
    make_stations(county, terrain, seed);
    make_settlements(county, terrain, seed);
    return county;
}

}  // namespace demo
