#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "file_calls.hpp"
#include "store/register_store.hpp"
#include "store_work.hpp"

// Work is recorded once; then the power is cut after many of its operations, in five ways, and what
// the disk may hold is opened again. WANJIA_TEST_FULL=1 cuts more often, WANJIA_TEST_SEED picks
// other moments and losses.

namespace faults {
namespace {

std::uint64_t seed() {
    const char* value = std::getenv("WANJIA_TEST_SEED");
    return value ? std::strtoull(value, nullptr, 10) : 20190630;
}

struct Tally {
    int points = 0;
    int at_risk = 0;  ///< something acknowledged depends on content that no sync covers
    int at_risk_lost = 0;
    int loss = 0, corruption = 0, half_done = 0, half_file = 0;
    std::string first;

    void add(const Finding& finding, const std::string& where) {
        loss += finding.kind == Finding::Kind::loss;
        corruption += finding.kind == Finding::Kind::corruption;
        half_done += finding.kind == Finding::Kind::half_done;
        half_file += finding.kind == Finding::Kind::half_file;
        if (finding.kind != Finding::Kind::none && first.empty())
            first = finding.what + " (" + where + ")";
    }
    [[nodiscard]] int bad() const { return loss + corruption + half_done + half_file; }
};

std::ostream& operator<<(std::ostream& out, const Tally& tally) {
    return out << tally.points << " crash points, " << tally.loss << " lost acknowledged work, "
               << tally.corruption << " corrupt, " << tally.half_done << " half done, "
               << tally.half_file << " half files; " << tally.at_risk_lost << " of "
               << tally.at_risk << " lost where acknowledged content was not synced; first: "
               << (tally.first.empty() ? "none" : tally.first);
}

bool is_of_log(const Operation& operation, Operation::Kind kind) {
    return operation.kind == kind && operation.path.ends_with("-wal");
}

// Follows what no sync of the database's log covers.
class UnsyncedWindow {
public:
    explicit UnsyncedWindow(const Recording& recording) {
        for (const Step& step : recording.steps()) {
            std::size_t last = 0;
            for (std::size_t i = step.begun; i < step.acknowledged; ++i)
                if (is_of_log(recording.log()[i], Operation::Kind::write)) last = i + 1;
            written_.emplace_back(step.acknowledged, last);
        }
    }
    void pass(const Operation& operation, std::size_t operations) {
        if (is_of_log(operation, Operation::Kind::sync)) synced_ = operations;
    }
    // True when a step acknowledged by now wrote something after the last sync.
    [[nodiscard]] bool holds_acknowledged(std::size_t operations) const {
        return std::any_of(written_.begin(), written_.end(), [&](const auto& step) {
            return step.first <= operations && step.second > synced_;
        });
    }

private:
    std::vector<std::pair<std::size_t, std::size_t>> written_;  // acknowledged, last write
    std::size_t synced_ = 0;
};

// Cuts the power `cuts` times, spread evenly over the log, the ways of losing taking turns.
Tally cut_power(const Recording& recording, int cuts) {
    Tally tally;
    Disk disk;
    UnsyncedWindow window(recording);
    const TemporaryFolder folder;
    std::size_t operations = 0;
    for (int i = 0; i < cuts; ++i) {
        const auto until = static_cast<std::size_t>(i) * recording.log().size() /
                           static_cast<std::size_t>(cuts - 1);
        for (; operations < until; ++operations) {
            disk.apply(recording.log()[operations]);
            window.pass(recording.log()[operations], operations + 1);
        }
        const Loss loss = all_losses[i % 5];
        const std::uint64_t chance = seed() + static_cast<std::uint64_t>(i);
        write_image(disk.after_power_cut(loss, chance), folder.path());
        const Finding finding = check_after_power_cut(recording, operations, folder.path());
        ++tally.points;
        tally.add(finding, "after operation " + std::to_string(operations) + ", losing " +
                               name_of(loss) + ", seed " + std::to_string(chance));
        if (loss == Loss::old_directory || !window.holds_acknowledged(operations)) continue;
        ++tally.at_risk;
        tally.at_risk_lost += finding.kind == Finding::Kind::loss;
    }
    return tally;
}

Tally cut_power_in_store_work(store::Synchronous synchronous, int cuts) {
    Recording recording;
    record_store_work(recording, synchronous, 60);
    const Tally tally = cut_power(recording, cuts);
    std::cout << "seed " << seed() << ", " << recording.log().size() << " operations recorded; "
              << tally << "\n";
    return tally;
}

TEST(PowerLoss, R2_nothing_acknowledged_is_lost_and_nothing_is_half_done) {
    const Tally tally =
        cut_power_in_store_work(store::Synchronous::full, is_full_run() ? 10'000 : 1'100);
    EXPECT_EQ(tally.bad(), 0) << tally;
}

// Four threads write at once; each notes where in the log its write was acknowledged.
class ManyWriters {
public:
    static constexpr int rows = 2;
    struct Write {
        std::string name;
        std::size_t begun = 0, acknowledged = 0;
    };

    ManyWriters() {
        recording_.step("create", [&] {
            base::SystemFiles().make_folder(recording_.folder());
            store::Store::create(options_);
            store_ = std::make_unique<store::Store>(options_);
            store_->write([](store::Connection& c) { declare_note_register(c); });
        });
    }
    void run(int writes_each) {
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([this, t, writes_each] {
                for (int i = 0; i < writes_each; ++i)
                    write("thread" + std::to_string(t) + "." + std::to_string(i));
            });
        for (auto& thread : threads) thread.join();
    }
    [[nodiscard]] const Log& log() const { return recording_.log(); }
    [[nodiscard]] std::size_t start() const { return recording_.steps().front().acknowledged; }

    // Empty, or what is wrong with what a power cut after so many operations left.
    [[nodiscard]] std::string problem(std::size_t operations,
                                      const std::filesystem::path& folder) const {
        auto options = options_;
        options.file = folder / Recording::data_file;
        if (const auto state = inspect_data_file(options.file); state.problem)
            return *state.problem;
        store::Store store(options);
        for (const Write& write : writes_) {
            const auto found = count_notes(store, write.name);
            if (found != 0 && found != rows) return write.name + " is half there";
            if (found == 0 && write.acknowledged <= operations) return write.name + " is lost";
            if (found != 0 && write.begun > operations) return write.name + " was not begun";
        }
        return {};
    }

private:
    void write(const std::string& name) {
        Write done{name, position_among_threads(recording_.recorder()), 0};
        write_notes(*store_, name, rows, 200);
        done.acknowledged = position_among_threads(recording_.recorder());
        const std::lock_guard lock(mutex_);
        writes_.push_back(std::move(done));
    }

    Recording recording_;
    store::Options options_{recording_.folder() / "wanjia.gpkg",
                            {},
                            store::Synchronous::full,
                            std::chrono::seconds(30)};
    std::unique_ptr<store::Store> store_;
    std::mutex mutex_;
    std::vector<Write> writes_;
};

TEST(PowerLoss, R2_writes_that_share_a_sync_are_all_there_once_acknowledged) {
    ManyWriters writers;
    writers.run(10);
    const std::size_t cuts = is_full_run() ? 2000 : 200;
    const TemporaryFolder folder;
    Disk disk;
    std::size_t operations = 0;
    std::string first;
    for (std::size_t i = 0; i < cuts; ++i) {
        const std::size_t until =
            writers.start() + i * (writers.log().size() - writers.start()) / (cuts - 1);
        for (; operations < until; ++operations) disk.apply(writers.log()[operations]);
        write_image(disk.after_power_cut(all_losses[i % 5], seed() + i), folder.path());
        const std::string problem = writers.problem(operations, folder.path());
        if (!problem.empty() && first.empty())
            first = problem + " after operation " + std::to_string(operations) + ", losing " +
                    name_of(all_losses[i % 5]);
    }
    std::cout << writers.log().size() << " operations recorded, " << cuts << " crash points\n";
    EXPECT_EQ(first, "");
}

TEST(PowerLoss, R2_the_simulator_notices_commits_that_are_not_synced) {
    const Tally tally =
        cut_power_in_store_work(store::Synchronous::normal, is_full_run() ? 3'000 : 500);
    EXPECT_GT(tally.at_risk, 20) << tally;
    EXPECT_GE(2 * tally.at_risk_lost, tally.at_risk) << tally;
    EXPECT_EQ(tally.corruption, 0) << tally;
}

TEST(PowerLoss, R2_the_simulator_notices_a_database_that_never_syncs) {
    const Tally tally =
        cut_power_in_store_work(store::Synchronous::off, is_full_run() ? 3'000 : 300);
    EXPECT_GT(tally.loss + tally.corruption, tally.points / 4) << tally;
    EXPECT_GT(tally.corruption, 0) << tally;
}

std::string digest_of_all_images() {
    Recording recording;
    record_store_work(recording, store::Synchronous::full, 12);
    Disk disk;
    std::string all;
    for (std::size_t i = 0; i < recording.log().size(); ++i) {
        disk.apply(recording.log()[i]);
        if (i % 25 == 0) all += digest_of(disk.after_power_cut(Loss::torn, seed() + i));
    }
    return all;
}

TEST(PowerLoss, R2_the_same_seed_cuts_the_same_work_to_the_same_bytes) {
    EXPECT_EQ(digest_of_all_images(), digest_of_all_images());
}

}  // namespace
}  // namespace faults
