#include <gtest/gtest.h>

#include <string>

#include "yaml/document.hpp"

namespace {

using yaml::Node;
using Kind = Node::Kind;

Node tree(const std::string& bytes) {
    const yaml::Document document = yaml::read(bytes);
    if (!document.root) throw std::runtime_error(document.faults.front().message.en);
    return *document.root;
}

std::string place(const yaml::Position& at) {
    return std::to_string(at.line) + ":" + std::to_string(at.column);
}

/// `line:column` of the first fault, `good` without one.
std::string fault_of(const std::string& bytes) {
    const yaml::Document document = yaml::read(bytes);
    EXPECT_NE(document.root.has_value(), !document.faults.empty());
    return document.root ? "good" : place(document.faults.front().at);
}

TEST(Yaml, keeps_keys_in_order_even_those_that_stand_twice) {
    const Node node = tree("b: 1\na: 2\nb: 3\n");
    ASSERT_EQ(node.keys.size(), 3U);
    EXPECT_EQ(node.keys[0].text + node.keys[1].text + node.keys[2].text, "bab");
    EXPECT_EQ(node.find("b")->text, "1");
    EXPECT_EQ(node.find("c"), nullptr);
    EXPECT_EQ(node.children[0].find("b"), nullptr);
}

TEST(Yaml, counts_lines_and_characters_not_bytes) {
    const Node node = tree("县: {名: 花垣, 村: \"十八洞\"}\r\n乡:\r\n  - 甲\r\n  - '乙'\r\n");
    const Node& county = *node.find("县");
    EXPECT_EQ(place(node.keys[1].at), "2:1");
    EXPECT_EQ(place(county.at), "1:4");
    EXPECT_EQ(place(county.keys[1].at), "1:12");
    EXPECT_EQ(place(*county.find("村")->verbatim), "1:16");
    EXPECT_EQ(place(*node.find("乡")->children[1].verbatim), "4:6");
}

TEST(Yaml, a_mark_of_the_encoding_moves_nothing) {
    EXPECT_EQ(place(tree("\xef\xbb\xbf"
                         "甲: 乙\n")
                        .find("甲")
                        ->at),
              "1:4");
}

TEST(Yaml, separators_of_lines_that_only_unicode_knows_begin_no_line_of_the_file) {
    const Node node = tree("a: \"x\xe2\x80\xa8y\"\nb: 1\n");
    EXPECT_EQ(place(node.keys[1].at), "2:1");
}

TEST(Yaml, text_that_is_folded_or_escaped_stands_nowhere_as_it_is) {
    const Node node = tree("a: \"x\\ty\"\nb: >\n  one\n  two\nc: plain\n");
    EXPECT_EQ(node.find("a")->text, "x\ty");
    EXPECT_FALSE(node.find("a")->verbatim);
    EXPECT_EQ(node.find("b")->text, "one two\n");
    EXPECT_FALSE(node.find("b")->verbatim);
    EXPECT_EQ(place(*node.find("c")->verbatim), "5:4");
}

TEST(Yaml, only_plain_words_of_nothing_are_null) {
    for (const char* null : {"", " ~", " null", " Null", " NULL"})
        EXPECT_EQ(tree(std::string("a:") + null + "\n").find("a")->kind, Kind::null) << null;
    for (const char* text : {"\"\"", "''", "\"null\"", "nothing", "no", "0", "nUll"})
        EXPECT_EQ(tree(std::string("a: ") + text + "\n").find("a")->kind, Kind::scalar) << text;
    EXPECT_EQ(tree("a: no\n").find("a")->text, "no");
    EXPECT_EQ(tree("a: 0.70\n").find("a")->text, "0.70");
}

TEST(Yaml, refuses_what_makes_a_small_file_large_or_hides_a_type) {
    EXPECT_EQ(fault_of("a: &x 1\nb: *x\n"), "1:4");
    EXPECT_EQ(fault_of("b: *x\n"), "1:4");
    EXPECT_EQ(fault_of("a: 1\nb: !!int 2\n"), "2:4");
    EXPECT_EQ(fault_of("a: !secret [1]\n"), "1:4");
    EXPECT_EQ(fault_of("? [a, b]\n: 1\n"), "1:3");
    EXPECT_EQ(fault_of("~: 1\n"), "1:1");
}

TEST(Yaml, says_from_where_on_a_file_is_no_yaml) {
    EXPECT_EQ(fault_of("a: [1, 2\nb: 3\n"), "2:2");
    EXPECT_EQ(fault_of("a: 1\n  b: 2\n"), "2:4");
    EXPECT_EQ(fault_of("县: 名: 花垣\n"), "1:5");
    EXPECT_EQ(fault_of("a: \"open\n"), "2:1");
    EXPECT_EQ(fault_of("县: \xc2\x81\n"), "1:4");
    EXPECT_EQ(fault_of("a: \x01\n"), "1:4");
    EXPECT_EQ(fault_of("a: 1\nb: \xff\n"), "2:1");
    EXPECT_EQ(fault_of("a: 1\n---\nb: 2\n"), "2:1");
    EXPECT_EQ(fault_of(""), "1:1");
    EXPECT_EQ(fault_of("---\n...\n"), "1:1");
}

TEST(Yaml, every_line_that_is_indented_with_a_tab_is_a_fault) {
    const yaml::Document document = yaml::read("a:\n\tb: 1\n  c: 2\n  \td: 3\n");
    ASSERT_EQ(document.faults.size(), 2U);
    EXPECT_EQ(place(document.faults[0].at) + " " + place(document.faults[1].at), "2:1 4:3");
    EXPECT_EQ(fault_of("a: 1\t# tabs after a value are no indentation\n"), "good");
}

TEST(Yaml, a_file_of_one_line_tells_each_place_as_one_of_many_lines_does) {
    std::string line = "[";
    std::vector<std::size_t> columns;
    std::size_t column = 2;
    for (std::size_t i = 0; i < 600; ++i) {
        columns.push_back(column);
        for (std::size_t each = 0; each <= i % 7; ++each) line += i % 3 == 0 ? "村" : "v";
        line += ",";
        column += i % 7 + 2;
    }
    const Node list = tree(line + "]\n");
    ASSERT_EQ(list.children.size(), columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        EXPECT_EQ(place(list.children[i].at), "1:" + std::to_string(columns[i]));
        EXPECT_EQ(place(list.children[i].verbatim.value()), "1:" + std::to_string(columns[i]));
    }
}

TEST(Yaml, levels_and_values_are_read_to_their_limit_and_no_further) {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']') + "\n";
    };
    EXPECT_EQ(fault_of(nested(yaml::max_depth)), "good");
    EXPECT_EQ(fault_of(nested(yaml::max_depth + 1)), "1:" + std::to_string(yaml::max_depth + 1));
    std::string list = "[1";
    for (std::size_t i = 2; i < yaml::max_values; ++i) list += ",1";
    EXPECT_EQ(fault_of(list + "]\n"), "good");
    EXPECT_NE(fault_of(list + ",1]\n"), "good");
}

}  // namespace
