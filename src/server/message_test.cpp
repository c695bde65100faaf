#include "message.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace server {
namespace {

TEST(Target, SplitsBeforeDecodingSoThatAnEscapedSlashStaysInItsSegment) {
    const Target target = parse_target("/api/registers/a%2Fb/rows?limit=5&region=433124000000");
    EXPECT_EQ(target.path, (std::vector<std::string>{"api", "registers", "a/b", "rows"}));
    EXPECT_EQ(target.query.at("limit"), "5");
    EXPECT_EQ(target.query.at("region"), "433124000000");
}

TEST(Target, DecodesChineseTextAndPlusAsSpaceInTheQueryOnly) {
    const Target target = parse_target("/a+b?file_name=%E5%85%9A+%E8%A1%A8.xlsx");
    EXPECT_EQ(target.path.front(), "a+b");
    EXPECT_EQ(target.query.at("file_name"), "党 表.xlsx");
}

TEST(Target, TakesAParameterWithoutValueAsEmptyAndPassesOverEmptyPairs) {
    const Target target = parse_target("/?&period&&");
    EXPECT_EQ(target.query.at("period"), "");
    EXPECT_EQ(target.query.size(), 1u);
}

TEST(Target, RefusesWhatIsNotAWellFormedAddress) {
    for (const char* text : {"", "api", "http://other/", "/%", "/%4", "/%zz", "/%ff", "/%00",
                             "/a?x=%0a", "/a?x=1&x=2", "/a?x=%e5%85"})
        EXPECT_THROW(parse_target(text), base::Error) << text;
}

TEST(Target, PercentEncodingIsUndoneByParsingForEveryByteThatIsText) {
    for (int c = 0x20; c < 0x7f; ++c) {
        const std::string text(1, static_cast<char>(c));
        EXPECT_EQ(parse_target("/" + percent_encode(text)).path.front(), text);
        EXPECT_EQ(parse_target("/?x=" + percent_encode(text)).query.at("x"), text);
    }
    EXPECT_EQ(parse_target("/" + percent_encode("万家")).path.front(), "万家");
}

}  // namespace
}  // namespace server
