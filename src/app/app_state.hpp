#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/app.hpp"
#include "catalogue.hpp"
#include "file_store.hpp"
#include "handlers.hpp"
#include "map_cache.hpp"
#include "recorder.hpp"
#include "store/store.hpp"

namespace app {

/// With the keys of the personal values, where the folder has them.
store::Options store_options(const base::Files& files, const Options& options);

/// Where a data folder keeps them.
std::filesystem::path field_key_file(const std::filesystem::path& folder);
/// Writes the key file, for its owner only.
void write_field_keys(base::Files& files, const std::filesystem::path& folder,
                      std::string_view text);
/// Makes the first key when there is none.
void make_field_key(base::Environment& environment, const Options& options);

/// Small pictures of photos, in memory alone: on a disk they would stand beside sealed originals.
class Thumbnails {
public:
    std::optional<std::string> find(const std::string& sha256) {
        const std::lock_guard lock(mutex_);
        const auto found = pictures_.find(sha256);
        return found == pictures_.end() ? std::nullopt : std::optional(found->second);
    }
    void keep(const std::string& sha256, const std::string& picture) {
        const std::lock_guard lock(mutex_);
        if (pictures_.size() >= most) pictures_.clear();
        pictures_.emplace(sha256, picture);
    }

private:
    static constexpr std::size_t most = 500;  // of some 20 kB
    std::mutex mutex_;
    std::map<std::string, std::string> pictures_;
};

/// What an opened App is made of; its parts stand in app.cpp (writing), app_reads.cpp (reading),
/// replay.cpp and backup.cpp.
struct App::State {
    State(base::Environment& e, Options o)
        : environment(e),
          options(std::move(o)),
          files(e, options),
          keys(store_options(e.files, options).keys),
          store(store_options(e.files, options)),
          recorder(e, options.data_folder / "keys") {
        require_field_key();
    }

    /// Throws unavailable when personal values are sealed and their keys are not here.
    void require_field_key();

    base::Environment& environment;
    Options options;
    FileStore files;
    std::shared_ptr<const privacy::KeyRing> keys;
    store::Store store;
    Recorder recorder;
    Thumbnails thumbnails;
    people::Roles roles{people::built_in_roles()};
    std::atomic<bool> accounts_seen{false};  // there are accounts, and always will be
    std::mutex mutex;
    std::map<std::string, std::int64_t> last_uses;  // session -> ms since 1970
    std::shared_ptr<const Catalogue> known;
    MapCache map;
    WorkList running;
    std::atomic<bool> wrote{
        false};  // whoever only read leaves no checkpoint and waits for no writer

    std::shared_ptr<const Catalogue> catalogue(store::Connection& connection) {
        auto fresh =
            load_catalogue(connection, known_catalogue(), store::catalogue_stamp(connection));
        keep(fresh);
        return fresh;
    }

    /// The payload names the content of the file a command speaks of.
    Command with_hash(Command command) const;
    /// When a session was last used by this program; `begun` for one it has not seen.
    std::int64_t last_use(const std::string& session, std::int64_t begun) {
        const std::lock_guard lock(mutex);
        const auto found = last_uses.find(session);
        return found == last_uses.end() ? begun : found->second;
    }
    void used(const std::string& session, std::int64_t now_ms) {
        const std::lock_guard lock(mutex);
        std::erase_if(last_uses,
                      [&](const auto& each) { return now_ms - each.second > session_longest_ms; });
        last_uses[session] = now_ms;
    }

    /// The handler of a command, after the file it speaks of is kept; what failed leaves no file.
    Handled execute(store::Connection& connection, const Command& command, std::int64_t sequence,
                    base::Environment& at, const Catalogue& current, const people::Access& access,
                    Work& work) const;
    /// What is known of a command beside its outcome.
    struct Attempted {
        std::vector<std::string> files_gone;  ///< kept files to remove once it is committed
        bool answered_before = false;
    };
    /// One command in the caller's transaction, or the answer it had already. A repetition from a
    /// desk that only changes rows is refused instead; earlier_answer then has its answer.
    Outcome run(store::Connection& connection, const Command& command, const std::string& content,
                std::shared_ptr<const Catalogue>& current, Attempted& attempted, Work& work);
    std::optional<Outcome> earlier_answer(const Command& command, const std::string& content);
    /// What a command's content is found again by: keyed where personal values are sealed, so that
    /// nobody who holds the database alone can try texts against it.
    [[nodiscard]] std::string content_hash(const std::string& plain_hash) const;
    void remove_files(const std::vector<std::string>& names);
    /// A commit whose answer was lost is asked after: what it did, or that it did nothing.
    Outcome settle(const store::CommitUnknown& unknown, const Command& command,
                   const std::string& content);
    void require_permission(const Command& command);
    /// A refusal enters the trail.
    void record_refusal(const Command& command);
    std::int64_t append_refusal(store::Connection& connection, const Command& command);
    /// A refusal that leaves a trace enters the trail; one of a device's command, unless it may
    /// pass, is also kept as the answer of that command.
    void keep_refusal(const Command& command, const std::string& content, const base::Error& error);

    void keep(std::shared_ptr<const Catalogue> current) {
        const std::lock_guard lock(mutex);
        known = std::move(current);
    }

    std::shared_ptr<const Catalogue> known_catalogue() {
        const std::lock_guard lock(mutex);
        return known;
    }

    template <class Work>
    auto read(Work work) {
        std::optional<decltype(work(std::declval<store::Connection&>(),
                                    std::declval<const Catalogue&>()))>
            result;
        store.read([&](store::Connection& connection) {
            result = work(connection, *catalogue(connection));
        });
        return std::move(*result);
    }
};

}  // namespace app
