#include "disk.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data_file.hpp"
#include "recorder.hpp"

namespace faults {
namespace {

using Kind = Operation::Kind;

Operation operation(Kind kind, int file, const std::string& path, const std::string& text = {}) {
    Operation result;
    result.kind = kind;
    result.file = file;
    result.path = path;
    (kind == Kind::rename ? result.to : result.bytes) = text;
    return result;
}

Disk disk_after(const Log& log) {
    Disk disk;
    for (const Operation& done : log) disk.apply(done);
    return disk;
}

const Log replaced_file = {
    operation(Kind::make_file, 0, "a"),
    operation(Kind::write, 0, "a", "old"),
    operation(Kind::sync, 0, "a"),
    operation(Kind::sync_folder, -1, ""),
    operation(Kind::make_file, 1, ".a.part"),
    operation(Kind::write, 1, ".a.part", "new text"),
    operation(Kind::sync, 1, ".a.part"),
    operation(Kind::rename, 1, ".a.part", "a"),
    operation(Kind::sync_folder, -1, ""),
};

Log first(const Log& log, std::size_t operations) {
    return {log.begin(), log.begin() + static_cast<std::ptrdiff_t>(operations)};
}

TEST(Disk, content_and_name_each_need_their_own_sync) {
    const Log log = {operation(Kind::make_file, 0, "a"), operation(Kind::write, 0, "a", "text"),
                     operation(Kind::sync, 0, "a"), operation(Kind::sync_folder, -1, "")};
    const Log after_write = first(log, 2);
    const Log after_sync = first(log, 3);
    EXPECT_TRUE(disk_after(after_sync).after_power_cut(Loss::everything, 1).empty());
    EXPECT_TRUE(disk_after(after_sync).after_power_cut(Loss::old_directory, 1).empty());
    EXPECT_EQ(disk_after(after_write).after_power_cut(Loss::new_directory, 1), (Image{{"a", ""}}));
    EXPECT_EQ(disk_after(log).after_power_cut(Loss::everything, 1), (Image{{"a", "text"}}));
}

TEST(Disk, a_replaced_file_is_the_old_one_or_the_new_one_until_its_folder_is_synced) {
    const Log renamed = first(replaced_file, 8);
    EXPECT_EQ(disk_after(renamed).after_power_cut(Loss::old_directory, 1).at("a"), "old");
    EXPECT_EQ(disk_after(renamed).after_power_cut(Loss::new_directory, 1).at("a"), "new text");
    EXPECT_EQ(disk_after(replaced_file).after_power_cut(Loss::everything, 1),
              (Image{{"a", "new text"}}));
}

TEST(Disk, what_lies_in_a_folder_without_a_durable_entry_is_gone) {
    Log log = {operation(Kind::make_folder, -1, "f"), operation(Kind::make_file, 0, "f/a"),
               operation(Kind::sync, 0, "f/a"), operation(Kind::sync_folder, -1, "f")};
    EXPECT_TRUE(disk_after(log).after_power_cut(Loss::everything, 1).empty());
    log.push_back(operation(Kind::sync_folder, -1, ""));
    EXPECT_EQ(disk_after(log).after_power_cut(Loss::everything, 1).size(), 1u);
}

TEST(Disk, a_torn_write_survives_in_sectors_and_the_same_seed_tears_alike) {
    Log log = first(replaced_file, 4);
    log.push_back(operation(Kind::write, 0, "a", std::string(4096, 'x')));
    const Disk disk = disk_after(log);
    bool differed = false;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Image image = disk.after_power_cut(Loss::torn, seed);
        EXPECT_EQ(digest_of(image), digest_of(disk.after_power_cut(Loss::torn, seed)));
        const std::string& content = image.at("a");
        for (std::size_t at = 0; at < content.size(); at += 512) {
            const std::string sector = content.substr(at, 512);
            const char last = sector.back();
            EXPECT_EQ(sector, at == 0 && last != 'x' ? content.substr(0, 512)
                                                     : std::string(sector.size(), last));
        }
        differed = differed || digest_of(image) != digest_of(disk.after_power_cut(Loss::torn, 0));
    }
    EXPECT_TRUE(differed);
}

TEST(Disk, after_a_failed_sync_the_next_one_brings_nothing_back) {
    Log log = first(replaced_file, 4);
    log.push_back(operation(Kind::write, 0, "a", "lost"));
    log.push_back(operation(Kind::failed_sync, 0, "a"));
    log.push_back(operation(Kind::sync, 0, "a"));
    EXPECT_EQ(disk_after(log).after_power_cut(Loss::everything, 1).at("a"), "old");
}

TEST(Recorder, what_the_program_writes_is_written_down_and_plays_back_to_the_same_folder) {
    const TemporaryFolder folder;
    Recorder recorder(folder.path());
    base::SystemFiles files;
    files.make_folder(folder.path() / "files");
    files.write(folder.path() / "files/a", "old");
    files.write(folder.path() / "files/a", "new");
    std::ofstream(folder.path() / "files/b.part") << "written past the watched calls";
    std::filesystem::rename(folder.path() / "files/b.part", folder.path() / "files/b");
    const Log& log = recorder.log();
    Disk disk;
    for (const Operation& done : log) disk.apply(done);
    // As if somebody had synced everything in the end.
    Log syncs;
    for (const Operation& done : log)
        if (done.file >= 0) syncs.push_back(operation(Kind::sync, done.file, done.path));
    for (const char* path : {"", "files"}) syncs.push_back(operation(Kind::sync_folder, -1, path));
    for (const Operation& done : syncs) disk.apply(done);
    EXPECT_EQ(disk.after_power_cut(Loss::everything, 1), read_folder(folder.path()));
}

TEST(Recorder, an_armed_call_fails_once_and_space_can_run_out) {
    const TemporaryFolder folder;
    Recorder recorder(folder.path());
    base::SystemFiles files;
    files.write(folder.path() / "a", "old");
    for (std::int64_t call = 0; call < 7; ++call) {
        recorder.arm({Fault::Kind::error, call, EIO, false});
        // Open, write, sync, rename, open the folder, sync it.
        if (call == 6) {
            files.write(folder.path() / "a", "old");
        } else {
            EXPECT_THROW(files.write(folder.path() / "a", "new"), base::Error) << call;
        }
        EXPECT_EQ(recorder.struck(), call < 6);
    }
    recorder.arm({});
    recorder.limit_space(100);
    EXPECT_THROW(files.write(folder.path() / "a", std::string(200, 'x')), base::Error);
    EXPECT_EQ(files.read(folder.path() / "a"), "old");
    recorder.limit_space(1000);
    files.write(folder.path() / "a", std::string(200, 'x'));
    EXPECT_EQ(recorder.used_bytes(), 200);
}

}  // namespace
}  // namespace faults
