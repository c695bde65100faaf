#include "store/store.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <vector>

#include "citus.hpp"
#include "database.hpp"
#include "group_notes.hpp"
#include "migrations.hpp"
#include "sealing.hpp"

namespace store {
namespace {

constexpr std::size_t group_size_max = 256;
constexpr std::size_t readers_kept = 64;

struct Job {
    const std::function<void(Connection&)>& work;
    std::exception_ptr error;
    bool done = false;
};

class NotesInUse {
public:
    NotesInUse(Connection& connection, GroupNotes& notes) : connection_(connection) {
        connection_.note_in(&notes);
    }
    ~NotesInUse() { connection_.note_in(nullptr); }
    NotesInUse(const NotesInUse&) = delete;
    NotesInUse& operator=(const NotesInUse&) = delete;

private:
    Connection& connection_;
};

std::unique_ptr<Database> open_database(const Options& options) {
    return options.url.empty() ? open_sqlite(options) : open_postgres(options);
}

void require_known_schema(const std::string& name, std::int64_t version) {
    if (version < 1)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"“" + name + "”不是万家的数据库。", "\"" + name + "\" is not a Wanjia database."});
    if (version > schema_version)
        throw base::Error(base::ErrorKind::unavailable,
                          {"“" + name + "”由更新版本的万家写成，请先升级程序；没有改动。",
                           "\"" + name +
                               "\" was written by a newer Wanjia. Update the program "
                               "first; nothing was changed."});
}

}  // namespace

struct Store::State {
    explicit State(const Options& options) : database(open_database(options)), keys(options.keys) {}

    std::unique_ptr<Database> database;
    std::shared_ptr<const privacy::KeyRing> keys;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Job*> queue;
    bool writing = false;
    std::unique_ptr<Connection> writer;
    std::vector<std::unique_ptr<Connection>> readers;

    std::unique_ptr<Connection> take_reader() {
        {
            const std::lock_guard lock(mutex);
            if (!readers.empty()) {
                auto reader = std::move(readers.back());
                readers.pop_back();
                return reader;
            }
        }
        return new_reader();
    }

    std::unique_ptr<Connection> new_reader() {
        auto reader = database->connect_reader();
        give_keys(*reader, keys);
        return reader;
    }

    void give_back(std::unique_ptr<Connection> reader) {
        const std::lock_guard lock(mutex);
        if (!reader->is_broken() && readers.size() < readers_kept)
            readers.push_back(std::move(reader));
    }

    // A lost server may be there again: nothing is kept of the connection that broke.
    Connection& live_writer() {
        if (!writer || writer->is_broken()) {
            writer.reset();
            writer = database->connect_writer();
            give_keys(*writer, keys);
        }
        return *writer;
    }

    // One transaction for all jobs; each in its own savepoint. A connection that was cut while it
    // was idle shows only at its next use: nothing has begun then, and a new one is tried once.
    void run_group(const std::vector<Job*>& jobs) {
        bool begun = false;
        const auto attempt = [&] {
            Connection& connection = live_writer();
            database->write_alone(connection, [&] {
                begun = true;
                run_jobs(connection, jobs);
            });
        };
        try {
            attempt();
        } catch (const base::Error&) {
            if (begun || !writer || !writer->is_broken()) throw;
            attempt();
        }
    }

    // A command whose writes turn out to be refused when others have been done after it is undone
    // with them, and they are done again.
    static void run_jobs(Connection& connection, const std::vector<Job*>& jobs) {
        GroupNotes notes;
        const NotesInUse in_use(connection, notes);
        std::vector<Part> parts;
        for (bool all_done = false; !all_done;) {
            try {
                for (std::size_t next = parts.size(); next < jobs.size(); ++next) {
                    const GroupNotes::Pending before = notes.pending;
                    parts.push_back({connection.begin_part(), before});
                    run_job(connection, *jobs[next], notes, before);
                }
                connection.settle_parts();
                all_done = true;
            } catch (const PartRefused& refused) {
                while (parts.back().number != refused.part) parts.pop_back();
                undo(connection, notes, parts.back().before);
                jobs[parts.size() - 1]->error = std::make_exception_ptr(refused.error);
            }
        }
        write_notes(connection);
    }

    struct Part {
        std::int64_t number;
        GroupNotes::Pending before;
    };

    static void run_job(Connection& connection, Job& job, GroupNotes& notes,
                        const GroupNotes::Pending& before) {
        job.error = nullptr;
        try {
            job.work(connection);
            connection.keep_part();
        } catch (...) {
            connection.require_kept_parts();
            job.error = std::current_exception();
            undo(connection, notes, before);
        }
    }

    static void undo(Connection& connection, GroupNotes& notes, const GroupNotes::Pending& before) {
        notes.pending = before;
        notes.known = {};
        connection.undo_part();
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

void Store::create(const Options& options, const std::function<void(Connection&)>& fill) {
    open_database(options)->create([&](Connection& connection) {
        migrate_schema(connection, 0);
        begin_sealing(connection, options.keys);
        if (fill) fill(connection);
    });
}

bool Store::exists(const Options& options) {
    return open_database(options)->exists();
}

Store::Store(Options options) : state_(std::make_unique<State>(options)) {
    state_->writer = state_->database->connect_writer();
    const std::string name = state_->database->name();
    const std::int64_t version = read_schema_version(*state_->writer);
    if (version == 0 && !state_->database->exists())
        throw base::Error(
            base::ErrorKind::not_found,
            {"“" + name + "”中还没有万家的数据；请先运行 wanjia init。",
             "There are no Wanjia data in \"" + name + "\" yet. Run wanjia init first."});
    require_known_schema(name, version);
    if (version < schema_version || !is_schema_whole(*state_->writer))
        throw base::Error(base::ErrorKind::unavailable,
                          {"“" + name + "”由较早版本的万家写成；请先备份，再运行 wanjia migrate。",
                           "\"" + name +
                               "\" was written by an earlier Wanjia. Make a backup, then "
                               "run wanjia migrate."});
    give_keys(*state_->writer, state_->keys);
}

Store::~Store() {
    state_->readers.clear();
    if (state_->writer && !state_->writer->is_broken()) state_->database->close(*state_->writer);
}

std::int64_t Store::migrate(const Options& options) {
    const auto database = open_database(options);
    const auto writer = database->connect_writer();
    std::int64_t version = 0;
    database->write_alone(*writer, [&] {
        version = read_schema_version(*writer);
        require_known_schema(database->name(), version);
        migrate_schema(*writer, version);
        seal_what_is_plain(*writer, options.keys);
        spread_by_county(*writer);
    });
    database->close(*writer);
    return version;
}

void Store::read(const std::function<void(Connection&)>& work) {
    auto reader = state_->take_reader();
    try {
        reader->run_script(state_->database->begin_read());
    } catch (const base::Error&) {
        // A kept connection may have been cut off while it was idle; a new one tells the truth.
        if (!reader->is_broken()) throw;
        reader = state_->new_reader();
        reader->run_script(state_->database->begin_read());
    }
    try {
        work(*reader);
        reader->run_script("COMMIT");
    } catch (...) {
        try {
            reader->run_script("ROLLBACK");
        } catch (const base::Error&) {
            // The connection is lost, and its snapshot with it.
            (void)0;
        }
        state_->give_back(std::move(reader));
        throw;
    }
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

Dialect Store::dialect() const {
    return state_->writer->dialect();
}

}  // namespace store
