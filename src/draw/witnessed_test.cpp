#include "draw/witnessed.hpp"

#include <gtest/gtest.h>

#include "draw_for_tests.hpp"
#include "trail/trail.hpp"

namespace draw {
namespace {

trail::KeyPair key_of(std::uint8_t owner) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(owner);
    return trail::make_key_pair(seed);
}

std::int64_t seconds(base::Instant time) {
    return base::to_milliseconds(time) / 1000;
}

/// The trail of an office that held the draw, cosigned by two at the given moment.
PublishedTrail trail_of(const Documents& documents, base::Instant cosigned) {
    const auto terms = read_announcement(document(documents, "announce.txt"));
    PublishedTrail published;
    trail::ChainVerifier chain("office");
    const auto add = [&](const std::string& action, const std::string& object) {
        trail::Entry entry;
        entry.action = action;
        entry.object = object;
        published.lines.push_back(
            trail::format_line(static_cast<std::int64_t>(published.lines.size() + 1),
                               published.lines.empty() ? trail::genesis_hash("office")
                                                       : trail::line_hash(published.lines.back()),
                               trail::format_entry(entry)));
        chain.add(published.lines.back());
    };
    add("init", "");
    add("draw.announce",
        "TEST-1/announce/" + hash(terms.hash, document(documents, "announce.txt")));
    add("draw.close", "TEST-1/frozen/" + verify(documents).frozen_hash);
    const std::string signed_text = trail::sign_checkpoint(
        trail::checkpoint_body("office", chain.size(), chain.tree().root(), chain.last_hash()),
        "office", key_of(1).private_pem);
    published.checkpoint = signed_text;
    for (const auto& [name, owner] :
         {std::pair<const char*, std::uint8_t>{"grid", 10}, {"discipline", 11}}) {
        published.checkpoint += trail::cosign_checkpoint(
            signed_text, name, key_of(owner).private_pem, seconds(cosigned));
        published.witnesses.push_back({name, key_of(owner).public_pem});
    }
    published.log_public_pem = key_of(1).public_pem;
    return published;
}

std::string said(const Documents& documents, const PublishedTrail& published,
                 std::size_t needed = 2) {
    const auto problem = check_frozen_in_time(documents, verify(documents), published, needed);
    return problem ? problem->en : "";
}

TEST(Witnessed, X_09_reveals_frozen_under_two_signatures_before_the_public_value_pass) {
    const Documents documents = vector_draw();
    EXPECT_EQ(said(documents, trail_of(documents, after_reveal)), "");
    EXPECT_EQ(said(documents, trail_of(documents, after_public - std::chrono::seconds(1))), "");
}

TEST(Witnessed, X_09_signatures_that_come_with_the_public_value_are_too_late) {
    const Documents documents = vector_draw();
    const auto late = trail_of(documents, after_public);
    EXPECT_NE(said(documents, late).find("0 witnesses signed before"), std::string::npos);
    EXPECT_EQ(said(documents, late, 0), "");
}

TEST(Witnessed, X_09_a_reveal_called_absent_after_the_public_value_is_refused) {
    const Documents held = vector_draw();
    const auto published = trail_of(held, after_reveal);
    Documents cheated = held;
    std::string& seed = cheated["seed.txt"];
    seed.replace(seed.find(number_of('2')), 64, "absent");
    const auto terms = read_announcement(cheated["announce.txt"]);
    cheated["sample.tsv"] = format_sample(take_sample(
        rank_units(terms.hash, hash(terms.hash, seed), read_frame(cheated["frame.tsv"])),
        read_allocations(cheated["alloc.tsv"])));
    for (const char* file : {"reveals.txt", "frozen.txt"}) cheated.erase(file);
    ASSERT_FALSE(verify(cheated).problem) << "the files alone do not show it";
    EXPECT_NE(said(cheated, published).find("absent afterwards"), std::string::npos);
}

TEST(Witnessed, a_trail_that_was_changed_or_is_anothers_is_refused) {
    const Documents documents = vector_draw();
    const auto clean = trail_of(documents, after_reveal);
    PublishedTrail changed = clean;
    changed.lines[1][changed.lines[1].size() - 5] ^= 1;
    EXPECT_NE(said(documents, changed), "");
    changed = clean;
    changed.lines.pop_back();
    EXPECT_NE(said(documents, changed), "");
    changed = clean;
    changed.log_public_pem = key_of(2).public_pem;
    EXPECT_NE(said(documents, changed), "");
    changed = clean;
    changed.witnesses[0].public_pem = key_of(12).public_pem;
    EXPECT_NE(said(documents, changed).find("1 witnesses"), std::string::npos);
    changed = clean;
    changed.checkpoint.clear();
    EXPECT_NE(said(documents, changed), "");
}

}  // namespace
}  // namespace draw
