#include "app/uploads.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "app_for_tests.hpp"
#include "base/bytes.hpp"
#include "photo_for_tests.hpp"

// An upload goes on from where it was, whatever happened in between.
namespace {

using namespace for_tests;

class UploadsTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(1);
        put("village", {{"region", village(0)}, {"residents", "9"}, {"households", "3"}});
        start();
    }
    // As after a restart of the program: nothing is remembered but what is on disk.
    void start() {
        uploads_.reset();
        open("data");
        uploads_.emplace(environment_, *app_);
    }
    app::Upload begin(std::int64_t length, const std::string& id = "operation-1") {
        app::EvidenceClaim claim;
        claim.register_name = "village";
        claim.key = village(0);
        claim.purpose = "验收";
        claim.file_name = "a.mp4";
        app::Command by;
        by.id = id;
        return uploads_->begin(claim, length, by);
    }
    base::ErrorKind refusal(const std::function<void()>& work) {
        try {
            work();
        } catch (const base::Error& error) {
            EXPECT_FALSE(error.message().zh.empty());
            return error.kind();
        }
        ADD_FAILURE() << "accepted";
        return base::ErrorKind::internal;
    }
    std::size_t files_in(const std::filesystem::path& folder) {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.is_regular_file()) ++count;
        return count;
    }

    std::optional<app::Uploads> uploads_;
};

TEST_P(UploadsTest, X_11_a_photo_sent_in_pieces_with_a_restart_after_each_is_the_photo) {
    const std::string photo = make_photo({});
    const auto length = static_cast<std::int64_t>(photo.size());
    const std::string id = begin(length).id;
    std::mt19937 random(3);
    app::Upload last;
    for (std::size_t at = 0; at < photo.size();) {
        start();
        EXPECT_EQ(uploads_->find(id).offset, static_cast<std::int64_t>(at));
        const std::string piece = photo.substr(at, 1 + random_.next() % 9'000);
        last = uploads_->append(id, static_cast<std::int64_t>(at), piece);
        at += piece.size();
        EXPECT_EQ(last.offset, static_cast<std::int64_t>(at));
    }
    const std::string hash = base::to_hex(base::sha256(photo));
    EXPECT_EQ(ordered_json::parse(last.outcome).at("sha256"), hash);
    EXPECT_EQ(files_.read(app_->evidence().file(hash, {}).path), photo);
    start();
    EXPECT_EQ(uploads_->find(id).offset, length);
    EXPECT_EQ(uploads_->append(id, length, "").outcome, last.outcome);
    EXPECT_EQ(files_in(data_ / "temporary"), 0U);
    EXPECT_EQ(files_in(data_ / "uploads"), 2U) << "what it was and what came of it";
}

TEST_P(UploadsTest,
       X_25_what_has_come_of_a_file_is_sealed_before_it_is_whole_and_tied_to_its_place) {
    const std::string id = begin(40).id;
    uploads_->append(id, 0, "%PDF-1.4 430000");
    uploads_->append(id, 15, "199001011234");
    const auto folder = data_ / "uploads" / id;
    std::vector<std::filesystem::path> pieces;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string bytes = files_.read(entry.path());
        EXPECT_EQ(bytes.find("%PDF"), std::string::npos) << entry.path();
        EXPECT_EQ(bytes.find("1990"), std::string::npos) << entry.path();
        EXPECT_EQ(bytes.find(village(0)), std::string::npos) << entry.path();
        if (entry.path().extension() == ".piece") pieces.push_back(entry.path());
    }
    ASSERT_EQ(pieces.size(), 2U);
    files_.write(pieces[0], files_.read(pieces[1]));
    EXPECT_THROW((void)uploads_->append(id, 27, "1234567890123"), base::Error);
}

TEST_P(UploadsTest, a_piece_at_another_place_or_beyond_the_end_changes_nothing) {
    const std::string id = begin(10).id;
    uploads_->append(id, 0, "%PDF-");
    for (const std::int64_t offset : {0, 4, 6, 10, -1})
        EXPECT_EQ(refusal([&] { uploads_->append(id, offset, "x"); }), base::ErrorKind::conflict);
    EXPECT_EQ(refusal([&] { uploads_->append(id, 5, "123456"); }), base::ErrorKind::invalid_input);
    EXPECT_EQ(uploads_->find(id).offset, 5);
    EXPECT_EQ(uploads_->append(id, 5, "12345").offset, 10);
}

TEST_P(UploadsTest, what_cannot_be_evidence_ends_its_upload_and_leaves_nothing) {
    const std::string id = begin(6).id;
    EXPECT_EQ(refusal([&] { uploads_->append(id, 0, "<html>"); }), base::ErrorKind::invalid_input);
    EXPECT_EQ(refusal([&] { (void)uploads_->find(id); }), base::ErrorKind::not_found);
    EXPECT_EQ(files_in(data_ / "uploads"), 0U);
    EXPECT_EQ(files_in(data_ / "temporary"), 0U);
}

TEST_P(UploadsTest, R_11_one_draft_sent_from_two_tabs_becomes_one_row) {
    const std::string first = begin(8).id;
    const std::string second = begin(8).id;
    const auto one = uploads_->append(first, 0, "%PDF-1.4");
    const auto two = uploads_->append(second, 0, "%PDF-1.4");
    EXPECT_EQ(one.outcome, two.outcome);
    EXPECT_EQ(app_->evidence().list({}).rows.size(), 1U);
}

TEST_P(UploadsTest, an_upload_that_is_taken_back_or_forgotten_is_gone) {
    const std::string taken_back = begin(8).id;
    uploads_->append(taken_back, 0, "%PDF");
    uploads_->remove(taken_back);
    EXPECT_EQ(refusal([&] { uploads_->remove(taken_back); }), base::ErrorKind::not_found);
    const std::string forgotten = begin(8).id;
    clock_.set(clock_.now() + app::Uploads::kept);
    EXPECT_NO_THROW((void)uploads_->find(forgotten));
    clock_.set(clock_.now() + std::chrono::milliseconds(1));
    EXPECT_EQ(refusal([&] { (void)uploads_->find(forgotten); }), base::ErrorKind::not_found);
    begin(8);
    EXPECT_EQ(files_in(data_ / "uploads"), 1U) << "the next one sweeps";
}

TEST_P(UploadsTest, limits_hold_at_them_and_just_beyond) {
    EXPECT_EQ(refusal([&] { begin(0); }), base::ErrorKind::invalid_input);
    EXPECT_NO_THROW(begin(app::Uploads::length_max));
    EXPECT_EQ(refusal([&] { begin(app::Uploads::length_max + 1); }),
              base::ErrorKind::invalid_input);
    const std::string id = begin(app::Uploads::length_max).id;
    for (std::int64_t at = 0; at < static_cast<std::int64_t>(app::Uploads::pieces_max); ++at) {
        // Made as a writer would have; syncing each would take its time.
        char name[32];
        std::snprintf(name, sizeof name, "%012lld-1.piece", static_cast<long long>(at));
        std::ofstream(data_ / "uploads" / id / name) << "x";
    }
    EXPECT_EQ(refusal([&] { uploads_->append(id, app::Uploads::pieces_max, "x"); }),
              base::ErrorKind::invalid_input);
    for (const char* wrong : {"", "..", "../keys", "ABCDEFABCDEFABCDEF", "0123456789abcdef0"})
        EXPECT_EQ(refusal([&] { (void)uploads_->find(wrong); }), base::ErrorKind::not_found);
}

TEST_P(UploadsTest, of_two_pieces_for_one_place_exactly_one_is_taken) {
    const std::string id = begin(1'000'000).id;
    std::atomic<int> taken{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            try {
                uploads_->append(id, 0, std::string(static_cast<std::size_t>(100 + i), 'x'));
                ++taken;
            } catch (const base::Error& error) {
                EXPECT_EQ(error.kind(), base::ErrorKind::conflict);
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(taken, 1);
}

INSTANTIATE_ON_BOTH_DATABASES(UploadsTest);

}  // namespace
