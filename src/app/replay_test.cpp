#include "app_for_tests.hpp"
#include "store/records.hpp"
#include "store/tables.hpp"

// The trail alone makes the same tables again, on either database.
namespace {

using namespace for_tests;

class ReplayTest : public AppTest {
protected:
    app::Options empty(const std::string& name, bool server) {
        app::Options target = options();
        target.data_folder = database_.folder() / name;
        target.database.clear();
        if (server) target.database = TemporaryDatabase(Kind::server).url();
        return target;
    }

    app::Outcome import(const std::string& text) {
        const auto file = database_.folder() / "户册.csv";
        files_.write(file, text);
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload = R"({"register":"household","file_name":"户册.csv"})";
        command.attachment = file;
        return app_->apply(command);
    }

    // A bit of every kind of command, refusals included.
    void make_history() {
        put_regions(4);
        load("huayuan-2019");
        put_vector(village(0));
        import("村代码,户编号,常住人口\n" + village(0) + ",1,4\n" + village(0) + ",2,x\n");
        import("村代码,户编号,常住人口\n" + village(0) + ",1,5\n" + village(1) + ",3,6\n");
        apply("undo", {{"batch", 2}});
        apply("freeze", {{"programme", "huayuan-2019"}, {"period", "2019-06"}});
        put("village", {{"region", village(0)}, {"residents", "1001"}});
        apply("restate",
              {{"programme", "huayuan-2019"}, {"period", "2019-06"}, {"reason", "更正"}});
        load("huayuan-2019");
        apply("change_regions", {{"operation", "merge"},
                                 {"on", "2019-06-15"},
                                 {"from", {village(2), village(3)}},
                                 {"to", {{"code", village(9)}, {"name", "合村"}}}});
        apply("remove",
              {{"register", "settlement"}, {"values", {{"region", village(0)}, {"number", "4"}}}});
        app_->export_register("settlement", database_.folder() / "out.csv", {});
        app::Options guarded = options();
        guarded.permit = [](const app::Command&) {
            throw base::Error(base::ErrorKind::forbidden, {"没有权限。", "Not allowed."});
        };
        app::App guest(environment_, guarded);
        app::Command command;
        command.id = guest.new_id();
        command.kind = "note";
        command.payload = R"({"action":"x"})";
        EXPECT_THROW(guest.apply(command), base::Error);
    }

    static void expect_equal(const app::ReplayReport& report) {
        EXPECT_GT(report.tables.size(), 20u);
        for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
    }
};

TEST_P(ReplayTest, a_trail_replayed_into_an_empty_database_makes_every_table_again) {
    make_history();
    const std::int64_t entries = app_->latest_sequence();
    const auto target = empty("again", false);
    const auto report = app::App::replay(environment_, options(), target);
    EXPECT_EQ(report.replayed, entries);
    expect_equal(report);
    app::App again(environment_, target);
    EXPECT_EQ(app::to_json(again.verify_trail()), app::to_json(app_->verify_trail()));
    EXPECT_EQ(app::to_json(again.score("huayuan-2019", "2019-06")),
              app::to_json(app_->score("huayuan-2019", "2019-06")));
}

TEST_P(ReplayTest, a_replay_goes_on_where_the_last_one_ended) {
    put_regions(2);
    const auto target = empty("again", false);
    (void)app::App::replay(environment_, options(), target);
    put("village", {{"region", village(0)}, {"residents", "9"}, {"households", "3"}});
    const auto report = app::App::replay(environment_, options(), target);
    EXPECT_EQ(report.replayed, 1);
    expect_equal(report);
}

TEST_P(ReplayTest, a_replay_into_another_countys_data_changes_nothing) {
    put_regions(2);
    app::Options other = empty("other", false);
    app::App::init(environment_, other);
    try {
        (void)app::App::replay(environment_, options(), other);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::conflict);
        EXPECT_NE(error.message().en.find("other field keys"), std::string::npos);
    }
    app::App app(environment_, other);
    EXPECT_EQ(app.latest_sequence(), 1);
    EXPECT_FALSE(app.verify_trail().problem);
}

TEST_P(ReplayTest, an_embedded_county_replays_into_the_server) {
    if (GetParam() == Kind::server) GTEST_SKIP() << "its server holds the source";
    make_history();
    expect_equal(app::App::replay(environment_, options(), empty("again", true)));
}

INSTANTIATE_ON_BOTH_DATABASES(ReplayTest);

}  // namespace
