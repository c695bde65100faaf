#include <gmock/gmock.h>

#include "app/suspicions.hpp"
#include "visits_for_tests.hpp"

// From an opened draw to sheets for each team, and what makes a visit whole.
namespace {

using namespace for_tests;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(VisitsTest, N_32_each_drawn_village_gets_one_sheet_in_the_order_of_its_teams_route) {
    draw_villages();
    EXPECT_THROW(prepare("D-1"), base::Error) << "before it is opened";
    open_draw();
    const auto answer = prepare("D-1");
    EXPECT_EQ(answer.at("opened"), 4);
    ASSERT_THAT(answer.at("teams"), SizeIs(1));
    const auto sheets = entries("village_sheet");
    std::vector<std::string> east;  // by place on the route: longitudes one way or the other
    for (int place = 1; place <= 4; ++place)
        for (const auto& sheet : sheets)
            if (sheet.at("route_order") == std::to_string(place))
                east.push_back(sheet.at("region"));
    ASSERT_THAT(east, SizeIs(4));
    // 109.40, 109.42 and 109.46, 109.48: no way goes back and forth between the two ends.
    EXPECT_LE(answer.at("teams")[0].at("metres").get<std::int64_t>(), 12'000);
    const auto again = prepare("D-1");
    EXPECT_EQ(again.at("opened"), 0);
    EXPECT_EQ(again.at("known"), 4);
}

TEST_P(VisitsTest, N_33_a_stratum_without_a_team_and_a_draw_that_is_not_there_are_refused) {
    draw_villages();
    open_draw();
    EXPECT_THROW(prepare("D-1", {{"A", "一组"}}), base::Error);
    EXPECT_THAT(entries("village_sheet"), IsEmpty());
    EXPECT_THROW(prepare("D-9"), base::Error);
}

TEST_P(VisitsTest, N_33_a_replaced_village_is_named_and_the_next_rank_gets_a_sheet) {
    std::string frame;
    for (int i = 0; i < 4; ++i) frame += village(i) + " A\n";
    hold_draw("D-1", frame, "2");
    open_draw();
    (void)prepare("D-1");
    const std::string gone = entries("village_sheet").front().at("drawn_unit");
    step_of("draw_replace", {{"unit", gone}, {"reason", "flood"}, {"evidence", "photo-1"}}, "D-1");
    const auto answer = prepare("D-1");
    EXPECT_EQ(answer.at("opened"), 1);
    EXPECT_EQ(answer.at("to_replace").at(0), entries("village_sheet").front().at("number"));
}

TEST_P(VisitsTest, N_31_each_open_task_of_a_drawn_unit_gets_its_sheet_of_the_draw) {
    for (const char* unit : {"gd1", "gd2"}) put_unit(county, unit, "power_company");
    const auto task = [&](const char* unit, const char* content) {
        const std::string number = opened("task", {{"region", county},
                                                   {"programme", "huayuan-2019"},
                                                   {"list", "key_task"},
                                                   {"content", content},
                                                   {"planned_quantity", "40"}});
        step("task", number, "submit", {{"unit", unit}}, "office");
        return number;
    };
    const std::string first = task("gd1", "农网改造"), second = task("gd1", "光伏结算");
    const std::string dropped = task("gd1", "误登");
    by("ask", {{"ledger", "task"}, {"number", dropped}, {"request", "drop"}, {"reason", "重复"}},
       "li");
    by("decide", {{"ledger", "task"}, {"number", dropped}, {"granted", true}}, "wang");
    hold_draw("D-3", "gd1 A\ngd2 A\n", "2");
    open_draw();
    const auto answer = prepare("D-3");
    EXPECT_EQ(answer.at("opened"), 3) << "two open tasks, and a unit that has none";
    std::vector<std::string> tasks;
    for (const auto& sheet : entries("unit_sheet")) {
        EXPECT_EQ(sheet.at("draw"), "D-3");
        EXPECT_EQ(sheet.at("unit"), sheet.at("drawn_unit"));
        EXPECT_EQ(sheet.at("region"), county);
        EXPECT_EQ(sheet.at("team"), "一组");
        if (sheet.at("unit") == "gd1") tasks.push_back(sheet.at("task_number"));
        EXPECT_EQ(sheet.at("task_number").is_null(), sheet.at("unit") == "gd2");
    }
    EXPECT_THAT(tasks, ::testing::UnorderedElementsAre(first, second));
    EXPECT_EQ(prepare("D-3").at("known"), 3);
    EXPECT_EQ(prepare("D-3").at("opened"), 0);
    const auto verify = [&](const std::string& number, const char* verified) {
        step("unit_sheet", number, "fill",
             {{"reported", "40"},
              {"verified", verified},
              {"conclusion", "已核"},
              {"difference_explained", "少报"}},
             "wang", {evidence_of("unit_sheet", number)});
    };
    const auto truthful = [&] {
        for (const auto& check : inspected("D-3"))
            if (check.at("name") == "unit_truthful") return check;
        return ordered_json();
    };
    for (const auto& sheet : entries("unit_sheet"))
        if (sheet.at("task_number") == first || sheet.at("unit") == "gd2")
            verify(sheet.at("number"), "40");
    EXPECT_EQ(truthful().at("open"), 1) << "one sheet of the first unit is still open";
    for (const auto& sheet : entries("unit_sheet"))
        if (sheet.at("task_number") == second) verify(sheet.at("number"), "38");
    EXPECT_EQ(truthful().at("open"), 0);
    EXPECT_EQ(truthful().at("total").at("inspected").at("good"), 1);
    EXPECT_EQ(truthful().at("total").at("inspected").at("of"), 2);
    EXPECT_EQ(ordered_json::parse(apply("open_findings", {{"draw", "D-3"}}).json).at("opened"), 1);
    EXPECT_EQ(entries("issue").front().at("draw"), "D-3");
}

TEST_P(VisitsTest, X_12_reported_and_metered_stand_beside_what_was_inspected) {
    hold_draw("D-1", village(0) + " A\n" + village(1) + " A\n", "2");
    open_draw();
    (void)prepare("D-1");
    for (int i = 0; i < 2; ++i) {
        put("connectivity_survey", {{"region", village(i)}, {"four_g", "是"}, {"broadband", "是"}});
        put("coverage_fact", {{"region", village(i)},
                              {"place", "village"},
                              {"place_number", "1"},
                              {"technology", "four_g"},
                              {"operator", "mobile"},
                              {"covered", i == 0 ? "是" : "否"},
                              {"basis", "measurement"}});
        put("area_load", {{"region", village(i)},
                          {"area_code", "T1"},
                          {"period", "2019-06"},
                          {"outages", i == 0 ? "0" : "2"},
                          {"low_user_days", "0"}});
    }
    for (const auto& number : numbers("village_sheet")) {
        step("village_sheet", number, "fill",
             {{"visited_at", "2019-07-05T08:00"},
              {"committee_role", "村支书"},
              {"committee_talk", "信号差"},
              {"three_phase", "yes"},
              {"four_g", "no"},
              {"outages", "1"},
              {"voltage_felt", "good"},
              {"briefings", "1"},
              {"field_stops", "3"},
              {"findings", "0"},
              {"discipline_kept", "yes"}},
             "wang", {evidence_of("village_sheet", number)});
    }
    const auto pairs = [&](const char* name) {
        for (const auto& check : inspected("D-1"))
            if (check.at("name") == name) {
                const auto& total = check.at("total");
                std::vector<ordered_json> found{total.at("reported"), total.at("metered")};
                found.push_back({{"good", total.at("inspected").at("good")},
                                 {"of", total.at("inspected").at("of")}});
                return found;
            }
        return std::vector<ordered_json>{};
    };
    const auto count = [](int good, int of) { return ordered_json{{"good", good}, {"of", of}}; };
    EXPECT_THAT(pairs("four_g"), ElementsAre(count(2, 2), count(1, 2), count(0, 2)));
    EXPECT_THAT(pairs("outages"), ElementsAre(ordered_json(), count(1, 2), count(0, 2)));
    EXPECT_THAT(pairs("voltage_felt"), ElementsAre(ordered_json(), count(2, 2), count(2, 2)));
}

TEST_P(VisitsTest, N_35_a_village_with_one_household_is_not_accepted_and_with_two_it_is) {
    hold_draw("D-1", village(0) + " A\n", "1");
    open_draw();
    (void)prepare("D-1");
    hold_draw("D-2",
              village(0) + ".1 " + village(0) + "\n" + village(0) + ".2 " + village(0) + "\n", "2");
    open_draw();
    EXPECT_EQ(prepare("D-2", ordered_json::object()).at("opened"), 2)
        << "households go with their village's team";
    const std::string village_number = numbers("village_sheet").front();
    const auto households = numbers("household_sheet");
    for (const auto& sheet : entries("household_sheet"))
        EXPECT_EQ(sheet.at("parent"), village_number);
    fill_village(village_number, 1, 3);
    fill_household(households[0]);
    step("household_sheet", households[0], "accept", {}, "li");
    EXPECT_THROW(step("village_sheet", village_number, "accept", {}, "li"), base::Error);
    fill_household(households[1]);
    EXPECT_THROW(step("household_sheet", households[1], "accept", {}, "wang"), base::Error)
        << "whoever filled it in";
    step("household_sheet", households[1], "accept", {}, "li");
    step("village_sheet", village_number, "accept", {}, "li");
    EXPECT_EQ(entries("village_sheet").front().at("state"), "accepted");
}

TEST_P(VisitsTest, N_37_one_briefing_and_two_field_stops_are_named_by_the_daily_look) {
    hold_draw("D-1", village(0) + " A\n" + village(1) + " A\n", "2");
    open_draw();
    (void)prepare("D-1");
    const auto sheets = numbers("village_sheet");
    fill_village(sheets[0], 1, 3);
    const auto broken = [&] {
        return ordered_json::parse(apply("evaluate", {{"date", "2019-07-03"}}).json).at("broken");
    };
    EXPECT_EQ(broken(), 0);
    fill_village(sheets[1], 1, 2);
    EXPECT_EQ(broken(), 1);
}

TEST_P(VisitsTest, X_12_two_households_twenty_kilometres_and_five_minutes_apart_are_suspected) {
    for (const char* number : {"1", "2"})
        put("household", {{"region", village(0)},
                          {"number", number},
                          {"lon", number[0] == '1' ? "109.40" : "109.60"},
                          {"lat", "28.5"},
                          {"datum", "cgcs2000"}});
    hold_draw("D-2", village(0) + ".1 T\n" + village(0) + ".2 T\n", "2");
    open_draw();
    (void)prepare("D-2", {{"T", "一组"}});
    const auto sheets = numbers("household_sheet");
    fill_household(sheets[0]);
    fill_household(sheets[1], "2019-07-05T09:05");
    (void)apply("look_for_suspicion", {{"rules", app::built_in_suspicion_rules()}});
    const auto found = entries("suspicion");
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found.front().at("kind"), "speed");
    EXPECT_EQ(found.front().at("people"), "wang");
}

INSTANTIATE_ON_BOTH_DATABASES(VisitsTest);

}  // namespace
