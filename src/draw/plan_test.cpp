#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "draw_for_tests.hpp"

namespace draw {
namespace {

TEST(Plan, a_share_is_rounded_up_and_never_more_than_there_is) {
    std::vector<Unit> units;
    for (int i = 0; i < 41; ++i) units.push_back({"a" + std::to_string(i), "A"});
    units.push_back({"b1", "B"});
    const Plan plan = plan_sample(units, read_wishes("A 10%\nB\t1/2\n"));
    EXPECT_EQ(plan.allocations, (std::vector<Allocation>{{"A", 5}, {"B", 1}}));
    EXPECT_TRUE(plan.shortfalls.empty());
    EXPECT_EQ(plan_sample(units, read_wishes("A,100%\nB,0")).allocations[0].count, 41);
    for (const char* wrong : {"A 101%", "A 3/2", "A 1/0", "A -1", "A x", "A 1.5", "A 03", "A"})
        EXPECT_THROW((void)read_wishes(wrong), base::Error) << wrong;
    EXPECT_THROW((void)plan_sample(units, read_wishes("A 1")), base::Error) << "B has no number";
    EXPECT_THROW((void)plan_sample(units, read_wishes("A 1\nA 2\nB 1")), base::Error);
}

TEST(Plan, a_unit_in_two_strata_is_refused) {
    EXPECT_THROW((void)unite({{"one", {{"v1", "A"}}}, {"two", {{"v1", "B"}}}}), base::Error);
}

/// Unit `u` of 31 has u − 1 villages in the union, so the first has none and the second one.
std::vector<UnitList> three_lists() {
    std::vector<UnitList> lists = {{"state-council", {}}, {"province", {}}, {"villages-429", {}}};
    for (int u = 1; u <= 31; ++u)
        for (int v = 1; v < u; ++v) {
            const Unit village{"U" + std::to_string(100 + u) + "V" + std::to_string(v),
                               "U" + std::to_string(100 + u)};
            lists[static_cast<std::size_t>(v % 3)].units.push_back(village);
            if (v % 2 == 0) lists[2].units.push_back(village);
        }
    return lists;
}

std::vector<std::string> thirty_one() {
    std::vector<std::string> units;
    for (int u = 1; u <= 31; ++u) units.push_back("U" + std::to_string(100 + u));
    return units;
}

Documents yunnan_round(const std::string& id, const std::vector<Exclusion>& exclusions,
                       std::vector<Shortfall>& shortfalls) {
    Documents documents;
    shortfalls = freeze(documents, {three_lists(), exclusions, wish_each(thirty_one(), 2), {}},
                        number_of('c'));
    Announcement terms = usual_terms();
    terms.draw_id = id;
    finish(documents, terms);
    return documents;
}

std::vector<Drawn> sample_of(const Documents& documents) {
    const auto terms = read_announcement(document(documents, "announce.txt"));
    return take_sample(rank_units(terms.hash, hash(terms.hash, document(documents, "seed.txt")),
                                  read_frame(document(documents, "frame.tsv"))),
                       read_allocations(document(documents, "alloc.tsv")));
}

std::map<std::string, int> counts_by_stratum(const std::vector<Drawn>& sample) {
    std::map<std::string, int> counts;
    for (const Drawn& drawn : sample) ++counts[drawn.stratum];
    return counts;
}

TEST(Yunnan, N_32_two_villages_a_unit_and_what_is_short_is_said) {
    std::vector<Shortfall> shortfalls;
    const Documents documents = yunnan_round("YN-2020-06", {}, shortfalls);
    EXPECT_EQ(shortfalls, (std::vector<Shortfall>{{"U101", 2, 0}, {"U102", 2, 1}}));
    EXPECT_NE(describe(shortfalls[1]).zh.find("样本框不足"), std::string::npos);
    const auto counts = counts_by_stratum(sample_of(documents));
    EXPECT_EQ(counts.size(), 30U);
    for (const std::string& unit : thirty_one())
        EXPECT_EQ(counts.contains(unit) ? counts.at(unit) : 0, unit == "U101"   ? 0
                                                               : unit == "U102" ? 1
                                                                                : 2)
            << unit;
    const auto verdict = verify(documents);
    EXPECT_FALSE(verdict.problem);
    EXPECT_EQ(verdict.sampled, 59);
    EXPECT_TRUE(std::any_of(verdict.notes.begin(), verdict.notes.end(), [](const auto& note) {
        return note.en.find("shortfalls.tsv") != std::string::npos;
    }));
}

TEST(Huayuan, H_27_a_fifth_of_the_first_batch_at_least_one_is_drawn_and_again_the_same) {
    const auto sample = [](std::size_t villages) {
        std::vector<Unit> batch;
        for (std::size_t i = 0; i < villages; ++i)
            batch.push_back({"4331241" + std::to_string(1001 + i), "first_batch"});
        Documents documents;
        std::vector<Shortfall> none =
            freeze(documents, request_of(batch, read_wishes("first_batch 20%")), number_of('c'));
        EXPECT_TRUE(none.empty());
        finish(documents, usual_terms());
        EXPECT_FALSE(verify(documents).problem);
        return sample_of(documents);
    };
    const std::pair<std::size_t, std::size_t> sizes[] = {{1, 1}, {5, 1}, {6, 2}, {43, 9}};
    for (const auto& [villages, drawn] : sizes) {
        EXPECT_EQ(sample(villages).size(), drawn) << villages;
        EXPECT_EQ(sample(villages), sample(villages));
    }
}

TEST(Yunnan, N_33_a_village_in_two_lists_is_there_once_with_both) {
    const auto united = unite(three_lists());
    std::set<std::string> ids;
    std::size_t doubled = 0;
    for (const ListedUnit& listed : united) {
        EXPECT_TRUE(ids.insert(listed.unit.id).second);
        doubled += listed.lists.size() > 1 ? 1U : 0U;
    }
    EXPECT_EQ(united.size(), 31U * 30U / 2U);
    EXPECT_GT(doubled, 0U);
}

TEST(Yunnan, N_30_the_second_round_can_leave_out_the_villages_of_the_first) {
    std::vector<Shortfall> shortfalls;
    const auto first = sample_of(yunnan_round("YN-2020-06", {}, shortfalls));
    std::vector<Exclusion> visited;
    std::set<std::string> seen;
    for (const Drawn& drawn : first) {
        visited.push_back({drawn.unit, "visited-in-round-1"});
        seen.insert(drawn.unit);
    }
    const Documents second = yunnan_round("YN-2020-10", visited, shortfalls);
    EXPECT_EQ(shortfalls.size(), 4U) << "units with up to three villages are short now";
    for (const Drawn& drawn : sample_of(second)) EXPECT_FALSE(seen.contains(drawn.unit));
    EXPECT_FALSE(verify(second).problem);
    visited.push_back({"U199V1", "visited-in-round-1"});
    EXPECT_THROW((void)yunnan_round("YN-2020-11", visited, shortfalls), base::Error);
}

TEST(Yunnan, N_35_two_households_of_each_village_are_drawn_by_the_same_seed_rules) {
    std::vector<Shortfall> none;
    const auto villages = sample_of(yunnan_round("YN-2020-06", {}, none));
    UnitList households{"households", {}};
    std::vector<std::string> strata;
    int size = 0;
    for (const Drawn& village : villages) {
        strata.push_back(village.unit);
        for (int h = 0; h < 1 + size % 5; ++h)
            households.units.push_back({village.unit + ".H" + std::to_string(h), village.unit});
        ++size;
    }
    Documents documents;
    const auto shortfalls =
        freeze(documents, {{households}, {}, wish_each(strata, 2), {}}, number_of('d'));
    EXPECT_EQ(shortfalls.size(), 12U) << "every fifth of 59 villages has one household";
    Announcement terms = usual_terms();
    terms.draw_id = "YN-2020-06-H";
    finish(documents, terms);
    for (const auto& [village, count] : counts_by_stratum(sample_of(documents)))
        EXPECT_EQ(count, std::any_of(shortfalls.begin(), shortfalls.end(),
                                     [&](const auto& s) { return s.stratum == village; })
                             ? 1
                             : 2);
    EXPECT_FALSE(verify(documents).problem);
}

std::vector<Inspector> four_groups_of_five() {
    std::vector<Inspector> inspectors;
    for (int i = 0; i < 20; ++i) {
        Inspector inspector{"P" + std::to_string(100 + i), {}};
        // Everybody comes from one of the units and does not inspect there.
        inspector.recusals.push_back("U" + std::to_string(103 + i));
        if (i == 0) inspector.recusals.emplace_back("U13*");
        inspectors.push_back(inspector);
    }
    return inspectors;
}

TEST(Inspectors, N_29_nobody_inspects_his_own_unit_and_loads_stay_below_the_bound) {
    Documents documents;
    freeze(documents, {three_lists(), {}, wish_each(thirty_one(), 2), four_groups_of_five()},
           number_of('c'));
    Announcement terms = usual_terms();
    finish(documents, terms);
    const auto verdict = verify(documents);
    EXPECT_FALSE(verdict.problem) << verdict.problem->en;
    const auto sample = sample_of(documents);
    const auto announced = read_announcement(documents["announce.txt"]);
    EXPECT_EQ(announced.parties.back(), pool_party);
    const auto assigned =
        assign_inspectors(announced.hash, hash(announced.hash, documents["seed.txt"]),
                          number_of('c'), sample, read_inspectors(documents["inspectors.tsv"]));
    ASSERT_EQ(assigned.size(), sample.size());
    std::map<std::string, std::size_t> loads;
    for (const Assignment& a : assigned) {
        ASSERT_EQ(a.inspectors.size(), 2U);
        EXPECT_NE(a.inspectors[0], a.inspectors[1]);
        for (const std::string& id : a.inspectors) {
            ++loads[id];
            const int number = std::stoi(id.substr(1)) - 100;
            EXPECT_FALSE(a.unit.starts_with("U" + std::to_string(103 + number) + "V"));
            EXPECT_FALSE(number == 0 && a.unit.starts_with("U13"));
        }
    }
    const std::size_t bound = (2 * sample.size() + 19) / 20 + 1;
    for (const auto& [id, load] : loads) EXPECT_LE(load, bound) << id;
}

TEST(Inspectors, a_unit_that_comes_later_gets_its_two_by_the_same_rule) {
    Documents documents;
    freeze(documents, {three_lists(), {}, wish_each(thirty_one(), 2), four_groups_of_five()},
           number_of('c'));
    finish(documents, usual_terms());
    const std::string first = document(documents, "assignment.tsv");
    replace(documents, {sample_of(documents)[9].unit, "road-closed", "photo-1", "director"});
    EXPECT_EQ(document(documents, "assignment.tsv"), first);
    const std::string& later = document(documents, "assignment-later.tsv");
    EXPECT_EQ(std::count(later.begin(), later.end(), '\n'), 1);
    EXPECT_FALSE(verify(documents).problem);
    Documents changed = documents;
    changed["assignment-later.tsv"].replace(later.find("\tP1") + 1, 4, "P999");
    EXPECT_TRUE(verify(changed).problem);
}

TEST(Inspectors, a_pool_changed_after_the_announcement_is_refused) {
    Documents documents;
    freeze(documents, {three_lists(), {}, wish_each(thirty_one(), 2), four_groups_of_five()},
           number_of('c'));
    finish(documents, usual_terms());
    Documents changed = documents;
    changed["inspectors.tsv"].replace(changed["inspectors.tsv"].find("U103"), 4, "U131");
    EXPECT_TRUE(verify(changed).problem);
    changed = documents;
    changed["assignment.tsv"].replace(changed["assignment.tsv"].find("P1"), 4, "P999");
    EXPECT_TRUE(verify(changed).problem);
    changed = vector_draw();
    changed["inspectors.tsv"] = documents["inspectors.tsv"];
    EXPECT_TRUE(verify(changed).problem) << "a pool that was never announced";
}

TEST(Inspectors, too_few_of_them_leave_a_place_empty) {
    const std::vector<Drawn> sample = {{"T", 1, "v1", number_of('1')}};
    const auto assigned = assign_inspectors(HashName::sha256, number_of('2'), number_of('3'),
                                            sample, {{"P1", {"T"}}, {"P2", {}}});
    EXPECT_EQ(format_assignments(assigned), "v1\tP2\t-\n");
}

}  // namespace
}  // namespace draw
