#include <gmock/gmock.h>

#include "app/documents.hpp"
#include "app/evidence.hpp"
#include "app/suspicions.hpp"
#include "ledgers_for_tests.hpp"
#include "photo_for_tests.hpp"

// Units assessed, recurring duties missed, recognition compared.
namespace {

using namespace for_tests;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* region = "500229101001";

class AssessmentTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2020-06-01");
        put_chengkou();
        put_unit("500229000000", "gongdian", "power_company");
    }
    void task_done() {
        const std::string number = opened("task", {{"region", "500229000000"},
                                                   {"programme", "chengkou-2020"},
                                                   {"list", "key_task"},
                                                   {"content", "架线"}});
        const ordered_json none = ordered_json::object();
        step("task", number, "submit", {{"unit", "gongdian"}, {"due_on", "2020-06-30"}}, "office");
        step("task", number, "approve", none, "group");
        step("task", number, "sign", none, "gd");
        step("task", number, "start", {{"accountable", "所长"}}, "gd");
        step("task", number, "report", none, "gd", {evidence_of("task", number)});
        step("task", number, "verify", none, "office");
        step("task", number, "close", none, "office");
    }
    // Due on the last of the month, handed in on `day`.
    void reported(const std::string& month, const char* day) {
        today("2020-06-01");
        const std::string number = opened("report_duty", {{"region", "500229000000"},
                                                          {"programme", "chengkou-2020"},
                                                          {"kind", "quarter_list"},
                                                          {"unit", "gongdian"},
                                                          {"period", month},
                                                          {"due_on", month + "-30"}});
        today(day);
        step("report_duty", number, "submit", {{"progress", "按计划"}}, "gd",
             {evidence_of("report_duty", number)});
    }
    void finding_closed() {
        const ordered_json none = ordered_json::object();
        const std::string number = opened("issue", {{"region", region},
                                                    {"programme", "chengkou-2020"},
                                                    {"source", "supervision"},
                                                    {"found_on", "2020-06-01"},
                                                    {"category", "power"},
                                                    {"description", "电压低"}});
        step("issue", number, "assign", {{"unit", "gongdian"}}, "office");
        step("issue", number, "sign", none, "gd");
        step("issue", number, "measure", {{"measure", "换变压器"}}, "gd");
        step("issue", number, "request", none, "gd", {evidence_of("issue", number)});
        step("issue", number, "check", {{"verify_method", "site"}}, "office");
        step("issue", number, "close", none, "office");
    }
    void reopen(const std::string& number) {
        const auto entry = ordered_json::parse(app_->ledgers().entry("issue", number));
        by("step",
           {{"ledger", "issue"},
            {"number", number},
            {"step", "reopen"},
            {"seen", entry.at("version")},
            {"values", {{"recheck_result", "relapse"}}},
            {"note", "复查发现反弹"}},
           "office");
    }
    std::string assessment() {
        return opened("assessment", {{"region", "500229000000"},
                                     {"unit", "gongdian"},
                                     {"programme", "chengkou-2020"},
                                     {"period", "2020"},
                                     {"from_on", "2020-01-01"},
                                     {"to_on", "2020-12-31"}});
    }
    static ordered_json full() {
        return {{"tasks", "0"},
                {"tasks_done", "0"},
                {"task_points", "50"},
                {"reports", "0"},
                {"reports_in_time", "0"},
                {"report_points", "15"},
                {"findings", "0"},
                {"findings_closed", "0"},
                {"finding_points", "25"},
                {"data_points", "10"},
                {"score", "100"},
                {"vetoes", "0"},
                {"eligibility", "eligible"}};
    }
    static ordered_json with(ordered_json values, const ordered_json& more) {
        values.update(more);
        return values;
    }
    ordered_json values_of(const std::string& number) {
        return ordered_json::parse(app_->ledgers().entry("assessment", number)).at("values");
    }
    std::string decided_case() {
        const ordered_json none = ordered_json::object();
        const std::string number = opened("accountability", {{"region", "500229000000"},
                                                             {"kind", "false"},
                                                             {"object", "gongdian"},
                                                             {"facts", "同一照片用于两处"}});
        step("accountability", number, "verify", none, "office",
             {evidence_of("accountability", number)});
        step("accountability", number, "propose", {{"proposal", "约谈"}}, "office");
        step("accountability", number, "decide", {{"decision", "talk"}, {"document", "纪要"}},
             "group");
        return number;
    }
};

TEST_P(AssessmentTest, C_62_one_of_four_reports_late_and_all_else_done_are_96_25_points) {
    task_done();
    task_done();
    finding_closed();
    for (const char* month : {"2020-06", "2020-07", "2020-08"}) reported(month, "2020-06-30");
    reported("2020-09", "2020-10-01");
    today("2020-12-31");
    const std::string number = assessment();
    const ordered_json found = with(full(), {{"tasks", "2"},
                                             {"tasks_done", "2"},
                                             {"reports", "4"},
                                             {"reports_in_time", "3"},
                                             {"report_points", "11.25"},
                                             {"findings", "1"},
                                             {"findings_closed", "1"},
                                             {"score", "96.25"}});
    const auto assess = [&](const ordered_json& more) {
        step("assessment", number, "assess", with(found, more), "office");
    };
    EXPECT_THAT(refused([&] {
                    assess({{"reports_in_time", "4"}, {"report_points", "15"}, {"score", "100"}});
                }),
                HasSubstr("按时报送3期"));
    EXPECT_THAT(refused([&] { assess({{"report_points", "11.26"}, {"score", "96.26"}}); }),
                HasSubstr("15×按时÷应报"));
    EXPECT_THAT(refused([&] { assess({{"score", "96.24"}}); }), HasSubstr("四项之和"));
    step("assessment", number, "assess", {{"data_points", "10"}}, "office");
    const auto values = values_of(number);
    for (const auto& [field, value] :
         std::initializer_list<std::pair<const char*, const char*>>{{"tasks", "2"},
                                                                    {"tasks_done", "2"},
                                                                    {"task_points", "50.0000"},
                                                                    {"reports", "4"},
                                                                    {"reports_in_time", "3"},
                                                                    {"report_points", "11.2500"},
                                                                    {"findings", "1"},
                                                                    {"findings_closed", "1"},
                                                                    {"finding_points", "25.0000"},
                                                                    {"vetoes", "0"},
                                                                    {"relapsed", "0"},
                                                                    {"gaps", "0"},
                                                                    {"eligibility", "eligible"}})
        EXPECT_EQ(values.at(field), value) << field << ": counted, not typed";
    assess(ordered_json::object());
    EXPECT_EQ(values_of(number).at("score"), "96.2500");
    const auto printed = app::Documents::preview(app::Documents(*app_).file({"R-07", "2020-Q4"}));
    for (const char* part : {"11.25", "96.25", "具备评先资格"})
        EXPECT_THAT(printed, HasSubstr(part));
    step("assessment", number, "report", {{"reported_to", "县脱贫攻坚办"}}, "office",
         {evidence_of("assessment", number)});
    step("assessment", number, "close", ordered_json::object(), "group");
    const auto file = database_.folder() / "考核.csv";
    EXPECT_EQ(app_->export_register("assessment", file, {}), 1);
    EXPECT_THAT(files_.read(file), HasSubstr("96.25"));
}

TEST_P(AssessmentTest, N_23_below_80_points_or_with_a_veto_a_unit_is_not_eligible_for_awards) {
    const std::string number = assessment();
    const auto assess = [&](const ordered_json& more) {
        step("assessment", number, "assess", with(full(), more), "office");
    };
    const auto points = [](const char* data, const char* score, const char* eligibility) {
        return ordered_json{{"finding_points", "25"},
                            {"data_points", data},
                            {"score", score},
                            {"eligibility", eligibility}};
    };
    assess(points("0", "90", "eligible"));
    EXPECT_THAT(refused([&] { assess({{"vetoes", "1"}}); }), HasSubstr("不具备评先资格"));
    const ordered_json vetoed{{"vetoes", "1"}, {"eligibility", "not_eligible"}};
    EXPECT_THAT(refused([&] { assess(vetoed); }), HasSubstr("须写明事由"));
    assess(with(vetoed, {{"veto_reason", "发生重大涉电事故"}}));
    EXPECT_EQ(values_of(number).at("eligibility"), "not_eligible");
    const auto file = database_.folder() / "考核.csv";
    (void)app_->export_register("assessment", file, {});
    EXPECT_THAT(files_.read(file), HasSubstr("不具备评先资格"));
}

TEST_P(AssessmentTest, N_23_the_line_of_80_is_drawn_by_whole_numbers_and_not_by_rounded_points) {
    for (int i = 0; i < 3; ++i)
        (void)opened("issue", {{"region", region},
                               {"programme", "chengkou-2020"},
                               {"source", "supervision"},
                               {"found_on", "2020-06-01"},
                               {"category", "power"},
                               {"unit", "gongdian"},
                               {"description", "电压低"}});
    task_done();
    const std::string number = assessment();
    const auto assess = [&](const char* data, const char* score, const char* eligibility) {
        step("assessment", number, "assess",
             with(full(), {{"tasks", "1"},
                           {"tasks_done", "1"},
                           {"findings", "3"},
                           {"finding_points", "0"},
                           {"data_points", data},
                           {"score", score},
                           {"eligibility", eligibility}}),
             "office");
    };
    EXPECT_THAT(refused([&] { assess("10", "75", "eligible"); }), HasSubstr("80分"));
    assess("10", "75", "not_eligible");
}

TEST_P(AssessmentTest, G_30_a_reused_photo_confirmed_and_decided_counts_in_the_assessment) {
    const auto photo = database_.folder() / "现场.jpg";
    files_.write(photo, make_photo({}));
    for (int i = 0; i < 2; ++i) {
        const std::string hazard = opened("hazard", {{"region", region},
                                                     {"category", "tree"},
                                                     {"level", "general"},
                                                     {"found_on", "2020-06-01"}});
        app::EvidenceClaim claim{"hazard", hazard, "整改后", "现场.jpg", {}, {}, {}, {}, {}};
        app::Command command;
        command.id = app_->new_id();
        (void)app_->evidence().add(claim, photo, command);
    }
    (void)apply("look_for_suspicion", {{"rules", app::built_in_suspicion_rules()}});
    std::string suspicion;
    for (const auto& row : entries("suspicion"))
        if (row.at("kind") == "same_photo") suspicion = row.at("number");
    ASSERT_FALSE(suspicion.empty());
    const std::string number = assessment();
    step("assessment", number, "assess", full(), "office");
    const std::string decided = decided_case();
    step("suspicion", suspicion, "look_into", {{"finding", "同一照片"}}, "ma",
         {evidence_of("suspicion", suspicion)});
    step("suspicion", suspicion, "confirm", {{"reason", "虚假整改"}, {"case_number", decided}},
         "sun");
    const auto refusal = refused([&] { step("assessment", number, "assess", full(), "office"); });
    EXPECT_THAT(refusal, HasSubstr(decided));
    step("assessment", number, "assess", {{"data_points", "10"}}, "office");
    EXPECT_EQ(values_of(number).at("vetoes"), "1");
    EXPECT_EQ(values_of(number).at("eligibility"), "not_eligible");
}

TEST_P(AssessmentTest, C_62_each_number_opens_the_rows_behind_it_as_they_were_when_it_was_counted) {
    task_done();
    finding_closed();
    const std::string number = assessment();
    const auto counted = [&](const people::Access& who = people::everything()) {
        return ordered_json::parse(app_->ledgers().counted("assessment", number, who));
    };
    const auto rows = [](const ordered_json& answer, const char* name) {
        std::vector<std::string> keys;
        for (const auto& field : answer.at("fields"))
            if (field.at("field") == name) {
                EXPECT_EQ(field.at("rows").size() + field.at("hidden").get<std::size_t>(),
                          field.at("count").get<std::size_t>());
                for (const auto& row : field.at("rows")) keys.push_back(row.at("key"));
            }
        return keys;
    };
    const auto before = counted();
    EXPECT_TRUE(before.at("filled_at").is_null());
    EXPECT_EQ(rows(before, "tasks"), numbers("task")) << "what would be counted now";
    step("assessment", number, "assess", {{"data_points", "10"}}, "office");
    const auto first_tasks = numbers("task");
    task_done();
    const auto then = counted();
    EXPECT_FALSE(then.at("filled_at").is_null());
    EXPECT_EQ(rows(then, "tasks"), first_tasks) << "the later one was not counted";
    EXPECT_EQ(rows(then, "findings_closed"), numbers("issue"));
    for (const auto& field : then.at("fields"))
        EXPECT_EQ(field.at("value"), std::to_string(field.at("count").get<int>()))
            << field.at("field");
    step("assessment", number, "assess", {{"data_points", "10"}}, "office");
    EXPECT_EQ(values_of(number).at("tasks"), "2") << "counted again when it is scored again";
    EXPECT_EQ(rows(counted(), "tasks"), numbers("task"));

    people::Grant only_assessments;
    only_assessments.user = "kao";
    only_assessments.role = "assessor";
    people::Roles roles = people::built_in_roles();
    people::Role role;
    role.name = "assessor";
    role.rights = {people::Right::read};
    role.registers = {"assessment"};
    roles.roles.push_back(role);
    const auto hidden = counted(people::access_of(roles, "kao", {only_assessments}, base::Date{}));
    EXPECT_THAT(rows(hidden, "tasks"), ElementsAre());
    EXPECT_EQ(hidden.at("fields")[0].at("hidden"), 2) << "counted, and not named";
}

TEST_P(AssessmentTest, G_30_a_finding_that_came_back_and_a_task_found_otherwise_are_counted) {
    finding_closed();
    const std::string back = numbers("issue").front();
    const std::string sheet = opened("unit_sheet", {{"region", "500229000000"},
                                                    {"unit", "gongdian"},
                                                    {"programme", "chengkou-2020"},
                                                    {"item", "架线"}});
    step("unit_sheet", sheet, "fill",
         {{"reported", "40"},
          {"verified", "38"},
          {"difference_explained", "少架2档"},
          {"conclusion", "已核"}},
         "wang", {evidence_of("unit_sheet", sheet)});
    const std::string number = assessment();
    step("assessment", number, "assess", {{"data_points", "5"}}, "office");
    EXPECT_EQ(values_of(number).at("gaps"), "1");
    EXPECT_EQ(values_of(number).at("relapsed"), "0");
    EXPECT_EQ(values_of(number).at("findings_closed"), "1");
    reopen(back);
    step("assessment", number, "assess", {{"data_points", "5"}}, "office");
    EXPECT_EQ(values_of(number).at("relapsed"), "1");
    EXPECT_EQ(values_of(number).at("findings_closed"), "0") << "it counts as open again";
}

TEST_P(AssessmentTest,
       C_03_recognition_from_80_to_83_of_100_is_up_3_points_and_20_answers_are_too_few) {
    const auto answers = [&](const std::string& round, int good, int all) {
        for (int i = 0; i < all; ++i)
            put("survey_answer", {{"round", round},
                                  {"number", round + std::to_string(i)},
                                  {"region", region},
                                  {"topic", "recognition"},
                                  {"score", i < good ? "4" : "3"}});
        return opened("survey_round",
                      {{"region", "500229000000"}, {"round", round}, {"topic", "recognition"}});
    };
    const auto count = [&](const std::string& number, int good, int all) {
        step("survey_round", number, "count",
             {{"answers", std::to_string(all)},
              {"recognised", std::to_string(good)},
              {"points", std::to_string(3 * all + good)}},
             "office");
    };
    const std::string first = answers("1", 80, 100), second = answers("2", 83, 100);
    const std::string third = answers("3", 16, 20);
    count(first, 80, 100);
    EXPECT_THAT(refused([&] { count(second, 84, 100); }), HasSubstr("不一致"));
    count(second, 83, 100);
    EXPECT_THAT(refused([&] { count(third, 16, 20); }), HasSubstr("样本不足"));
    const auto compare = [&](const char* rise, const char* improved) {
        step("survey_round", second, "compare",
             {{"before_round", "1"},
              {"before_answers", "100"},
              {"before_points", "380"},
              {"before_recognised", "80"},
              {"rise_points", rise},
              {"improved", improved}},
             "office");
    };
    EXPECT_THAT(refused([&] { compare("3.01", "yes"); }), HasSubstr("升降"));
    EXPECT_THAT(refused([&] { compare("3.00", "no"); }), HasSubstr("是否提高"));
    compare("3.00", "yes");
    const auto entry = ordered_json::parse(app_->ledgers().entry("survey_round", second));
    EXPECT_EQ(entry.at("values").at("rise_points"), "3.00");
}

TEST_P(AssessmentTest, N_22_a_missed_analysis_bulletin_check_or_spot_check_is_red) {
    today("2020-06-01");
    put_region("530000000000", "云南省", "province", "");
    load("yunnan-grid-2020");
    put_unit("530000000000", "hq", "power_company");
    today("2020-06-30");
    (void)evaluate("2020-06-30");
    app::EntryFilter red;
    red.ledger = "routine";
    red.light = "red";
    const auto red_on = [&](const char* day) {
        today(day);
        std::vector<std::string> kinds;
        const auto page = ordered_json::parse(app_->ledgers().entries(red));
        for (const auto& entry : page.at("entries"))
            if (entry.at("values").at("period") == "2020-06" ||
                entry.at("values").at("period") == "2020-Q2")
                kinds.push_back(entry.at("values").at("kind"));
        return kinds;
    };
    std::string analysis;
    for (const auto& row : entries("routine"))
        if (row.at("kind") == "analysis" && row.at("period") == "2020-06")
            analysis = row.at("number");
    EXPECT_THAT(red_on("2020-06-30"), ElementsAre());
    EXPECT_THAT(red_on("2020-07-01"), UnorderedElementsAre("inspection", "spot_check"));
    step("routine", analysis, "record", {{"done_on", "2020-07-01"}, {"content", "分析会"}}, "hq");
    EXPECT_THAT(red_on("2020-07-06"),
                UnorderedElementsAre("inspection", "spot_check", "monthly_report"));
}

INSTANTIATE_ON_BOTH_DATABASES(AssessmentTest);

}  // namespace
