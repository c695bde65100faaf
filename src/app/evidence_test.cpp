#include "app/evidence.hpp"

#include <gmock/gmock.h>

#include "app_for_tests.hpp"
#include "base/bytes.hpp"
#include "photo_for_tests.hpp"
#include "store/tables.hpp"

// Files that prove something: kept once, linked to rows, never removed, and suspect when they stand
// for two objects.
namespace {

using namespace for_tests;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EvidenceTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(3);
        for (const char* number : {"YH-1", "YH-2"})
            put("safety_event", {{"number", number},
                                 {"region", village(number[3] - '1')},
                                 {"category", "shock"},
                                 {"occurred_on", "2019-06-01"},
                                 {"state", "pending"}});
        put("settlement", {{"region", village(0)}, {"number", "5"}, {"households", "30"}});
    }

    std::filesystem::path write(const std::string& bytes) {
        const auto file = database_.folder() / "in";
        files_.write(file, bytes);
        return file;
    }
    static app::EvidenceClaim claim(const std::string& name, const std::string& key,
                                    const std::string& file_name = "现场.jpg") {
        app::EvidenceClaim result;
        result.register_name = name;
        result.key = key;
        result.purpose = "整改后";
        result.file_name = file_name;
        return result;
    }
    app::Outcome add(const app::EvidenceClaim& what, const std::string& bytes,
                     const std::string& id = {}) {
        app::Command by;
        by.id = id.empty() ? app_->new_id() : id;
        by.actor.user = "zhang";
        by.actor.role = "clerk";
        by.actor.unit = county;
        return app_->evidence().add(what, write(bytes), by);
    }
    ordered_json answer(const app::Outcome& outcome) { return ordered_json::parse(outcome.json); }

    std::vector<std::map<std::string, std::string>> list(const app::EvidenceFilter& filter = {}) {
        const auto declaration = app_->evidence().declaration();
        std::vector<std::map<std::string, std::string>> rows;
        for (const auto& row : app_->evidence().list(filter).rows) {
            std::map<std::string, std::string> values{{"geometry", row.geometry}};
            for (std::size_t i = 0; i < row.texts.size(); ++i)
                values[declaration.fields[i].name] = row.texts[i];
            rows.push_back(std::move(values));
        }
        return rows;
    }
    std::vector<std::string> flags() {
        std::vector<std::string> result;
        for (auto& row : list())
            result.push_back(row["object_key"] + " " + row["duplicate"] + " " +
                             row["duplicate_of"]);
        return result;
    }
    static std::string hash_of(const std::string& bytes) {
        return base::to_hex(base::sha256(bytes));
    }
    base::ErrorKind refusal(const app::EvidenceClaim& what, const std::string& bytes) {
        try {
            add(what, bytes);
        } catch (const base::Error& error) {
            EXPECT_FALSE(error.message().zh.empty());
            return error.kind();
        }
        ADD_FAILURE() << "accepted";
        return base::ErrorKind::internal;
    }
    // Names below `files`, wherever they are kept.
    app::EvidenceCheck verify() { return app_->evidence().verify(); }
};

TEST_P(EvidenceTest, X_12_a_photo_tells_how_far_and_how_long_before_it_was_taken) {
    put("settlement", {{"region", village(0)},
                       {"number", "7"},
                       {"households", "30"},
                       {"lon", "109.5"},
                       {"lat", "28.0"},
                       {"datum", "cgcs2000"}});
    const std::string key = village(0) + "/7";
    // 36 seconds of latitude are 0.01 degree: 1,108 m there. The clock stands at 2019-07-01.
    add(claim("settlement", key), make_photo({.taken_at = "2019:06:30 08:01:02",
                                              .lat_seconds = 28 * 3600 + 36,
                                              .lon_seconds = 109 * 3600 + 1800}));
    add(claim("settlement", key), make_photo({.seed = 5, .taken_at = "2019:07:02 08:01:02"}));
    std::set<std::string> facts;
    for (auto& row : list({.register_name = "settlement", .key = key}))
        facts.insert(row["distance_m"] + " m, " + row["taken_days_before"] + " days");
    EXPECT_THAT(facts, ElementsAre(" m, -1 days", "1108 m, 1 days"));
    // Where the object has no place of its own there is no distance.
    add(claim("safety_event", "YH-1"),
        make_photo({.seed = 9, .lat_seconds = 28 * 3600 + 36, .lon_seconds = 109 * 3600 + 1800}));
    EXPECT_EQ(list({.register_name = "safety_event", .key = "YH-1"})[0]["distance_m"], "");
}

TEST_P(EvidenceTest, X_11_a_copy_is_marked_and_what_is_no_photo_has_none) {
    add(claim("safety_event", "YH-1"), make_photo({}));
    add(claim("safety_event", "YH-1", "记录.txt"), "签收");
    const auto copy = app_->evidence().marked_copy(hash_of(make_photo({})), {}, "zhang");
    const auto other = app_->evidence().marked_copy(hash_of(make_photo({})), {}, "li");
    EXPECT_TRUE(copy.starts_with("\xFF\xD8"));
    EXPECT_NE(copy, other);
    EXPECT_THROW((void)app_->evidence().marked_copy(hash_of("签收"), {}, "zhang"), base::Error);
}

TEST_P(EvidenceTest, X_11_a_photo_becomes_a_row_with_its_time_place_hash_and_uploader) {
    const std::string photo = make_photo({.taken_at = "2019:06:30 08:01:02",
                                          .lat_seconds = 28 * 3600 + 36,
                                          .lon_seconds = 109 * 3600 + 1800});
    const auto outcome = answer(add(claim("safety_event", "YH-1"), photo));
    EXPECT_EQ(outcome["sha256"], hash_of(photo));
    EXPECT_EQ(outcome["region"], village(0));
    EXPECT_EQ(outcome["duplicate"], "none");
    auto rows = list({.register_name = "safety_event", .key = "YH-1"});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0]["captured_at"], "2019-06-30T08:01:02+08:00");
    EXPECT_EQ(rows[0]["time_source"], "file");
    EXPECT_EQ(rows[0]["place_source"], "file");
    EXPECT_EQ(rows[0]["geometry"], R"({"type":"Point","coordinates":[109.5,28.01]})");
    EXPECT_EQ(rows[0]["bytes"], std::to_string(photo.size()));
    EXPECT_EQ(rows[0]["width"], "640");
    EXPECT_EQ(rows[0]["uploader"], "zhang");
    EXPECT_EQ(rows[0]["unit"], county);
    EXPECT_EQ(rows[0]["uploaded_at"], "2019-07-01T08:00:00.000+08:00");
}

TEST_P(EvidenceTest, X_11_the_original_comes_back_byte_by_byte_and_the_thumbnail_without_metadata) {
    const std::string photo = make_photo({.width = 900, .taken_at = "2019:06:30 08:01:02"});
    add(claim("safety_event", "YH-1"), photo);
    const auto file = app_->evidence().file(hash_of(photo), {});
    EXPECT_EQ(files_.read(file.path), photo);
    EXPECT_EQ(file.media_type, "image/jpeg");
    EXPECT_EQ(file.file_name, "现场.jpg");
    for (int again = 0; again < 2; ++again) {
        const std::string thumbnail = app_->evidence().thumbnail(hash_of(photo), {});
        EXPECT_TRUE(thumbnail.starts_with("\xFF\xD8\xFF"));
        EXPECT_EQ(thumbnail.find("2019"), std::string::npos);
    }
}

TEST_P(EvidenceTest, X_11_the_same_file_sent_twice_is_stored_once_with_two_links) {
    const std::string photo = make_photo({});
    add(claim("safety_event", "YH-1", "a.jpg"), photo);
    add(claim("settlement", village(0) + "/5", "b.JPEG"), photo);
    const auto check = verify();
    EXPECT_EQ(check.files, 1);
    EXPECT_EQ(check.links, 2);
}

TEST_P(EvidenceTest, X_11_removing_a_link_or_the_row_itself_leaves_the_file) {
    const std::string photo = make_photo({});
    add(claim("safety_event", "YH-1"), photo);
    apply("remove", {{"register", "evidence_item"},
                     {"values",
                      {{"sha256", hash_of(photo)},
                       {"object_register", "safety_event"},
                       {"object_key", "YH-1"}}}});
    EXPECT_THAT(list(), IsEmpty());
    EXPECT_EQ(verify().files, 1);
    EXPECT_THAT(verify().missing, IsEmpty());
    add(claim("safety_event", "YH-1"), photo);
    apply("remove", {{"register", "safety_event"}, {"values", {{"number", "YH-1"}}}});
    app_->tidy();
    EXPECT_EQ(files_.read(app_->evidence().file(hash_of(photo), {}).path), photo);
}

TEST_P(EvidenceTest, X_12_one_photo_on_two_objects_flags_both) {
    const std::string photo = make_photo({});
    EXPECT_FALSE(add(claim("safety_event", "YH-1"), photo).has_findings);
    const auto second = add(claim("safety_event", "YH-2"), photo);
    EXPECT_TRUE(second.has_findings);
    EXPECT_EQ(answer(second)["duplicate_of"], ordered_json({"safety_event:YH-1"}));
    EXPECT_THAT(flags(), ElementsAre("YH-1 same safety_event:YH-2", "YH-2 same safety_event:YH-1"));
    EXPECT_EQ(list({.only_duplicates = true}).size(), 2U);
    EXPECT_EQ(list({.only_duplicates = true, .where = {.scope = village(1)}}).size(), 1U);
}

TEST_P(EvidenceTest, X_12_a_photo_like_another_one_flags_both_and_a_different_one_none) {
    add(claim("safety_event", "YH-1"), make_photo({.seed = 4, .quality = 95}));
    add(claim("safety_event", "YH-2"),
        make_photo({.seed = 4, .width = 320, .height = 240, .quality = 40}));
    add(claim("settlement", village(0) + "/5"), make_photo({.seed = 5}));
    EXPECT_THAT(flags(), ElementsAre("YH-1 alike safety_event:YH-2", "YH-2 alike safety_event:YH-1",
                                     village(0) + "/5 none "));
}

TEST_P(EvidenceTest, X_12_a_photo_taken_back_and_used_elsewhere_is_still_found) {
    const std::string photo = make_photo({});
    add(claim("safety_event", "YH-1"), photo);
    apply("remove", {{"register", "evidence_item"},
                     {"values",
                      {{"sha256", hash_of(photo)},
                       {"object_register", "safety_event"},
                       {"object_key", "YH-1"}}}});
    EXPECT_EQ(answer(add(claim("safety_event", "YH-2"), photo))["duplicate"], "same");
}

TEST_P(EvidenceTest, X_12_two_photos_of_one_object_and_one_form_for_two_objects_are_no_suspicion) {
    add(claim("safety_event", "YH-1"), make_photo({.quality = 90}));
    add(claim("safety_event", "YH-1"), make_photo({.quality = 50}));
    add(claim("safety_event", "YH-1", "签收.pdf"), "%PDF-1.4 x");
    add(claim("safety_event", "YH-2", "签收.pdf"), "%PDF-1.4 x");
    EXPECT_THAT(list({.only_duplicates = true}), IsEmpty());
}

TEST_P(EvidenceTest, R_11_identical_bytes_under_two_names_are_one_link) {
    const std::string photo = make_photo({});
    const auto first = add(claim("safety_event", "YH-1", "a.jpg"), photo);
    const auto second = add(claim("safety_event", "YH-1", "b.jpg"), photo);
    EXPECT_EQ(answer(first)["already"], false);
    EXPECT_EQ(answer(second)["already"], true);
    ASSERT_EQ(list().size(), 1U);
    EXPECT_EQ(list()[0]["file_name"], "a.jpg");
}

TEST_P(EvidenceTest, R_11_one_id_with_other_content_is_a_conflict_and_nothing_is_kept) {
    add(claim("safety_event", "YH-1"), make_photo({.seed = 1}), "draft-0001");
    try {
        add(claim("safety_event", "YH-1"), make_photo({.seed = 2}), "draft-0001");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::conflict);
    }
    EXPECT_EQ(verify().files, 1);
    EXPECT_EQ(list().size(), 1U);
}

TEST_P(EvidenceTest, R_11_one_content_under_two_ids_and_one_draft_sent_twice_count_once) {
    const std::string photo = make_photo({});
    const auto first = add(claim("safety_event", "YH-1"), photo, "draft-0001");
    const auto tab = add(claim("safety_event", "YH-1"), photo, "draft-0001");
    EXPECT_TRUE(tab.repeated);
    EXPECT_EQ(tab.json, first.json);
    EXPECT_EQ(answer(add(claim("safety_event", "YH-1"), photo, "draft-0002"))["already"], true);
    EXPECT_EQ(list().size(), 1U);
    EXPECT_EQ(verify().files, 1);
}

TEST_P(EvidenceTest, what_the_uploader_states_counts_only_where_the_file_is_silent) {
    auto stated = claim("safety_event", "YH-1");
    stated.taken_at = "2019-06-29T07:00:00";
    stated.lon = "109.48";
    stated.lat = "28.58";
    stated.datum = "cgcs2000";
    add(stated, make_photo({.seed = 1}));
    add(stated, make_photo({.seed = 2, .taken_at = "2019:06:30 08:01:02"}));
    auto rows = list();
    EXPECT_EQ(rows[0]["captured_at"], "2019-06-29T07:00:00+08:00");
    EXPECT_EQ(rows[0]["time_source"], "stated");
    EXPECT_EQ(rows[0]["place_source"], "stated");
    EXPECT_EQ(rows[1]["captured_at"], "2019-06-30T08:01:02+08:00");
    EXPECT_EQ(rows[1]["time_source"], "file");
}

TEST_P(EvidenceTest, what_cannot_be_evidence_is_refused_and_leaves_nothing) {
    const std::string photo = make_photo({});
    using base::ErrorKind;
    EXPECT_EQ(refusal(claim("safety_event", "YH-9"), photo), ErrorKind::not_found);
    EXPECT_EQ(refusal(claim("nothing", "1"), photo), ErrorKind::not_found);
    EXPECT_EQ(refusal(claim("settlement", "5"), photo), ErrorKind::invalid_input);
    EXPECT_EQ(refusal(claim("safety_event", "YH-1", "a.html"), "<html>"), ErrorKind::invalid_input);
    EXPECT_EQ(refusal(claim("safety_event", "YH-1"), photo.substr(0, photo.size() / 2)),
              ErrorKind::invalid_input);
    auto blank = claim("safety_event", "YH-1");
    blank.purpose = " ";
    EXPECT_EQ(refusal(blank, photo), ErrorKind::invalid_input);
    auto wrong_time = claim("safety_event", "YH-1");
    wrong_time.taken_at = "昨天";
    EXPECT_EQ(refusal(wrong_time, photo), ErrorKind::invalid_input);
    EXPECT_EQ(verify().files, 0);
    EXPECT_THROW(app_->evidence().check(claim("safety_event", "YH-9"), 1), base::Error);
    EXPECT_NO_THROW(app_->evidence().check(claim("safety_event", "YH-1"), app::photo_bytes_max));
    EXPECT_THROW(app_->evidence().check(claim("safety_event", "YH-1"), app::photo_bytes_max + 1),
                 base::Error);
}

TEST_P(EvidenceTest, a_row_of_evidence_cannot_be_written_by_hand) {
    EXPECT_THROW(put("evidence_item", {{"sha256", "x"},
                                       {"object_register", "safety_event"},
                                       {"object_key", "YH-1"},
                                       {"region", village(0)}}),
                 base::Error);
}

TEST_P(EvidenceTest, a_file_is_seen_only_where_it_is_evidence) {
    const std::string photo = make_photo({});
    add(claim("safety_event", "YH-1"), photo);
    EXPECT_NO_THROW((void)app_->evidence().file(hash_of(photo), {.scope = village(0)}));
    EXPECT_NO_THROW((void)app_->evidence().file(hash_of(photo), {.scope = county}));
    for (const std::string& scope : {village(1), std::string("520000000000")})
        EXPECT_THROW((void)app_->evidence().file(hash_of(photo), {.scope = scope}), base::Error);
    for (const char* hash : {"", "../keys/log.key.pem", "0000"})
        EXPECT_THROW((void)app_->evidence().file(hash, {}), base::Error);
}

TEST_P(EvidenceTest, a_key_with_a_stroke_in_it_names_its_row) {
    put("safety_event", {{"number", "A/7%"},
                         {"region", village(0)},
                         {"category", "shock"},
                         {"occurred_on", "2019-06-01"},
                         {"state", "pending"}});
    EXPECT_EQ(answer(add(claim("safety_event", "A%2F7%25"), make_photo({})))["key"], "A%2F7%25");
}

TEST_P(EvidenceTest, verify_finds_a_damaged_and_a_missing_file) {
    if (GetParam() == Kind::server) GTEST_SKIP() << "its files are rows of the database";
    const std::string first = make_photo({.seed = 1});
    const std::string second = make_photo({.seed = 2});
    add(claim("safety_event", "YH-1"), first);
    add(claim("safety_event", "YH-1"), second);
    EXPECT_THAT(verify().damaged, IsEmpty());
    files_.write(data_ / "files" / (hash_of(first) + ".jpg"), "x");
    files_.remove(data_ / "files" / (hash_of(second) + ".jpg"));
    EXPECT_THAT(verify().damaged, ElementsAre("files/" + hash_of(first) + ".jpg"));
    EXPECT_THAT(verify().missing, ElementsAre("files/" + hash_of(second) + ".jpg"));
}

TEST_P(EvidenceTest, evidence_replays_into_an_equal_database) {
    const std::string photo = make_photo({.taken_at = "2019:06:30 08:01:02"});
    add(claim("safety_event", "YH-1"), photo);
    add(claim("safety_event", "YH-2", "另一名.jpeg"), photo);
    add(claim("safety_event", "YH-2"), make_photo({.quality = 50}));
    add(claim("safety_event", "YH-1", "表.pdf"), "%PDF-1.4");
    app::Options target = options();
    target.data_folder = database_.folder() / "again";
    target.database.clear();
    const auto report = app::App::replay(environment_, options(), target);
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
    app::App again(environment_, target);
    EXPECT_EQ(files_.read(again.evidence().file(hash_of(photo), {}).path), photo);
    EXPECT_THAT(again.evidence().verify().missing, IsEmpty());
}

TEST_P(EvidenceTest, a_backup_holds_the_evidence) {
    const std::string photo = make_photo({});
    add(claim("safety_event", "YH-1"), photo);
    (void)app_->backup(database_.folder() / "backup");
    app::Options target{database_.folder() / "restored", options().reader, {}, {}, {}};
    (void)app::App::restore(environment_, database_.folder() / "backup", target);
    std::filesystem::copy(data_ / "keys" / "field.key", target.data_folder / "keys" / "field.key");
    app::App restored(environment_, target);
    EXPECT_EQ(files_.read(restored.evidence().file(hash_of(photo), {}).path), photo);
}

INSTANTIATE_ON_BOTH_DATABASES(EvidenceTest);

}  // namespace
