#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "programme/definition.hpp"

namespace programme {

/// One indicator of one region in one period.
struct Count {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    bool operator==(const Count&) const = default;
};

/// A region's pairs, in the order of Programme::indicators, before fallbacks.
struct UnitFacts {
    std::string region;
    std::vector<Count> counts;
};

/// The pair that counts for `indicator`: its own, or its fallback's when the denominator is 0 (and
/// that one's fallback in turn).
Count effective_count(const Programme& programme, const UnitFacts& unit, std::size_t indicator);

/// not_applicable: denominator 0. precondition_unmet: judged only when the precondition holds
/// (G-09).
enum class Judgement { met, not_met, soft_not_met, not_applicable, precondition_unmet, no_target };

/// Judges by exact arithmetic against the pass line (the full target when there is no pass line,
/// the soft one when there is neither: only then soft_not_met). not_applicable comes before
/// no_target, and that before precondition_unmet. A precondition holds when its indicator reaches
/// its full target (else its pass line, else 100 %) and its own precondition holds.
Judgement judge(const Programme& programme, const UnitFacts& unit, std::size_t indicator);

/// True when the rounded two-decimal percentage shows the target reached but the integers do not:
/// the page adds 未达标（四舍五入显示）.
bool is_rounding_trap(const Indicator& indicator, Count count);

struct ItemScore {
    std::string aspect;
    std::string item;
    Count count;             ///< of the item's indicator; zeros for a product
    bool applicable = true;  ///< false: its denominator is 0; gives 0 points
    base::Rational points;
    base::Rational maximum;
    base::Text explanation;  ///< 「15 × min(1, 650/1000 ÷ 70%) = 13.93」, exact parts shown
};

enum class Grade { none, passed, excellent, awaiting_decision };

struct UnitScore {
    std::string region;
    std::vector<ItemScore> items;  ///< in the order of the scorecard
    base::Rational total;
    bool complete = true;  ///< false when an item is not applicable: listed apart, without rank
    bool vetoed = false;
    bool passed = false;               ///< complete, not vetoed, and total >= pass exactly
    std::optional<std::int64_t> rank;  ///< 1-based; equal in everything means equal rank (1,2,2,4)
    Grade grade = Grade::none;
};

/// Scores every unit and ranks the complete ones: by total, then the tie-break names, then equal.
/// Excellent are the first `top` of those that pass; units fully tied across the last place are
/// awaiting_decision (the leading group decides, H-22). Result order: rank, then region code;
/// incomplete units last, by region code. The order of `units` changes nothing.
/// The programme has a scorecard.
std::vector<UnitScore> score_units(const Programme& programme, const std::vector<UnitFacts>& units);

}  // namespace programme
