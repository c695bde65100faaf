#include <algorithm>
#include <fstream>

#include "app_for_tests.hpp"
#include "app_state.hpp"
#include "file_store.hpp"
#include "store/records.hpp"

// The file a command speaks of is the one that is kept and the one that is read.
namespace {

using namespace for_tests;

class KeptAttachmentTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(1);
    }

    // Households of one village; 40,000 rows are more than a MiB, which is kept beside the reading.
    std::filesystem::path households(int rows) {
        const auto file = database_.folder() / "户册.csv";
        std::ofstream out(file);
        out << "村代码,户编号,户主姓名,常住人口\n";
        for (int i = 0; i < rows; ++i) out << village(0) << "," << 100'000 + i << ",王大明,4\n";
        return file;
    }

    ordered_json import(const std::filesystem::path& file) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload = R"({"register":"household","file_name":"户册.csv"})";
        command.attachment = file;
        return ordered_json::parse(app_->apply(command).json);
    }

    void when_read(std::function<void(std::int64_t)> hook) {
        app::Options watched = options();
        watched.progress = std::move(hook);
        app_ = std::make_unique<app::App>(environment_, watched);
    }

    // What the store keeps, opened again.
    std::vector<std::string> kept() {
        std::vector<std::string> contents;
        const app::Options opened = options();
        store::Store store(app::store_options(files_, opened));
        const app::FileStore files(environment_, opened);
        store.read([&](store::Connection& connection) {
            for (const auto& each : store::list_evidence(connection))
                contents.push_back(files_.read(files.get(connection, each.name).path()));
        });
        return contents;
    }
    std::size_t files_in_folder() {
        std::size_t count = 0;
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(data_ / "files", none))
            if (entry.is_regular_file()) ++count;
        return count;
    }
};

TEST_P(KeptAttachmentTest, small_and_large_files_are_kept_byte_for_byte) {
    for (const int rows : {3, 40'000}) {
        const auto file = households(rows);
        EXPECT_EQ(import(file).at("rows"), rows);
        const std::string content = files_.read(file);
        const auto contents = kept();
        EXPECT_EQ(std::count(contents.begin(), contents.end(), content), 1) << rows;
    }
}

TEST_P(KeptAttachmentTest, a_file_changed_while_it_is_read_is_refused_and_leaves_nothing) {
    for (const int rows : {5'000, 40'000}) {
        const auto file = households(rows);
        when_read([&](std::int64_t seen) {
            if (seen == 2'000) std::ofstream(file, std::ios::app) << village(0) << ",1,李四,2\n";
        });
        try {
            (void)import(file);
            FAIL() << rows;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::conflict);
            EXPECT_EQ(error.message().zh,
                      "文件在读取过程中被修改，未写入任何数据。请保存并关闭文件后重试。");
        }
        EXPECT_EQ(app_->register_rows("household", "", 0, 1).total, 0);
        EXPECT_TRUE(kept().empty());
        EXPECT_EQ(files_in_folder(), 0U);
    }
    when_read({});
    EXPECT_EQ(import(households(5'000)).at("imported"), 5'000);
}

TEST_P(KeptAttachmentTest, a_file_that_was_kept_before_is_not_kept_twice) {
    (void)import(households(40'000));
    EXPECT_EQ(import(households(40'000)).at("unchanged"), 40'000);
    EXPECT_EQ(kept().size(), 1U);
}

INSTANTIATE_ON_BOTH_DATABASES(KeptAttachmentTest);

}  // namespace
