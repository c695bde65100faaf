#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "database_for_tests.hpp"
#include "proxy.hpp"
#include "worker.hpp"

// The connection breaks at the commit: what the program says must be what happened.
namespace {

using crash::Proxy;
using for_tests::Kind;
using for_tests::TemporaryDatabase;
using nlohmann::ordered_json;

class CommitTest : public testing::TestWithParam<Proxy::Cut> {
protected:
    void SetUp() override {
        crash::begin_county(crash::options_of(database_.folder() / "data", database_.url()));
    }

    app::Command household(app::App& app, const std::string& number) const {
        app::Command command;
        command.id = app.new_id();
        command.kind = "put";
        const ordered_json values{
            {"region", "433124100200"}, {"number", number}, {"residents", "3"}};
        command.payload = ordered_json{{"register", "household"}, {"values", values}}.dump();
        return command;
    }

    base::SystemClock clock_;
    base::SystemRandom random_;
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
    TemporaryDatabase database_{Kind::server};
};

TEST_P(CommitTest, R2_a_commit_whose_answer_was_lost_is_told_as_it_ended) {
    Proxy proxy(database_.url(), database_.folder());
    app::App app(environment_, crash::options_of(database_.folder() / "data", proxy.url()));
    app::App witness(environment_, crash::options_of(database_.folder() / "data", database_.url()));
    const auto rows = [&] { return witness.register_rows("household", "", 0, 10).total; };
    const auto first = household(app, "1");
    app.apply(first);
    ASSERT_EQ(rows(), 1);

    proxy.cut_next(GetParam());
    const auto cut = household(app, "2");
    bool acknowledged = false;
    try {
        acknowledged = app.apply(cut).sequence > 0;
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
        EXPECT_NE(error.message().en.find("Nothing was written"), std::string::npos)
            << error.message().en;
    }
    ASSERT_TRUE(proxy.has_cut());
    EXPECT_EQ(acknowledged, GetParam() != Proxy::Cut::before_the_server);
    EXPECT_EQ(rows(), acknowledged ? 2 : 1);
    // The same command again is done once in any case.
    EXPECT_EQ(app.apply(cut).repeated, acknowledged);
    EXPECT_EQ(rows(), 2);
    EXPECT_FALSE(app.verify_trail().problem);
}

INSTANTIATE_TEST_SUITE_P(on, CommitTest,
                         testing::Values(Proxy::Cut::before_the_server,
                                         Proxy::Cut::after_the_server, Proxy::Cut::late_arrival));

}  // namespace
