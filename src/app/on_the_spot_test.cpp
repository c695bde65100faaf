#include <gmock/gmock.h>

#include "access_for_tests.hpp"
#include "app/attention.hpp"
#include "app/documents.hpp"
#include "yongchuan_for_tests.hpp"

// What is done at the door of those concerned: inspections, reports, clues, visits nobody
// announced.
namespace {

using namespace for_tests;
using namespace for_tests::yongchuan;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* self_check = "yongchuan-self-check-2021";

class OnTheSpotTest : public ZhongshanTest {
protected:
    people::Access role(const std::string& name, const std::string& region = "500118000000") {
        return access_as(name, region, name);
    }
    std::size_t rows_for(const char* name, const char* of) {
        return app_->register_rows(of, "", 0, 100, {}, role(name)).rows.size();
    }
    ordered_json find(const char* name) {
        return ordered_json::parse(apply("open_findings", {{"register", name}}).json);
    }
    void house(const char* number, const char* occupancy) {
        put("household", {{"region", one}, {"number", number}, {"occupancy", occupancy}});
    }
    void look_in(const std::string& number, const char* name, const ordered_json& values) {
        step("household_inspection", number, name, values, "gd",
             {evidence_of("household_inspection", number)});
    }
    static ordered_json checklist(const char* hazards) {
        return {{"inspector", "台区经理"},  {"inspected_on", "2021-10-12"},
                {"wiring", "yes"},          {"protector", "yes"},
                {"earthing", "yes"},        {"meter_box", "yes"},
                {"no_private_lines", "no"}, {"signed", "yes"},
                {"hazards", hazards}};
    }
};

TEST_P(OnTheSpotTest, Y_39_nobody_at_home_once_is_not_inspected_and_on_two_days_is) {
    house("1", "permanent");
    house("2", "seasonal");
    house("3", "away");
    today("2021-09-21");
    (void)evaluate("2021-09-20");
    (void)evaluate("2021-09-21");
    ASSERT_THAT(numbers("household_inspection"),
                ElementsAre("AJ-500118901001-1", "AJ-500118901001-2"));
    const std::string first = "AJ-500118901001-1", second = "AJ-500118901001-2";
    EXPECT_EQ(entries("household_inspection").front().at("due_on"), "2021-10-31");
    today("2021-10-10");
    look_in(first, "absent", {{"inspector", "台区经理"}, {"first_attempt_on", "2021-10-10"}});
    expect("households_inspected", 0, 2);
    EXPECT_THAT(
        refused([&] { look_in(first, "absent_again", {{"second_attempt_on", "2021-10-10"}}); }),
        HasSubstr("不同的日期"));
    look_in(first, "absent_again", {{"second_attempt_on", "2021-10-11"}});
    expect("households_inspected", 1, 2);
    EXPECT_THAT(refused([&] { look_in(second, "inspect", checklist("1")); }),
                HasSubstr("发现1处隐患"));
    (void)hazard(one, {{"source_number", second}});
    look_in(second, "inspect", checklist("1"));
    expect("households_inspected", 2, 2);
    const auto by_inspector =
        counts({"household_inspection", {"region", "inspector"}, {}, {}, {}, {}});
    EXPECT_EQ(by_inspector.at("total").at("rows"), 2);
}

TEST_P(OnTheSpotTest, Y_58_one_event_is_a_veto_whatever_the_points) {
    load(self_check);
    house("1", "permanent");
    const auto row = [&] {
        const auto table = app_->score(self_check, "2021-12");
        EXPECT_EQ(table.units.size(), 1U);
        return table.units.front().score.value();
    };
    EXPECT_FALSE(row().vetoed);
    put("safety_event", {{"number", "1"},
                         {"region", one},
                         {"category", "shock"},
                         {"occurred_on", "2021-11-01"},
                         {"state", "confirmed"},
                         {"cause", "old_wires"}});
    EXPECT_TRUE(row().vetoed);
    EXPECT_EQ(row().total, base::make_rational(0));
    const auto told =
        ordered_json::parse(app::Documents(*app_).figures({"R-15", "2021-12"})).at("score");
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].at("grade"), "一票否决");
    EXPECT_THAT(app::Documents::preview(app::Documents(*app_).file({"R-15", "2021-12"})),
                HasSubstr("一票否决"));
    const std::string number = opened("acceptance", {{"region", street}, {"period", "2021-12"}});
    const auto check = [&](const char* events, const char* conclusion) {
        step("acceptance", number, "self_check",
             {{"score", "95"}, {"events", events}, {"conclusion", conclusion}}, "office",
             {evidence_of("acceptance", number)});
    };
    EXPECT_THAT(refused([&] { check("0", "passed"); }), HasSubstr("1起"));
    EXPECT_THAT(refused([&] { check("1", "passed"); }), HasSubstr("一票否决"));
    check("1", "vetoed");
    EXPECT_THAT(refused([&] {
                    step("acceptance", number, "accept",
                         {{"accepted_by", "区安委办"}, {"document", "验收意见"}}, "group");
                }),
                HasSubstr("不能验收"));
}

TEST_P(OnTheSpotTest,
       Y_44_losses_of_8_and_minus_2_percent_open_their_cases_once_and_7_percent_none) {
    const auto month = [&](const char* area, const char* sold, const char* percent) {
        put("line_loss", {{"region", one},
                          {"area_code", area},
                          {"period", "2021-11"},
                          {"supplied_kwh", "10000"},
                          {"sold_kwh", sold},
                          {"loss_percent", percent}});
    };
    EXPECT_THAT(refused([&] { month("T1", "9200", "8.01"); }), HasSubstr("不符"));
    month("T1", "9200", "8.00");
    month("T2", "10200", "-2.00");
    month("T3", "9300", "7.00");
    month("T4", "10100", "-1.00");
    EXPECT_EQ(find("line_loss").at("opened"), 2);
    EXPECT_EQ(find("line_loss").at("opened"), 0);
    const auto cases = entries("violation");
    ASSERT_THAT(cases, SizeIs(2));
    EXPECT_EQ(cases[0].at("area_code"), "T1");
    EXPECT_EQ(cases[0].at("clue"), "line_loss");
    EXPECT_THAT(cases[0].at("clue_text").get<std::string>(), HasSubstr("线损率8.00%"));
    EXPECT_THAT(cases[1].at("clue_text").get<std::string>(), HasSubstr("线损率-2.00%"));
}

TEST_P(OnTheSpotTest, Y_45_others_than_the_handler_see_the_reporter_as_anonymous) {
    today("2021-10-01");
    const std::string report = opened(
        "clue_report",
        {{"region", one}, {"kind", "theft"}, {"content", "私接电表"}, {"reporter", "王小明"}});
    step("clue_report", report, "verify", {{"finding", "属实"}}, "one",
         {evidence_of("clue_report", report)});
    EXPECT_EQ(find("clue_report").at("opened"), 1);
    const auto seen = [&](const char* name) {
        app::EntryFilter filter;
        filter.ledger = "violation";
        return ordered_json::parse(app_->ledgers().entries(filter, role(name))).dump();
    };
    for (const char* name : {"power_company", "lead_unit", "county_department"}) {
        EXPECT_THAT(seen(name), HasSubstr("匿名")) << name;
        EXPECT_THAT(seen(name), Not(HasSubstr("王小明"))) << name;
        EXPECT_THROW((void)rows_for(name, "clue_report"), base::Error) << name;
    }
    EXPECT_EQ(rows_for("discipline", "clue_report"), 1U);
    const auto entry = ordered_json::parse(app_->ledgers().entry("clue_report", report));
    EXPECT_EQ(entry.at("values").at("violation_number"), entries("violation").front().at("number"));
}

TEST_P(OnTheSpotTest, G_29_nobody_of_the_visited_county_finds_a_visit_before_somebody_checked_in) {
    today("2021-10-08");
    put_unit("500118000000", "qu", "economy_commission");
    const std::string visit = opened("unannounced_visit", {{"region", "500118000000"},
                                                           {"planned_on", "2021-10-09"},
                                                           {"team", "一组"},
                                                           {"visits", "qu"},
                                                           {"materials", "台账"}});
    today("2021-10-09");
    (void)evaluate("2021-10-09");
    const std::vector<std::string> visited{"lead_unit",     "county_department", "inspector",
                                           "leading_group", "supervisor",        "power_company"};
    for (const auto& name : visited) {
        const auto who = role(name);
        EXPECT_THROW((void)app_->ledgers().entry("unannounced_visit", visit, who), base::Error)
            << name;
        EXPECT_THROW((void)rows_for(name.c_str(), "unannounced_visit"), base::Error) << name;
        EXPECT_THAT(app_->ledgers().overview("", who), Not(HasSubstr("unannounced"))) << name;
        EXPECT_THAT(app::AttentionList(*app_).list("", who), Not(HasSubstr(visit))) << name;
    }
    EXPECT_EQ(rows_for("unannounced_group", "unannounced_visit"), 1U);
    EXPECT_EQ(find("unannounced_visit").at("rows"), 0)
        << "before it began there is nothing to tell";
    step("unannounced_visit", visit, "check_in", {{"checked_in_at", "2021-10-09T09:30"}}, "zu",
         {evidence_of("unannounced_visit", visit)});
    EXPECT_EQ(find("unannounced_visit").at("opened"), 1);
    app::EntryFilter filter;
    filter.ledger = "notice_receipt";
    const auto notices = ordered_json::parse(app_->ledgers().entries(filter, role("lead_unit")));
    ASSERT_THAT(notices.at("entries"), SizeIs(1));
    EXPECT_EQ(notices.at("entries")[0].at("values").at("unit"), "qu");
    EXPECT_EQ(notices.at("entries")[0].at("values").at("kind"), "visit");
    EXPECT_THAT(app_->register_rows("reminder", "", 0, 10, {}).rows, IsEmpty());
}

INSTANTIATE_ON_BOTH_DATABASES(OnTheSpotTest);

}  // namespace
