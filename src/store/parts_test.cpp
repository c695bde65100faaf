#include <gtest/gtest.h>

#include "base/error.hpp"
#include "database.hpp"
#include "database_for_tests.hpp"

// Parts of a transaction on a server, where what a kept part wrote may still wait.
namespace {

class PartsTest : public testing::Test {
protected:
    void SetUp() override {
        store::Options options;
        options.url = database_.url();
        server_ = store::open_postgres(options);
        connection_ = server_->connect_writer();
        database_.run_sql("CREATE SCHEMA wanjia; CREATE TABLE wanjia.word (id BIGINT PRIMARY KEY)");
        connection_->run_script("BEGIN");
    }
    std::int64_t write_part(std::int64_t id) {
        const std::int64_t part = connection_->begin_part();
        write(id);
        connection_->keep_part();
        return part;
    }
    void write(std::int64_t id) {
        connection_->prepare("INSERT INTO word VALUES ($1)")->with(id).run();
    }
    std::int64_t sum() {
        const auto statement = connection_->prepare("SELECT CAST(sum(id) AS BIGINT) FROM word");
        return statement->step() ? statement->integer(0) : -1;
    }
    std::int64_t refused_part() {
        try {
            (void)sum();
        } catch (const store::PartRefused& refused) {
            EXPECT_EQ(refused.error.kind(), base::ErrorKind::conflict);
            return refused.part;
        }
        return -1;
    }

    for_tests::TemporaryDatabase database_{for_tests::Kind::server};
    std::unique_ptr<store::Database> server_;
    std::unique_ptr<store::Connection> connection_;
};

TEST_F(PartsTest, a_kept_part_that_is_refused_late_is_undone_with_those_after_it) {
    write_part(1);
    const std::int64_t twice = write_part(1);
    write_part(2);
    EXPECT_EQ(refused_part(), twice);
    connection_->undo_part();
    EXPECT_EQ(sum(), 1);
    write_part(4);
    connection_->settle_parts();
    EXPECT_EQ(sum(), 5);
}

TEST_F(PartsTest, a_refusal_told_once_is_told_until_it_is_undone) {
    write_part(1);
    const std::int64_t twice = write_part(1);
    connection_->begin_part();
    EXPECT_EQ(refused_part(), twice);
    EXPECT_EQ(refused_part(), twice);
    EXPECT_THROW(write(3), store::PartRefused);
    EXPECT_THROW(connection_->keep_part(), store::PartRefused);
    EXPECT_THROW(connection_->require_kept_parts(), store::PartRefused);
    connection_->undo_part();
    EXPECT_NO_THROW(connection_->require_kept_parts());
    EXPECT_EQ(sum(), 1);
}

TEST_F(PartsTest, a_part_that_is_undone_by_itself_leaves_what_waits_of_those_before) {
    write_part(1);
    connection_->begin_part();
    write(2);
    connection_->undo_part();
    write_part(4);
    EXPECT_EQ(sum(), 5);
    connection_->begin_part();
    write(8);
    EXPECT_EQ(sum(), 13);
    connection_->undo_part();
    EXPECT_EQ(sum(), 5);
}

TEST_F(PartsTest, what_was_asked_together_with_a_refused_statement_has_no_empty_answer) {
    connection_->begin_part();
    const auto asked = connection_->prepare("SELECT 1 FROM word");
    write(1);
    write(1);
    asked->ask();
    EXPECT_THROW((void)sum(), base::Error);
    EXPECT_THROW((void)asked->step(), base::Error);
    connection_->undo_part();
    write_part(7);
    write_part(9);
    EXPECT_EQ(sum(), 16);
}

TEST_F(PartsTest, after_a_rollback_nothing_is_told_of_what_was_refused) {
    write_part(1);
    write_part(1);
    EXPECT_GE(refused_part(), 0);
    connection_->run_script("ROLLBACK");
    connection_->run_script("BEGIN");
    write_part(3);
    EXPECT_EQ(sum(), 3);
}

}  // namespace
