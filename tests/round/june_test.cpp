// The round of June in the demo county, over the program's HTTP API, by who does what: draw,
// visits, packages, filled sheets, findings, estimates, report, and an outsider who draws again.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <set>

#include "api_for_tests.hpp"
#include "app/documents.hpp"
#include "app/field.hpp"
#include "base/bytes.hpp"
#include "demo/demo.hpp"
#include "draw/protocol.hpp"
#include "photo_for_tests.hpp"

namespace {

namespace fs = std::filesystem;
using for_tests::Answer;
using for_tests::ordered_json;
using server::Method;
using ::testing::HasSubstr;

constexpr const char* county = "433124000000";
constexpr const char* public_value = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20";
constexpr const char* villages_draw = "HY-2020-06";
constexpr const char* households_draw = "HY-2020-06-H";

/// What the county's commission finds in a household, by its place in the order of units.
struct Truth {
    bool powered = true, protector = true, has_clue = false;
    int voltage = 221;
};

class JuneTest : public for_tests::ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        const fs::path folder = database_.folder() / "source";
        for (const auto& source : demo::write_county(folder, {0.05, 1}))
            if (source.register_name == "region" || source.register_name == "village" ||
                source.register_name == "household")
                import(source);
        add_user("jingxin", "lead_unit", county, "commission");
        add_user("zuzhang", "leading_group", county, "group");
        add_user("xian", "lead_unit", county, "county");
        add_user("dianli", "power_company", county, "grid");
        add_user("yizu", "inspector", county, "commission");
        add_user("erzu", "inspector", county, "commission");
        add_user("jiwei", "discipline", county, "discipline");
    }
    void import(const demo::SourceFile& source) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload = ordered_json{
            {"register", source.register_name},
            {"file_name", source.file.filename().string()},
            {"datum",
             source.datum}}.dump();
        command.attachment = source.file;
        (void)app_->apply(command);
    }
    /// Whoever was signed in no longer is.
    void go_to(const char* time) {
        clock_.set(draw::parse_time(time).value());
        cookies_.clear();
    }
    ordered_json done(const std::string& user, const std::string& target,
                      const ordered_json& body = ordered_json::object()) {
        const Answer answer = post(user, target, body);
        EXPECT_EQ(answer.status, 200) << user << " " << target << answer.json.dump();
        return answer.json;
    }
    ordered_json read(const std::string& user, const std::string& target) {
        const Answer answer = get(user, target);
        EXPECT_EQ(answer.status, 200) << user << " " << target << answer.json.dump();
        return answer.json;
    }
    static std::string at(const std::string& draw, const char* what) {
        return "/api/draws/" + draw + "/" + what;
    }

    /// All steps of a draw on one day, each by who does it.
    void hold_draw(const std::string& draw, const std::string& frame, const std::string& day,
                   const std::string& opened) {
        const auto time = [&](const char* of) { return day + "T" + of + ":00Z"; };
        go_to(time("00:00").c_str());
        done("jingxin", "/api/draws",
             {{"draw", draw}, {"frame", frame}, {"each", "2"}, {"nonce", std::string(64, 'a')}});
        const ordered_json terms{{"hash", "sm3"},
                                 {"parties", "county,grid"},
                                 {"public", "kl8-2020150"},
                                 {"public_fallback", "kl8-2020151"},
                                 {"commit_by", time("01:00")},
                                 {"reveal_by", time("02:00")},
                                 {"public_at", time("04:00")},
                                 {"seal_until", opened}};
        EXPECT_EQ(post("jingxin", at(draw, "announcement"), terms).status, 403)
            << "whoever froze the frame does not announce it";
        done("zuzhang", at(draw, "announcement"), terms);
        const std::string announced =
            draw::hash(draw::HashName::sm3, file("zuzhang", draw, "announce.txt"));
        const std::pair<const char*, const char*> parties[] = {{"xian", "county"},
                                                               {"dianli", "grid"}};
        const auto number_of = [](const char* party) {
            return std::string(64, *party == 'c' ? '1' : '2');
        };
        for (const auto& [user, party] : parties)
            done(user, at(draw, "commitments"),
                 {{"party", party},
                  {"commitment",
                   draw::hash(draw::HashName::sm3, "VRS-1/commit\n" + announced + "\n" + party +
                                                       "\n" + number_of(party) + "\n")}});
        go_to(time("01:30").c_str());
        for (const auto& [user, party] : parties)
            done(user, at(draw, "reveals"), {{"party", party}, {"number", number_of(party)}});
        go_to(time("02:05").c_str());
        done("zuzhang", at(draw, "closing"));
        go_to(time("04:00").c_str());
        done("zuzhang", at(draw, "public-value"), {{"value", public_value}});
        EXPECT_EQ(get("yizu", at(draw, "files/sample.tsv")).status, 403)
            << "no unit is warned before the seal is off";
        go_to(opened.c_str());
    }
    std::string file(const std::string& user, const std::string& draw, const std::string& name) {
        const Answer answer = get(user, at(draw, ("files/" + name).c_str()));
        EXPECT_EQ(answer.status, 200) << name;
        return answer.body;
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
    std::vector<std::pair<std::string, std::string>> sample(const std::string& draw) {
        std::vector<std::pair<std::string, std::string>> units;
        std::istringstream lines(file("jingxin", draw, "sample.tsv"));
        std::string stratum, rank, unit, ticket;
        while (lines >> stratum >> rank >> unit >> ticket) units.emplace_back(unit, stratum);
        return units;
    }

    /// What a phone would show of a package: rows by field name, with `version`.
    static std::vector<std::map<std::string, std::string>> rows_of(const ordered_json& package,
                                                                   const std::string& name) {
        std::vector<std::map<std::string, std::string>> rows;
        const auto& slice = package.at("slice");
        std::vector<std::string> fields;
        for (const auto& form : slice.at("forms"))
            if (form.at("name") == name)
                for (const auto& field : form.at("fields")) fields.push_back(field.at("name"));
        if (!slice.at("rows").contains(name)) return rows;
        for (const auto& row : slice.at("rows").at(name).at("rows")) {
            auto& texts = rows.emplace_back();
            for (std::size_t i = 0; i < row.at(3).size(); ++i)
                texts[fields.at(i)] = row.at(3).at(i);
            texts["version"] = std::to_string(row.at(1).get<std::int64_t>());
        }
        return rows;
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
    ordered_json package(const char* user, const char* team) {
        return ordered_json::parse(app::Field(*app_).package(user, team));
    }
    ordered_json entries(const std::string& user, const std::string& ledger) {
        return read(user, "/api/ledgers/" + ledger + "/entries?limit=500").at("entries");
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
    /// Exit code of the script that anybody can run, over the published files alone.
    int outsider(const std::string& draw, const std::string& spoil = {}) {
        const fs::path folder = database_.folder() / ("published-" + draw);
        fs::create_directories(folder);
        for (const char* name :
             {"frame.tsv", "alloc.tsv", "announce.txt", "commits.tsv", "seed.txt", "sample.tsv"}) {
            std::string text = file("yizu", draw, name);
            if (spoil == name) text[text.size() - 2] = text[text.size() - 2] == '0' ? '1' : '0';
            files_.write(folder / name, text);
        }
        const std::string command = "sh '" + places::source("tools/verify-draw.sh") + "' '" +
                                    folder.string() + "' 2>/dev/null";
        const int status = std::system(command.c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
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
            EXPECT_EQ(line.at("inspected"), share == "0/0" ? "—" : share)
                << "what nobody answered stands as a dash";
            EXPECT_THAT(printed.get<std::string>(),
                        HasSubstr(line.at("inspected").get<std::string>()));
            ++told;
        }
    }
    EXPECT_EQ(told, static_cast<int>(compared.at("checks").size()));

    for (const char* draw : {villages_draw, households_draw}) {
        EXPECT_EQ(outsider(draw), 0) << draw;
        EXPECT_EQ(outsider(draw, "sample.tsv"), 1) << draw;
    }
}

INSTANTIATE_ON_BOTH_DATABASES(JuneTest);

}  // namespace
