#include "app/maps.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/bytes.hpp"
#include "map_layers.hpp"
#include "map_lights.hpp"
#include "store/map_store.hpp"
#include "text_json.hpp"
#include "tiles/encode.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

// Rows are read a square of this zoom level at a time (about 70 km in Hunan), or a whole tile where
// that is larger.
constexpr int block_zoom = 9;
// Beside a block, so that lines and areas that only touch it are there.
constexpr double block_margin = 0.02;

people::Reach readable(const people::Access& who, const std::string& register_name) {
    return people::reach(who, people::Right::read, {{}, {}, {}, {}, register_name});
}

base::Error may_not_read() {
    return base::Error(base::ErrorKind::forbidden,
                       {"您没有查看这项数据的权限。", "You may not see these data."});
}

// Equal for two askers exactly when the same rows lie within.
std::string text_of(const people::Reach& reach) {
    std::string text;
    for (const people::Area& area : reach.areas)
        text += area.prefix + "/" + area.operator_name + ",";
    return text;
}

std::string text_of(const MapFilter& f) {
    std::string text;
    for (const auto* part : {&f.region, &f.programme, &f.ledger, &f.light, &f.field, &f.value})
        text += std::to_string(part->size()) + ":" + *part + "|";
    return text;
}

base::Date day_of(const App::State& state, const MapFilter& filter) {
    return filter.known_on ? *filter.known_on : base::shanghai_date(state.environment.clock.now());
}

ordered_json counts_json(const LightCounts& counts) {
    ordered_json json;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) total += counts[i];
    json["total"] = total;
    for (std::size_t i = 0; i < counts.size(); ++i)
        json[std::string(ledger::to_string(static_cast<ledger::Light>(i)))] = counts[i];
    return json;
}

// Villages by their worst light; those without an open entry are `none`.
struct VillageCounts {
    LightCounts lights{};
    std::int64_t none = 0;
    void add(const MapLights::Village& village) {
        const std::string worst = village.worst();
        if (worst.empty()) return ++none, void();
        for (std::size_t i = 0; i < lights.size(); ++i)
            if (worst == ledger::to_string(static_cast<ledger::Light>(i))) ++lights[i];
    }
    [[nodiscard]] ordered_json json() const {
        ordered_json json = counts_json(lights);
        json["total"] = json["total"].get<std::int64_t>() + none;
        json["none"] = none;
        return json;
    }
};

struct Township {
    VillageCounts villages;
    LightCounts entries{};
};

ordered_json values_json(const MapSource& source) {
    ordered_json list = ordered_json::array();
    const auto add = [&](const char* value, const char* zh, const char* en) {
        list.push_back({{"value", value}, {"label", {{"zh", zh}, {"en", en}}}});
    };
    if (source.colour_by == "light") {
        add("red", "红：超期", "Red: overdue");
        add("yellow", "黄：将到期或滞后", "Yellow: nearly due or behind");
        add("blue", "蓝：近期到期", "Blue: due soon");
        add("green", "绿：按期", "Green: on time");
        add("grey", "灰：未开始或暂停", "Grey: not begun or paused");
        return list;
    }
    const auto index = source.declaration->find(source.colour_by);
    if (!index) return list;
    const auto& field = source.declaration->fields[*index];
    if (field.type == registers::FieldType::fact) {
        add("yes", "是", "Yes");
        add("no", "否", "No");
    }
    for (const auto& code : field.codes)
        list.push_back({{"value", code.value}, {"label", text_json(code.label)}});
    return list;
}

ordered_json fields_json(const registers::Declaration& declaration) {
    ordered_json list = ordered_json::array();
    for (const auto& field : declaration.fields) {
        const bool is_fact = field.type == registers::FieldType::fact;
        if (registers::is_personal(field) || (!is_fact && field.codes.empty())) continue;
        ordered_json values = ordered_json::array();
        if (is_fact)
            values = {{{"value", "yes"}, {"label", {{"zh", "是"}, {"en", "Yes"}}}},
                      {{"value", "no"}, {"label", {{"zh", "否"}, {"en", "No"}}}}};
        for (const auto& code : field.codes)
            values.push_back({{"value", code.value}, {"label", text_json(code.label)}});
        list.push_back(
            {{"name", field.name}, {"label", text_json(field.label)}, {"values", values}});
    }
    return list;
}

ordered_json box_json(const std::optional<registers::Envelope>& box) {
    if (!box) return nullptr;
    return {box->lon_min_deg, box->lat_min_deg, box->lon_max_deg, box->lat_max_deg};
}

// Around the boxes of the townships.
void widen(ordered_json& whole, const ordered_json& box) {
    if (whole.is_null() || box.is_null()) {
        if (whole.is_null()) whole = box;
        return;
    }
    for (std::size_t i = 0; i < 4; ++i) {
        const double a = whole[i].get<double>(), b = box[i].get<double>();
        whole[i] = i < 2 ? std::min(a, b) : std::max(a, b);
    }
}

std::string shape_of(const MapSource& source) {
    const auto geometry = source.declaration->geometry;
    return std::string(registers::to_string(
        geometry == registers::GeometryType::none ? registers::GeometryType::point : geometry));
}

std::shared_ptr<const tiles::Elevation> elevation_of(App::State& state) {
    const std::lock_guard lock(state.map.elevation_mutex);
    if (!state.map.elevation_read) {
        const auto file = state.options.data_folder / "elevation.tif";
        if (!state.options.data_folder.empty() && state.environment.files.exists(file))
            state.map.elevation = std::make_shared<const tiles::Elevation>(
                tiles::read_geotiff(state.environment.files.read(file)));
        state.map.elevation_read = true;
    }
    return state.map.elevation;
}

}  // namespace

Maps App::maps() {
    return Maps(*state_);
}

std::string Maps::layers(const MapFilter& filter, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const store::AsOf as_of = known_at(connection, filter.known_on);
        MapFilter places = filter;
        places.field.clear();
        ordered_json list = ordered_json::array();
        for (const MapSource& source : map_sources(catalogue)) {
            const auto& declaration = *source.declaration;
            const auto reach = readable(who, declaration.name);
            if (reach.areas.empty()) continue;
            const auto count = store::count_placed(
                connection, declaration, map_query(catalogue, source, places, as_of), reach);
            list.push_back({{"name", declaration.name},
                            {"label", text_json(declaration.label)},
                            {"group", source.group},
                            {"ledger", source.ledger != nullptr},
                            {"shape", shape_of(source)},
                            {"colour_by", source.colour_by},
                            {"values", values_json(source)},
                            {"fields", fields_json(declaration)},
                            {"cluster_below", source.cluster_below},
                            {"rows", count.rows},
                            {"placed", count.placed}});
        }
        return ordered_json{
            {"layers", list}, {"max_zoom", 14}, {"relief", elevation_of(state_) != nullptr}}
            .dump();
    });
}

std::string Maps::lights(const MapFilter& filter, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const MapMoment moment{day_of(state_, filter), known_at(connection, filter.known_on)};
        if (readable(who, {}).areas.empty()) throw may_not_read();
        const MapLights lights = map_lights(connection, catalogue, filter, moment, who);
        VillageCounts villages;
        LightCounts entries = lights.above;
        std::map<std::string, Township> townships;
        for (const auto& village : lights.villages) {
            villages.add(village);
            Township& township = townships[village.region.substr(0, 9) + "000"];
            township.villages.add(village);
            for (std::size_t i = 0; i < entries.size(); ++i) {
                township.entries[i] += village.entries[i];
                entries[i] += village.entries[i];
            }
        }
        const Seats seats(connection, catalogue, moment.as_of);
        ordered_json by_township = ordered_json::array();
        ordered_json whole;
        for (const auto& [code, township] : townships) {
            const auto* region = catalogue.regions.find_latest(code);
            const ordered_json box = box_json(seats.box(code));
            widen(whole, box);
            by_township.push_back({{"region", code},
                                   {"name", region ? region->name : code},
                                   {"box", box},
                                   {"villages", township.villages.json()},
                                   {"entries", counts_json(township.entries)}});
        }
        ordered_json by_ledger = ordered_json::array();
        for (const auto& [name, counts] : lights.ledgers)
            by_ledger.push_back({{"ledger", name},
                                 {"label", text_json(catalogue.declaration(name).label)},
                                 {"entries", counts_json(counts)}});
        return ordered_json{
            {"date", base::format_date(moment.day)},
            {"sequence", moment.as_of ? *moment.as_of : store::last_sequence(connection)},
            {"box", whole},
            {"villages", villages.json()},
            {"entries", counts_json(entries)},
            {"above", counts_json(lights.above)},
            {"townships", by_township},
            {"ledgers", by_ledger}}
            .dump();
    });
}

namespace {

/// A tile that was asked for, and what its bytes depend on.
struct Asked {
    tiles::TileName name;
    MapMoment moment;
    std::string layer_key;  ///< layer, rows, moment, filters
    std::string tile_key;
};

tiles::TileName checked_name(std::int64_t zoom, std::int64_t x, std::int64_t y) {
    const auto name = tiles::tile_name(zoom, x, y);
    if (!name)
        throw base::Error(base::ErrorKind::not_found,
                          {"没有这个瓦片：级别 0 至 18，行列在该级别之内。",
                           "There is no such tile: zoom 0 to 18, column and row within it."});
    return *name;
}

// What a layer depends on as it is now: its own rows, the seats of entries without a position,
// names, rules. Village lights come from every ledger.
std::string version_of(store::Connection& connection, const Maps::TileQuery& query) {
    if (query.layer == Maps::village_layer) return std::to_string(store::last_sequence(connection));
    const store::CatalogueStamp stamp = store::catalogue_stamp(connection);
    std::string version;
    for (const std::int64_t part : {store::changed_sequence(connection, query.layer).value_or(0),
                                    store::changed_sequence(connection, "village").value_or(0),
                                    stamp.registers, stamp.programmes, stamp.regions})
        version += std::to_string(part) + ".";
    return version;
}

Asked asked_of(const App::State& state, store::Connection& connection, const Maps::TileQuery& query,
               const people::Access& who) {
    Asked asked{checked_name(query.zoom, query.x, query.y),
                {day_of(state, query.filter), known_at(connection, query.filter.known_on)},
                {},
                {}};
    const bool is_lights = query.layer == Maps::village_layer;
    const auto reach = readable(who, is_lights ? std::string{} : query.layer);
    if (reach.areas.empty()) throw may_not_read();
    const std::string version = asked.moment.as_of ? "as of " + std::to_string(*asked.moment.as_of)
                                                   : version_of(connection, query);
    asked.layer_key = query.layer + "\n" + version + " " + base::format_date(asked.moment.day) +
                      "\n" + text_of(query.filter) + "\n" +
                      (is_lights ? people::fingerprint(who) : text_of(reach));
    asked.tile_key = asked.layer_key + "\n" + std::to_string(query.zoom) + "/" +
                     std::to_string(query.x) + "/" + std::to_string(query.y);
    return asked;
}

std::shared_ptr<const tiles::Layer> layer_for(App::State& state, store::Connection& connection,
                                              const Catalogue& catalogue,
                                              const Maps::TileQuery& query, const Asked& asked,
                                              const people::Access& who) {
    const bool is_lights = query.layer == Maps::village_layer;
    const tiles::TileName block =
        tiles::ancestor(asked.name, std::min(asked.name.zoom, block_zoom));
    std::optional<MapSource> source;
    if (!is_lights) source = map_source(catalogue, query.layer);
    const bool whole = is_lights || source->ledger != nullptr;
    std::string key = asked.layer_key;
    if (!whole)
        key += "\n" + std::to_string(block.zoom) + "/" + std::to_string(block.x) + "/" +
               std::to_string(block.y);
    if (auto kept = state.map.layers.find(key)) return kept;
    auto layer = std::make_shared<const tiles::Layer>(
        is_lights
            ? village_light_layer(connection, catalogue, query.filter, asked.moment, who)
            : read_layer(connection, catalogue, *source, query.filter, asked.moment,
                         whole ? std::nullopt : std::optional(tiles::box_of(block, block_margin)),
                         readable(who, query.layer)));
    state.map.layers.put(key, layer);
    return layer;
}

std::string tile_bytes(App::State& state, store::Connection& connection,
                       const Maps::TileQuery& query, const Asked& asked,
                       const people::Access& who) {
    const auto catalogue = state.catalogue(connection);
    const auto layer = layer_for(state, connection, *catalogue, query, asked, who);
    if (query.layer == Maps::village_layer) return tiles::encode(*layer, asked.name);
    const MapSource source = map_source(*catalogue, query.layer);
    if (layer->kind == tiles::Kind::point && asked.name.zoom < source.cluster_below)
        return tiles::encode_clusters(*layer, asked.name, source.colour_by);
    return tiles::encode(*layer, asked.name);
}

}  // namespace

MapTile Maps::tile(const TileQuery& query, const std::string& known_tag,
                   const people::Access& who) {
    MapTile tile;
    state_.store.read([&](store::Connection& connection) {
        const Asked asked = asked_of(state_, connection, query, who);
        tile.tag = base::to_hex(base::sha256(asked.tile_key)).substr(0, 32);
        if (tile.tag == known_tag) return;
        if (auto kept = state_.map.tiles.find(asked.tile_key)) {
            tile.gzip = *std::move(kept);
            return;
        }
        tile.gzip = tiles::gzip(tile_bytes(state_, connection, query, asked, who));
        state_.map.tiles.put(asked.tile_key, tile.gzip);
    });
    return tile;
}

std::string Maps::relief(std::int64_t zoom, std::int64_t x, std::int64_t y) {
    const tiles::TileName name = checked_name(zoom, x, y);
    const auto elevation = elevation_of(state_);
    if (!elevation) return {};
    const std::string key =
        "relief " + std::to_string(zoom) + "/" + std::to_string(x) + "/" + std::to_string(y);
    if (auto kept = state_.map.tiles.find(key)) return *std::move(kept);
    std::string png = tiles::relief_png(*elevation, name);
    state_.map.tiles.put(key, png);
    return png;
}

Maps::Held Maps::held() {
    return {state_.map.tiles.bytes_held(), state_.map.tiles.size(), state_.map.layers.bytes_held()};
}

}  // namespace app
