#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database_for_tests.hpp"
#include "migrations.hpp"
#include "places_for_tests.hpp"
#include "register_table.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

// The upgrade of a file that the program wrote when its schema was 1 (tests/fixtures/schema-1).
namespace {

namespace fs = std::filesystem;

const std::string archive = places::source("tests/fixtures/schema-1/county.tar.gz");

class SchemaTest : public testing::Test {
protected:
    void SetUp() override {
        const std::string unpack = "tar -xzf '" + std::string(archive) + "' -C '" +
                                   database_.folder().string() + "' ./wanjia.gpkg";
        ASSERT_EQ(std::system(unpack.c_str()), 0);
    }

    store::Options in(const std::string& name) const {
        store::Options options;
        options.file = database_.folder() / name;
        return options;
    }
    store::Options copy(const std::string& name) const {
        fs::copy_file(database_.folder() / "wanjia.gpkg", in(name).file,
                      fs::copy_options::overwrite_existing);
        for (const char* suffix : {"-wal", "-shm", ".lock"})
            fs::remove(in(name).file.string() + suffix);
        return in(name);
    }
    static std::vector<store::TableHash> tables(const store::Options& options) {
        std::vector<store::TableHash> result;
        store::Store opened(options);
        opened.read([&](store::Connection& c) { result = store::hash_tables(c); });
        return result;
    }
    // What `sql` says of the file, a line a row.
    static std::vector<std::string> told(const store::Options& options, const std::string& sql) {
        std::vector<std::string> lines;
        store::Store opened(options);
        opened.read([&](store::Connection& c) {
            for (const auto statement = c.prepare(sql); statement->step();)
                lines.emplace_back(statement->text(0));
        });
        return lines;
    }

    for_tests::TemporaryDatabase database_{for_tests::Kind::embedded};
};

TEST_F(SchemaTest, R18_an_upgraded_file_has_the_tables_columns_and_indexes_of_a_new_one) {
    const auto upgraded = copy("upgraded.gpkg");
    EXPECT_EQ(store::Store::migrate(upgraded), 1);
    const auto fresh = in("fresh.gpkg");
    store::Store::create(fresh, [&](store::Connection& c) {
        store::Store old(upgraded);
        old.read([&](store::Connection& from) {
            for (const auto& stored : store::load_declarations(from))
                (void)store::declare_register(c, stored.yaml, stored.changed_sequence);
        });
    });
    for (const char* sql :
         {"SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1",
          "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk "
          "FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS c WHERE m.type = 'table' "
          "ORDER BY 1",
          "SELECT m.name || ' ' || c.seqno || ' ' || COALESCE(c.name, '') FROM sqlite_schema AS m, "
          "pragma_index_info(m.name) AS c WHERE m.type = 'index' ORDER BY 1"})
        EXPECT_EQ(told(upgraded, sql), told(fresh, sql)) << sql;
    EXPECT_EQ(told(upgraded, "PRAGMA integrity_check"), std::vector<std::string>{"ok"});
}

TEST_F(SchemaTest,
       R18_a_file_made_before_a_late_step_of_its_version_is_refused_and_then_completed) {
    const auto early = copy("early.gpkg");
    store::Store::migrate(early);
    const auto before = tables(early);
    store::Store(early).write([](store::Connection& c) {
        c.run_script(
            "DROP TABLE document_issue; DROP TABLE document_template; DROP TABLE draw_file");
    });
    try {
        store::Store opened(early);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().en.find("wanjia migrate"), std::string::npos);
    }
    EXPECT_EQ(store::Store::migrate(early), store::schema_version);
    EXPECT_EQ(tables(early), before);
    EXPECT_EQ(store::Store::migrate(early), store::schema_version);
}

TEST_F(SchemaTest, R18_a_schema_newer_than_the_program_is_neither_opened_nor_migrated) {
    const auto newer = copy("newer.gpkg");
    store::Store::migrate(newer);
    const auto before = tables(newer);
    store::Store(newer).write([](store::Connection& c) {
        store::set_meta(c, "schema_version", std::to_string(store::schema_version + 1));
    });
    for (const auto& attempt : {std::function<void()>([&] { store::Store opened(newer); }),
                                std::function<void()>([&] { store::Store::migrate(newer); })}) {
        try {
            attempt();
            FAIL();
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
            EXPECT_NE(error.message().en.find("newer Wanjia"), std::string::npos);
            EXPECT_NE(error.message().zh.find("更新版本"), std::string::npos);
        }
    }
}

// A migration in a process of its own, killed after `wait`; true when it had ended by itself.
bool migrate_and_kill(const store::Options& options, std::chrono::microseconds wait) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            store::Store::migrate(options);
            ::_exit(0);
        } catch (...) {
            ::_exit(1);
        }
    }
    ::usleep(static_cast<useconds_t>(wait.count()));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status);
}

TEST_F(SchemaTest, R18_a_migration_killed_at_any_moment_has_happened_or_has_not) {
    const auto whole = copy("whole.gpkg");
    const auto begin = std::chrono::steady_clock::now();
    store::Store::migrate(whole);
    const auto takes = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    const auto expected = tables(whole);
    const int kills = std::getenv("WANJIA_TEST_FULL") ? 400 : 15;
    base::SeededRandom random(18);
    std::set<std::int64_t> found;
    int cut = 0;
    for (int i = 0; i < kills; ++i) {
        const auto file = copy("cut.gpkg");
        const std::chrono::microseconds wait(
            static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(takes.count())));
        if (!migrate_and_kill(file, wait)) ++cut;
        const std::int64_t version = store::Store::migrate(file);
        found.insert(version);
        ASSERT_TRUE(version == 1 || version == 3) << version;
        ASSERT_EQ(tables(file), expected) << "killed after " << wait.count() << " us";
        ASSERT_EQ(told(file, "PRAGMA integrity_check"), std::vector<std::string>{"ok"});
    }
    EXPECT_GT(cut, kills / 2);
    EXPECT_TRUE(found.contains(1));
    std::printf("%d of %d migrations were killed before their end\n", cut, kills);
}

}  // namespace
