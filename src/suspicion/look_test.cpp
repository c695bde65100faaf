#include "suspicion/look.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace suspicion {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* here = "433124100201";

Source of(const std::string& row, const std::string& who = "wang") {
    return {row, here, who};
}

Photo photo(const std::string& object, const std::string& sha256) {
    Photo photo;
    photo.of = of("evidence_item/" + sha256 + " " + object);
    photo.object = object;
    photo.sha256 = sha256;
    return photo;
}

TEST(SuspicionTest, X_12_one_photo_for_two_objects_is_listed_and_for_one_is_not) {
    const std::vector<Photo> photos{photo("issue/1", "aa"), photo("issue/2", "aa"),
                                    photo("issue/3", "bb"), photo("issue/3", "bb")};
    const auto hits = find_same_photos(photos, {2});
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_EQ(hits[0].subject, "aa");
    EXPECT_THAT(hits[0].rows, ElementsAre("evidence_item/aa issue/1", "evidence_item/aa issue/2"));
    EXPECT_THAT(hits[0].facts.en, HasSubstr("2 objects"));
    EXPECT_THAT(find_same_photos(photos, {3}), IsEmpty());
}

TEST(SuspicionTest, X_12_photos_are_alike_up_to_the_limit_of_bits_wherever_the_bits_lie) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 200; ++round) {
        const std::uint64_t likeness = random();
        std::vector<int> bits(64);
        std::iota(bits.begin(), bits.end(), 0);
        std::shuffle(bits.begin(), bits.end(), random);
        for (int count = 5; count <= 8; ++count) {
            std::uint64_t other = likeness;
            for (int i = 0; i < count; ++i) other ^= std::uint64_t{1} << bits[std::size_t(i)];
            std::vector<Photo> photos{photo("issue/1", "aa"), photo("issue/2", "bb")};
            photos[0].likeness = likeness;
            photos[1].likeness = other;
            EXPECT_THAT(find_alike_photos(photos, {6}), SizeIs(count <= 6 ? 1 : 0));
            EXPECT_THAT(find_alike_photos(photos, {7}), SizeIs(count <= 7 ? 1 : 0));
        }
    }
}

TEST(SuspicionTest, X_12_a_chain_of_like_photos_is_one_suspicion_named_by_the_oldest) {
    std::vector<Photo> photos{photo("issue/1", "cc"), photo("issue/2", "aa"),
                              photo("issue/3", "bb"), photo("issue/1", "dd")};
    photos[0].likeness = 0b000;
    photos[1].likeness = 0b001;
    photos[2].likeness = 0b011;
    photos[3].likeness = 0xFFFF'0000'FFFF'0000;
    const auto hits = find_alike_photos(photos, {1});
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_EQ(hits[0].subject, "cc");
    EXPECT_THAT(hits[0].rows, SizeIs(3));
}

TEST(SuspicionTest, X_12_like_photos_of_one_object_are_no_suspicion) {
    std::vector<Photo> photos{photo("issue/1", "aa"), photo("issue/1", "bb")};
    photos[0].likeness = photos[1].likeness = 5;
    EXPECT_THAT(find_alike_photos(photos, {6}), IsEmpty());
}

TEST(SuspicionTest, X_12_a_photo_a_metre_beyond_the_limit_is_elsewhere) {
    std::vector<Photo> photos(3, photo("issue/1", "aa"));
    photos[0].distance_m = 999;
    photos[1].distance_m = 1000;
    photos[2].distance_m = 1001;
    const auto hits = find_photos_elsewhere(photos, {1000});
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_THAT(hits[0].facts.zh, HasSubstr("1001米"));
}

TEST(SuspicionTest, X_12_a_photo_from_before_the_entry_or_from_tomorrow_is_of_another_time) {
    const auto found = [](std::optional<std::int64_t> before, std::optional<std::int64_t> opened) {
        Photo one = photo("issue/1", "aa");
        one.days_before = before;
        one.days_before_opened = opened;
        return find_photos_of_other_times(std::vector{one}, {30, 7}).size();
    };
    EXPECT_EQ(found(30, {}), 0U);
    EXPECT_EQ(found(31, {}), 1U);
    EXPECT_EQ(found(0, {}), 0U);
    EXPECT_EQ(found(-1, {}), 1U);
    EXPECT_EQ(found(10, 7), 0U);
    EXPECT_EQ(found(10, 8), 1U);
    EXPECT_EQ(found({}, {}), 0U);
}

Record record(const std::string& object, std::int64_t at_s, double lon,
              const std::string& who = "wang") {
    return {of("sheet/" + object, who), object, at_s, geo::Position{lon, 28.6}};
}

TEST(SuspicionTest, X_12_nobody_travels_faster_than_the_limit) {
    // 0.1° of longitude at 28.6° N are 9,778 m: at 120 km/h 293.3 s.
    const auto found = [](std::int64_t seconds) {
        return find_impossible_speeds(
                   std::vector{record("a", 0, 109.4), record("b", seconds, 109.5)}, {120, 2000})
            .size();
    };
    EXPECT_EQ(found(293), 1U);
    EXPECT_EQ(found(294), 0U);
    EXPECT_EQ(found(0), 1U) << "in two places at once";
    EXPECT_THAT(find_impossible_speeds(std::vector{record("a", 0, 109.4), record("b", 1, 109.41)},
                                       {120, 2000}),
                IsEmpty())
        << "978 m may be the position's own error";
    EXPECT_THAT(
        find_impossible_speeds(
            std::vector{record("a", 0, 109.4, "wang"), record("b", 1, 109.5, "li")}, {120, 2000}),
        IsEmpty())
        << "two people";
}

TEST(SuspicionTest, X_12_six_households_in_six_minutes_are_too_quick_and_five_are_not) {
    std::vector<Record> records;
    for (int i = 0; i < 6; ++i) records.push_back(record("h" + std::to_string(i), i * 60, 109.4));
    EXPECT_THAT(find_too_quick(records, {6, 60}), SizeIs(1));
    records.back().at_s += 1;
    EXPECT_THAT(find_too_quick(records, {6, 60}), IsEmpty());
    records.pop_back();
    EXPECT_THAT(find_too_quick(records, {6, 60}), IsEmpty());
    EXPECT_THAT(find_too_quick(records, {5, 60}), SizeIs(1));
}

TEST(SuspicionTest, X_12_many_photos_of_one_household_are_one_visit) {
    std::vector<Record> records;
    for (int i = 0; i < 20; ++i) records.push_back(record("h", i * 5, 109.4));
    EXPECT_THAT(find_too_quick(records, {6, 60}), IsEmpty());
}

TEST(SuspicionTest, X_12_an_entry_closed_within_the_minutes_is_listed_one_at_the_limit_is_not) {
    const std::vector<Closing> closings{{of("issue/1"), 100, 699}, {of("issue/2"), 100, 700}};
    const auto hits = find_closed_at_once(closings, {10});
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_THAT(hits[0].rows, ElementsAre("issue/1"));
}

std::vector<Answers> village(const std::string& group, int same, int others) {
    std::vector<Answers> answers;
    for (int i = 0; i < same + others; ++i) {
        const std::string last = i < same ? "5" : std::to_string(i % 5) + "x" + group;
        answers.push_back(
            {of(group + "/" + std::to_string(i)), "sheet", group, {"yes", "yes", "220", last}});
    }
    return answers;
}

TEST(SuspicionTest, X_12_eight_equal_answers_of_ten_are_listed_where_elsewhere_few_answer_so) {
    const SameAnswers rule{8, 60, 5, 4};
    auto answers = village("copied", 8, 2);
    const auto elsewhere = village("elsewhere", 3, 97);
    answers.insert(answers.end(), elsewhere.begin(), elsewhere.end());
    const auto hits = find_same_answers(answers, rule);
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_THAT(hits[0].rows, SizeIs(8));
    EXPECT_THAT(hits[0].facts.en, HasSubstr("8 of 10"));

    auto fewer = village("copied", 7, 3);
    fewer.insert(fewer.end(), elsewhere.begin(), elsewhere.end());
    EXPECT_THAT(find_same_answers(fewer, rule), IsEmpty());
}

TEST(SuspicionTest, X_12_what_everybody_answers_everywhere_is_no_suspicion) {
    auto answers = village("a", 9, 1);
    for (const char* group : {"b", "c", "d"}) {
        const auto more = village(group, 9, 1);
        answers.insert(answers.end(), more.begin(), more.end());
    }
    EXPECT_THAT(find_same_answers(answers, {8, 60, 5, 4}), IsEmpty());
    EXPECT_THAT(find_same_answers(village("alone", 20, 0), {8, 60, 5, 4}), IsEmpty())
        << "with nothing to compare with nobody can say";
}

std::vector<Reported> series(const std::vector<std::int64_t>& values) {
    std::vector<Reported> reported;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string month = "2020-" + std::to_string(10 + i);
        reported.push_back({of("report/" + month), "s", month, values[i]});
    }
    return reported;
}

TEST(SuspicionTest, X_12_a_figure_that_jumps_and_comes_back_is_listed_for_both_changes) {
    EXPECT_THAT(find_jumps(series({100, 104, 101, 300, 103, 105, 102}), {10, 40, 6}), SizeIs(2));
    EXPECT_THAT(find_jumps(series({100, 120, 141, 160, 181, 200, 220}), {10, 40, 6}), IsEmpty())
        << "steady growth";
    EXPECT_THAT(find_jumps(series({100, 104, 300}), {10, 40, 6}), IsEmpty()) << "too short to say";
    EXPECT_THAT(find_jumps(series({100, 100, 100, 140, 140, 140, 140}), {10, 40, 6}), IsEmpty())
        << "40 % of the usual 140 would be 56";
    EXPECT_THAT(find_jumps(series({100, 100, 100, 100, 141, 141, 141}), {10, 40, 6}), SizeIs(1));
}

TEST(SuspicionTest, X_12_thirty_edits_in_half_an_hour_before_the_deadline_are_a_rush) {
    const std::int64_t deadline = 1'000'000;
    const auto edits = [&](int count, std::int64_t first_s, std::int64_t apart_s) {
        std::vector<Edit> all;
        for (int i = 0; i < count; ++i)
            all.push_back(
                {of("step/" + std::to_string(i)), "duty", first_s + i * apart_s, deadline});
        return all;
    };
    const LateBatch rule{30, 30, 24};
    EXPECT_THAT(find_late_batches(edits(30, deadline - 3600, 60), rule), SizeIs(1));
    EXPECT_THAT(find_late_batches(edits(29, deadline - 3600, 60), rule), IsEmpty());
    EXPECT_THAT(find_late_batches(edits(30, deadline - 3600, 63), rule), IsEmpty())
        << "the first and the last lie 30 minutes apart";
    EXPECT_THAT(find_late_batches(edits(30, deadline - 90'000, 60), rule), IsEmpty())
        << "a day before";
    EXPECT_THAT(find_late_batches(edits(30, deadline + 1, 60), rule), IsEmpty())
        << "late, but open";
}

TEST(SuspicionTest, X_12_last_digits_beyond_the_limit_of_chi_square_are_heaped) {
    const auto readings = [](int even, int fives) {
        std::vector<suspicion::Reading> all;
        for (int i = 0; i < even + fives; ++i)
            all.push_back(
                {of("r/" + std::to_string(i)), "voltage", 2200 + (i < even ? i % 10 : 5)});
        return all;
    };
    // 50 even ones and k fives: χ² = 10(9·25 + (5+k)²)/(50+k) − (50+k).
    EXPECT_THAT(find_heaped_digits(readings(50, 15), {50, 27'877}), SizeIs(1));  // 31.2
    EXPECT_THAT(find_heaped_digits(readings(50, 14), {50, 27'877}), IsEmpty());  // 27.6
    EXPECT_THAT(find_heaped_digits(readings(0, 49), {50, 27'877}), IsEmpty()) << "too few";
    EXPECT_THAT(find_heaped_digits(readings(0, 50), {50, 27'877}), SizeIs(1));
}

TEST(SuspicionTest, X_12_what_was_measured_must_change_before_an_entry_closes) {
    const std::vector<Measured> measured{{of("hazard/1"), "measured_m", 420, 420},
                                         {of("hazard/2"), "measured_m", 420, 650}};
    const auto hits = find_unchanged(measured, {});
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_THAT(hits[0].rows, ElementsAre("hazard/1"));
}

TEST(SuspicionTest, X_12_two_accounts_on_one_device_within_minutes_are_listed_once_a_pair) {
    const auto use = [](const char* who, std::int64_t at_s) {
        return Use{of("trail/" + std::to_string(at_s), who), "phone1", at_s};
    };
    const std::vector<Use> shared{use("wang", 0), use("li", 900), use("wang", 1000)};
    const auto hits = find_shared_devices(shared, {15});
    ASSERT_THAT(hits, SizeIs(1));
    EXPECT_THAT(hits[0].who, ElementsAre("li", "wang"));
    EXPECT_THAT(find_shared_devices(std::vector{use("wang", 0), use("li", 901)}, {15}), IsEmpty());
    EXPECT_THAT(find_shared_devices(std::vector{use("wang", 0), use("wang", 1)}, {15}), IsEmpty());
}

TEST(SuspicionTest, X_12_rules_of_the_file_are_asked_and_others_are_not) {
    const Rules rules = read_rules(
        "version: 2\nlook_back_days: 30\nrules:\n  closed_at_once: {minutes: 5}\n"
        "from:\n  readings:\n    - {register: sheet, fields: [voltage]}\n",
        "own.yaml");
    ASSERT_TRUE(rules.closed_at_once);
    EXPECT_EQ(rules.closed_at_once->minutes, 5);
    EXPECT_FALSE(rules.speed);
    ASSERT_THAT(rules.readings, SizeIs(1));
    Work work;
    work.closings = {{of("issue/1"), 0, 299}, {of("issue/2"), 0, 300}};
    work.records = {record("a", 0, 109.4), record("b", 0, 109.9)};
    EXPECT_THAT(look(work, rules), SizeIs(1));
}

TEST(SuspicionTest, X_12_a_rule_with_an_unknown_key_or_an_impossible_figure_is_refused_by_line) {
    const auto refusal = [](const std::string& rule) {
        try {
            (void)read_rules("version: 1\nlook_back_days: 30\nrules:\n  " + rule + "\nfrom: {}\n",
                             "own.yaml");
        } catch (const base::Error& error) {
            return error.message().en;
        }
        return std::string();
    };
    EXPECT_THAT(refusal("alike_photo: {bits: 8}"), HasSubstr("line 4"));
    EXPECT_THAT(refusal("guess: {}"), HasSubstr("guess"));
    EXPECT_THAT(refusal("speed: {km_per_hour: 120}"), HasSubstr("metres"));
}

}  // namespace
}  // namespace suspicion
