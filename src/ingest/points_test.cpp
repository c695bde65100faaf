#include "ingest/points.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "base/error.hpp"
#include "point_reader.hpp"

namespace ingest {
namespace {

using testing::HasSubstr;

std::string complaint(const std::string& text, const PointOptions& options = {"a.csv"}) {
    try {
        read_point_csv(text, options);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
        EXPECT_FALSE(error.message().zh.empty());
        return error.message().en;
    }
    return "";
}

TEST(Points, decimals_are_read_exactly_and_rounded_half_away_from_zero) {
    EXPECT_EQ(scaled_number("108.6612345", 7), 1'086'612'345);
    EXPECT_EQ(scaled_number("108.66123454999", 7), 1'086'612'345);
    EXPECT_EQ(scaled_number("108.66123455", 7), 1'086'612'346);
    EXPECT_EQ(scaled_number("-0.00000005", 7), -1);
    EXPECT_EQ(scaled_number(" +5. ", 6), 5'000'000);
    EXPECT_EQ(scaled_number(".5", 6), 500'000);
    EXPECT_EQ(scaled_number("1.5e2", 6), 150'000'000);
    EXPECT_EQ(scaled_number("0.015625", 6), 15'625);
    for (const char* bad : {"", "-", ".", "NaN", "nan", "inf", "1.2.3", "12a", "1e400", "1 2",
                            "999999999999999999999"})
        EXPECT_FALSE(scaled_number(bad, 7).has_value()) << bad;
}

TEST(Points, columns_are_found_by_name_in_any_order_and_ids_keep_their_text) {
    const auto columns = read_point_csv(
        "\xEF\xBB\xBF"
        "纬度,名称,经度,编号\r\n31.95,\"甲,\"\"乙\"\"\n丙\",108.66,\"a,1\"\r\n\r\n31.96,,108.67,"
        "007\r\n",
        {"a.csv"});
    ASSERT_EQ(columns.size(), 2U);
    EXPECT_EQ(columns.lon_e7, (std::vector<std::int32_t>{1'086'600'000, 1'086'700'000}));
    EXPECT_EQ(columns.lat_e7, (std::vector<std::int32_t>{319'500'000, 319'600'000}));
    EXPECT_EQ(columns.id(0), "\"a,1\"");
    EXPECT_EQ(columns.id(1), "007");
    EXPECT_EQ(columns.datum, "cgcs2000");
}

TEST(Points, X_15_what_cannot_be_a_position_is_refused_with_its_line) {
    EXPECT_THAT(complaint("id,lon,lat\n1,108.6,31.9\n2,31.9,108.6\n"),
                HasSubstr("line 3: longitude and latitude are swapped"));
    EXPECT_THAT(complaint("id,lon,lat\n1,NaN,31.9\n"), HasSubstr("line 2: the longitude \"NaN\""));
    EXPECT_THAT(complaint("id,lon,lat\n1,108.6,\n"), HasSubstr("the latitude \"\""));
    EXPECT_THAT(complaint("id,lon,lat\n1,2.35,48.85\n"), HasSubstr("not in China"));
    EXPECT_THAT(complaint("id,lon,lat\n1\n"), HasSubstr("line 2"));
    EXPECT_THAT(complaint("id,lon,lat\n,108.6,31.9\n"), HasSubstr("no id"));
    EXPECT_THAT(complaint("id,a,b\n1,2,3\n"), HasSubstr("id, lon, lat"));
    EXPECT_THAT(complaint("id,x,y\n1,2,3\n"), HasSubstr("--crs"));
    EXPECT_THAT(complaint("id,lon,lat\n1,108,31\n", {"a.csv", true}), HasSubstr("Leave out --crs"));
    EXPECT_THAT(complaint("\n\n"), HasSubstr("no content"));
}

TEST(Points, X_15_mixed_datums_are_refused_and_a_shifted_one_is_moved) {
    EXPECT_THAT(complaint("id,lon,lat,datum\n1,108.6,31.9,wgs84\n2,108.6,31.9,gcj02\n"),
                HasSubstr("line 3: datums are mixed"));
    EXPECT_THAT(
        complaint("id,lon,lat,datum\n1,108.6,31.9,gcj02\n", {"a.csv", false, geo::Datum::wgs84}),
        HasSubstr("mixed"));
    EXPECT_THAT(complaint("id,lon,lat,datum\n1,108.6,31.9,moon\n"), HasSubstr("not known"));
    const auto moved = read_point_csv("id,lon,lat\n1,108.6643679,31.9477135\n",
                                      {"a.csv", false, geo::Datum::gcj02});
    EXPECT_NEAR(moved.lon_e7[0], 1'086'600'000, 2);
    EXPECT_NEAR(moved.lat_e7[0], 319'500'000, 2);
    EXPECT_EQ(moved.datum, "gcj02");
}

TEST(Points, metres_keep_a_millionth) {
    const auto columns = read_point_csv("id;x;y\n1;36500000.123456;-3.5\n", {"a.csv", true});
    EXPECT_EQ(columns.x_um[0], 36'500'000'123'456);
    EXPECT_EQ(columns.y_um[0], -3'500'000);
}

std::string binary(std::uint64_t count, std::vector<std::int32_t> values) {
    std::string bytes = "WANJIAP1";
    bytes.append(reinterpret_cast<const char*>(&count), 8);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * 4);
    return bytes;
}

TEST(Points, binary_columns_are_read_and_a_wrong_length_is_refused) {
    const auto columns = read_point_binary(
        binary(2, {1'086'000'000, 1'086'000'001, 319'000'000, 319'000'001}), {"a.bin"});
    EXPECT_EQ(columns.lon_e7[1], 1'086'000'001);
    EXPECT_EQ(columns.lat_e7[0], 319'000'000);
    EXPECT_EQ(columns.id(1), "2");
    for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{3}, ~std::uint64_t{0}})
        EXPECT_THROW(read_point_binary(binary(count, {1'086'000'000, 1, 2, 3}), {"a.bin"}),
                     base::Error);
    EXPECT_THROW(read_point_binary(binary(1, {319'000'000, 1'086'000'000}), {"a.bin"}),
                 base::Error);
    EXPECT_THROW(read_point_binary("WANJIAP1", {"a.bin"}), base::Error);
    EXPECT_EQ(read_point_binary(binary(0, {}), {"a.bin"}).size(), 0U);
}

}  // namespace
}  // namespace ingest
