#include <nlohmann/json.hpp>

#include "base/rational.hpp"
#include "registers/geometry.hpp"
#include "store/register_store.hpp"
#include "unit_shapes.hpp"

namespace app {

using nlohmann::ordered_json;

std::map<std::string, std::string> unit_shapes(store::Connection& connection,
                                               const Catalogue& catalogue, store::AsOf as_of) {
    std::map<std::string, std::string> result;
    for (const char* name : {"village", "boundary"}) {  // boundaries over seats
        const auto& declaration = catalogue.declaration(name);
        const std::size_t region = *declaration.find("region");
        store::for_each_row(
            connection, declaration,
            [&](const store::StoredRow& stored) {
                if (!stored.row.geometry_wkb.empty())
                    result[std::get<std::string>(stored.row.values[region])] =
                        stored.row.geometry_wkb;
            },
            as_of);
    }
    return result;
}

std::string map_json(store::Connection& connection, const Catalogue& catalogue,
                     const ScoreTable& table, store::AsOf as_of) {
    const auto shape = unit_shapes(connection, catalogue, as_of);
    ordered_json features = ordered_json::array();
    const auto score_json = ordered_json::parse(to_json(table));
    for (const auto& unit : score_json.at("villages")) {
        const auto it = shape.find(unit.at("region").get<std::string>());
        ordered_json properties;
        for (const char* name : {"region", "name", "display", "rank", "grade"})
            properties[name] = unit.at(name);
        const bool scored = !unit.at("display").is_null();
        properties["points"] = scored
                                   ? ordered_json(std::stod(unit.at("display").get<std::string>()))
                                   : ordered_json(nullptr);
        features.push_back(
            {{"type", "Feature"},
             {"geometry", it == shape.end()
                              ? ordered_json(nullptr)
                              : ordered_json::parse(registers::to_geojson(it->second))},
             {"properties", properties}});
    }
    return ordered_json{{"type", "FeatureCollection"}, {"features", features}}.dump();
}

}  // namespace app
