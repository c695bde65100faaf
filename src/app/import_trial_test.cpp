#include <gmock/gmock.h>

#include "access_for_tests.hpp"
#include "app/import_trial.hpp"
#include "app_for_tests.hpp"
#include "base/text.hpp"

// What an import would do, told before it is done.
namespace {

using namespace for_tests;

class ImportTrialTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(3);
    }
    std::filesystem::path file(const std::string& name, const std::string& bytes) {
        const auto path = database_.folder() / name;
        files_.write(path, bytes);
        return path;
    }
    ordered_json tried(const std::filesystem::path& path,
                       const people::Access& who = people::everything()) {
        return ordered_json::parse(
            app::import_trial(*app_, {"village", path.filename().string(), {}, path}, who));
    }
    ordered_json imported(const std::filesystem::path& path) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload =
            ordered_json{{"register", "village"}, {"file_name", path.filename().string()}}.dump();
        command.attachment = path;
        return ordered_json::parse(app_->apply(command).json);
    }
    // A title, the header, a good row, a bad cell, two bad cells, a row as a whole.
    std::filesystem::path mixed() {
        return file("村表.csv", "花垣县行政村\n村代码,常住人口,常住户数\n" + village(0) +
                                    ",812,203\n" + village(1) + ",八百,203\n999999999999,1,多\n" +
                                    village(0) + ",813,203\n");
    }
    static std::string csv(const ordered_json& columns, const std::vector<ordered_json>& rows) {
        std::string text = base::join(columns.get<std::vector<std::string>>(), ",") + "\n";
        for (const auto& row : rows)
            text += base::join(row.get<std::vector<std::string>>(), ",") + "\n";
        return text;
    }
};

TEST_P(ImportTrialTest, X_14_it_says_what_the_import_then_does_and_keeps_nothing) {
    const auto before = app_->latest_sequence();
    const auto trial = tried(mixed());
    EXPECT_EQ(app_->latest_sequence(), before);
    EXPECT_TRUE(app_->batches().empty());
    const auto done = imported(mixed());
    EXPECT_EQ(trial.at("rows"), done.at("rows"));
    EXPECT_EQ(trial.at("good"), done.at("imported"));
    EXPECT_EQ(trial.at("rejected"), done.at("rejected"));
    std::size_t complaints = 0;
    for (const auto& row : trial.at("rejected_rows")) {
        EXPECT_GE(row.at("cells").size(), 3U);
        for (const auto& complaint : row.at("complaints")) {
            const auto& error = done.at("errors").at(complaints++);
            EXPECT_EQ(complaint.at("message"), error.at("message"));
            EXPECT_EQ(row.at("row"), error.at("row"));
            const auto cell = complaint.at("cell").get<std::size_t>();
            if (cell == row.at("cells").size()) continue;
            EXPECT_EQ(row.at("cells").at(cell), error.at("value"));
        }
    }
    EXPECT_EQ(complaints, done.at("errors").size());
}

TEST_P(ImportTrialTest, X_14_the_first_rows_are_shown_as_they_stand_in_the_file) {
    const auto trial = tried(mixed());
    EXPECT_EQ(trial.at("first_rows").at(0).at("cells").at(0), "花垣县行政村");
    EXPECT_EQ(trial.at("first_rows").at(3).at("row"), 4);
    EXPECT_EQ(trial.at("first_rows").at(3).at("cells").at(1), "八百");
    EXPECT_EQ(trial.at("columns").at(1), "常住人口");
    std::string many = "村代码,常住人口,常住户数\n";
    for (int i = 0; i < 30; ++i) many += village(0) + ",1,1\n";
    EXPECT_EQ(tried(file("many.csv", many)).at("first_rows").size(), app::trial_rows_shown);
}

TEST_P(ImportTrialTest, X_14_rows_repaired_from_what_it_tells_are_taken_by_the_import) {
    const auto done = imported(mixed());
    // The workbook of the refused rows is a file like any other.
    const auto workbook = database_.folder() / "errors.xlsx";
    app_->write_batch_errors(done.at("batch").get<std::int64_t>(), workbook);
    for (const auto& path : {mixed(), workbook}) {
        const auto trial = tried(path);
        std::vector<ordered_json> rows;
        for (const auto& bad : trial.at("rejected_rows")) {
            ordered_json cells = bad.at("cells");
            cells.get_ref<ordered_json::array_t&>().resize(3);
            if (cells[1] != "八百") continue;
            cells[1] = "800";
            rows.push_back(cells);
        }
        ASSERT_EQ(rows.size(), 1U) << trial.dump();
        // Behind the file's own columns the workbook says what is wrong.
        ordered_json columns = trial.at("columns");
        columns.get_ref<ordered_json::array_t&>().resize(3);
        const auto again = file("repaired.csv", csv(columns, rows));
        EXPECT_EQ(tried(again).at("good"), 1);
        EXPECT_EQ(imported(again).at("rejected"), 0);
    }
}

TEST_P(ImportTrialTest, X_14_a_row_beyond_the_reach_is_told_and_who_may_write_nothing_is_refused) {
    const auto path =
        file("a.csv", "村代码,常住人口,常住户数\n" + village(0) + ",1,1\n" + village(1) + ",1,1\n");
    EXPECT_EQ(tried(path).at("outside"), 0);
    EXPECT_EQ(tried(path, access_as("township_clerk", village(0))).at("outside"), 1);
    EXPECT_THROW(tried(path, people::Access{}), base::Error);
}

TEST_P(ImportTrialTest, X_14_a_file_that_the_import_would_refuse_whole_is_refused_by_it_too) {
    const auto path = file("b.csv", "这一列,没有人\n1,2\n");
    std::string said;
    try {
        (void)tried(path);
    } catch (const base::Error& error) {
        said = error.message().en;
    }
    EXPECT_NE(said, "");
    try {
        (void)imported(path);
        ADD_FAILURE();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.message().en, said);
    }
}

INSTANTIATE_ON_BOTH_DATABASES(ImportTrialTest);

}  // namespace
