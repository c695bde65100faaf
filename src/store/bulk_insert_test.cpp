#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "base/error.hpp"
#include "sqlite_connection.hpp"

// Rows come out as they went in, few or many, short or long.
namespace {

using store::Blob;
using store::Parameter;

class BulkInsertTest : public testing::Test {
protected:
    BulkInsertTest() {
        connection_.run_script(
            "CREATE TABLE pole (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, photo BLOB, "
            "height INTEGER UNIQUE)");
    }

    struct Pole {
        std::int64_t id;
        std::optional<std::string> name, photo;
        std::optional<std::int64_t> height;
        bool operator==(const Pole&) const = default;
    };

    void insert(const std::vector<Pole>& poles) {
        const auto table = connection_.bulk_insert("pole", {"id", "name", "photo", "height"});
        for (const Pole& pole : poles) {
            const std::string name = pole.name.value_or("");  // gone before the next row
            const Parameter values[] = {pole.id,
                                        pole.name ? Parameter(std::string_view(name)) : Parameter(),
                                        pole.photo ? Parameter(Blob{*pole.photo}) : Parameter(),
                                        pole.height ? Parameter(*pole.height) : Parameter()};
            table->row(values);
        }
        table->finish();
    }

    std::vector<Pole> stored() {
        std::vector<Pole> poles;
        const auto rows =
            connection_.prepare("SELECT id, name, photo, height FROM pole ORDER BY id");
        while (rows->step()) {
            Pole pole{rows->integer(0), {}, {}, {}};
            if (!rows->is_null(1)) pole.name = rows->text(1);
            if (!rows->is_null(2)) pole.photo = rows->blob(2);
            if (!rows->is_null(3)) pole.height = rows->integer(3);
            poles.push_back(std::move(pole));
        }
        return poles;
    }

    store::SqliteConnection connection_{":memory:", {}, store::SqliteConnection::Access::create};
};

TEST_F(BulkInsertTest, any_number_of_rows_with_empty_long_and_missing_values_comes_back) {
    std::mt19937 random(3);
    const auto bytes = [&]() -> std::optional<std::string> {
        const auto kind = random() % 50;
        if (kind < 10) return std::nullopt;
        if (kind < 20) return "";
        if (kind == 49) return std::string(50'000 + random() % 50'000, static_cast<char>(random()));
        return std::string(random() % 60, static_cast<char>(random()));
    };
    const auto text = [&]() -> std::optional<std::string> {
        auto value = bytes();
        if (value) std::fill(value->begin(), value->end(), 'x');
        return value;
    };
    std::int64_t next = 1;
    std::vector<Pole> all;
    for (const int count : {0, 1, 32, 33, 2'080, 2'081, 6'000}) {
        std::vector<Pole> poles;
        for (int i = 0; i < count; ++i, ++next)
            poles.push_back({next, text(), bytes(),
                             random() % 5 == 0 ? std::nullopt : std::optional(next * 3)});
        insert(poles);
        all.insert(all.end(), poles.begin(), poles.end());
        ASSERT_EQ(stored(), all) << count;
    }
}

TEST_F(BulkInsertTest, a_row_that_breaks_a_rule_among_many_is_a_conflict) {
    std::vector<Pole> poles;
    for (std::int64_t i = 1; i <= 3'000; ++i) poles.push_back({i, "杆", {}, i});
    poles.back().height = 7;
    try {
        insert(poles);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::conflict);
    }
}

TEST_F(BulkInsertTest, triggers_see_every_row) {
    connection_.run_script(
        "CREATE TABLE seen (id INTEGER);"
        "CREATE TRIGGER see AFTER INSERT ON pole BEGIN INSERT INTO seen VALUES (NEW.id); END");
    std::vector<Pole> poles;
    for (std::int64_t i = 1; i <= 5'000; ++i) poles.push_back({i, {}, {}, i});
    insert(poles);
    const auto count = connection_.prepare("SELECT count(DISTINCT id) FROM seen");
    ASSERT_TRUE(count->step());
    EXPECT_EQ(count->integer(0), 5'000);
}

TEST_F(BulkInsertTest, a_table_wider_than_the_source_takes_its_rows_too) {
    constexpr std::size_t width = 300;
    std::string columns;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < width; ++i) {
        names.push_back("v" + std::to_string(i));
        columns += (i > 0 ? ", " : "") + names.back();
    }
    connection_.run_script("CREATE TABLE wide (" + columns + ")");
    const auto table = connection_.bulk_insert("wide", names);
    for (std::int64_t row = 0; row < 100; ++row)
        table->row(std::vector<Parameter>(width, Parameter(row)));
    table->finish();
    const auto sum = connection_.prepare("SELECT sum(v0 + v299) FROM wide");
    ASSERT_TRUE(sum->step());
    EXPECT_EQ(sum->integer(0), 2 * 4'950);
}

}  // namespace
