#include "base/files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.hpp"

namespace {

class FilesTest : public testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/wanjia_files_XXXXXX";
        folder_ = ::mkdtemp(name);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    base::SystemFiles files_;
    std::filesystem::path folder_;
};

TEST_F(FilesTest, what_is_written_or_copied_is_read_back) {
    const std::string bytes("a\0b\xff", 4);
    files_.write(folder_ / "a", bytes);
    files_.copy(folder_ / "a", folder_ / "b");
    EXPECT_EQ(files_.read(folder_ / "b"), bytes);
}

TEST_F(FilesTest, a_failed_write_names_the_file_and_leaves_nothing) {
    try {
        files_.write(folder_ / "none" / "a", "x");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().en.find("none"), std::string::npos);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(FilesTest, a_missing_file_is_not_found) {
    try {
        (void)files_.read(folder_ / "missing");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::not_found);
    }
}

}  // namespace
