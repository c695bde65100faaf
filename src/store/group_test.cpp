#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include "base/error.hpp"
#include "database_for_tests.hpp"
#include "privacy/key.hpp"
#include "registers/geometry.hpp"
#include "store/people_store.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

// What commands that share a transaction tell each other, and rows that come by the thousand.
namespace {

using registers::Row;
using registers::Value;

constexpr const char* well = R"(register: well
label: {zh: 水井, en: Well}
key: [region, number]
geometry: point
fields:
  - {name: region, type: region, required: true, label: {zh: 村代码, en: Village code}}
  - {name: number, type: text, required: true, label: {zh: 编号, en: Number}}
  - {name: keeper, type: text, class: personal, label: {zh: 管护人, en: Keeper}}
  - {name: depth_cm, type: integer, label: {zh: 井深, en: Depth}}
)";

Row row(int village, int number, std::int64_t depth) {
    Row result{
        {"43312410" + std::to_string(1000 + village), std::to_string(number),
         number % 7 == 0 ? Value{} : Value{"王大明" + std::to_string(number)}, depth},
        number % 5 == 0 ? std::string{} : registers::point_wkb({109.2 + number * 0.00001, 28.5})};
    return result;
}

class GroupTest : public testing::TestWithParam<for_tests::Kind> {
protected:
    void SetUp() override {
        options_.file = database_.folder() / "wanjia.gpkg";
        options_.url = database_.url();
        options_.keys = std::make_shared<const privacy::KeyRing>(
            privacy::KeyRing{privacy::Key{1, privacy::Cipher::aes_256_gcm, {1, 2, 3}}});
        make();
    }
    void make() {
        store_.reset();
        if (GetParam() == for_tests::Kind::server) database_.clear();
        std::filesystem::remove_all(database_.folder());
        std::filesystem::create_directories(database_.folder());
        store::Store::create(options_);
        store_ = std::make_unique<store::Store>(options_);
        store_->write([&](store::Connection& c) { (void)store::declare_register(c, well, 0); });
    }

    // All of `jobs` in one transaction: while the first waits, the others queue up behind it.
    void write_together(const std::vector<std::function<void(store::Connection&)>>& jobs) {
        std::latch begun(1);
        std::latch queued(1);
        std::vector<std::thread> threads;
        threads.emplace_back([&] {
            store_->write([&](store::Connection&) {
                begun.count_down();
                queued.wait();
            });
        });
        begun.wait();
        for (const auto& job : jobs)
            threads.emplace_back([&] {
                try {
                    store_->write(job);
                } catch (const base::Error&) {
                    ++refused_;
                }
            });
        // Whether all have queued cannot be seen; those that come later are a group of their own.
        std::this_thread::yield();
        queued.count_down();
        for (auto& thread : threads) thread.join();
    }

    std::int64_t serial() {
        std::int64_t result = 0;
        store_->write(
            [&](store::Connection& c) { result = store::next_serial(c, "well_case", "2026-"); });
        return result;
    }

    std::vector<store::TableHash> hashes() {
        std::vector<store::TableHash> result;
        store_->read([&](store::Connection& c) { result = store::hash_tables(c); });
        return result;
    }

    // Rows of a file, then the same with other depths and some new ones.
    std::vector<store::TableHash> written(bool distinct, int rows) {
        make();
        for (const std::int64_t sequence : {1, 2})
            store_->write([&](store::Connection& c) {
                store::RegisterWriter writer(c, declaration_, sequence, sequence);
                for (int i = 0; i < rows + static_cast<int>(sequence) * 100; ++i) {
                    Row next = row(i % 3, i, i % 4 == 0 ? i * sequence : i);
                    distinct ? writer.put_distinct(std::move(next)) : writer.put(std::move(next));
                }
                const auto counts = writer.finish();
                EXPECT_EQ(counts.inserted, sequence == 1 ? rows + 100 : 100);
                EXPECT_EQ(counts.updated, sequence == 1 ? 0 : (rows + 100 + 3) / 4 - 1);
            });
        return hashes();
    }

    for_tests::TemporaryDatabase database_{GetParam()};
    store::Options options_;
    registers::Declaration declaration_ = registers::read_declaration(well, "well.yaml");
    std::unique_ptr<store::Store> store_;
    std::atomic<int> refused_{0};
};

TEST_P(GroupTest, a_serial_is_given_once_and_one_that_was_undone_is_given_again) {
    EXPECT_EQ(serial(), 1);
    std::vector<std::function<void(store::Connection&)>> jobs;
    std::mutex mutex;
    std::set<std::int64_t> given;
    for (int i = 0; i < 20; ++i)
        jobs.emplace_back([&, i](store::Connection& c) {
            const std::int64_t number = store::next_serial(c, "well_case", "2026-");
            if (i % 2 == 0) throw base::Error(base::ErrorKind::invalid_input, {"错", "wrong"});
            const std::lock_guard lock(mutex);
            EXPECT_TRUE(given.insert(number).second) << number;
        });
    write_together(jobs);
    EXPECT_EQ(refused_, 10);
    EXPECT_EQ(given.size(), 10u);
    EXPECT_EQ(*given.begin(), 2);
    EXPECT_EQ(*given.rbegin(), 11);
    store_ = std::make_unique<store::Store>(options_);
    EXPECT_EQ(serial(), 12);
}

TEST_P(GroupTest, ids_go_on_where_the_command_before_left_them_and_an_undone_one_leaves_none) {
    std::vector<std::function<void(store::Connection&)>> jobs;
    for (int i = 0; i < 12; ++i)
        jobs.emplace_back([&, i](store::Connection& c) {
            store::RegisterWriter writer(c, declaration_, 10 + i, std::nullopt);
            writer.add(row(i, i, i));
            writer.add(row(i, 100 + i, i));
            (void)writer.finish();
            if (i % 3 == 0) throw base::Error(base::ErrorKind::conflict, {"错", "wrong"});
        });
    write_together(jobs);
    std::vector<std::int64_t> ids;
    store_->read([&](store::Connection& c) {
        store::for_each_row(c, declaration_,
                            [&](const store::StoredRow& each) { ids.push_back(each.id); });
    });
    ASSERT_EQ(ids.size(), 16u);
    for (std::size_t i = 0; i < ids.size(); ++i)
        EXPECT_EQ(ids[i], static_cast<std::int64_t>(i) + 1);
    store_->read([&](store::Connection& c) {
        const auto next = c.prepare("SELECT next_id FROM declaration WHERE register = 'well'");
        ASSERT_TRUE(next->step());
        EXPECT_EQ(next->integer(0), 17);
    });
}

TEST_P(GroupTest, a_command_whose_writes_are_refused_late_is_refused_alone) {
    std::vector<std::function<void(store::Connection&)>> jobs;
    for (int i = 0; i < 30; ++i)
        jobs.emplace_back([&, i](store::Connection& c) {
            const std::string id = "operation-" + std::to_string(i % 10 == 9 ? 9 : i);
            store::RegisterWriter writer(c, declaration_, 10 + i, std::nullopt);
            writer.add(row(i, i, i));
            (void)writer.finish();
            store::save_operation(c, {id, "hash of " + id, 10 + i, false, "{}", "put", ""});
            // Some ask something afterwards, others leave everything waiting.
            if (i % 4 == 0) (void)store::get_meta(c, "origin");
        });
    write_together(jobs);
    EXPECT_EQ(refused_, 2);
    std::vector<std::int64_t> ids;
    store_->read([&](store::Connection& c) {
        store::for_each_row(c, declaration_,
                            [&](const store::StoredRow& each) { ids.push_back(each.id); });
        const auto operations = c.prepare("SELECT count(*) FROM operation");
        ASSERT_TRUE(operations->step());
        EXPECT_EQ(operations->integer(0), 28);
    });
    ASSERT_EQ(ids.size(), 28u);
    for (std::size_t i = 0; i < ids.size(); ++i)
        EXPECT_EQ(ids[i], static_cast<std::int64_t>(i) + 1);
}

TEST_P(GroupTest, a_command_that_hides_the_refusal_of_one_before_it_takes_no_blame) {
    std::vector<std::function<void(store::Connection&)>> jobs;
    for (int i = 0; i < 24; ++i)
        jobs.emplace_back([&, i](store::Connection& c) {
            const bool twice = i % 6 == 0;
            const std::string id = "operation-" + std::to_string(twice ? 0 : i);
            store::set_meta(c, "by " + std::to_string(i), id);
            if (twice)
                store::save_operation(c, {id, "hash of " + id, 10 + i, false, "{}", "put", ""});
            try {
                (void)(twice ? std::string{} : store::get_meta(c, "origin"));
            } catch (...) {
                if (i % 2 == 0) throw base::Error(base::ErrorKind::conflict, {"别的", "another"});
            }
        });
    write_together(jobs);
    EXPECT_EQ(refused_, 3);
    store_->read([&](store::Connection& c) {
        const auto written = c.prepare("SELECT count(*) FROM meta WHERE name LIKE 'by %'");
        ASSERT_TRUE(written->step());
        EXPECT_EQ(written->integer(0), 21);
    });
}

TEST_P(GroupTest, a_change_of_regions_is_seen_by_the_next_command_of_the_transaction) {
    constexpr const char* region = R"(register: region
label: {zh: 区划, en: Region}
key: [region, valid_from]
fields:
  - {name: region, type: region, required: true, label: {zh: 区划代码, en: Region code}}
  - {name: valid_from, type: date, required: true, label: {zh: 启用日期, en: Valid from}}
)";
    const auto declared = registers::read_declaration(region, "region.yaml");
    store_->write([&](store::Connection& c) {
        const auto before = store::catalogue_stamp(c);
        (void)store::declare_register(c, region, 3);
        EXPECT_EQ(store::catalogue_stamp(c).registers, 3);
        store::RegisterWriter writer(c, declared, 7, std::nullopt);
        writer.put({{"433124000000", "2000-01-01"}, {}});
        (void)writer.finish();
        const auto after = store::catalogue_stamp(c);
        EXPECT_NE(before, after);
        EXPECT_EQ(after.regions, 7);
    });
    store_->read([&](store::Connection& c) { EXPECT_EQ(store::catalogue_stamp(c).regions, 7); });
}

TEST_P(GroupTest, rights_that_change_are_asked_anew_by_the_next_command_of_the_transaction) {
    store_->write([&](store::Connection& c) {
        const auto access = [&] {
            const auto found = store::load_account_access(c, "zhangsan");
            const auto asked_anew = store::load_grants_of(c, "zhangsan");
            EXPECT_EQ(found.grants.size(), asked_anew.size());
            for (std::size_t i = 0; i < asked_anew.size(); ++i)
                EXPECT_EQ(found.grants[i].role, asked_anew[i].role);
            return found;
        };
        EXPECT_FALSE(access().accounts_exist);
        store::Account account;
        account.user = "zhangsan";
        store::save_account(c, account, 1);
        EXPECT_TRUE(access().usable);
        const people::Grant given{1, "zhangsan", "county_leader", "433124", "", {}, "", {}};
        store::save_grant(c, given, 2);
        EXPECT_EQ(access().grants.size(), 1u);
        const people::Grant proposed{2, "zhangsan", "administrator", "433124", "", {}, "", {}};
        store::save_grant(c, proposed, 3, "lisi");
        EXPECT_EQ(access().grants.size(), 1u);
        store::confirm_grant(c, 2, 4);
        EXPECT_EQ(access().grants.size(), 2u);
        store::end_grant(c, 1, 5);
        EXPECT_EQ(access().grants.size(), 1u);
        account.disabled = true;
        store::save_account(c, account, 6);
        EXPECT_FALSE(access().usable);
        account.disabled = false;
        account.must_change = true;
        store::save_account(c, account, 7);
        EXPECT_FALSE(access().usable);
    });
}

TEST_P(GroupTest, rows_that_are_said_to_differ_are_written_as_those_that_are_compared) {
    for (const int rows : {10, 4095 - 100, 4096 - 100, 4097 - 100, 9000})
        EXPECT_EQ(written(true, rows), written(false, rows)) << rows;
}

INSTANTIATE_ON_BOTH_DATABASES(GroupTest);

}  // namespace
