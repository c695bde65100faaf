#include "registers/region.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using registers::Region;
using registers::RegionLevel;
using Status = registers::RegionMatch::Status;

base::Date day(const char* text) {
    return *base::parse_date(text);
}

Region region(const char* code, const char* name, RegionLevel level, const char* parent) {
    return {code, name, level, parent, day("2000-01-01"), {}, {}, {}, false};
}

registers::RegionIndex ganzhou() {
    std::vector<Region> all = {
        region("360700000000", "赣州市", RegionLevel::prefecture, ""),
        region("360731000000", "于都县", RegionLevel::county, "360700000000"),
        region("360724000000", "上犹县", RegionLevel::county, "360700000000"),
        region("360704000000", "赣县区", RegionLevel::county, "360700000000"),
        region("360731901000", "岭背镇", RegionLevel::township, "360731000000"),
        region("360724901000", "双溪乡", RegionLevel::township, "360724000000"),
        region("360731901901", "水头村", RegionLevel::village, "360731901000"),
        region("360724901901", "水头村", RegionLevel::village, "360724901000"),
        region("360731901902", "甲村", RegionLevel::village, "360731901000"),
        region("360731901903", "乙村", RegionLevel::village, "360731901000"),
        region("360731901904", "丙村", RegionLevel::village, "360731901000"),
        region("360727000000", "龙南县", RegionLevel::county, "360700000000"),
        region("360783000000", "龙南市", RegionLevel::county, "360700000000"),
    };
    for (Region& r : all) {
        if (r.name == "赣县区") r.aliases = {"赣县"};
        if (r.name == "甲村" || r.name == "乙村") {
            r.valid_to = day("2019-12-31");
            r.successor = "360731901904";
        }
        if (r.name == "丙村") r.valid_from = day("2020-01-01");
        if (r.name == "龙南县") {
            r.valid_to = day("2020-06-30");
            r.successor = "360783000000";
        }
        if (r.name == "龙南市") r.valid_from = day("2020-07-01");
    }
    return registers::RegionIndex(all);
}

TEST(Region, X_02_a_code_prefix_is_a_scope) {
    EXPECT_EQ(registers::scope_prefix("430000000000"), "43");
    EXPECT_EQ(registers::scope_prefix("433100000000"), "4331");
    EXPECT_EQ(registers::scope_prefix("433124000000"), "433124");
    EXPECT_EQ(registers::scope_prefix("433124101000"), "433124101");
    EXPECT_EQ(registers::scope_prefix("433124101200"), "433124101200");
    EXPECT_TRUE(registers::is_in_scope("433124101200", "433124000000"));
    EXPECT_FALSE(registers::is_in_scope("433125101200", "433124000000"));
}

TEST(Region, X_02_a_code_is_valid_only_in_its_period_and_names_its_successor) {
    const auto regions = ganzhou();
    EXPECT_EQ(regions.resolve("360731901902", RegionLevel::village, day("2019-12-31")).status,
              Status::found);
    const auto match = regions.resolve("360731901902", RegionLevel::village, day("2020-01-01"));
    EXPECT_EQ(match.status, Status::expired);
    EXPECT_EQ(match.suggestions, std::vector<std::string>{"360731901904"});
}

TEST(Region, X_02_a_merged_village_holds_its_predecessors_and_they_do_not_hold_it) {
    const auto regions = ganzhou();
    EXPECT_EQ(regions.lineage("360731901904"),
              (std::vector<std::string>{"360731901902", "360731901903", "360731901904"}));
    EXPECT_EQ(regions.lineage("360731901902"), std::vector<std::string>{"360731901902"});
}

TEST(Region, G_35_a_renamed_county_is_one_unit_before_and_after) {
    const auto regions = ganzhou();
    EXPECT_EQ(regions.representative("360783000000", day("2020-04-30")), "360727000000");
    EXPECT_EQ(regions.representative("360727000000", day("2020-12-31")), "360783000000");
    EXPECT_EQ(regions.lineage("360727000000"), regions.lineage("360783000000"));
    EXPECT_EQ(regions.find("360727000000", day("2020-07-01")), nullptr);
}

TEST(Region, G_36_the_same_name_in_two_towns_needs_its_path) {
    const auto regions = ganzhou();
    const auto today = day("2020-03-25");
    const auto match = regions.resolve("水头村", RegionLevel::village, today);
    EXPECT_EQ(match.status, Status::ambiguous);
    EXPECT_EQ(match.suggestions.size(), 2u);
    EXPECT_EQ(regions.resolve("岭背镇水头村", RegionLevel::village, today).code, "360731901901");
    EXPECT_EQ(regions.resolve("上犹县 水头村", RegionLevel::village, today).code, "360724901901");
    EXPECT_EQ(regions.path_name("360731901901", today), "于都县岭背镇水头村");
}

TEST(Region, X_33_an_alias_finds_the_region) {
    const auto regions = ganzhou();
    EXPECT_EQ(regions.resolve("赣县", {}, day("2020-03-25")).code, "360704000000");
    EXPECT_EQ(regions.resolve("石门村", {}, day("2020-03-25")).status, Status::unknown);
    EXPECT_EQ(regions.resolve("360731000000", RegionLevel::village, day("2020-03-25")).status,
              Status::wrong_level);
}

TEST(Region, the_order_of_the_input_changes_nothing) {
    auto all = ganzhou().all();
    std::reverse(all.begin(), all.end());
    const registers::RegionIndex reversed(all);
    EXPECT_EQ(reversed.list(RegionLevel::village, "360731000000", day("2020-03-25")).size(), 2u);
    EXPECT_EQ(reversed.all().front().code, ganzhou().all().front().code);
}

}  // namespace
