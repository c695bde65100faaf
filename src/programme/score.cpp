#include "programme/score.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "explanation.hpp"
#include "item_points.hpp"

namespace programme {
namespace {

using base::Rational;

/// Negative when `a` comes first.
int compare_descending(const Rational& a, const Rational& b) {
    return cmp(b, a);
}

/// A unit with the exact values that decide its place.
struct Contender {
    UnitScore score;
    std::vector<std::optional<Rational>> ties;  ///< larger is better; empty: not applicable, last
};

Evidence find_evidence(const Programme& programme, const UnitFacts& unit, std::string_view name) {
    const std::size_t index = programme.find_indicator(name).value();
    const Count own = unit.counts.at(index);
    const Count used = effective_count(programme, unit, index);
    return {&programme.indicators[index], used, own.denominator == 0 && used.denominator != 0};
}

std::vector<Evidence> collect_evidence(const Programme& programme, const UnitFacts& unit,
                                       const Item& item) {
    if (item.kind != ItemKind::product) return {find_evidence(programme, unit, item.indicator)};
    std::vector<Evidence> evidence;
    for (const Factor& factor : item.factors)
        evidence.push_back(find_evidence(programme, unit, factor.indicator));
    return evidence;
}

bool is_applicable(const std::vector<Evidence>& evidence) {
    return std::all_of(evidence.begin(), evidence.end(),
                       [](const Evidence& e) { return e.count.denominator != 0; });
}

ItemScore score_item(const Programme& programme, const UnitFacts& unit, const Aspect& aspect,
                     const Item& item) {
    const std::vector<Evidence> evidence = collect_evidence(programme, unit, item);
    ItemScore score;
    score.aspect = aspect.name;
    score.item = item.name;
    if (item.kind != ItemKind::product) score.count = evidence.front().count;
    score.applicable = is_applicable(evidence);
    if (score.applicable) score.points = item_points(item, evidence);
    if (item.kind != ItemKind::veto) score.maximum = item.weight;
    score.explanation = explain_item(item, evidence, score.points);
    return score;
}

bool fires_veto(const Item& item, const ItemScore& score) {
    return item.kind == ItemKind::veto && score.applicable &&
           value_of(score.count) >= item.threshold;
}

UnitScore score_unit(const Programme& programme, const UnitFacts& unit) {
    UnitScore result;
    result.region = unit.region;
    for (const Aspect& aspect : programme.scorecard->aspects)
        for (const Item& item : aspect.items) {
            ItemScore score = score_item(programme, unit, aspect, item);
            result.total += score.points;
            result.complete = result.complete && score.applicable;
            result.vetoed = result.vetoed || fires_veto(item, score);
            result.items.push_back(std::move(score));
        }
    if (result.vetoed) result.total = 0;
    result.passed = result.complete && !result.vetoed && result.total >= programme.scorecard->pass;
    return result;
}

std::optional<Rational> tie_value(const Programme& programme, const UnitFacts& unit,
                                  const UnitScore& score, const std::string& name) {
    const auto index = programme.find_indicator(name);
    if (!index) {
        Rational points;
        for (const ItemScore& item : score.items)
            if (item.aspect == name) points += item.points;
        return points;
    }
    const Count count = effective_count(programme, unit, *index);
    if (count.denominator == 0) return std::nullopt;
    const bool lower = programme.indicators[*index].direction == Direction::lower_is_better;
    const Rational value = value_of(count);
    return lower ? Rational(-value) : value;
}

Contender make_contender(const Programme& programme, const UnitFacts& unit) {
    Contender contender{score_unit(programme, unit), {}};
    for (const std::string& name : programme.scorecard->tie_break)
        contender.ties.push_back(tie_value(programme, unit, contender.score, name));
    return contender;
}

int compare_ties(const Contender& a, const Contender& b) {
    for (std::size_t i = 0; i < a.ties.size(); ++i) {
        const bool has_a = a.ties[i].has_value();
        const bool has_b = b.ties[i].has_value();
        if (has_a != has_b) return has_a ? -1 : 1;
        if (!has_a) continue;
        const int order = compare_descending(*a.ties[i], *b.ties[i]);
        if (order != 0) return order;
    }
    return 0;
}

int compare_merit(const Contender& a, const Contender& b) {
    const int by_total = compare_descending(a.score.total, b.score.total);
    return by_total != 0 ? by_total : compare_ties(a, b);
}

bool comes_first(const Contender& a, const Contender& b) {
    if (a.score.complete != b.score.complete) return a.score.complete;
    const int order = a.score.complete ? compare_merit(a, b) : 0;
    return order != 0 ? order < 0 : a.score.region < b.score.region;
}

void assign_ranks(std::vector<Contender>& sorted) {
    for (std::size_t i = 0; i < sorted.size() && sorted[i].score.complete; ++i) {
        const bool equal = i > 0 && compare_merit(sorted[i - 1], sorted[i]) == 0;
        sorted[i].score.rank =
            equal ? sorted[i - 1].score.rank : std::optional{static_cast<std::int64_t>(i) + 1};
    }
}

/// Places are counted among those that pass; a group of equals gets the level only as a whole.
void assign_grades(std::vector<Contender>& sorted, std::int64_t top) {
    std::map<std::int64_t, std::int64_t> group_size;
    for (const Contender& c : sorted)
        if (c.score.passed) ++group_size[*c.score.rank];
    std::map<std::int64_t, Grade> grade_of_group;
    std::int64_t placed = 0;
    for (const auto& [rank, size] : group_size) {
        const bool whole = placed + size <= top;
        grade_of_group[rank] = whole          ? Grade::excellent
                               : placed < top ? Grade::awaiting_decision
                                              : Grade::passed;
        placed += size;
    }
    for (Contender& c : sorted)
        if (c.score.passed) c.score.grade = grade_of_group.at(*c.score.rank);
}

}  // namespace

std::vector<UnitScore> score_units(const Programme& programme,
                                   const std::vector<UnitFacts>& units) {
    std::vector<Contender> contenders;
    contenders.reserve(units.size());
    for (const UnitFacts& unit : units) contenders.push_back(make_contender(programme, unit));
    std::sort(contenders.begin(), contenders.end(), comes_first);
    assign_ranks(contenders);
    assign_grades(contenders, programme.scorecard->top);
    std::vector<UnitScore> scores;
    scores.reserve(contenders.size());
    for (Contender& c : contenders) scores.push_back(std::move(c.score));
    return scores;
}

}  // namespace programme
