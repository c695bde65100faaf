#include "store/store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/error.hpp"
#include "database_for_tests.hpp"
#include "registers/geometry.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace {

enum class Effect { inserted, updated, unchanged };

using registers::Row;
using registers::Value;

constexpr const char* pond = R"(register: pond
label: {zh: 鱼塘, en: Pond}
key: [region, number]
geometry: point
fields:
  - {name: region, type: region, required: true, label: {zh: 村代码, en: Village code}}
  - {name: number, type: text, required: true, label: {zh: 编号, en: Number}}
  - {name: depth_cm, type: integer, label: {zh: 水深, en: Depth}}
)";

Row row(const std::string& region, const std::string& number, std::int64_t depth,
        double lon_deg = 109.5) {
    return {{region, number, depth}, registers::point_wkb({lon_deg, 28.5})};
}

class StoreTest : public testing::TestWithParam<for_tests::Kind> {
protected:
    void SetUp() override {
        options_.file = database_.folder() / "wanjia.gpkg";
        options_.url = database_.url();
        store::Store::create(options_);
        store_ = std::make_unique<store::Store>(options_);
        store_->write([&](store::Connection& c) { (void)store::declare_register(c, pond, 0); });
    }

    Effect put(const Row& value, std::int64_t sequence, std::optional<std::int64_t> batch = {}) {
        store::WriteCounts counts;
        store_->write([&](store::Connection& c) {
            store::RegisterWriter writer(c, declaration_, sequence, batch);
            writer.put(value);
            counts = writer.finish();
        });
        if (counts.inserted == 1) return Effect::inserted;
        return counts.updated == 1 ? Effect::updated : Effect::unchanged;
    }

    std::vector<Row> rows() {
        std::vector<Row> result;
        store_->read([&](store::Connection& c) {
            store::for_each_row(c, declaration_,
                                [&](const store::StoredRow& s) { result.push_back(s.row); });
        });
        return result;
    }

    std::int64_t number(const std::string& sql) {
        std::int64_t result = 0;
        store_->read([&](store::Connection& c) {
            const auto statement = c.prepare(sql);
            if (statement->step()) result = statement->integer(0);
        });
        return result;
    }

    void undo(std::int64_t batch, std::int64_t sequence) {
        store_->write([&](store::Connection& c) {
            (void)store::undo_batch(c, declaration_, batch, sequence);
        });
    }

    for_tests::TemporaryDatabase database_{GetParam()};
    store::Options options_;
    registers::Declaration declaration_ = registers::read_declaration(pond, "pond.yaml");
    std::unique_ptr<store::Store> store_;
};

TEST_P(StoreTest, what_is_saved_is_loaded_unchanged) {
    const Row with_gap{{std::string("433124100200"), std::string("1"), Value{}}, ""};
    EXPECT_EQ(put(row("433124100201", "1", 150), 1), Effect::inserted);
    EXPECT_EQ(put(with_gap, 2), Effect::inserted);
    EXPECT_EQ(rows(), (std::vector<Row>{row("433124100201", "1", 150), with_gap}));
}

TEST_P(StoreTest,
       the_same_row_again_changes_nothing_and_another_value_moves_the_old_one_to_history) {
    put(row("433124100200", "1", 150), 1);
    EXPECT_EQ(put(row("433124100200", "1", 150), 2), Effect::unchanged);
    EXPECT_EQ(number("SELECT count(*) FROM pond_history"), 0);
    EXPECT_EQ(put(row("433124100200", "1", 160), 3), Effect::updated);
    EXPECT_EQ(number("SELECT depth_cm FROM pond_history WHERE begin_seq = 1 AND end_seq = 3"), 150);
}

TEST_P(StoreTest, history_and_trail_refuse_to_be_changed) {
    put(row("433124100200", "1", 150), 1);
    put(row("433124100200", "1", 160), 2);
    for (const char* sql : {"UPDATE pond_history SET depth_cm = 1", "DELETE FROM pond_history"})
        EXPECT_THROW(store_->write([&](store::Connection& c) { c.run_script(sql); }), base::Error);
    EXPECT_EQ(number("SELECT depth_cm FROM pond_history"), 150);
}

TEST_P(StoreTest, X_14_undoing_a_batch_brings_back_what_was_there) {
    put(row("433124100200", "1", 150), 1, 1);
    put(row("433124100200", "1", 160), 2, 2);
    put(row("433124100200", "2", 90), 2, 2);
    undo(2, 3);
    EXPECT_EQ(rows(), std::vector<Row>{row("433124100200", "1", 150)});
    undo(1, 4);
    EXPECT_TRUE(rows().empty());
    EXPECT_EQ(number("SELECT count(*) FROM pond_history"), 4);
}

TEST_P(StoreTest, X_14_a_batch_whose_rows_were_changed_later_is_not_undone) {
    put(row("433124100200", "1", 150), 1, 1);
    put(row("433124100200", "1", 160), 2);
    EXPECT_THROW(undo(1, 3), base::Error);
    EXPECT_EQ(rows(), std::vector<Row>{row("433124100200", "1", 160)});
}

TEST_P(StoreTest, the_spatial_index_of_the_embedded_database_follows_every_change) {
    if (GetParam() == for_tests::Kind::server) GTEST_SKIP() << "PostGIS keeps its own index";
    put(row("433124100200", "1", 150, 109.5), 1, 1);
    put(row("433124100200", "1", 150, 110.5), 2, 2);
    EXPECT_EQ(number("SELECT count(*) FROM rtree_pond_geom WHERE minx > 110"), 1);
    undo(2, 3);
    EXPECT_EQ(number("SELECT count(*) FROM rtree_pond_geom WHERE minx < 110"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM rtree_pond_geom"), 1);
}

TEST_P(StoreTest, work_that_fails_is_undone_alone) {
    put(row("433124100200", "1", 150), 1);
    EXPECT_THROW(store_->write([&](store::Connection& c) {
        store::RegisterWriter writer(c, declaration_, 2, {});
        writer.put(row("433124100200", "2", 10));
        throw base::Error(base::ErrorKind::invalid_input, {"错", "wrong"});
    }),
                 base::Error);
    EXPECT_EQ(rows().size(), 1u);
}

TEST_P(StoreTest, writers_of_many_threads_and_two_openings_lose_nothing) {
    store::Store second(options_);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            store::Store& mine = t % 2 == 0 ? *store_ : second;
            for (int i = 0; i < 10; ++i)
                mine.write([&](store::Connection& c) {
                    store::RegisterWriter writer(c, declaration_, 1, {});
                    writer.put(row("43312410020" + std::to_string(t), std::to_string(i), i));
                    (void)writer.finish();
                });
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(rows().size(), 40u);
}

TEST_P(StoreTest, a_scope_holds_what_lies_below_its_code) {
    put(row("433124100200", "1", 1), 1);
    put(row("433124101200", "1", 2), 1);
    put(row("433125100200", "1", 3), 1);
    store_->read([&](store::Connection& c) {
        EXPECT_EQ(store::count_rows(c, declaration_, ""), 3);
        EXPECT_EQ(store::count_rows(c, declaration_, "433124000000"), 2);
        EXPECT_EQ(store::count_rows(c, declaration_, "433124100000"), 1);
        EXPECT_EQ(store::list_rows(c, declaration_, "433124000000", 0, 1).size(), 1u);
    });
}

TEST_P(StoreTest, opening_what_is_not_there_not_ours_or_too_new_says_so) {
    EXPECT_THROW(store::Store::create(options_), base::Error);
    auto missing = options_;
    if (!missing.url.empty()) missing.url.replace(missing.url.find("/wanjia?"), 8, "/none?");
    missing.file = database_.folder() / "none.gpkg";
    try {
        store::Store opened(missing);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::not_found);
    }
    store_->write([](store::Connection& c) {
        c.run_script("UPDATE meta SET value = '999' WHERE name = 'schema_version'");
    });
    try {
        store::Store opened(options_);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
        EXPECT_NE(error.message().en.find("newer"), std::string::npos);
    }
}

INSTANTIATE_ON_BOTH_DATABASES(StoreTest);

}  // namespace
