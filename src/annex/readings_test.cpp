#include <gmock/gmock.h>

#include "programmes_for_tests.hpp"

// Where a notice can be read in more than one way: the reading that was chosen, and what stands
// beside it.
namespace {

using namespace programmes_tests;

using programme::Count;

const std::string village = "500229101001";

TEST(Readings, A_01_a_patroller_has_one_post_and_both_names_of_it_are_read) {
    const auto& posts = declaration("patrol_post");
    const auto& holder = posts.fields.at(posts.find("holder_name").value());
    EXPECT_EQ(posts.label.zh, "护线员岗位");
    EXPECT_EQ(holder.label.zh, "护线员姓名");
    EXPECT_THAT(holder.aliases, testing::Contains("巡护员姓名"));
    const auto chengkou = load("chengkou-2020");
    for (const char* name : {"patrol_posts", "patrol_trained"})
        EXPECT_EQ(indicator(chengkou, name).numerator.register_name, "patrol_post") << name;
    EXPECT_EQ(indicator(chengkou, "patrol_staffed").numerator.among.value().register_name,
              "patrol_post");
}

TEST(Readings, A_02_neither_of_the_two_lists_of_villages_is_taken_from_the_other) {
    Rows rows("chengkou-2020");
    const auto tag = [&](const char* list, const char* region) {
        rows.add("village_tag", {{"list", std::string(list)},
                                 {"region", std::string(region)},
                                 {"state", std::string("done")}});
    };
    tag("poor_grid", "500229101001");
    tag("poor_grid", "500229101002");
    tag("grid_upgrade", "500229101002");
    tag("grid_upgrade", "500229101003");
    EXPECT_EQ(rows.shown("grid_poor_villages").numerator, 2);
    EXPECT_EQ(rows.shown("grid_poor_done"), (Count{2, 2}));
    EXPECT_EQ(rows.shown("grid_villages_started").numerator, 2);
}

TEST(Readings, A_06_chengkou_reports_from_the_second_quarter_of_2020) {
    EXPECT_THAT(programme::list_periods(load("chengkou-2020").periods),
                testing::ElementsAre("2020-Q2", "2020-Q3", "2020-Q4"));
}

TEST(Readings, A_11_pond_crossings_are_counted_in_three_ways_over_one_ledger) {
    const auto yongchuan = load("yongchuan-zhongshan-2021");
    const auto& crossing = declaration("crossing");
    const auto counted = [&](const char* name, const char* voltage, const char* insulated,
                             const char* isolated) {
        const auto row = row_of(crossing, {{"kind", std::string("pond")},
                                           {"state", std::string("confirmed")},
                                           {"voltage", std::string(voltage)},
                                           {"insulated", std::string(insulated)},
                                           {"isolated", std::string(isolated)}});
        const auto& measured = indicator(yongchuan, name);
        EXPECT_EQ(measured.numerator.register_name, "crossing") << name;
        const bool asked = programme::matches(*measured.denominator.where, crossing, row);
        return asked ? programme::matches(*measured.numerator.where, crossing, row) ? "yes" : "no"
                     : "not asked";
    };
    // Any line, insulated or isolated; ten kilovolts and insulated; medium voltage, either.
    EXPECT_STREQ(counted("pond_treated", "low", "no", "yes"), "yes");
    EXPECT_STREQ(counted("ten_kv_pond_insulated", "low", "no", "yes"), "not asked");
    EXPECT_STREQ(counted("medium_pond_treated", "low", "no", "yes"), "not asked");
    EXPECT_STREQ(counted("pond_treated", "ten_kv", "no", "yes"), "yes");
    EXPECT_STREQ(counted("ten_kv_pond_insulated", "ten_kv", "no", "yes"), "no");
    EXPECT_STREQ(counted("medium_pond_treated", "ten_kv", "no", "yes"), "yes");
    EXPECT_STREQ(counted("ten_kv_pond_insulated", "ten_kv", "yes", "no"), "yes");
}

TEST(Readings, A_16_rates_of_persons_stand_over_residents_and_over_the_registered_population) {
    Rows rows("huayuan-2019");
    rows.add("village", {{"region", village},
                         {"residents", 800},
                         {"registered_population", 1000},
                         {"households", 200}});
    rows.add("telecom_stat", {{"region", village},
                              {"operator", std::string("all")},
                              {"phone_users", 600},
                              {"four_g_users", 400},
                              {"broadband_households", 90}});
    EXPECT_EQ(rows.shown("phone_rate"), (Count{600, 800}));
    EXPECT_EQ(rows.shown("phone_rate_registered"), (Count{600, 1000}));
    EXPECT_EQ(rows.shown("four_g_rate"), (Count{400, 800}));
    EXPECT_EQ(rows.shown("four_g_rate_registered"), (Count{400, 1000}));
    EXPECT_EQ(rows.shown("broadband_rate"), (Count{90, 200}));
    const auto huayuan = load("huayuan-2019");
    EXPECT_EQ(indicator(huayuan, "phone_rate").pass, base::make_rational(70, 100));
    EXPECT_FALSE(indicator(huayuan, "phone_rate_registered").pass) << "shown, not judged";
}

TEST(Readings, A_20_what_the_notice_does_not_name_has_a_place_and_a_line_to_reach) {
    const auto yunnan = load("yunnan-grid-2020");
    for (const char* name : {"supply_reliability", "voltage_qualification", "household_capacity"})
        EXPECT_TRUE(indicator(yunnan, name).pass) << name;
    Rows rows("yunnan-grid-2020");
    const auto assurance = [&](std::int64_t item, const char* met) {
        rows.add("service_assurance",
                 {{"region", village}, {"item", item}, {"met", std::string(met)}});
    };
    assurance(1, "yes");
    assurance(1, "no");
    assurance(3, "yes");
    EXPECT_EQ(rows.shown("assurance_1"), (Count{1, 2}));
    EXPECT_EQ(rows.shown("assurance_2"), (Count{0, 0}));
    EXPECT_EQ(rows.shown("assurance_3"), (Count{1, 1}));
}

TEST(Readings, A_24_settlements_are_judged_by_number_with_households_beside_them) {
    Rows rows("ganzhou-2020");
    rows.add("listed_village",
             {{"region", village}, {"list", std::string("ganzhou-2020-annex-2")}});
    const auto settlement = [&](const char* number, std::int64_t households, const char* covered) {
        rows.add("settlement", {{"region", village},
                                {"number", std::string(number)},
                                {"households", households},
                                {"four_g", std::string(covered)},
                                {"broadband", std::string(covered)}});
    };
    settlement("1", 25, "yes");
    settlement("2", 75, "no");
    for (const std::string name : {"settlement_four_g", "settlement_broadband"}) {
        EXPECT_EQ(rows.shown(name), (Count{1, 2})) << name;
        EXPECT_EQ(rows.shown(name + "_households"), (Count{25, 100})) << name;
        const auto ganzhou = load("ganzhou-2020");
        EXPECT_TRUE(indicator(ganzhou, name).pass) << name;
        EXPECT_FALSE(indicator(ganzhou, name + "_households").pass) << name;
    }
}

}  // namespace
