#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

/// What the drawing `route` is told, as places on a plane.
namespace documents {

/// Metres to the east and to the north.
struct Place {
    double x = 0, y = 0;
};
using Path = std::vector<Place>;

struct Area {
    std::string name;
    bool own = false;
    std::vector<Path> rings;
};

struct Way {
    std::string kind, name;
    std::vector<Path> paths;
};

struct Stop {
    std::string label;
    bool round = false;
    Place at;
};

struct RouteContent {
    std::vector<Area> areas;
    std::vector<Way> ways;
    std::vector<Stop> stops;
    std::vector<Path> legs;

    explicit RouteContent(const nlohmann::json& drawing);
};

/// The list of this name in an object; an empty one where there is none.
const nlohmann::json& list_in(const nlohmann::json& object, const char* key);

}  // namespace documents
