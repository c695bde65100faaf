#include <gmock/gmock.h>

#include "access_for_tests.hpp"
#include "visits_for_tests.hpp"

// What filled sheets and answers found becomes an issue once; clues leave the sheet.
namespace {

using namespace for_tests;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class FindingsTest : public VisitsTest {
protected:
    void SetUp() override {
        VisitsTest::SetUp();
        hold_draw("D-1", village(0) + " A\n", "1");
        open_draw();
        (void)prepare("D-1");
        hold_draw("D-2",
                  village(0) + ".1 " + village(0) + "\n" + village(0) + ".2 " + village(0) + "\n",
                  "2");
        open_draw();
        (void)prepare("D-2", ordered_json::object());
        sheets_ = numbers("household_sheet");
    }
    ordered_json find(const ordered_json& what = ordered_json::object()) {
        return ordered_json::parse(apply("open_findings", what).json);
    }
    ordered_json sheet(const std::string& number) {
        return ordered_json::parse(app_->ledgers().entry("household_sheet", number));
    }
    std::string refusal(const std::function<void()>& act) {
        try {
            act();
        } catch (const base::Error& error) {
            return error.message().en;
        }
        return {};
    }
    std::vector<std::string> sheets_;
};

TEST_P(FindingsTest, N_36_each_finding_of_a_filled_sheet_becomes_one_issue_with_its_link_back) {
    EXPECT_EQ(find().at("opened"), 0) << "sheets that nobody has filled in say nothing";
    fill_household(sheets_[0], "2019-07-05T09:00",
                   {{"voltage", "197.9"}, {"protector", "no"}, {"problem", "表箱锈蚀"}});
    fill_household(sheets_[1], "2019-07-05T10:00", {{"voltage", "198"}});
    const auto answer = find({{"draw", "D-2"}});
    EXPECT_EQ(answer.at("rows"), 2);
    EXPECT_EQ(answer.at("opened"), 3) << answer.dump();
    const auto issues = entries("issue");
    ASSERT_THAT(issues, SizeIs(3));
    for (const auto& issue : issues) {
        EXPECT_EQ(issue.at("draw"), "D-2");
        EXPECT_EQ(issue.at("found_on"), "2019-07-05");
        EXPECT_EQ(issue.at("region"), village(0));
        EXPECT_THAT(issue.at("found_in").get<std::string>(),
                    HasSubstr("household_sheet/" + sheets_[0] + "/"));
        EXPECT_THAT(sheet(sheets_[0]).at("values").at("issue_numbers").get<std::string>(),
                    HasSubstr(issue.at("number").get<std::string>()));
    }
    EXPECT_THAT(ordered_json(issues).dump(), HasSubstr("实测电压197.9V，低于198V"));
}

TEST_P(FindingsTest, N_36_a_finding_is_never_opened_twice_whatever_became_of_its_issue) {
    fill_household(sheets_[0], "2019-07-05T09:00", {{"voltage", "180"}});
    EXPECT_EQ(find({{"register", "household_sheet"}, {"number", sheets_[0]}}).at("opened"), 1);
    const std::string number = numbers("issue").front();
    const auto before = sheet(sheets_[0]).at("version");
    EXPECT_EQ(find().at("known"), 1);
    EXPECT_EQ(sheet(sheets_[0]).at("version"), before) << "looking again changes nothing";
    by("ask",
       {{"ledger", "issue"}, {"number", number}, {"request", "drop"}, {"reason", "仪表有误"}},
       "wang");
    by("decide", {{"ledger", "issue"}, {"number", number}, {"granted", true}}, "li");
    by("step",
       {{"ledger", "household_sheet"},
        {"number", sheets_[0]},
        {"step", "send_back"},
        {"seen", sheet(sheets_[0]).at("version")},
        {"note", "重测"}},
       "li");
    EXPECT_EQ(find().at("rows"), 0) << "a sheet sent back is open again";
    fill_household(sheets_[0], "2019-07-06T09:00", {{"voltage", "181"}});
    EXPECT_EQ(find().at("opened"), 0);
    EXPECT_THAT(numbers("issue"), SizeIs(1));
}

TEST_P(FindingsTest, C_61_and_N_36_a_sheet_is_not_accepted_before_each_finding_has_its_issue) {
    fill_household(sheets_[0], "2019-07-05T09:00", {{"powered", "no"}});
    const auto accept = [&] { step("household_sheet", sheets_[0], "accept", {}, "li"); };
    EXPECT_THAT(refusal(accept), HasSubstr("Household without power"));
    (void)find({{"draw", "D-2"}});
    EXPECT_THAT(refusal(accept), IsEmpty());
}

TEST_P(FindingsTest, N_36_a_clue_leaves_the_sheet_for_the_list_that_discipline_alone_reads) {
    fill_household(sheets_[0], "2019-07-05T09:00", {{"clue", "截留补助金黄丝雀"}});
    const auto answer = find({{"draw", "D-2"}});
    EXPECT_EQ(answer.at("moved"), 1);
    EXPECT_THAT(answer.at("items"), IsEmpty()) << "the answer tells nothing of where it went";
    EXPECT_EQ(find().at("moved"), 0);
    EXPECT_TRUE(sheet(sheets_[0]).at("values").at("clue").is_null());
    ASSERT_THAT(entries("clue"), SizeIs(1));
    EXPECT_EQ(entries("clue").front().at("draw"), "D-2");
    const auto read_as = [&](const char* role) {
        return app_->register_rows("clue", "", 0, 100, {}, access_as(role)).rows.size();
    };
    EXPECT_EQ(read_as("discipline"), 1U);
    for (const char* role : {"inspector", "lead_unit", "supervisor", "leading_group"})
        EXPECT_THROW((void)read_as(role), base::Error) << role;
    step("household_sheet", sheets_[0], "accept", {}, "li");
    EXPECT_THAT(sheet(sheets_[0]).dump(), Not(HasSubstr("黄丝雀")));
}

TEST_P(FindingsTest, N_36_an_entry_is_linked_to_what_it_was_found_in_by_the_command_alone) {
    EXPECT_THAT(refusal([&] {
                    (void)opened("issue", {{"region", village(0)},
                                           {"source", "supervision"},
                                           {"category", "power"},
                                           {"found_on", "2019-07-05"},
                                           {"description", "x"},
                                           {"found_in", "household_sheet/1/low_voltage"}});
                }),
                HasSubstr("found_in"));
    EXPECT_THAT(refusal([&] { (void)find({{"number", "1"}}); }), HasSubstr("register"));
}

TEST_P(FindingsTest, G_11_a_village_that_answers_no_to_either_item_has_an_open_issue) {
    const auto survey = [&](int i, const char* four_g, const char* broadband) {
        put("connectivity_survey", {{"region", village(i)},
                                    {"four_g", four_g},
                                    {"broadband", broadband},
                                    {"surveyed_on", "2019-06-30"}});
    };
    survey(0, "是", "是");
    survey(1, "否", "是");
    survey(2, "是", "否");
    survey(3, "", "");
    EXPECT_EQ(find({{"register", "connectivity_survey"}}).at("opened"), 2);
    std::set<std::string> places;
    for (const auto& issue : entries("issue")) {
        EXPECT_EQ(issue.at("state"), "registered");
        places.insert(issue.at("region"));
    }
    EXPECT_EQ(places, (std::set{village(1), village(2)})) << "未核实 opens none";
    EXPECT_EQ(find({{"register", "connectivity_survey"}}).at("opened"), 0);
}

TEST_P(FindingsTest, N_31_a_task_reported_otherwise_than_it_was_verified_becomes_an_issue) {
    const std::string number =
        opened("unit_sheet", {{"region", county}, {"item", "农网改造台区"}, {"target", "40"}});
    const auto fill = [&](const char* verified, const ordered_json& other) {
        ordered_json values{{"reported", "39"}, {"verified", verified}, {"conclusion", "已核"}};
        values.update(other);
        step("unit_sheet", number, "fill", values, "wang", {evidence_of("unit_sheet", number)});
    };
    fill("39", ordered_json::object());
    EXPECT_EQ(find({{"register", "unit_sheet"}}).at("opened"), 0);
    fill("37", {{"difference_explained", "两台未投运"}});
    EXPECT_EQ(find({{"register", "unit_sheet"}}).at("opened"), 1);
    EXPECT_EQ(entries("issue").front().at("description"),
              "农网改造台区：自报39.00，核实37.00。两台未投运");
}

TEST_P(FindingsTest, N_36_opening_findings_replays_to_equal_tables) {
    fill_household(sheets_[0], "2019-07-05T09:00", {{"voltage", "180"}, {"clue", "线索"}});
    (void)find();
    app::Options target = options();
    target.data_folder = database_.folder() / "again";
    target.database.clear();
    for (const auto& table : app::App::replay(environment_, options(), target).tables)
        EXPECT_TRUE(table.equal) << table.table;
}

INSTANTIATE_ON_BOTH_DATABASES(FindingsTest);

}  // namespace
