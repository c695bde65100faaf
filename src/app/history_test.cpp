#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <utility>

#include "history_for_tests.hpp"

/// What was published stays, and what was known on a day can be asked again.
namespace {

using namespace for_tests;

TEST_P(HistoryTest, an_old_period_keeps_its_rule_and_a_new_one_takes_the_new_rule) {
    put_regions(1);
    load_version({});
    put_village(village(0), 100);
    put_settlement(village(0), 1, 10);
    put_settlement(village(0), 2, 30);
    load_version({.number = 2, .where = "households >= 20"}, "2019-07");
    EXPECT_EQ(loaded_from_, "2019-07");
    EXPECT_EQ(table("2019-06").programme.version, 1);
    EXPECT_EQ(table("2019-07").programme.version, 2);
    EXPECT_EQ(settlements("2019-06"), 2);
    EXPECT_EQ(settlements("2019-07"), 1);
    put_settlement(village(0), 3, 10);
    put_settlement(village(0), 4, 40);
    EXPECT_EQ(settlements("2019-06"), 4);
    EXPECT_EQ(settlements("2019-07"), 2);
    for (const char* period : {"2019-06", "2019-07"}) expect_rows_sum("people", period);
}

TEST_P(HistoryTest, sealed_months_keep_their_rule_and_a_new_one_begins_with_the_first_open_month) {
    put_regions(1);
    load_version({});
    put_village(village(0), 100);
    put_settlement(village(0), 1, 10);
    freeze("2019-06");
    const std::string sealed = score("2019-06");
    load_version({.number = 2, .where = "households >= 20"});
    EXPECT_EQ(loaded_from_, "2019-07");
    EXPECT_EQ(score("2019-06"), sealed);
    EXPECT_EQ(table("2019-05").programme.version, 1);
    EXPECT_EQ(table("2019-07").programme.version, 2);
    load_version({.number = 3}, "2019-05");
    EXPECT_EQ(score("2019-06"), sealed);
    EXPECT_EQ(table("2019-05").programme.version, 3);
}

TEST_P(HistoryTest, a_rule_for_later_months_only_leaves_the_earlier_months_in_print) {
    put_regions(1);
    load_version({});
    put_village(village(0), 100);
    freeze("2019-06");
    const std::string sealed = score("2019-06");
    load_version({.number = 2, .first = "2019-07", .last = "2019-12"});
    EXPECT_EQ(loaded_from_, "2019-07");
    EXPECT_EQ(score("2019-06"), sealed);
    EXPECT_EQ(table("2019-05").programme.version, 1);
    EXPECT_EQ(table("2019-12").programme.version, 2);
    EXPECT_THROW((void)score("2020-01"), base::Error);
    EXPECT_THROW(load_version({.number = 3}, "2020-01"), base::Error);
}

TEST_P(HistoryTest,
       a_restatement_is_a_new_edition_by_the_newest_rule_and_the_first_is_still_printed) {
    put_regions(1);
    at(day(7, 1), std::chrono::hours(9));
    load_version({.last = "2019-06"});
    put_village(village(0), 100);
    put_settlement(village(0), 1, 10);
    freeze("2019-05");
    freeze("2019-06");
    const std::string first = score("2019-06");
    at(day(7, 2), std::chrono::hours(9));
    // The rule of no period: every one is sealed.
    load_version({.number = 2, .where = "households >= 20", .last = "2019-06"});
    put_settlement(village(0), 2, 20);
    put_settlement(village(0), 3, 30);
    EXPECT_EQ(score("2019-06"), first);
    at(day(7, 3), std::chrono::hours(9));
    restate("2019-06", "口径调整");
    EXPECT_EQ(table("2019-06").programme.version, 2);
    EXPECT_EQ(settlements("2019-06"), 2);
    EXPECT_EQ(stored_document("2019-06"), score("2019-06"));
    expect_rows_sum("people", "2019-06");
    for (const int known : {1, 2}) EXPECT_EQ(score("2019-06", day(7, known)), first);
    const std::string second = score("2019-06");
    put_settlement(village(0), 4, 30);
    EXPECT_EQ(score("2019-06"), second);
    EXPECT_EQ(score("2019-06", day(7, 3)), second);
}

TEST_P(HistoryTest, restating_an_open_period_or_without_a_reason_is_refused) {
    put_regions(1);
    load_version({});
    freeze("2019-05");
    const auto before = app_->latest_sequence();
    EXPECT_THROW(restate("2019-06", "口径调整"), base::Error);
    EXPECT_THROW(restate("2019-05", ""), base::Error);
    EXPECT_THROW(apply("restate", {{"programme", "people"}, {"period", "2019-05"}}), base::Error);
    EXPECT_EQ(app_->latest_sequence(), before);
}

// Everything that a day's questions were answered with, to be asked again.
class AsOfTest : public HistoryTest {
protected:
    using Question = std::function<std::string(app::KnownOn)>;
    struct Remembered {
        base::Date day;
        Question question;
        std::string answer;
    };

    /// A refusal is an answer too: a sealed month knows no village that came later.
    static std::string ask(const Question& question, app::KnownOn known) {
        try {
            return question(known);
        } catch (const base::Error& error) {
            return error.message().en;
        }
    }

    std::string some_period() { return "2019-0" + std::to_string(5 + pick(5)); }
    std::string some_village() {
        const auto list = app_->regions().list(registers::RegionLevel::village, "",
                                               base::shanghai_date(clock_.now()));
        return list.at(static_cast<std::size_t>(pick(static_cast<int>(list.size()))))->code;
    }
    std::string some_day() { return base::format_date(day(5 + pick(4), 1 + pick(28))); }
    ordered_json new_village() {
        const std::string code = village(100 + ++codes_);
        return {{"code", code}, {"name", "新村" + std::to_string(codes_)}};
    }

    void change_some_region() {
        ordered_json payload{{"on", some_day()}};
        switch (pick(3)) {
            case 0:
                payload["operation"] = "merge";
                payload["from"] = {some_village(), some_village()};
                payload["to"] = new_village();
                break;
            case 1:
                payload["operation"] = "split";
                payload["region"] = some_village();
                payload["to"] = {new_village(), new_village()};
                payload["heir"] = pick(2) == 0 ? "" : payload["to"][0]["code"];
                break;
            default:
                payload["operation"] = "rename";
                payload["region"] = some_village();
                payload["name"] = "改名" + std::to_string(++codes_);
        }
        apply("change_regions", payload);
    }
    void import_or_undo() {
        if (last_batch_ > 0 && pick(2) == 0)
            return (void)apply("undo", {{"batch", std::exchange(last_batch_, 0)}});
        std::string text = "村代码,月份,运营商,移动手机用户\n";
        for (int i = 0; i < 6; ++i)
            text +=
                some_village() + "," + some_period() + ",全部," + std::to_string(pick(99)) + "\n";
        last_batch_ = ordered_json::parse(import("telecom_stat", text).json).at("batch").get<int>();
    }
    void remove_settlement() {
        apply("remove",
              {{"register", "settlement"},
               {"values", {{"region", some_village()}, {"number", std::to_string(pick(3))}}}});
    }
    void load_some_version() {
        ++version_;
        load_version({.number = version_, .where = "households >= " + std::to_string(version_ * 7)},
                     pick(2) == 0 ? "" : some_period());
    }
    void do_something() {
        switch (pick(12)) {
            case 0:
            case 1:
                return put_settlement(some_village(), pick(3), pick(60));
            case 2:
            case 3:
                return put_users(some_village(), some_period(), pick(90));
            case 4:
                return put_village(some_village(), 50 + pick(90));
            case 5:
                return remove_settlement();
            case 6:
            case 7:
                return change_some_region();
            case 8:
                return import_or_undo();
            case 9:
                return freeze(some_period());
            case 10:
                return restate(some_period(), "核实");
            default:
                return load_some_version();
        }
    }
    /// Does it, or is refused: then nothing has changed.
    void try_something() {
        const auto before = app_->latest_sequence();
        try {
            do_something();
            ++done_;
        } catch (const base::Error& error) {
            ASSERT_NE(error.kind(), base::ErrorKind::internal) << error.message().en;
            ASSERT_EQ(app_->latest_sequence(), before);
        }
    }

    std::vector<Question> questions() {
        std::vector<Question> list{
            [this](app::KnownOn known) { return app::to_json(app_->score("people", {}, known)); }};
        for (const char* period : {"2019-05", "2019-06", "2019-07", "2019-08", "2019-09"}) {
            list.emplace_back([=, this](app::KnownOn known) { return score(period, known); });
            const std::string region = pick(4) == 0 ? std::string(county) : some_village();
            for (const char* indicator : {"users", "settlements"})
                list.emplace_back([=, this](app::KnownOn known) {
                    return app::to_json(app_->explain("people", indicator, region, period, known));
                });
        }
        for (const auto& declaration : app_->register_declarations())
            if (declaration.find("region"))
                list.emplace_back([=, this](app::KnownOn known) {
                    return app::to_json(app_->register_rows(declaration.name, "", 0, 500, known),
                                        declaration);
                });
        return list;
    }

    void live(int days, std::vector<Remembered>& remembered) {
        for (int number = 1; number <= days; ++number) {
            const base::Date today = day(7, number);
            const int commands = 1 + pick(12);
            for (int i = 0; i < commands; ++i) {
                // The first and the last millisecond of a day belong to it.
                const std::int64_t last = 86'400'000 - 1;
                at(today,
                   std::chrono::milliseconds(commands == 1 ? last : i * last / (commands - 1)));
                try_something();
            }
            for (const auto& question : questions())
                remembered.push_back({today, question, ask(question, {})});
        }
    }

    int codes_ = 0;
    int version_ = 1;
    int last_batch_ = 0;
    int done_ = 0;
};

TEST_P(AsOfTest, X_27_what_was_known_on_a_day_is_answered_as_it_was_answered_then) {
    const int seeds = GetParam() == Kind::embedded ? 10 : 2;
    for (int seed = 1; seed <= seeds; ++seed) {
        std::cout << "seed " << seed << "\n";
        SCOPED_TRACE("seed " + std::to_string(seed));
        random_ = base::SeededRandom(static_cast<std::uint64_t>(seed));
        at(day(7, 1), std::chrono::milliseconds(0));
        codes_ = last_batch_ = done_ = 0;
        version_ = 1;
        open("seed-" + std::to_string(seed));
        put_regions(6);
        load_version({});
        std::vector<Remembered> remembered;
        live(12, remembered);
        EXPECT_GT(done_, 20);
        for (const auto& [day, question, answer] : remembered)
            ASSERT_EQ(ask(question, day), answer) << base::format_date(day);
    }
}

INSTANTIATE_ON_BOTH_DATABASES(AsOfTest);

TEST_P(HistoryTest, X_27_the_history_of_a_row_says_who_wrote_it_when_and_until_when) {
    put_regions(1);
    const auto write = [&](const char* user, const char* kind, ordered_json values) {
        app::Command command;
        command.id = app_->new_id();
        command.actor.user = user;
        command.kind = kind;
        command.payload = ordered_json{{"register", "settlement"}, {"values", values}}.dump();
        return app_->apply(command).sequence;
    };
    const ordered_json key{{"region", village(0)}, {"number", "1"}};
    ordered_json values = key;
    values["households"] = "20";
    at(day(7, 1), std::chrono::hours(9));
    const auto first = write("chen", "put", values);
    const auto id = app_->register_rows("settlement", "", 0, 1).rows.at(0).id;
    at(day(7, 2), std::chrono::hours(10));
    values["households"] = "25";
    const auto second = write("long", "put", values);
    auto history = app_->row_history("settlement", id);
    ASSERT_EQ(history.size(), 2u);
    EXPECT_FALSE(history[1].end_sequence);
    EXPECT_EQ(history[1].end_time, "");
    at(day(7, 3), std::chrono::hours(11));
    const auto third = write("shi", "remove", key);
    history = app_->row_history("settlement", id);
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].user, "chen");
    EXPECT_EQ(history[0].begin_sequence, first);
    EXPECT_EQ(history[0].begin_time, "2019-07-01T09:00:00.000+08:00");
    EXPECT_EQ(history[0].end_sequence, second);
    EXPECT_EQ(history[0].end_time, "2019-07-02T10:00:00.000+08:00");
    EXPECT_EQ(history[1].user, "long");
    EXPECT_EQ(history[1].begin_time, history[0].end_time);
    EXPECT_EQ(history[1].end_sequence, third);
    EXPECT_EQ(history[1].end_time, "2019-07-03T11:00:00.000+08:00");
    const auto fields = app_->register_rows("settlement", "", 0, 1, day(7, 2)).rows.at(0).texts;
    EXPECT_EQ(history[1].texts, fields);
    EXPECT_NE(history[0].texts, fields);
    EXPECT_THROW((void)app_->row_history("settlement", id + 1), base::Error);
}

INSTANTIATE_ON_BOTH_DATABASES(HistoryTest);

}  // namespace
