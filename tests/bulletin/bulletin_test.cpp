#include "app/bulletin.hpp"

#include <gmock/gmock.h>

#include "app/documents.hpp"
#include "app/draws.hpp"
#include "app_for_tests.hpp"
#include "draw/steps.hpp"
#include "draw/verify.hpp"

namespace {

using namespace for_tests;
using testing::HasSubstr;
using testing::Not;

class BulletinTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(2);
        load("huayuan-2019");
        for (int i = 0; i < 2; ++i) put_vector(village(i));
        apply("freeze", {{"programme", "huayuan-2019"}, {"period", "2019-06"}});
    }
    static base::Instant at(const std::string& time) {
        return draw::parse_time("2019-07-0" + time + ":00Z").value();
    }
    void step(const std::string& kind, ordered_json payload) {
        payload["draw"] = "D-1";
        (void)apply(kind, payload);
    }
    void hold_draw() {
        const std::string nonce(64, '7');
        step("draw_freeze", {{"frame", "V1 A\nV2 A\nV3 A\n"}, {"each", "2"}, {"nonce", nonce}});
        step("draw_announce", {{"hash", "sha256"},
                               {"parties", "county,grid"},
                               {"public", "dice-20"},
                               {"public_fallback", "dice-20-again"},
                               {"commit_by", "2019-07-01T01:00:00Z"},
                               {"reveal_by", "2019-07-01T02:00:00Z"},
                               {"public_at", "2019-07-01T04:00:00Z"},
                               {"seal_until", "2019-07-03T00:00:00Z"}});
        const std::string terms =
            app::Draws(*app_).file("D-1", "announce.txt", people::everything());
        const auto name = draw::HashName::sha256;
        for (const char* party : {"county", "grid"})
            step("draw_commit",
                 {{"party", party},
                  {"commitment", draw::commitment(name, draw::hash(name, terms), party, nonce)}});
        clock_.set(at("1T01:30"));
        for (const char* party : {"county", "grid"})
            step("draw_reveal", {{"party", party}, {"number", nonce}});
        clock_.set(at("1T02:05"));
        step("draw_close", {});
        clock_.set(at("1T04:00"));
        step("draw_public", {{"value", "01234567890123456789"}});
    }
    std::map<std::string, std::string> pages(
        const std::optional<app::BulletinInspection>& inspection = {}) {
        std::map<std::string, std::string> all;
        for (auto& file : app::bulletin(*app_, "huayuan-2019", "2019-06", inspection))
            all[file.name] = std::move(file.bytes);
        return all;
    }
};

TEST_P(BulletinTest, a_sealed_period_becomes_pages_in_both_languages_without_script) {
    const auto all = pages();
    for (const char* page : {"index.html", "en.html"}) {
        EXPECT_THAT(all.at(page), HasSubstr("村1"));
        for (const char* word : {"<script", "http://", "https://", "style=", "onclick"})
            EXPECT_THAT(all.at(page), Not(HasSubstr(word)));
    }
    EXPECT_EQ(pages(), all);
    EXPECT_THROW((void)app::bulletin(*app_, "huayuan-2019", "2019-05"), base::Error);
}

TEST_P(BulletinTest, a_small_count_stands_on_no_page) {
    const auto all = pages();
    const auto ranking = ordered_json::parse(all.at("ranking.json"));
    int held = 0;
    for (const auto& unit : ranking.at("units"))
        for (const auto& figure : unit.at("figures")) held += figure.is_null() ? 1 : 0;
    EXPECT_GT(held, 0);
    EXPECT_EQ(ranking.at("units")[0].at("points"), nullptr);
    EXPECT_THAT(all.at("index.html"), HasSubstr("不公开"));
}

TEST_P(BulletinTest, a_draw_is_published_with_all_files_that_it_is_checked_by_and_not_before) {
    hold_draw();
    for (const auto& [name, bytes] : pages()) EXPECT_THAT(name, Not(HasSubstr("draws/")));
    clock_.set(at("3T00:00"));
    draw::Documents documents;
    const std::string folder = "draws/D-1/";
    const auto all = pages();
    for (const auto& [name, bytes] : all)
        if (name.starts_with(folder)) {
            documents[name.substr(folder.size())] = bytes;
            EXPECT_THAT(all.at("index.html"), HasSubstr("href=\"" + name + "\""));
        }
    EXPECT_FALSE(draw::verify(documents).problem);
}

TEST_P(BulletinTest, what_was_reported_stands_beside_what_was_inspected) {
    // 1,300 of 2,000 residents have a telephone: 65 percent.
    const app::BulletinInspection found{"D-1", "phone_rate", 11, 20, 0.55, 0.34, 0.74};
    const auto all = pages(found);
    EXPECT_THAT(all.at("index.html"), HasSubstr("上报比抽查高 10.0 个百分点"));
    EXPECT_THAT(all.at("en.html"), HasSubstr("95% interval 34.0% to 74.0%"));
    app::BulletinInspection none = found;
    none.indicator = "no_such";
    EXPECT_THROW((void)pages(none), base::Error);
}

TEST_P(BulletinTest, N_33_the_sampling_document_tells_of_a_draw_once_everybody_may_check_it) {
    const auto draws = [&] {
        return ordered_json::parse(app::Documents(*app_).figures({"R-19", "2019-07"})).at("draws");
    };
    hold_draw();
    EXPECT_TRUE(draws().empty());
    clock_.set(at("3T00:00"));
    ASSERT_EQ(draws().size(), 1U);
    EXPECT_EQ(draws()[0].at("problem"), nullptr);
    EXPECT_EQ(draws()[0].at("units").size(), 2U);
    EXPECT_EQ(draws()[0].at("seed").get<std::string>().size(), 64U);
    const auto file = app::Documents(*app_).file({"R-19", "2019-07"});
    EXPECT_THAT(app::Documents::preview(file),
                HasSubstr(draws()[0].at("seed").get<std::string>()));
}

INSTANTIATE_ON_BOTH_DATABASES(BulletinTest);

}  // namespace
