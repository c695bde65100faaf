#include "app/crossing_search.hpp"

#include <gmock/gmock.h>

#include "ledgers_for_tests.hpp"
#include "people/password.hpp"

namespace for_tests {
namespace {

using ::testing::ElementsAre;

const std::string ponds_at = "433124100200";

/// One line of three poles along 109.48° E … 109.4820° E at 28.6° N; each span is about 98 m long.
class CrossingsTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2021-09-01");
        put_regions(1);
        bring("power_line",
              {{"村代码", ponds_at},
               {"线路编号", "XL01"},
               {"段号", 1},
               {"电压等级", 10},
               {"绝缘导线", "否"}},
              "LineString", {{109.480, 28.6}, {109.481, 28.6}, {109.482, 28.6}});
    }
    void pond(const char* number, double west, double south) {
        const double east = west + 0.0002, north = south + 0.0002;
        bring("pond", {{"村代码", ponds_at}, {"水面编号", number}}, "Polygon",
              {{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}});
    }
    ordered_json search(const ordered_json& more = ordered_json::object()) {
        ordered_json payload{{"clearances", app::built_in_clearances()}};
        payload.update(more);
        return ordered_json::parse(apply("find_crossings", payload).json);
    }
};

TEST_P(CrossingsTest, X_19_a_line_over_a_pond_becomes_a_candidate_with_its_place_and_figures) {
    pond("T1", 109.4813, 28.5999);
    const auto answer = search();
    ASSERT_EQ(answer.at("numbers").size(), 1U);
    const auto entry = entries("crossing").front();
    EXPECT_EQ(entry.at("kind"), "pond");
    EXPECT_EQ(entry.at("voltage"), "ten_kv");
    EXPECT_EQ(entry.at("line_code"), "XL01");
    EXPECT_EQ(entry.at("span"), "1-2") << "the second span of section 1";
    EXPECT_EQ(entry.at("object"), ponds_at + "/T1");
    EXPECT_EQ(entry.at("over_m"), "19.6") << "0.0002° of longitude at 28.6° N";
    EXPECT_EQ(entry.at("required_m"), "5.50");
    EXPECT_EQ(entry.at("state"), "candidate");
}

TEST_P(CrossingsTest, X_19_searching_again_opens_nothing_twice_whatever_became_of_a_candidate) {
    pond("T1", 109.4813, 28.5999);
    const std::string number = search().at("numbers").front();
    const auto entry = ordered_json::parse(app_->ledgers().entry("crossing", number));
    apply("step", {{"ledger", "crossing"},
                   {"number", number},
                   {"step", "reject"},
                   {"seen", entry.at("version")},
                   {"note", "鱼塘已填平"}});
    const auto again = search();
    EXPECT_TRUE(again.at("numbers").empty());
    EXPECT_EQ(again.at("known"), 1);
    pond("T2", 109.4803, 28.5999);
    EXPECT_EQ(search().at("numbers").size(), 1U);
}

TEST_P(CrossingsTest, Y_26_a_pond_within_a_rods_length_of_the_line_is_a_candidate_beyond_it_none) {
    pond("T1", 109.4813, 28.60008);  // 8.9 m north of the line
    pond("T2", 109.4803, 28.60010);  // 11.1 m
    ASSERT_EQ(search().at("numbers").size(), 1U);
    const auto entry = entries("crossing").front();
    EXPECT_EQ(entry.at("object"), ponds_at + "/T1");
    EXPECT_EQ(entry.at("apart_m"), "8.9");
    EXPECT_FALSE(entry.contains("required_m") && !entry.at("required_m").is_null())
        << "the figure is one above the water";
}

TEST_P(CrossingsTest,
       Y_09_power_telecom_and_broadcast_lines_that_cross_are_found_with_their_angle) {
    bring("telecom_line",
          {{"村代码", ponds_at}, {"线路编号", "TX1"}, {"段号", 1}, {"用途", "通信"}}, "LineString",
          {{109.4805, 28.5995}, {109.4805, 28.6005}});
    bring("telecom_line",
          {{"村代码", ponds_at}, {"线路编号", "GD1"}, {"段号", 1}, {"用途", "广播电视"}},
          "LineString", {{109.4815, 28.5995}, {109.4815, 28.6005}});
    EXPECT_EQ(search().at("numbers").size(), 2U);
    std::vector<std::string> kinds;
    for (const auto& entry : entries("crossing")) {
        kinds.push_back(entry.at("kind"));
        EXPECT_EQ(entry.at("angle"), "90.0");
        EXPECT_EQ(entry.at("required_m"), "2.00");
    }
    std::sort(kinds.begin(), kinds.end());
    EXPECT_THAT(kinds, ElementsAre("broadcast_line", "telecom_line"));
}

TEST_P(CrossingsTest, X_19_whoever_may_not_open_crossings_may_not_search_for_them) {
    apply(
        "add_user",
        {{"user", "wang"},
         {"password", people::hash_password(
                          "Tq7#mlvxRk", std::array<std::uint8_t, people::salt_bytes>{}, {64, 1})}});
    apply("grant", {{"user", "wang"}, {"role", "auditor"}, {"region", county}});
    EXPECT_THROW(by("find_crossings", {{"clearances", app::built_in_clearances()}}, "wang"),
                 base::Error);
}

TEST_P(CrossingsTest, X_19_a_table_of_the_offices_own_decides_what_is_looked_for) {
    pond("T1", 109.4813, 28.5999);
    std::string own = app::built_in_clearances();
    own.replace(own.find("ten_kv: 5.5"), 11, "ten_kv: 6.8");
    EXPECT_EQ(search({{"clearances", own}}).at("numbers").size(), 1U);
    EXPECT_EQ(entries("crossing").front().at("required_m"), "6.80");
    EXPECT_THROW(search({{"clearances", "version: 1"}}), base::Error);
}

INSTANTIATE_ON_BOTH_DATABASES(CrossingsTest);

}  // namespace
}  // namespace for_tests
