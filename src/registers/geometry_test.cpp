#include "registers/geometry.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.hpp"

namespace {

void put(std::string& bytes, std::uint32_t value) {
    bytes.append(reinterpret_cast<const char*>(&value), 4);
}

std::string square() {
    std::string bytes("\x01", 1);
    put(bytes, 3);
    put(bytes, 1);
    put(bytes, 5);
    for (const auto& p : {geo::Position{109, 28}, geo::Position{110, 28}, geo::Position{110, 29},
                          geo::Position{109, 29}, geo::Position{109, 28}}) {
        bytes.append(reinterpret_cast<const char*>(&p.lon_deg), 8);
        bytes.append(reinterpret_cast<const char*>(&p.lat_deg), 8);
    }
    return bytes;
}

TEST(Geometry, a_point_comes_back_to_the_centimetre) {
    const auto wkb = registers::point_wkb({109.48123456789, 28.5});
    const auto p = registers::first_position(wkb);
    ASSERT_TRUE(p);
    EXPECT_EQ(p->lon_deg, 109.4812346);
    EXPECT_EQ(registers::to_geojson(wkb), R"({"type":"Point","coordinates":[109.4812346,28.5]})");
}

TEST(Geometry, a_polygon_has_its_box_and_its_text) {
    const auto box = registers::wkb_envelope(square());
    ASSERT_TRUE(box);
    EXPECT_EQ(box->lon_max_deg, 110);
    EXPECT_EQ(box->lat_min_deg, 28);
    EXPECT_EQ(
        registers::to_geojson(square()),
        R"({"type":"Polygon","coordinates":[[[109,28],[110,28],[110,29],[109,29],[109,28]]]})");
    EXPECT_TRUE(registers::has_geometry_type(square(), registers::GeometryType::polygon));
    EXPECT_FALSE(registers::has_geometry_type(square(), registers::GeometryType::point));
}

TEST(Geometry, X_15_positions_of_a_shifted_datum_are_moved) {
    const auto moved = registers::move_to_cgcs2000(
        registers::point_wkb(geo::from_cgcs2000({108.66, 31.95}, geo::Datum::gcj02)),
        geo::Datum::gcj02);
    EXPECT_NEAR(registers::first_position(moved)->lon_deg, 108.66, 2e-7);
    EXPECT_NEAR(registers::first_position(moved)->lat_deg, 31.95, 2e-7);
}

TEST(Geometry, no_cut_of_a_geometry_is_taken_for_one) {
    const std::string whole = square();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(registers::wkb_envelope(whole.substr(0, size)));
        EXPECT_THROW((void)registers::move_to_cgcs2000(whole.substr(0, size), geo::Datum::wgs84),
                     base::Error);
    }
    std::string huge("\x01", 1);
    put(huge, 2);
    put(huge, 0xffffffffu);
    EXPECT_FALSE(registers::wkb_envelope(huge));
}

}  // namespace
