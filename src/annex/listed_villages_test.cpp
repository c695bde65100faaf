#include "annex/listed_villages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "places_for_tests.hpp"

namespace {

using annex::Context;
using annex::ListedVillages;
using annex::Sheet;

const std::string source_dir = places::source();

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The csv files read here hold no quotes.
std::vector<std::vector<std::string>> read_csv(const std::string& path) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : base::split(read_file(path), '\n'))
        if (!line.empty()) rows.push_back(base::split(line, ','));
    return rows;
}

registers::RegionLevel level_of(const std::string& label) {
    static const std::map<std::string, registers::RegionLevel> levels = {
        {"省级", registers::RegionLevel::province},
        {"地级", registers::RegionLevel::prefecture},
        {"县级", registers::RegionLevel::county},
        {"乡级", registers::RegionLevel::township},
        {"村级", registers::RegionLevel::village}};
    return levels.at(label);
}

std::vector<registers::Region> ganzhou_regions() {
    std::vector<registers::Region> regions;
    auto rows = read_csv(source_dir + "/programmes/ganzhou-2020/regions.csv");
    for (std::size_t i = 1; i < rows.size(); ++i) {
        rows[i].resize(9);
        registers::Region region;
        region.code = rows[i][0];
        region.valid_from = base::parse_date(rows[i][1]).value();
        region.valid_to = base::parse_date(rows[i][2]);
        region.name = rows[i][3];
        region.level = level_of(rows[i][4]);
        region.parent = rows[i][5];
        region.successor = rows[i][6];
        if (!rows[i][7].empty()) region.aliases = {rows[i][7]};
        region.functional_zone = rows[i][8] == "是";
        regions.push_back(region);
    }
    return regions;
}

std::vector<registers::Region> counties_only() {
    auto regions = ganzhou_regions();
    std::erase_if(regions, [](const registers::Region& region) {
        return region.level > registers::RegionLevel::county;
    });
    return regions;
}

Sheet to_sheet(const std::vector<std::vector<std::string>>& rows) {
    Sheet sheet{"附件2", {}};
    for (std::size_t i = 0; i < rows.size(); ++i)
        sheet.rows.push_back({static_cast<std::int64_t>(i) + 1, rows[i]});
    return sheet;
}

Sheet printed_annex() {
    return to_sheet(read_csv(source_dir + "/programmes/ganzhou-2020/附件2.csv"));
}

class Annex : public testing::Test {
protected:
    registers::Declaration declaration = registers::read_declaration(
        read_file(source_dir + "/schema/registers/listed_village.yaml"), "listed_village.yaml");
    registers::RegionIndex regions{ganzhou_regions()};

    [[nodiscard]] Context context(const registers::RegionIndex& index) const {
        return {declaration, index, "附件2.xlsx", "ganzhou-2020-annex-2",
                base::parse_date("2020-03-25").value()};
    }
    [[nodiscard]] ListedVillages read(const Sheet& sheet) const {
        return annex::read_listed_villages({sheet}, context(regions));
    }
    // A table of one area with one class column.
    [[nodiscard]] ListedVillages read_cell(const std::string& area, const std::string& quantity,
                                           const std::string& cell) const {
        return read(
            to_sheet({{"序号", "县（市、区）", "数量", "第一类"}, {"1", area, quantity, cell}}));
    }
    [[nodiscard]] std::string text(const registers::Row& row, std::string_view field) const {
        const auto& value = row.values[declaration.find(field).value()];
        return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : "";
    }
    [[nodiscard]] std::int64_t whole(const registers::Row& row, std::string_view field) const {
        return std::get<std::int64_t>(row.values[declaration.find(field).value()]);
    }
    [[nodiscard]] std::vector<std::string> reviews(const ListedVillages& list) const {
        std::vector<std::string> result;
        for (const auto& row : list.rows) result.push_back(text(row, "review"));
        return result;
    }
};

TEST_F(Annex, G_06_the_annex_holds_100_villages_62_named_and_38_placeholders_in_20_areas) {
    const ListedVillages list = read(printed_annex());
    EXPECT_EQ(list.rows.size(), 100u);
    EXPECT_EQ(list.reconciliation.areas.size(), 20u);
    EXPECT_EQ(list.reconciliation.named, 62);
    EXPECT_EQ(list.reconciliation.placeholders, 38);
    EXPECT_THAT(list.reconciliation.by_class, testing::ElementsAre(30, 32, 38));
    EXPECT_EQ(list.reconciliation.total_stated, 100);
    EXPECT_EQ(list.reconciliation.class_stated[0], 30);
    EXPECT_EQ(list.reconciliation.class_stated[1], 32);
}

TEST_F(Annex, G_06_every_area_adds_up_to_its_stated_number) {
    const ListedVillages list = read(printed_annex());
    for (const annex::AreaCount& area : list.reconciliation.areas)
        EXPECT_EQ(area.named_total() + area.placeholders, area.stated) << area.name;
    const annex::AreaCount& yudu = list.reconciliation.areas.front();
    EXPECT_EQ(yudu.name, "于都县");
    EXPECT_EQ(yudu.code, "360731000000");
    EXPECT_EQ(yudu.stated, 17);
    EXPECT_THAT(yudu.named, testing::ElementsAre(15, 1, 0));
    EXPECT_EQ(yudu.placeholders, 1);
}

TEST_F(Annex, G_06_and_A_14_placeholders_stand_in_their_area_as_third_class) {
    const ListedVillages list = read(printed_annex());
    std::map<std::string, int> by_area;
    for (const auto& row : list.rows) {
        if (text(row, "placeholder") != "yes") continue;
        EXPECT_EQ(whole(row, "class"), 3);
        EXPECT_EQ(text(row, "review"), "placeholder");
        EXPECT_EQ(text(row, "village_name"), "");
        ++by_area[text(row, "region")];
    }
    EXPECT_EQ(by_area.at("360704000000"), 5);
    EXPECT_EQ(by_area.at("360732000000"), 4);
    EXPECT_EQ(by_area.at("360719000000"), 1);
    EXPECT_EQ(by_area.at("360720000000"), 1);
    EXPECT_FALSE(by_area.contains("360702000000"));
    EXPECT_EQ(by_area.size(), 19u);
}

TEST_F(Annex, G_06_a_count_that_disagrees_is_reported_and_everything_still_enters) {
    Sheet sheet = printed_annex();
    sheet.rows[2].cells[2] = "16";
    const ListedVillages list = read(sheet);
    EXPECT_EQ(list.rows.size(), 99u);
    ASSERT_EQ(list.findings.size(), 3u);  // two irregular names and the total
    EXPECT_EQ(list.findings.back().column, "数量 (100个)");
    EXPECT_EQ(list.findings.back().message.zh, "“数量 (100个)”应为 100，实为 99。");
    EXPECT_EQ(list.findings.back().row, 2);
}

TEST_F(Annex, G_06_more_names_than_stated_are_reported_and_none_is_dropped) {
    const ListedVillages list = read_cell("兴国县", "1", "崇贤乡龙潭村、三角村");
    EXPECT_EQ(list.rows.size(), 2u);
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_EQ(list.findings[0].message.zh, "兴国县数量为 1，列出的村名有 2 个。");
}

TEST_F(Annex, G_06_a_quantity_that_is_no_number_is_reported) {
    const ListedVillages list = read_cell("兴国县", "两个", "崇贤乡龙潭村");
    EXPECT_EQ(list.rows.size(), 1u);
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_EQ(list.findings[0].value, "两个");
}

TEST_F(Annex, G_06_a_quantity_beyond_every_county_makes_no_rows) {
    EXPECT_EQ(read_cell("兴国县", "10000", "").rows.size(), 10'000u);
    for (const char* quantity : {"10001", "4312240000009"}) {
        const ListedVillages list = read_cell("兴国县", quantity, "崇贤乡龙潭村");
        EXPECT_EQ(list.rows.size(), 1u);
        ASSERT_EQ(list.findings.size(), 1u);
        EXPECT_EQ(list.findings[0].value, quantity);
    }
    std::vector<std::vector<std::string>> rows = {{"序号", "县（市、区）", "数量", "第一类"}};
    for (int i = 0; i < 10; ++i) rows.push_back({"1", "兴国县", "10000", ""});
    EXPECT_EQ(read(to_sheet(rows)).rows.size(), 100'000u);
    rows.push_back({"1", "兴国县", "1", ""});
    EXPECT_THROW((void)read(to_sheet(rows)), base::Error);
}

TEST_F(Annex, G_07_a_township_holds_for_all_names_of_its_group) {
    const ListedVillages list = read_cell("于都县", "3", "梓山镇星明村、上焦村、塘贯村");
    ASSERT_EQ(list.rows.size(), 3u);
    for (const auto& row : list.rows) EXPECT_EQ(text(row, "township_name"), "梓山镇");
    EXPECT_EQ(text(list.rows[2], "village_name"), "塘贯村");
    EXPECT_THAT(reviews(list), testing::Each("matched"));
}

TEST_F(Annex, G_07_either_semicolon_with_or_without_spaces_parts_groups) {
    const ListedVillages list =
        read_cell("于都县", "3", " 禾丰镇 石迳村、金盆村 ； 宽田乡石马村; ");
    ASSERT_EQ(list.rows.size(), 3u);
    EXPECT_THAT(reviews(list), testing::Each("matched"));
    EXPECT_EQ(text(list.rows[1], "township_name"), "禾丰镇");
    EXPECT_EQ(text(list.rows[2], "township_name"), "宽田乡");
    EXPECT_TRUE(list.findings.empty());
}

TEST_F(Annex, G_07_the_two_irregular_cells_are_kept_for_review_with_a_suggestion) {
    const ListedVillages list = read(printed_annex());
    std::map<std::string, std::string> suggestions;
    for (const auto& row : list.rows)
        if (text(row, "review") == "irregular")
            suggestions[text(row, "source_text")] = text(row, "suggestion");
    EXPECT_EQ(suggestions,
              (std::map<std::string, std::string>{{"大塘埠镇仓前镇", "信丰县大塘埠镇仓前村"},
                                                  {"石莞乡横溪村", "赣县区石芫乡横溪村"}}));
    EXPECT_EQ(list.reconciliation.to_review, 2);
    ASSERT_EQ(list.findings.size(), 2u);
    EXPECT_EQ(list.findings[0].message.zh,
              "行政区划中的赣县区没有“石莞乡横溪村”，已列入待核对；是否为“赣县区石芫乡横溪村”？");
    EXPECT_EQ(list.findings[0].row, 6);
    EXPECT_EQ(list.findings[1].row, 10);
}

TEST_F(Annex, G_07_the_other_sixty_names_match_the_register) {
    const ListedVillages list = read(printed_annex());
    const auto states = reviews(list);
    EXPECT_EQ(std::count(states.begin(), states.end(), "matched"), 60);
    for (const auto& row : list.rows) {
        if (text(row, "review") != "matched") continue;
        EXPECT_EQ(regions.path_name(text(row, "region"), base::parse_date("2020-03-25").value()),
                  regions.find_latest(text(row, "region").substr(0, 6) + "000000")->name +
                      text(row, "township_name") + text(row, "village_name"));
    }
}

TEST_F(Annex,
       G_07_without_townships_in_the_register_the_ending_tells_the_township_and_all_names_stay) {
    const registers::RegionIndex bare{counties_only()};
    const ListedVillages list = annex::read_listed_villages({printed_annex()}, context(bare));
    EXPECT_EQ(list.rows.size(), 100u);
    const auto states = reviews(list);
    EXPECT_EQ(std::count(states.begin(), states.end(), "unmatched"), 61);
    EXPECT_EQ(std::count(states.begin(), states.end(), "irregular"), 1);
    EXPECT_EQ(text(list.rows[0], "township_name"), "车溪乡");
    EXPECT_EQ(text(list.rows[0], "village_name"), "潮溪村");
    EXPECT_EQ(text(list.rows[0], "region"), "360731000000");
}

TEST_F(Annex, G_07_a_township_needs_two_characters_and_may_end_in_street) {
    const registers::RegionIndex bare{counties_only()};
    const Sheet sheet = to_sheet({{"序号", "县（市、区）", "数量", "第一类"},
                                  {"1", "章贡区", "3", "镇江镇甲村;乡乡乙村;解放街道丙社区"}});
    const ListedVillages list = annex::read_listed_villages({sheet}, context(bare));
    ASSERT_EQ(list.rows.size(), 3u);
    EXPECT_EQ(text(list.rows[0], "township_name"), "镇江镇");
    EXPECT_EQ(text(list.rows[1], "township_name"), "乡乡");
    EXPECT_EQ(text(list.rows[2], "township_name"), "解放街道");
    EXPECT_EQ(text(list.rows[2], "village_name"), "丙社区");
}

TEST_F(Annex, G_07_a_name_with_nothing_close_is_kept_without_a_suggestion) {
    const ListedVillages list = read_cell("于都县", "1", "梓山镇不存在的地方村");
    ASSERT_EQ(list.rows.size(), 1u);
    EXPECT_EQ(text(list.rows[0], "review"), "unmatched");
    EXPECT_EQ(text(list.rows[0], "suggestion"), "");
    EXPECT_EQ(list.findings.size(), 1u);
}

TEST_F(Annex, G_07_a_group_without_a_township_suggests_the_village_of_that_name) {
    const ListedVillages list = read_cell("于都县", "1", "星明村");
    ASSERT_EQ(list.rows.size(), 1u);
    EXPECT_EQ(text(list.rows[0], "review"), "irregular");
    EXPECT_EQ(text(list.rows[0], "suggestion"), "于都县梓山镇星明村");
}

TEST_F(Annex, G_34_a_header_repeated_on_a_second_page_is_no_area) {
    const ListedVillages list = read(printed_annex());
    EXPECT_EQ(list.reconciliation.areas[8].name, "大余县");
    EXPECT_EQ(list.reconciliation.areas[8].number, 9);
}

TEST_F(Annex, G_34_two_sheets_read_as_one_table) {
    const Sheet whole_table = printed_annex();
    Sheet first = whole_table;
    Sheet second = whole_table;
    first.rows.resize(10);
    second.rows.erase(second.rows.begin(), second.rows.begin() + 10);
    const auto parted = annex::read_listed_villages({first, second}, context(regions));
    EXPECT_EQ(parted.rows, read(whole_table).rows);
}

TEST_F(Annex, G_34_printing_gives_the_table_back_in_grouped_form) {
    const Sheet sheet = printed_annex();
    const auto printed = annex::print_listed_villages(read(sheet).rows, context(regions));
    ASSERT_EQ(printed.size(), 20u);
    std::size_t next = 0;
    for (const annex::SheetRow& row : sheet.rows) {
        if (row.cells[0].find_first_not_of("0123456789") != std::string::npos) continue;
        const annex::PrintedArea& area = printed[next++];
        EXPECT_EQ(std::to_string(area.number), row.cells[0]);
        EXPECT_EQ(area.name, row.cells[1]);
        EXPECT_EQ(std::to_string(area.count), row.cells[2]);
        EXPECT_EQ(area.classes[0], row.cells[3]);
        std::string second = row.cells[4];
        std::erase(second, ' ');
        EXPECT_EQ(area.classes[1], second);
    }
    EXPECT_EQ(next, 20u);
}

TEST_F(Annex, G_34_reading_what_was_printed_gives_the_same_rows) {
    const auto first = read(printed_annex());
    std::vector<std::vector<std::string>> rows = {
        {"序号", "县（市、区）", "数量", "第一类", "第二类", "第三类"}};
    for (const auto& area : annex::print_listed_villages(first.rows, context(regions)))
        rows.push_back({std::to_string(area.number), area.name, std::to_string(area.count),
                        area.classes[0], area.classes[1], area.classes[2]});
    const auto second = read(to_sheet(rows));
    ASSERT_EQ(second.rows.size(), first.rows.size());
    for (std::size_t i = 0; i < first.rows.size(); ++i)
        for (const char* field :
             {"region", "township_name", "village_name", "review", "suggestion"})
            EXPECT_EQ(text(second.rows[i], field), text(first.rows[i], field)) << i << field;
}

TEST_F(Annex, G_34_order_of_rows_does_not_change_the_print) {
    auto rows = read(printed_annex()).rows;
    const auto printed = annex::print_listed_villages(rows, context(regions));
    std::reverse(rows.begin(), rows.end());
    EXPECT_EQ(annex::print_listed_villages(rows, context(regions)), printed);
}

TEST_F(Annex, G_34_a_file_without_the_header_is_refused_with_what_was_expected) {
    try {
        (void)read(to_sheet({{"序号", "县（区）", "督战责任领导"}, {"1", "宁都县", ""}}));
        FAIL() << "accepted";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
        EXPECT_NE(error.message().zh.find("附件2.xlsx"), std::string::npos);
        EXPECT_NE(error.message().zh.find("数量"), std::string::npos);
    }
}

TEST_F(Annex, G_34_an_unknown_area_is_reported_with_all_its_names) {
    const ListedVillages list = read_cell("无此县", "1", "甲镇乙村、丙村");
    EXPECT_TRUE(list.rows.empty());
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_NE(list.findings[0].message.zh.find("甲镇乙村、丙村"), std::string::npos);
}

TEST_F(Annex, G_35_and_A_23_the_county_is_read_under_the_name_of_the_notices_date) {
    const ListedVillages list = read_cell("龙南县", "1", "关西镇关东村");
    ASSERT_EQ(list.rows.size(), 1u);
    EXPECT_EQ(text(list.rows[0], "region"), "360727901901");
    EXPECT_EQ(regions.representative("360727901901", base::parse_date("2020-12-01").value()),
              "360783901901");
    EXPECT_EQ(regions.representative("360727000000", base::parse_date("2020-12-01").value()),
              "360783000000");
}

TEST_F(Annex, G_36_one_village_name_in_two_townships_is_two_villages) {
    const ListedVillages list = read(printed_annex());
    std::set<std::string> paths;
    for (const auto& row : list.rows)
        if (text(row, "village_name") == "水头村")
            paths.insert(
                regions.path_name(text(row, "region"), base::parse_date("2020-03-25").value()));
    EXPECT_EQ(paths, (std::set<std::string>{"于都县岭背镇水头村", "上犹县双溪乡水头村"}));
}

TEST_F(Annex, G_36_a_village_listed_twice_is_reported_with_the_number_of_the_first) {
    const ListedVillages list = read_cell("于都县", "2", "梓山镇星明村;梓山镇星明村");
    EXPECT_EQ(list.rows.size(), 2u);
    ASSERT_EQ(list.findings.size(), 1u);
    EXPECT_NE(list.findings[0].message.zh.find("第 1 个"), std::string::npos);
}

TEST_F(Annex, G_01_functional_zones_are_areas_too) {
    const ListedVillages list = read_cell("蓉江新区", "1", "");
    ASSERT_EQ(list.rows.size(), 1u);
    EXPECT_EQ(text(list.rows[0], "region"), "360720000000");
}

}  // namespace
