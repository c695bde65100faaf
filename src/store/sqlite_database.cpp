#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <thread>

#include "base/error.hpp"
#include "database.hpp"
#include "sqlite_connection.hpp"

namespace store {
namespace {

constexpr int log_pages_max = 1000;

// The writer's lock: held by one process at a time, given up when the process dies. Whoever waits
// for it first takes its turn (a lock on one byte of the same file), so that a program which writes
// without pause cannot take the lock again before those who wait.
class FileLock {
public:
    FileLock(const std::filesystem::path& file, std::chrono::milliseconds wait)
        : number_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)) {
        if (number_ < 0)
            throw base::Error(
                base::ErrorKind::unavailable,
                {"文件夹“" + file.parent_path().string() + "”不可写，未写入任何数据。",
                 "The folder \"" + file.parent_path().string() +
                     "\" cannot be written. Nothing was written."});
        const auto give_up = std::chrono::steady_clock::now() + wait;
        while (!set_turn(F_WRLCK)) wait_a_little(give_up);
        while (::flock(number_, LOCK_EX | LOCK_NB) != 0) wait_a_little(give_up);
        (void)set_turn(F_UNLCK);
    }
    ~FileLock() { ::close(number_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    [[nodiscard]] bool set_turn(short type) const {
        struct flock turn{};
        turn.l_type = type;
        turn.l_whence = SEEK_SET;
        turn.l_len = 1;
        return ::fcntl(number_, F_OFD_SETLK, &turn) == 0;
    }

    void wait_a_little(std::chrono::steady_clock::time_point give_up) const {
        if (std::chrono::steady_clock::now() > give_up) {
            ::close(number_);
            throw base::Error(
                base::ErrorKind::unavailable,
                {"另一个程序正在写入同一数据文件夹，请稍后重试。",
                 "Another program is writing to the same data folder. Try again in a moment."});
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }

    int number_;
};

std::string pragma_of(Synchronous synchronous) {
    switch (synchronous) {
        case Synchronous::off:
            return "PRAGMA synchronous=OFF";
        case Synchronous::normal:
            return "PRAGMA synchronous=NORMAL";
        case Synchronous::full:
            break;
    }
    return "PRAGMA synchronous=FULL";
}

class SqliteDatabase final : public Database {
public:
    explicit SqliteDatabase(Options options) : options_(std::move(options)) {}

    std::unique_ptr<Connection> connect_reader() override {
        return connect(SqliteConnection::Access::read);
    }

    std::unique_ptr<Connection> connect_writer() override {
        if (is_missing())
            throw base::Error(
                base::ErrorKind::not_found,
                {"找不到数据文件“" + name() + "”；请先运行 wanjia init --data 文件夹。",
                 "There is no data file \"" + name() + "\". Run wanjia init --data FOLDER first."});
        auto writer = connect(SqliteConnection::Access::write);
        writer->run_script(pragma_of(options_.synchronous));
        // What is deleted or written over leaves no copy in the file's unused pages.
        writer->run_script("PRAGMA secure_delete=ON");
        return writer;
    }

    [[nodiscard]] const char* begin_read() const override { return "BEGIN"; }

    void write_alone(Connection& writer, const std::function<void()>& body) override {
        const FileLock lock(lock_path(), options_.lock_wait);
        // Nobody waits for the copying of a log that is already durable, except who writes next.
        auto& connection = static_cast<SqliteConnection&>(writer);
        if (connection.log_pages() > log_pages_max) connection.checkpoint(false);
        writer.run_script("BEGIN IMMEDIATE");
        try {
            body();
        } catch (...) {
            roll_back(writer);
            throw;
        }
        commit(writer);
    }

    void close(Connection& writer) override {
        try {
            const FileLock lock(lock_path(), std::chrono::milliseconds(0));
            static_cast<SqliteConnection&>(writer).checkpoint(true);
        } catch (const base::Error&) {
            // Somebody else is writing; the log stays and the next writer copies it.
            (void)0;
        }
    }

    // A file that an interrupted creation left empty is none.
    [[nodiscard]] bool exists() override {
        if (is_missing()) return false;
        const auto connection = connect(SqliteConnection::Access::write);
        const auto tables = connection->prepare("SELECT count(*) FROM sqlite_schema");
        return tables->step() && tables->integer(0) > 0;
    }

    void create(const std::function<void(Connection&)>& fill) override {
        if (exists())
            throw base::Error(
                base::ErrorKind::conflict,
                {"数据文件“" + name() + "”已经存在，没有改动。",
                 "The data file \"" + name() + "\" exists already. It was not changed."});
        const FileLock lock(lock_path(), options_.lock_wait);
        SqliteConnection connection(options_.file, options_.vfs, SqliteConnection::Access::create);
        // Personal data stand in it: for its owner only. The log files take over its permissions.
        std::filesystem::permissions(options_.file, std::filesystem::perms::owner_read |
                                                        std::filesystem::perms::owner_write);
        // EXTRA also syncs the folder, so that a new file survives a power cut from its first
        // commit on.
        connection.run_script(options_.synchronous == Synchronous::full
                                  ? "PRAGMA synchronous=EXTRA"
                                  : pragma_of(options_.synchronous));
        connection.run_script("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; BEGIN IMMEDIATE");
        fill(connection);
        connection.run_script("COMMIT");
        connection.checkpoint(true);
    }

    [[nodiscard]] std::string name() const override { return options_.file.string(); }

private:
    // A folder that may not be looked into is not an empty one: opening the file then says why not.
    [[nodiscard]] bool is_missing() const {
        std::error_code unknown;
        return !std::filesystem::exists(options_.file, unknown) && !unknown;
    }

    static void roll_back(Connection& writer) {
        try {
            writer.run_script("ROLLBACK");
        } catch (const base::Error&) {
            // The transaction was already undone by the failure itself.
            (void)0;
        }
    }

    // A commit whose sync failed still stands in the log file, where the next start would find it.
    // Another commit at the same place of the log overwrites it; without that, nobody knows.
    static void commit(Connection& writer) {
        try {
            writer.run_script("COMMIT");
        } catch (const base::Error& error) {
            roll_back(writer);
            try {
                writer.run_script("BEGIN IMMEDIATE; PRAGMA user_version = 10300; COMMIT");
            } catch (const base::Error&) {
                roll_back(writer);
                throw base::Error(
                    base::ErrorKind::unavailable,
                    {error.message().zh +
                         "如随即断电或停机，不能保证它没有写入；请处理磁盘后核对。",
                     error.message().en +
                         " If the program stops right now, it may turn out to be written; look "
                         "after the disk is in order."},
                    error.details());
            }
            throw;
        }
    }

    [[nodiscard]] std::unique_ptr<SqliteConnection> connect(SqliteConnection::Access access) const {
        return std::make_unique<SqliteConnection>(options_.file, options_.vfs, access);
    }
    [[nodiscard]] std::filesystem::path lock_path() const {
        return options_.file.string() + ".lock";
    }

    Options options_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const Options& options) {
    return std::make_unique<SqliteDatabase>(options);
}

}  // namespace store
