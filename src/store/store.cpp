#include "store/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "sqlite_connection.hpp"

namespace store {
namespace {

constexpr std::int64_t schema_version = 1;
constexpr std::size_t group_size_max = 256;
constexpr int readers_kept = 8;

// The writer's lock: held by one process at a time, given up when the process dies.
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
        while (::flock(number_, LOCK_EX | LOCK_NB) != 0) {
            if (std::chrono::steady_clock::now() > give_up) {
                ::close(number_);
                throw base::Error(base::ErrorKind::unavailable,
                                  {"另一个程序正在写入同一数据文件夹，请稍后重试。",
                                   "Another program is writing to the same data folder. Try again "
                                   "in a moment."});
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    ~FileLock() { ::close(number_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
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

std::filesystem::path lock_path(const std::filesystem::path& file) {
    return file.string() + ".lock";
}

struct Job {
    const std::function<void(Connection&)>& work;
    std::exception_ptr error;
    bool done = false;
};

}  // namespace

struct Store::State {
    explicit State(Options o) : options(std::move(o)) {}

    Options options;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job*> queue;
    bool writing = false;
    std::unique_ptr<SqliteConnection> writer;
    std::vector<std::unique_ptr<SqliteConnection>> readers;

    std::unique_ptr<SqliteConnection> take_reader() {
        const std::lock_guard lock(mutex);
        if (readers.empty())
            return std::make_unique<SqliteConnection>(options.file, options.vfs,
                                                      SqliteConnection::Access::read);
        auto reader = std::move(readers.back());
        readers.pop_back();
        return reader;
    }

    void give_back(std::unique_ptr<SqliteConnection> reader) {
        const std::lock_guard lock(mutex);
        if (readers.size() < readers_kept) readers.push_back(std::move(reader));
    }

    // One transaction for all jobs; each in its own savepoint.
    void run_group(const std::vector<Job*>& jobs) {
        const FileLock lock(lock_path(options.file), options.lock_wait);
        writer->run_script("BEGIN IMMEDIATE");
        try {
            for (Job* job : jobs) run_job(*job);
            writer->run_script("COMMIT");
        } catch (...) {
            try {
                writer->run_script("ROLLBACK");
            } catch (const base::Error&) {
                // The transaction was already undone by the failure itself.
                (void)0;
            }
            throw;
        }
        writer->checkpoint(false);
    }

    void run_job(Job& job) {
        writer->run_script("SAVEPOINT job");
        try {
            job.work(*writer);
        } catch (...) {
            job.error = std::current_exception();
            writer->run_script("ROLLBACK TO job");
        }
        writer->run_script("RELEASE job");
    }

    void lead_group(std::unique_lock<std::mutex>& lock) {
        std::vector<Job*> jobs;
        while (!queue.empty() && jobs.size() < group_size_max) {
            jobs.push_back(queue.front());
            queue.pop_front();
        }
        writing = true;
        lock.unlock();
        std::exception_ptr failure;
        try {
            run_group(jobs);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        writing = false;
        for (Job* job : jobs) {
            if (failure) job->error = failure;
            job->done = true;
        }
        changed.notify_all();
    }
};

void Store::create(const Options& options) {
    if (std::filesystem::exists(options.file))
        throw base::Error(base::ErrorKind::conflict,
                          {"数据文件“" + options.file.string() + "”已经存在，没有改动。",
                           "The data file \"" + options.file.string() +
                               "\" exists already. It was not changed."});
    const FileLock lock(lock_path(options.file), options.lock_wait);
    SqliteConnection connection(options.file, options.vfs, SqliteConnection::Access::create);
    // Personal data stand in it: for its owner only. The log files take over its permissions.
    std::filesystem::permissions(
        options.file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    // EXTRA also syncs the folder, so that a new file survives a power cut from its first commit
    // on.
    connection.run_script(options.synchronous == Synchronous::full
                              ? "PRAGMA synchronous=EXTRA"
                              : pragma_of(options.synchronous));
    connection.run_script("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; BEGIN IMMEDIATE");
    connection.run_script(sql_text("migrations/sqlite/0001_first"));
    connection.run_script("INSERT INTO meta VALUES ('schema_version', '" +
                          std::to_string(schema_version) + "'); COMMIT");
    connection.checkpoint(true);
}

Store::Store(Options options) : state_(std::make_unique<State>(std::move(options))) {
    const auto& file = state_->options.file;
    if (!std::filesystem::exists(file))
        throw base::Error(
            base::ErrorKind::not_found,
            {"找不到数据文件“" + file.string() + "”；请先运行 wanjia init --data 文件夹。",
             "There is no data file \"" + file.string() +
                 "\". Run wanjia init --data FOLDER first."});
    state_->writer = std::make_unique<SqliteConnection>(file, state_->options.vfs,
                                                        SqliteConnection::Access::write);
    state_->writer->run_script(pragma_of(state_->options.synchronous));
    std::int64_t version = 0;
    try {
        const auto statement = prepare_file(*state_->writer, "common/schema_version");
        if (statement->step()) version = statement->integer(0);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::internal) throw;
    }
    if (version < 1)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + file.string() + "”不是万家的数据文件。",
                           "\"" + file.string() + "\" is not a Wanjia data file."});
    if (version > schema_version)
        throw base::Error(base::ErrorKind::unavailable,
                          {"数据文件由更新版本的万家写成，请先升级程序；没有改动。",
                           "The data file was written by a newer Wanjia. Update the program first; "
                           "nothing was changed."});
}

Store::~Store() {
    try {
        const FileLock lock(lock_path(state_->options.file), std::chrono::milliseconds(0));
        state_->readers.clear();
        state_->writer->checkpoint(true);
    } catch (const base::Error&) {
        // Somebody else is writing; the log stays and the next writer copies it.
        (void)0;
    }
}

void Store::read(const std::function<void(Connection&)>& work) {
    auto reader = state_->take_reader();
    reader->run_script("BEGIN");
    try {
        work(*reader);
    } catch (...) {
        reader->run_script("ROLLBACK");
        state_->give_back(std::move(reader));
        throw;
    }
    reader->run_script("COMMIT");
    state_->give_back(std::move(reader));
}

void Store::write(const std::function<void(Connection&)>& work) {
    Job job{work, nullptr, false};
    std::unique_lock lock(state_->mutex);
    state_->queue.push_back(&job);
    while (!job.done) {
        if (state_->writing) {
            state_->changed.wait(lock);
        } else {
            state_->lead_group(lock);
        }
    }
    if (job.error) std::rethrow_exception(job.error);
}

}  // namespace store
