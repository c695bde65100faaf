#include "base_map.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace server {
namespace {

bool is_host_character(unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':';
}

std::string origin_of(const std::string& tiles) {
    const std::size_t scheme = tiles.starts_with("https://")  ? 8
                               : tiles.starts_with("http://") ? 7
                                                              : 0;
    const std::size_t end = scheme > 0 ? tiles.find('/', scheme) : std::string::npos;
    const bool complete =
        end != std::string::npos && end > scheme && tiles.find("{z}") != std::string::npos &&
        tiles.find("{x}") != std::string::npos && tiles.find("{y}") != std::string::npos;
    if (!complete ||
        !std::all_of(tiles.begin() + static_cast<std::ptrdiff_t>(scheme),
                     tiles.begin() + static_cast<std::ptrdiff_t>(end), is_host_character))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"底图地址“" + tiles + "”不能用：应以 https:// 开头，并含 {z}、{x}、{y}。",
             "The base map's address '" + tiles +
                 "' cannot be used: it must begin with https:// and hold {z}, {x} and {y}."});
    return tiles.substr(0, end);
}

}  // namespace

std::vector<BaseMapLayer> tianditu(const std::string& key) {
    const auto layer = [&](const std::string& name) {
        return BaseMapLayer{"https://t0.tianditu.gov.cn/" + name +
                                "_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=" + name +
                                "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}"
                                "&TILEROW={y}&TILECOL={x}&tk=" +
                                key,
                            "天地图"};
    };
    return {layer("vec"), layer("cva")};
}

std::vector<std::string> origins_of(const std::vector<BaseMapLayer>& layers) {
    std::vector<std::string> origins;
    for (const BaseMapLayer& layer : layers) {
        std::string origin = origin_of(layer.tiles);
        if (std::find(origins.begin(), origins.end(), origin) == origins.end())
            origins.push_back(std::move(origin));
    }
    return origins;
}

std::string base_map_document(const std::vector<BaseMapLayer>& layers) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const BaseMapLayer& layer : layers)
        list.push_back({{"tiles", layer.tiles}, {"attribution", layer.attribution}});
    return nlohmann::ordered_json{{"layers", list}}.dump();
}

}  // namespace server
