#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "ingest/table.hpp"
#include "places_for_tests.hpp"

namespace {

class Collector final : public ingest::TableSink {
public:
    void begin_sheet(const ingest::SheetInfo& /*sheet*/) override {}
    void row(ingest::TableRow&& row) override {
        std::vector<std::string> texts;
        for (const auto& cell : row.cells) texts.push_back(cell.text);
        while (!texts.empty() && texts.back().empty()) texts.pop_back();
        rows.push_back(std::move(texts));
    }
    std::vector<std::vector<std::string>> rows;
};

// The printed table; its cells hold no quotes and no commas.
std::vector<std::vector<std::string>> printed_rows(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        rows.push_back(base::split(line, ','));
        while (!rows.back().empty() && rows.back().back().empty()) rows.back().pop_back();
    }
    return rows;
}

class Workbook : public testing::TestWithParam<std::string> {};

TEST_P(Workbook, G_34_holds_the_printed_table_cell_for_cell) {
    const std::filesystem::path folder =
        std::filesystem::path(places::source("programmes/ganzhou-2020"));
    Collector collector;
    ingest::read_spreadsheet(folder / (GetParam() + ".xlsx"), {}, collector);
    EXPECT_EQ(collector.rows, printed_rows(folder / (GetParam() + ".csv")));
}

INSTANTIATE_TEST_SUITE_P(Annexes, Workbook, testing::Values("附件1", "附件2"));

}  // namespace
