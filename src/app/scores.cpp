#include "app/scores.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "assumed_score.hpp"
#include "base/rational.hpp"
#include "store/indicator_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

const ScoreTable::Unit* find_unit(const ScoreTable& table, const std::string& region) {
    const auto found = std::find_if(table.units.begin(), table.units.end(),
                                    [&](const auto& unit) { return unit.region == region; });
    return found == table.units.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_unit(const std::string& programme, const std::string& region) {
    throw base::Error(base::ErrorKind::not_found,
                      {"方案“" + programme + "”在您的范围内没有考核单位“" + region + "”。",
                       "Within your reach, " + programme + " has no unit " + region + "."});
}

ordered_json point_json(const ScoreTable::Unit* unit) {
    if (!unit || !unit->score) return nullptr;
    const auto& score = *unit->score;
    return {{"points", base::format_exact(score.total)},
            {"display", base::format_fixed(score.total, 2)},
            {"rank", score.rank ? ordered_json(*score.rank) : ordered_json(nullptr)},
            {"passed", score.passed}};
}

ordered_json count_json(const ScoreTable& table, const ScoreTable::Unit* unit, std::size_t index) {
    if (!unit) return nullptr;
    const auto& count = unit->counts[index];
    return {{"numerator", count.numerator},
            {"denominator", count.denominator},
            {"display", display_count(table.programme.indicators[index], count)}};
}

// A version of the rules for a while may not know a period that a later one added.
bool knows(const programme::Programme& programme, const std::string& period) {
    const auto periods = programme::list_periods(programme.periods);
    return std::find(periods.begin(), periods.end(), period) != periods.end();
}

std::vector<ScoreTable> tables_up_to_now(store::Connection& connection, const Catalogue& catalogue,
                                         const std::string& code, const people::Reach& reach) {
    std::vector<ScoreTable> tables;
    const std::string latest = stated_period(connection, catalogue, code, {}, {}).period;
    for (const std::string& period : programme::list_periods(catalogue.programme(code).periods)) {
        if (period > latest) break;
        if (!knows(rules_for(connection, catalogue, code, period).programme, period)) continue;
        tables.push_back(
            score_table(connection, stated_period(connection, catalogue, code, period, {}), reach));
    }
    return tables;
}

ordered_json series_of(const std::vector<ScoreTable>& tables, const ScoreTable::Unit& unit) {
    ordered_json points = ordered_json::array();
    for (const auto& table : tables) points.push_back(point_json(find_unit(table, unit.region)));
    return {{"region", unit.region}, {"name", unit.name}, {"points", points}};
}

ordered_json indicators_of(const std::vector<ScoreTable>& tables, const std::string& region) {
    ordered_json list = ordered_json::array();
    for (const auto& indicator : tables.back().programme.indicators) {
        ordered_json values = ordered_json::array();
        for (const auto& table : tables) {
            const auto index = table.programme.find_indicator(indicator.name);
            values.push_back(index ? count_json(table, find_unit(table, region), *index)
                                   : ordered_json(nullptr));
        }
        list.push_back({{"indicator", indicator.name}, {"values", values}});
    }
    return list;
}

ordered_json periods_of(const std::vector<ScoreTable>& tables) {
    ordered_json periods = ordered_json::array();
    for (const auto& table : tables) {
        const auto passed =
            std::count_if(table.units.begin(), table.units.end(),
                          [](const auto& unit) { return unit.score && unit.score->passed; });
        periods.push_back({{"period", table.period},
                           {"frozen", table.frozen},
                           {"units", table.units.size()},
                           {"passed", passed}});
    }
    return periods;
}

Assumed assumed_of(const programme::Programme& programme, const Scores::WhatIf& question) {
    Assumed assumed;
    for (const auto& [name, count] : question.counts) {
        const auto index = programme.find_indicator(name);
        if (!index)
            throw base::Error(base::ErrorKind::not_found,
                              {"方案“" + programme.code + "”没有指标“" + name + "”。",
                               programme.code + " has no indicator \"" + name + "\"."});
        if (count.numerator < 0 || count.denominator < 0)
            throw base::Error(base::ErrorKind::invalid_input,
                              {"假设的分子和分母不能为负数。",
                               "The numerator and denominator to assume cannot be negative."});
        assumed[question.region][*index] = count;
    }
    return assumed;
}

// The unit alone as the score document prints it.
ordered_json unit_document(ScoreTable table, const std::string& region) {
    std::erase_if(table.units, [&](const auto& unit) { return unit.region != region; });
    return ordered_json::parse(to_json(table)).at("villages").at(0);
}

ordered_json moved_ranks(const ScoreTable& before, const ScoreTable& after) {
    ordered_json moved = ordered_json::array();
    for (const auto& unit : after.units) {
        const auto* was = find_unit(before, unit.region);
        if (!was || !was->score || !unit.score || was->score->rank == unit.score->rank) continue;
        const auto rank = [](const auto& score) {
            return score->rank ? ordered_json(*score->rank) : ordered_json(nullptr);
        };
        moved.push_back({{"region", unit.region},
                         {"name", unit.name},
                         {"rank_before", rank(was->score)},
                         {"rank_after", rank(unit.score)}});
    }
    return moved;
}

}  // namespace

Scores::Scores(App& app) : state_(app.ledgers().state()) {}

std::string Scores::trend(const std::string& programme, const std::string& region,
                          const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto reach = figures_reach(who, programme);
        const auto tables = tables_up_to_now(connection, catalogue, programme, reach);
        const ScoreTable& last = tables.back();
        ordered_json json{{"programme", programme}, {"periods", periods_of(tables)}};
        json["series"] = ordered_json::array();
        for (const auto& unit : last.units)
            if (region.empty() || unit.region == region)
                json["series"].push_back(series_of(tables, unit));
        if (region.empty()) return json.dump();
        if (json["series"].empty()) refuse_unit(programme, region);
        json["indicators"] = indicators_of(tables, region);
        return json.dump();
    });
}

std::string Scores::what_if(const WhatIf& question, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto reach = figures_reach(who, question.programme);
        const Stated stated =
            stated_period(connection, catalogue, question.programme, question.period, {});
        const ScoreTable before = score_table(connection, stated, reach);
        if (!find_unit(before, question.region)) refuse_unit(question.programme, question.region);
        const ScoreTable after =
            assumed_score(connection, stated, reach, assumed_of(stated.rules.programme, question));
        return ordered_json{{"programme", question.programme},
                            {"period", stated.period},
                            {"before", unit_document(before, question.region)},
                            {"after", unit_document(after, question.region)},
                            {"moved", moved_ranks(before, after)}}
            .dump();
    });
}

}  // namespace app
