#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "entry_search.hpp"
#include "ledger/entry.hpp"
#include "ledger_reads.hpp"
#include "registers/search.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

struct Overview {
    std::map<std::string, std::int64_t> lights;
    std::int64_t open = 0, closed = 0, on_time = 0, overdue = 0, mine = 0, turn = 0;
    std::int64_t returned = 0, transferred = 0, extended = 0, reopened = 0;
};

void count_open(store::Connection& connection, const ledger::Ledger& ledger,
                const store::EntryQuery& query, const people::Reach& reach,
                const std::vector<std::string>& mine, base::Date today, Overview& sum) {
    store::for_each_entry(
        connection, ledger.declaration, query, reach, [&](std::int64_t, const registers::Row& row) {
            ++sum.open;
            ++sum.lights[std::string(ledger::to_string(ledger::entry_light(ledger, row, today)))];
            const std::string unit = ledger::text_of(ledger, row, "unit");
            if (std::find(mine.begin(), mine.end(), unit) != mine.end()) ++sum.mine;
        });
}

void add_figures(const ledger::Ledger& ledger, const std::vector<store::EntryFigures>& figures,
                 Overview& sum) {
    for (const auto& f : figures) {
        sum.returned += f.returned;
        sum.transferred += f.transferred;
        sum.extended += f.extended;
        sum.reopened += f.reopened;
        const auto kind = ledger.state(f.state).kind;
        if (kind == ledger::StateKind::dropped) continue;
        sum.overdue += f.overdue;
        if (kind != ledger::StateKind::closed) continue;
        sum.closed += f.entries;
        sum.on_time += f.ended_on_time;
    }
}

ordered_json overview_json(const ledger::Ledger& ledger, const Overview& sum) {
    ordered_json lights = ordered_json::object();
    for (const char* light : {"green", "blue", "yellow", "red", "grey"}) {
        const auto found = sum.lights.find(light);
        lights[light] = found == sum.lights.end() ? 0 : found->second;
    }
    const auto& label = ledger.declaration.label;
    return {{"ledger", ledger.declaration.name},
            {"label", {{"zh", label.zh}, {"en", label.en}}},
            {"open", sum.open},
            {"mine", sum.mine},
            {"turn", sum.turn},
            {"lights", lights},
            {"closed", sum.closed},
            {"on_time", {{"numerator", sum.on_time}, {"denominator", sum.closed + sum.overdue}}},
            {"overdue", sum.overdue},
            {"returned", sum.returned},
            {"transferred", sum.transferred},
            {"extended", sum.extended},
            {"reopened", sum.reopened}};
}

}  // namespace

ordered_json entry_line(const ledger::Ledger& ledger, const store::StoredEntry& entry,
                        base::Date today, const Names& names) {
    const registers::Row& row = entry.stored.row;
    const auto text = [&](const char* field) { return ledger::text_of(ledger, row, field); };
    const auto date = [&](const char* field) {
        return date_json(ledger::date_of(ledger, row, field));
    };
    return {{"id", entry.stored.id},
            {"ledger", ledger.declaration.name},
            {"label", text_json(ledger.declaration.label)},
            {"number", text("number")},
            {"state", text("state")},
            {"state_label", text_json(ledger.state(text("state")).label)},
            {"light", std::string(ledger::to_string(ledger::entry_light(ledger, row, today)))},
            {"place", names.place(text("region"))},
            {"unit_name", names.unit(text("unit"))},
            {"due_on", date("due_on")},
            {"step_due_on", date("step_due_on")},
            {"paused_on", date("paused_on")}};
}

ordered_json overview_of(store::Connection& connection, const Catalogue& catalogue,
                         const std::string& scope, const people::Access& who, base::Date today) {
    const auto mine = own_units(who);
    store::EntryQuery query;
    query.scope = scope;
    query.only_open = true;
    ordered_json list = ordered_json::array();
    for (const auto& ledger : catalogue.ledgers) {
        const auto reach = entries_reach(who, ledger);
        if (reach.areas.empty()) continue;
        Overview sum;
        count_open(connection, ledger, query, reach, mine, today, sum);
        query.turn = turn_of(ledger, who);
        sum.turn = store::count_entries(connection, ledger.declaration, query, reach);
        query.turn.reset();
        add_figures(ledger,
                    store::entry_figures(connection, ledger.declaration, scope,
                                         base::format_date(today), reach),
                    sum);
        list.push_back(overview_json(ledger, sum));
    }
    return list;
}

std::string Ledgers::overview(const std::string& scope, const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        return ordered_json{{"date", base::format_date(today)},
                            {"ledgers", overview_of(connection, catalogue, scope, who, today)}}
            .dump();
    });
}

std::string Ledgers::units(const std::string& q, std::int64_t limit) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto words = registers::search_words(q);
        const auto& declaration = catalogue.declaration("unit");
        const auto text = [&](const registers::Row& row, const char* field) {
            const auto* found =
                std::get_if<std::string>(&row.values[declaration.find(field).value()]);
            return found ? *found : std::string{};
        };
        ordered_json list = ordered_json::array();
        store::for_each_row(connection, declaration, [&](const store::StoredRow& stored) {
            if (static_cast<std::int64_t>(list.size()) == limit) return;
            const std::string place =
                catalogue.regions.path_name(text(stored.row, "region"), today);
            const std::string all =
                text(stored.row, "code") + " " + place + " " + text(stored.row, "name");
            const bool meant = std::all_of(words.begin(), words.end(), [&](const auto& word) {
                return registers::answers_to(all, word);
            });
            if (!meant) return;
            list.push_back({{"code", text(stored.row, "code")},
                            {"name", text(stored.row, "name")},
                            {"kind", text(stored.row, "kind")},
                            {"region", text(stored.row, "region")},
                            {"place", place}});
        });
        return ordered_json{{"units", list}}.dump();
    });
}

}  // namespace app
