#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/oversight.hpp"
#include "app_state.hpp"
#include "assumed_score.hpp"
#include "base/text.hpp"
#include "ledger/entry.hpp"
#include "ledger_reads.hpp"
#include "reconciliation.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

// One line of a programme's file of stated totals; no value holds a comma.
struct Total {
    std::string item;
    base::Text label, source;
    std::int64_t stated = 0;
    std::int64_t tolerance = 0;
    std::string indicator;
    bool of_denominator = false;
};

std::int64_t whole(const std::string& text, std::size_t line) {
    const bool digits =
        !text.empty() && text.size() <= 15 &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
        throw base::Error(
            base::ErrorKind::internal,
            {"总数文件第 " + std::to_string(line) + " 行“" + text + "”不是整数。",
             "Line " + std::to_string(line) + " of the totals: \"" + text + "\" is no number."});
    return std::stoll(text);
}

std::vector<Total> totals_of(const std::string& programme) {
    std::string csv;
    try {
        csv = built_in_file(programme + "/totals.csv");
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::not_found) throw;
        return {};
    }
    std::vector<Total> totals;
    std::size_t line_number = 0;
    for (const std::string& line : base::split(csv, '\n')) {
        if (++line_number == 1 || line.empty()) continue;
        const auto cells = base::split(line, ',');
        if (cells.size() != 9) continue;
        totals.push_back({cells[0],
                          {cells[1], cells[2]},
                          {cells[3], cells[4]},
                          whole(cells[5], line_number),
                          whole(cells[6], line_number),
                          cells[7],
                          cells[8] == "denominator"});
    }
    return totals;
}

ordered_json compared(const Total& total, const ScoreTable& table) {
    ordered_json json{{"item", total.item},
                      {"label", text_json(total.label)},
                      {"source", text_json(total.source)},
                      {"stated", total.stated},
                      {"tolerance", total.tolerance},
                      {"indicator", total.indicator},
                      {"half", total.of_denominator ? "denominator" : "numerator"},
                      {"counted", nullptr},
                      {"difference", nullptr},
                      {"agrees", nullptr}};
    const auto index = table.programme.find_indicator(total.indicator);
    if (!index) return json;
    const auto& count = table.total.counts[*index];
    const std::int64_t counted = total.of_denominator ? count.denominator : count.numerator;
    json["counted"] = counted;
    json["difference"] = counted - total.stated;
    json["agrees"] = std::abs(counted - total.stated) <= total.tolerance;
    return json;
}

enum class Load { report, meeting, inspection };

struct Source {
    const char* ledger;
    Load load;
    const char* field = nullptr;           ///< only entries where this code field ...
    std::vector<std::string> values = {};  ///< ... has one of these values
};

const std::vector<Source>& sources() {
    static const std::vector<Source> all{
        {"report_duty", Load::report},
        {"monthly_progress", Load::report},
        {"activity", Load::meeting, "kind", {"meeting", "mobilisation", "training"}},
        {"routine", Load::meeting, "kind", {"daily_contact", "weekly_meeting"}},
        {"unit_check", Load::inspection},
        {"leader_visit", Load::inspection},
        {"supervision_round", Load::inspection},
        {"routine", Load::inspection, "kind", {"inspection", "spot_check"}}};
    return all;
}

struct Asked {
    std::int64_t loads[3] = {0, 0, 0};
    std::string region;
    ordered_json items = ordered_json::array();
};

struct Window {
    base::Date from{}, to{};
};

class BurdenCount {
public:
    BurdenCount(store::Connection& connection, const Catalogue& catalogue, const Window& window,
                const std::string& scope, const people::Access& who)
        : connection_(connection),
          catalogue_(catalogue),
          window_(window),
          scope_(scope),
          who_(who) {}

    void add(const Source& source) {
        const auto& ledgers = catalogue_.ledgers;
        const auto found = std::find_if(ledgers.begin(), ledgers.end(), [&](const auto& each) {
            return each.declaration.name == source.ledger;
        });
        if (found == ledgers.end()) return;
        store::for_each_row(
            connection_, found->declaration,
            [&](const store::StoredRow& stored) { add_entry(source, *found, stored.row); }, {},
            scope_, entries_reach(who_, *found));
    }

    ordered_json finish() const {
        ordered_json rows = ordered_json::array();
        for (const auto& [place, asked] : asked_) {
            const auto* region = catalogue_.regions.find_latest(asked.region);
            rows.push_back({{"unit", place.second},
                            {"month", place.first},
                            {"region", asked.region},
                            {"region_name", region ? region->name : asked.region},
                            {"reports", asked.loads[0]},
                            {"meetings", asked.loads[1]},
                            {"inspections", asked.loads[2]},
                            {"over_ceiling", asked.loads[0] > reports_a_month_max},
                            {"inspected_again", asked.loads[2] > 1},
                            {"items", asked.items}});
        }
        return rows;
    }

    // Of one unit in one month; more needs an approval (G-26).
    static constexpr std::int64_t reports_a_month_max = 1;

private:
    void add_entry(const Source& source, const ledger::Ledger& ledger, const registers::Row& row) {
        const std::string state = ledger::text_of(ledger, row, "state");
        if (ledger.state(state).kind == ledger::StateKind::dropped) return;
        if (source.field) {
            const std::string value = ledger::text_of(ledger, row, source.field);
            if (std::find(source.values.begin(), source.values.end(), value) == source.values.end())
                return;
        }
        auto day = ledger::date_of(ledger, row, "due_on");
        if (!day) day = ledger::date_of(ledger, row, "opened_on");
        if (!day || *day < window_.from || window_.to < *day) return;
        const std::string date = base::format_date(*day);
        const std::string region = ledger::text_of(ledger, row, "region");
        const std::string unit = ledger::text_of(ledger, row, "unit");
        Asked& asked = asked_[{date.substr(0, 7), unit.empty() ? region : unit}];
        ++asked.loads[static_cast<int>(source.load)];
        asked.region = region;
        asked.items.push_back({{"ledger", ledger.declaration.name},
                               {"label", text_json(ledger.declaration.label)},
                               {"number", ledger::text_of(ledger, row, "number")},
                               {"due_on", date},
                               {"state", text_json(ledger.state(state).label)}});
    }

    store::Connection& connection_;
    const Catalogue& catalogue_;
    const Window& window_;
    const std::string& scope_;
    const people::Access& who_;
    std::map<std::pair<std::string, std::string>, Asked> asked_;  // month, unit
};

}  // namespace

ordered_json reconcile(store::Connection& connection, const Catalogue& catalogue,
                       const std::string& programme, const people::Access& who) {
    const ScoreTable table =
        score_table(connection, stated_period(connection, catalogue, programme, {}, {}),
                    figures_reach(who, programme));
    ordered_json rows = ordered_json::array();
    if (!table.partial)
        for (const Total& total : totals_of(programme)) rows.push_back(compared(total, table));
    return {{"programme", programme},
            {"period", table.period},
            {"partial", table.partial},
            {"totals", rows}};
}

std::string Oversight::reconciliation(const std::string& programme, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        return reconcile(connection, catalogue, programme, who).dump();
    });
}

std::string Oversight::burden(base::Date from, base::Date to, const std::string& scope,
                              const people::Access& who) {
    if (to < from)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"起止日期应先早后晚。", "The first day must not be the later one."});
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const Window window{from, to};
        BurdenCount count(connection, catalogue, window, scope, who);
        for (const Source& source : sources()) count.add(source);
        return ordered_json{{"from", base::format_date(from)},
                            {"to", base::format_date(to)},
                            {"reports_a_month_max", BurdenCount::reports_a_month_max},
                            {"rows", count.finish()}}
            .dump();
    });
}

}  // namespace app
