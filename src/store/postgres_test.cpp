#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database_for_tests.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

// What goes wrong with a database is said in a sentence, loses nothing, and needs no repair.
namespace {

namespace fs = std::filesystem;
using for_tests::Kind;
using for_tests::TemporaryDatabase;

// The error that `work` ends in.
template <class Work>
std::pair<base::ErrorKind, std::string> refusal_of(Work work) {
    try {
        work();
    } catch (const base::Error& error) {
        EXPECT_FALSE(error.message().zh.empty());
        EXPECT_EQ(error.message().en.find("secret"), std::string::npos);
        return {error.kind(), error.message().en + " (" + error.details() + ")"};
    }
    return {base::ErrorKind::internal, "nothing was refused"};
}

#define EXPECT_REFUSED(work, refused_kind, words)                       \
    {                                                                   \
        const auto [kind, sentence] = refusal_of(work);                 \
        EXPECT_EQ(kind, refused_kind) << sentence;                      \
        EXPECT_NE(sentence.find(words), std::string::npos) << sentence; \
    }

std::string meta(store::Store& opened, const std::string& name) {
    std::string value;
    opened.read([&](store::Connection& c) { value = store::get_meta(c, name); });
    return value;
}

void note(store::Store& opened, const std::string& value) {
    opened.write([&](store::Connection& c) { store::set_meta(c, "note", value); });
}

std::int64_t number(store::Connection& connection, const std::string& sql) {
    const auto statement = connection.prepare(sql);
    return statement->step() ? statement->integer(0) : -1;
}

class ServerTest : public testing::Test {
protected:
    void SetUp() override {
        options_.url = database_.url();
        options_.lock_wait = std::chrono::milliseconds(200);
        store::Store::create(options_);
    }
    void TearDown() override {
        for (const char* name : {"plain", "few", "reader", "guarded"})
            database_.run_sql("DROP OWNED BY " + std::string(name) + " CASCADE; DROP ROLE " + name);
        for (const char* name : {"bare", "ascii"})
            database_.run_sql("DROP DATABASE IF EXISTS " + std::string(name));
    }

    ServerTest() {
        for (const char* name : {"plain", "few", "reader", "guarded"})
            database_.run_sql("CREATE ROLE " + std::string(name) + " LOGIN");
    }

    // The server's own words for stopping, starting and the like.
    static void control(const std::string& words) {
        const char* data = std::getenv("WANJIA_TEST_POSTGRES_DATA");
        const std::string as = ::getuid() == 0 ? "setpriv --reuid postgres --regid postgres "
                                                 "--clear-groups "
                                               : "";
        const std::string command = "cd / && " + as +
                                    "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/"
                                    "pg_ctl -D '" +
                                    std::string(data) + "' -w " + words + " >/dev/null 2>&1";
        ASSERT_EQ(std::system(command.c_str()), 0) << command;
    }
    static void start() {
        const fs::path data = std::getenv("WANJIA_TEST_POSTGRES_DATA");
        control("-l '" + (data / "again.log").string() +
                "' -o \"-c listen_addresses='' -c unix_socket_directories='" +
                data.parent_path().string() + "' -c max_connections=100\" start");
    }
    // The options as another account or for another database.
    store::Options as(const std::string& account, const std::string& database = "wanjia") const {
        store::Options other = options_;
        const std::size_t at = other.url.find("user=wanjia");
        other.url.replace(at, 11, "user=" + account);
        other.url.replace(other.url.find("/wanjia?"), 8, "/" + database + "?");
        return other;
    }
    void end_backend(std::int64_t process) const {
        database_.run_sql("DO 'BEGIN PERFORM pg_terminate_backend(" + std::to_string(process) +
                          ", 5000); END'");
    }

    TemporaryDatabase database_{Kind::server};
    store::Options options_;
};

TEST_F(ServerTest,
       R2_a_connection_lost_in_the_middle_of_reading_or_writing_is_said_and_made_again) {
    store::Store opened(options_);
    note(opened, "before");
    const auto cut = [&](store::Connection& c) {
        end_backend(number(c, "SELECT pg_backend_pid()::bigint"));
        (void)number(c, "SELECT 1::bigint");
    };
    EXPECT_REFUSED([&] { opened.read(cut); }, base::ErrorKind::unavailable,
                   "connection to the database server was lost");
    EXPECT_EQ(meta(opened, "note"), "before");
    EXPECT_REFUSED(
        [&] {
            opened.write([&](store::Connection& c) {
                store::set_meta(c, "note", "half");
                cut(c);
            });
        },
        base::ErrorKind::unavailable, "connection to the database server was lost");
    EXPECT_EQ(meta(opened, "note"), "before");
    note(opened, "after");
    EXPECT_EQ(meta(opened, "note"), "after");
}

TEST_F(ServerTest, a_connection_cut_while_nothing_was_asked_is_made_again_without_a_word) {
    store::Store opened(options_);
    note(opened, "before");
    database_.run_sql(
        "DO 'BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE "
        "application_name = ''wanjia''; END'");
    note(opened, "after");
    EXPECT_EQ(meta(opened, "note"), "after");
}

TEST_F(ServerTest, a_server_that_is_killed_and_started_again_is_used_again_without_a_restart) {
    store::Store opened(options_);
    note(opened, "acknowledged");
    control("-m immediate stop");
    EXPECT_REFUSED([&] { note(opened, "refused"); }, base::ErrorKind::unavailable,
                   "cannot be reached");
    EXPECT_REFUSED([&] { (void)meta(opened, "note"); }, base::ErrorKind::unavailable,
                   "cannot be reached");
    EXPECT_REFUSED([&] { store::Store another(options_); }, base::ErrorKind::unavailable,
                   "cannot be reached");
    start();
    EXPECT_EQ(meta(opened, "note"), "acknowledged");
    note(opened, "after");
    EXPECT_EQ(meta(opened, "note"), "after");
}

TEST_F(ServerTest, an_unknown_account_and_a_wrong_password_are_said_without_the_password) {
    EXPECT_REFUSED([&] { store::Store opened(as("nobody&password=secret")); },
                   base::ErrorKind::unavailable, "cannot be reached");
    const fs::path rules = fs::path(std::getenv("WANJIA_TEST_POSTGRES_DATA")) / "pg_hba.conf";
    std::stringstream before;
    before << std::ifstream(rules).rdbuf();
    std::ofstream(rules) << "local all guarded scram-sha-256\n" << before.str();
    control("reload");
    database_.run_sql("ALTER ROLE guarded PASSWORD 'another'");
    EXPECT_REFUSED([&] { store::Store opened(as("guarded&password=secret")); },
                   base::ErrorKind::unavailable, "password is wrong");
    std::ofstream(rules) << before.str();
    control("reload");
}

TEST_F(ServerTest, a_server_that_is_read_only_is_read_and_refuses_to_be_written) {
    database_.run_sql(
        "ALTER ROLE reader SUPERUSER; ALTER ROLE reader SET "
        "default_transaction_read_only = on");
    store::Store opened(as("reader"));
    EXPECT_EQ(meta(opened, "schema_version"), "3");
    EXPECT_REFUSED([&] { note(opened, "no"); }, base::ErrorKind::unavailable, "read-only");
}

TEST_F(ServerTest, an_account_without_privileges_is_sent_to_the_administrator) {
    EXPECT_REFUSED([&] { store::Store opened(as("plain")); }, base::ErrorKind::unavailable,
                   "lacks a privilege");
    database_.run_sql("GRANT USAGE ON SCHEMA wanjia TO plain");
    EXPECT_REFUSED([&] { store::Store opened(as("plain")); }, base::ErrorKind::unavailable,
                   "lacks a privilege");
    database_.run_sql("CREATE DATABASE bare");
    EXPECT_REFUSED([&] { store::Store::create(as("plain", "bare")); }, base::ErrorKind::unavailable,
                   "lacks a privilege");
}

// The server of the tests has PostGIS, so a trigger refuses it as a server does that has none.
TEST_F(ServerTest, a_server_without_postgis_is_said_to_have_none) {
    database_.run_sql("CREATE DATABASE bare");
    const std::string url = as("wanjia", "bare").url;
    const std::string trigger =
        "psql -q -X '" + url +
        "' -c \"CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE "
        "EXCEPTION USING ERRCODE = ''0A000'', MESSAGE = ''extension is not available''; END'\" -c "
        "\"CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') "
        "EXECUTE FUNCTION refuse()\"";
    ASSERT_EQ(std::system(trigger.c_str()), 0);
    EXPECT_REFUSED([&] { store::Store::create(as("wanjia", "bare")); },
                   base::ErrorKind::unavailable, "has no PostGIS");
    EXPECT_FALSE(store::Store::exists(as("wanjia", "bare")));
}

TEST_F(ServerTest, a_database_that_does_not_store_utf_8_is_refused) {
    database_.run_sql("CREATE DATABASE ascii ENCODING SQL_ASCII TEMPLATE template0 LOCALE 'C'");
    EXPECT_REFUSED([&] { store::Store::create(as("wanjia", "ascii")); },
                   base::ErrorKind::unavailable, "does not store UTF-8");
}

TEST_F(ServerTest, a_server_that_does_not_sync_is_refused) {
    database_.run_sql("ALTER SYSTEM SET fsync = off");
    control("reload");
    // The server takes up the setting in its own time; only then can it be refused.
    while (refusal_of([&] { store::Store opened(options_); }).second == "nothing was refused") {
    }
    EXPECT_REFUSED([&] { store::Store opened(options_); }, base::ErrorKind::unavailable,
                   "fsync off");
    database_.run_sql("ALTER SYSTEM RESET fsync");
    control("restart");
    store::Store opened(options_);
    note(opened, "after");
}

TEST_F(ServerTest, an_account_with_no_connection_left_is_told_so) {
    database_.run_sql("ALTER ROLE few CONNECTION LIMIT 0");
    EXPECT_REFUSED([&] { store::Store opened(as("few")); }, base::ErrorKind::unavailable,
                   "no connection left");
}

TEST_F(ServerTest, a_full_disk_of_the_server_refuses_writes_and_goes_on_when_space_returns) {
    if (::getuid() != 0) GTEST_SKIP() << "only root can make a small volume";
    const fs::path volume = database_.folder() / "volume";
    fs::create_directories(volume);
    fs::permissions(database_.folder(), fs::perms::others_exec, fs::perm_options::add);
    ASSERT_EQ(::mount("tmpfs", volume.c_str(), "tmpfs", 0, "size=4m,mode=0777"), 0);
    fs::create_directories(volume / "space");
    ASSERT_EQ(std::system(("chown postgres '" + (volume / "space").string() + "'").c_str()), 0);
    {
        store::Store opened(options_);
        note(opened, "before");
        database_.run_sql("CREATE TABLESPACE small LOCATION '" + (volume / "space").string() + "'");
        database_.run_sql("ALTER TABLE wanjia.evidence SET TABLESPACE small");
        int kept = 0;
        base::SeededRandom random(6);
        const auto name = [&] {
            std::string text;
            while (text.size() < 1600) text += base::random_id(random);
            return text;
        };
        const auto fill = [&] {
            for (; kept < 20'000; ++kept)
                opened.write(
                    [&](store::Connection& c) { store::save_evidence(c, {name(), "00", kept}); });
        };
        EXPECT_REFUSED(fill, base::ErrorKind::unavailable, "disk is full");
        EXPECT_GT(kept, 10);
        std::int64_t rows = 0;
        opened.read([&](store::Connection& c) {
            rows = static_cast<std::int64_t>(store::list_evidence(c).size());
        });
        EXPECT_EQ(rows, kept);
        ASSERT_EQ(::mount("tmpfs", volume.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
        opened.write([&](store::Connection& c) { store::save_evidence(c, {"after", "00", 1}); });
    }
    database_.clear();
    database_.run_sql("DROP TABLESPACE small");
    ::umount(volume.c_str());
}

class EitherDatabase : public testing::TestWithParam<Kind> {
protected:
    store::Options options() const {
        store::Options options;
        options.file = database_.folder() / "wanjia.gpkg";
        options.url = database_.url();
        options.lock_wait = std::chrono::milliseconds(200);
        return options;
    }
    TemporaryDatabase database_{GetParam()};
};

TEST_P(EitherDatabase, a_second_program_that_writes_is_waited_for_and_then_named) {
    store::Store::create(options());
    store::Store first(options());
    store::Store second(options());
    std::promise<void> holds;
    std::promise<void> enough;
    std::thread writer([&] {
        first.write([&](store::Connection& c) {
            store::set_meta(c, "note", "first");
            holds.set_value();
            enough.get_future().wait();
        });
    });
    holds.get_future().wait();
    EXPECT_REFUSED([&] { note(second, "second"); }, base::ErrorKind::unavailable,
                   "Another program is writing");
    enough.set_value();
    writer.join();
    EXPECT_EQ(meta(second, "note"), "first");
    note(second, "second");
    EXPECT_EQ(meta(first, "note"), "second");
}

INSTANTIATE_ON_BOTH_DATABASES(EitherDatabase);

class FileTest : public testing::Test {
protected:
    void SetUp() override { options_.file = database_.folder() / "wanjia.gpkg"; }
    TemporaryDatabase database_{Kind::embedded};
    store::Options options_;
};

TEST_F(FileTest, a_file_that_is_no_database_is_not_touched) {
    const std::string bytes(8192, 'x');
    std::ofstream(options_.file) << bytes;
    EXPECT_REFUSED([&] { store::Store opened(options_); }, base::ErrorKind::unavailable,
                   "not a Wanjia data file");
    EXPECT_REFUSED([&] { store::Store::create(options_); }, base::ErrorKind::unavailable,
                   "not a Wanjia data file");
    std::stringstream after;
    after << std::ifstream(options_.file).rdbuf();
    EXPECT_EQ(after.str(), bytes);
}

TEST_F(FileTest, another_program_that_holds_the_file_is_named_and_nothing_is_lost) {
    store::Store::create(options_);
    store::Store opened(options_);
    note(opened, "before");
    // The sqlite3 program of somebody else, in the middle of its own transaction.
    std::FILE* other =
        ::popen(("sqlite3 '" + options_.file.string() + "' >/dev/null").c_str(), "w");
    ASSERT_NE(other, nullptr);
    const std::string flag = (database_.folder() / "held").string();
    std::fputs(("BEGIN IMMEDIATE;\n.shell touch '" + flag + "'\n").c_str(), other);
    std::fflush(other);
    while (!fs::exists(flag)) ::sched_yield();
    EXPECT_REFUSED([&] { note(opened, "refused"); }, base::ErrorKind::unavailable,
                   "Another program is using the data file");
    std::fputs("ROLLBACK;\n.quit\n", other);
    ::pclose(other);
    EXPECT_EQ(meta(opened, "note"), "before");
    note(opened, "after");
    EXPECT_EQ(meta(opened, "note"), "after");
}

// True once somebody waits for the writer's lock and has the next turn.
bool somebody_waits(const fs::path& lock) {
    const int number = ::open(lock.c_str(), O_RDWR | O_CLOEXEC);
    struct flock turn{};
    turn.l_type = F_WRLCK;
    turn.l_whence = SEEK_SET;
    turn.l_len = 1;
    const bool asked = ::fcntl(number, F_OFD_GETLK, &turn) == 0;
    ::close(number);
    return asked && turn.l_type != F_UNLCK;
}

// A busy server must not keep an import on the command line from its turn.
TEST_F(FileTest, whoever_waits_writes_before_the_one_who_has_just_written_writes_again) {
    store::Store::create(options_);
    store::Store busy(options_);
    store::Store second(options_);
    std::vector<std::string> order;
    std::thread waiting;
    bool seen = false;
    busy.write([&](store::Connection&) {
        order.emplace_back("busy");
        waiting = std::thread(
            [&] { second.write([&](store::Connection&) { order.emplace_back("second"); }); });
        for (int attempt = 0; attempt < 1'000'000 && !seen; ++attempt) {
            seen = somebody_waits(options_.file.string() + ".lock");
            ::sched_yield();
        }
    });
    busy.write([&](store::Connection&) { order.emplace_back("busy again"); });
    waiting.join();
    EXPECT_TRUE(seen);
    EXPECT_EQ(order, (std::vector<std::string>{"busy", "second", "busy again"}));
}

// What an account without rights is told that opens and writes; root may write everywhere.
std::string told_without_rights(const store::Options& options) {
    int words[2];
    if (::pipe(words) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) {
        if (::getuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(2);
        std::string sentence = "nothing was refused";
        try {
            store::Store opened(options);
            note(opened, "no");
        } catch (const base::Error& error) {
            sentence = error.message().en;
        } catch (const std::exception& error) {
            sentence = std::string("not a sentence: ") + error.what();
        }
        (void)!::write(words[1], sentence.data(), sentence.size());
        ::_exit(0);
    }
    ::close(words[1]);
    char bytes[1000];
    const ssize_t size = ::read(words[0], bytes, sizeof bytes);
    ::close(words[0]);
    ::waitpid(child, nullptr, 0);
    return {bytes, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
}

TEST_F(FileTest, a_folder_that_may_only_be_read_or_not_even_that_is_said) {
    store::Store::create(options_);
    fs::remove(options_.file.string() + ".lock");
    fs::permissions(options_.file, fs::perms::others_read | fs::perms::owner_read);
    fs::permissions(database_.folder(), fs::perms::owner_read | fs::perms::owner_exec |
                                            fs::perms::others_read | fs::perms::others_exec);
    const std::string read_only = told_without_rights(options_);
    EXPECT_TRUE(read_only.find("read-only") != std::string::npos ||
                read_only.find("cannot be") != std::string::npos)
        << read_only;
    fs::permissions(database_.folder(), fs::perms::none);
    EXPECT_EQ(told_without_rights(options_), "The data file cannot be opened.");
    fs::permissions(database_.folder(), fs::perms::owner_all);
    fs::permissions(options_.file, fs::perms::owner_read | fs::perms::owner_write);
    store::Store opened(options_);
    note(opened, "after");
}

}  // namespace
