#include <gtest/gtest.h>

#include <functional>

#include "draw_for_tests.hpp"

namespace draw {
namespace {

constexpr auto second = std::chrono::seconds(1);

void expect_refused(const std::function<void()>& act, base::ErrorKind kind) {
    try {
        act();
        ADD_FAILURE() << "nothing was refused";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), kind) << error.message().en;
        EXPECT_FALSE(error.message().zh.empty());
    }
}
void expect_conflict(const std::function<void()>& act) {
    expect_refused(act, base::ErrorKind::conflict);
}
void expect_invalid(const std::function<void()>& act) {
    expect_refused(act, base::ErrorKind::invalid_input);
}

Documents frozen_draw() {
    Documents documents;
    freeze(documents, request_of(vector_units(), {{"TA", 1}, {"TB", 2}}), number_of('a'));
    return documents;
}

std::string commitment_of(const Documents& documents, const std::string& party, char digit) {
    const auto terms = read_announcement(document(documents, "announce.txt"));
    return commitment(terms.hash, hash(terms.hash, document(documents, "announce.txt")), party,
                      number_of(digit));
}

/// Announced, and committed to by the first `count` parties.
Documents committed_draw(std::size_t count, Announcement terms = usual_terms()) {
    Documents documents = frozen_draw();
    announce(documents, terms, before_commit);
    for (std::size_t i = 0; i < count; ++i)
        record_commit(documents, terms.parties[i],
                      commitment_of(documents, terms.parties[i], static_cast<char>('1' + i)),
                      before_commit);
    return documents;
}

TEST(Steps, each_step_is_refused_before_its_turn_and_when_it_is_done_already) {
    const Announcement terms = usual_terms();
    Documents documents;
    expect_conflict([&] { announce(documents, terms, before_commit); });
    documents = frozen_draw();
    expect_conflict([&] {
        freeze(documents, request_of(vector_units(), {{"TA", 1}, {"TB", 1}}), number_of('b'));
    });
    expect_conflict([&] { record_commit(documents, "grid", number_of('1'), before_commit); });
    documents = committed_draw(3);
    expect_conflict([&] { announce(documents, terms, before_commit); });
    expect_conflict([&] { take_public_value(documents, usual_value, false, after_public); });
    expect_conflict([&] { run(documents); });
    documents = vector_draw();
    const Documents before = documents;
    expect_conflict([&] { run(documents); });
    expect_conflict([&] { take_public_value(documents, usual_value, false, after_public); });
    expect_conflict([&] { freeze_reveals(documents, after_reveal); });
    expect_conflict([&] { record_reveal(documents, "telecom", number_of('3'), after_reveal); });
    EXPECT_EQ(documents, before);
}

TEST(Steps, commitments_end_at_commit_by) {
    const Announcement terms = usual_terms();
    Documents documents = committed_draw(0);
    record_commit(documents, "grid", number_of('e'), terms.commit_by - second);
    record_commit(documents, "telecom", number_of('e'), terms.commit_by);
    expect_conflict(
        [&] { record_commit(documents, "county", number_of('e'), terms.commit_by + second); });
    expect_conflict([&] { record_commit(documents, "grid", number_of('f'), before_commit); });
    expect_invalid([&] { record_commit(documents, "bank", number_of('f'), before_commit); });
    EXPECT_EQ(documents["commits.tsv"],
              "grid\t" + number_of('e') + "\ntelecom\t" + number_of('e') + "\n");
}

TEST(Steps, numbers_are_revealed_between_the_two_deadlines_or_when_all_have_committed) {
    const Announcement terms = usual_terms();
    Documents documents = committed_draw(2);
    expect_conflict([&] { record_reveal(documents, "county", number_of('1'), terms.commit_by); });
    record_reveal(documents, "county", number_of('1'), terms.commit_by + second);
    expect_conflict(
        [&] { record_reveal(documents, "grid", number_of('2'), terms.reveal_by + second); });
    expect_conflict([&] { record_reveal(documents, "telecom", number_of('3'), while_revealing); });
    record_reveal(documents, "grid", number_of('2'), terms.reveal_by);
    documents = committed_draw(3);
    record_reveal(documents, "county", number_of('1'), before_commit);
    EXPECT_EQ(documents["reveals.txt"], "reveal.county=" + number_of('1') + "\n");
}

TEST(Steps, a_wrong_number_is_refused_and_the_right_one_may_follow) {
    Documents documents = committed_draw(3);
    expect_invalid([&] { record_reveal(documents, "county", number_of('2'), while_revealing); });
    EXPECT_FALSE(reveals_of(documents)[0].number);
    record_reveal(documents, "county", number_of('1'), while_revealing);
    EXPECT_EQ(reveals_of(documents)[0].number, number_of('1'));
}

TEST(Steps, reveals_are_frozen_when_their_time_is_over_and_before_the_public_value) {
    const Announcement terms = usual_terms();
    const auto revealed = [] {
        Documents documents = committed_draw(3);
        record_reveal(documents, "county", number_of('1'), while_revealing);
        record_reveal(documents, "grid", number_of('2'), while_revealing);
        return documents;
    };
    Documents documents = revealed();
    expect_conflict([&] { freeze_reveals(documents, terms.reveal_by); });
    expect_conflict([&] { freeze_reveals(documents, terms.public_at); });
    freeze_reveals(documents, terms.public_at - second);
    documents = revealed();
    record_reveal(documents, "telecom", number_of('3'), while_revealing);
    freeze_reveals(documents, while_revealing);
    EXPECT_TRUE(documents.contains("frozen.txt"));
}

TEST(Steps, a_poor_public_value_needs_two_contributions_and_a_rich_one_none) {
    Announcement terms = usual_terms();
    terms.public_name = "ssq-2026140";
    Documents documents = committed_draw(3, terms);
    record_reveal(documents, "county", number_of('1'), while_revealing);
    expect_conflict([&] { freeze_reveals(documents, after_reveal); });
    void_draw(documents, "参与方不足", "director", after_reveal);
    documents = committed_draw(3);
    freeze_reveals(documents, after_reveal);
    take_public_value(documents, usual_value, false, after_public);
    run(documents);
    EXPECT_FALSE(verify(documents).problem);
    EXPECT_EQ(verify(documents).notes.size(), 3U);
}

TEST(Steps, the_public_value_waits_for_its_time_and_the_fallback_a_day_more) {
    const Announcement terms = usual_terms();
    const Documents ready = [] {
        Documents documents = committed_draw(3);
        freeze_reveals(documents, after_reveal);
        return documents;
    }();
    Documents documents = ready;
    expect_conflict(
        [&] { take_public_value(documents, usual_value, false, terms.public_at - second); });
    const auto day = std::chrono::hours(24);
    expect_conflict(
        [&] { take_public_value(documents, usual_value, true, terms.public_at + day - second); });
    take_public_value(documents, usual_value, true, terms.public_at + day);
    EXPECT_NE(documents["seed.txt"].find("\npublic.kl8-2026315="), std::string::npos);
    documents = ready;
    expect_invalid([&] { take_public_value(documents, "1 2 3", false, terms.public_at); });
    take_public_value(documents, "79 73 70 66 61 55 52 47 44 40 34 31 28 23 19 13 11 7 5 2", false,
                      terms.public_at);
    EXPECT_TRUE(documents["seed.txt"].ends_with("=" + std::string(usual_value) + "\n"));
}

TEST(Steps, a_sample_is_opened_when_its_seal_is_off) {
    const Documents documents = vector_draw();
    expect_conflict([&] { require_openable(documents, after_seal - second); });
    require_openable(documents, after_seal);
}

TEST(Steps, a_draw_can_be_voided_only_while_nobody_knows_the_public_value) {
    const Announcement terms = usual_terms();
    Documents documents = committed_draw(3);
    freeze_reveals(documents, after_reveal);
    const Documents ready = documents;
    expect_conflict([&] { void_draw(documents, "reason", "director", terms.public_at); });
    expect_invalid([&] { void_draw(documents, " ", "director", terms.public_at - second); });
    void_draw(documents, "样本框有误", "director", terms.public_at - second);
    EXPECT_EQ(stage_of(documents), Stage::voided);
    EXPECT_FALSE(verify(documents).problem);
    expect_conflict([&] { take_public_value(documents, usual_value, false, after_public); });
    documents = vector_draw();
    expect_conflict([&] { void_draw(documents, "reason", "director", before_commit); });
    documents["void.txt"] = "VRS-1/void\n";
    EXPECT_TRUE(verify(documents).problem);
    // Nobody froze the reveals in time: no seed can be made any more, so nothing is chosen.
    documents = committed_draw(3);
    void_draw(documents, "late", "director", terms.public_at + second);
}

TEST(Steps, an_announcement_needs_two_organisations_and_times_in_order) {
    const auto refused = [](const std::function<void(Announcement&)>& change) {
        Announcement terms = usual_terms();
        change(terms);
        Documents documents = frozen_draw();
        expect_invalid([&] { announce(documents, terms, before_commit); });
        EXPECT_FALSE(documents.contains("announce.txt"));
    };
    refused([](auto& t) { t.parties = {"county"}; });
    refused([](auto& t) { t.parties = {"county", "county"}; });
    refused([](auto& t) { t.draw_id = "no spaces"; });
    refused([](auto& t) { t.reveal_by = t.commit_by; });
    refused([](auto& t) { t.public_at = t.reveal_by + std::chrono::hours(2) - second; });
    refused([](auto& t) { t.seal_until = t.public_at - second; });
    Announcement terms = usual_terms();
    terms.public_at = terms.reveal_by + std::chrono::hours(2);
    Documents documents = frozen_draw();
    announce(documents, terms, terms.commit_by);
}

TEST(Steps, X_09_dice_in_the_room_need_no_waiting) {
    Announcement terms = usual_terms();
    terms.public_name = "dice-20";
    terms.public_fallback = "dice-20-again";
    terms.public_at = terms.reveal_by;
    Documents documents = committed_draw(3, terms);
    for (std::size_t i = 0; i < 3; ++i)
        record_reveal(documents, terms.parties[i], number_of(static_cast<char>('1' + i)),
                      while_revealing);
    freeze_reveals(documents, while_revealing);
    expect_invalid([&] { take_public_value(documents, "1234", false, terms.public_at); });
    take_public_value(documents, "0123 4567 8901 2345 6789", false, terms.public_at);
    run(documents);
    EXPECT_TRUE(documents["seed.txt"].ends_with("public.dice-20=01234567890123456789\n"));
    EXPECT_FALSE(verify(documents).problem);
}

TEST(PublicValue, has_one_spelling_by_its_kind) {
    EXPECT_EQ(canonical_public_value("ssq-1", "33 6 1 12 5 20 7"), "01 05 06 12 20 33 07");
    EXPECT_EQ(canonical_public_value("dlt-1", "35 1 2 3 4 12 1"), "01 02 03 04 35 01 12");
    EXPECT_EQ(canonical_public_value("pl5-1", "0 1 2 3 4"), "01234");
    EXPECT_EQ(canonical_public_value("weather-1", "12.5 mm"), "12.5 mm");
    for (const auto& [name, value] :
         std::vector<std::pair<const char*, const char*>>{{"ssq-1", "1 2 3 4 5 34 7"},
                                                          {"ssq-1", "1 2 3 4 5 5 7"},
                                                          {"ssq-1", "1 2 3 4 5 6 17"},
                                                          {"ssq-1", "0 2 3 4 5 6 7"},
                                                          {"ssq-1", "1 2 3 4 5 6"},
                                                          {"pl3-1", "12"},
                                                          {"pl3-1", "12a"},
                                                          {"weather-1", ""},
                                                          {"weather-1", " x"},
                                                          {"weather-1", "a  b"}})
        expect_invalid([&] { (void)canonical_public_value(name, value); });
}

TEST(FollowUp, the_next_rank_replaces_and_a_larger_sample_keeps_the_smaller) {
    Documents documents;
    RandomBits random(5);
    std::vector<Unit> units;
    for (int i = 0; i < 40; ++i) units.push_back({"v" + std::to_string(100 + i), "T"});
    freeze(documents, request_of(units, {{"T", 20}}), number_of('a'));
    finish(documents, usual_terms());
    const auto terms = read_announcement(documents["announce.txt"]);
    const auto ranked = rank_units(terms.hash, hash(terms.hash, documents["seed.txt"]),
                                   read_frame(documents["frame.tsv"]));
    replace(documents, {ranked[2].unit, "nobody-home", "photo-1", "director"});
    const std::string& list = documents["list.tsv"];
    EXPECT_EQ(std::count(list.begin(), list.end(), '\n'), 21);
    EXPECT_TRUE(
        list.ends_with("\t21\t" + ranked[20].unit + "\t" + ranked[20].ticket + "\treplacement\n"));
    expect_conflict([&] { replace(documents, {ranked[2].unit, "r", "e", "a"}); });
    expect_conflict([&] { replace(documents, {ranked[30].unit, "r", "e", "a"}); });
    replace(documents, {ranked[20].unit, "road-closed", "photo-2", "director"});
    EXPECT_TRUE(verify(documents).notes.size() == 1U) << "two of twenty are not above a tenth";
    replace(documents, {ranked[4].unit, "road-closed", "photo-3", "director"});
    EXPECT_EQ(verify(documents).notes.size(), 2U) << "three of twenty are";
    enlarge(documents, {"T", 30, "more-precise", "director"});
    EXPECT_FALSE(verify(documents).problem);
    EXPECT_NE(documents["list.tsv"].find(ranked[2].ticket + "\treplaced"), std::string::npos);
    EXPECT_NE(documents["list.tsv"].find(ranked[21].ticket + "\tsampled"), std::string::npos);
    expect_invalid([&] { enlarge(documents, {"T", 30, "r", "a"}); });
    expect_invalid([&] { enlarge(documents, {"T", 41, "r", "a"}); });
    Documents chosen = documents;
    chosen["list.tsv"].replace(chosen["list.tsv"].find(ranked[21].unit), 4, ranked[39].unit);
    EXPECT_TRUE(verify(chosen).problem) << "a replacement is forced, not chosen";
}

}  // namespace
}  // namespace draw
