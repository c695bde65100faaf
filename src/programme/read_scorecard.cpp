#include <algorithm>

#include "draft.hpp"
#include "format_keys.hpp"
#include "suggest.hpp"

namespace programme {
namespace {

using base::Rational;
using base::Text;

constexpr std::string_view manual_register = "manual_score";

constexpr std::pair<std::string_view, ItemKind> kinds[] = {
    {"boolean", ItemKind::boolean}, {"proportional", ItemKind::proportional},
    {"step", ItemKind::step},       {"banded", ItemKind::banded},
    {"count", ItemKind::count},     {"product", ItemKind::product},
    {"manual", ItemKind::manual},   {"veto", ItemKind::veto},
    {"bonus", ItemKind::bonus}};

/// The keys an item of each kind needs, beside name, label and kind.
std::vector<std::string_view> keys_of(ItemKind kind) {
    switch (kind) {
        case ItemKind::boolean:
            return {"weight", "indicator", "threshold"};
        case ItemKind::proportional:
            return {"weight", "indicator", "target"};
        case ItemKind::step:
            return {"weight", "indicator", "target", "step", "cost"};
        case ItemKind::banded:
            return {"weight", "indicator", "bands"};
        case ItemKind::count:
        case ItemKind::bonus:
            return {"weight", "indicator", "points_each"};
        case ItemKind::product:
            return {"weight", "factors"};
        case ItemKind::manual:
            return {"weight"};
        case ItemKind::veto:
            return {"indicator", "threshold"};
    }
    return {};
}

bool needs(ItemKind kind, std::string_view key) {
    const auto keys = keys_of(kind);
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void check_item_keys(const Mapping& mapping, ItemKind kind) {
    const std::string name(std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& k) {
                               return k.second == kind;
                           })->first);
    for (const std::string_view key : keys_of(kind)) static_cast<void>(mapping.require(key));
    for (const std::string_view key : keys::item) {
        if (key == "name" || key == "label" || key == "kind" || needs(kind, key)) continue;
        const auto at = mapping.find(key);
        if (!at) continue;
        const std::string unused(key);
        at->report({"kind: " + name + " 的计分项不用「" + unused + "」，请删除。",
                    "An item of kind " + name + " does not use `" + unused + "`; remove it."});
    }
}

/// Reads a number that must be above 0, saying so in words where dividing by it would fail.
std::optional<Rational> above_zero(const Cursor& at, const std::optional<Rational>& number,
                                   bool divides) {
    if (!number || *number > 0) return number;
    if (divides)
        at.report({"此处为 0：计分时要除以它，不能除以零。",
                   "This is 0, but the points divide by it: a division by zero."});
    else
        at.report({"此处必须大于 0。", "This must be above 0."});
    return std::nullopt;
}

class ScorecardReader {
public:
    ScorecardReader(const Mapping& mapping, Draft& draft) : mapping_(mapping), draft_(draft) {}

    void run() {
        read_head();
        if (const auto aspects = mapping_.require("aspects"))
            for (const Cursor& at : read_list(*aspects)) read_aspect(at);
        check_total();
        if (const auto ties = mapping_.find("tie_break")) read_ties(*ties);
        draft_.programme.scorecard = std::move(card_);
        add_manual_indicators();
    }

private:
    void read_head() {
        card_.pass_label = {"达标", "Passed"};
        card_.top_label = {"优秀", "Excellent"};
        read_positive("total", card_.total);
        read_positive("pass", card_.pass);
        if (card_.total > 0 && card_.pass > card_.total)
            mapping_.find("pass")->report({"达标分高于总分，永远达不到。",
                                           "The pass line is above the total; nobody can pass."});
        if (const auto top = mapping_.find("top")) card_.top = read_integer(*top, 0).value_or(0);
        if (const auto label = mapping_.find("pass_label"))
            card_.pass_label = read_text(*label).value_or(Text{});
        if (const auto label = mapping_.find("top_label"))
            card_.top_label = read_text(*label).value_or(Text{});
    }

    void read_positive(std::string_view key, Rational& number) {
        const auto at = mapping_.require(key);
        const auto read = at ? above_zero(*at, read_points(*at), false) : std::nullopt;
        if (read) number = *read;
    }

    void read_aspect(const Cursor& at) {
        const Mapping mapping(at, keys::aspect);
        if (!mapping.valid()) return give_up_total();
        Aspect aspect;
        const auto name_at = mapping.require("name");
        const auto name = name_at ? read_name(*name_at) : std::nullopt;
        if (name && is_new_name(*name_at, *name, aspect_places_)) aspect.name = *name;
        if (const auto label = mapping.require("label"))
            aspect.label = read_text(*label).value_or(Text{});
        const auto items = mapping.require("items");
        const auto elements = items ? read_list(*items) : std::vector<Cursor>{};
        if (elements.empty()) give_up_total();
        for (const Cursor& element : elements) read_item(element, aspect);
        card_.aspects.push_back(std::move(aspect));
    }

    void read_item(const Cursor& at, Aspect& aspect) {
        const Mapping mapping(at, keys::item);
        if (!mapping.valid()) return give_up_total();
        Item item;
        const auto name_at = mapping.require("name");
        const auto name = name_at ? read_name(*name_at) : std::nullopt;
        if (name && is_new_name(*name_at, *name, item_places_)) item.name = *name;
        if (const auto label = mapping.require("label"))
            item.label = read_text(*label).value_or(Text{});
        const auto kind_at = mapping.require("kind");
        const auto kind =
            kind_at ? read_choice<ItemKind>(*kind_at, kinds) : std::optional<ItemKind>{};
        if (!kind) return give_up_total();
        item.kind = *kind;
        check_item_keys(mapping, *kind);
        read_weight(mapping, item);
        read_formula(mapping, item);
        if (item.kind == ItemKind::manual && !item.name.empty()) note_manual(*name_at, item);
        aspect.items.push_back(std::move(item));
    }

    void read_weight(const Mapping& mapping, Item& item) {
        if (!needs(item.kind, "weight")) return;
        const auto at = mapping.find("weight");
        const auto weight = at ? above_zero(*at, read_points(*at), false) : std::nullopt;
        if (!weight) return give_up_total();
        item.weight = *weight;
        if (item.kind != ItemKind::bonus) weights_ += *weight;
    }

    void read_formula(const Mapping& mapping, Item& item) {
        if (item.kind == ItemKind::product) return read_factors(mapping, item);
        if (item.kind == ItemKind::manual) return;
        const Indicator* indicator = read_indicator_name(mapping, item.indicator);
        if (indicator == nullptr) return;
        if (item.kind == ItemKind::proportional) refuse_lower(mapping, *indicator);
        const bool may_be_zero =
            item.kind == ItemKind::step && indicator->direction == Direction::lower_is_better;
        read_value(mapping, "target", item, indicator->unit, may_be_zero, item.target);
        read_value(mapping, "threshold", item, indicator->unit, false, item.threshold);
        read_value(mapping, "step", item, indicator->unit, false, item.step);
        read_amount(mapping, "cost", item, item.cost);
        read_amount(mapping, "points_each", item, item.points_each);
        if (item.kind == ItemKind::banded) read_bands(mapping, item, indicator->unit);
    }

    const Indicator* read_indicator_name(const Mapping& mapping, std::string& name) {
        const auto at = mapping.find("indicator");
        const auto text = at ? read_name(*at) : std::nullopt;
        if (!text) return nullptr;
        name = *text;
        return look_up({name, *at}, draft_);
    }

    static void refuse_lower(const Mapping& mapping, const Indicator& indicator) {
        if (indicator.direction == Direction::higher_is_better) return;
        mapping.find("indicator")
            ->report(
                {"指标「" + indicator.name + "」越低越好，不能按比例得分，请用 step 或 banded。",
                 "Indicator `" + indicator.name +
                     "` is better when lower and cannot give proportional points; use step or "
                     "banded."});
    }

    static void read_value(const Mapping& mapping, std::string_view key, const Item& item,
                           Unit unit, bool may_be_zero, Rational& value) {
        const auto at = needs(item.kind, key) ? mapping.find(key) : std::nullopt;
        auto number = at ? read_measure(*at, unit) : std::nullopt;
        if (number && !may_be_zero) number = above_zero(*at, number, key != "threshold");
        if (number) value = *number;
    }

    static void read_amount(const Mapping& mapping, std::string_view key, const Item& item,
                            Rational& value) {
        const auto at = needs(item.kind, key) ? mapping.find(key) : std::nullopt;
        const auto number = at ? above_zero(*at, read_points(*at), false) : std::nullopt;
        if (number) value = *number;
    }

    void read_bands(const Mapping& mapping, Item& item, Unit unit) {
        const auto bands = mapping.find("bands");
        if (!bands) return;
        for (const Cursor& at : read_list(*bands)) read_band(at, item, unit);
        std::sort(item.bands.begin(), item.bands.end(),
                  [](const Band& a, const Band& b) { return a.at_least > b.at_least; });
    }

    static void read_band(const Cursor& at, Item& item, Unit unit) {
        const Mapping mapping(at, keys::band);
        const auto least_at = mapping.require("at_least");
        const auto points_at = mapping.require("points");
        const auto least = least_at ? read_measure(*least_at, unit) : std::nullopt;
        const auto points = points_at ? read_points(*points_at) : std::nullopt;
        if (!least || !points) return;
        if (item.weight > 0 && *points > item.weight)
            points_at->report({"本档得分高于本项权重。", "The band gives more than the weight."});
        const bool repeated = std::any_of(item.bands.begin(), item.bands.end(),
                                          [&](const Band& b) { return b.at_least == *least; });
        if (repeated) least_at->report({"这个档次重复。", "This band is repeated."});
        item.bands.push_back({*least, *points});
    }

    void read_factors(const Mapping& mapping, Item& item) {
        const auto factors = mapping.find("factors");
        if (!factors) return;
        for (const Cursor& at : read_list(*factors)) read_factor(at, item);
    }

    void read_factor(const Cursor& at, Item& item) {
        const Mapping mapping(at, keys::factor);
        Factor factor;
        static_cast<void>(mapping.require("indicator"));
        const Indicator* indicator = read_indicator_name(mapping, factor.indicator);
        const auto target_at = mapping.require("target");
        if (indicator == nullptr || !target_at) return;
        refuse_lower(mapping, *indicator);
        const auto target = above_zero(*target_at, read_measure(*target_at, indicator->unit), true);
        if (target) factor.target = *target;
        item.factors.push_back(std::move(factor));
    }

    void give_up_total() { weights_known_ = false; }

    void check_total() const {
        if (!weights_known_ || card_.total <= 0 || weights_ == card_.total) return;
        const std::string sum = base::format_exact(weights_);
        const std::string total = base::format_exact(card_.total);
        mapping_.find("total")->report(
            {"各项权重合计 " + sum + "，与声明的总分 " + total + " 不符（加分项 bonus 不计入）。",
             "The weights sum to " + sum + ", not to the declared total of " + total +
                 " (bonus items are not counted)."});
    }

    void read_ties(const Cursor& at) {
        std::map<std::string, yaml::Position> used;
        for (const Cursor& element : read_list(at)) {
            const auto name = read_name(element);
            if (!name || !is_new_name(element, *name, used)) continue;
            const bool aspect = aspect_places_.contains(*name);
            if (aspect && draft_.programme.find_indicator(*name))
                element.report({"「" + *name + "」既是指标又是方面，请改其中一个的名称。",
                                "`" + *name + "` is both an indicator and an aspect; rename one."});
            else if (!aspect)
                look_up_tie(*name, element);
            card_.tie_break.push_back(*name);
        }
    }

    void look_up_tie(const std::string& name, const Cursor& at) const {
        if (!draft_.indicators_complete || draft_.programme.find_indicator(name)) return;
        std::vector<std::string> names;
        for (const auto& [aspect, place] : aspect_places_) names.push_back(aspect);
        for (const Indicator& i : draft_.programme.indicators) names.push_back(i.name);
        at.report(Text{"没有名为「" + name + "」的指标或方面。",
                       "There is no indicator or aspect `" + name + "`."} +
                  suggest(name, names));
    }

    void note_manual(const Cursor& name_at, Item& item) {
        item.indicator = "manual_" + item.name;
        if (draft_.programme.find_indicator(item.indicator))
            name_at.report({"人工计分项「" + item.name + "」要使用指标名 " + item.indicator +
                                "，但已有同名指标，请改名。",
                            "The manual item `" + item.name + "` needs the indicator name " +
                                item.indicator + ", which is taken; rename one."});
        else if (find_register(draft_.registers, std::string(manual_register)) == nullptr)
            name_at.report(
                {"人工计分需要底册 manual_score，但没有声明它。",
                 "Manual points need the register manual_score, which is not declared."});
    }

    /// After everything else, so that references in the file see only what the file declares.
    void add_manual_indicators() {
        Programme& programme = draft_.programme;
        for (const Aspect& aspect : programme.scorecard->aspects)
            for (const Item& item : aspect.items)
                if (item.kind == ItemKind::manual)
                    programme.indicators.push_back(manual_indicator(programme.code, item));
    }

    const Mapping& mapping_;
    Draft& draft_;
    Scorecard card_;
    std::map<std::string, yaml::Position> aspect_places_;
    std::map<std::string, yaml::Position> item_places_;
    Rational weights_;
    bool weights_known_ = true;
};

Expression text_equals(const std::string& field, const std::string& value) {
    Expression left{Expression::Op::field, field, 0, {}};
    Expression right{Expression::Op::text, value, 0, {}};
    return {Expression::Op::equal, {}, 0, {std::move(left), std::move(right)}};
}

}  // namespace

Indicator manual_indicator(const std::string& programme, const Item& item) {
    Indicator indicator;
    indicator.name = item.indicator;
    indicator.label = item.label;
    indicator.note = {"由人工给分，凭佐证材料。", "Points given by a person, with evidence."};
    indicator.unit = Unit::count;
    indicator.numerator.register_name = manual_register;
    indicator.numerator.sum_field = "points";
    indicator.numerator.where =
        Expression{Expression::Op::logical_and,
                   {},
                   0,
                   {text_equals("programme", programme), text_equals("item", item.name)}};
    indicator.denominator.constant = 100;
    return indicator;
}

void read_scorecard(const Cursor& at, Draft& draft) {
    const Mapping mapping(at, keys::scorecard);
    if (mapping.valid()) ScorecardReader(mapping, draft).run();
}

}  // namespace programme
