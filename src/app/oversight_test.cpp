#include "app/oversight.hpp"

#include <gmock/gmock.h>

#include "app/rule_files.hpp"
#include "app/scores.hpp"
#include "ledgers_for_tests.hpp"
#include "store/tables.hpp"
#include "trail/trail.hpp"

// What who answers for the whole asks; and that asking changes nothing.
namespace {

using namespace for_tests;

class OversightTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        put_regions(3);
        load("huayuan-2019");
        for (int i = 0; i < 3; ++i) put_vector(village(i));
    }
    std::string yaml_of(const std::string& code) {
        for (const auto& file : app::built_in_programmes())
            if (file.name == code) return file.text;
        return {};
    }
    std::vector<store::TableHash> hashes() {
        store::Store store(store_options());
        std::vector<store::TableHash> result;
        store.read([&](store::Connection& c) { result = store::hash_tables(c); });
        return result;
    }
    ordered_json unit_of(const std::string& document, const std::string& region) {
        const auto table = ordered_json::parse(document);
        for (const auto& unit : table.at("villages"))
            if (unit.at("region") == region) return unit;
        return nullptr;
    }
    std::string score_document() { return app::to_json(app_->score("huayuan-2019", "2019-06")); }
    ordered_json what_if(std::int64_t numerator, std::int64_t denominator) {
        return ordered_json::parse(app::Scores(*app_).what_if(
            {"huayuan-2019", "2019-06", village(0), {{"phone_rate", {numerator, denominator}}}}));
    }
    std::string replaced(std::string text, const std::string& from, const std::string& to) {
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return at == std::string::npos ? text : text.replace(at, from.size(), to);
    }
};

TEST_P(OversightTest, X_08_what_if_says_what_the_score_is_once_the_figures_are_so) {
    const std::string before = score_document();
    const std::int64_t sequence = app_->latest_sequence();
    const auto assumed = what_if(700, 1000);
    EXPECT_EQ(assumed.at("before"), unit_of(before, village(0)));
    EXPECT_EQ(score_document(), before);
    EXPECT_EQ(app_->latest_sequence(), sequence);
    put("telecom_stat", {{"region", village(0)},
                         {"period", "2019-06"},
                         {"operator", "all"},
                         {"phone_users", "700"},
                         {"four_g_users", "560"},
                         {"broadband_households", "90"}});
    const auto then = unit_of(score_document(), village(0));
    for (const char* part : {"points", "rank", "grade", "items"})
        EXPECT_EQ(assumed.at("after").at(part), then.at(part)) << part;
    EXPECT_EQ(assumed.at("moved").size(), 2U);
}

TEST_P(OversightTest, X_08_what_if_refuses_an_unknown_unit_an_unknown_indicator_and_a_negative) {
    EXPECT_THROW(what_if(-1, 1000), base::Error);
    EXPECT_THROW((void)app::Scores(*app_).what_if(
                     {"huayuan-2019", "2019-06", village(0), {{"nothing", {1, 1}}}}),
                 base::Error);
    EXPECT_THROW((void)app::Scores(*app_).what_if(
                     {"huayuan-2019", "2019-06", county, {{"phone_rate", {1, 1}}}}),
                 base::Error);
    people::Access nobody;
    EXPECT_THROW(
        (void)app::Scores(*app_).what_if({"huayuan-2019", "2019-06", village(0), {}}, nobody),
        base::Error);
}

TEST_P(OversightTest, H_21_the_trend_ends_with_the_score_of_the_latest_period) {
    const auto trend = ordered_json::parse(app::Scores(*app_).trend("huayuan-2019", village(1)));
    EXPECT_EQ(trend.at("periods").size(), 6U);
    EXPECT_EQ(trend.at("periods").back().at("period"), "2019-06");
    const auto unit = unit_of(score_document(), village(1));
    const auto& last = trend.at("series").at(0).at("points").back();
    EXPECT_EQ(last.at("points"), unit.at("points"));
    EXPECT_EQ(last.at("rank"), unit.at("rank"));
    for (const auto& indicator : trend.at("indicators"))
        EXPECT_EQ(indicator.at("values").size(), 6U);
    EXPECT_EQ(ordered_json::parse(app::Scores(*app_).trend("huayuan-2019", "")).at("series").size(),
              3U);
    EXPECT_THROW((void)app::Scores(*app_).trend("huayuan-2019", township), base::Error);
}

TEST_P(OversightTest, X_08_a_preview_says_what_loading_the_file_does_and_leaves_no_trace) {
    const std::string yaml =
        replaced(replaced(yaml_of("huayuan-2019"), "\nversion: 1\n", "\nversion: 2\n"), "pass: 80",
                 "pass: 99");
    const auto before = hashes();
    const auto preview =
        ordered_json::parse(app::RuleFiles(*app_).preview(yaml, "2019-06", app::Actor{}));
    EXPECT_EQ(hashes(), before);
    EXPECT_EQ(preview.at("version"), 2);
    apply("load_programme", {{"yaml", yaml}});
    for (const auto& difference : preview.at("differences")) {
        const auto unit = unit_of(score_document(), difference.at("region"));
        EXPECT_EQ(difference.at("after").at("points"), unit.at("points"));
        EXPECT_EQ(difference.at("after").at("passed"), unit.at("passed"));
    }
    const auto versions = ordered_json::parse(app::RuleFiles(*app_).versions("huayuan-2019"));
    ASSERT_EQ(versions.at("versions").size(), 2U);
    const auto& newest = versions.at("versions").at(0);
    EXPECT_EQ(ordered_json::parse(app::RuleFiles(*app_).text("huayuan-2019", newest.at("sequence")))
                  .at("yaml"),
              yaml);
}

TEST_P(OversightTest, X_08_a_file_with_problems_names_each_of_them_by_line) {
    const std::string yaml = replaced(yaml_of("huayuan-2019"), "issuer:", "isuer:");
    const auto checked = ordered_json::parse(app::RuleFiles(*app_).check(yaml));
    EXPECT_EQ(checked.at("programme"), nullptr);
    std::set<int> lines;
    for (const auto& problem : checked.at("problems")) lines.insert(problem.at("line").get<int>());
    EXPECT_TRUE(lines.contains(7));
    EXPECT_EQ(ordered_json::parse(app::RuleFiles(*app_).check(yaml_of("huayuan-2019")))
                  .at("problems")
                  .size(),
              0U);
    EXPECT_THROW((void)app::RuleFiles(*app_).preview(yaml, {}, app::Actor{}), base::Error);
}

TEST_P(OversightTest, X_30_a_template_is_a_programme_of_another_place_with_every_date_moved) {
    const auto made = ordered_json::parse(
        app::RuleFiles(*app_).make_template({"huayuan-2019", "nanxian-2024", {"430921000000"}, 5}));
    const auto checked =
        ordered_json::parse(app::RuleFiles(*app_).check(made.at("yaml").get<std::string>()));
    EXPECT_EQ(checked.at("programme").at("code"), "nanxian-2024");
    EXPECT_EQ(checked.at("programme").at("periods").front(), "2024-01");
    EXPECT_EQ(checked.at("programme").at("periods").back(), "2024-07");
    const auto original =
        ordered_json::parse(app::RuleFiles(*app_).check(yaml_of("huayuan-2019"))).at("programme");
    EXPECT_EQ(checked.at("programme").at("indicators"), original.at("indicators"));
    const std::string yaml = made.at("yaml");
    EXPECT_THAT(yaml, testing::Not(testing::HasSubstr("433124000000")));
    EXPECT_THAT(yaml, testing::Not(testing::HasSubstr("\nissued:")));
    const std::string tasks = made.at("tasks");
    EXPECT_EQ(std::count(tasks.begin(), tasks.end(), '\n'),
              1 + static_cast<long>(
                      app::read_task_seeds(app::built_in_file("huayuan-2019/tasks.csv")).size()));
    EXPECT_THAT(tasks, testing::Not(testing::HasSubstr("2019-")));
    EXPECT_THROW(
        (void)app::RuleFiles(*app_).make_template({"huayuan-2019", "坏代码", {"430921000000"}, 5}),
        base::Error);
}

TEST(MoveYears, Y_57_every_date_moves_by_the_same_offset_and_nothing_else_does) {
    EXPECT_EQ(app::move_years("2019-06-30, 2019-06 2020-Q2 2020-H1", 3),
              "2022-06-30, 2022-06 2023-Q2 2023-H1");
    EXPECT_EQ(app::move_years("2020-02-29", 1), "2021-02-28");
    EXPECT_EQ(app::move_years("2020-02-29", 4), "2024-02-29");
    for (const char* text : {"huayuan-2019", "500229000000", "1234-56", "2019", "x2019", "2020-062",
                             "2020-06-300", "12020-06-30"})
        EXPECT_EQ(app::move_years(text, 7), text) << text;
    EXPECT_EQ(app::move_years(app::move_years("2019-06-30", 5), -5), "2019-06-30");
}

TEST_P(OversightTest, X_27_the_trail_is_read_page_by_page_without_a_line_twice_or_missing) {
    std::vector<std::int64_t> seen;
    app::TrailFilter filter;
    filter.limit = 7;
    for (;;) {
        const auto page = ordered_json::parse(app::Oversight(*app_).trail(filter));
        for (const auto& line : page.at("lines")) seen.push_back(line.at("sequence"));
        if (page.at("next").is_null()) break;
        filter.before = page.at("next");
    }
    const std::int64_t size = app_->latest_sequence();
    ASSERT_EQ(static_cast<std::int64_t>(seen.size()), size);
    for (std::int64_t i = 0; i < size; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], size - i);
    filter = {};
    filter.action = "programme.";
    const auto found = ordered_json::parse(app::Oversight(*app_).trail(filter));
    ASSERT_EQ(found.at("lines").size(), 1U);
    EXPECT_EQ(found.at("lines").at(0).at("object"), "huayuan-2019");
    filter = {};
    filter.only_refused = true;
    EXPECT_TRUE(ordered_json::parse(app::Oversight(*app_).trail(filter)).at("lines").empty());
}

TEST_P(OversightTest, X_27_the_proof_of_a_line_verifies_and_that_of_a_changed_line_does_not) {
    const std::int64_t size = app_->latest_sequence();
    for (const std::int64_t sequence : {std::int64_t{1}, std::int64_t{5}, size}) {
        const auto proof = ordered_json::parse(app::Oversight(*app_).proof(sequence));
        std::vector<base::Digest> path;
        const auto digest = [](const std::string& text) {
            const auto bytes = base::from_base64(text).value();
            base::Digest result{};
            std::copy(bytes.begin(), bytes.end(), result.begin());
            return result;
        };
        for (const auto& each : proof.at("proof")) path.push_back(digest(each));
        const std::string line = proof.at("line");
        const auto check = [&](const std::string& said) {
            return trail::verify_inclusion(said, proof.at("index"), proof.at("size"), path,
                                           digest(proof.at("root")));
        };
        EXPECT_TRUE(check(line));
        EXPECT_FALSE(check(line + " "));
    }
    EXPECT_THROW((void)app::Oversight(*app_).proof(size + 1), base::Error);
}

TEST_P(OversightTest, X_29_totals_that_agree_show_no_difference_and_others_show_it) {
    today("2020-06-30");
    put_chengkou();
    for (int i = 1; i <= 34; ++i) {
        const std::string region = "50022910" + std::to_string(1100 + i);
        put_region(region, "村" + std::to_string(i), "village", "500229101000");
        put("village_tag", {{"list", "signal_improvement"}, {"region", region}, {"state", "done"}});
    }
    const auto rows =
        ordered_json::parse(app::Oversight(*app_).reconciliation("chengkou-2020")).at("totals");
    std::map<std::string, ordered_json> totals;
    for (const auto& row : rows) totals[row.at("item")] = row;
    EXPECT_EQ(totals.at("signal").at("difference"), 0);
    EXPECT_EQ(totals.at("signal").at("agrees"), true);
    EXPECT_EQ(totals.at("patrollers").at("difference"), -193);
    EXPECT_EQ(totals.at("patrollers").at("agrees"), false);
    EXPECT_EQ(totals.at("protectors").at("tolerance"), 50);
}

TEST_P(OversightTest, G_26_a_second_report_asked_of_a_unit_in_a_month_is_marked_and_one_is_not) {
    today("2020-06-15");
    put_chengkou();
    const auto ask = [&](const char* unit, const char* period, const char* due) {
        opened("report_duty", {{"region", "500229000000"},
                               {"kind", "line_month"},
                               {"unit", unit},
                               {"period", period},
                               {"due_on", due}});
    };
    ask("gongdian", "2020-05", "2020-06-05");
    ask("gongdian", "2020-05b", "2020-06-25");
    ask("yidong", "2020-05", "2020-06-30");
    ask("yidong", "2020-06", "2020-07-01");
    const auto day = [](const char* text) { return base::parse_date(text).value(); };
    const auto burden =
        ordered_json::parse(app::Oversight(*app_).burden(day("2020-06-01"), day("2020-06-30"), ""));
    std::map<std::string, ordered_json> units;
    for (const auto& row : burden.at("rows")) units[row.at("unit")] = row;
    EXPECT_EQ(units.at("gongdian").at("reports"), 2);
    EXPECT_EQ(units.at("gongdian").at("over_ceiling"), true);
    EXPECT_EQ(units.at("yidong").at("reports"), 1);
    EXPECT_EQ(units.at("yidong").at("over_ceiling"), false);
    EXPECT_THROW((void)app::Oversight(*app_).burden(day("2020-07-01"), day("2020-06-30"), ""),
                 base::Error);
}

TEST_P(OversightTest, X_32_health_says_when_the_daily_look_was_and_how_much_there_is) {
    auto health = ordered_json::parse(app::Oversight(*app_).health());
    EXPECT_EQ(health.at("last_evaluation"), nullptr);
    EXPECT_GT(health.at("database_bytes"), 0);
    EXPECT_EQ(health.at("sequence"), app_->latest_sequence());
    apply("evaluate", ordered_json::object());
    health = ordered_json::parse(app::Oversight(*app_).health());
    EXPECT_EQ(health.at("last_evaluation").at("sequence"), app_->latest_sequence());
    std::int64_t rows = 0;
    for (const auto& each : health.at("registers")) rows += each.at("rows").get<std::int64_t>();
    EXPECT_EQ(health.at("rows"), rows);
}

INSTANTIATE_ON_BOTH_DATABASES(OversightTest);

}  // namespace
