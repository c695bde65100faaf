#include <gtest/gtest.h>

#include <iostream>

#include "base/error.hpp"
#include "base/random.hpp"
#include "store/register_store.hpp"
#include "store_work.hpp"

// A volume of 2 to 64 MiB is filled until it takes nothing more, then gets room again.

namespace faults {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

bool says_disk_full(const base::Error& error) {
    return error.kind() == base::ErrorKind::unavailable &&
           (error.message().zh.find("磁盘已满") != std::string::npos ||
            error.message().en.find("No space left") != std::string::npos);
}

struct Tally {
    int fills = 0, acknowledged = 0, refused = 0, reads = 0;
    std::string first_bad;

    void complain(const std::string& what) {
        if (first_bad.empty()) first_bad = what;
    }
};

// One volume from empty to full and back.
class Fill {
public:
    Fill(std::uint64_t seed, Tally& tally) : random_(seed), tally_(tally) {
        base::SystemFiles().make_folder(options_.file.parent_path());
        store::Store::create(options_);
        {
            store::Store store(options_);
            store.write([](store::Connection& c) { declare_note_register(c); });
        }
        recorder_ = std::make_unique<Recorder>(folder_.path(), Recorder::Keep::nothing);
        store_ = std::make_unique<store::Store>(options_);
    }

    void run(std::int64_t space_bytes, Recorder::WhenFull when_full) {
        ++tally_.fills;
        recorder_->limit_space(space_bytes, when_full);
        // A disk that pretends is never full; it is left once it should have been.
        const auto goes_on = [&] {
            return when_full == Recorder::WhenFull::refuse || writes_ < 60;
        };
        while (goes_on() && write(random_.next() % 12 + 1, random_.next() % 60'000)) {
        }
        for (int i = 0; i < 10; ++i) {
            read_back("the disk is full");
            (void)write(1 + random_.next() % 3, random_.next() % 5000);
            keep_evidence();
        }
        recorder_->limit_space(space_bytes + 4 * mebibyte);
        if (!write(2, 1000)) tally_.complain("a write was refused although there was space again");
        read_back("there is space again");
        check_after_kill();
    }

private:
    bool write(std::uint64_t rows, std::uint64_t text_bytes) {
        const std::string name = "fill" + std::to_string(writes_++);
        try {
            write_notes(*store_, name, static_cast<int>(rows), text_bytes);
            rows_ += static_cast<std::int64_t>(rows);
            ++tally_.acknowledged;
            return true;
        } catch (const base::Error& error) {
            ++tally_.refused;
            if (!says_disk_full(error))
                tally_.complain(error.message().en + " [" + error.details() + "]");
            return false;
        }
    }

    // Refused or whole; never half under its name.
    void keep_evidence() {
        const auto path = options_.file.parent_path() / ("evidence" + std::to_string(writes_++));
        const std::string content(static_cast<std::size_t>(mebibyte), 'e');
        try {
            base::SystemFiles().write(path, content);
        } catch (const base::Error& error) {
            if (!says_disk_full(error)) tally_.complain(error.message().en);
            if (std::filesystem::exists(path)) tally_.complain("a refused file is there");
        }
    }

    void read_back(const std::string& when) {
        ++tally_.reads;
        try {
            if (const auto rows = count_notes(*store_, "fill%"); rows != rows_)
                tally_.complain(std::to_string(rows) + " rows instead of " + std::to_string(rows_) +
                                " while " + when);
        } catch (const base::Error& error) {
            tally_.complain("a read failed while " + when + ": " + error.message().en + " [" +
                            error.details() + "]");
        }
    }

    // The program is killed now and started again.
    void check_after_kill() {
        const TemporaryFolder copy;
        for (const char* ending : {"", "-wal"})
            std::filesystem::copy_file(options_.file.string() + ending,
                                       copy.path() / ("wanjia.gpkg" + std::string(ending)));
        const auto file = copy.path() / "wanjia.gpkg";
        if (const auto state = inspect_data_file(file); state.problem)
            tally_.complain("corrupt: " + *state.problem);
        store::Store again({file, {}, store::Synchronous::full, {}});
        if (count_notes(again, "fill%") != rows_)
            tally_.complain("after a restart the rows are not those acknowledged");
    }

    TemporaryFolder folder_;
    store::Options options_{
        folder_.path() / Recording::data_file, {}, store::Synchronous::full, {}};
    base::SeededRandom random_;
    Tally& tally_;
    std::unique_ptr<Recorder> recorder_;
    std::unique_ptr<store::Store> store_;
    int writes_ = 0;
    std::int64_t rows_ = 0;
};

TEST(DiskFull, R6_writes_are_refused_in_words_reads_go_on_and_service_resumes_with_space) {
    Tally tally;
    const int fills = is_full_run() ? 50 : 10;
    const std::int64_t largest_mib = is_full_run() ? 64 : 8;
    for (int i = 0; i < fills && tally.first_bad.empty(); ++i) {
        Fill fill(static_cast<std::uint64_t>(i) + 1, tally);
        fill.run(2 * mebibyte + (largest_mib - 2) * mebibyte * i / (fills - 1),
                 Recorder::WhenFull::refuse);
    }
    std::cout << tally.fills << " fills, " << tally.acknowledged << " writes acknowledged, "
              << tally.refused << " refused, " << tally.reads << " reads\n";
    EXPECT_EQ(tally.first_bad, "") << "in fill " << tally.fills;
    EXPECT_GE(tally.refused, fills);
}

TEST(DiskFull, R6_the_simulator_notices_a_full_disk_that_says_nothing) {
    Tally tally;
    Fill fill(1, tally);
    try {
        fill.run(2 * mebibyte, Recorder::WhenFull::pretend);
    } catch (const base::Error& error) {
        tally.complain(error.message().en);
    }
    std::cout << "noticed: " << tally.first_bad << "\n";
    EXPECT_NE(tally.first_bad, "");
}

}  // namespace
}  // namespace faults
