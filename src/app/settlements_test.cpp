#include "app/settlements.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "ledgers_for_tests.hpp"
#include "people/password.hpp"

namespace for_tests {
namespace {

using ::testing::ElementsAre;

/// A county whose households stand in groups: 25 a group on a ring of 60 m, groups 2 km apart.
class SettlementsTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2021-09-01");
        put_regions(2);
    }

    /// Households number `first` to `first + count - 1`, at most 60 m from a place so many metres
    /// east and north of 109.5° E, 28.6° N.
    struct Group {
        int first = 1, count = 25;
        double east_m = 0, north_m = 0;
        int village = 0;
        std::string reported{};
    };
    void bring(const std::vector<Group>& groups) {
        std::string csv = "村代码,户编号,聚居区编号,经度,纬度\n";
        for (const Group& group : groups)
            for (int i = 0; i < group.count; ++i) {
                const double turn = 6.28 * i / group.count;
                csv += village(group.village) + "," + std::to_string(group.first + i) + "," +
                       group.reported + "," +
                       degrees(109.5 + (group.east_m + 60 * std::cos(turn)) / 97'700) + "," +
                       degrees(28.6 + (group.north_m + 60 * std::sin(turn)) / 110'800) + "\n";
            }
        const auto file = database_.folder() / "households.csv";
        files_.write(file, csv);
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload =
            ordered_json{
                {"register", "household"}, {"file_name", "households.csv"}, {"datum", "cgcs2000"}}
                .dump();
        command.attachment = file;
        const auto outcome = app_->apply(command);
        ASSERT_FALSE(outcome.has_findings) << outcome.json;
    }
    static std::string degrees(double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.7f", value);
        return text;
    }
    ordered_json run(const ordered_json& more = ordered_json::object()) {
        ordered_json payload{{"region", county}};
        payload.update(more);
        return ordered_json::parse(apply("find_settlements", payload).json);
    }
    ordered_json correct(const char* kind, const ordered_json& more) {
        ordered_json payload{{"kind", kind}};
        payload.update(more);
        return ordered_json::parse(apply("correct_settlement", payload).json);
    }
    void clerk(const char* user, const char* region) {
        apply("add_user",
              {{"user", user},
               {"password",
                people::hash_password("Tq7#mlvxRk", std::array<std::uint8_t, people::salt_bytes>{},
                                      {64, 1})},
               {"must_change", false}});
        apply("grant", {{"user", user}, {"role", "township_clerk"}, {"region", region}});
    }
    static std::string household(int number, int in_village = 0) {
        return village(in_village) + "/" + std::to_string(number);
    }
    static std::vector<std::string> households(int from, int to) {
        std::vector<std::string> result;
        for (int i = from; i <= to; ++i) result.push_back(household(i));
        return result;
    }
    /// `number:households:state` of each settlement.
    std::vector<std::string> standing() {
        const auto declaration = declaration_of("computed_settlement");
        std::vector<std::string> result;
        for (const auto& row : rows("computed_settlement"))
            result.push_back(row.texts[declaration.find("number").value()] + ":" +
                             row.texts[declaration.find("households").value()] + ":" +
                             row.texts[declaration.find("state").value()]);
        std::sort(result.begin(), result.end());
        return result;
    }
    std::string field_of(int number, const char* field) {
        const auto declaration = declaration_of("computed_settlement");
        for (const auto& row : rows("computed_settlement"))
            if (row.texts[declaration.find("number").value()] == std::to_string(number))
                return row.texts[declaration.find(field).value()];
        return "no such settlement";
    }
    registers::Declaration declaration_of(const std::string& name) {
        for (auto& each : app_->register_declarations())
            if (each.name == name) return each;
        return {};
    }
    std::vector<app::RegisterPage::Row> rows(const std::string& name) {
        return app_->register_rows(name, "", 0, 10'000).rows;
    }
};

TEST_P(SettlementsTest, X_16_a_run_writes_settlements_with_centre_hull_and_members) {
    bring({{1, 25}, {101, 20, 2'000, 0}, {201, 19, 4'000, 0}});
    const auto answer = run();
    EXPECT_EQ(answer.at("households"), 64);
    EXPECT_EQ(answer.at("settlements"), 2);
    EXPECT_EQ(answer.at("core"), 45);
    EXPECT_EQ(answer.at("changes").at("appeared"), 2);
    EXPECT_THAT(standing(), ElementsAre("1:25:computed", "2:20:computed"))
        << "nineteen households are none";
    EXPECT_EQ(rows("settlement_member").size(), 45U);
    const auto areas = rows("settlement_area");
    ASSERT_EQ(areas.size(), 2U);
    EXPECT_NE(areas[0].geometry.find("Polygon"), std::string::npos);
    const auto centre = ordered_json::parse(rows("computed_settlement")[0].geometry);
    EXPECT_NEAR(centre.at("coordinates").at(0).get<double>(), 109.5, 1e-5);
    EXPECT_NEAR(centre.at("coordinates").at(1).get<double>(), 28.6, 1e-5);
    EXPECT_EQ(field_of(1, "radius_m"), "300.000");
    EXPECT_EQ(field_of(1, "region"), village(0));
}

TEST_P(SettlementsTest, C_18_and_A_21_the_programmes_parameters_decide_what_a_settlement_is) {
    bring({{1, 25}, {101, 24, 2'000, 0}});
    EXPECT_EQ(run({{"min_households", 25}}).at("settlements"), 1);
    EXPECT_EQ(run({{"min_households", 24}}).at("settlements"), 2);
    EXPECT_EQ(run({{"radius_m", "20"}, {"min_households", 3}}).at("settlements"), 2);
    EXPECT_EQ(run({{"radius_m", "10"}, {"min_households", 3}}).at("settlements"), 0);
    EXPECT_THROW(run({{"radius_m", "0.5"}}), base::Error);
    EXPECT_THROW(run({{"rule", "circle"}}), base::Error);
}

TEST_P(SettlementsTest, X_16_numbers_last_from_run_to_run_and_are_never_given_twice) {
    bring({{1, 25}, {101, 25, 2'000, 0}});
    run();
    bring({{101, 25, 9'000, 0}, {301, 25, 6'000, 0}});  // the second moves, one is new
    const auto answer = run();
    EXPECT_EQ(answer.at("changes").at("same"), 2);
    EXPECT_EQ(answer.at("changes").at("appeared"), 1);
    EXPECT_THAT(standing(), ElementsAre("1:25:computed", "2:25:computed", "3:25:computed"));
    for (int i = 301; i < 326; ++i)
        apply("remove", {{"register", "household"},
                         {"values", {{"region", village(0)}, {"number", std::to_string(i)}}}});
    EXPECT_EQ(run().at("changes").at("gone"), 1);
    bring({{401, 25, 6'000, 0}});
    run();
    EXPECT_THAT(standing(), ElementsAre("1:25:computed", "2:25:computed", "4:25:computed"));
}

TEST_P(SettlementsTest, X_16_what_staff_decided_is_kept_when_it_is_run_again) {
    bring({{1, 25},
           {101, 25, 2'000, 0},
           {201, 25, 4'000, 0},
           {301, 25, 6'000, 0},
           {401, 25, 8'000, 0}});
    run();
    correct("merge", {{"settlement", 1}, {"other", 2}, {"reason", "同一自然村"}});
    correct("split", {{"settlement", 3}, {"households", households(201, 210)}});
    correct("reject", {{"settlement", 4}});
    correct("assign", {{"households", {household(1)}}});
    correct("rename", {{"settlement", 5}, {"name", "老寨"}});
    correct("confirm", {{"settlement", 5}});
    const auto decided = standing();
    EXPECT_THAT(decided, ElementsAre("1:49:corrected", "3:15:corrected", "5:25:confirmed",
                                     "6:10:corrected"));
    EXPECT_EQ(field_of(5, "name"), "老寨");
    EXPECT_EQ(run().at("settlements"), 4);
    EXPECT_EQ(standing(), decided);
    EXPECT_EQ(field_of(5, "name"), "老寨");
}

TEST_P(SettlementsTest, X_16_a_correction_that_is_withdrawn_leaves_nothing_behind) {
    bring({{1, 25}, {101, 25, 2'000, 0}});
    run();
    const auto before = standing();
    const ordered_json corrections[] = {
        correct("split", {{"settlement", 1}, {"households", households(1, 10)}}),
        correct("merge", {{"settlement", 1}, {"other", 2}}),
        correct("reject", {{"settlement", 1}})};
    EXPECT_EQ(corrections[0].at("settlements").at(1),
              (ordered_json{{"number", 3}, {"households", 10}}));
    EXPECT_THAT(standing(), ElementsAre("3:10:corrected"));
    for (const auto& each : corrections)
        correct("withdraw", {{"correction", each.at("correction")}});
    EXPECT_EQ(standing(), before);
    EXPECT_THROW(correct("withdraw", {{"correction", corrections[1].at("correction")}}),
                 base::Error);
    bring({{301, 25, 6'000, 0}});
    run();
    EXPECT_EQ(standing().back(), "4:25:computed") << "the number of the part was given once";
}

TEST_P(SettlementsTest, C_18_corrections_say_what_they_cannot_do) {
    bring({{1, 25}, {101, 25, 2'000, 0}, {901, 1, 9'000, 0}});
    EXPECT_THROW(correct("confirm", {{"settlement", 1}}), base::Error) << "no run yet";
    run();
    EXPECT_THROW(correct("merge", {{"settlement", 1}, {"other", 1}}), base::Error);
    EXPECT_THROW(correct("merge", {{"settlement", 1}, {"other", 7}}), base::Error);
    EXPECT_THROW(correct("split", {{"settlement", 1}, {"households", households(1, 25)}}),
                 base::Error)
        << "nobody would stay";
    EXPECT_THROW(correct("split", {{"settlement", 1}, {"households", {household(101)}}}),
                 base::Error)
        << "of another settlement";
    EXPECT_THROW(correct("assign", {{"settlement", 1}, {"households", {household(901)}}}),
                 base::Error)
        << "found nowhere";
    EXPECT_THROW(correct("assign", {{"settlement", 1}, {"households", {household(1)}}}),
                 base::Error)
        << "there already";
    EXPECT_THROW(correct("assign", {{"households", ordered_json::array()}}), base::Error);
    EXPECT_THROW(correct("rename", {{"settlement", 1}, {"name", ""}}), base::Error);
    EXPECT_THROW(correct("bless", {{"settlement", 1}}), base::Error);
}

TEST_P(SettlementsTest, G_10_reported_settlements_are_compared_and_never_written_over) {
    put("settlement", {{"region", village(0)},
                       {"number", "JZ1"},
                       {"name", "坪上"},
                       {"households", "30"},
                       {"four_g", "是"}});
    put("settlement", {{"region", village(0)},
                       {"number", "JZ2"},
                       {"name", "溪口"},
                       {"households", "21"},
                       {"lon", "109.52047"},  // 2 km east
                       {"lat", "28.6"},
                       {"datum", "cgcs2000"}});
    put("settlement", {{"region", village(0)}, {"number", "JZ3"}, {"households", "40"}});
    bring({{1, 25, 0, 0, 0, "JZ1"}, {101, 25, 2'000, 0}, {201, 25, 4'000, 0}});
    const auto reported = rows("settlement");
    run();
    EXPECT_EQ(field_of(1, "reported_number"), "JZ1") << "its households say so";
    EXPECT_EQ(field_of(1, "name"), "坪上");
    EXPECT_EQ(field_of(2, "reported_number"), "JZ2") << "the nearest within the radius";
    EXPECT_EQ(field_of(3, "reported_number"), "");
    const auto after = rows("settlement");
    ASSERT_EQ(after.size(), reported.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        EXPECT_EQ(after[i].texts, reported[i].texts);
        EXPECT_EQ(after[i].version, reported[i].version);
    }
}

TEST_P(SettlementsTest, X_16_two_runs_are_compared_household_by_household) {
    bring({{1, 25}, {101, 25, 250, 0}, {201, 25, 4'000, 0}});
    run();
    EXPECT_THAT(standing(), ElementsAre("1:50:computed", "2:25:computed"));
    run({{"radius_m", "125"}});
    correct("assign", {{"households", {household(201)}}});
    app::Settlements settlements(*app_);
    const auto all = people::everything();
    const auto changes = ordered_json::parse(settlements.changes(1, 2, all));
    EXPECT_EQ(changes.at("counts").at("shrunk"), 1);
    EXPECT_EQ(changes.at("counts").at("split"), 1);
    EXPECT_EQ(changes.at("counts").at("moved_households"), 25);
    EXPECT_EQ(changes.at("changes").at(1).at("other"), 1);
    EXPECT_EQ(changes.at("moves").at(0).at("from"), 1);
    EXPECT_EQ(changes.at("moves").at(0).at("to"), 3);
    const auto since = ordered_json::parse(settlements.changes(2, std::nullopt, all));
    EXPECT_EQ(since.at("counts").at("moved_households"), 1);
    EXPECT_EQ(since.at("moves").at(0).at("household"), household(201));
    EXPECT_TRUE(since.at("moves").at(0).at("to").is_null());
    EXPECT_EQ(ordered_json::parse(settlements.changes(2, 2, all)).at("changes").size(), 0U);
    EXPECT_THROW((void)settlements.changes(2, 1, all), base::Error);
    EXPECT_THROW((void)settlements.changes(3, std::nullopt, all), base::Error);
}

TEST_P(SettlementsTest, C_18_the_list_shows_computed_and_reported_settlements_beside_each_other) {
    put("settlement", {{"region", village(0)}, {"number", "JZ1"}, {"households", "30"}});
    put("settlement", {{"region", village(1)}, {"number", "JZ1"}, {"households", "40"}});
    bring({{1, 25, 0, 0, 0, "JZ1"}, {101, 25, 4'000, 0}});
    run();
    correct("split", {{"settlement", 2}, {"households", households(101, 102)}, {"reason", "隔河"}});
    app::Settlements settlements(*app_);
    const auto list = ordered_json::parse(settlements.list(county, people::everything()));
    ASSERT_EQ(list.at("settlements").size(), 3U);
    EXPECT_EQ(list.at("settlements").at(0).at("reported").at("households"), 30);
    EXPECT_TRUE(list.at("settlements").at(1).at("reported").is_null());
    ASSERT_EQ(list.at("only_reported").size(), 1U);
    EXPECT_EQ(list.at("only_reported").at(0).at("region"), village(1));
    ASSERT_EQ(list.at("corrections").size(), 1U);
    EXPECT_EQ(list.at("corrections").at(0).at("households").size(), 2U);
    const auto one = ordered_json::parse(settlements.show(3, people::everything()));
    EXPECT_EQ(one.at("members").size(), 2U);
    EXPECT_EQ(one.at("members").at(0).at("household"), household(101));
    EXPECT_THROW((void)settlements.show(4, people::everything()), base::Error);
    EXPECT_EQ(ordered_json::parse(settlements.runs("", people::everything()))
                  .at("runs")
                  .at(0)
                  .at("radius_m"),
              "300");
}

TEST_P(SettlementsTest,
       X_16_runs_and_corrections_replayed_into_an_empty_database_give_equal_tables) {
    load("chengkou-2020");
    bring({{1, 25}, {101, 25, 2'000, 0}, {201, 25, 4'000, 0}});
    run();
    correct("merge", {{"settlement", 1}, {"other", 2}});
    correct("split", {{"settlement", 3}, {"households", households(201, 205)}});
    bring({{301, 30, 6'000, 0}});
    run({{"min_households", 25}});
    correct("withdraw", {{"correction", 1}});
    app::Options again = options();
    again.data_folder = database_.folder() / "again";
    again.database.clear();
    const auto report = app::App::replay(environment_, options(), again);
    EXPECT_EQ(report.replayed, app_->latest_sequence());
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
}

TEST_P(SettlementsTest, C_18_indicators_count_the_settlements_that_were_computed) {
    put_chengkou();
    put("settlement",
        {{"region", "500229101001"}, {"number", "1"}, {"households", "30"}, {"four_g", "是"}});
    put("settlement", {{"region", "500229101001"}, {"number", "2"}, {"households", "20"}});
    put("settlement",
        {{"region", "500229101001"}, {"number", "3"}, {"households", "19"}, {"four_g", "否"}});
    std::string csv = "村代码,户编号,聚居区编号,经度,纬度\n";
    for (int i = 0; i < 41; ++i)
        csv += "500229101001," + std::to_string(i + 1) + "," + (i < 20 ? "1" : "") + "," +
               (i < 20 ? "108.66" : "108.68") + ",31.94\n";
    const auto file = database_.folder() / "chengkou.csv";
    files_.write(file, csv);
    app::Command command;
    command.id = app_->new_id();
    command.kind = "import";
    command.payload = R"({"register":"household","file_name":"chengkou.csv","datum":"cgcs2000"})";
    command.attachment = file;
    app_->apply(command);
    run({{"region", "500229000000"}});
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "settlements_computed").numerator, 2);
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "settlements_unreported").numerator, 1);
    correct("reject", {{"settlement", 2}});
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "settlements_computed").numerator, 1);
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "settlements_unreported").numerator, 0);
}

TEST_P(SettlementsTest, C_43_a_dense_settlement_without_signal_counts_by_its_households) {
    put_chengkou();
    const auto report = [&](const char* number, const char* households, const char* four_g) {
        put("settlement", {{"region", "500229101001"},
                           {"number", number},
                           {"households", households},
                           {"four_g", four_g}});
    };
    report("1", "30", "否");
    report("2", "20", "");
    report("3", "19", "否");
    report("4", "40", "是");
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "dense_without_four_g").numerator, 50);
    report("1", "0", "否");
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "dense_without_four_g").numerator, 20)
        << "where nobody lives nothing is proposed";
}

TEST_P(SettlementsTest, X_16_nobody_writes_computed_rows_by_hand) {
    for (const char* name : {"computed_settlement", "settlement_area", "settlement_member",
                             "settlement_run", "settlement_correction"})
        EXPECT_THROW(put(name, {{"region", village(0)}, {"number", "1"}, {"households", "3"}}),
                     base::Error)
            << name;
}

TEST_P(SettlementsTest,
       X_16_whoever_reads_only_a_part_of_the_county_may_correct_there_but_not_run) {
    put_region("433124101000", "邻镇", "township", county);
    bring({{1, 25}, {101, 25, 2'000, 0}});
    run();
    clerk("wang", township);
    EXPECT_THROW(by("find_settlements", {{"region", county}}, "wang"), base::Error);
    EXPECT_THROW(by("find_settlements", {{"region", township}}, "wang"), base::Error)
        << "settlements do not end at a township's border";
    by("correct_settlement", {{"kind", "confirm"}, {"settlement", 1}}, "wang");
    EXPECT_EQ(standing().front(), "1:25:confirmed");
    clerk("zhao", "433124101000");
    EXPECT_THROW(by("correct_settlement", {{"kind", "confirm"}, {"settlement", 2}}, "zhao"),
                 base::Error);
}

TEST_P(SettlementsTest, X_16_a_settlement_across_the_border_wants_the_wider_run) {
    put_region("433100000000", "湘西州", "prefecture", "");
    put_region("433125000000", "保靖县", "county", "433100000000");
    put_region("433125100000", "迁陵镇", "township", "433125000000");
    put_region("433125100201", "边界村", "village", "433125100000");
    bring({{1, 25}});
    std::string csv = "村代码,户编号,经度,纬度\n433125100201,1,109.5,28.6\n";
    const auto file = database_.folder() / "neighbour.csv";
    files_.write(file, csv);
    app::Command command;
    command.id = app_->new_id();
    command.kind = "import";
    command.payload = R"({"register":"household","file_name":"neighbour.csv","datum":"cgcs2000"})";
    command.attachment = file;
    app_->apply(command);
    EXPECT_EQ(run({{"region", "433100000000"}}).at("core"), 26);
    EXPECT_THROW(run(), base::Error);
    EXPECT_EQ(standing(), (std::vector<std::string>{"1:26:computed"}));
}

INSTANTIATE_ON_BOTH_DATABASES(SettlementsTest);

}  // namespace
}  // namespace for_tests
