#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "app/ledger_versions.hpp"
#include "app_for_tests.hpp"
#include "places_for_tests.hpp"
#include "store/records.hpp"
#include "store/tables.hpp"

// A folder that the program wrote when its schema was 1 (tests/fixtures/schema-1) must say the same
// after the upgrade, and its trail must make the same tables again.
namespace {

using namespace for_tests;

const std::string archive = places::source("tests/fixtures/schema-1/county.tar.gz");

class UpgradeTest : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        data_ = database_.folder() / "county";
        std::filesystem::create_directories(data_);
        const std::string unpack =
            "tar -xzf '" + std::string(archive) + "' -C '" + data_.string() + "'";
        ASSERT_EQ(std::system(unpack.c_str()), 0);
        expected_ = ordered_json::parse(std::ifstream(data_ / "expected.json"));
        std::filesystem::remove(data_ / "expected.json");
    }

    app::Options folder(const std::filesystem::path& data) const {
        return {data, places::built("wanjia-read"), {}, {}, {}};
    }
    std::vector<store::TableHash> tables(const app::Options& options) {
        std::vector<store::TableHash> result;
        store::Options place;
        place.file = options.data_folder / "wanjia.gpkg";
        place.url = options.database;
        store::Store opened(place);
        opened.read([&](store::Connection& c) { result = store::hash_tables(c); });
        return result;
    }

    base::FixedClock clock_{base::Instant{std::chrono::sys_days{std::chrono::year{2027} / 1 / 1}}};
    base::SeededRandom random_{11};
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
    TemporaryDatabase database_{GetParam()};
    std::filesystem::path data_;
    ordered_json expected_;
};

TEST_P(UpgradeTest, R18_an_older_schema_is_refused_in_words_until_it_is_migrated) {
    try {
        app::App app(environment_, folder(data_));
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
        EXPECT_NE(error.message().en.find("earlier Wanjia"), std::string::npos);
        EXPECT_NE(error.message().en.find("wanjia migrate"), std::string::npos);
    }
    EXPECT_EQ(app::App::migrate(environment_, folder(data_)), 1);
    EXPECT_EQ(app::App::migrate(environment_, folder(data_)), 3);
}

TEST_P(UpgradeTest, R18_after_the_upgrade_every_answer_is_as_the_older_program_gave_it) {
    app::App::migrate(environment_, folder(data_));
    app::App app(environment_, folder(data_));
    for (const auto& score : expected_.at("scores")) {
        const std::string period = score.at("period");
        EXPECT_EQ(app::to_json(app.score(
                      score.at("programme"),
                      period.empty() ? std::nullopt : std::optional<std::string>(period))),
                  score.at("document").get<std::string>())
            << score.at("programme") << " " << period;
    }
    for (const auto& one : expected_.at("explanations"))
        EXPECT_EQ(app::to_json(
                      app.explain(one.at("programme"), one.at("indicator"), one.at("region"), {})),
                  one.at("document").get<std::string>())
            << one.at("programme") << " " << one.at("indicator") << " " << one.at("region");
    for (const auto& declaration : app.register_declarations()) {
        auto page = ordered_json::parse(
            app::to_json(app.register_rows(declaration.name, "", 0, 1000), declaration));
        for (auto& row : page["rows"]) row.erase("version");  // said of a row since
        EXPECT_EQ(
            page.dump(),
            expected_.at("registers").value(declaration.name, "the older program had no such"))
            << declaration.name;
    }
    EXPECT_EQ(ordered_json::parse(app::to_json(app.verify_trail())), expected_.at("trail"));
}

TEST_P(UpgradeTest, R18_an_upgraded_folder_gets_the_ledgers_it_lacks_and_can_use_them) {
    app::App::migrate(environment_, folder(data_));
    app::App app(environment_, folder(data_));
    EXPECT_GT(app.declare_missing().declared, 10);
    EXPECT_EQ(app.declare_missing().declared, 0);
    app::Command command;
    command.id = app.new_id();
    command.kind = "evaluate";
    command.payload = "{}";
    EXPECT_NE(app.apply(command).json.find("\"slips\""), std::string::npos);
}

TEST_P(UpgradeTest, R18_a_ledger_of_an_older_version_is_told_and_renewed) {
    app::App::migrate(environment_, folder(data_));
    app::App app(environment_, folder(data_));
    const auto apply = [&](const std::string& yaml) {
        app::Command command;
        command.id = app.new_id();
        command.kind = "declare";
        command.payload = ordered_json{{"yaml", yaml}}.dump();
        (void)app.apply(command);
    };
    std::string yaml = files_.read(places::source("schema/ledgers/award.yaml"));
    ASSERT_NE(yaml.find("version: 2"), std::string::npos);
    yaml.replace(yaml.find("version: 2"), 10, "version: 1");
    apply(yaml);
    std::vector<std::string> behind;
    for (const base::Text& ledger : app::ledgers_behind(app)) behind.push_back(ledger.zh);
    EXPECT_EQ(behind, std::vector<std::string>{"授牌"});
    EXPECT_GT(app.declare_missing().declared, 0);
    EXPECT_TRUE(app::ledgers_behind(app).empty());
}

TEST_P(UpgradeTest, R18_further_fields_of_a_built_in_register_come_and_a_countys_own_changes_stay) {
    app::App::migrate(environment_, folder(data_));
    app::App app(environment_, folder(data_));
    (void)app.declare_missing();
    const auto declare = [&](const std::string& yaml) {
        app::Command command;
        command.id = app.new_id();
        command.kind = "declare";
        command.payload = ordered_json{{"yaml", yaml}}.dump();
        (void)app.apply(command);
    };
    const std::string first =
        "register: milestone\nlabel: {zh: 电杆, en: Pole}\nkey: [number]\nfields:\n"
        "  - {name: number, type: text, max: 9, required: true, class: open, label: {zh: 编号, en: "
        "Number}}\n"
        "  - {name: region, type: region, class: open, required: true, label: {zh: 区划, en: "
        "Region}}\n";
    const std::string more =
        "  - {name: height_m, type: integer, class: open, label: {zh: 高度, en: Height}}\n";
    declare(first);
    EXPECT_THROW(declare(first), base::Error);
    declare(first + more);
    const auto declarations = app.register_declarations();
    const auto pole = std::find_if(declarations.begin(), declarations.end(),
                                   [](const auto& each) { return each.name == "milestone"; });
    ASSERT_NE(pole, declarations.end());
    EXPECT_EQ(pole->fields.size(), 3U);
    EXPECT_THROW(declare(first), base::Error);
    EXPECT_EQ(app.declare_missing().declared, 0);
}

TEST_P(UpgradeTest, R18_a_frozen_month_is_printed_as_it_was_sealed) {
    app::App::migrate(environment_, folder(data_));
    app::App app(environment_, folder(data_));
    store::Options place;
    place.file = data_ / "wanjia.gpkg";
    store::Store opened(place);
    for (const char* period : {"2019-06", "2019-07"}) {
        std::optional<store::FrozenPeriod> sealed;
        opened.read(
            [&](store::Connection& c) { sealed = store::find_frozen(c, "huayuan-2019", period); });
        ASSERT_TRUE(sealed) << period;
        const auto table = app.score("huayuan-2019", period);
        EXPECT_TRUE(table.frozen);
        EXPECT_EQ(app::to_json(table), sealed->document) << period;
    }
}

TEST_P(UpgradeTest, R18_the_trail_of_an_upgraded_folder_makes_the_same_tables_again) {
    app::App::migrate(environment_, folder(data_));
    app::Options target = folder(database_.folder() / "again");
    target.database = database_.url();
    const auto report = app::App::replay(environment_, folder(data_), target);
    EXPECT_EQ(report.replayed, 36);
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
    EXPECT_EQ(tables(target), tables(folder(data_)));
}

TEST_P(UpgradeTest, R18_an_upgraded_folder_goes_on_as_any_other) {
    app::App::migrate(environment_, folder(data_));
    const auto before = tables(folder(data_));
    app::Options target = folder(database_.folder() / "moved");
    target.database = database_.url();
    {
        app::App app(environment_, folder(data_));
        app.backup(database_.folder() / "backup");
    }
    app::App::restore(environment_, database_.folder() / "backup", target);
    EXPECT_EQ(tables(target), before);
    std::filesystem::copy(data_ / "keys" / "field.key", target.data_folder / "keys" / "field.key");
    app::App app(environment_, target);
    app::Command command;
    command.id = app.new_id();
    command.kind = "put";
    const std::string village = app.register_rows("village", "", 0, 1).rows.at(0).texts.at(0);
    const ordered_json values{{"region", village.substr(0, 12)}, {"residents", "99"}};
    command.payload = ordered_json{{"register", "village"}, {"values", values}}.dump();
    EXPECT_EQ(app.apply(command).sequence, 37);
    EXPECT_FALSE(app.verify_trail().problem);
}

INSTANTIATE_ON_BOTH_DATABASES(UpgradeTest);

}  // namespace
