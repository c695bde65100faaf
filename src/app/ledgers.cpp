#include "app/ledgers.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/text.hpp"
#include "entries.hpp"
#include "exports.hpp"
#include "ledger/schedule.hpp"
#include "registers/geometry.hpp"
#include "store/ledger_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t page_rows_max = 1000;

ordered_json text_json(const base::Text& text) {
    return {{"zh", text.zh}, {"en", text.en}};
}

ordered_json date_json(const std::optional<base::Date>& date) {
    return date ? ordered_json(base::format_date(*date)) : ordered_json(nullptr);
}

people::Reach reach_of(const people::Access& who, const ledger::Ledger& ledger) {
    people::Target about;
    about.register_name = ledger.declaration.name;
    return people::reach(who, people::Right::read, about);
}

constexpr const char* kind_names[] = {"open", "waiting", "closed", "dropped"};

ordered_json step_json(const ledger::Ledger& ledger, const ledger::Step& step) {
    ordered_json json{{"name", step.name},
                      {"label", text_json(step.label)},
                      {"from", step.from},
                      {"to", step.to},
                      {"who", step.who},
                      {"own_unit", step.own_unit},
                      {"may_set", step.may_set},
                      {"must_set", step.must_set},
                      {"note", step.note},
                      {"not_by", step.not_by},
                      {"other_unit", step.other_unit}};
    const bool closes = !step.to.empty() && ledger.state(step.to).kind == ledger::StateKind::closed;
    json["closes"] = closes;
    json["evidence"] = step.evidence ? ordered_json{{"least", step.evidence->least},
                                                    {"why", text_json(step.evidence->why)}}
                                     : ordered_json(nullptr);
    return json;
}

ordered_json definition_json(const ledger::Ledger& ledger) {
    ordered_json states = ordered_json::array();
    for (const auto& state : ledger.states)
        states.push_back({{"name", state.name},
                          {"label", text_json(state.label)},
                          {"kind", kind_names[static_cast<int>(state.kind)]}});
    ordered_json steps = ordered_json::array();
    for (const auto& step : ledger.steps) steps.push_back(step_json(ledger, step));
    ordered_json requests = ordered_json::array();
    for (const auto& request : ledger.requests)
        requests.push_back({{"kind", std::string(ledger::to_string(request.kind))},
                            {"who", request.who},
                            {"grant", request.grant},
                            {"share", request.share ? ordered_json(request.share->get_str())
                                                    : ordered_json(nullptr)},
                            {"times", request.times}});
    return {{"name", ledger.declaration.name},
            {"label", text_json(ledger.declaration.label)},
            {"version", ledger.version},
            {"programmes", ledger.programmes},
            {"start", ledger.start},
            {"open", {{"who", ledger.open_who}, {"must_set", ledger.open_set}}},
            {"states", states},
            {"steps", steps},
            {"requests", requests}};
}

ordered_json values_of(const ledger::Ledger& ledger, const registers::Row& row) {
    const auto texts = masked_texts(ledger.declaration, row);
    ordered_json values = ordered_json::object();
    for (std::size_t i = 0; i < texts.size(); ++i)
        values[ledger.declaration.fields[i].name] =
            texts[i].empty() ? ordered_json(nullptr) : ordered_json(texts[i]);
    return values;
}

ordered_json entry_json(const ledger::Ledger& ledger, const store::StoredEntry& entry,
                        base::Date today) {
    ordered_json json{
        {"id", entry.stored.id},
        {"version", entry.begin_sequence},
        {"light",
         std::string(ledger::to_string(ledger::entry_light(ledger, entry.stored.row, today)))},
        {"values", values_of(ledger, entry.stored.row)}};
    if (!entry.stored.row.geometry_wkb.empty())
        json["geometry"] =
            ordered_json::parse(registers::to_geojson(entry.stored.row.geometry_wkb));
    return json;
}

ordered_json done_json(const ledger::Ledger& ledger, const ledger::Done& done) {
    const auto* step = ledger.find_step(done.step);
    return {{"serial", done.serial},
            {"step", done.step},
            {"label", step ? text_json(step->label) : ordered_json(nullptr)},
            {"from", done.from},
            {"to", done.to},
            {"on", base::format_date(done.on)},
            {"due", date_json(done.due)},
            {"late", done.is_late()},
            {"unit", done.unit},
            {"user", done.user},
            {"note", done.note},
            {"evidence", done.evidence}};
}

store::StoredEntry entry_within(store::Connection& connection, const ledger::Ledger& ledger,
                                const std::string& number, const people::Access& who) {
    store::EntryQuery query;
    query.number = number;
    query.limit = 1;
    auto entries =
        store::list_entries(connection, ledger.declaration, query, reach_of(who, ledger));
    if (entries.empty()) refuse_missing(ledger, number);
    return std::move(entries.front());
}

// Metres between two positions that lie near each other: the ellipsoid's two radii of curvature at
// the middle latitude (GRS80), good to a millimetre within a kilometre.
double near_distance_m(const registers::Envelope& a, const registers::Envelope& b) {
    constexpr double axis_m = 6378137.0;
    constexpr double e2 = 0.00669438002290;
    constexpr double rad = 3.14159265358979323846 / 180;
    const double lat = (a.lat_min_deg + b.lat_min_deg) / 2 * rad;
    const double w2 = 1 - e2 * std::sin(lat) * std::sin(lat);
    const double north =
        (b.lat_min_deg - a.lat_min_deg) * rad * axis_m * (1 - e2) / (w2 * std::sqrt(w2));
    const double east =
        (b.lon_min_deg - a.lon_min_deg) * rad * axis_m / std::sqrt(w2) * std::cos(lat);
    return std::hypot(north, east);
}

bool is_near(const ledger::Ledger& ledger, const registers::Row& a, const registers::Row& b) {
    const ledger::Near& near = *ledger.near;
    for (const std::string& field : near.same) {
        const std::size_t index = ledger.declaration.find(field).value();
        if (a.values[index] != b.values[index]) return false;
    }
    const auto on_a = ledger::date_of(ledger, a, "opened_on");
    const auto on_b = ledger::date_of(ledger, b, "opened_on");
    if (near.days > 0 && on_a && on_b && std::abs(ledger::days_between(*on_a, *on_b)) > near.days)
        return false;
    const auto at_a = registers::wkb_envelope(a.geometry_wkb);
    const auto at_b = registers::wkb_envelope(b.geometry_wkb);
    if (near.within_m == 0) return true;
    return at_a && at_b && near_distance_m(*at_a, *at_b) <= static_cast<double>(near.within_m);
}

struct UnitFigures {
    std::int64_t entries = 0, closed = 0, closed_on_time = 0, overdue = 0;
    std::int64_t returned = 0, transferred = 0, extended = 0, reopened = 0;
};

ordered_json unit_json(const std::string& unit, const UnitFigures& f) {
    return {{"unit", unit},
            {"entries", f.entries},
            {"closed", f.closed},
            {"on_time", {{"numerator", f.closed_on_time}, {"denominator", f.closed + f.overdue}}},
            {"overdue", f.overdue},
            {"returned", f.returned},
            {"transferred", f.transferred},
            {"extended", f.extended},
            {"reopened", f.reopened}};
}

ledger::Activity activity_of(const ledger::Ledger& ledger, const registers::Row& row) {
    ledger::Activity activity;
    activity.name = ledger::text_of(ledger, row, "number");
    if (!ledger.duration_field.empty())
        activity.duration_days =
            std::max<std::int64_t>(1, ledger::whole_of(ledger, row, ledger.duration_field));
    if (!ledger.after_field.empty())
        for (const std::string& name :
             base::split(ledger::text_of(ledger, row, ledger.after_field), ','))
            if (!name.empty()) activity.predecessors.push_back(name);
    if (!ledger.begin_field.empty())
        activity.planned_start = ledger::date_of(ledger, row, ledger.begin_field);
    return activity;
}

}  // namespace

Ledgers App::ledgers() {
    return Ledgers(*state_);
}

std::string Ledgers::definitions() {
    return state_.read([](store::Connection&, const Catalogue& catalogue) {
        ordered_json list = ordered_json::array();
        for (const auto& ledger : catalogue.ledgers) list.push_back(definition_json(ledger));
        return ordered_json{{"ledgers", list}}.dump();
    });
}

std::string Ledgers::entries(const EntryFilter& filter, const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(filter.ledger);
        const auto reach = reach_of(who, ledger);
        store::EntryQuery query{
            filter.scope, {},
            filter.state, filter.unit,
            {},           filter.only_asked,
            filter.after, std::clamp<std::int64_t>(filter.limit, 1, page_rows_max)};
        if (filter.only_overdue) query.overdue_on = base::format_date(today);
        const auto page = store::list_entries(connection, ledger.declaration, query, reach);
        ordered_json rows = ordered_json::array();
        for (const auto& entry : page) rows.push_back(entry_json(ledger, entry, today));
        const bool more = static_cast<std::int64_t>(page.size()) == query.limit;
        return ordered_json{
            {"ledger", ledger.declaration.name},
            {"total", store::count_entries(connection, ledger.declaration, query, reach)},
            {"next", more ? ordered_json(page.back().stored.id) : ordered_json(nullptr)},
            {"entries", rows}}
            .dump();
    });
}

std::string Ledgers::entry(const std::string& name, const std::string& number,
                           const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(name);
        AskedHistory asked(connection, catalogue, ledger, number);
        const auto found = entry_within(connection, ledger, number, who);
        ordered_json json = entry_json(ledger, found, today);
        ordered_json history = ordered_json::array();
        for (const auto& done : asked.read()) history.push_back(done_json(ledger, done));
        const ledger::Actor actor = ledger_actor(who, ledger, found.stored.row);
        ordered_json next = ordered_json::array();
        for (const auto* step : ledger::open_steps(ledger, found.stored.row, actor))
            next.push_back(step_json(ledger, *step));
        json["history"] = history;
        json["next"] = next;
        return json.dump();
    });
}

std::string Ledgers::figures(const std::string& name, const std::string& scope,
                             const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(name);
        std::map<std::string, std::int64_t> states;
        std::map<std::string, UnitFigures> units;
        for (const auto& f :
             store::entry_figures(connection, ledger.declaration, scope, base::format_date(today),
                                  reach_of(who, ledger))) {
            states[f.state] += f.entries;
            const auto kind = ledger.state(f.state).kind;
            UnitFigures& unit = units[f.unit];
            unit.returned += f.returned;
            unit.transferred += f.transferred;
            unit.extended += f.extended;
            unit.reopened += f.reopened;
            if (kind == ledger::StateKind::dropped) continue;
            unit.entries += f.entries;
            unit.overdue += f.overdue;
            if (kind != ledger::StateKind::closed) continue;
            unit.closed += f.entries;
            unit.closed_on_time += f.ended_on_time;
        }
        ordered_json by_state = ordered_json::array();
        for (const auto& state : ledger.states)
            by_state.push_back({{"state", state.name},
                                {"label", text_json(state.label)},
                                {"entries", states[state.name]}});
        ordered_json by_unit = ordered_json::array();
        for (const auto& [unit, figures] : units) by_unit.push_back(unit_json(unit, figures));
        return ordered_json{{"ledger", name},
                            {"date", base::format_date(today)},
                            {"states", by_state},
                            {"units", by_unit}}
            .dump();
    });
}

std::string Ledgers::plan(const std::string& name, base::Date begin, base::Date deadline,
                          const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(name);
        if (ledger.after_field.empty() && ledger.duration_field.empty())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"台账“" + ledger.declaration.label.zh + "”没有排期（plan）。",
                               "The ledger " + name + " has no plan."});
        std::vector<ledger::Activity> activities;
        store::for_each_row(
            connection, ledger.declaration,
            [&](const store::StoredRow& stored) {
                const auto kind = ledger.state(ledger::text_of(ledger, stored.row, "state")).kind;
                if (kind != ledger::StateKind::dropped)
                    activities.push_back(activity_of(ledger, stored.row));
            },
            {}, {}, reach_of(who, ledger));
        const auto plan = ledger::schedule(activities, begin, deadline, catalogue.calendar);
        ordered_json rows = ordered_json::array();
        for (std::size_t i = 0; i < plan.size(); ++i)
            rows.push_back({{"number", activities[i].name},
                            {"duration_days", activities[i].duration_days},
                            {"after", activities[i].predecessors},
                            {"earliest_start", base::format_date(plan[i].earliest_start)},
                            {"earliest_finish", base::format_date(plan[i].earliest_finish)},
                            {"latest_start", base::format_date(plan[i].latest_start)},
                            {"latest_finish", base::format_date(plan[i].latest_finish)},
                            {"slack_days", plan[i].slack_days},
                            {"critical", plan[i].critical}});
        return ordered_json{{"ledger", name}, {"activities", rows}}.dump();
    });
}

std::string Ledgers::near(const std::string& name, const std::string& number,
                          const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(name);
        const auto found = entry_within(connection, ledger, number, who);
        ordered_json rows = ordered_json::array();
        const std::string village = ledger::text_of(ledger, found.stored.row, "region");
        if (ledger.near)
            store::for_each_row(
                connection, ledger.declaration,
                [&](const store::StoredRow& other) {
                    const auto kind =
                        ledger.state(ledger::text_of(ledger, other.row, "state")).kind;
                    if (other.id == found.stored.id || kind == ledger::StateKind::dropped) return;
                    if (is_near(ledger, found.stored.row, other.row))
                        rows.push_back(ledger::text_of(ledger, other.row, "number"));
                },
                {}, registers::scope_prefix(village).substr(0, 9) + "000", reach_of(who, ledger));
        return ordered_json{{"ledger", name}, {"number", number}, {"near", rows}}.dump();
    });
}

}  // namespace app
