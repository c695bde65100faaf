#include <gmock/gmock.h>

#include "access_for_tests.hpp"
#include "app/field.hpp"
#include "field_map.hpp"
#include "team_for_tests.hpp"

// The map that a team takes along: what is on it, for whom, and how large it becomes.
namespace {

using namespace for_tests;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// A place of a path as it was before it was drawn, in degrees.
using Degrees = std::pair<double, double>;

class FieldMapTest : public TeamTest {
protected:
    ordered_json slice(std::int64_t since = 0, const std::string& view = {},
                       const people::Access& who = people::everything()) {
        return ordered_json::parse(app::Field(*app_).slice({{}, since, view, "一组", "D-1"}, who));
    }
    ordered_json map() { return slice().at("map"); }
    static std::vector<Degrees> places(const ordered_json& map, const ordered_json& path) {
        std::vector<Degrees> result;
        std::int64_t x = 0, y = 0;
        for (std::size_t at = 0; at + 1 < path.size(); at += 2) {
            x += path[at].get<std::int64_t>();
            y += path[at + 1].get<std::int64_t>();
            const auto degrees = [&](const char* from, std::int64_t steps) {
                return static_cast<double>(map.at(from).get<std::int64_t>() +
                                           steps * map.at("step").get<std::int64_t>()) /
                       1e7;
            };
            result.emplace_back(degrees("west", x), degrees("south", y));
        }
        return result;
    }
    static std::vector<std::string> areas(const ordered_json& map) {
        std::vector<std::string> codes;
        for (const auto& area : map.at("areas")) codes.push_back(area[0]);
        return codes;
    }
};

TEST_P(FieldMapTest,
       X_28_it_shows_the_villages_of_the_township_and_the_lines_there_in_whole_steps) {
    for (int i = 0; i < 4; ++i) bound(i);
    road("村道", 1, {{109.40, 28.5}, {109.41, 28.505}});
    road("村道", 2, {{109.41, 28.505}, {109.42, 28.5}});
    road("外路", 1, {{109.9, 28.5}, {109.95, 28.5}});
    bring("river", {{"村代码", village(0)}, {"河流编号", "H1"}, {"段号", 1}}, "LineString",
          {{109.40, 28.495}, {109.43, 28.495}});
    prepare_round();
    const auto map = this->map();
    EXPECT_THAT(areas(map), ElementsAre(village(0), village(1), village(2), village(3)));
    ASSERT_THAT(map.at("lines"), SizeIs(2));
    EXPECT_EQ(map.at("lines")[0].at("name"), "river");
    EXPECT_EQ(map.at("lines")[1].at("label").at("zh"), "道路");
    const auto& roads = map.at("lines")[1].at("ways");
    ASSERT_THAT(roads, SizeIs(1)) << "the one far away is not there";
    ASSERT_THAT(roads[0], SizeIs(2)) << "two sections that meet are one path";
    EXPECT_EQ(roads[0][0], "村道");
    const auto way = places(map, roads[0][1]);
    const std::vector<Degrees> wanted{{109.40, 28.5}, {109.41, 28.505}, {109.42, 28.5}};
    ASSERT_EQ(way.size(), wanted.size());
    const double step = map.at("step").get<double>() / 1e7;
    for (std::size_t i = 0; i < way.size(); ++i) {
        EXPECT_NEAR(way[i].first, wanted[i].first, step / 2 + 1e-9);
        EXPECT_NEAR(way[i].second, wanted[i].second, step / 2 + 1e-9);
    }
}

TEST_P(FieldMapTest, X_28_the_stops_and_the_outlines_of_their_villages_lie_within_its_square) {
    for (int i = 0; i < 2; ++i) bound(i);
    prepare_round();
    const auto whole = slice();
    const auto& map = whole.at("map");
    const double west = map.at("west").get<double>() / 1e7,
                 south = map.at("south").get<double>() / 1e7,
                 side = map.at("side").get<double>() * map.at("step").get<double>() / 1e7;
    const auto is_within = [&](double lon, double lat) {
        return lon > west && lat > south && lon < west + side && lat < south + side;
    };
    ASSERT_THAT(whole.at("route"), SizeIs(2));
    for (const auto& stop : whole.at("route"))
        EXPECT_TRUE(is_within(stop.at("at")[0], stop.at("at")[1])) << stop;
    for (const auto& area : map.at("areas"))
        for (const auto& [lon, lat] : places(map, area[1])) EXPECT_TRUE(is_within(lon, lat));
}

TEST_P(FieldMapTest, X_28_the_same_rows_make_the_same_bytes_whoever_brought_them_first) {
    for (const int i : {3, 1, 0, 2}) bound(i, 40);
    prepare_round();
    const std::string once = map().dump();
    EXPECT_EQ(map().dump(), once);
    EXPECT_THAT(once, Not(HasSubstr("."))) << "whole numbers alone";
}

TEST_P(FieldMapTest, X_28_however_much_stands_there_it_is_no_larger_than_a_phone_should_fetch) {
    for (int i = 0; i < 4; ++i) bound(i, 12'000);
    prepare_round();
    const auto rough = map();
    EXPECT_LE(rough.dump().size(), app::team_map_bytes_max);
    EXPECT_GT(rough.dump().size(), app::team_map_bytes_max / 16) << "and not for nothing coarse";
    EXPECT_THAT(areas(rough), SizeIs(4));
    // Roads that no step makes into fewer: each has a name of its own.
    ordered_json features = ordered_json::array();
    for (int i = 0; i < 3'000; ++i) {
        const double lat = 28.49 + 0.000006 * i;
        features.push_back(
            {{"type", "Feature"},
             {"properties",
              {{"村代码", village(0)},
               {"道路编号", "R" + std::to_string(i)},
               {"段号", 1},
               {"道路名称", "第" + std::to_string(i) + "号机耕道"}}},
             {"geometry",
              {{"type", "LineString"}, {"coordinates", {{109.40, lat}, {109.44, lat + 0.003}}}}}});
    }
    bring_all("road", features);
    EXPECT_LE(map().dump().size(), app::team_map_bytes_max);
}

TEST_P(FieldMapTest, S_01_it_holds_nothing_beyond_the_reach_of_whoever_takes_it_along) {
    for (int i = 0; i < 4; ++i) bound(i);
    prepare_round();
    const auto whole = slice(0, {}, access_as("inspector", village(0)));
    EXPECT_THAT(areas(whole.at("map")), ElementsAre(village(0)));
    EXPECT_THAT(whole.at("route"), SizeIs(1));
    EXPECT_THAT(whole.dump(), Not(HasSubstr(village(1))));
    EXPECT_THROW((void)slice(0, {}, access_as("inspector", village(3))), base::Error)
        << "no sheet of the team lies there";
}

TEST_P(FieldMapTest, X_28_it_comes_again_only_when_what_it_shows_may_have_changed) {
    bound(0);
    prepare_round();
    const auto first = slice();
    const auto again = [&] { return slice(first.at("next"), first.at("view")); };
    EXPECT_FALSE(again().contains("map"));
    put("public_place", {{"region", village(0)}, {"kind", "school"}, {"name", "小学"}});
    EXPECT_FALSE(again().contains("map"));
    bound(2);
    EXPECT_THAT(areas(again().at("map")), ElementsAre(village(0), village(2)));
    fill_village(first.at("route")[0].at("number"), 1, 3);
    const auto filled = again();
    EXPECT_THAT(filled.at("rows").at("village_sheet").at("rows"), SizeIs(1));
    EXPECT_TRUE(filled.at("lights").is_object());
}

TEST_P(FieldMapTest, X_28_a_team_that_visits_offices_alone_has_a_route_and_no_map) {
    put_unit(county, "gd1", "power_company");
    hold_draw("D-1", "gd1 A\n", "1");
    open_draw();
    (void)prepare("D-1", {{"A", "一组"}});
    const auto whole = slice();
    EXPECT_THAT(whole.at("route"), SizeIs(1));
    EXPECT_TRUE(whole.at("map").is_null());
}

INSTANTIATE_ON_BOTH_DATABASES(FieldMapTest);

}  // namespace
