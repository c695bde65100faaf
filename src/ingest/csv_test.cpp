#include "csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include <random>

#include "csv_parser.hpp"
#include "test_files.hpp"

namespace ingest {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Sheet read(const std::string& bytes, const ReadLimits& limits = {}) {
    const ReadContext context{"表.csv", limits};
    MemorySource source(bytes);
    Collector collector;
    read_csv(source, context, collector);
    return collector.sheets.at(0);
}

std::string refusal(const std::string& bytes, const ReadLimits& limits = {}) {
    return error_of([&] { read(bytes, limits); });
}

std::string convert(const std::string& utf8, const char* encoding) {
    const iconv_t converter = iconv_open(encoding, "UTF-8");
    std::string input = utf8;
    std::string output(utf8.size() * 4 + 16, '\0');
    char* in = input.data();
    char* out = output.data();
    std::size_t in_left = input.size();
    std::size_t out_left = output.size();
    EXPECT_EQ(iconv(converter, &in, &in_left, &out, &out_left), 0U);
    iconv_close(converter);
    output.resize(output.size() - out_left);
    return output;
}

const std::string sample =
    "村代码,名称\n431224101201,\"石坝村，一组\n下\"\n\n,\"他说\"\"好\"\"\"\n";
const std::vector<std::string> sample_lines = {"1:村代码|名称|", "2:431224101201|石坝村，一组\n下|",
                                               "4:|他说\"好\"|"};

TEST(Csv, Reads_utf8_gb18030_and_utf16) {
    for (const auto& [bytes, encoding] : std::vector<std::pair<std::string, std::string>>{
             {sample, "UTF-8"},
             {"\xEF\xBB\xBF" + sample, "UTF-8"},
             {convert(sample, "GB18030"), "GB18030"},
             {"\xFF\xFE" + convert(sample, "UTF-16LE"), "UTF-16"},
             {"\xFE\xFF" + convert(sample, "UTF-16BE"), "UTF-16"}}) {
        const Sheet sheet = read(bytes);
        EXPECT_EQ(sheet.info.encoding, encoding);
        EXPECT_EQ(lines(sheet), sample_lines);
    }
}

TEST(Csv, Finds_the_separator_out) {
    EXPECT_EQ(detect_separator("标题\na;b;\"c,d,e,f\"\n"), ';');
    EXPECT_EQ(detect_separator("a\tb\n"), '\t');
    EXPECT_EQ(detect_separator("a\n"), ',');
    EXPECT_THAT(lines(read("sep=;\na,b;c\n")), ElementsAre("2:a,b|c|"));
}

TEST(Csv, Accepts_every_line_end_and_a_missing_last_one) {
    EXPECT_THAT(lines(read("a,b\r\nc,d\re,f\ng,")),
                ElementsAre("1:a|b|", "2:c|d|", "3:e|f|", "4:g||"));
}

TEST(Csv, Keeps_digits_that_a_program_wrapped_as_a_text_formula) {
    const Sheet sheet = read("a,b\n=\"0123\",x\"y\n");
    EXPECT_THAT(lines(sheet), ElementsAre("1:a|b|", "2:0123|x\"y|"));
    EXPECT_TRUE(sheet.rows[1].cells[0].is_formula);
}

TEST(Csv, Broken_quoting_names_the_line) {
    EXPECT_THAT(refusal("a,b\nc,\"d\ne\nf"), HasSubstr("第 2 行的双引号不成对"));
    EXPECT_THAT(refusal("a,b\n\"x\"y,d\n"), HasSubstr("第 2 行的双引号不成对"));
}

TEST(Csv, Bytes_in_no_encoding_name_the_line) {
    EXPECT_THAT(refusal("a,b\n\xFF\xFF,c\n"), HasSubstr("第 2 行"));
    std::string cut = "村代码,名称\n431224101201,石坝村石坝村石坝村";
    cut.pop_back();
    EXPECT_THAT(refusal(cut), HasSubstr("第 2 行有不属于 UTF-8"));
    EXPECT_THAT(refusal(std::string("a,b\nc\0d,e\n", 10)), HasSubstr("第 2 行含有空字符"));
    EXPECT_THAT(refusal("\xFF\xFE" + convert("a\n", "UTF-16LE") + "b"), HasSubstr("UTF-16"));
}

TEST(Csv, Limits_hold_at_their_edge) {
    ReadLimits limits;
    limits.rows_max = 2;
    limits.columns_max = 2;
    limits.cell_characters_max = 3;
    EXPECT_EQ(read("一二三,b\nc\n", limits).rows.size(), 2U);
    EXPECT_THAT(refusal("a\nb\nc\n", limits), HasSubstr("2 行的上限"));
    EXPECT_THAT(refusal("a,b,c\n", limits), HasSubstr("2 列的上限"));
    EXPECT_THAT(refusal("一二三四\n", limits), HasSubstr("3 个字符"));
    EXPECT_THAT(refusal("\n\n,\n"), HasSubstr("没有任何内容"));
}

TEST(Csv, A_quote_that_is_never_closed_is_stopped_at_the_cell_limit) {
    const std::string endless = "a,b\n\"" + std::string(std::size_t{64} << 20, 'x');
    EXPECT_THAT(refusal(endless), HasSubstr("第 2 行有一格超过 32767 个字符"));
}

TEST(Csv, Characters_are_counted_over_quoted_lines) {
    ReadLimits limits;
    limits.cell_characters_max = 6;
    EXPECT_EQ(read("\"村\n村\n村\n\"\n", limits).rows.at(0).cells.at(0).text, "村\n村\n村\n");
    EXPECT_THAT(refusal("\"村\n村\n村\n村\"\n", limits), HasSubstr("6 个字符"));
    EXPECT_THAT(refusal("\"\n\n\n\n\n\n\n\"\n", limits), HasSubstr("6 个字符"));
    EXPECT_THAT(refusal("\"" + std::string(14, '"') + "\"\n", limits), HasSubstr("6 个字符"));
    EXPECT_EQ(read("\"" + std::string(12, '"') + "\"\n", limits).rows.size(), 1U);
}

TEST(Csv, A_nul_character_is_named_by_its_line) {
    EXPECT_THAT(refusal(std::string("a\nb\n\0c\n", 8)), HasSubstr("第 3 行含有空字符"));
    EXPECT_THAT(refusal(std::string("\xB4\xE5\n\0c\n", 6)), HasSubstr("第 2 行含有空字符"));
}

TEST(Csv, The_pieces_in_which_text_arrives_do_not_matter) {
    const ReadContext context{"表.csv", {}};
    for (std::size_t piece = 1; piece < 12; ++piece) {
        Collector collector;
        collector.begin_sheet({});
        CsvParser parser(',', context, collector);
        for (std::size_t i = 0; i < sample.size(); i += piece)
            parser.feed(std::string_view(sample).substr(i, piece));
        parser.finish();
        EXPECT_EQ(lines(collector.sheets[0]), sample_lines) << "pieces of " << piece;
    }
}

class RandomTables : public ::testing::TestWithParam<unsigned> {};

// Any table comes back the same from a workbook and from csv in each encoding.
TEST_P(RandomTables, Come_back_equal_from_csv_and_xlsx) {
    std::mt19937 random(GetParam());
    const std::vector<std::string> pieces = {"村", "a",   "\"",   ",",  "\n", " ", "1",
                                             "0",  "<&>", "组；", "　", "\t", "𠀀"};
    std::vector<std::vector<std::string>> rows(1 + random() % 30);
    for (auto& row : rows) {
        for (std::size_t column = 0; column < 2 + random() % 6; ++column) {
            std::string text;
            for (auto i = random() % 6; i > 0; --i) text += pieces[random() % pieces.size()];
            row.push_back(text);
        }
        row.back() += "尾";
    }
    std::string csv;
    for (const auto& row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::string quoted;
            for (const char ch : row[c]) quoted += ch == '"' ? "\"\"" : std::string(1, ch);
            csv += (c == 0 ? "\"" : ",\"") + quoted + "\"";
        }
        csv += "\r\n";
    }
    std::vector<std::string> expected;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        expected.push_back(std::to_string(r + 1) + ":");
        for (const std::string& text : rows[r]) expected.back() += text + "|";
    }
    EXPECT_EQ(lines(read(csv)), expected) << "seed " << GetParam();
    EXPECT_EQ(lines(read("\xEF\xBB\xBF" + csv)), expected) << "seed " << GetParam();
    EXPECT_EQ(lines(read(convert(csv, "GB18030"))), expected) << "seed " << GetParam();

    const Folder folder;
    Collector collector;
    read_spreadsheet(
        write_zip(folder.path() / "t.xlsx", workbook_parts({sheet_xml(text_rows(rows))})), {},
        collector);
    EXPECT_EQ(lines(collector.sheets.at(0)), expected) << "seed " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTables, ::testing::Range(1U, 61U));

}  // namespace
}  // namespace ingest
