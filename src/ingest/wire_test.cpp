#include "ingest/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "test_files.hpp"

namespace ingest {
namespace {

using namespace test;
using ::testing::HasSubstr;

std::string encode(const std::vector<Sheet>& sheets) {
    std::string bytes;
    FrameWriter writer([&](std::string_view piece) { bytes += piece; });
    for (const Sheet& sheet : sheets) {
        writer.begin_sheet(sheet.info);
        for (TableRow row : sheet.rows) writer.row(std::move(row));
    }
    writer.end();
    return bytes;
}

std::vector<Sheet> some_sheets() {
    SheetInfo info{"村表", false, {"a", "村"}, "wgs84", "UTF-8"};
    TableRow row{
        7,
        {Cell{"文", CellKind::text, true, 2, 3}, Cell{}, Cell{"1", CellKind::number, false, 1, 1}},
        std::string("\x01\0\0", 3)};
    return {{info, {row, row}}, {SheetInfo{}, {TableRow{1, {}, ""}}}};
}

TEST(Wire, What_is_written_is_read_in_pieces_of_any_size) {
    const std::string bytes = encode(some_sheets());
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{3}, std::size_t{17}, bytes.size()}) {
        Collector collector;
        FrameReader reader({}, collector);
        for (std::size_t i = 0; i < bytes.size(); i += piece)
            reader.feed(std::string_view(bytes).substr(i, piece));
        EXPECT_TRUE(reader.is_complete());
        EXPECT_EQ(collector.sheets, some_sheets());
    }
}

TEST(Wire, Texts_that_are_not_utf8_and_rows_beyond_every_file_are_not_taken) {
    std::vector<std::vector<Sheet>> bad(4, some_sheets());
    bad[0][0].info.name = "\xFF";
    bad[1][0].rows[0].cells[0].text = "\xC0\x80";
    bad[2][0].rows[0].number = std::numeric_limits<std::int64_t>::max();
    bad[3][0].rows[0].number = 0;
    for (const auto& sheets : bad) {
        Collector collector;
        FrameReader reader({}, collector);
        EXPECT_THROW(reader.feed(encode(sheets)), base::Error);
    }
}

TEST(Wire, An_error_without_a_sentence_is_not_passed_on) {
    for (const base::Text& text : {base::Text{"", "none"}, base::Text{"没有", ""}}) {
        std::string bytes;
        FrameWriter writer([&](std::string_view piece) { bytes += piece; });
        writer.error({base::ErrorKind::not_found, text, ""});
        Collector collector;
        FrameReader reader({}, collector);
        EXPECT_THAT(error_of([&] { reader.feed(bytes); }), HasSubstr("无法识别"));
    }
}

TEST(Wire, A_sentence_about_a_file_whose_name_is_no_text_can_be_printed) {
    std::string bytes;
    FrameWriter writer([&](std::string_view piece) { bytes += piece; });
    writer.error({base::ErrorKind::not_found, {"没有\xB4\xE5。", "no \xFF"}, "\x1B\u202E"});
    Collector collector;
    FrameReader reader({}, collector);
    try {
        reader.feed(bytes);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.message(), (base::Text{"没有\uFFFD\uFFFD。", "no \uFFFD"}));
        EXPECT_EQ(error.details(), "\uFFFD\uFFFD");
    }
}

TEST(Wire, An_error_travels_in_both_languages) {
    std::string bytes;
    FrameWriter writer([&](std::string_view piece) { bytes += piece; });
    writer.error({base::ErrorKind::not_found, {"没有", "none"}, "why"});
    Collector collector;
    FrameReader reader({}, collector);
    try {
        reader.feed(bytes);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::not_found);
        EXPECT_EQ(error.message(), (base::Text{"没有", "none"}));
        EXPECT_EQ(error.details(), "why");
    }
}

TEST(Wire, Damaged_frames_are_an_error_or_incomplete_and_nothing_else) {
    const std::string good = encode(some_sheets());
    std::mt19937 random(3);
    int refused = 0;
    for (int round = 0; round < 5'000; ++round) {
        std::string bytes = good.substr(0, random() % (good.size() + 1));
        for (auto i = random() % 4; i > 0 && !bytes.empty(); --i)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        Collector collector;
        FrameReader reader({}, collector);
        try {
            reader.feed(bytes);
        } catch (const base::Error&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace ingest
