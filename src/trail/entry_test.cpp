#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "log_for_tests.hpp"
#include "trail/trail.hpp"

namespace trail {
namespace {

Entry entry_with_object(std::string object) {
    Entry entry;
    entry.object = std::move(object);
    return entry;
}

TEST(Entry, all_fields_stand_in_the_order_of_the_protocol) {
    Entry entry;
    entry.server_time = base::Instant(std::chrono::milliseconds(1561852800123));
    entry.client_time = "2019-06-30T08:00:00+08:00";
    entry.user = "u7";
    entry.role = "lead_unit";
    entry.unit = "县供电公司";
    entry.address = "10.0.0.1";
    entry.device = "d1";
    entry.action = "import";
    entry.object = "household";
    entry.succeeded = false;
    entry.reason_code = "refused";
    entry.rule_hash = "ab";
    entry.details_hash = "cd";
    EXPECT_EQ(format_entry(entry),
              "{\"t\":1561852800123,\"ct\":\"2019-06-30T08:00:00+08:00\",\"u\":\"u7\","
              "\"r\":\"lead_unit\",\"o\":\"县供电公司\",\"ip\":\"10.0.0.1\",\"dev\":\"d1\","
              "\"a\":\"import\",\"k\":\"household\",\"ok\":0,\"why\":\"refused\",\"rule\":\"ab\","
              "\"d\":\"cd\"}");
}

TEST(Entry, what_is_written_is_read_again) {
    trail::Entry entry;
    entry.server_time = base::Instant(std::chrono::milliseconds(1561852800123));
    entry.client_time = "2019-06-30T08:00:00.000+08:00";
    entry.user = "张\t\"三\"";
    entry.role = "clerk";
    entry.unit = "u";
    entry.address = "127.0.0.1";
    entry.device = "d";
    entry.action = "register.put";
    entry.object = "household\n1";
    entry.succeeded = false;
    entry.reason_code = "forbidden";
    entry.rule_hash = "00";
    entry.details_hash = "ff";
    const auto read = trail::parse_entry("1\tgenesis\t" + trail::format_entry(entry));
    ASSERT_TRUE(read);
    EXPECT_EQ(trail::format_entry(*read), trail::format_entry(entry));
    for (const char* line : {"", "1\tx\t", "1\tx\t{", "1\tx\t[]", "1\tx\t{\"t\":\"now\"}"})
        EXPECT_FALSE(trail::parse_entry(line)) << line;
}

TEST(Entry, empty_fields_are_left_out) {
    EXPECT_EQ(format_entry(Entry{}), "{\"t\":0,\"ok\":1}");
}

TEST(Entry, quotes_and_backslashes_are_escaped) {
    EXPECT_EQ(format_entry(entry_with_object("a\"b\\c")),
              "{\"t\":0,\"k\":\"a\\\"b\\\\c\",\"ok\":1}");
}

TEST(Entry, characters_at_the_edges_of_what_is_escaped) {
    const auto object_in = [](std::string text) {
        const std::string json = format_entry(entry_with_object(std::move(text)));
        const std::string head = "{\"t\":0,\"k\":\"";
        return json.substr(head.size(),
                           json.size() - head.size() - std::string("\",\"ok\":1}").size());
    };
    EXPECT_EQ(object_in("\x1f \x7e\x7f"), "\\u001f \x7e\\u007f");
    EXPECT_EQ(object_in("\u009f\u00a0"), "\\u009f\u00a0");
    EXPECT_EQ(object_in("\u200d\u200e\u200f\u2010"), "\u200d\\u200e\\u200f\u2010");
    EXPECT_EQ(object_in("\u2027\u2028\u2029\u202a\u202e\u202f"),
              "\u2027\\u2028\\u2029\\u202a\\u202e\u202f");
    EXPECT_EQ(object_in("\u2065\u2066\u2069\u206a"), "\u2065\\u2066\\u2069\u206a");
    EXPECT_EQ(object_in(std::string("\0", 1)), "\\u0000");
    EXPECT_EQ(object_in("\U0010ffff"), "\U0010ffff");
}

TEST(Entry, bytes_that_are_not_utf8_are_replaced_one_by_one) {
    const std::string replacement = "\xEF\xBF\xBD";
    struct Case {
        std::string bytes;
        std::size_t replaced;
    };
    for (const Case& c : {Case{"\x80", 1}, Case{"\xC0\xAF", 2}, Case{"\xC3", 1},
                          Case{"\xE4\xB8", 2}, Case{"\xED\xA0\x80", 3}, Case{"\xF4\x90\x80\x80", 4},
                          Case{"\xE0\x9F\xBF", 3}, Case{"\xFF", 1}}) {
        std::string expected;
        for (std::size_t i = 0; i < c.replaced; ++i) expected += replacement;
        EXPECT_EQ(format_entry(entry_with_object("a" + c.bytes + "b")),
                  "{\"t\":0,\"k\":\"a" + expected + "b\",\"ok\":1}");
    }
}

std::string hostile_value(std::mt19937_64& random) {
    static const std::array<std::string, 14> pieces = {
        "\t",     "\n",     "\r",   std::string("\0", 1), "\u202e", "\u2066",
        "\u2028", "\u0085", "\xC3", "\xE2\x80",           "\n2\t",  "\"}\n3\tdeadbeef\t{\"",
        "村",     "\\u000a"};
    std::string value;
    for (std::size_t n = 1 + random() % 6; n > 0; --n)
        value += random() % 4 == 0 ? std::string(1, static_cast<char>(random() % 256))
                                   : pieces[random() % pieces.size()];
    return value;
}

TEST(Entry, R28_hostile_values_never_make_or_break_a_line) {
    std::mt19937_64 random(20190630);
    std::vector<std::string> records;
    for (int i = 0; i < 10000; ++i) {
        Entry entry = entry_with_object(hostile_value(random));
        entry.user = hostile_value(random);
        entry.device = hostile_value(random);
        records.push_back(format_entry(entry));
        ASSERT_TRUE(std::ranges::none_of(records.back(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20;
        })) << records.back();
    }
    const std::string text = chain_lines("test-origin-audit", records);
    EXPECT_EQ(std::ranges::count(text, '\n'), 10000);
    EXPECT_EQ(std::ranges::count(text, '\t'), 20000);
    ChainVerifier verifier("test-origin-audit");
    for (const std::string& line : split_lines(text)) ASSERT_TRUE(verifier.add(line)) << line;
}

}  // namespace
}  // namespace trail
