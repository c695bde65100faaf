// The part of the data that goes to a phone: what one person needs in the field, whole or as what
// has changed since, in arrays because every byte goes over a village's network.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "app/field.hpp"
#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "entries.hpp"
#include "exports.hpp"
#include "field_map.hpp"
#include "ledger_json.hpp"
#include "permission.hpp"
#include "registers/geometry.hpp"
#include "store/ledger_store.hpp"
#include "text_json.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using registers::FieldType;

constexpr std::int64_t page_rows = 2'000;
constexpr std::size_t view_digits = 16;
constexpr double degree_parts = 1e6;  // 0.1 m: finer than any phone

// Looked up in the field though most roles only read them.
constexpr const char* looked_up[] = {"household", "village", "settlement"};

bool is_looked_up(const std::string& name) {
    return std::find(std::begin(looked_up), std::end(looked_up), name) != std::end(looked_up);
}

// What one person does with one register or ledger in the field.
struct Part {
    const Declaration& declaration;
    const ledger::Ledger* ledger = nullptr;
    people::Reach reads;
    bool writes = false;  // rows of a register; opens entries of a ledger
};

people::Reach reach_of(const people::Access& who, people::Right right, const std::string& name) {
    people::Target about;
    about.register_name = name;
    return people::reach(who, right, about);
}

bool holds_any(const people::Access& who, const std::vector<std::string>& roles) {
    if (who.everything) return true;
    const auto held = people::roles_of(who);
    return std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
        return std::find(held.begin(), held.end(), role) != held.end();
    });
}

bool has_work_for(const ledger::Ledger& ledger, const people::Access& who) {
    return holds_any(who, ledger.open_who) ||
           std::any_of(ledger.steps.begin(), ledger.steps.end(),
                       [&](const ledger::Step& step) { return holds_any(who, step.who); });
}

// What stands in one village and can be written down there: a month's figures, and lines and areas
// on a map, are office work.
bool is_field_work(const Declaration& declaration) {
    using registers::GeometryType;
    const auto& region = declaration.fields[declaration.find("region").value()];
    const bool drawn =
        declaration.geometry == GeometryType::line || declaration.geometry == GeometryType::polygon;
    return !declaration.is_periodic() && !drawn &&
           region.region_level == registers::RegionLevel::village;
}

const ledger::Ledger* ledger_of(const Catalogue& catalogue, const std::string& name) {
    for (const auto& ledger : catalogue.ledgers)
        if (ledger.declaration.name == name) return &ledger;
    return nullptr;
}

// What one opens without reading it: a clue that is handed over.
bool hands_over(const people::Access& who, const ledger::Ledger& ledger) {
    return holds_any(who, ledger.open_who) &&
           !reach_of(people::giving(who), people::Right::read, ledger.declaration.name)
                .areas.empty();
}

std::vector<Part> parts_for(const Catalogue& catalogue, const people::Access& who,
                            const TeamWork* team) {
    std::vector<Part> parts;
    for (const auto& declaration : catalogue.declarations) {
        const std::string& name = declaration.name;
        if (team && !takes_along(*team, declaration)) continue;
        auto reads = reach_of(who, people::Right::read, name);
        const auto* ledger = ledger_of(catalogue, name);
        if (reads.areas.empty() && !(ledger && hands_over(who, *ledger))) continue;
        if (ledger) {
            if (has_work_for(*ledger, who))
                parts.push_back({ledger->declaration, ledger, std::move(reads),
                                 holds_any(who, ledger->open_who)});
            continue;
        }
        const bool writes = !reach_of(who, people::Right::write, name).areas.empty();
        if (!is_field_work(declaration) || (!writes && !is_looked_up(name))) continue;
        parts.push_back({declaration, nullptr, std::move(reads), writes});
    }
    return parts;
}

ordered_json field_json(const registers::Field& field) {
    ordered_json json{{"name", field.name},
                      {"type", registers::to_string(field.type)},
                      {"label", text_json(field.label)}};
    if (!field.unit.empty()) json["unit"] = field.unit;
    if (field.required) json["required"] = true;
    if (registers::is_personal(field)) json["personal"] = true;
    if (field.decimals > 0) json["decimals"] = field.decimals;
    if (field.minimum) json["min"] = *field.minimum;
    if (field.maximum) json["max"] = *field.maximum;
    if (field.type == FieldType::text) json["characters"] = field.max_characters;
    if (field.type == FieldType::region && field.region_level)
        json["level"] = registers::to_string(*field.region_level);
    for (const auto& code : field.codes)
        json["codes"].push_back({code.value, code.label.zh, code.label.en});
    return json;
}

ordered_json form_json(const Part& part) {
    const Declaration& declaration = part.declaration;
    ordered_json json{
        {"name", declaration.name}, {"label", text_json(declaration.label)},
        {"key", declaration.key},   {"geometry", registers::to_string(declaration.geometry)},
        {"writes", part.writes},    {"fields", ordered_json::array()}};
    for (const auto& field : declaration.fields) json["fields"].push_back(field_json(field));
    if (part.ledger) json["ledger"] = definition_json(*part.ledger);
    return json;
}

ordered_json position_json(const Declaration& declaration, const std::string& wkb) {
    if (declaration.geometry != registers::GeometryType::point || wkb.empty()) return nullptr;
    const auto at = registers::first_position(wkb);
    if (!at) return nullptr;
    const auto rounded = [](double degrees) {
        return std::round(degrees * degree_parts) / degree_parts;
    };
    return ordered_json::array({rounded(at->lon_deg), rounded(at->lat_deg)});
}

// Texts as far as the last one that is filled; an unverified fact is an empty text.
ordered_json texts_json(const Declaration& declaration, const registers::Row& row) {
    auto texts = masked_texts(declaration, row);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (declaration.fields[i].type == FieldType::fact && texts[i] == "unknown")
            texts[i].clear();
    while (!texts.empty() && texts.back().empty()) texts.pop_back();
    return texts;
}

ordered_json steps_json(const Part& part, const people::Access& who, const registers::Row& row) {
    ordered_json names = ordered_json::array();
    const auto actor = ledger_actor(who, *part.ledger, row);
    for (const auto* step : ledger::open_steps(*part.ledger, row, actor))
        names.push_back(step->name);
    return names;
}

// [id, version, [lon, lat] or null, [texts]] and, of an entry, [steps].
ordered_json row_json(const Part& part, const people::Access& who, const store::StoredEntry& row) {
    const auto& stored = row.stored;
    ordered_json json = ordered_json::array({stored.id, row.begin_sequence});
    json.push_back(position_json(part.declaration, stored.row.geometry_wkb));
    json.push_back(texts_json(part.declaration, stored.row));
    if (part.ledger) json.push_back(steps_json(part, who, stored.row));
    return json;
}

bool is_open(const ledger::Ledger& ledger, const registers::Row& row) {
    const auto kind = ledger.state(ledger::text_of(ledger, row, "state")).kind;
    return kind == ledger::StateKind::open || kind == ledger::StateKind::waiting;
}

[[noreturn]] void refuse_size() {
    const std::string most = std::to_string(slice_rows_max);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"您的范围超过 " + most + " 行，手机放不下；请选一个乡镇或村（region）。",
                       "Your places hold more than " + most +
                           " rows, too many for a phone; choose a township or village (region)."});
}

/// Gathers the rows of one answer.
class Gathering {
public:
    Gathering(store::Connection& connection, const people::Access& who, const SliceQuery& query,
              const TeamWork* team)
        : connection_(connection), who_(who), query_(query), team_(team) {}

    ordered_json all(const Part& part) {
        ordered_json rows = ordered_json::array();
        store::EntryQuery query;
        query.scope = query_.scope;
        query.limit = page_rows;
        query.only_open = part.ledger != nullptr;
        for (;;) {
            const auto page = store::list_entries(connection_, part.declaration, query, part.reads);
            const std::size_t before = rows.size();
            for (const auto& row : page)
                if (goes_along(part, row.stored.row)) rows.push_back(row_json(part, who_, row));
            count(rows.size() - before);
            if (static_cast<std::int64_t>(page.size()) < page_rows) return {{"rows", rows}};
            query.after = page.back().stored.id;
        }
    }

    ordered_json changed(const Part& part, std::int64_t now) {
        ordered_json rows = ordered_json::array();
        ordered_json gone = ordered_json::array();
        std::int64_t after = 0;
        for (;;) {
            const auto ids = store::touched_rows(connection_, part.declaration, query_.scope,
                                                 {query_.since, now}, after, page_rows, part.reads);
            for (const std::int64_t id : ids) {
                const auto row = current(part, id);
                if (row) {
                    rows.push_back(row_json(part, who_, *row));
                } else {
                    gone.push_back(id);
                }
            }
            count(ids.size());
            if (static_cast<std::int64_t>(ids.size()) < page_rows) break;
            after = ids.back();
        }
        ordered_json json = ordered_json::object();
        if (!rows.empty()) json["rows"] = rows;
        if (!gone.empty()) json["gone"] = gone;
        return json;
    }

private:
    // The row as the phone should have it, or nothing.
    std::optional<store::StoredEntry> current(const Part& part, std::int64_t id) {
        auto versions = store::row_versions(connection_, part.declaration, id);
        if (versions.empty() || versions.back().end_sequence) return std::nullopt;
        auto& last = versions.back();
        const auto& row = last.stored.row;
        const auto* region =
            std::get_if<std::string>(&row.values[part.declaration.find("region").value()]);
        const bool within =
            query_.scope.empty() || (region && registers::is_in_scope(*region, query_.scope));
        if (!within || !store::lies_within(part.declaration, row, part.reads)) return std::nullopt;
        if (part.ledger && !is_open(*part.ledger, row)) return std::nullopt;
        if (!goes_along(part, row)) return std::nullopt;
        return store::StoredEntry{std::move(last.stored), last.begin_sequence};
    }

    [[nodiscard]] bool goes_along(const Part& part, const registers::Row& row) const {
        return !team_ || takes_along(*team_, part.declaration, row);
    }

    void count(std::size_t rows) {
        rows_ += static_cast<std::int64_t>(rows);
        if (rows_ > slice_rows_max) refuse_size();
    }

    store::Connection& connection_;
    const people::Access& who_;
    const SliceQuery& query_;
    const TeamWork* team_;  // null: everything goes along
    std::int64_t rows_ = 0;
};

// The light of every open entry that is not green: it changes with the day, not with the row.
ordered_json lights_json(store::Connection& connection, const Part& part, const SliceQuery& asked,
                         const TeamWork* team, base::Date today) {
    ordered_json lights = ordered_json::object();
    store::EntryQuery query;
    query.scope = asked.scope;
    query.limit = page_rows;
    query.only_open = true;
    for (;;) {
        const auto page = store::list_entries(connection, part.declaration, query, part.reads);
        for (const auto& entry : page) {
            if (team && !takes_along(*team, part.declaration, entry.stored.row)) continue;
            const auto light = ledger::entry_light(*part.ledger, entry.stored.row, today);
            if (light != ledger::Light::green)
                lights[std::string(ledger::to_string(light))].push_back(entry.stored.id);
        }
        if (static_cast<std::int64_t>(page.size()) < page_rows) return lights;
        query.after = page.back().stored.id;
    }
}

// Another text whenever who asks may see other rows, or the forms are others.
std::string view_of(const Catalogue& catalogue, const people::Access& who,
                    const SliceQuery& query) {
    const auto& stamp = catalogue.stamp;
    const std::string text = people::fingerprint(who) + '\n' + query.scope + '\n' + query.team +
                             '\n' + query.draw + '\n' + std::to_string(stamp.registers) + '\n' +
                             std::to_string(stamp.regions);
    return base::to_hex(base::sha256(text)).substr(0, view_digits);
}

// The places within reach, and those above them, which give them their full names.
ordered_json regions_json(const Catalogue& catalogue, const std::vector<Part>& parts,
                          const std::string& scope) {
    std::set<std::string> prefixes;
    for (const Part& part : parts)
        for (const auto& area : part.reads.areas) prefixes.insert(area.prefix);
    const auto meets = [](const std::string& a, const std::string& b) {
        return a.starts_with(b) || b.starts_with(a);
    };
    const std::string asked = scope.empty() ? scope : registers::scope_prefix(scope);
    ordered_json json = ordered_json::array();
    for (const auto& region : catalogue.regions.all()) {
        const std::string prefix = registers::scope_prefix(region.code);
        const bool read = std::any_of(prefixes.begin(), prefixes.end(),
                                      [&](const auto& each) { return meets(prefix, each); });
        if (read && !region.valid_to && meets(prefix, asked))
            json.push_back({region.code, region.name, registers::to_string(region.level)});
    }
    return json;
}

}  // namespace

Field::Field(App& app) : app_(app), state_(app.ledgers().state_) {}

std::string Field::slice(const SliceQuery& query, const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const std::int64_t now = store::last_sequence(connection);
        const std::string view = view_of(catalogue, who, query);
        const bool whole = query.since <= 0 || query.since > now || query.view != view;
        std::optional<TeamWork> work;
        if (!query.team.empty())
            work = read_team_work(connection, catalogue, who, query.team, query.draw);
        const TeamWork* team = work ? &*work : nullptr;
        const auto parts = parts_for(catalogue, who, team);
        ordered_json json{{"next", now},
                          {"view", view},
                          {"whole", whole},
                          {"day", base::format_date(today)},
                          {"user", who.user}};
        if (whole) {
            json["roles"] = people::roles_of(who);
            json["regions"] = regions_json(catalogue, parts, query.scope);
            json["forms"] = ordered_json::array();
            for (const Part& part : parts) json["forms"].push_back(form_json(part));
        }
        if (team) {
            json["team"] = team->team;
            json["draw"] = team->draw;
            json["route"] = route_json(read_route(connection, catalogue, who, *team));
            if (whole || may_have_changed(connection, catalogue, *team, query.since))
                json["map"] = team_map_json(connection, catalogue, who, *team);
        }
        ordered_json rows = ordered_json::object(), lights = ordered_json::object();
        Gathering gathering(connection, who, query, team);
        for (const Part& part : parts) {
            const std::string& name = part.declaration.name;
            if (part.reads.areas.empty()) continue;  // only handed over
            auto of_part = whole ? gathering.all(part) : gathering.changed(part, now);
            if (whole || !of_part.empty()) rows[name] = std::move(of_part);
            if (!part.ledger) continue;
            auto of_ledger = lights_json(connection, part, query, team, today);
            if (!of_ledger.empty()) lights[name] = std::move(of_ledger);
        }
        json["rows"] = std::move(rows);
        json["lights"] = std::move(lights);
        return json.dump();
    });
}

}  // namespace app
