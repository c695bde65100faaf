#include <gtest/gtest.h>

#include "database_for_tests.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"
#include "store/store.hpp"

// Citus itself is not there: functions and a table of its names write down how they were called.
namespace {

using for_tests::Kind;
using for_tests::TemporaryDatabase;

constexpr const char* stand_in = R"(
CREATE SCHEMA IF NOT EXISTS wanjia;
CREATE TABLE wanjia.called (number SERIAL, table_name TEXT, by TEXT, beside TEXT);
CREATE TABLE wanjia.pg_dist_partition (logicalrelid REGCLASS);
CREATE FUNCTION wanjia.create_distributed_table(table_name REGCLASS, by TEXT,
    colocate_with TEXT DEFAULT 'default') RETURNS VOID LANGUAGE plpgsql AS $$
BEGIN
    IF table_name IS NULL THEN RAISE EXCEPTION 'no such table'; END IF;
    IF current_setting('citus.enable_unsafe_triggers', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'the table has triggers';
    END IF;
    INSERT INTO wanjia.called (table_name, by, beside)
    VALUES (table_name::TEXT, by, colocate_with);
    INSERT INTO wanjia.pg_dist_partition VALUES (table_name);
END $$;
)";

constexpr const char* pond = R"(register: pond
label: {zh: 鱼塘, en: Pond}
key: [region]
fields:
  - {name: region, type: region, required: true, label: {zh: 村代码, en: Village code}}
)";

class CitusTest : public testing::Test {
protected:
    void SetUp() override {
        options_.url = database_.url();
        store::Store::create(
            options_, [](store::Connection& c) { (void)store::declare_register(c, pond, 0); });
    }
    void stand_in_for_citus() {
        store::Store(options_).write([](store::Connection& c) { c.run_script(stand_in); });
    }
    std::vector<std::string> calls() {
        std::vector<std::string> result;
        store::Store(options_).read([&](store::Connection& c) {
            const auto statement = c.prepare(
                "SELECT table_name || ' by ' || by || ' beside ' || beside FROM called ORDER BY "
                "number");
            while (statement->step()) result.emplace_back(statement->text(0));
        });
        return result;
    }

    TemporaryDatabase database_{Kind::server};
    store::Options options_;
};

TEST_F(CitusTest, migrating_spreads_registers_histories_and_figures_by_county_once) {
    stand_in_for_citus();
    store::Store::migrate(options_);
    const std::vector<std::string> expected = {
        "indicator_part by county beside none",
        "indicator_part_history by county beside wanjia.indicator_part",
        "pond by county beside wanjia.indicator_part",
        "pond_history by county beside wanjia.indicator_part"};
    EXPECT_EQ(calls(), expected);
    store::Store::migrate(options_);
    EXPECT_EQ(calls(), expected);
}

TEST_F(CitusTest, a_register_declared_later_is_spread_by_the_next_migration) {
    stand_in_for_citus();
    store::Store::migrate(options_);
    store::Store(options_).write([](store::Connection& c) {
        std::string yaml = pond;
        yaml.replace(yaml.find("pond"), 4, "well");
        (void)store::declare_register(c, yaml, 1);
    });
    store::Store::migrate(options_);
    const auto all = calls();
    ASSERT_EQ(all.size(), 6u);
    EXPECT_EQ(all[4], "well by county beside wanjia.indicator_part");
    EXPECT_EQ(all[5], "well_history by county beside wanjia.indicator_part");
}

TEST_F(CitusTest, a_server_without_citus_is_left_as_it_is) {
    EXPECT_EQ(store::Store::migrate(options_), 3);
}

}  // namespace
