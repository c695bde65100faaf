#include "app/ledgers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "across_rules.hpp"
#include "app_state.hpp"
#include "entries.hpp"
#include "entry_search.hpp"
#include "exports.hpp"
#include "geo/distance.hpp"
#include "ledger/opening.hpp"
#include "ledger/times.hpp"
#include "ledger_json.hpp"
#include "ledger_reads.hpp"
#include "registers/geometry.hpp"
#include "store/ledger_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

ordered_json step_json(const ledger::Ledger& ledger, const ledger::Step& step) {
    ordered_json json{{"name", step.name},       {"label", text_json(step.label)},
                      {"from", step.from},       {"to", step.to},
                      {"who", step.who},         {"own_unit", step.own_unit},
                      {"may_set", step.may_set}, {"must_set", step.must_set},
                      {"fills", step.fills},     {"note", step.note},
                      {"not_by", step.not_by},   {"other_unit", step.other_unit}};
    const bool closes = !step.to.empty() && ledger.state(step.to).kind == ledger::StateKind::closed;
    json["closes"] = closes;
    json["evidence"] = step.evidence ? ordered_json{{"least", step.evidence->least},
                                                    {"why", text_json(step.evidence->why)}}
                                     : ordered_json(nullptr);
    return json;
}

}  // namespace

ordered_json definition_json(const ledger::Ledger& ledger) {
    ordered_json states = ordered_json::array();
    for (const auto& state : ledger.states)
        states.push_back({{"name", state.name},
                          {"label", text_json(state.label)},
                          {"kind", state_kind_names[static_cast<int>(state.kind)]}});
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
            {"plan", !ledger.after_field.empty() || !ledger.duration_field.empty()},
            {"start", ledger.start},
            {"record", ledger.is_record},
            {"open",
             {{"who", ledger.open_who},
              {"must_set", ledger.open_set},
              {"asks", ledger::asked_at_opening(ledger)}}},
            {"states", states},
            {"steps", steps},
            {"requests", requests}};
}

namespace {

ordered_json values_of(const ledger::Ledger& ledger, const registers::Row& row) {
    const auto texts = masked_texts(ledger.declaration, row);
    ordered_json values = ordered_json::object();
    for (std::size_t i = 0; i < texts.size(); ++i)
        values[ledger.declaration.fields[i].name] =
            texts[i].empty() ? ordered_json(nullptr) : ordered_json(texts[i]);
    return values;
}

ordered_json entry_json(const ledger::Ledger& ledger, const store::StoredEntry& entry,
                        base::Date today, const Names& names) {
    ordered_json json{
        {"id", entry.stored.id},
        {"version", entry.begin_sequence},
        {"light",
         std::string(ledger::to_string(ledger::entry_light(ledger, entry.stored.row, today)))},
        {"place", names.place(ledger::text_of(ledger, entry.stored.row, "region"))},
        {"unit_name", names.unit(ledger::text_of(ledger, entry.stored.row, "unit"))},
        {"values", values_of(ledger, entry.stored.row)}};
    if (const auto pace = ledger::pace(ledger, entry.stored.row, today))
        json["pace"] = {
            {"remaining", pace->remaining}, {"days", pace->days}, {"per_day", pace->per_day}};
    for (const auto& duration : ledger.times)
        if (const auto taken = ledger::time_taken(ledger, duration, entry.stored.row))
            json["times"].push_back(
                {{"name", duration.name},
                 {"label", text_json(duration.label)},
                 {duration.in_minutes ? "minutes" : "days", *taken},
                 {"slow", ledger::is_slow(ledger, duration, entry.stored.row)}});
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
        store::list_entries(connection, ledger.declaration, query, entries_reach(who, ledger));
    if (entries.empty()) refuse_missing(ledger, number);
    return std::move(entries.front());
}

// Trail number at which the fields that steps fill in became what they are; empty before that.
store::AsOf last_filled(store::Connection& connection, const ledger::Ledger& ledger,
                        std::int64_t id) {
    std::set<std::size_t> filled;
    for (const auto& step : ledger.steps)
        for (const std::string& name : step.fills) filled.insert(*ledger.declaration.find(name));
    const auto versions = store::row_versions(connection, ledger.declaration, id);
    store::AsOf since;
    for (std::size_t i = 1; i < versions.size(); ++i)
        if (std::ranges::any_of(filled, [&](std::size_t field) {
                return versions[i].stored.row.values[field] !=
                       versions[i - 1].stored.row.values[field];
            }))
            since = versions[i].begin_sequence;
    return since;
}

geo::Position corner_of(const registers::Envelope& box) {
    return {box.lon_min_deg, box.lat_min_deg};
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
    return at_a && at_b &&
           geo::near_distance_m(corner_of(*at_a), corner_of(*at_b)) <=
               static_cast<double>(near.within_m);
}

// What entries of one township took: how many, median, 90th percentile, longest, and the slow ones.
struct Taken {
    std::vector<std::int64_t> times;
    ordered_json slow = ordered_json::array();
};

ordered_json taken_json(const std::string& township, const Taken& taken) {
    return {{"region", township},
            {"entries", taken.times.size()},
            {"median", ledger::percentile(taken.times, 50)},
            {"percentile_90", ledger::percentile(taken.times, 90)},
            {"longest", ledger::percentile(taken.times, 100)},
            {"slow", taken.slow}};
}

void add_fields(const programme::Expression& condition, std::set<std::string>& fields) {
    if (condition.op == programme::Expression::Op::field) fields.insert(condition.text);
    for (const auto& operand : condition.operands) add_fields(operand, fields);
}

std::set<std::string> fields_of(const std::vector<ledger::Duration>& durations) {
    std::set<std::string> fields;
    for (const auto& duration : durations) {
        fields.insert({duration.from, duration.to});
        for (const auto& standard : duration.within)
            if (standard.where) add_fields(*standard.where, fields);
    }
    return fields;
}

using TakenByTownship = std::map<std::string, Taken>;

// By township, and for the whole scope first.
void add_taken(const ledger::Ledger& ledger, const ledger::Duration& duration,
               const registers::Row& entry, TakenByTownship& by_township) {
    const auto taken = ledger::time_taken(ledger, duration, entry);
    if (!taken) return;
    const std::string region = ledger::text_of(ledger, entry, "region");
    const bool is_slow = ledger::is_slow(ledger, duration, entry);
    for (const std::string& of : {std::string{}, region.substr(0, 9) + "000"}) {
        Taken& all = by_township[of];
        all.times.push_back(*taken);
        if (is_slow) all.slow.push_back(ledger::text_of(ledger, entry, "number"));
    }
}

ordered_json times_json(store::Connection& connection, const ledger::Ledger& ledger,
                        const std::string& scope, const people::Reach& reach) {
    std::vector<TakenByTownship> taken(ledger.times.size());
    store::EntryQuery query;
    query.scope = scope;
    const auto add = [&](std::int64_t, const registers::Row& entry) {
        const auto kind = ledger.state(ledger::text_of(ledger, entry, "state")).kind;
        for (std::size_t i = 0; kind != ledger::StateKind::dropped && i < taken.size(); ++i)
            add_taken(ledger, ledger.times[i], entry, taken[i]);
    };
    if (!ledger.times.empty())
        store::for_each_entry(connection, ledger.declaration, query, reach, add,
                              fields_of(ledger.times));
    ordered_json result = ordered_json::array();
    for (std::size_t i = 0; i < taken.size(); ++i) {
        ordered_json rows = ordered_json::array();
        for (const auto& [township, of] : taken[i])
            rows.push_back(taken_json(township.empty() ? scope : township, of));
        const auto& duration = ledger.times[i];
        result.push_back({{"name", duration.name},
                          {"label", text_json(duration.label)},
                          {"unit", duration.in_minutes ? "minutes" : "days"},
                          {"regions", rows}});
    }
    return result;
}

struct UnitFigures {
    std::int64_t entries = 0, closed = 0, closed_on_time = 0, overdue = 0;
    std::int64_t returned = 0, transferred = 0, extended = 0, reopened = 0;
};

ordered_json unit_json(const std::string& unit, const std::string& name, const UnitFigures& f) {
    return {{"unit", unit},
            {"unit_name", name},
            {"entries", f.entries},
            {"closed", f.closed},
            {"on_time", {{"numerator", f.closed_on_time}, {"denominator", f.closed + f.overdue}}},
            {"overdue", f.overdue},
            {"returned", f.returned},
            {"transferred", f.transferred},
            {"extended", f.extended},
            {"reopened", f.reopened}};
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
        const auto query = entry_query(catalogue, filter, who, today);
        const EntryPage page = find_entries(connection, ledger, query, entries_reach(who, ledger),
                                            filter.light, today);
        const Names names(connection, catalogue, today);
        ordered_json rows = ordered_json::array();
        for (const auto& entry : page.entries)
            rows.push_back(entry_json(ledger, entry, today, names));
        return ordered_json{{"ledger", ledger.declaration.name},
                            {"total", page.total},
                            {"next", page.next ? ordered_json(*page.next) : ordered_json(nullptr)},
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
        const Names names(connection, catalogue, today);
        ordered_json json = entry_json(ledger, found, today, names);
        ordered_json history = ordered_json::array();
        for (const auto& done : asked.read()) {
            ordered_json line = done_json(ledger, done);
            line["unit_name"] = names.unit(done.unit);
            history.push_back(std::move(line));
        }
        const ledger::Actor actor = ledger_actor(who, ledger, found.stored.row);
        ordered_json next = ordered_json::array();
        for (const auto* step : ledger::open_steps(ledger, found.stored.row, actor))
            next.push_back(step_json(ledger, *step));
        json["history"] = history;
        json["next"] = next;
        return json.dump();
    });
}

std::string Ledgers::counted(const std::string& name, const std::string& number,
                             const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(name);
        const auto found = entry_within(connection, ledger, number, who);
        const auto filled_at = last_filled(connection, ledger, found.stored.id);
        ordered_json json{
            {"filled_at", filled_at ? ordered_json(*filled_at) : ordered_json(nullptr)}};
        json.update(counted_json(connection, catalogue, ledger.declaration, found.stored.row, who,
                                 today, filled_at));
        const auto texts = masked_texts(ledger.declaration, found.stored.row);
        for (auto& field : json.at("fields")) {
            const auto& text =
                texts[*ledger.declaration.find(field.at("field").get<std::string>())];
            field["value"] = text.empty() ? ordered_json(nullptr) : ordered_json(text);
        }
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
                                  entries_reach(who, ledger))) {
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
        const Names names(connection, catalogue, today);
        for (const auto& [unit, figures] : units)
            by_unit.push_back(unit_json(unit, names.unit(unit), figures));
        return ordered_json{
            {"ledger", name},
            {"date", base::format_date(today)},
            {"states", by_state},
            {"units", by_unit},
            {"times", times_json(connection, ledger, scope, entries_reach(who, ledger))}}
            .dump();
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
                {}, registers::scope_prefix(village).substr(0, 9) + "000",
                entries_reach(who, ledger));
        return ordered_json{{"ledger", name}, {"number", number}, {"near", rows}}.dump();
    });
}

}  // namespace app
