#include "crossings/clearance.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "places_for_tests.hpp"

namespace {

using ::testing::HasSubstr;

std::string text_of(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

crossings::ClearanceTable shipped() {
    return crossings::read_clearances(text_of(places::source("rules/clearances.yaml")),
                                      "clearances.yaml");
}

const crossings::Clearance& object(const crossings::ClearanceTable& table,
                                   const std::string& kind) {
    for (const auto& each : table.objects)
        if (each.kind == kind) return each;
    throw std::out_of_range(kind);
}

TEST(Clearance, Y_09_ten_kilovolts_over_a_telecom_line_need_two_metres) {
    const auto table = shipped();
    const auto voltage = table.voltage_of(base::make_rational(10));
    EXPECT_EQ(table.voltages[voltage].name, "ten_kv");
    EXPECT_EQ(object(table, "telecom_line").vertical_mm[voltage], 2'000);
}

TEST(Clearance, Y_26_ponds_are_searched_ten_metres_around_by_lines_of_one_kilovolt_and_more) {
    const auto table = shipped();
    EXPECT_EQ(object(table, "pond").buffer_um, 10'000'000);
    EXPECT_EQ(object(table, "pond").lines_from_kv, base::make_rational(1));
}

TEST(Clearance, X_19_a_class_begins_at_its_voltage) {
    const auto table = shipped();
    const auto name = [&](const char* kv) {
        return table.voltages[table.voltage_of(base::parse_rational(kv).value())].name;
    };
    EXPECT_EQ(name("0"), "low");
    EXPECT_EQ(name("0.999"), "low");
    EXPECT_EQ(name("1"), "ten_kv");
    EXPECT_EQ(name("19.9"), "ten_kv");
    EXPECT_EQ(name("20"), "thirty_five_kv");
    EXPECT_EQ(name("110"), "thirty_five_kv");
}

TEST(Clearance, X_19_every_figure_says_where_it_is_from_and_whether_it_is_verified) {
    for (const auto& each : shipped().objects) {
        EXPECT_FALSE(each.source.zh.empty()) << each.kind;
        EXPECT_FALSE(each.source.en.empty()) << each.kind;
    }
    EXPECT_FALSE(object(shipped(), "pond").is_verified);
}

TEST(Clearance, X_19_a_wrong_table_is_refused_with_its_line) {
    const std::string good = text_of(places::source("rules/clearances.yaml"));
    const auto refused = [&](const std::string& part, const std::string& instead,
                             const char* sentence) {
        std::string bad = good;
        bad.replace(bad.find(part), part.size(), instead);
        try {
            (void)crossings::read_clearances(bad, "净距表.yaml");
            ADD_FAILURE() << instead;
        } catch (const base::Error& error) {
            EXPECT_THAT(error.message().en, HasSubstr(sentence));
            EXPECT_THAT(error.message().zh, HasSubstr("净距表.yaml 第"));
        }
    };
    refused("from_kv: 20", "from_kv: 0.5", "must rise");
    refused("buffer_m: 10", "buffer_m: 1001", "0 to 1,000 metres");
    refused("buffer_m: 10", "buffer_m: 0.0005", "whole millimetres");
    refused("kind: pond", "kin: pond", "kin");
}

}  // namespace
