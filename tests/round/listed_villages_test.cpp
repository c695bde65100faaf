// The listed villages of the Ganzhou notice, from the demo's files to paper: read as printed, drawn
// and checked by an outsider, visited with a package and a route sheet, reported with their numbers
// in the list and with the programme's line of its parent frame.
#include <gmock/gmock.h>

#include <map>
#include <regex>
#include <set>

#include "app/documents.hpp"
#include "round_for_tests.hpp"

namespace {

namespace fs = std::filesystem;
using for_tests::ordered_json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* prefecture = "360700000000";
constexpr const char* list = "ganzhou-2020-annex-2";
constexpr const char* draw_name = "GZ-2020-06";

/// A village of the list: its number there and its name.
struct Listed {
    std::string number, township, name;
};

class ListedVillagesTest : public for_tests::RoundTest {
protected:
    void SetUp() override {
        RoundTest::SetUp();
        bring("region", "ganzhou-2020/regions.csv");
        bring("listed_village", "ganzhou-2020/附件2.xlsx",
              {{"layout", "listed_villages"}, {"list", list}, {"date", "2020-06-28"}});
        for (const auto& ledgers : demo::write_old_ledgers(database_.folder() / "ledgers"))
            for (const auto& source : ledgers.files)
                if (source.register_name == "frame_line") import(source);
        for (const auto& file : app::built_in_programmes())
            if (file.name == "ganzhou-2020") at_machine("load_programme", {{"yaml", file.text}});
        add_holders(prefecture);
        add_user("yizu", "inspector", prefecture, "commission");
        read_list();
    }
    /// A file of the programmes, as `wanjia demo` brings it in.
    void bring(const std::string& register_name, const char* path, ordered_json payload = {}) {
        const fs::path file = database_.folder() / fs::path(path).filename();
        files_.write(file, app::built_in_file(path));
        payload["register"] = register_name;
        payload["file_name"] = file.filename().string();
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload = payload.dump();
        command.attachment = file;
        (void)app_->apply(command);
    }
    /// What the register makes of the list: villages with a code of their own.
    void read_list() {
        const auto page =
            app_->register_rows("listed_village", prefecture, 0, 500, {}, people::everything());
        for (const auto& row : page.rows)
            if (row.texts.at(7) == "matched")
                listed_[row.texts.at(2)] = {row.texts.at(1), row.texts.at(4), row.texts.at(5)};
    }
    /// A stratum for each county of which two villages at least are known.
    std::string frame() const {
        std::map<std::string, std::string> counties;
        std::map<std::string, int> villages;
        for (const auto& [code, village] : listed_) {
            counties[code.substr(0, 6)] += code + " " + code.substr(0, 6) + "\n";
            ++villages[code.substr(0, 6)];
        }
        std::string frame;
        for (const auto& [county, lines] : counties)
            if (villages[county] > 1) frame += lines;
        return frame;
    }
    /// The cells of a document's rows, as it is printed.
    std::vector<std::vector<std::string>> printed(const char* document) {
        const std::string html =
            read("jingxin", std::string("/api/documents/") + document + "/preview?period=2020-06")
                .at("html");
        static const std::regex row("<tr[^>]*>(.*?)</tr>"), cell("<t[dh][^>]*>(.*?)</t[dh]>"),
            mark("<[^>]*>");
        std::vector<std::vector<std::string>> rows;
        for (std::sregex_iterator it(html.begin(), html.end(), row), end; it != end; ++it) {
            const std::string inner = (*it)[1];
            auto& cells = rows.emplace_back();
            for (std::sregex_iterator at(inner.begin(), inner.end(), cell); at != end; ++at)
                cells.push_back(std::regex_replace((*at)[1].str(), mark, ""));
        }
        return rows;
    }

    std::map<std::string, Listed> listed_;  ///< by code
};

TEST_P(ListedVillagesTest,
       G_16_and_G_34_the_listed_villages_are_drawn_visited_and_printed_under_the_programmes_line) {
    ASSERT_EQ(listed_.size(), 60U);
    hold_draw(draw_name, frame(), "2020-06-01", "2020-06-03T00:00:00Z");
    const auto drawn = sample(draw_name);
    ASSERT_GE(drawn.size(), 8U);
    ordered_json teams;
    for (const auto& [unit, stratum] : drawn) {
        EXPECT_TRUE(listed_.contains(unit)) << unit;
        teams[stratum] = "一组";
    }
    EXPECT_EQ(outsider(draw_name), 0);
    EXPECT_EQ(outsider(draw_name, "sample.tsv"), 1);

    EXPECT_EQ(done("jingxin", at(draw_name, "visits"), {{"due_on", "2020-06-30"}, {"teams", teams}})
                  .at("opened"),
              drawn.size());
    const auto taken = package("yizu", "一组");
    std::set<std::string> along;
    for (const auto& sheet : rows_of(taken, "village_sheet")) along.insert(sheet.at("region"));
    const std::string route =
        ordered_json::parse(
            app::Documents::preview(app::Field(*app_).route_sheet("一组", draw_name)))
            .at("html");
    const auto list_printed = printed("R-23");
    for (const auto& [unit, stratum] : drawn) {
        const Listed& village = listed_.at(unit);
        EXPECT_TRUE(along.contains(unit)) << unit;
        EXPECT_THAT(route, HasSubstr(village.name));
        const auto line = std::ranges::find_if(list_printed, [&](const auto& cells) {
            return cells.size() > 4 && cells[1] == village.number && cells[0] == "附件2";
        });
        ASSERT_NE(line, list_printed.end()) << village.number;
        EXPECT_EQ((*line)[3] + (*line)[4], village.township + village.name);
    }
    EXPECT_EQ(along.size(), drawn.size());

    const auto programmes = read("jingxin", "/api/programmes").at("programmes");
    ASSERT_EQ(programmes.size(), 1U);
    EXPECT_EQ(programmes[0].at("parent"), "十四个行业扶贫");
    EXPECT_THAT(printed("R-22"), Contains(ElementsAre("十四个行业扶贫", "9", "14", "信息化扶贫",
                                                      "ganzhou-2020", "0", "0", "0")));
}

INSTANTIATE_ON_BOTH_DATABASES(ListedVillagesTest);

}  // namespace
