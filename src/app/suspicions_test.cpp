#include "app/suspicions.hpp"

#include <gmock/gmock.h>

#include "access_for_tests.hpp"
#include "ledgers_for_tests.hpp"
#include "people/password.hpp"
#include "photo_for_tests.hpp"
#include "suspicion_moments.hpp"

// The ledger of suspicions: who may look, what is opened, what becomes of it.
namespace {

using namespace for_tests;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SuspicionsTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        put_regions(3);
        today("2019-07-01");
    }
    void person(const char* user, const char* role) {
        apply("add_user",
              {{"user", user},
               {"must_change", false},
               {"password",
                people::hash_password("Tq7#mlvxRk", std::array<std::uint8_t, people::salt_bytes>{},
                                      {64, 1})}});
        apply("grant", {{"user", user}, {"role", role}, {"region", county}});
    }
    void minutes_later(int minutes) { clock_.set(clock_.now() + std::chrono::minutes(minutes)); }

    ordered_json look(const char* user = "") {
        return ordered_json::parse(
            by("look_for_suspicion", {{"rules", app::built_in_suspicion_rules()}}, user).json);
    }
    std::vector<std::string> kinds() {
        std::vector<std::string> kinds;
        for (const auto& entry : entries("suspicion")) kinds.push_back(entry.at("kind"));
        return kinds;
    }
    /// A hazard found, rectified and closed so many minutes after it was opened.
    std::string closed_hazard(int minutes) {
        const std::string number = opened("hazard", {{"region", village(0)},
                                                     {"category", "tree"},
                                                     {"level", "general"},
                                                     {"found_on", "2019-07-01"},
                                                     {"measured_m", "1.20"}});
        step("hazard", number, "assign",
             {{"unit", "gd"}, {"measure", "砍树"}, {"accountable", "所长"}}, "li");
        step("hazard", number, "report", {}, "wang", {evidence_of("hazard", number)});
        minutes_later(minutes);
        step("hazard", number, "close", {}, "zhao");
        return number;
    }
    void report(const char* month, int households) {
        put("telecom_stat", {{"region", village(0)},
                             {"period", month},
                             {"operator", "all"},
                             {"broadband_households", std::to_string(households)}});
    }
};

TEST_P(SuspicionsTest, X_12_an_entry_closed_within_minutes_and_unmeasured_is_opened_once_for_each) {
    const std::string number = closed_hazard(9);
    const auto answer = look();
    EXPECT_THAT(answer.at("numbers"), SizeIs(2));
    EXPECT_THAT(kinds(), ElementsAre("closed_at_once", "no_change"));
    const auto entry = entries("suspicion").front();
    EXPECT_EQ(entry.at("rows"), "hazard/" + number);
    EXPECT_EQ(entry.at("people"), "zhao");
    EXPECT_EQ(entry.at("region"), village(0));
    EXPECT_EQ(entry.at("state"), "suspected");
    EXPECT_THAT(entry.at("facts").get<std::string>(), HasSubstr("540秒"));
    EXPECT_THAT(entry.at("facts_en").get<std::string>(), HasSubstr("less than 10 minutes"));
    const auto again = look();
    EXPECT_THAT(again.at("numbers"), IsEmpty());
    EXPECT_EQ(again.at("known"), 2);
}

TEST_P(SuspicionsTest, X_12_an_entry_that_took_its_time_is_not_suspected_of_haste) {
    (void)closed_hazard(10);
    (void)look();
    EXPECT_THAT(kinds(), ElementsAre("no_change"));
}

TEST_P(SuspicionsTest, X_12_a_figure_that_jumps_is_opened_with_both_months) {
    for (int month = 1; month <= 8; ++month)
        report(("2019-0" + std::to_string(month)).c_str(), month == 5 ? 400 : 100 + month);
    (void)look();
    EXPECT_THAT(kinds(), ElementsAre("jump", "jump"));
    EXPECT_THAT(entries("suspicion").front().at("facts_en").get<std::string>(),
                HasSubstr("from 104 to 400"));
}

TEST_P(SuspicionsTest, X_12_photos_tell_where_they_were_taken_twice_and_how_fast_one_went) {
    put("settlement", {{"region", village(0)},
                       {"number", "7"},
                       {"households", "30"},
                       {"lon", "109.5"},
                       {"lat", "28.0"},
                       {"datum", "cgcs2000"}});
    put("settlement", {{"region", village(1)}, {"number", "8"}, {"households", "30"}});
    const auto add = [&](const std::string& key, const PhotoOptions& photo) {
        const auto file = database_.folder() / "in.jpg";
        files_.write(file, make_photo(photo));
        app::EvidenceClaim claim;
        claim.register_name = "settlement";
        claim.key = key;
        claim.purpose = "现场";
        claim.file_name = "现场.jpg";
        app::Command command;
        command.id = app_->new_id();
        command.actor.user = "wang";
        (void)app_->evidence().add(claim, file, command);
    };
    const PhotoOptions first{.taken_at = "2019:06:30 08:00:00",
                             .lat_seconds = 28 * 3600 + 72,
                             .lon_seconds = 109 * 3600 + 1800};
    add(village(0) + "/7", first);
    add(village(1) + "/8", first);
    add(village(1) + "/8", {.seed = 9,
                            .taken_at = "2019:06:30 08:03:00",
                            .lat_seconds = 28 * 3600 + 720,
                            .lon_seconds = 109 * 3600 + 1800});
    (void)look();
    EXPECT_THAT(kinds(), Contains("same_photo"));
    EXPECT_THAT(kinds(), Contains("photo_place")) << "0.02 degree from the settlement";
    EXPECT_THAT(kinds(), Contains("speed")) << "20 km in three minutes";
}

TEST_P(SuspicionsTest, X_12_two_accounts_on_one_phone_are_opened_where_their_work_lies) {
    for (const char* user : {"wang", "li"}) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "open_entry";
        command.actor.user = user;
        command.actor.device = "abcdef0123";
        command.payload = ordered_json{
            {"ledger", "issue"},
            {"values",
             {{"region", village(1)},
              {"source", "screening"},
              {"category", "other"},
              {"found_on", "2019-07-01"},
              {"description",
               user}}}}.dump();
        (void)app_->apply(command);
        minutes_later(14);
    }
    (void)look();
    EXPECT_THAT(kinds(), ElementsAre("shared_device"));
    EXPECT_EQ(entries("suspicion").front().at("people"), "li; wang");
    EXPECT_EQ(entries("suspicion").front().at("region"), village(1));
}

TEST_P(SuspicionsTest, X_12_a_suspicion_is_confirmed_by_a_second_person_or_cleared_with_a_reason) {
    (void)closed_hazard(9);
    const auto numbers = look().at("numbers");
    const std::string first = numbers.at(0), second = numbers.at(1);
    EXPECT_THROW(step("suspicion", second, "clear", {}, "ma"), base::Error) << "without a reason";
    EXPECT_THROW(step("suspicion", first, "confirm", {{"reason", "x"}}, "ma"), base::Error)
        << "before anybody has looked into it";
    step("suspicion", first, "look_into", {{"finding", "现场无人去过"}}, "ma",
         {evidence_of("suspicion", first)});
    EXPECT_THROW(step("suspicion", first, "confirm", {{"reason", "虚假"}}, "ma"), base::Error)
        << "by the same person";
    step("suspicion", first, "confirm", {{"reason", "虚假整改"}}, "sun");
    const auto entry = ordered_json::parse(app_->ledgers().entry("suspicion", first));
    EXPECT_EQ(entry.at("values").at("state"), "confirmed");
    EXPECT_EQ(entry.at("values").at("reason"), "虚假整改");
    EXPECT_THAT(entry.dump(), HasSubstr("\"sun\""));
    EXPECT_EQ(look().at("known"), 2) << "what was decided is not opened again";
}

TEST_P(SuspicionsTest, X_12_only_the_restricted_role_looks_and_reads) {
    (void)closed_hazard(9);
    person("jiwei", "discipline");
    person("qiantou", "lead_unit");
    EXPECT_THROW(look("qiantou"), base::Error);
    EXPECT_THAT(look("jiwei").at("numbers"), SizeIs(2));
    const auto rows_for = [&](const char* role) {
        return app_->register_rows("suspicion", "", 0, 100, {}, access_as(role)).rows.size();
    };
    EXPECT_EQ(rows_for("discipline"), 2U);
    for (const char* role : {"lead_unit", "inspector", "supervisor", "leading_group", "auditor"})
        EXPECT_THROW((void)rows_for(role), base::Error) << role;
}

TEST_P(SuspicionsTest, X_12_looking_replays_to_equal_tables) {
    (void)closed_hazard(9);
    (void)look();
    app::Options target = options();
    target.data_folder = database_.folder() / "again";
    target.database.clear();
    for (const auto& table : app::App::replay(environment_, options(), target).tables)
        EXPECT_TRUE(table.equal) << table.table;
}

TEST(SuspicionMomentsTest, moments_are_seconds_whatever_their_offset) {
    const auto at = app::seconds_of("2019-06-30T08:00");
    EXPECT_EQ(at, 1'561'852'800);
    EXPECT_EQ(app::seconds_of("2019-06-30T08:00:00+08:00"), at);
    EXPECT_EQ(app::seconds_of("2019-06-30T00:00:00Z"), at);
    EXPECT_EQ(app::seconds_of("2019-06-29T19:00:00-05:00"), at);
    EXPECT_EQ(app::seconds_of("2019-06-30T08:00:07"), *at + 7);
    EXPECT_FALSE(app::seconds_of("2019-06-30"));
    EXPECT_FALSE(app::seconds_of("2019-06-31T08:00"));
    EXPECT_EQ(app::end_of_day_s(*base::parse_date("2019-06-30")), *at + 16 * 3600);
}

INSTANTIATE_ON_BOTH_DATABASES(SuspicionsTest);

}  // namespace
