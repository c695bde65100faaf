#include "app/public_ranking.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/error.hpp"
#include "privacy/small_counts.hpp"
#include "report/workbook.hpp"
#include "store/records.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using programme::Count;

// One of the three columns that an indicator's figures tell.
using Column = std::int64_t (*)(Count);

std::int64_t numerator_of(Count count) {
    return std::max<std::int64_t>(count.numerator, 0);
}
std::int64_t denominator_of(Count count) {
    return std::max<std::int64_t>(count.denominator, 0);
}
std::int64_t missing_of(Count count) {
    return std::max<std::int64_t>(count.denominator - count.numerator, 0);
}

// A constant is the same for everybody and counts nothing.
std::vector<Column> columns_of(const programme::Indicator& indicator) {
    std::vector<Column> columns;
    const bool counted = !indicator.numerator.register_name.empty();
    const bool out_of = !indicator.denominator.register_name.empty();
    if (counted) columns.push_back(numerator_of);
    if (out_of) columns.push_back(denominator_of);
    if (counted && out_of) columns.push_back(missing_of);
    return columns;
}

void hold_back(const ScoreTable& table, std::size_t indicator, PublicRanking& ranking) {
    for (const Column column : columns_of(table.programme.indicators[indicator])) {
        std::vector<std::int64_t> counts;
        for (const auto& unit : table.units) counts.push_back(column(unit.counts[indicator]));
        const auto held = privacy::hold_back_small(counts, least_public_count);
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (held.counts[i]) ranking.units[i].cells[indicator].reset();
    }
}

PublicRanking::Unit public_unit(const ScoreTable::Unit& unit) {
    PublicRanking::Unit shown{unit.region, unit.name, unit.path_name, {}, {}, false, {}, {}};
    shown.cells.assign(unit.counts.begin(), unit.counts.end());
    if (!unit.score) return shown;
    shown.rank = unit.score->rank;
    shown.grade = unit.score->grade;
    shown.passed = unit.score->passed;
    shown.points = base::format_fixed(unit.score->total, 2);
    return shown;
}

[[noreturn]] void not_published(const std::string& code, const std::optional<std::string>& period) {
    throw base::Error(
        base::ErrorKind::not_found,
        {period ? "方案“" + code + "”的 " + *period + " 尚未封存公布。"
                : "方案“" + code + "”还没有封存公布的一期。",
         period ? "The period " + *period + " of " + code + " is not sealed and published yet."
                : code + " has no sealed and published period yet."});
}

const char* grade_name(programme::Grade grade) {
    constexpr const char* names[] = {"none", "passed", "excellent", "awaiting_decision"};
    return names[static_cast<int>(grade)];
}

ordered_json cells_json(const PublicRanking& ranking,
                        const std::vector<PublicRanking::Cell>& cells) {
    ordered_json list = ordered_json::array();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!cells[i]) {
            list.push_back(nullptr);
            continue;
        }
        list.push_back({{"numerator", cells[i]->numerator},
                        {"denominator", cells[i]->denominator},
                        {"display", display_count(ranking.programme.indicators[i], *cells[i])}});
    }
    return list;
}

std::string cell_text(const programme::Indicator& indicator, const PublicRanking::Cell& cell) {
    if (!cell) return "—";
    const std::string display = display_count(indicator, *cell);
    if (display.empty()) return "不适用";
    return indicator.unit == programme::Unit::percent ? display + "%" : display;
}

}  // namespace

PublicRanking public_part(const ScoreTable& table) {
    PublicRanking ranking;
    ranking.programme = table.programme;
    ranking.period = table.period;
    for (const auto& unit : table.units) ranking.units.push_back(public_unit(unit));
    ranking.total.resize(table.programme.indicators.size());
    for (std::size_t i = 0; i < ranking.total.size(); ++i) {
        hold_back(table, i, ranking);
        for (const auto& unit : ranking.units) {
            if (!unit.cells[i]) continue;
            ranking.total[i].numerator += unit.cells[i]->numerator;
            ranking.total[i].denominator += unit.cells[i]->denominator;
        }
    }
    for (auto& unit : ranking.units)
        if (std::any_of(unit.cells.begin(), unit.cells.end(),
                        [](const auto& cell) { return !cell; }))
            unit.points.clear();
    return ranking;
}

PublicRanking App::public_ranking(const std::string& code,
                                  const std::optional<std::string>& period) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto is_sealed = [&](const std::string& each) {
            return store::find_frozen(connection, code, each).has_value();
        };
        auto periods = programme::list_periods(catalogue.programme(code).periods);
        if (period) periods = {*period};
        const auto latest = std::find_if(periods.rbegin(), periods.rend(), is_sealed);
        if (latest == periods.rend()) not_published(code, period);
        return public_part(score_table(
            connection, stated_period(connection, catalogue, code, *latest, std::nullopt)));
    });
}

std::string to_json(const PublicRanking& ranking) {
    const auto& programme = ranking.programme;
    ordered_json json{{"programme", programme.code},
                      {"title", {{"zh", programme.title.zh}, {"en", programme.title.en}}},
                      {"period", ranking.period},
                      {"least_count", least_public_count},
                      {"indicators", ordered_json::array()},
                      {"units", ordered_json::array()}};
    for (const auto& indicator : programme.indicators)
        json["indicators"].push_back(
            {{"name", indicator.name},
             {"label", {{"zh", indicator.label.zh}, {"en", indicator.label.en}}},
             {"unit", indicator.unit == programme::Unit::percent ? "percent" : "count"}});
    for (const auto& unit : ranking.units)
        json["units"].push_back(
            {{"region", unit.region},
             {"name", unit.name},
             {"path_name", unit.path_name},
             {"rank", unit.rank ? ordered_json(*unit.rank) : ordered_json(nullptr)},
             {"grade", grade_name(unit.grade)},
             {"passed", unit.passed},
             {"points", unit.points.empty() ? ordered_json(nullptr) : ordered_json(unit.points)},
             {"figures", cells_json(ranking, unit.cells)}});
    json["total"] = cells_json(ranking, {ranking.total.begin(), ranking.total.end()});
    return json.dump();
}

void write_public_workbook(const PublicRanking& ranking, const std::filesystem::path& file) {
    const auto& indicators = ranking.programme.indicators;
    report::WorkbookWriter workbook(file);
    workbook.begin_sheet("公示", std::vector<double>(indicators.size() + 3, 14.0));
    workbook.begin_row();
    for (const char* head : {"名次", "单位", "得分"})
        workbook.text(head, report::CellStyle::header);
    for (const auto& indicator : indicators)
        workbook.text(indicator.label.zh, report::CellStyle::header);
    const auto add = [&](const std::string& rank, const std::string& name,
                         const std::string& points, const std::vector<PublicRanking::Cell>& cells) {
        workbook.begin_row();
        for (const std::string& text : {rank, name, points}) workbook.text(text);
        for (std::size_t i = 0; i < cells.size(); ++i)
            workbook.text(cell_text(indicators[i], cells[i]));
    };
    for (const auto& unit : ranking.units)
        add(unit.rank ? std::to_string(*unit.rank) : "", unit.path_name,
            unit.points.empty() && unit.rank ? "—" : unit.points, unit.cells);
    add("", "已公布数字合计", "", {ranking.total.begin(), ranking.total.end()});
    workbook.begin_row();
    workbook.text("“—”：人数、户数等不足 5 的数字，以及由此可推算出的数字，不予公布。",
                  report::CellStyle::note);
    workbook.finish();
}

}  // namespace app
