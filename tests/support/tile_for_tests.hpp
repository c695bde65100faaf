#pragma once

#include <map>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <variant>
#include <vector>

// A vector tile read back with protozero, by the specification and apart from the encoder.
namespace for_tests {

using DecodedValue = std::variant<std::string, double, std::int64_t>;
struct DecodedFeature {
    std::uint64_t id = 0;
    int type = 0;
    std::map<std::string, DecodedValue> values;
    std::vector<std::uint32_t> geometry;

    /// The paths of all commands, on the tile's grid; rings without their closing point.
    [[nodiscard]] std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> paths() const {
        std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> result;
        std::int64_t x = 0, y = 0;
        for (std::size_t i = 0; i < geometry.size();) {
            const std::uint32_t command = geometry[i] & 7U, count = geometry[i] >> 3U;
            ++i;
            if (command == 7) continue;
            for (std::uint32_t n = 0; n < count; ++n) {
                x += protozero::decode_zigzag32(geometry.at(i++));
                y += protozero::decode_zigzag32(geometry.at(i++));
                if (command == 1) result.emplace_back();
                result.back().emplace_back(x, y);
            }
        }
        return result;
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        return std::get<std::string>(values.at(name));
    }
    [[nodiscard]] std::int64_t number(const std::string& name) const {
        return std::get<std::int64_t>(values.at(name));
    }
};
struct DecodedLayer {
    std::string name;
    std::uint32_t version = 0, extent = 0;
    std::vector<DecodedFeature> features;
};

inline DecodedValue decoded_value(protozero::pbf_reader value) {
    DecodedValue result;
    while (value.next()) {
        if (value.tag() == 1)
            result = value.get_string();
        else if (value.tag() == 3)
            result = value.get_double();
        else if (value.tag() == 4)
            result = value.get_int64();
        else
            result = value.get_sint64();
    }
    return result;
}

inline DecodedLayer decoded(const std::string& tile) {
    DecodedLayer layer;
    if (tile.empty()) return layer;
    std::vector<std::string> keys;
    std::vector<DecodedValue> table;
    std::vector<std::pair<std::size_t, std::vector<std::uint32_t>>> tags;
    protozero::pbf_reader outer(tile);
    outer.next(3);
    protozero::pbf_reader reader = outer.get_message();
    while (reader.next()) {
        switch (reader.tag()) {
            case 15:
                layer.version = reader.get_uint32();
                break;
            case 1:
                layer.name = reader.get_string();
                break;
            case 5:
                layer.extent = reader.get_uint32();
                break;
            case 3:
                keys.push_back(reader.get_string());
                break;
            case 4:
                table.push_back(decoded_value(reader.get_message()));
                break;
            default: {
                DecodedFeature feature;
                protozero::pbf_reader in = reader.get_message();
                std::vector<std::uint32_t> pairs;
                while (in.next()) {
                    if (in.tag() == 1) feature.id = in.get_uint64();
                    if (in.tag() == 3) feature.type = in.get_enum();
                    if (in.tag() == 2 || in.tag() == 4) {
                        auto& to = in.tag() == 2 ? pairs : feature.geometry;
                        for (const auto each : in.get_packed_uint32()) to.push_back(each);
                    }
                }
                tags.emplace_back(layer.features.size(), pairs);
                layer.features.push_back(feature);
            }
        }
    }
    for (const auto& [feature, pairs] : tags)
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2)
            layer.features[feature].values[keys.at(pairs[i])] = table.at(pairs[i + 1]);
    return layer;
}

}  // namespace for_tests
