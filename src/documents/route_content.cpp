#include "route_content.hpp"

#include <nlohmann/json.hpp>

namespace documents {

using nlohmann::json;

namespace {

Place place_of(const json& at) {
    return {at.at(0).get<double>(), at.at(1).get<double>()};
}

std::vector<Path> paths_of(const json& given) {
    std::vector<Path> paths;
    for (const json& path : given) {
        paths.emplace_back();
        for (const json& at : path) paths.back().push_back(place_of(at));
    }
    return paths;
}

}  // namespace

const json& list_in(const json& object, const char* key) {
    static const json none = json::array();
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

RouteContent::RouteContent(const json& drawing) : legs(paths_of(list_in(drawing, "legs"))) {
    for (const json& area : list_in(drawing, "areas"))
        areas.push_back(
            {area.value("name", ""), area.value("own", false), paths_of(list_in(area, "rings"))});
    for (const json& line : list_in(drawing, "lines"))
        for (const json& way : list_in(line, "ways"))
            ways.push_back(
                {line.value("name", ""), way.value("name", ""), paths_of(list_in(way, "paths"))});
    for (const json& stop : list_in(drawing, "stops"))
        stops.push_back(
            {stop.value("label", ""), stop.value("round", false), place_of(stop.at("at"))});
}

}  // namespace documents
