#include "map_layers.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.hpp"
#include "base/text.hpp"
#include "ledger/entry.hpp"
#include "registers/geometry.hpp"

namespace app {
namespace {

using registers::FieldType;
using registers::GeometryType;

struct Look {
    const char* name;
    const char* group;
    const char* colour_by;
    int cluster_below;
};

// Registers whose look is not that of the others: points below zoom 10 are drawn together, nothing
// is coloured.
constexpr Look looks[] = {
    {"boundary", "places", "", 0},
    {"building", "power", "", 0},
    {"computed_settlement", "people", "state", 9},
    {"evidence_item", "work", "", 12},
    {"household", "people", "powered", 13},
    {"pond", "power", "", 0},
    {"power_line", "power", "insulated", 0},
    {"public_place", "people", "kind", 11},
    {"resettlement_site", "people", "", 9},
    {"river", "places", "", 0},
    {"road", "places", "", 0},
    {"settlement", "people", "four_g", 11},
    {"settlement_area", "people", "state", 0},
    {"station", "telecom", "operator", 10},
    {"telecom_line", "telecom", "", 0},
    {"transformer_area", "power", "", 11},
    {"tree_area", "places", "", 0},
    {"village", "places", "", 8},
};

constexpr int cluster_below_usual = 10;

MapSource source_of(const registers::Declaration& declaration, const ledger::Ledger* ledger) {
    MapSource source{&declaration, ledger, ledger ? "work" : "other", ledger ? "light" : "",
                     cluster_below_usual};
    for (const Look& look : looks)
        if (!ledger && declaration.name == look.name) {
            source.group = look.group;
            source.colour_by = look.colour_by;
            source.cluster_below = look.cluster_below;
        }
    return source;
}

// Of a row: what a map can show by colour, sort or label, never what is personal.
bool is_shown(const registers::Field& field) {
    if (registers::is_personal(field)) return false;
    return field.type == FieldType::code || field.type == FieldType::fact ||
           field.type == FieldType::integer || field.name == "name" || field.name == "region";
}

constexpr std::size_t fields_max = 30;

std::vector<std::size_t> shown_fields(const MapSource& source) {
    const auto& fields = source.declaration->fields;
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < fields.size() && shown.size() < fields_max; ++i) {
        const bool is_number = source.ledger && fields[i].name == "number";
        if (is_number || is_shown(fields[i])) shown.push_back(i);
    }
    return shown;
}

tiles::Value tile_value(const registers::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return {};
}

tiles::Kind kind_of(const MapSource& source) {
    switch (source.declaration->geometry) {
        case GeometryType::line:
            return tiles::Kind::line;
        case GeometryType::polygon:
            return tiles::Kind::polygon;
        case GeometryType::point:
        case GeometryType::none:
            break;
    }
    return tiles::Kind::point;
}

// A golden-angle spiral around the seat, so that entries of one village do not hide each other.
geo::Position beside(geo::Position seat, int index) {
    constexpr double step_deg = 0.0004;
    constexpr double golden_angle = 2.399963229728653;
    const double distance = step_deg * std::sqrt(static_cast<double>(index + 1));
    return {seat.lon_deg + distance * std::cos(golden_angle * index),
            seat.lat_deg + distance * std::sin(golden_angle * index)};
}

struct TileColumns {
    std::vector<std::size_t> fields;
    std::vector<std::string> names;
};

TileColumns columns_of(const MapSource& source) {
    TileColumns columns{shown_fields(source), {}};
    for (const std::size_t field : columns.fields)
        columns.names.push_back(source.declaration->fields[field].name);
    if (source.ledger) {
        columns.names.emplace_back("light");
        columns.names.emplace_back("at_seat");
    }
    return columns;
}

bool has_state(const ledger::Ledger& ledger, const std::string& name) {
    return std::any_of(ledger.states.begin(), ledger.states.end(),
                       [&](const ledger::State& state) { return state.name == name; });
}

tiles::Layer entries_layer(store::Connection& connection, const Catalogue& catalogue,
                           const MapSource& source, const MapFilter& filter,
                           const MapMoment& moment, const people::Reach& reach) {
    const TileColumns columns = columns_of(source);
    const ledger::Ledger& ledger = *source.ledger;
    const Seats seats(connection, catalogue, moment.as_of);
    const std::size_t region = *ledger.declaration.find("region");
    std::map<std::string, int> beside_seat;
    tiles::LayerBuilder builder(source.declaration->name, tiles::Kind::point, columns.names);
    store::for_each_unended(
        connection, ledger.declaration, map_query(catalogue, source, filter, moment.as_of), reach,
        [&](const store::StoredRow& stored) {
            if (!has_state(ledger, ledger::text_of(ledger, stored.row, "state"))) return;
            const std::string light(
                ledger::to_string(ledger::entry_light(ledger, stored.row, moment.day)));
            auto at = registers::first_position(stored.row.geometry_wkb);
            const bool at_seat = !at;
            if (at_seat) {
                const auto& code = std::get<std::string>(stored.row.values[region]);
                at = seats.find(code);
                if (!at) return;
                at = beside(*at, beside_seat[code]++);
            }
            if (!filter.light.empty() && light != filter.light) return;
            std::vector<tiles::Value> values;
            for (const std::size_t field : columns.fields)
                values.push_back(tile_value(stored.row.values[field]));
            values.emplace_back(light);
            values.emplace_back();
            if (at_seat) values.back() = std::int64_t{1};
            builder.add_point(stored.id, *at, values);
        });
    return builder.finish();
}

}  // namespace

std::vector<MapSource> map_sources(const Catalogue& catalogue) {
    std::vector<MapSource> sources;
    for (const auto& declaration : catalogue.declarations)
        if (!declaration.is_ledger && declaration.geometry != GeometryType::none)
            sources.push_back(source_of(declaration, nullptr));
    for (const auto& ledger : catalogue.ledgers)
        sources.push_back(source_of(ledger.declaration, &ledger));
    std::sort(sources.begin(), sources.end(), [](const MapSource& a, const MapSource& b) {
        return std::pair(a.group, a.declaration->name) < std::pair(b.group, b.declaration->name);
    });
    return sources;
}

MapSource map_source(const Catalogue& catalogue, const std::string& name) {
    std::vector<std::string> known;
    for (const MapSource& source : map_sources(catalogue)) {
        if (source.declaration->name == name) return source;
        known.push_back(source.declaration->name);
    }
    throw base::Error(
        base::ErrorKind::not_found,
        {"地图没有名为“" + name + "”的图层。现有：" + base::join(known, "、") + "。",
         "The map has no layer '" + name + "'. There are: " + base::join(known, ", ") + "."});
}

std::optional<std::vector<tiles::Path>> map_paths(std::string_view wkb) {
    auto parts = registers::wkb_paths(wkb);
    if (parts.empty()) return std::nullopt;
    std::vector<tiles::Path> paths;
    for (auto& part : parts) paths.push_back({std::move(part.positions), part.is_hole});
    return paths;
}

namespace {

// Regions that lie in both: the narrower one of each pair that overlaps.
std::vector<std::string> in_both(const std::string& region, const std::vector<std::string>& scope) {
    if (region.empty()) return scope;
    std::vector<std::string> result;
    for (const std::string& each : scope) {
        if (registers::is_in_scope(each, region))
            result.push_back(each);
        else if (registers::is_in_scope(region, each))
            return {region};
    }
    return result;
}

store::Wanted wanted_value(const MapSource& source, const MapFilter& filter) {
    const auto& declaration = *source.declaration;
    const auto index = declaration.find(filter.field);
    const bool fits = index && !registers::is_personal(declaration.fields[*index]) &&
                      (declaration.fields[*index].type == FieldType::code ||
                       declaration.fields[*index].type == FieldType::fact);
    if (!fits)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"图层“" + declaration.label.zh + "”不能按“" + filter.field +
                               "”筛选；可用的是代码项和是否项。",
                           "The layer " + declaration.name + " is not filtered by '" +
                               filter.field + "'; code and yes-or-no fields can be used."});
    return {filter.field, filter.value};
}

}  // namespace

store::MapQuery map_query(const Catalogue& catalogue, const MapSource& source,
                          const MapFilter& filter, store::AsOf as_of) {
    store::MapQuery query;
    query.as_of = as_of;
    if (!filter.region.empty()) query.scopes = {filter.region};
    if (!filter.programme.empty()) {
        query.scopes = in_both(filter.region, catalogue.programme(filter.programme).scope);
        if (source.ledger && !source.ledger->programmes.empty()) {
            const auto& names = source.ledger->programmes;
            if (std::find(names.begin(), names.end(), filter.programme) == names.end())
                query.scopes->clear();
        }
    }
    if (!filter.field.empty()) query.wanted.push_back(wanted_value(source, filter));
    return query;
}

Seats::Seats(store::Connection& connection, const Catalogue& catalogue, store::AsOf as_of) {
    const auto& declaration = catalogue.declaration("village");
    store::MapQuery query;
    query.as_of = as_of;
    store::for_each_placed(connection, declaration, {*declaration.find("region")}, query,
                           people::reach_everywhere(),
                           [&](std::int64_t, std::string_view wkb, auto values) {
                               if (const auto at = registers::first_position(wkb))
                                   villages_[std::get<std::string>(values[0])] = *at;
                           });
}

std::optional<geo::Position> Seats::find(const std::string& region) const {
    const auto found = villages_.find(region);
    if (found != villages_.end()) return found->second;
    const std::string prefix = registers::scope_prefix(region);
    geo::Position sum;
    int count = 0;
    for (auto it = villages_.lower_bound(prefix);
         it != villages_.end() && it->first.starts_with(prefix); ++it, ++count) {
        sum.lon_deg += it->second.lon_deg;
        sum.lat_deg += it->second.lat_deg;
    }
    if (count == 0) return std::nullopt;
    return geo::Position{sum.lon_deg / count, sum.lat_deg / count};
}

std::optional<registers::Envelope> Seats::box(const std::string& scope) const {
    const std::string prefix = scope.empty() ? scope : registers::scope_prefix(scope);
    std::optional<registers::Envelope> box;
    for (auto it = villages_.lower_bound(prefix);
         it != villages_.end() && it->first.starts_with(prefix); ++it) {
        const geo::Position at = it->second;
        if (!box) box = registers::Envelope{at.lon_deg, at.lon_deg, at.lat_deg, at.lat_deg};
        box->lon_min_deg = std::min(box->lon_min_deg, at.lon_deg);
        box->lon_max_deg = std::max(box->lon_max_deg, at.lon_deg);
        box->lat_min_deg = std::min(box->lat_min_deg, at.lat_deg);
        box->lat_max_deg = std::max(box->lat_max_deg, at.lat_deg);
    }
    return box;
}

tiles::Layer read_layer(store::Connection& connection, const Catalogue& catalogue,
                        const MapSource& source, const MapFilter& filter, const MapMoment& moment,
                        const std::optional<tiles::DegreeBox>& box, const people::Reach& reach) {
    if (source.ledger) return entries_layer(connection, catalogue, source, filter, moment, reach);
    TileColumns columns = columns_of(source);
    store::MapQuery query = map_query(catalogue, source, filter, moment.as_of);
    if (box)
        query.box = registers::Envelope{box->lon_min_deg, box->lon_max_deg, box->lat_min_deg,
                                        box->lat_max_deg};
    const auto& name = source.declaration->name;
    const bool named = name == "village" || name == "boundary";
    if (named) columns.names.emplace_back("name");
    const auto region = std::find(columns.names.begin(), columns.names.end(), "region");
    const auto region_at = static_cast<std::size_t>(region - columns.names.begin());
    tiles::LayerBuilder builder(name, kind_of(source), columns.names);
    std::vector<tiles::Value> features(columns.names.size());
    const bool points = kind_of(source) == tiles::Kind::point;
    store::for_each_placed(
        connection, *source.declaration, columns.fields, query, reach,
        [&](std::int64_t id, std::string_view wkb, std::span<const registers::Value> values) {
            for (std::size_t i = 0; i < values.size(); ++i) features[i] = tile_value(values[i]);
            if (named) {
                const auto* found =
                    catalogue.regions.find_latest(std::get<std::string>(values[region_at]));
                features.back() = tiles::Value{};
                if (found) features.back() = found->name;
            }
            if (points) {
                if (const auto at = registers::first_position(wkb))
                    builder.add_point(id, *at, features);
            } else if (const auto paths = map_paths(wkb)) {
                builder.add(id, *paths, features);
            }
        });
    return builder.finish();
}

}  // namespace app
