#include "app/draws.hpp"

#include "app_for_tests.hpp"
#include "base/text.hpp"
#include "draw/verify.hpp"
#include "trail/trail.hpp"

// The steps of a draw as commands: in their order, at their time, by whom they are for, and found
// again in the trail.
namespace {

using namespace for_tests;

class DrawsTest : public AppTest {
protected:
    static base::Instant at(const std::string& time) {
        return draw::parse_time("2019-07-0" + time + ":00Z").value();
    }
    void step(const std::string& kind, ordered_json payload, const std::string& id = "D-1") {
        payload["draw"] = id;
        (void)apply(kind, payload);
    }
    base::ErrorKind refusal_of(const std::string& kind, const ordered_json& payload,
                               const std::string& id = "D-1") {
        try {
            step(kind, payload, id);
        } catch (const base::Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << kind << " was not refused";
        return base::ErrorKind::internal;
    }
    void freeze(const std::string& id = "D-1") {
        step("draw_freeze",
             {{"frame", "#list 省\nV1 A\nV2 A\nV3 A\n#list 429\nV3 A\nV4 B\n"},
              {"alloc", "A 2\nB 1\n"},
              {"nonce", nonce_}},
             id);
    }
    void announce(const std::string& id = "D-1") {
        step("draw_announce",
             {{"hash", "sm3"},
              {"parties", "county,grid"},
              {"public", "kl8-2019100"},
              {"public_fallback", "kl8-2019101"},
              {"commit_by", "2019-07-01T01:00:00Z"},
              {"reveal_by", "2019-07-01T02:00:00Z"},
              {"public_at", "2019-07-01T04:00:00Z"},
              {"seal_until", "2019-07-03T00:00:00Z"}},
             id);
    }
    std::string file(const std::string& name, const people::Access& who = people::everything()) {
        return app::Draws(*app_).file("D-1", name, who);
    }
    ordered_json shown() {
        return ordered_json::parse(app::Draws(*app_).show("D-1", people::everything()));
    }
    ordered_json listed() { return ordered_json::parse(app::Draws(*app_).list()); }
    draw::Documents published() {
        draw::Documents documents;
        const ordered_json whole = shown();
        for (const auto& each : whole.at("files")) {
            const std::string name = each.at("file");
            documents[name] = file(name);
        }
        return documents;
    }
    void contribute() {
        const std::string hash = draw::hash(draw::HashName::sm3, file("announce.txt"));
        for (const char* party : {"county", "grid"})
            step("draw_commit",
                 {{"party", party},
                  {"commitment", draw::commitment(draw::HashName::sm3, hash, party, nonce_)}});
        clock_.set(at("1T01:30"));
        step("draw_reveal", {{"party", "county"}, {"number", nonce_}});
    }
    void draw_all() {
        freeze();
        announce();
        contribute();
        clock_.set(at("1T02:05"));
        step("draw_close", {});
        clock_.set(at("1T04:00"));
        step("draw_public", {{"value", value_}});
    }
    // Objects of the trail's entries whose action begins so, in their order.
    std::vector<std::string> objects(const std::string& action) {
        const auto folder = database_.folder() / "trail";
        app_->export_trail(folder);
        std::vector<std::string> found;
        for (const std::string& line : base::split(files_.read(folder / "audit.log"), '\n')) {
            const auto entry = trail::parse_entry(line);
            if (entry && entry->succeeded && entry->action.starts_with(action))
                found.push_back(entry->object);
        }
        return found;
    }

    const std::string nonce_ = std::string(64, 'a');
    const std::string value_ = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20";
};

TEST_P(DrawsTest, X_09_a_draw_held_in_a_folder_is_taken_whole_once_and_only_when_it_verifies) {
    clock_.set(at("1T00:00"));
    draw_all();
    const draw::Documents documents = published();
    open("another");
    const auto take = [&](const draw::Documents& folder) {
        ordered_json files = ordered_json::object();
        for (const auto& [name, text] : folder) files[name] = text;
        return ordered_json::parse(apply("draw_take", {{"draw", "D-1"}, {"files", files}}).json);
    };
    EXPECT_THROW(take(documents), base::Error) << "its seal is still on";
    clock_.set(at("3T00:00"));
    draw::Documents spoilt = documents;
    spoilt["sample.tsv"][0] = 'X';
    EXPECT_THROW(take(spoilt), base::Error);
    EXPECT_EQ(take(documents).at("sampled"), 3);
    EXPECT_THROW(take(documents), base::Error) << "the number was used";
    EXPECT_EQ(listed().at("published"), 1);
    EXPECT_EQ(listed().at("alarm"), false);
    EXPECT_EQ(objects("draw.take").size(), 1U);
}

TEST_P(DrawsTest, X_09_a_draw_goes_through_its_steps_and_what_is_published_verifies) {
    draw_all();
    const auto verdict = draw::verify(published());
    EXPECT_FALSE(verdict.problem) << verdict.problem->en;
    EXPECT_EQ(verdict.sampled, 3);
    EXPECT_TRUE(shown().at("check").at("ok").get<bool>());
    EXPECT_NE(file("lists.tsv").find("V3\t省,429\n"), std::string::npos);
}

TEST_P(DrawsTest, X_09_the_trail_proves_the_order_of_the_steps) {
    draw_all();
    const auto verdict = draw::verify(published());
    const auto steps = objects("draw.");
    ASSERT_EQ(steps.size(), 7U);
    EXPECT_TRUE(steps[0].starts_with("D-1/frame/"));
    EXPECT_EQ(steps[1], "D-1/announce/" + draw::hash(draw::HashName::sm3, file("announce.txt")));
    EXPECT_TRUE(steps[2].starts_with("D-1/commit/county/"));
    EXPECT_EQ(steps[4], "D-1/reveal/county");
    EXPECT_EQ(steps[5], "D-1/frozen/" + verdict.frozen_hash);
    EXPECT_EQ(steps[6], "D-1/seed/" + verdict.seed);
    EXPECT_FALSE(app_->verify_trail().problem);
}

TEST_P(DrawsTest, steps_out_of_turn_or_out_of_time_change_nothing) {
    EXPECT_EQ(refusal_of("draw_announce", {}), base::ErrorKind::not_found);
    EXPECT_EQ(refusal_of("draw_freeze", {{"frame", "a"}, {"nonce", nonce_}}),
              base::ErrorKind::invalid_input);
    freeze();
    EXPECT_EQ(refusal_of("draw_public", {{"value", value_}}), base::ErrorKind::conflict);
    announce();
    contribute();
    EXPECT_EQ(refusal_of("draw_commit", {{"party", "grid"}, {"commitment", nonce_}}),
              base::ErrorKind::conflict);
    EXPECT_EQ(refusal_of("draw_close", {}), base::ErrorKind::conflict) << "grid may reveal still";
    clock_.set(at("1T02:05"));
    EXPECT_EQ(refusal_of("draw_reveal", {{"party", "grid"}, {"number", nonce_}}),
              base::ErrorKind::conflict);
    step("draw_close", {});
    EXPECT_EQ(refusal_of("draw_public", {{"value", value_}}), base::ErrorKind::conflict);
    clock_.set(at("1T04:00"));
    EXPECT_EQ(refusal_of("draw_void", {{"reason", "不合意"}}), base::ErrorKind::conflict);
    EXPECT_EQ(refusal_of("draw_freeze", {{"frame", "V1 A"}, {"each", "1"}, {"nonce", nonce_}}),
              base::ErrorKind::conflict)
        << "a number is not used again";
}

TEST_P(DrawsTest, frame_and_sample_stay_with_the_organisers_until_the_seal_is_off) {
    draw_all();
    people::Access reader;
    reader.user = "wang";
    EXPECT_NO_THROW((void)file("announce.txt", reader));
    for (const char* name : {"frame.tsv", "sample.tsv", "lists.tsv"}) {
        EXPECT_THROW((void)file(name, reader), base::Error) << name;
        EXPECT_NO_THROW((void)file(name)) << name;
    }
    clock_.set(at("2T23:59"));
    EXPECT_THROW((void)file("sample.tsv", reader), base::Error);
    clock_.set(at("3T00:00"));
    EXPECT_NO_THROW((void)file("sample.tsv", reader));
    EXPECT_THROW((void)file(".frozen-by"), base::Error) << "no document of the draw";
}

TEST_P(DrawsTest, announced_is_published_and_void_and_pending) {
    EXPECT_EQ(listed().at("announced"), 0);
    draw_all();
    EXPECT_EQ(listed().at("pending"), 1);
    clock_.set(at("1T00:00"));
    freeze("D-2");
    announce("D-2");
    step("draw_void", {{"reason", "样本框有误"}}, "D-2");
    freeze("D-3");
    clock_.set(at("3T00:00"));
    const auto sum = listed();
    EXPECT_EQ(sum.at("announced"), 2);
    EXPECT_EQ(sum.at("published"), 1);
    EXPECT_EQ(sum.at("void"), 1);
    EXPECT_EQ(sum.at("pending"), 0);
    EXPECT_EQ(sum.at("draws").size(), 3U);
    EXPECT_FALSE(sum.at("alarm").get<bool>());
}

TEST_P(DrawsTest, a_unit_that_cannot_be_inspected_is_followed_by_the_next) {
    draw_all();
    const std::string unit = base::split(file("sample.tsv"), '\t').at(2);
    step("draw_replace", {{"unit", unit}, {"reason", "flood"}, {"evidence", "photo-1"}});
    EXPECT_NE(file("list.tsv").find(unit), std::string::npos);
    EXPECT_NE(file("replaced.tsv").find("\tlocal\n"), std::string::npos) << "who approved";
    EXPECT_EQ(refusal_of("draw_replace", {{"unit", unit}, {"reason", "r"}, {"evidence", "e"}}),
              base::ErrorKind::conflict);
    EXPECT_FALSE(draw::verify(published()).problem);
}

TEST_P(DrawsTest, X_27_draws_are_replayed_to_equal_tables) {
    draw_all();
    app::Options target = options();
    target.data_folder = database_.folder() / "again";
    target.database.clear();
    app_.reset();
    const auto report = app::App::replay(environment_, options(), target);
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
}

INSTANTIATE_ON_BOTH_DATABASES(DrawsTest);

}  // namespace
