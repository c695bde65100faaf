#include "households.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bench {
namespace {

constexpr double county_m = 44'700;
constexpr std::int64_t county_households = 50'000;
constexpr int valleys = 12;
constexpr double valley_half_width_m = 250;
constexpr double southmost_deg = 18.5;
constexpr double westmost_deg = 78.0;

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    /// From 0 to 1.
    double share() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
    double between(double low, double high) { return low + (high - low) * share(); }

private:
    std::uint64_t state_;
};

struct Valley {
    double x = 0, y = 0, slope = 0, swing = 0, wave = 0, phase = 0;
};

class County {
public:
    County(double west_m, double south_m, Random& random, Households& out)
        : west_m_(west_m), south_m_(south_m), random_(random), out_(out) {
        for (auto& valley : valleys_)
            valley = {0,
                      random_.between(0, county_m),
                      random_.between(-0.5, 0.5),
                      random_.between(300, 2000),
                      random_.between(3000, 12'000),
                      random_.between(0, 6.28)};
    }

    void fill(std::int64_t count) {
        std::int64_t made = 0;
        while (made < count * 3 / 5) made += cluster(count * 3 / 5 - made);
        for (; made < count; ++made) {
            const auto [x, y] = on_valley();
            add(x, y + random_.between(-valley_half_width_m, valley_half_width_m));
        }
    }

private:
    struct Place {
        double x = 0, y = 0;
    };

    Place on_valley() {
        const Valley& valley = valleys_[random_.next() % valleys];
        const double x = random_.between(0, county_m);
        return {x, valley.y + valley.slope * (x - county_m / 2) +
                       valley.swing * std::sin(x / valley.wave * 6.28 + valley.phase)};
    }

    std::int64_t cluster(std::int64_t at_most) {
        const Place centre{random_.between(0, county_m), random_.between(0, county_m)};
        const double radius = random_.between(100, 400);
        const auto size =
            std::min<std::int64_t>(20 + static_cast<std::int64_t>(random_.share() * 181), at_most);
        for (std::int64_t i = 0; i < size; ++i) {
            const double r = radius * std::sqrt(random_.share());
            const double angle = random_.between(0, 2 * std::numbers::pi);
            add(centre.x + r * std::cos(angle), centre.y + r * std::sin(angle));
        }
        return size;
    }

    void add(double x, double y) {
        const double inside_x = std::fmod(x + 4 * county_m, county_m);
        const double inside_y = std::fmod(y + 4 * county_m, county_m);
        out_.east_64.push_back(static_cast<std::int32_t>((west_m_ + inside_x) * 64));
        out_.north_64.push_back(static_cast<std::int32_t>((south_m_ + inside_y) * 64));
    }

    double west_m_, south_m_;
    Random& random_;
    Households& out_;
    Valley valleys_[valleys];
};

}  // namespace

Households make_households(std::int64_t count, std::uint64_t seed, bool shuffled) {
    Households result;
    result.east_64.reserve(static_cast<std::size_t>(count));
    result.north_64.reserve(static_cast<std::size_t>(count));
    Random random(seed);
    const std::int64_t counties = (count + county_households - 1) / county_households;
    const auto side =
        static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(counties))));
    for (std::int64_t i = 0; i < counties; ++i) {
        County county(static_cast<double>(i % side) * county_m,
                      static_cast<double>(i / side) * county_m, random, result);
        county.fill(std::min(county_households, count - i * county_households));
    }
    if (!shuffled) return result;
    for (std::size_t i = result.east_64.size(); i > 1; --i) {
        const std::size_t j = random.next() % i;
        std::swap(result.east_64[i - 1], result.east_64[j]);
        std::swap(result.north_64[i - 1], result.north_64[j]);
    }
    return result;
}

Degrees to_degrees(const Households& households) {
    constexpr double axis_m = 6378137.0;
    constexpr double e2 = 0.0066943800229;
    constexpr double degree = std::numbers::pi / 180;
    Degrees result;
    result.lon_e7.reserve(households.east_64.size());
    result.lat_e7.reserve(households.east_64.size());
    for (std::size_t i = 0; i < households.east_64.size(); ++i) {
        const double north_m = households.north_64[i] / 64.0;
        const double lat = southmost_deg + north_m / 111'000;
        const double s = std::sin(lat * degree);
        const double east_degree_m =
            axis_m * std::cos(lat * degree) / std::sqrt(1 - e2 * s * s) * degree;
        result.lat_e7.push_back(static_cast<std::int32_t>(lat * 1e7));
        result.lon_e7.push_back(static_cast<std::int32_t>(
            (westmost_deg + households.east_64[i] / 64.0 / east_degree_m) * 1e7));
    }
    return result;
}

}  // namespace bench
