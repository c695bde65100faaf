#include <gtest/gtest.h>

#include "estimates/from_draw.hpp"

namespace estimates {
namespace {

const draw::Frame frame{std::string(64, '1'), {{"a", "S"}, {"b", "S"}, {"c", "S"}, {"d", "T"}}};

draw::VisitList list() {
    const auto ranked = draw::rank_units(draw::HashName::sha256, std::string(64, '2'), frame);
    return draw::visit_list(ranked, {{"S", 2}, {"T", 1}}, {{"d", "gone", "photo", "li"}}, {});
}

TEST(FromDraw, findings_are_counted_by_stratum_and_the_rest_is_open) {
    const auto units = list().units;
    const auto inspected = inspected_strata(
        frame, list(), read_findings("# found in June\n" + units[0].drawn.unit + "\t是\n"));
    ASSERT_EQ(inspected.strata.size(), 2U);
    EXPECT_EQ(inspected.strata[0].population, 3);
    EXPECT_EQ(inspected.strata[0].sampled, 1);
    EXPECT_EQ(inspected.strata[0].count, 1);
    EXPECT_EQ(inspected.open, 1);
}

TEST(FromDraw, what_was_not_drawn_enters_no_share) {
    const auto units = list().units;
    const std::string drawn = units[0].drawn.unit;
    std::string other;
    for (const auto& unit : frame.units)
        if (unit.stratum == "S" && unit.id != drawn && unit.id != units[1].drawn.unit)
            other = unit.id;
    for (const std::string& text : {other + " yes", std::string("d yes"),
                                    drawn + " 1\n" + drawn + " 1", drawn + " perhaps", drawn})
        EXPECT_THROW((void)inspected_strata(frame, list(), read_findings(text)), base::Error)
            << text;
}

}  // namespace
}  // namespace estimates
