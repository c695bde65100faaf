#include <gmock/gmock.h>

#include "app/short_boards.hpp"
#include "ledgers_for_tests.hpp"

// What the Chengkou notice asks of rows together: surveys, telephones, tariffs, hosts, posts.
namespace {

using namespace for_tests;
using programme::Count;

constexpr const char* one = "500229101001";
constexpr const char* two = "500229101002";

class ChengkouTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2020-07-01");
        put_chengkou();
        put_region(two, "二村", "village", "500229101000");
    }
    void expect(const char* indicator, std::int64_t numerator, std::int64_t denominator) {
        EXPECT_EQ(total("chengkou-2020", "2020-Q2", indicator), (Count{numerator, denominator}))
            << indicator;
    }
    // The findings of the daily look with this rule.
    std::vector<std::string> found(const char* rule) {
        const auto answer = ordered_json::parse(apply("evaluate", {{"date", "2020-07-01"}}).json);
        std::vector<std::string> sentences;
        for (const auto& each : answer.at("findings"))
            if (each.at("rule") == rule) sentences.push_back(each.at("message").at("zh"));
        return sentences;
    }
    void household(int number, ordered_json values) {
        values["region"] = one;
        values["number"] = std::to_string(number);
        values["powered"] = "是";
        put("household", values);
    }
};

TEST_P(ChengkouTest, C_04_40_points_of_100_households_rank_above_50_points_of_50) {
    put_region("500229102000", "二镇", "township", "500229000000");
    put_region("500229102001", "镇一村", "village", "500229102000");
    put("village", {{"region", one}, {"residents", "100"}, {"households", "50"}});
    put("village", {{"region", "500229102001"}, {"residents", "100"}, {"households", "100"}});
    const auto fitted = [&](const char* region, int with, int without) {
        for (int i = 0; i < with + without; ++i)
            put("household", {{"region", region},
                              {"number", std::to_string(i)},
                              {"powered", "是"},
                              {"protector", i < with ? "是" : "否"}});
    };
    fitted(one, 1, 1);
    fitted("500229102001", 3, 2);
    auto boards = app::short_boards(*app_, "chengkou-2020", "2020-Q2");
    EXPECT_TRUE(std::is_sorted(boards.begin(), boards.end(), [](const auto& a, const auto& b) {
        return a.gap * base::make_rational(a.households) >
               b.gap * base::make_rational(b.households);
    }));
    std::erase_if(boards, [](const auto& each) { return each.indicator != "protector_rate"; });
    ASSERT_EQ(boards.size(), 2U);
    EXPECT_EQ(boards[0].region, "500229102000");
    EXPECT_EQ(boards[0].gap, base::make_rational(2, 5));
    EXPECT_EQ(boards[0].households, 100);
    EXPECT_EQ(boards[1].gap, base::make_rational(1, 2));
}

TEST_P(ChengkouTest, C_26_refusals_stay_in_the_denominator_and_closed_accounts_leave_it) {
    int number = 0;
    const auto some = [&](int count, const char* protector, const char* exception) {
        for (int i = 0; i < count; ++i) {
            ordered_json values{{"protector", protector}};
            if (*exception) {
                values["exception"] = exception;
                values["exception_reason"] = "已核实";
            }
            household(number++, values);
        }
    };
    some(90, "是", "");
    some(5, "否", "own_fitted");
    some(2, "否", "refused");
    some(2, "否", "empty");
    some(1, "否", "closed_account");
    expect("protector_rate", 95, 99);
    expect("protector_refused", 2, 1);
    expect("protector_empty", 2, 1);
    EXPECT_THROW(household(500, {{"exception", "refused"}}), base::Error);
}

TEST_P(ChengkouTest, C_28_a_replaced_device_leaves_the_coverage_and_stands_beside_the_new_one) {
    household(1, {{"protector", "是"}});
    const auto device = [&](const char* number, const char* state, const char* by) {
        put("protector", {{"region", one},
                          {"number", number},
                          {"level", "household"},
                          {"household_number", "1"},
                          {"should_install", "是"},
                          {"installed", "是"},
                          {"in_service", std::string(state) == "in_service" ? "是" : "否"},
                          {"state", state},
                          {"replaced_by", by}});
    };
    device("A", "in_service", "");
    EXPECT_THROW(device("A", "replaced", "B"), base::Error);  // B is not there yet
    device("B", "in_service", "");
    device("A", "replaced", "B");
    expect("protector_rate", 1, 1);
    const auto rows = ordered_json::parse(app_->ledgers().counts({"protector", {"state"}}));
    EXPECT_EQ(rows.at("total").at("rows"), 2);
    EXPECT_EQ(entries("patrol_month").size(), 0U);
}

TEST_P(ChengkouTest, C_30_a_week_of_25_hours_is_warned_of_and_one_of_24_is_not) {
    const auto month = [&](const char* region, const char* hours) {
        const std::string number =
            opened("patrol_month", {{"region", region}, {"period", "2020-06"}});
        step("patrol_month", number, "submit",
             {{"patrols", "2"},
              {"contacts", "0"},
              {"households_reached", "0"},
              {"findings", "0"},
              {"hours_week_max", hours}},
             "patroller", {evidence_of("patrol_month", number)});
    };
    month(one, "24");
    EXPECT_TRUE(found("part_time").empty());
    month(two, "25");
    EXPECT_THAT(found("part_time"), testing::ElementsAre(testing::HasSubstr("25小时")));
}

TEST_P(ChengkouTest, C_41_a_village_with_an_unknown_point_is_not_surveyed_and_the_point_is_named) {
    for (const char* region : {one, two})
        put("village_tag",
            {{"list", "poor_telecom"}, {"region", region}, {"state", "not_started"}});
    const auto point = [&](const char* region, const char* name, const char* four_g) {
        put("survey_point", {{"region", region},
                             {"point", name},
                             {"kind", "settlement"},
                             {"operator", "mobile"},
                             {"four_g", four_g}});
    };
    point(one, "上湾", "是");
    point(one, "学校", "否");
    point(two, "下湾", "是");
    point(two, "卫生室", "未核实");
    const ordered_json sheet{{"surveyor", "县移动公司"}, {"surveyed_on", "2020-06-30"}};
    const std::string first = opened("village_survey", {{"region", one}});
    const std::string second = opened("village_survey", {{"region", two}});
    step("village_survey", first, "submit", sheet, "mobile",
         {evidence_of("village_survey", first)});
    try {
        step("village_survey", second, "submit", sheet, "mobile",
             {evidence_of("village_survey", second)});
        FAIL() << "an unknown point counted as surveyed";
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().zh.find("卫生室"), std::string::npos) << error.message().zh;
    }
    expect("villages_surveyed", 1, 2);
}

TEST_P(ChengkouTest, C_44_parameters_of_a_cell_are_shown_for_any_past_date) {
    const auto turned = [&](const char* date, const char* azimuth, const char* height) {
        today(date);
        put("cell", {{"region", one},
                     {"site_code", "S1"},
                     {"cell_code", "C1"},
                     {"technology", "lte"},
                     {"azimuth_deg", azimuth},
                     {"height_m", height}});
    };
    turned("2020-07-10", "30", "20");
    turned("2020-07-20", "120", "35");
    std::size_t azimuth = 0;
    for (const auto& declaration : app_->register_declarations())
        if (declaration.name == "cell") azimuth = declaration.find("azimuth_deg").value();
    const auto azimuth_on = [&](const char* date) {
        const auto page = app_->register_rows("cell", {}, 0, 10, base::parse_date(date));
        return page.rows.at(0).texts.at(azimuth);
    };
    today("2020-07-31");
    EXPECT_EQ(azimuth_on("2020-07-15"), "30");
    EXPECT_EQ(azimuth_on("2020-07-25"), "120");
}

TEST_P(ChengkouTest, C_45_a_repeater_needs_its_host_and_the_host_cannot_leave_it_behind) {
    const auto cell = [&](const char* site, const char* kind, const char* host, const char* used) {
        put("cell", {{"region", one},
                     {"site_code", site},
                     {"cell_code", "1"},
                     {"technology", "lte"},
                     {"kind", kind},
                     {"host_site", host},
                     {"in_service", used}});
    };
    EXPECT_THROW(cell("R1", "repeater", "", "是"), base::Error);
    EXPECT_THROW(cell("R1", "repeater", "M1", "是"), base::Error);
    cell("M1", "macro", "", "是");
    cell("R1", "repeater", "M1", "是");
    try {
        apply("remove", {{"register", "cell"},
                         {"values", {{"region", one}, {"site_code", "M1"}, {"cell_code", "1"}}}});
        FAIL() << "the host was removed";
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().zh.find("R1"), std::string::npos) << error.message().zh;
    }
    EXPECT_THROW(cell("M1", "macro", "", "否"), base::Error);
}

TEST_P(ChengkouTest, C_48_only_the_poor_are_given_a_telephone_and_a_second_one_is_flagged) {
    household(1, {{"category", "registered_poor"}});
    household(2, {{"category", "ordinary"}});
    const auto gift = [&](const char* number, const char* of, const char* id) {
        put("phone_gift", {{"region", one},
                           {"number", number},
                           {"household_number", of},
                           {"person_id", id},
                           {"given_on", "2020-06-01"},
                           {"fee_fen", "0"}});
    };
    gift("1", "1", "11010519491231002X");
    EXPECT_THROW(gift("2", "2", "440308199901101512"), base::Error);
    EXPECT_TRUE(found("one_a_person").empty());
    gift("2", "1", "11010519491231002X");
    EXPECT_THAT(found("one_a_person"),
                testing::ElementsAre(testing::HasSubstr("2部手机"), testing::HasSubstr("2部手机")));
    EXPECT_THROW(put("phone_gift", {{"region", one},
                                    {"number", "3"},
                                    {"household_number", "1"},
                                    {"person_id", "440308199901101512"},
                                    {"given_on", "2020-06-01"},
                                    {"fee_fen", "100"}}),
                 base::Error);
}

TEST_P(ChengkouTest, C_49_sixty_of_eighty_subscribers_are_on_the_tariff_and_twenty_are_to_call) {
    for (int i = 0; i < 100; ++i)
        put("tariff_use", {{"region", one},
                           {"household_number", std::to_string(i)},
                           {"operator", "mobile"},
                           {"eligible", "是"},
                           {"subscriber", i < 80 ? "是" : "否"},
                           {"on_tariff", i < 60 ? "是" : "否"}});
    expect("tariff_take_up", 60, 80);
    expect("tariff_to_call", 20, 1);
}

TEST_P(ChengkouTest, C_50_a_village_without_old_telephones_and_with_4G_is_ready_for_the_exit) {
    const auto month = [&](const char* region, int now, int upgraded, const char* four_g) {
        put("old_terminal", {{"region", region},
                             {"month", "2020-06"},
                             {"operator", "mobile"},
                             {"at_start", "100"},
                             {"now", std::to_string(now)},
                             {"upgraded", std::to_string(upgraded)},
                             {"four_g", four_g}});
    };
    EXPECT_THROW(month(one, 40, 50, "是"), base::Error);
    month(one, 0, 100, "是");
    month(two, 60, 40, "是");
    expect("terminals_upgraded", 140, 200);
    expect("exit_ready", 1, 1);
}

TEST_P(ChengkouTest, C_54_a_unit_with_a_missing_item_is_listed_with_its_name) {
    const auto sheet = [&](const char* unit, const char* funds, const char* plan) {
        put("readiness", {{"region", "500229000000"},
                          {"programme", "chengkou-2020"},
                          {"unit", unit},
                          {"responsible", "副总经理"},
                          {"funds", funds},
                          {"team", "专班"},
                          {"plan", plan}});
    };
    sheet("power", "100", "计划.docx");
    sheet("mobile", "50", "");
    expect("units_ready", 1, 2);
    EXPECT_THAT(found("plan_there"), testing::ElementsAre("mobile未落实：计划。"));
    EXPECT_TRUE(found("funds_there").empty());
}

TEST_P(ChengkouTest, C_55_an_event_for_40_of_100_households_reaches_40_percent) {
    put("village", {{"region", one}, {"residents", "300"}, {"households", "100"}});
    put("official_document", {{"region", "500229000000"},
                              {"number", "发改能源〔2016〕1号"},
                              {"kind", "policy"},
                              {"title", "农网改造升级政策"},
                              {"topic", "电力"},
                              {"summary", "要点"}});
    const std::string event = opened("activity", {{"region", one}, {"kind", "policy"}});
    step("activity", event, "schedule", {{"place", "院坝"}, {"planned_on", "2020-06-20"}},
         "county");
    step("activity", event, "hold", {{"held_on", "2020-06-20"}, {"reached", "40"}}, "county",
         {evidence_of("activity", event)});
    expect("policy_publicity", 40, 100);
}

TEST_P(ChengkouTest, C_17a_figures_show_median_longest_and_the_slow_case_by_township) {
    const auto powered = [&](const char* day, const char* transformer_needed) {
        return opened("no_power_case", {{"region", one},
                                        {"found_on", "2020-05-01"},
                                        {"cause", "remote"},
                                        {"found_at", "2020-05-01T08:00"},
                                        {"declared_on", "2020-05-01"},
                                        {"declared_at", "2020-05-01T09:30"},
                                        {"transformer_needed", transformer_needed},
                                        {"powered_on", day}});
    };
    powered("2020-05-04", "no");
    powered("2020-05-06", "unknown");
    powered("2020-06-05", "yes");  // within the 60 days of those that need a transformer
    const std::string slow = powered("2020-06-10", "no");
    const auto figures =
        ordered_json::parse(app_->ledgers().figures("no_power_case", "500229000000"));
    const auto& regions = figures.at("times").at(1).at("regions");
    EXPECT_EQ(regions.size(), 2U);  // all, and the township
    EXPECT_EQ(regions.at(1).at("region"), "500229101000");
    EXPECT_EQ(regions.at(1).at("entries"), 4);
    EXPECT_EQ(regions.at(1).at("median"), 5);
    EXPECT_EQ(regions.at(1).at("longest"), 40);
    EXPECT_EQ(regions.at(1).at("slow"), ordered_json::array({slow}));
    const auto& declared = figures.at("times").at(0).at("regions");
    EXPECT_EQ(declared.at(1).at("longest"), 90) << "minutes";
    EXPECT_TRUE(declared.at(1).at("slow").empty());
}

INSTANTIATE_ON_BOTH_DATABASES(ChengkouTest);

}  // namespace
