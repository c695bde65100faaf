#include "app/jobs.hpp"

#include <fstream>
#include <thread>

#include "access_for_tests.hpp"
#include "app_for_tests.hpp"

// What a command that takes long says of itself while others wait for it.
namespace {

using namespace for_tests;

class JobsTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(1);
    }

    app::Command command(const std::string& kind, const ordered_json& payload) {
        app::Command made;
        made.id = app_->new_id();
        made.kind = kind;
        made.payload = payload.dump();
        return made;
    }

    app::Command households(int rows) {
        const auto file = database_.folder() / "户册.csv";
        std::ofstream out(file);
        out << "村代码,户编号,户主姓名,经度,纬度\n";
        for (int i = 0; i < rows; ++i)
            out << village(0) << "," << 100'000 + i << ",王大明,109.5" << i % 10 << ",28.6\n";
        app::Command import =
            command("import",
                    {{"register", "household"}, {"file_name", "户册.csv"}, {"datum", "cgcs2000"}});
        import.attachment = file;
        return import;
    }

    void when_told(std::function<void(std::int64_t)> hook) {
        app::Options watched = options();
        watched.progress = std::move(hook);
        app_ = std::make_unique<app::App>(environment_, watched);
    }

    ordered_json jobs(const people::Access& who = people::everything()) {
        return ordered_json::parse(app::Jobs(*app_).list(who)).at("jobs");
    }
};

TEST_P(JobsTest, X_16_an_import_says_how_many_rows_it_has_read_to_its_sender_and_those_who_watch) {
    ordered_json own, others, watching;
    when_told([&](std::int64_t) {
        if (!own.empty()) return;
        own = jobs(access_as("township_clerk", "", "local"));
        others = jobs(access_as("township_clerk", "", "wang"));
        watching = jobs(access_as("audit_admin", "", "zhao"));
    });
    const app::Command import = households(5'000);
    (void)app_->apply(import);
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own[0].at("operation"), import.id);
    EXPECT_EQ(own[0].at("kind"), "import");
    EXPECT_EQ(own[0].at("stage"), "reading");
    EXPECT_GE(own[0].at("done"), 2'000);
    EXPECT_TRUE(own[0].at("total").is_null());
    EXPECT_TRUE(others.empty());
    ASSERT_EQ(watching.size(), 1U);
    EXPECT_TRUE(watching[0].at("operation").is_null());
    EXPECT_EQ(watching[0].at("user"), "local");
    EXPECT_TRUE(jobs().empty());
}

TEST_P(JobsTest, X_16_a_run_of_settlements_says_of_how_many_households_it_has_written) {
    (void)app_->apply(households(4'500));
    std::vector<std::string> seen;
    when_told([&](std::int64_t done) {
        const auto job = jobs().at(0);
        seen.push_back(job.at("stage").get<std::string>() + " " + std::to_string(done) + "/" +
                       job.at("total").dump());
    });
    (void)app_->apply(command("find_settlements", {{"region", county}}));
    EXPECT_EQ(seen, (std::vector<std::string>{"writing 2000/4500", "writing 4000/4500"}));
}

TEST_P(JobsTest, a_command_that_waits_for_another_one_says_so) {
    std::thread second;
    when_told([&](std::int64_t) {
        if (second.joinable()) return;
        second = std::thread([&] { (void)app_->apply(command("note", {{"action", "check"}})); });
        while (jobs().size() < 2) std::this_thread::yield();
        EXPECT_EQ(jobs().at(1).at("stage"), "waiting");
    });
    (void)app_->apply(households(2'500));
    second.join();
    EXPECT_TRUE(jobs().empty());
}

TEST_P(JobsTest, a_refused_command_is_at_work_no_longer) {
    EXPECT_THROW((void)app_->apply(command("find_settlements", {{"region", "999999000000"}})),
                 base::Error);
    EXPECT_TRUE(jobs().empty());
}

INSTANTIATE_ON_BOTH_DATABASES(JobsTest);

}  // namespace
