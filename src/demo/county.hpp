#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "place.hpp"
#include "terrain.hpp"

namespace demo {

constexpr double county_side_m = 45'000;
constexpr int months = 7;  // 2019-01 … 2019-07

enum class Fact { yes, no, unknown };

/// What one county gets of the whole.
struct Share {
    std::int64_t index = 0;  // of the county
    std::int64_t villages = 0;
    std::int64_t poor_villages = 0;
    std::int64_t households = 0;
    Metres corner;  // south-west
};

struct Settlement {
    std::string number;  // empty: too few households to be registered
    std::string name;
    Metres centre;
    std::int64_t households = 0;
    Fact four_g = Fact::unknown;
    Fact fibre = Fact::unknown;
    Fact broadband = Fact::unknown;
};

/// A month's figures of one village.
struct MonthFigures {
    std::array<std::int64_t, 3> phone_users{};  // mobile, telecom, unicom
    std::array<std::int64_t, 3> four_g_users{};
    std::array<std::int64_t, 3> broadband{};
    bool network_formed = false;
    std::int64_t network_members = 0;
    bool ring_opened = false;
    std::int64_t ring_numbers = 0;
    bool mas_opened = false;
    std::int64_t mas_households = 0;
    std::int64_t mas_sends = 0;
    bool cloud_opened = false;
    std::int64_t cloud_logins = 0;
    bool room_place = false;
    std::int64_t room_computers = 0;
    bool room_broadband = false;
    std::int64_t room_hours = 0;
    bool room_posted = false;
    std::int64_t room_activities = 0;
};

struct Village {
    std::string code;
    std::string name;
    std::size_t township = 0;
    Metres seat;
    std::vector<Metres> neighbours;  // other seats near by
    std::vector<Place> ring;
    bool poor = false;
    std::int64_t households = 0;
    double station_m = 0;    // to the nearest station
    std::int64_t level = 0;  // 0 … 999: how far informatisation has come
    std::vector<Settlement> settlements;
    // Sums over the village's households, known once they have been made.
    std::int64_t residents = 0;
    std::int64_t registered_population = 0;
    std::int64_t poor_population = 0;
    std::int64_t broadband_households = 0;
    std::array<MonthFigures, months> figures;
};

struct Township {
    std::string code;
    std::string name;
};

struct Cell {
    std::string code;
    bool is_lte = true;
    std::int64_t band_mhz = 0;
    std::int64_t azimuth_deg = 0;
    std::int64_t tilt_deg = 0;
    std::int64_t power_tenth_dbm = 0;
};

struct Station {
    std::size_t village = 0;
    std::string operator_name;
    std::string code;
    std::string name;
    Metres at;
    std::int64_t height_m = 0;
    std::string opened_on;
    std::vector<Cell> cells;
};

struct County {
    Share share;
    std::string code;  // 12 digits
    std::string name;
    std::string prefecture_code;
    std::string prefecture_name;
    std::vector<Township> townships;
    std::vector<Village> villages;  // by code
    std::vector<Station> stations;
    std::string merged_code;  // of a village that went into villages[…] in 2018
    std::string merged_name;
    std::string merged_into;
};

/// Everything of a county but its households and what is counted from them.
County make_county(const Share& share, const Terrain& terrain, std::uint64_t seed);

/// The seven months' figures from the village's sums.
void fill_months(Village& village, std::uint64_t seed);

/// The distance to the nearest of `others`, squared.
double nearest_squared(Metres at, const std::vector<Metres>& others);

/// True when `at` belongs to the village with room to the border.
bool is_inside(const Village& village, Metres at);

}  // namespace demo
