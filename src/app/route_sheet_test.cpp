#include <gmock/gmock.h>

#include "access_for_tests.hpp"
#include "app/documents.hpp"
#include "app/field.hpp"
#include "team_for_tests.hpp"

// The way of a team on paper: what stands on it, for whom.
namespace {

using namespace for_tests;
using ::testing::HasSubstr;
using ::testing::Not;

class RouteSheetTest : public TeamTest {
protected:
    app::DocumentFile sheet(const people::Access& who = people::everything(),
                            const std::string& team = "一组", const std::string& draw = "D-1") {
        return app::Field(*app_).route_sheet(team, draw, who);
    }
    static std::string shown(const app::DocumentFile& file) {
        return ordered_json::parse(app::Documents::preview(file)).at("html");
    }
    /// Words of the map alone.
    static std::string map_of(const std::string& html) {
        const auto begin = html.find("<svg"), end = html.find("</svg>");
        return begin == std::string::npos ? "" : html.substr(begin, end - begin);
    }
};

TEST_P(RouteSheetTest, X_28_it_lists_the_stops_in_their_order_and_draws_the_map_of_the_package) {
    for (int i = 0; i < 4; ++i) bound(i);
    road("县道X012", 1, {{109.30, 28.5}, {109.60, 28.51}});
    prepare_round();
    const auto file = sheet();
    EXPECT_EQ(file.file_name, "督战核查路线单 一组 D-1.docx");
    const std::string html = shown(file);
    for (const char* wanted :
         {"督战核查路线单", "一组", "D-1", "2个村", "2019-07-20", "2019年7月3日"})
        EXPECT_THAT(html, HasSubstr(wanted));
    const auto route =
        ordered_json::parse(app::Field(*app_).slice({{}, 0, {}, "一组", "D-1"})).at("route");
    std::size_t at = 0;
    for (const auto& stop : route) {
        const std::string number = stop.at("number");
        const auto found = html.find(number);
        ASSERT_NE(found, std::string::npos) << number;
        EXPECT_GT(found, at) << "in the order of the route";
        at = found;
    }
    EXPECT_THAT(html, HasSubstr("□1"));
    const std::string map = map_of(html);
    for (const char* wanted : {">1<", ">2<", ">村0<", ">村1<", ">县道X012<", ">北<", "公里<"})
        EXPECT_THAT(map, HasSubstr(wanted));
    EXPECT_EQ(sheet().bytes, file.bytes);
}

TEST_P(RouteSheetTest, X_28_households_follow_their_villages_and_stand_beside_them_on_the_map) {
    bound(0);
    for (const char* number : {"7", "8"})
        put("household", {{"region", village(0)},
                          {"number", number},
                          {"lon", "109.4001"},
                          {"lat", "28.5"},
                          {"datum", "cgcs2000"}});
    prepare_round();
    hold_draw("D-2", village(0) + ".7 A\n" + village(0) + ".8 A\n", "2");
    open_draw();
    (void)prepare("D-2", ordered_json::object());
    const std::string html = shown(sheet(people::everything(), "一组", ""));
    EXPECT_THAT(html, HasSubstr("2个村、2户"));
    EXPECT_THAT(html, HasSubstr("村07号户"));
    EXPECT_LT(html.find("□2"), html.find("○1"));
    EXPECT_THAT(map_of(html), HasSubstr("户级核查表"));
}

TEST_P(RouteSheetTest, S_01_it_holds_nothing_beyond_the_reach_of_whoever_prints_it) {
    for (int i = 0; i < 4; ++i) bound(i);
    prepare_round();
    const std::string html = shown(sheet(access_as("inspector", village(0))));
    EXPECT_THAT(html, HasSubstr("村0"));
    EXPECT_THAT(html, Not(HasSubstr("村1"))) << "neither as a stop nor on the map";
    EXPECT_THROW((void)sheet(access_as("inspector", village(3))), base::Error);
}

TEST_P(RouteSheetTest, X_28_a_team_that_visits_offices_has_a_list_without_a_map) {
    put_unit(county, "gd1", "power_company");
    hold_draw("D-1", "gd1 A\n", "1");
    open_draw();
    (void)prepare("D-1", {{"A", "一组"}});
    const std::string html = shown(sheet());
    EXPECT_EQ(map_of(html), "");
    for (const char* wanted : {"1个单位", "gd1", "没有地图"}) EXPECT_THAT(html, HasSubstr(wanted));
}

TEST_P(RouteSheetTest, X_28_a_sheet_of_a_village_that_says_whose_it_is_stands_under_the_village) {
    put_unit(county, "gd1", "power_company");
    const ordered_json of_team{{"unit", "gd1"},     {"team", "二组"}, {"draw", "D-9"},
                               {"drawn_unit", "u"}, {"stratum", "A"}, {"due_on", "2019-07-20"}};
    ordered_json of_village = of_team, of_household = of_team;
    of_village.update({{"region", village(1)}});
    of_household.update({{"region", village(1)}, {"household", "7"}});
    opened("village_sheet", of_village);
    opened("household_sheet", of_household);
    const std::string html = shown(sheet(people::everything(), "二组", ""));
    for (const char* wanted : {"1个村、1户", "村1", "村17号户", ">—<"})
        EXPECT_THAT(html, HasSubstr(wanted));
    EXPECT_THAT(html, Not(HasSubstr("个单位")));
    EXPECT_THAT(html, Not(HasSubstr("□0")));
}

TEST_P(RouteSheetTest, a_team_without_open_sheets_is_told_so) {
    prepare_round();
    EXPECT_THAT(refused([&] { (void)sheet(people::everything(), "九组"); }), HasSubstr("九组"));
}

INSTANTIATE_ON_BOTH_DATABASES(RouteSheetTest);

}  // namespace
