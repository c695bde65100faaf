#include "frame.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string>

#include "base/error.hpp"
#include "parallel.hpp"

namespace settlements {
namespace {

constexpr double radians_of_unit = std::numbers::pi / 180 * 1e-7;
constexpr double axis_m = 6378137.0;
constexpr double e2 = 0.0066943800229007876;
constexpr std::int64_t lon_max = 1'800'000'000;
constexpr std::int64_t lat_max = 800'000'000;
constexpr std::int64_t plane_max_um = 100'000'000'000'000;
constexpr std::int64_t plane_span_um = 10'000'000'000'000;
constexpr std::int64_t steps_max = std::int64_t{1} << 31;
constexpr int finest_step_bits = 10;  // 1/1024 m
constexpr std::size_t part_points = std::size_t{1} << 15;

struct Extent {
    std::int64_t min = 0, max = 0;
};

template <class T>
Extent extent_of(std::span<const T> values, Team& team) {
    const std::size_t parts = (values.size() + part_points - 1) / part_points;
    std::vector<Extent> found(parts);
    team.for_each(parts, [&](std::size_t part) {
        const auto piece = values.subspan(
            part * part_points, std::min(part_points, values.size() - part * part_points));
        T least = piece.front();
        T most = piece.front();
        for (const T value : piece) {
            least = std::min(least, value);
            most = std::max(most, value);
        }
        found[part] = {least, most};
    });
    Extent all = found.front();
    for (const Extent& one : found) all = {std::min(all.min, one.min), std::max(all.max, one.max)};
    return all;
}

void check(const Extent& extent, std::int64_t limit, const base::Text& what) {
    if (extent.min >= -limit && extent.max <= limit) return;
    throw base::Error(base::ErrorKind::invalid_input,
                      {what.zh + "超出范围。请检查坐标列是否正确。",
                       what.en + " out of range. Check that the columns are the right ones."});
}

// Places and the shift between two rows are each rounded to half a short unit: a distance by less
// than 2.13 of them. The arithmetic adds less than a millionth of the radius.
double rounding_m(double radius_m) {
    return radius_m * (2.2 / short_units + 2e-6);
}

double curvature_w2(double latitude) {
    return 1 - e2 * std::sin(latitude) * std::sin(latitude);
}

}  // namespace

Frame::Frame(const Points& points, std::int64_t radius_mm, Team& team)
    : radius_m_(static_cast<double>(radius_mm) / 1000) {
    if (const auto* plane = std::get_if<PlanePoints>(&points)) {
        is_plane_ = true;
        const Extent x = extent_of(plane->x_um, team);
        const Extent y = extent_of(plane->y_um, team);
        check(x, plane_max_um, {"横坐标", "The first coordinate is"});
        check(y, plane_max_um, {"纵坐标", "The second coordinate is"});
        check({0, std::max(x.max - x.min, y.max - y.min)}, plane_span_um,
              {"坐标的跨度超过 10000 公里（可能混用了带号和不带号的坐标），",
               "The coordinates span more than 10000 km (with and without zone numbers?), so they "
               "are"});
        west_ = x.min;
        south_ = y.min;
        set_plane(x.max - x.min, y.max - y.min);
        return;
    }
    const auto& geographic = std::get<GeographicPoints>(points);
    const Extent lon = extent_of(geographic.lon_e7, team);
    const Extent lat = extent_of(geographic.lat_e7, team);
    check(lon, lon_max, {"经度", "The longitude is"});
    check(lat, lat_max, {"纬度", "The latitude is"});
    check({0, lon.max - lon.min}, steps_max - (std::int64_t{1} << 28),
          {"经度的跨度", "The span of the longitudes is"});
    west_ = lon.min;
    south_ = lat.min;
    set_geographic(lat.max - lat.min);
    set_rows(lon.max - lon.min);
}

void Frame::set_plane(std::int64_t east_um, std::int64_t north_um) {
    const std::int64_t most_um = std::max(east_um, north_um);
    int bits = finest_step_bits;
    while (bits > 0 && (most_um / 1'000'000 + 2) << bits >= steps_max - (std::int64_t{1} << 28))
        --bits;
    step_m_ = std::ldexp(1.0, -bits);
    steps_per_um_ = std::ldexp(1e-6, bits);
    // Rounding a coordinate down moves it by less than a step, a distance by less than 1.42 steps.
    slack_m_ = 1.5 * step_m_ + rounding_m(radius_m_);
    const double side = (radius_m_ - slack_m_) / std::numbers::sqrt2 / step_m_;
    row_height_ = static_cast<std::uint32_t>(std::max(1.0, std::floor(side)));
    row_inverse_ = 1.0 / row_height_;
    const auto steps = [&](std::int64_t um) {
        return static_cast<std::uint32_t>(static_cast<double>(um) * steps_per_um_);
    };
    rows_ = row_of(steps(north_um)) + 1;
    const double units = step_m_ * short_units / radius_m_;
    row_shapes_ = {{row_height_, row_inverse_, {units, units}}};
    columns_ = std::uint64_t{column_of(steps(east_um), 0)} + 1;
}

void Frame::set_geographic(std::int64_t north) {
    const double far = std::max(std::abs(latitude_at(0)), std::abs(latitude_at(double(north))));
    const double north_max = std::max(north_step_m(0), north_step_m(double(north)));
    const double height_bound = radius_m_ / std::numbers::sqrt2 / north_max * radians_of_unit;
    slack_m_ = radius_m_ * height_bound * 3.0 * (std::tan(far + 4 * height_bound) * 1.1 + 0.04) +
               rounding_m(radius_m_);
    const double side = (radius_m_ - slack_m_) / std::numbers::sqrt2;
    row_height_ = static_cast<std::uint32_t>(std::max(1.0, std::floor(side / north_max)));
    row_inverse_ = 1.0 / row_height_;
    rows_ = row_of(static_cast<std::uint32_t>(north)) + 1;
}

void Frame::set_rows(std::int64_t east) {
    row_shapes_.resize(rows_);
    columns_ = 1;
    for (std::uint32_t row = 0; row < rows_; ++row) {
        const double low = double(row) * row_height_;
        const double high = low + row_height_;
        const double step = std::max(east_step_m(low), east_step_m(high));
        const double tall = std::max(north_step_m(low), north_step_m(high)) * row_height_;
        const double limit = radius_m_ - slack_m_;
        const double wide = std::sqrt(std::max(0.0, limit * limit - tall * tall)) / step;
        const double cell = std::max(1.0, std::floor(wide));
        const double units_of_m = short_units / radius_m_;
        row_shapes_[row] = {static_cast<std::uint32_t>(cell),
                            1.0 / cell,
                            {east_step_m(low + row_height_ / 2.0) * units_of_m,
                             north_step_m(low + row_height_ / 2.0) * units_of_m}};
        columns_ =
            std::max(columns_, std::uint64_t{column_of(static_cast<std::uint32_t>(east), row)} + 1);
    }
}

double Frame::latitude_at(double step) const {
    return (static_cast<double>(south_) + step) * radians_of_unit;
}

double Frame::east_step_m(double step) const {
    const double latitude = latitude_at(step);
    return axis_m * std::cos(latitude) / std::sqrt(curvature_w2(latitude)) * radians_of_unit;
}

double Frame::north_step_m(double step) const {
    const double w2 = curvature_w2(latitude_at(step));
    return axis_m * (1 - e2) / (w2 * std::sqrt(w2)) * radians_of_unit;
}

std::int64_t Frame::reach_of(std::uint32_t row_a, std::uint32_t row_b) const {
    const std::uint32_t low = std::min(row_a, row_b);
    const std::uint32_t high = std::max(row_a, row_b);
    const double bottom = double(low) * row_height_;
    const double top = (double(high) + 1) * row_height_;
    const double east = is_plane_ ? step_m_ : std::min(east_step_m(bottom), east_step_m(top));
    const double north = is_plane_ ? step_m_ : std::min(north_step_m(bottom), north_step_m(top));
    const double limit = radius_m_ + slack_m_;
    const double apart = high > low ? double(high - low - 1) * row_height_ * north : 0;
    const double wide = std::sqrt(std::max(0.0, limit * limit - apart * apart)) / east;
    return static_cast<std::int64_t>(wide) + 2;
}

}  // namespace settlements
