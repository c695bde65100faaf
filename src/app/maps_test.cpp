#include "app/maps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/error.hpp"
#include "ledgers_for_tests.hpp"
#include "people/role.hpp"
#include "tile_for_tests.hpp"
#include "tiles/encode.hpp"
#include "tiles/tile.hpp"

// The map's layers, tiles and lights, on both databases.
namespace {

using for_tests::decoded;
using for_tests::DecodedLayer;
using for_tests::ordered_json;
using for_tests::township;
using for_tests::village;

constexpr geo::Position place{109.4801, 28.5702};
constexpr const char* lights[] = {"red", "yellow", "blue", "green", "grey"};

class MapsTest : public for_tests::LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        put_regions(4);
        for (int v = 0; v < 4; ++v) {
            put_at("village", v, {{"residents", "100"}, {"households", "30"}});
            for (int h = 0; h < 5; ++h)
                put_at("household", v,
                       {{"number", std::to_string(h)}, {"powered", h == 0 ? "否" : "是"}}, h);
        }
    }
    static geo::Position spot(int v, int step = 0) {
        return {place.lon_deg + 0.01 * v + 0.0007 * step, place.lat_deg};
    }
    void put_at(const std::string& name, int v, ordered_json values, int step = 0) {
        values["region"] = village(v);
        values["lon"] = std::to_string(spot(v, step).lon_deg);
        values["lat"] = std::to_string(spot(v, step).lat_deg);
        values["datum"] = "cgcs2000";
        put(name, values);
    }
    app::Maps::TileQuery asked(const std::string& layer, int zoom, geo::Position at = place,
                               app::MapFilter filter = {}) {
        const auto name = tiles::tile_at(at, zoom);
        return {layer, zoom, name.x, name.y, std::move(filter)};
    }
    DecodedLayer tile(const app::Maps::TileQuery& query,
                      const people::Access& who = people::everything()) {
        return decoded(tiles::unpacked(app_->maps().tile(query, {}, who).gzip));
    }
    // How many points a layer shows in the one tile of zoom 6 that holds the county.
    std::int64_t shown(const std::string& layer, app::MapFilter filter = {},
                       const people::Access& who = people::everything()) {
        std::int64_t total = 0;
        for (const auto& feature : tile(asked(layer, 6, place, std::move(filter)), who).features)
            total += feature.values.contains("count") ? feature.number("count") : 1;
        return total;
    }
    std::string hazard(int v, const char* level, const char* found_on) {
        return opened("hazard", {{"region", village(v)},
                                 {"category", "tree"},
                                 {"level", level},
                                 {"found_on", found_on}});
    }
    ordered_json table(app::MapFilter filter = {},
                       const people::Access& who = people::everything()) {
        return ordered_json::parse(app_->maps().lights(filter, who));
    }
    people::Access only(const std::string& region, const std::string& role = "township_clerk") {
        people::Access access;
        access.user = "u" + region;
        const auto roles = people::built_in_roles();
        access.allowances.push_back(
            {{1, access.user, role, region, "", {}, "", {}}, *roles.find(role)});
        return access;
    }
};

TEST_P(MapsTest, X_15_a_low_zoom_level_counts_every_household_and_a_high_one_shows_each) {
    EXPECT_EQ(shown("household"), 20);
    std::int64_t powerless = 0;
    for (const auto& feature : tile(asked("household", 6)).features)
        powerless += feature.number("powered:no");
    EXPECT_EQ(powerless, 4);
    const auto near = tile(asked("household", 14));
    ASSERT_FALSE(near.features.empty());
    for (const auto& feature : near.features) {
        EXPECT_FALSE(feature.values.contains("count"));
        EXPECT_FALSE(feature.values.contains("head_name"));
        EXPECT_TRUE(feature.values.contains("powered"));
    }
}

TEST_P(MapsTest, X_15_a_point_in_gcj02_and_the_same_in_wgs84_stand_on_one_spot_of_the_map) {
    const geo::Position shifted = geo::from_cgcs2000(place, geo::Datum::gcj02);
    put("station", {{"region", village(0)},
                    {"operator", "移动"},
                    {"site_code", "a"},
                    {"lon", std::to_string(shifted.lon_deg)},
                    {"lat", std::to_string(shifted.lat_deg)},
                    {"datum", "gcj02"}});
    put("station", {{"region", village(0)},
                    {"operator", "移动"},
                    {"site_code", "b"},
                    {"lon", std::to_string(place.lon_deg)},
                    {"lat", std::to_string(place.lat_deg)},
                    {"datum", "wgs84"}});
    const auto found = tile(asked("station", 14));
    ASSERT_EQ(found.features.size(), 2U);
    const auto a = found.features[0].paths()[0][0], b = found.features[1].paths()[0][0];
    // One unit of zoom 14 is about half a metre here.
    EXPECT_LE(std::abs(a.first - b.first), 2);
    EXPECT_LE(std::abs(a.second - b.second), 2);
}

TEST_P(MapsTest, C_58_villages_by_colour_add_up_to_all_villages_and_the_map_says_the_same) {
    today("2019-07-01");
    hazard(0, "major", "2019-06-01");    // overdue
    hazard(0, "general", "2019-06-30");  // on time
    hazard(1, "major", "2019-06-30");    // nearly due
    hazard(2, "general", "2019-06-30");
    const auto answer = table();
    const auto& villages = answer.at("villages");
    EXPECT_EQ(villages.at("total"), 4);
    std::map<std::string, int> on_map;
    for (int v = 0; v < 4; ++v)
        for (const auto& feature : tile(asked(app::Maps::village_layer, 12, spot(v))).features)
            if (feature.text("region") == village(v)) ++on_map[feature.text("light")];
    int sum = villages.at("none");
    EXPECT_EQ(on_map["none"], villages.at("none").get<int>());
    for (const char* light : lights) {
        sum += villages.at(light).get<int>();
        EXPECT_EQ(on_map[light], villages.at(light).get<int>()) << light;
    }
    EXPECT_EQ(sum, 4);
    EXPECT_EQ(villages.at("red"), 1);
    EXPECT_EQ(villages.at("none"), 1);
    EXPECT_EQ(answer.at("entries").at("total"), 4);
    EXPECT_EQ(answer.at("townships").at(0).at("villages").at("total"), 4);
}

TEST_P(MapsTest, entries_without_a_position_stand_beside_their_villages_seat_and_by_light) {
    today("2019-07-01");
    hazard(0, "major", "2019-06-01");
    hazard(0, "general", "2019-06-30");
    hazard(1, "general", "2019-06-30");
    EXPECT_EQ(shown("hazard"), 3);
    app::MapFilter red;
    red.light = "red";
    EXPECT_EQ(shown("hazard", red), 1);
    app::MapFilter houses;
    houses.field = "category";
    houses.value = "house";
    EXPECT_EQ(shown("hazard", houses), 0);
    houses.value = "tree";
    EXPECT_EQ(shown("hazard", houses), 3);
    const auto near = tile(asked("hazard", 14));
    ASSERT_EQ(near.features.size(), 2U);
    EXPECT_EQ(near.features[0].number("at_seat"), 1);
    EXPECT_NE(near.features[0].paths(), near.features[1].paths());
}

TEST_P(MapsTest, S_01_nobody_sees_a_row_or_a_kept_tile_of_another_place) {
    const auto all = shown("household");
    EXPECT_EQ(all, 20);
    // Asked in turn, so that each could be given what was kept for the other.
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(shown("household", {}, only(village(0))), 5);
        EXPECT_EQ(shown("household", {}, only(village(1))), 5);
        EXPECT_EQ(shown("household", {}, only(township)), 20);
        EXPECT_EQ(shown("household"), 20);
    }
    const auto query = asked("household", 6);
    const auto first = app_->maps().tile(query, {}, only(village(0)));
    const auto other = app_->maps().tile(query, {}, only(village(1)));
    EXPECT_NE(first.tag, other.tag);
    EXPECT_FALSE(app_->maps().tile(query, first.tag, only(village(1))).gzip.empty());
    EXPECT_TRUE(app_->maps().tile(query, first.tag, only(village(0))).gzip.empty());
    EXPECT_EQ(table({}, only(village(0))).at("villages").at("total"), 1);
    EXPECT_THROW((void)app_->maps().tile(query, {}, only(township, "auditor")), base::Error);
    const auto layers = ordered_json::parse(app_->maps().layers({}, only(village(0))));
    for (const auto& layer : layers.at("layers"))
        if (layer.at("name") == "household") {
            EXPECT_EQ(layer.at("rows"), 5);
        }
}

TEST_P(MapsTest, an_operator_sees_its_own_stations_alone) {
    for (const char* operator_name : {"移动", "电信"})
        put_at("station", 0, {{"operator", operator_name}, {"site_code", operator_name}});
    auto access = only(township, "operator");
    access.allowances[0].grant.operator_name = "mobile";
    EXPECT_EQ(shown("station"), 2);
    EXPECT_EQ(shown("station", {}, access), 1);
}

TEST_P(MapsTest, a_change_gives_another_tile_and_the_past_stays_as_it_was) {
    const auto query = asked("household", 6);
    const auto before = app_->maps().tile(query);
    EXPECT_TRUE(app_->maps().tile(query, before.tag).gzip.empty());
    // Another register's change leaves the tile as it is.
    put("telecom_stat",
        {{"region", village(0)}, {"period", "2019-06"}, {"operator", "all"}, {"phone_users", "3"}});
    EXPECT_EQ(app_->maps().tile(query).tag, before.tag);
    today("2019-07-03");
    put_at("household", 0, {{"number", "new"}}, 9);
    apply("remove",
          {{"register", "household"}, {"values", {{"region", village(1)}, {"number", "0"}}}});
    apply("remove",
          {{"register", "household"}, {"values", {{"region", village(1)}, {"number", "1"}}}});
    EXPECT_NE(app_->maps().tile(query).tag, before.tag);
    EXPECT_EQ(shown("household"), 19);
    app::MapFilter then;
    then.known_on = base::parse_date("2019-07-01");
    EXPECT_EQ(shown("household", then), 20);
    then.known_on = base::parse_date("2019-06-01");
    EXPECT_EQ(shown("household", then), 0);
}

TEST_P(MapsTest, filters_of_place_and_programme_leave_out_the_rest) {
    app::MapFilter filter;
    filter.region = village(2);
    EXPECT_EQ(shown("household", filter), 5);
    EXPECT_EQ(table(filter).at("villages").at("total"), 1);
    load("huayuan-2019");
    filter.region.clear();
    filter.programme = "huayuan-2019";
    EXPECT_EQ(shown("household", filter), 20);
    load("ganzhou-2020");
    filter.programme = "ganzhou-2020";
    EXPECT_EQ(shown("household", filter), 0);
    EXPECT_EQ(table(filter).at("villages").at("total"), 0);
}

TEST_P(MapsTest, what_is_kept_is_bounded_whatever_is_asked_for) {
    for (int zoom = 0; zoom <= 16; ++zoom)
        for (int v = 0; v < 4; ++v)
            for (int h = 0; h < 5; ++h)
                (void)app_->maps().tile(asked("household", zoom, spot(v, h)));
    const auto held = app_->maps().held();
    EXPECT_LE(held.tile_bytes, std::size_t{64} << 20);
    EXPECT_GT(held.tiles, 20U);
    EXPECT_LE(held.layer_bytes, std::size_t{256} << 20);
}

TEST_P(MapsTest, a_layer_a_tile_or_a_field_that_is_not_there_is_refused_in_words) {
    const auto refused = [&](app::Maps::TileQuery query, base::ErrorKind kind) {
        try {
            (void)app_->maps().tile(query);
            ADD_FAILURE() << query.layer;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), kind) << query.layer;
            EXPECT_FALSE(error.message().zh.empty());
        }
    };
    refused(asked("nothing", 6), base::ErrorKind::not_found);
    refused({"household", 3, 8, 0, {}}, base::ErrorKind::not_found);
    refused({"household", 19, 0, 0, {}}, base::ErrorKind::not_found);
    app::MapFilter filter;
    filter.field = "head_name";
    filter.value = "x";
    refused(asked("household", 6, place, filter), base::ErrorKind::invalid_input);
}

INSTANTIATE_ON_BOTH_DATABASES(MapsTest);

}  // namespace
