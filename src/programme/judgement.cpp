#include <optional>

#include "item_points.hpp"
#include "programme/score.hpp"

namespace programme {
namespace {

using base::Rational;

/// What a percentage or a figure looks like on a page: two decimals, half away from zero.
Rational as_displayed(const Rational& value, Unit unit) {
    const Rational shown = unit == Unit::percent ? Rational(value * 100) : value;
    return *base::parse_rational(base::format_fixed(shown, 2));
}

bool reaches(const Rational& value, const Rational& target, Direction direction) {
    return direction == Direction::higher_is_better ? value >= target : value <= target;
}

std::optional<Rational> hard_target(const Indicator& indicator) {
    return indicator.pass ? indicator.pass : indicator.full;
}

std::optional<Rational> any_target(const Indicator& indicator) {
    const std::optional<Rational> hard = hard_target(indicator);
    return hard ? hard : indicator.soft;
}

/// 前提: met in full, not only past its pass line; 100 % when it names no target. Its own
/// precondition must hold too. `allowed` bounds the walk should a programme not have been checked.
bool is_fully_met(const Programme& programme, const UnitFacts& unit, std::size_t index,
                  std::size_t allowed) {
    const Indicator& indicator = programme.indicators.at(index);
    const Count count = effective_count(programme, unit, index);
    if (count.denominator == 0 || allowed == 0) return false;
    const Rational wanted = indicator.full   ? *indicator.full
                            : indicator.pass ? *indicator.pass
                                             : Rational{1};
    if (!reaches(value_of(count), wanted, indicator.direction)) return false;
    if (indicator.precondition.empty()) return true;
    const auto next = programme.find_indicator(indicator.precondition);
    return next && is_fully_met(programme, unit, *next, allowed - 1);
}

bool is_precondition_met(const Programme& programme, const UnitFacts& unit,
                         const Indicator& indicator) {
    if (indicator.precondition.empty()) return true;
    const auto index = programme.find_indicator(indicator.precondition);
    return index && is_fully_met(programme, unit, *index, programme.indicators.size());
}

// The pair itself, or the one of its fallbacks that applies.
Count own_count(const Programme& programme, const UnitFacts& unit, std::size_t indicator) {
    std::size_t index = indicator;
    for (std::size_t hops = 0; hops < programme.indicators.size(); ++hops) {
        const Count count = unit.counts.at(index);
        const std::string& fallback = programme.indicators.at(index).fallback;
        if (count.denominator != 0 || fallback.empty()) return count;
        const auto next = programme.find_indicator(fallback);
        if (!next) return count;
        index = *next;
    }
    return unit.counts.at(indicator);
}

// Exact and in lowest terms; not applicable when the divisor is 0 or it does not fit into 64 bits.
Count divided(Count count, Count by) {
    if (count.denominator == 0 || by.denominator == 0 || by.numerator == 0) return {0, 0};
    const Rational value = value_of(count) / value_of(by);
    if (!value.get_num().fits_slong_p() || !value.get_den().fits_slong_p()) return {0, 0};
    return {value.get_num().get_si(), value.get_den().get_si()};
}

}  // namespace

Count effective_count(const Programme& programme, const UnitFacts& unit, std::size_t indicator) {
    const Count own = own_count(programme, unit, indicator);
    const auto by = programme.find_indicator(programme.indicators.at(indicator).over);
    return by ? divided(own, own_count(programme, unit, *by)) : own;
}

Judgement judge(const Programme& programme, const UnitFacts& unit, std::size_t indicator) {
    const Indicator& judged = programme.indicators.at(indicator);
    const Count count = effective_count(programme, unit, indicator);
    if (count.denominator == 0) return Judgement::not_applicable;
    const std::optional<Rational> target = any_target(judged);
    if (!target) return Judgement::no_target;
    if (!is_precondition_met(programme, unit, judged)) return Judgement::precondition_unmet;
    if (reaches(value_of(count), *target, judged.direction)) return Judgement::met;
    return hard_target(judged) ? Judgement::not_met : Judgement::soft_not_met;
}

bool is_rounding_trap(const Indicator& indicator, Count count) {
    const std::optional<Rational> target = any_target(indicator);
    if (!target || count.denominator == 0) return false;
    const Rational value = value_of(count);
    return !reaches(value, *target, indicator.direction) &&
           reaches(as_displayed(value, indicator.unit), as_displayed(*target, indicator.unit),
                   indicator.direction);
}

}  // namespace programme
