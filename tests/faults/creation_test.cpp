#include <gtest/gtest.h>
#include <sqlite3.h>

#include <functional>
#include <iostream>

#include "base/error.hpp"
#include "store/register_store.hpp"
#include "store_work.hpp"

// The first seconds of a data file, and of every opening: each operation is a moment at which the
// power goes, without exception.

namespace faults {
namespace {

using Visit = std::function<void(std::size_t operations, const std::filesystem::path& folder,
                                 const std::string& where)>;

// Cuts the power after every operation and in every way; chance gets several seeds.
void cut_power_everywhere(const Log& log, const Visit& visit) {
    const std::uint64_t seeds = is_full_run() ? 8 : 1;
    const TemporaryFolder folder;
    Disk disk;
    for (std::size_t operations = 0;; ++operations) {
        for (const Loss loss : all_losses) {
            const bool by_chance = loss == Loss::subset || loss == Loss::torn;
            for (std::uint64_t seed = 0; seed < (by_chance ? seeds : 1); ++seed) {
                write_image(disk.after_power_cut(loss, operations * 8 + seed), folder.path());
                visit(operations, folder.path(),
                      "after operation " + std::to_string(operations) + ", losing " +
                          name_of(loss) + ", seed " + std::to_string(operations * 8 + seed));
            }
        }
        if (operations == log.size()) return;
        disk.apply(log[operations]);
    }
}

// SQLite syncs the folder when it first syncs a new log. Without that, only what the creation
// itself made durable counts.
Log without_folder_sync_of_the_log(Log log) {
    for (std::size_t i = 1; i < log.size(); ++i)
        if (log[i].kind == Operation::Kind::sync_folder && log[i - 1].path.ends_with("-wal")) {
            log[i].kind = Operation::Kind::sync_name;
            log[i].path = log[i - 1].path;
        }
    return log;
}

Log without_any_folder_sync(Log log) {
    for (Operation& operation : log)
        if (operation.kind == Operation::Kind::sync_folder) operation.path = "elsewhere";
    return log;
}

store::Options options_in(const std::filesystem::path& folder) {
    return {folder / Recording::data_file, {}, store::Synchronous::full, {}};
}

void record_creation(Recording& recording) {
    base::SystemFiles files;
    const store::Options options = options_in(recording.folder().parent_path());
    std::unique_ptr<store::Store> store;
    recording.step("create", [&] {
        files.make_folder(recording.folder());
        store::Store::create(options);
        store = std::make_unique<store::Store>(options);
        store->write([](store::Connection& c) { declare_note_register(c); });
    });
    for (int i = 0; i < 3; ++i)
        recording.step("row", [&] { write_notes(*store, "first" + std::to_string(i), 1, 100); });
}

enum class Outcome { made_again, refused, complete };

// Opens what a creation that nobody acknowledged left behind, as the next start would.
Outcome try_half_created(const std::filesystem::path& folder, const std::string& where) {
    const store::Options options = options_in(folder);
    Outcome outcome = Outcome::complete;
    try {
        const store::Store store(options);
    } catch (const base::Error& error) {
        EXPECT_NE(error.kind(), base::ErrorKind::internal) << error.message().en << where;
        EXPECT_FALSE(error.message().zh.empty() || error.message().en.empty());
        if (error.kind() != base::ErrorKind::not_found) return Outcome::refused;
        base::SystemFiles().make_folder(options.file.parent_path());
        store::Store::create(options);
        outcome = Outcome::made_again;
    }
    store::Store store(options);
    store.write([](store::Connection& c) {
        if (c.prepare("SELECT 1 FROM sqlite_master WHERE name = 'note'")->step()) return;
        declare_note_register(c);
    });
    write_notes(store, "again", 2, 100);
    EXPECT_EQ(count_notes(store, "again"), 2) << where;
    return outcome;
}

struct Losses {
    int points = 0;
    int bad = 0;
    std::string first;
};

Losses check_everywhere(const Recording& recording, const Log& log, std::size_t from) {
    Losses losses;
    cut_power_everywhere(log, [&](std::size_t operations, const auto& folder, const auto& where) {
        if (operations < from) return;
        ++losses.points;
        const Finding finding = check_after_power_cut(recording, operations, folder);
        if (finding.kind == Finding::Kind::none) return;
        ++losses.bad;
        if (losses.first.empty()) losses.first = finding.what + " " + where;
    });
    return losses;
}

TEST(Creation, R3_a_power_cut_at_every_operation_loses_nothing) {
    Recording recording;
    record_creation(recording);
    for (const Log& log : {recording.log(), without_folder_sync_of_the_log(recording.log())}) {
        const Losses losses = check_everywhere(recording, log, 0);
        std::cout << log.size() << " operations, " << losses.points << " power cuts, " << losses.bad
                  << " lost something acknowledged\n";
        EXPECT_EQ(losses.bad, 0) << losses.first;
    }
}

TEST(Creation, R3_a_creation_cut_short_is_made_again_or_complete_or_refused_in_words) {
    Recording recording;
    record_creation(recording);
    std::map<Outcome, int> outcomes;
    cut_power_everywhere(recording.log(),
                         [&](std::size_t operations, const auto& folder, const auto& where) {
                             if (operations < recording.steps().front().acknowledged)
                                 ++outcomes[try_half_created(folder, where)];
                         });
    std::cout << outcomes[Outcome::made_again] << " made again, " << outcomes[Outcome::complete]
              << " complete, " << outcomes[Outcome::refused] << " refused\n";
    EXPECT_GT(outcomes[Outcome::made_again], 0);
    EXPECT_GT(outcomes[Outcome::complete], 0);
}

TEST(Creation, R3_opening_after_a_power_cut_survives_the_next_one) {
    Image found;
    {
        Recording before;
        record_store_work(before, store::Synchronous::full, 9);
        Disk disk;
        std::size_t operations = 0;
        // In the middle of the work under a reader, when the log holds what the file does not.
        for (const Step& step : before.steps())
            if (step.name == "step-6-3 under a reader") operations = step.acknowledged;
        ASSERT_GT(operations, 0u);
        for (std::size_t i = 0; i < operations; ++i) disk.apply(before.log()[i]);
        found = disk.after_power_cut(Loss::old_directory, 1);
    }
    Recording recording(found);
    const std::size_t start = recording.log().size();
    recording.step("as found", [] {});
    std::unique_ptr<store::Store> store;
    const store::Options options = options_in(recording.folder().parent_path());
    recording.step("open", [&] { store = std::make_unique<store::Store>(options); });
    recording.step("row", [&] { write_notes(*store, "later", 3, 300); });
    recording.step("close", [&] { store.reset(); });
    const Losses losses = check_everywhere(recording, recording.log(), start);
    std::cout << recording.log().size() - start << " operations, " << losses.points
              << " power cuts, " << losses.bad << " lost something acknowledged\n";
    EXPECT_EQ(losses.bad, 0) << losses.first;
}

// A data file made by SQLite alone, with its first row.
class BareCreation {
public:
    explicit BareCreation(const char* synchronous) : recording_(Image{{"data/placeholder", ""}}) {
        const std::string file = (recording_.folder() / "wanjia.gpkg").string();
        recording_.step("create", [&] {
            EXPECT_EQ(sqlite3_open(file.c_str(), &handle_), SQLITE_OK);
            run(std::string("PRAGMA synchronous=") + synchronous);
            run("PRAGMA journal_mode=WAL; CREATE TABLE t (x)");
        });
        recording_.step("row", [&] { run("INSERT INTO t VALUES (1)"); });
        recording_.step("close", [&] { sqlite3_close(handle_); });
    }
    [[nodiscard]] int losses(Log (*change)(Log)) const {
        return check_everywhere(recording_, change(recording_.log()), 0).bad;
    }

private:
    void run(const std::string& sql) {
        EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    }
    Recording recording_;
    sqlite3* handle_ = nullptr;
};

TEST(Creation, R3_the_simulator_notices_a_creation_that_syncs_no_folder) {
    const BareCreation full("FULL");
    const BareCreation extra("EXTRA");
    const int full_losses = full.losses(without_folder_sync_of_the_log);
    const int extra_losses = extra.losses(without_folder_sync_of_the_log);
    const int no_folder_losses = extra.losses(without_any_folder_sync);
    std::cout << "made under FULL " << full_losses << " losses, under EXTRA " << extra_losses
              << ", without any folder sync " << no_folder_losses << "\n";
    EXPECT_GT(full_losses, 0);
    EXPECT_EQ(extra_losses, 0);
    EXPECT_GT(no_folder_losses, 0);
}

}  // namespace
}  // namespace faults
