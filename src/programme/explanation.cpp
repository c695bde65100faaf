#include "explanation.hpp"

#include "item_points.hpp"

namespace programme {
namespace {

using base::Rational;
using base::Text;

bool is_whole(const Rational& value) {
    return value.get_den() == 1;
}

std::string trimmed_decimal(const Rational& value, int places) {
    std::string text = base::format_fixed(value, places);
    while (text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
    return text;
}

/// As a decimal when two places are enough, otherwise as the fraction it is.
std::string show_number(const Rational& value) {
    const Rational hundredths = value * 100;
    if (is_whole(value) || !is_whole(hundredths)) return base::format_exact(value);
    return trimmed_decimal(value, 2);
}

/// A target or step in the indicator's unit.
std::string show_target(const Rational& target, Unit unit) {
    if (unit == Unit::count) return show_number(target);
    const Rational percent = target * 100;
    return show_number(percent) + "%";
}

/// Both integers; a count over 1 is the count alone.
std::string show_value(const Evidence& evidence) {
    const Count count = evidence.count;
    const std::string numerator = std::to_string(count.numerator);
    const bool plain = count.denominator == 1 && evidence.indicator->unit == Unit::count;
    return plain ? numerator : numerator + "/" + std::to_string(count.denominator);
}

std::string show_units(const Evidence& evidence) {
    const std::string value = show_value(evidence);
    return evidence.count.denominator == 1 ? value : "⌊" + value + "⌋";
}

Text same(const std::string& formula) {
    return {formula, formula};
}

Text points_given(const std::string& reason, const Rational& points) {
    const std::string shown = show_points(points);
    return {reason + "，得 " + shown + " 分", reason + ": points " + shown};
}

std::string compare_sign(const Rational& value, const Rational& limit) {
    return value >= limit ? " ≥ " : " < ";
}

std::string share_text(const Evidence& evidence, const Rational& target) {
    return "min(1, " + show_value(evidence) + " ÷ " +
           show_target(target, evidence.indicator->unit) + ")";
}

Text explain_step(const Item& item, const Evidence& evidence, const Rational& points) {
    const Unit unit = evidence.indicator->unit;
    const bool lower = evidence.indicator->direction == Direction::lower_is_better;
    const std::string value = show_value(evidence);
    const std::string target = show_target(item.target, unit);
    if (steps_missed(item, evidence) == 0)
        return points_given(value + (lower ? " ≤ " : " ≥ ") + target, points);
    const std::string gap = lower ? value + " − " + target : target + " − " + value;
    return same("max(0, " + show_number(item.weight) + " − " + show_number(item.cost) + " × ⌈(" +
                gap + ") ÷ " + show_target(item.step, unit) + "⌉) = " + show_points(points));
}

Text explain_band(const Item& item, const Evidence& evidence, const Rational& points) {
    const Band* band = reached_band(item, value_of(evidence.count));
    const std::string value = show_value(evidence);
    if (band != nullptr)
        return points_given(value + " ≥ " + show_target(band->at_least, evidence.indicator->unit),
                            points);
    return {value + " 未达到任何档次，得 0 分", value + " reaches no band: points 0"};
}

Text explain_veto(const Item& item, const Evidence& evidence) {
    const Rational value = value_of(evidence.count);
    const std::string reason = show_value(evidence) + compare_sign(value, item.threshold) +
                               show_target(item.threshold, evidence.indicator->unit);
    if (value >= item.threshold)
        return {reason + "，一票否决，总分记 0 分", reason + ": veto, the total becomes 0"};
    return {reason + "，未触发一票否决", reason + ": no veto"};
}

Text explain_product(const Item& item, const std::vector<Evidence>& evidence,
                     const Rational& points) {
    std::string formula = show_number(item.weight);
    for (std::size_t i = 0; i < item.factors.size(); ++i)
        formula += " × " + share_text(evidence.at(i), item.factors[i].target);
    return same(formula + " = " + show_points(points));
}

Text explain_manual(const Item& item, const Evidence& evidence) {
    const std::string given = show_number(value_of(evidence.count));
    const std::string most = show_number(item.weight);
    return {"人工计分 " + given + " 分（上限 " + most + " 分）",
            "given by a person: " + given + " (at most " + most + ")"};
}

std::string count_formula(const Item& item, const Evidence& evidence, const Rational& points) {
    return "min(" + show_number(item.weight) + ", " + show_number(item.points_each) + " × " +
           show_units(evidence) + ") = " + show_points(points);
}

Text explain_formula(const Item& item, const std::vector<Evidence>& evidence,
                     const Rational& points) {
    if (item.kind == ItemKind::product) return explain_product(item, evidence, points);
    const Evidence& only = evidence.at(0);
    const Rational value = value_of(only.count);
    switch (item.kind) {
        case ItemKind::boolean:
            return points_given(show_value(only) + compare_sign(value, item.threshold) +
                                    show_target(item.threshold, only.indicator->unit),
                                points);
        case ItemKind::proportional:
            return same(show_number(item.weight) + " × " + share_text(only, item.target) + " = " +
                        show_points(points));
        case ItemKind::step:
            return explain_step(item, only, points);
        case ItemKind::banded:
            return explain_band(item, only, points);
        case ItemKind::count:
            return same(count_formula(item, only, points));
        case ItemKind::manual:
            return explain_manual(item, only);
        case ItemKind::veto:
            return explain_veto(item, only);
        case ItemKind::bonus: {
            const std::string formula = count_formula(item, only, points);
            return {"加分 " + formula, "bonus " + formula};
        }
        case ItemKind::product:
            break;
    }
    return {};
}

}  // namespace

std::string show_points(const Rational& points) {
    const Rational hundredths = points * 100;
    if (is_whole(points) || is_whole(hundredths)) return show_number(points);
    return base::format_exact(points) + " ≈ " + base::format_fixed(points, 2);
}

Text explain_item(const Item& item, const std::vector<Evidence>& evidence, const Rational& points) {
    for (const Evidence& e : evidence)
        if (e.count.denominator == 0)
            return {
                "「" + e.indicator->label.zh + "」分母为 0，不适用：得 0 分，单独列出，不参加排名",
                "\"" + e.indicator->label.en +
                    "\" has denominator 0: not applicable, 0 points, listed apart without rank"};
    Text text = explain_formula(item, evidence, points);
    for (const Evidence& e : evidence)
        if (e.fallback_used) {
            text.zh += "（「" + e.indicator->label.zh + "」分母为 0，采用替代指标）";
            text.en += " (the denominator of \"" + e.indicator->label.en +
                       "\" is 0: its fallback is used)";
        }
    return text;
}

}  // namespace programme
