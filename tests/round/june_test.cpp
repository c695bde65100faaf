// The round of June in the demo county, over the program's HTTP API, by who does what: draw,
// visits, packages, filled sheets, findings, estimates, report, and an outsider who draws again.
#include <gmock/gmock.h>

#include <set>

#include "app/documents.hpp"
#include "base/bytes.hpp"
#include "photo_for_tests.hpp"
#include "round_for_tests.hpp"

namespace {

namespace fs = std::filesystem;
using for_tests::ordered_json;
using ::testing::HasSubstr;

constexpr const char* county = "433124000000";
constexpr const char* villages_draw = "HY-2020-06";
constexpr const char* households_draw = "HY-2020-06-H";

/// What the county's commission finds in a household, by its place in the order of units.
struct Truth {
    bool powered = true, protector = true, has_clue = false;
    int voltage = 221;
};

class JuneTest : public for_tests::RoundTest {
protected:
    void SetUp() override {
        RoundTest::SetUp();
        const fs::path folder = database_.folder() / "source";
        for (const auto& source : demo::write_county(folder, {0.05, 1}))
            if (source.register_name == "region" || source.register_name == "village" ||
                source.register_name == "household")
                import(source);
        add_holders(county);
        add_user("yizu", "inspector", county, "commission");
        add_user("erzu", "inspector", county, "commission");
        add_user("jiwei", "discipline", county, "discipline");
    }
    std::string village_frame() {
        std::string frame;
        std::set<std::string> codes;
        for (const auto& row :
             app_->register_rows("village", county, 0, 1000, {}, people::everything()).rows)
            codes.insert(row.texts.at(0));
        EXPECT_GE(codes.size(), 4U);
        std::size_t index = 0;
        for (const std::string& code : codes)
            frame += code + (++index <= codes.size() / 2 ? " A\n" : " B\n");
        return frame;
    }
    /// The first twelve households of each drawn village.
    std::string household_frame() {
        std::string frame;
        for (const auto& [unit, stratum] : sample(villages_draw)) {
            std::set<std::string> numbers;
            for (const auto& row :
                 app_->register_rows("household", unit, 0, 12, {}, people::everything()).rows)
                numbers.insert(row.texts.at(1));
            for (const std::string& number : numbers)
                frame += unit + "." + number + " " + unit + "\n";
        }
        return frame;
    }
    Truth truth_of(const std::string& unit) {
        std::vector<std::string> all;
        for (const auto& [each, stratum] : sample(households_draw)) all.push_back(each);
        std::sort(all.begin(), all.end());
        const auto index = std::find(all.begin(), all.end(), unit) - all.begin();
        return {index != 1, index % 4 != 0, index == 2, index % 3 == 0 ? 190 : 221};
    }

    static void add_filled(ordered_json& items, const std::string& device,
                           const std::string& ledger, std::map<std::string, std::string> sheet,
                           const ordered_json& values) {
        const auto counter = static_cast<std::int64_t>(items.size()) + 1;
        for_tests::PhotoOptions photo;
        photo.seed = static_cast<unsigned>(std::hash<std::string>{}(sheet["number"]) % 100000);
        photo.width = 320;
        photo.height = 240;
        const std::string picture = for_tests::make_photo(photo);
        const std::vector<unsigned char> bytes(picture.begin(), picture.end());
        items.push_back({{"device", device},
                         {"counter", counter},
                         {"kind", "photo"},
                         {"register", ledger},
                         {"key", sheet["number"]},
                         {"purpose", "现场照片"},
                         {"file_name", "a.jpg"},
                         {"bytes", base::to_base64(bytes)}});
        items.push_back({{"device", device},
                         {"counter", counter + 1},
                         {"kind", "step"},
                         {"time", "2020-06-20T09:00:00.000+08:00"},
                         {"payload",
                          {{"ledger", ledger},
                           {"number", sheet["number"]},
                           {"step", "fill"},
                           {"seen", std::stoll(sheet["version"])},
                           {"values", values},
                           {"evidence", {"@" + std::to_string(counter)}}}}});
    }

    /// The file of results that a team's phone saves after it filled in its whole package.
    std::string filled(const ordered_json& package, const std::string& user,
                       const std::string& device) {
        ordered_json items = ordered_json::array();
        for (const auto& sheet : rows_of(package, "village_sheet"))
            add_filled(items, device, "village_sheet", sheet,
                       {{"visited_at", "2020-06-20T08:00"},
                        {"committee_role", "村支书"},
                        {"committee_talk", "高峰时电压偏低"},
                        {"three_phase", "yes"},
                        {"voltage_felt", "low_at_peak"},
                        {"protectors", "yes"},
                        {"briefings", "1"},
                        {"field_stops", "4"},
                        {"findings", "0"},
                        {"discipline_kept", "yes"}});
        for (const auto& sheet : rows_of(package, "household_sheet")) {
            const Truth truth = truth_of(sheet.at("drawn_unit"));
            ordered_json values{{"visited_at", "2020-06-20T09:00"},
                                {"powered", truth.powered ? "yes" : "no"},
                                {"protector", truth.protector ? "yes" : "no"},
                                {"bill_understood", "yes"},
                                {"voltage", std::to_string(truth.voltage)},
                                {"three_phase_wanted", "no"},
                                {"repair_answered", "yes"},
                                {"satisfaction", "5"}};
            if (truth.has_clue) values["clue"] = "低保评议不公的线索";
            add_filled(items, device, "household_sheet", sheet, values);
        }
        return ordered_json{{"format", "wanjia-results"},
                            {"version", 1},
                            {"person", {{"user", user}}},
                            {"items", items}}
            .dump();
    }
    ordered_json take(const std::string& results) {
        auto taken = ordered_json::parse(app::Field(*app_).take_results(results));
        EXPECT_EQ(taken.at("open"), 0) << taken.dump();
        return taken;
    }
    void accept_all(const std::string& ledger) {
        for (const auto& entry : entries("jingxin", ledger)) {
            const std::string number = entry.at("values").at("number");
            done("jingxin",
                 "/api/ledgers/" + ledger + "/entries/" + server::percent_encode(number) + "/steps",
                 {{"step", "accept"},
                  {"seen", entry.at("version")},
                  {"values", ordered_json::object()},
                  {"evidence", ordered_json::array()}});
        }
    }
    static ordered_json check_named(const ordered_json& compared, const std::string& name) {
        for (const auto& check : compared.at("checks"))
            if (check.at("name") == name) return check;
        ADD_FAILURE() << name;
        return {};
    }
};

TEST_P(JuneTest,
       N_30_to_N_36_a_round_goes_from_the_draw_to_the_report_and_an_outsider_draws_it_again) {
    hold_draw(villages_draw, village_frame(), "2020-06-01", "2020-06-03T00:00:00Z");
    const auto visits = done("jingxin", at(villages_draw, "visits"),
                             {{"due_on", "2020-06-30"}, {"teams", {{"A", "一组"}, {"B", "二组"}}}});
    EXPECT_EQ(visits.at("opened"), 4);
    hold_draw(households_draw, household_frame(), "2020-06-10", "2020-06-12T00:00:00Z");
    EXPECT_EQ(
        done("jingxin", at(households_draw, "visits"), {{"due_on", "2020-06-30"}}).at("opened"), 8)
        << "two households in each village go with the village's team";

    const auto first = package("yizu", "一组"), second = package("erzu", "二组");
    std::set<std::string> mine, theirs;
    for (const auto& sheet : rows_of(first, "household_sheet")) mine.insert(sheet.at("region"));
    for (const auto& sheet : rows_of(second, "household_sheet")) theirs.insert(sheet.at("region"));
    EXPECT_EQ(mine.size(), 2U);
    EXPECT_EQ(theirs.size(), 2U);
    for (const auto& household : rows_of(first, "household"))
        EXPECT_TRUE(mine.contains(household.at("region")));
    EXPECT_EQ(rows_of(first, "household").size(), 4U) << "the drawn households and no other";
    EXPECT_EQ(first.at("slice").at("route").size(), 6U);

    go_to("2020-06-21T01:00:00Z");
    const std::string one = filled(first, "yizu", "aaaaaaaa01"),
                      two = filled(second, "erzu", "bbbbbbbb01");
    EXPECT_EQ(take(two).at("added"), 12);
    EXPECT_EQ(take(one).at("added"), 12);
    for (const auto& again : {one, two}) EXPECT_EQ(take(again).at("added"), 0);

    const auto found = done("jingxin", "/api/findings", {{"draw", households_draw}});
    // Of eight households one has no power, two no protector, three a low voltage; one told a clue.
    EXPECT_EQ(found.at("opened"), 6) << found.dump();
    EXPECT_EQ(found.at("moved"), 1);
    EXPECT_EQ(done("jingxin", "/api/findings", {{"draw", villages_draw}}).at("opened"), 4);
    const auto again = done("jingxin", "/api/findings");
    EXPECT_EQ(again.at("opened").get<int>() + again.at("moved").get<int>(), 0);
    EXPECT_EQ(entries("jingxin", "issue").size(), 10U);
    EXPECT_EQ(entries("jiwei", "clue").size(), 1U);
    for (const char* user : {"yizu", "jingxin", "zuzhang"})
        EXPECT_EQ(entries(user, "clue").size(), 0U) << user;
    accept_all("household_sheet");
    accept_all("village_sheet");

    const auto compared = read("jingxin", at(households_draw, "estimates"));
    const auto inspected = [&](const char* name) {
        const auto total = check_named(compared, name).at("total").at("inspected");
        return std::pair(total.at("good").get<int>(), total.at("of").get<int>());
    };
    EXPECT_EQ(inspected("powered"), (std::pair(7, 8)));
    EXPECT_EQ(inspected("protector"), (std::pair(6, 8)));
    EXPECT_EQ(inspected("voltage"), (std::pair(5, 8)));
    EXPECT_EQ(check_named(compared, "powered").at("total").at("reported_is"), "too_few")
        << "eight households say nothing of all";
    EXPECT_EQ(check_named(compared, "powered").at("total").at("reported").at("of"), 48);
    EXPECT_EQ(check_named(read("jingxin", at(villages_draw, "estimates")), "talked")
                  .at("total")
                  .at("inspected")
                  .at("of"),
              4);

    go_to("2020-07-01T01:00:00Z");
    const auto figures = ordered_json::parse(app::Documents(*app_).figures({"R-20", "2020-06"}));
    const auto printed = read("jingxin", "/api/documents/R-20/preview?period=2020-06").at("html");
    int told = 0;
    for (const auto& line : figures.at("compared")) {
        if (line.at("draw") != households_draw || !line.at("is_total").get<bool>()) continue;
        for (const auto& check : compared.at("checks")) {
            if (check.at("label").at("zh") != line.at("label")) continue;
            const auto& total = check.at("total").at("inspected");
            const std::string share = std::to_string(total.at("good").get<int>()) + "/" +
                                      std::to_string(total.at("of").get<int>());
            EXPECT_EQ(line.at("inspected"), share);
            EXPECT_THAT(printed.get<std::string>(),
                        HasSubstr(line.at("inspected").get<std::string>()));
            ++told;
        }
    }
    const auto answered = std::ranges::count_if(compared.at("checks"), [](const auto& check) {
        return check.at("total").at("inspected").at("of") > 0;
    });
    EXPECT_EQ(told, answered) << "what nobody answered is not told";
    EXPECT_GT(answered, 4);

    for (const char* draw : {villages_draw, households_draw}) {
        EXPECT_EQ(outsider(draw), 0) << draw;
        EXPECT_EQ(outsider(draw, "sample.tsv"), 1) << draw;
    }
}

INSTANTIATE_ON_BOTH_DATABASES(JuneTest);

}  // namespace
