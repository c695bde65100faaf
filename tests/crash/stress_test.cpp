#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>
#include <vector>

#include "database_for_tests.hpp"
#include "store/records.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

// R4: writers, each of whom checkpoints, beside readers that hold old snapshots, backups and other
// openings of the same file, whose ends checkpoint too.
namespace {

namespace fs = std::filesystem;
using for_tests::Kind;
using for_tests::TemporaryDatabase;

class StressTest : public testing::Test {
protected:
    void SetUp() override {
        options_.file = database_.folder() / "wanjia.gpkg";
        // What is asked here is that the file stays whole, not that it survives a power cut.
        options_.synchronous = store::Synchronous::off;
        store::Store::create(options_);
        store_ = std::make_unique<store::Store>(options_);
        for (const char* name : {"a", "b"}) write(*store_, name, 0);
    }

    // Two rows that always stand at the same number, and one that is new.
    static void write(store::Store& opened, const std::string& who, std::int64_t number) {
        opened.write([&](store::Connection& c) {
            store::set_meta(c, "left", std::to_string(number) + who);
            store::save_evidence(c, {who + std::to_string(number), std::string(64, '0'), number});
            store::set_meta(c, "right", std::to_string(number) + who);
        });
    }

    static std::string integrity(const store::Options& options) {
        std::string result;
        store::Store opened(options);
        opened.read([&](store::Connection& c) {
            const auto statement = c.prepare("PRAGMA integrity_check");
            if (statement->step()) result = statement->text(0);
        });
        return result;
    }

    void read_while(const std::atomic<bool>& done, std::atomic<std::int64_t>& torn,
                    std::atomic<std::int64_t>& reads) {
        while (!done)
            store_->read([&](store::Connection& c) {
                const std::string left = store::get_meta(c, "left");
                const auto rows = store::list_evidence(c).size();
                // The snapshot is held for a while, so that checkpoints meet it.
                for (int i = 0; i < 20; ++i) {
                    if (store::get_meta(c, "right") != left) ++torn;
                    if (store::get_meta(c, "left") != left) ++torn;
                }
                if (store::list_evidence(c).size() != rows) ++torn;
                ++reads;
            });
    }

    void back_up_while(const std::atomic<bool>& done, std::atomic<std::int64_t>& broken,
                       std::atomic<std::int64_t>& backups) {
        while (!done) {
            store::Options copy;
            copy.file = database_.folder() / "copy.gpkg";
            store_->read([&](store::Connection& c) { store::copy_to_file(c, copy.file); });
            if (integrity(copy) != "ok") ++broken;
            ++backups;
            for (const char* suffix : {"", "-wal", "-shm", ".lock"})
                fs::remove(copy.file.string() + suffix);
        }
    }

    TemporaryDatabase database_{Kind::embedded};
    store::Options options_;
    std::unique_ptr<store::Store> store_;
};

TEST_F(StressTest, R4_writers_checkpoints_readers_and_backups_leave_the_file_whole) {
    const std::int64_t writes = std::getenv("WANJIA_TEST_FULL") ? 100'000 : 1'500;
    std::atomic<std::int64_t> next{1};
    std::atomic<std::int64_t> torn{0};
    std::atomic<std::int64_t> broken{0};
    std::atomic<std::int64_t> reads{0};
    std::atomic<std::int64_t> backups{0};
    std::atomic<bool> done{false};
    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i) others.emplace_back([&] { read_while(done, torn, reads); });
    others.emplace_back([&] { back_up_while(done, broken, backups); });
    std::vector<std::thread> writers;
    for (const char* who : {"a", "b", "c"})
        writers.emplace_back([&, who] {
            for (std::int64_t i = next++; i <= writes; i = next++) write(*store_, who, i);
        });
    // Another opening every few writes: its end checkpoints with truncation.
    writers.emplace_back([&] {
        for (std::int64_t i = next++; i <= writes; i = next++) {
            store::Store another(options_);
            write(another, "d", i);
        }
    });
    for (auto& writer : writers) writer.join();
    done = true;
    for (auto& other : others) other.join();
    std::size_t rows = 0;
    store_->read([&](store::Connection& c) { rows = store::list_evidence(c).size(); });
    EXPECT_EQ(rows, static_cast<std::size_t>(writes) + 2);
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(broken, 0);
    EXPECT_GT(reads, 0);
    EXPECT_GT(backups, 0);
    store_.reset();
    EXPECT_EQ(integrity(options_), "ok");
    std::printf("%lld writes, %lld snapshots, %lld backups\n", static_cast<long long>(writes),
                static_cast<long long>(reads), static_cast<long long>(backups));
}

}  // namespace
