#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "history_for_tests.hpp"

/// Villages merge, split and change names; what was written before stays where it was.
namespace {

using namespace for_tests;

constexpr const char* other_county = "433181000000";
constexpr const char* two_indicators = R"(
programme: people
version: 1
title: {zh: 常住人口, en: Residents}
issuer: {zh: 县, en: County}
scope: ["433124000000"]
unit: village
periods: {kind: month, first: 2019-05, last: 2019-09}
indicators:
  - {name: users, label: {zh: 用户, en: Users}, unit: percent, numerator: {register: telecom_stat, sum: phone_users}, denominator: {register: village, sum: residents}}
  - {name: settlements, label: {zh: 聚居区, en: Settlements}, unit: count, numerator: {register: settlement}, denominator: 1}
)";

class RegionsTest : public HistoryTest {
protected:
    void SetUp() override {
        HistoryTest::SetUp();
        put_regions(4);
        apply("load_programme", {{"yaml", two_indicators}});
        for (int i = 0; i < 4; ++i) put_ledgers(village(i), i);
    }

    void put_ledgers(const std::string& region, int i) {
        put("village",
            {{"region", region}, {"residents", std::to_string(100 + i)}, {"households", "30"}});
        put("settlement",
            {{"region", region}, {"number", "1"}, {"households", std::to_string(20 + i)}});
        for (const char* period : {"2019-05", "2019-06", "2019-07", "2019-08"})
            put_users(region, period, 10 + i);
    }

    void change(const ordered_json& payload) { apply("change_regions", payload); }
    void merge(const std::vector<std::string>& from, const std::string& to, const std::string& on) {
        change({{"operation", "merge"},
                {"from", from},
                {"to", {{"code", to}, {"name", "合村"}}},
                {"on", on}});
    }

    /// `name numerator/denominator …` of every unit of a month, one line a unit.
    std::string figures(const std::string& period, app::KnownOn known_on = {}) {
        std::string text;
        for (const auto& unit : app_->score("people", period, known_on).units) {
            text += unit.name;
            for (const auto& count : unit.counts)
                text +=
                    " " + std::to_string(count.numerator) + "/" + std::to_string(count.denominator);
            text += "\n";
        }
        return text;
    }
    /// Rows of a register under a region's own code.
    std::int64_t ledgers(const std::string& name, const std::string& region) {
        return app_->register_rows(name, region, 0, 100).total;
    }
    /// The refusal's sentence; the command must change nothing.
    std::string refusal(const ordered_json& payload) {
        const auto before = app_->latest_sequence();
        const auto rows = app_->register_rows("region", "", 0, 100).total;
        std::string said = "accepted";
        try {
            change(payload);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
            EXPECT_FALSE(error.message().zh.empty());
            said = error.message().en;
        }
        EXPECT_EQ(app_->latest_sequence(), before) << payload;
        EXPECT_EQ(app_->register_rows("region", "", 0, 100).total, rows) << payload;
        return said;
    }
    ordered_json merger(const std::vector<std::string>& from, const std::string& to) {
        return {{"operation", "merge"},
                {"from", from},
                {"to", {{"code", to}, {"name", "合村"}}},
                {"on", "2019-07-01"}};
    }
};

TEST_P(RegionsTest, X_02_merging_two_villages_keeps_their_ledgers_and_adds_their_figures) {
    const std::string before = figures("2019-06");
    merge({village(0), village(1)}, village(50), "2019-07-01");
    EXPECT_EQ(figures("2019-06"), before);
    EXPECT_EQ(figures("2019-07"), "村2 12/102 1/1\n村3 13/103 1/1\n合村 21/201 2/1\n");
    for (const int i : {0, 1}) {
        EXPECT_EQ(ledgers("settlement", village(i)), 1);
        EXPECT_EQ(ledgers("telecom_stat", village(i)), 4);
    }
    EXPECT_EQ(ledgers("settlement", village(50)), 0);
    for (const char* period : {"2019-06", "2019-07"}) expect_rows_sum("people", period);
    const auto rows = app_->explain("people", "users", village(50), "2019-07").rows;
    ASSERT_EQ(rows.size(), 4u);
    for (const auto& row : rows) EXPECT_TRUE(row.region == village(0) || row.region == village(1));
    // New ledgers under the new code join the old ones.
    put_users(village(50), "2019-08", 5);
    EXPECT_EQ(figures("2019-08"), "村2 12/102 1/1\n村3 13/103 1/1\n合村 26/201 2/1\n");
    expect_rows_sum("people", "2019-08");
}

TEST_P(RegionsTest, a_village_that_takes_in_another_keeps_its_code_and_earlier_months_stay_apart) {
    const std::string before = figures("2019-06");
    change({{"operation", "merge"},
            {"from", {village(0), village(1)}},
            {"to", {{"code", village(0)}, {"name", "村0"}}},
            {"on", "2019-07-01"}});
    EXPECT_EQ(figures("2019-06"), before);
    EXPECT_EQ(figures("2019-07"), "村0 21/201 2/1\n村2 12/102 1/1\n村3 13/103 1/1\n");
    for (const char* period : {"2019-06", "2019-07"}) expect_rows_sum("people", period);
}

TEST_P(RegionsTest, merged_villages_merge_again_and_every_month_adds_up_as_it_was_then) {
    merge({village(0), village(1)}, village(50), "2019-06-10");
    merge({village(50), village(2)}, village(51), "2019-07-10");
    change({{"operation", "merge"},
            {"from", {village(51), village(3)}},
            {"to", {{"code", village(3)}, {"name", "村3"}}},
            {"on", "2019-08-10"}});
    EXPECT_EQ(figures("2019-05"),
              "村0 10/100 1/1\n村1 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n");
    EXPECT_EQ(figures("2019-06"), "村2 12/102 1/1\n村3 13/103 1/1\n合村 21/201 2/1\n");
    EXPECT_EQ(figures("2019-07"), "村3 13/103 1/1\n合村 33/303 3/1\n");
    EXPECT_EQ(figures("2019-08"), "村3 46/406 4/1\n");
    for (const char* period : {"2019-05", "2019-06", "2019-07", "2019-08"})
        expect_rows_sum("people", period);
}

TEST_P(RegionsTest, a_renamed_village_keeps_its_ledgers_and_old_months_print_the_old_name) {
    change(
        {{"operation", "rename"}, {"region", village(1)}, {"name", "新村"}, {"on", "2019-07-01"}});
    EXPECT_EQ(figures("2019-06"),
              "村0 10/100 1/1\n村1 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n");
    EXPECT_EQ(figures("2019-07"),
              "村0 10/100 1/1\n新村 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n");
    EXPECT_EQ(ledgers("settlement", village(1)), 1);
    expect_rows_sum("people", "2019-07");
}

TEST_P(RegionsTest, a_name_given_for_an_earlier_time_ends_where_the_next_one_begins) {
    const auto rename = [&](const char* name, const char* on) {
        change({{"operation", "rename"}, {"region", village(1)}, {"name", name}, {"on", on}});
    };
    rename("新村", "2019-07-01");
    rename("中村", "2019-06-01");
    EXPECT_NE(figures("2019-05").find("村1 "), std::string::npos);
    EXPECT_NE(figures("2019-06").find("中村 "), std::string::npos);
    EXPECT_NE(figures("2019-07").find("新村 "), std::string::npos);
    EXPECT_EQ(app_->score("people", "2019-07").units.size(), 4u);
}

TEST_P(RegionsTest, the_heir_of_a_split_takes_the_old_ledgers) {
    change(
        {{"operation", "split"},
         {"region", village(0)},
         {"to",
          {{{"code", village(60)}, {"name", "东村"}}, {{"code", village(61)}, {"name", "西村"}}}},
         {"heir", village(61)},
         {"on", "2019-07-01"}});
    EXPECT_EQ(figures("2019-06").substr(0, figures("2019-06").find('\n')), "村0 10/100 1/1");
    EXPECT_EQ(figures("2019-07"),
              "村1 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n东村 0/0 0/1\n西村 10/100 1/1\n");
    EXPECT_EQ(ledgers("settlement", village(0)), 1);
    for (const char* period : {"2019-06", "2019-07"}) expect_rows_sum("people", period);
}

TEST_P(RegionsTest, a_split_without_an_heir_leaves_the_old_ledgers_with_the_old_village) {
    const auto total = app_->score("people", "2019-07").total.counts;
    change(
        {{"operation", "split"},
         {"region", village(0)},
         {"to",
          {{{"code", village(60)}, {"name", "东村"}}, {{"code", village(61)}, {"name", "西村"}}}},
         {"on", "2019-07-01"}});
    EXPECT_EQ(figures("2019-07"),
              "村1 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n东村 0/0 0/1\n西村 0/0 0/1\n");
    EXPECT_EQ(app_->score("people", "2019-07").total.counts, total);
    EXPECT_EQ(app_->explain("people", "settlements", village(0), "2019-07").count.numerator, 1);
}

TEST_P(RegionsTest, the_part_of_a_split_that_keeps_the_code_keeps_the_ledgers) {
    change({{"operation", "split"},
            {"region", village(0)},
            {"to",
             {{{"code", village(0)}, {"name", "东村"}}, {{"code", village(61)}, {"name", "西村"}}}},
            {"on", "2019-07-01"}});
    EXPECT_EQ(figures("2019-07"),
              "东村 10/100 1/1\n村1 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n西村 0/0 0/1\n");
    EXPECT_NE(figures("2019-06").find("村0 10/100"), std::string::npos);
    expect_rows_sum("people", "2019-07");
}

TEST_P(RegionsTest, a_county_with_a_new_code_takes_everything_below_along_and_is_still_counted) {
    const std::string before = figures("2019-06");
    change({{"operation", "recode"},
            {"region", county},
            {"code", other_county},
            {"name", "花垣市"},
            {"on", "2019-07-01"}});
    EXPECT_EQ(figures("2019-06"), before);
    EXPECT_EQ(figures("2019-07"), before);
    const auto table = app_->score("people", "2019-07");
    EXPECT_EQ(table.units[0].region, "433181100200");
    EXPECT_EQ(table.units[0].path_name, "花垣市石栏镇村0");
    EXPECT_EQ(app_->score("people", "2019-06").units[0].path_name, "花垣县石栏镇村0");
    EXPECT_EQ(app_->explain("people", "users", other_county, "2019-07").count.numerator, 46);
    put_users("433181100200", "2019-08", 7);
    EXPECT_EQ(app_->score("people", "2019-08").units[0].counts[0].numerator, 17);
    EXPECT_EQ(app_->score("people", "2019-08").total.counts[0].numerator, 53);
    for (const char* period : {"2019-06", "2019-07", "2019-08"}) expect_rows_sum("people", period);
}

TEST_P(RegionsTest, a_village_that_moves_takes_its_ledgers_to_the_other_township) {
    const std::string other = "433124200000";
    put_region(other, "麻栗场镇", "township", county);
    std::string by_township = two_indicators;
    by_township.replace(by_township.find("people"), 6, "towns");
    by_township.replace(by_township.find("unit: village"), 13, "unit: township");
    apply("load_programme", {{"yaml", by_township}});
    change({{"operation", "recode"},
            {"region", village(0)},
            {"code", "433124200300"},
            {"name", "村0"},
            {"parent", other},
            {"on", "2019-07-01"}});
    merge({village(1), "433124200300"}, "433124200301", "2019-08-01");
    at(day(8, 2), std::chrono::hours(9));
    put_users("433124200301", "2019-08", 5);
    const auto users = [&](const std::string& period) {
        std::vector<std::int64_t> list;
        for (const auto& unit : app_->score("towns", period).units)
            list.push_back(unit.counts[0].numerator);
        return list;
    };
    EXPECT_EQ(users("2019-06"), (std::vector<std::int64_t>{46, 0}));
    EXPECT_EQ(users("2019-07"), (std::vector<std::int64_t>{36, 10}));
    EXPECT_EQ(users("2019-08"), (std::vector<std::int64_t>{25, 26}));
    for (const char* programme : {"people", "towns"})
        for (const char* period : {"2019-06", "2019-07", "2019-08"})
            expect_rows_sum(programme, period);
}

TEST_P(RegionsTest,
       a_village_with_a_new_code_that_takes_in_another_stays_itself_in_earlier_months) {
    change({{"operation", "recode"},
            {"region", village(0)},
            {"code", village(70)},
            {"name", "村0"},
            {"on", "2019-06-15"}});
    merge({village(70), village(1)}, village(70), "2019-07-15");
    at(day(8, 2), std::chrono::hours(9));
    put_settlement(village(70), 2, 30);
    EXPECT_EQ(figures("2019-05").substr(0, figures("2019-05").find("村2")),
              "村0 10/100 2/1\n村1 11/101 1/1\n");
    EXPECT_EQ(figures("2019-06"),
              "村1 11/101 1/1\n村2 12/102 1/1\n村3 13/103 1/1\n村0 10/100 2/1\n");
    EXPECT_EQ(figures("2019-07"), "村2 12/102 1/1\n村3 13/103 1/1\n合村 21/201 3/1\n");
    for (const char* period : {"2019-05", "2019-06", "2019-07"}) expect_rows_sum("people", period);
}

TEST_P(RegionsTest, a_refused_change_of_regions_changes_nothing_and_says_what_was_expected) {
    const std::string a = village(0), b = village(1), c = village(50);
    EXPECT_EQ(refusal(merger({a, village(9)}, c)),
              "The region \"" + village(9) + "\" does not exist on 2019-07-01.");
    EXPECT_EQ(refusal(merger({a}, c)), "A merger needs at least two regions.");
    EXPECT_EQ(refusal(merger({a, a}, c)), "\"村0\" is listed twice.");
    EXPECT_EQ(refusal(merger({a, b}, village(2))),
              "The code \"" + village(2) + "\" has been used already.");
    EXPECT_EQ(refusal(merger({a, township}, c)), "Merged regions must be of one level.");
    EXPECT_EQ(refusal(merger({a, b}, "433124300000")),
              "The new code \"433124300000\" must be of the level of \"" + a + "\".");
    EXPECT_EQ(refusal(merger({a, b}, "43312430")), "\"43312430\" is not a 12-digit region code.");
    auto early = merger({a, b}, c);
    early["on"] = "1999-01-01";
    EXPECT_EQ(refusal(early), "The region \"" + a + "\" does not exist on 1999-01-01.");
    early["on"] = "2000-01-01";
    EXPECT_EQ(refusal(early), "\"村0\" only begins on that day and cannot end on it.");
    early["on"] = "2019-02-30";
    EXPECT_EQ(refusal(early), "A day is written like 2020-07-01.");
    auto numbers = merger({a, b}, c);
    numbers["from"] = {1, 2};
    EXPECT_EQ(refusal(numbers), "\"from\" must be a list of region codes.");
    numbers["operation"] = "abolish";
    EXPECT_EQ(refusal(numbers),
              "The change \"abolish\" is unknown; rename, merge, split or recode is expected.");
    ordered_json split{
        {"operation", "split"},
        {"region", a},
        {"to", {{{"code", c}, {"name", "东村"}}, {{"code", village(51)}, {"name", "西村"}}}},
        {"heir", village(52)},
        {"on", "2019-07-01"}};
    EXPECT_EQ(refusal(split), "The heir \"" + village(52) + "\" is none of the new regions.");
    split["heir"] = "";
    split["to"][1]["code"] = c;
    EXPECT_EQ(refusal(split), "The code \"" + c + "\" is listed twice.");
    split["to"].erase(1);
    EXPECT_EQ(refusal(split), "A split makes at least two regions.");
    EXPECT_EQ(refusal({{"operation", "recode"},
                       {"region", county},
                       {"code", "433124200000"},
                       {"name", "市"},
                       {"on", "2019-07-01"}}),
              "The new code \"433124200000\" must be of the level of \"433124000000\".");
    EXPECT_EQ(
        refusal({{"operation", "rename"}, {"region", a}, {"name", "村0"}, {"on", "2019-07-01"}}),
        "The new name must differ from \"村0\" and not be empty.");
}

TEST_P(RegionsTest, a_region_that_has_ended_cannot_be_merged_split_or_left_behind_again) {
    merge({village(0), village(1)}, village(50), "2019-07-01");
    auto back = merger({village(0), village(2)}, village(51));
    EXPECT_EQ(refusal(back), "The region \"" + village(0) + "\" does not exist on 2019-07-01.");
    back["on"] = "2019-06-01";
    EXPECT_EQ(refusal(back),
              "This period of \"村0\" ended on 2019-06-30 already; only a region that lasts can be "
              "changed.");
    EXPECT_EQ(refusal({{"operation", "recode"},
                       {"region", county},
                       {"code", other_county},
                       {"name", "花垣市"},
                       {"on", "2019-06-01"}}),
              "\"村0\" (" + village(0) +
                  ") changes on 2019-06-01 or later; a new code must come after the last change.");
}

TEST_P(RegionsTest, a_back_dated_change_leaves_sealed_months_alone_and_moves_the_open_ones) {
    apply("freeze", {{"programme", "people"}, {"period", "2019-06"}});
    const std::string sealed = app::to_json(app_->score("people", "2019-06"));
    const auto rows = app::to_json(app_->explain("people", "users", village(0), "2019-06"));
    merge({village(0), village(1)}, village(50), "2019-05-15");
    EXPECT_EQ(app::to_json(app_->score("people", "2019-06")), sealed);
    EXPECT_EQ(app::to_json(app_->explain("people", "users", village(0), "2019-06")), rows);
    for (const char* period : {"2019-05", "2019-07"})
        EXPECT_EQ(figures(period), "村2 12/102 1/1\n村3 13/103 1/1\n合村 21/201 2/1\n");
    for (const char* period : {"2019-05", "2019-06", "2019-07"}) expect_rows_sum("people", period);
}

INSTANTIATE_ON_BOTH_DATABASES(RegionsTest);

// One village of the merger test: its code and the day from which it may change.
struct Village {
    std::string code;
    std::chrono::sys_days from;
};

class MergerTest : public HistoryTest {
protected:
    static std::string code(int township_number, int number) {
        return "433124" + std::to_string(township_number) + std::to_string(number);
    }
    void make_county(int villages) {
        std::string regions =
            "区划代码,启用日期,名称,级别,上级代码\n433124000000,2000-01-01,花垣县,县级,\n";
        std::string ledger = "村代码,常住人口,常住户数\n";
        for (int i = 0; i < villages; ++i) {
            const int town = 100 + i / 500;
            if (i % 500 == 0)
                regions += code(town, 0) + "00,2000-01-01,镇" + std::to_string(town) +
                           ",乡级,433124000000\n";
            alive_.push_back(
                {code(town, 200 + i % 500), std::chrono::year{2018} / 12 / (1 + pick(28))});
            regions += alive_.back().code + "," + base::format_date(alive_.back().from) + ",村" +
                       std::to_string(i) + ",村级," + code(town, 0) + "00\n";
            ledger += alive_.back().code + "," + std::to_string(50 + pick(900)) + ",30\n";
        }
        ASSERT_FALSE(import("region", regions).has_findings);
        ASSERT_FALSE(import("village", ledger).has_findings);
    }
    void publish_year() {
        for (int month = 1; month <= 12; ++month) {
            const std::string period =
                "2019-" + std::string(month < 10 ? "0" : "") + std::to_string(month);
            std::string users = "村代码,月份,运营商,移动手机用户\n";
            for (const Village& each : alive_)
                users += each.code + "," + period + ",全部," + std::to_string(pick(800)) + "\n";
            ASSERT_FALSE(import("telecom_stat", users).has_findings);
            put_village(alive_[static_cast<std::size_t>(pick(50))].code, pick(500));
            freeze(period);
            sealed_[period] = score(period);
            ASSERT_EQ(stored_document(period), sealed_[period]);
        }
    }
    // Two of those alive, taken in by one of them or joined under a code of its own.
    void merge_two(int number) {
        const auto take = [&] {
            std::swap(alive_[static_cast<std::size_t>(pick(static_cast<int>(alive_.size())))],
                      alive_.back());
            const Village one = alive_.back();
            alive_.pop_back();
            return one;
        };
        const Village a = take();
        const Village b = take();
        const Village into{pick(3) == 0 ? a.code : code(150 + number / 700, 200 + number % 700),
                           std::max(a.from, b.from) + std::chrono::days(1 + pick(15))};
        apply("change_regions",
              {{"operation", "merge"},
               {"from", {a.code, b.code}},
               {"to", {{"code", into.code}, {"name", "合村" + std::to_string(number)}}},
               {"on", base::format_date(into.from)}});
        alive_.push_back(into);
    }
    void expect_published() {
        for (const auto& [period, document] : sealed_) {
            EXPECT_TRUE(score(period) == document) << period;
            EXPECT_TRUE(stored_document(period) == document) << period;
        }
    }

    std::vector<Village> alive_;
    std::map<std::string, std::string> sealed_;
};

TEST_P(MergerTest, X_02_thousands_of_mergers_leave_every_published_month_byte_for_byte) {
    const int usual = GetParam() == Kind::embedded ? 1000 : 300;
    const int mergers = std::getenv("WANJIA_TEST_FULL") ? 5000 : usual;
    make_county(mergers + 40);
    load_version({.first = "2019-01", .last = "2022-12"});
    publish_year();
    const std::int64_t residents = table("2022-12").total.counts[0].denominator;
    for (int i = 1; i <= mergers; ++i) {
        merge_two(i);
        if (i % (mergers / 10) == 0) expect_published();
    }
    const auto last = table("2022-12");
    EXPECT_EQ(last.units.size(), 40u);
    std::int64_t counted = 0;
    for (const auto& unit : last.units) counted += unit.counts[0].denominator;
    EXPECT_EQ(counted, residents);
    EXPECT_EQ(last.total.counts[0].denominator, residents);
    expect_rows_sum("people", "2022-12");
}

INSTANTIATE_ON_BOTH_DATABASES(MergerTest);

}  // namespace
