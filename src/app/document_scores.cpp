#include <algorithm>

#include "assumed_score.hpp"
#include "base/rational.hpp"
#include "document_figures.hpp"
#include "registers/geometry.hpp"
#include "unit_shapes.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t trend_periods_max = 12;

constexpr const char* judgement_words[] = {"达标",   "未达标",     "力争未达",
                                           "不适用", "前提未满足", "不设目标"};
constexpr const char* grade_words[] = {"", "达标", "优秀", "待领导小组决定"};

std::string unit_word(programme::Unit unit) {
    return unit == programme::Unit::percent ? "percent" : "count";
}

// A count is the indicator over a constant 1, which no reader knows what to make of.
bool is_plain_count(const programme::Measure& denominator) {
    return denominator.register_name.empty() && denominator.constant == 1;
}

std::optional<base::Rational> value_of(const programme::Count& count) {
    if (count.denominator == 0) return std::nullopt;
    return base::make_rational(count.numerator, count.denominator);
}

const ScoreTable::Unit* unit_in(const ScoreTable* table, const std::string& region) {
    if (table == nullptr) return nullptr;
    if (region.empty()) return &table->total;
    const auto found = std::find_if(table->units.begin(), table->units.end(),
                                    [&](const auto& unit) { return unit.region == region; });
    return found == table->units.end() ? nullptr : &*found;
}

std::optional<programme::Count> count_in(const ScoreTable* table, const std::string& name,
                                         const std::string& region) {
    const auto* unit = unit_in(table, region);
    const auto index = table ? table->programme.find_indicator(name) : std::nullopt;
    if (!unit || !index) return std::nullopt;
    return unit->counts.at(*index);
}

std::optional<base::Rational> points_in(const ScoreTable* table, const std::string& region) {
    const auto* unit = unit_in(table, region);
    return unit && unit->score ? std::optional(unit->score->total) : std::nullopt;
}

bool reaches_now(const std::string& period, base::Date day) {
    const auto begin = programme::period_begin(period);
    return begin && *begin <= day;
}

}  // namespace

ordered_json figure_json(const FigureValue& value) {
    const auto text = [](const std::optional<base::Rational>& number) {
        return number ? ordered_json(base::format_exact(*number)) : ordered_json(nullptr);
    };
    return {{"value", text(value.now)},
            {"unit", value.unit},
            {"previous", text(value.previous)},
            {"year_ago", text(value.year_ago)}};
}

DocumentScores::DocumentScores(const DocumentSource& source) : source_(source) {
    if (!source.programme) return;
    periods_ = programme::list_periods(source.programme->periods);
    const std::string& wanted = source.scope.period;
    const auto end = programme::period_end(wanted);
    for (const std::string& period : periods_) {
        const auto last = programme::period_end(period);
        const bool is_same = period == wanted;
        // A quarter's document of a monthly programme is of its last month, a month's of a
        // quarterly one of the quarter that it lies in.
        const bool ends_alike = end && last && *last == *end;
        const bool holds_it =
            end && last && *programme::period_begin(period) <= *end && *end <= *last;
        if (is_same || (period_.empty() && (ends_alike || holds_it))) period_ = period;
    }
    if (period_.empty())
        source.notes->push_back("方案“" + source.programme->title.zh + "”没有上报期 " + wanted +
                                "，指标为不适用。");
}

std::string DocumentScores::at(int back) const {
    const auto found = std::find(periods_.begin(), periods_.end(), period_);
    if (found == periods_.end() || found - periods_.begin() < back) return "";
    return *(found - back);
}

DocumentScores::Table DocumentScores::table(const std::string& period) const {
    if (period.empty() || !source_.programme) return nullptr;
    const auto known = tables_.find(period);
    if (known != tables_.end()) return known->second;
    auto reach = figures_reach(source_.scope.who, source_.programme->code);
    if (!source_.scope.region.empty())
        reach = people::Reach{{{registers::scope_prefix(source_.scope.region), ""}}};
    auto made = std::make_shared<ScoreTable>(score_table(
        source_.connection,
        stated_period(source_.connection, source_.catalogue, source_.programme->code, period, {}),
        reach));
    return tables_[period] = std::move(made);
}

ordered_json DocumentScores::figure_of(const std::string& name, const std::string& region) const {
    const auto* programme = source_.programme;
    const auto index = programme ? programme->find_indicator(name) : std::nullopt;
    if (programme && !index)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"方案“" + programme->code + "”没有指标“" + name + "”。",
                           programme->code + " has no indicator \"" + name + "\"."});
    const auto* indicator = index ? &programme->indicators[*index] : nullptr;
    FigureValue value;
    value.unit = indicator ? unit_word(indicator->unit) : "percent";
    const auto now = count_in(table(period_).get(), name, region);
    if (now) value.now = value_of(*now);
    if (const auto before = count_in(table(at(1)).get(), name, region))
        value.previous = value_of(*before);
    if (source_.programme && source_.programme->periods.kind == programme::PeriodKind::month)
        if (const auto ago = count_in(table(at(12)).get(), name, region))
            value.year_ago = value_of(*ago);
    ordered_json json = figure_json(value);
    json["numerator"] = now ? ordered_json(now->numerator) : ordered_json(nullptr);
    const bool has_denominator = now && indicator && !is_plain_count(indicator->denominator);
    json["denominator"] = has_denominator ? ordered_json(now->denominator) : ordered_json(nullptr);
    return json;
}

ordered_json DocumentScores::indicator(const std::string& name) const {
    ordered_json json = figure_of(name, "");
    json["name"] = name;
    const auto index = source_.programme ? source_.programme->find_indicator(name) : std::nullopt;
    if (!index) return json;
    const auto& indicator = source_.programme->indicators[*index];
    json["label"] = indicator.label.zh;
    json["note"] = indicator.note.zh;
    const auto& target = indicator.pass   ? indicator.pass
                         : indicator.full ? indicator.full
                                          : indicator.soft;
    json["target"] = figure_json({target, {}, {}, unit_word(indicator.unit)});
    json["has_target"] = target.has_value();
    const auto* total = unit_in(table(period_).get(), "");
    const auto judgement =
        total ? total->judgements.at(*index) : programme::Judgement::not_applicable;
    json["judgement"] = judgement_words[static_cast<std::size_t>(judgement)];
    json["is_met"] = judgement == programme::Judgement::met;
    if (total && programme::is_rounding_trap(indicator, total->counts.at(*index)))
        json["judgement"] = "未达标（四舍五入显示）";
    return json;
}

ordered_json DocumentScores::indicators(const ordered_json& names) const {
    ordered_json list = ordered_json::array();
    if (!source_.programme) return list;
    if (names.is_array()) {
        for (const auto& name : names) list.push_back(indicator(name.get<std::string>()));
        return list;
    }
    for (const auto& each : source_.programme->indicators) list.push_back(indicator(each.name));
    return list;
}

ordered_json DocumentScores::scores(const std::string& which) const {
    ordered_json list = ordered_json::array();
    const auto now = table(period_), before = table(at(1));
    if (!now || !now->programme.scorecard) return list;
    for (const auto& unit : now->units) {
        const auto& score = *unit.score;
        const bool wanted = which == "all" || (which == "passed" && score.passed) ||
                            (which == "failed" && !score.passed) ||
                            (which == "excellent" && score.grade == programme::Grade::excellent);
        if (!wanted) continue;
        FigureValue value{score.total, points_in(before.get(), unit.region), {}, "points"};
        ordered_json json{
            {"region", unit.region},
            {"name", unit.name},
            {"place", unit.path_name},
            {"points", figure_json(value)},
            {"passed", score.passed},
            {"complete", score.complete},
            {"vetoed", score.vetoed},
            {"grade", score.vetoed     ? "一票否决"
                      : score.complete ? grade_words[static_cast<std::size_t>(score.grade)]
                                       : "不参加排名"}};
        json["rank"] = score.rank ? ordered_json(*score.rank) : ordered_json(nullptr);
        const auto* was = unit_in(before.get(), unit.region);
        json["rank_before"] =
            was && was->score && was->score->rank ? ordered_json(*was->score->rank) : nullptr;
        std::map<std::string, base::Rational> aspects;
        for (const auto& item : score.items) aspects[item.aspect] += item.points;
        json["aspects"] = ordered_json::array();
        for (const auto& aspect : now->programme.scorecard->aspects) {
            const auto points = figure_json({aspects[aspect.name], {}, {}, "points"});
            json["aspects"].push_back({{"name", aspect.label.zh}, {"points", points}});
            json[aspect.name] = points;
        }
        list.push_back(std::move(json));
    }
    return list;
}

ordered_json DocumentScores::areas(const ordered_json& wanted) const {
    ordered_json list = ordered_json::array();
    const auto level = registers::parse_region_level(wanted.value("areas", "county"));
    if (!level)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"areas 应为 county、township 等级别。", "areas must be a level such as county."});
    const auto names = wanted.value("indicators", std::vector<std::string>{});
    std::vector<std::string> scope = source_.regions;
    for (const std::string& region : scope)
        for (const auto* area : source_.catalogue.regions.list(*level, region, source_.scope.day)) {
            ordered_json json{{"name", area->name}, {"code", area->code}};
            for (const std::string& name : names) {
                std::optional<programme::Count> sums[2];
                for (int back = 0; back < 2; ++back) {
                    const auto of = table(at(back));
                    const auto index = of ? of->programme.find_indicator(name) : std::nullopt;
                    if (!index) continue;
                    for (const auto& unit : of->units) {
                        if (!registers::is_in_scope(unit.region, area->code)) continue;
                        if (!sums[back]) sums[back] = programme::Count{};
                        sums[back]->numerator += unit.counts[*index].numerator;
                        sums[back]->denominator += unit.counts[*index].denominator;
                    }
                }
                FigureValue value;
                const auto index =
                    source_.programme ? source_.programme->find_indicator(name) : std::nullopt;
                value.unit =
                    index ? unit_word(source_.programme->indicators[*index].unit) : "percent";
                if (sums[0]) value.now = value_of(*sums[0]);
                if (sums[1]) value.previous = value_of(*sums[1]);
                json[name] = figure_json(value);
                json[name]["numerator"] = sums[0] ? ordered_json(sums[0]->numerator) : nullptr;
                json[name]["denominator"] = sums[0] ? ordered_json(sums[0]->denominator) : nullptr;
            }
            list.push_back(std::move(json));
        }
    return list;
}

ordered_json DocumentScores::trend(const ordered_json& wanted) const {
    std::vector<std::string> periods;
    for (const std::string& period : periods_)
        if (period <= period_ && reaches_now(period, source_.scope.day)) periods.push_back(period);
    if (periods.size() > trend_periods_max)
        periods.erase(periods.begin(), periods.end() - trend_periods_max);
    ordered_json series = ordered_json::array();
    for (const auto& name : wanted.at("trend")) {
        const auto text = name.get<std::string>();
        const auto index =
            source_.programme ? source_.programme->find_indicator(text) : std::nullopt;
        if (!index) continue;
        ordered_json values = ordered_json::array();
        for (const std::string& period : periods) {
            const auto count = count_in(table(period).get(), text, "");
            const auto value = count ? value_of(*count) : std::nullopt;
            values.push_back(value ? ordered_json(base::format_exact(*value)) : nullptr);
        }
        series.push_back(
            {{"label", source_.programme->indicators[*index].label.zh}, {"values", values}});
    }
    return {{"kind", "lines"},
            {"title", wanted.value("title", "趋势")},
            {"unit", wanted.value("unit", "%")},
            {"labels", periods},
            {"series", series}};
}

ordered_json DocumentScores::map() const {
    ordered_json places = ordered_json::array();
    if (const auto now = table(period_)) {
        const auto shapes = unit_shapes(source_.connection, source_.catalogue, {});
        for (const auto& unit : now->units) {
            const auto shape = shapes.find(unit.region);
            if (shape == shapes.end()) continue;
            const auto geometry = ordered_json::parse(registers::to_geojson(shape->second));
            const bool scored = unit.score && unit.score->complete;
            ordered_json place{{"name", unit.name},
                               {"light", !scored              ? "grey"
                                         : unit.score->passed ? "green"
                                                              : "red"}};
            const std::string type = geometry.at("type");
            if (type == "Point") place["at"] = geometry.at("coordinates");
            if (type == "Polygon") place["rings"] = geometry.at("coordinates");
            if (type == "MultiPolygon") {
                place["rings"] = ordered_json::array();
                for (const auto& polygon : geometry.at("coordinates"))
                    for (const auto& ring : polygon) place["rings"].push_back(ring);
            }
            places.push_back(std::move(place));
        }
    }
    return {{"kind", "map"},
            {"title", "示意图"},
            {"places", places},
            {"legend",
             {{{"light", "green"}, {"label", "达标"}},
              {{"light", "red"}, {"label", "未达标"}},
              {{"light", "grey"}, {"label", "未计分"}}}}};
}

}  // namespace app
