#include <gmock/gmock.h>

#include "app/attention.hpp"
#include "ledgers_for_tests.hpp"

// Who supervises what, what each may see of it, and which units are watched.
namespace {

using namespace for_tests;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SupervisionTest : public LedgersTest {
protected:
    static people::Access holder(const char* role, const std::vector<std::string>& regions,
                                 const char* operator_name = "") {
        std::vector<people::Grant> grants;
        for (const std::string& region : regions) {
            people::Grant grant;
            grant.user = grant.role = role;
            grant.region = region;
            grant.operator_name = operator_name;
            grants.push_back(grant);
        }
        return people::access_of(people::built_in_roles(), role, grants,
                                 *base::parse_date("2020-06-01"));
    }
};

TEST_P(SupervisionTest, G_17_four_counties_have_one_leader_each_and_a_leader_of_two_sees_both) {
    today("2020-06-01");
    put_region("360700000000", "赣州市", "prefecture", "");
    const std::vector<std::string> counties = {"360704000000", "360730000000", "360731000000",
                                               "360732000000"};
    for (const auto& code : counties) put_region(code, "县" + code, "county", "360700000000");
    load("ganzhou-2020");
    // Two counties have the same leader; a county named again gets no second one.
    const char* leaders[] = {"甲", "乙", "丙", "丙", "丙"};
    for (std::size_t i = 0; i < 5; ++i)
        put("supervision_assignment", {{"region", counties[std::min<std::size_t>(i, 3)]},
                                       {"number", std::to_string(std::min<std::size_t>(i, 3) + 1)},
                                       {"leader_name", leaders[i]}});
    EXPECT_EQ(
        app_->register_rows("supervision_assignment", "", 0, 10, {}, people::everything()).total,
        4);
    (void)evaluate("2020-04-20");
    app::EntryFilter filter;
    filter.ledger = "leader_visit";
    const auto mine = ordered_json::parse(
        app_->ledgers().entries(filter, holder("supervisor", {counties[2], counties[3]})));
    std::set<std::string> seen;
    for (const auto& entry : mine.at("entries")) seen.insert(entry.at("values").at("region"));
    EXPECT_EQ(seen, (std::set{counties[2], counties[3]}));
}

TEST_P(SupervisionTest, G_19_an_operator_sees_its_own_figures_and_the_bureau_those_of_all) {
    put_regions(1);
    for (const char* name : {"mobile", "telecom", "unicom"})
        put("telecom_stat", {{"region", village(0)},
                             {"period", "2019-06"},
                             {"operator", name},
                             {"phone_users", "10"}});
    const auto rows = [&](const people::Access& who) {
        return app_->register_rows("telecom_stat", "", 0, 10, {}, who).rows;
    };
    const auto own = rows(holder("operator", {county}, "mobile"));
    ASSERT_THAT(own, SizeIs(1));
    EXPECT_EQ(own.front().texts.at(2), "mobile");
    EXPECT_THAT(rows(holder("lead_unit", {county})), SizeIs(3));
}

TEST_P(SupervisionTest, N_39_units_with_open_tasks_problems_and_delays_are_listed_the_worst_first) {
    today("2020-06-20");
    put_regions(1);
    const auto issue = [&](const char* unit, const char* due) {
        (void)opened("issue", {{"region", county},
                               {"unit", unit},
                               {"source", "supervision"},
                               {"category", "power"},
                               {"found_on", "2020-05-01"},
                               {"due_on", due},
                               {"description", "电压低"}});
    };
    issue("A", "2020-07-01");
    for (int i = 0; i < 3; ++i) issue("B", "2020-06-01");
    issue("C", "2020-07-01");
    const auto listed = ordered_json::parse(app::AttentionList(*app_).list());
    std::vector<std::string> order;
    for (const auto& unit : listed.at("units")) order.push_back(unit.at("unit"));
    EXPECT_THAT(order, ElementsAre("B", "A", "C"));
    EXPECT_EQ(listed.at("units")[0].at("overdue"), 3);
    EXPECT_EQ(listed.at("units")[0].at("score"), "50.00") << "no tasks: problems and delays alone";
    EXPECT_EQ(listed.at("units")[0].at("watched"), true);
    EXPECT_EQ(listed.at("units")[1].at("watched"), false);
    EXPECT_THAT(ordered_json::parse(
                    app::AttentionList(*app_).list("", holder("inspector", {"500999000000"})))
                    .at("units"),
                IsEmpty());
}

INSTANTIATE_ON_BOTH_DATABASES(SupervisionTest);

}  // namespace
