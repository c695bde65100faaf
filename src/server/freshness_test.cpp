#include "freshness.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace server {
namespace {

struct Figures : testing::Test {
    std::int64_t sequence = 5;
    int made = 0;
    Freshness freshness{base::Instant{std::chrono::hours(1)}, [this] { return sequence; }};

    Response ask(const std::string& target, const std::string& known_tag = {}) {
        Request request;
        request.target = target;
        if (!known_tag.empty()) request.headers["if-none-match"] = known_tag;
        return freshness.answer({request, {}, {}}, [&] {
            ++made;
            return target + " at " + std::to_string(sequence);
        });
    }
};

std::string tag_of(const Response& response) {
    for (const auto& [name, value] : response.headers)
        if (name == "ETag") return value;
    return {};
}

TEST_F(Figures, AreMadeOnceForASequenceNumberAndAnewAfterAChange) {
    EXPECT_EQ(ask("/a").body, "/a at 5");
    EXPECT_EQ(ask("/a").body, "/a at 5");
    EXPECT_EQ(made, 1);
    sequence = 6;
    EXPECT_EQ(ask("/a").body, "/a at 6");
    EXPECT_EQ(made, 2);
}

TEST_F(Figures, AreNotSentToWhoHasThemAlready) {
    const std::string tag = tag_of(ask("/a"));
    const Response same = ask("/a", tag);
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    EXPECT_EQ(tag_of(same), tag);
    sequence = 6;
    EXPECT_EQ(ask("/a", tag).status, 200);
}

TEST_F(Figures, ChangeTheirTagBetweenTwoRunsOfTheProgram) {
    Freshness other{base::Instant{std::chrono::hours(2)}, [this] { return sequence; }};
    const Request request;
    EXPECT_NE(tag_of(ask("/a")),
              tag_of(other.answer({request, {}, {}}, [] { return std::string(); })));
}

TEST_F(Figures, AreNeverMixedUpHoweverManyAreAskedFor) {
    for (int round = 0; round < 3; ++round)
        for (std::size_t i = 0; i <= 2 * Freshness::documents_max; ++i) {
            const std::string target = "/" + std::to_string(i);
            EXPECT_EQ(ask(target).body, target + " at 5");
        }
}

TEST_F(Figures, ThatCannotBeMadeAreAskedForAgain) {
    const Request request;
    EXPECT_THROW(freshness.answer({request, {}, {}},
                                  []() -> std::string {
                                      throw base::Error(base::ErrorKind::not_found, {"无", "none"});
                                  }),
                 base::Error);
    EXPECT_EQ(ask("").body, " at 5");
}

}  // namespace
}  // namespace server
