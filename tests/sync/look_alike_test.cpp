#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "app/evidence.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "county.hpp"

// R11: uploads that look like each other. Each of the four ways has one outcome, and no file is
// ever lost or kept twice.
namespace {

using namespace sync_tests;

class LookAlike : public testing::Test {
protected:
    void SetUp() override {
        for (int i = 0; i < 4; ++i)
            county_.put(
                "settlement",
                {{"region", village_code(0)}, {"number", std::to_string(i)}, {"households", "20"}});
    }

    app::EvidenceClaim claim(const std::string& name) {
        app::EvidenceClaim claim;
        claim.register_name = "settlement";
        claim.key = village_code(0) + "/" + std::to_string(county_.pick(4));
        claim.purpose = "现场";
        claim.file_name = name;
        return claim;
    }
    app::Command by(const std::string& id) {
        app::Command command;
        command.id = id;
        command.client_time = "2019-06-30T08:00:00+08:00";
        return command;
    }
    std::filesystem::path file_of(const std::string& bytes) {
        const auto file = county_.folder() / ("proof" + std::to_string(++files_made_) + ".txt");
        county_.files().write(file, bytes);
        return file;
    }
    // The document, or the kind of the refusal.
    ordered_json add(const app::EvidenceClaim& claim, const std::string& bytes,
                     const std::string& id) {
        const auto file = file_of(bytes);
        try {
            const auto outcome = county_.app().evidence().add(claim, file, by(id));
            return ordered_json::parse(outcome.json);
        } catch (const base::Error& error) {
            EXPECT_NE(error.kind(), base::ErrorKind::internal) << error.message().en;
            return ordered_json::parse(app::to_json(error));
        }
    }
    // From one of two tabs, which share nothing but the county.
    ordered_json again(const app::EvidenceClaim& claim, const std::string& bytes,
                       const std::string& id, int tab) {
        const auto file = county_.folder() / ("tab" + std::to_string(tab) + ".txt");
        county_.files().write(file, bytes);
        app::Command draft = by(id);
        draft.client_time = "2019-06-30T09:00:00+08:00";
        return ordered_json::parse(county_.app().evidence().add(claim, file, draft).json);
    }
    void expect_kept(const std::string& bytes) {
        hashes_.insert(base::to_hex(base::sha256(bytes)));
    }
    void expect_all_there() {
        const auto check = county_.app().evidence().verify();
        EXPECT_TRUE(check.damaged.empty());
        EXPECT_TRUE(check.missing.empty());
        EXPECT_EQ(check.files, static_cast<std::int64_t>(hashes_.size()));
    }

    County county_{1};
    std::set<std::string> hashes_;
    int files_made_ = 0;
};

std::string bytes_of(int number) {
    return "现场情况 " + std::to_string(number);
}

TEST_F(LookAlike, R_11_each_of_four_look_alikes_has_its_outcome_and_no_file_is_lost) {
    const int cases = times(120, 5'000);
    for (int i = 0; i < cases; ++i) {
        const std::string id = "upload-" + std::to_string(i);
        const std::string bytes = bytes_of(i);
        const auto first_claim = claim("甲.txt");
        const auto first = add(first_claim, bytes, id);
        ASSERT_EQ(first.value("already", true), false) << first;
        expect_kept(bytes);
        switch (county_.pick(4)) {
            case 0: {  // the same bytes under another name, for the same thing: one file, one link
                auto named = first_claim;
                named.file_name = "乙.txt";
                const auto second = add(named, bytes, id + "-b");
                EXPECT_EQ(second.value("already", false), true) << second;
                EXPECT_EQ(second.at("sha256"), first.at("sha256"));
                break;
            }
            case 1: {  // the same id with other content: refused, and the first stands
                const auto second = add(first_claim, bytes + "，另有一处", id);
                EXPECT_EQ(second.at("error").at("kind"), "conflict") << second;
                break;
            }
            case 2: {  // the same content with another id: counts once
                const auto second = add(first_claim, bytes, id + "-c");
                EXPECT_FALSE(second.contains("error")) << second;
                EXPECT_EQ(second.at("sha256"), first.at("sha256"));
                break;
            }
            default: {  // one draft open twice: both get the one answer
                ordered_json answers[2];
                std::thread tab([&] { answers[0] = again(first_claim, bytes, id + "-d", 0); });
                answers[1] = again(first_claim, bytes, id + "-d", 1);
                tab.join();
                EXPECT_EQ(answers[0], answers[1]);
            }
        }
        if (HasFailure()) FAIL() << "seed " << seed() << " case " << i;
    }
    expect_all_there();
    // One link for each file: nothing is doubled.
    app::EvidenceFilter filter;
    filter.limit = 1;
    EXPECT_EQ(county_.app().evidence().list(filter).total,
              static_cast<std::int64_t>(hashes_.size()));
}

}  // namespace
