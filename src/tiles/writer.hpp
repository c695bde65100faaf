#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tiles/layer.hpp"

namespace tiles {

/// Writes the one layer of a tile (MVT 2.1 section 4.1). Features come one after the other; the
/// tables of keys and values follow them.
class LayerWriter {
public:
    LayerWriter(const Layer& layer, std::size_t features_about);

    /// A point feature of the layer with its own values.
    void point(std::size_t feature, std::uint32_t x, std::uint32_t y);
    /// A feature of the layer with its own values and this geometry (commands of section 4.3).
    void shape(std::size_t feature, const std::vector<std::uint32_t>& geometry);
    /// A point with whole numbers in place of the layer's values.
    using Numbers = std::vector<std::pair<std::string, std::int64_t>>;
    void cluster(std::uint32_t x, std::uint32_t y, const Numbers& numbers);

    /// The tile; empty when there was no feature.
    [[nodiscard]] std::string finish();

private:
    char* write_tags(char* at, std::size_t feature);
    std::uint32_t value_place(std::uint32_t word);
    std::uint32_t key_place(const std::string& name);
    std::uint32_t number_place(std::int64_t number);
    void append_feature(const char* body, std::size_t bytes);

    const Layer& layer_;
    std::string features_;
    std::vector<std::uint32_t> place_of_;  // word -> place in the tile's table + 1
    std::vector<std::string> table_;       // values as they are written
    std::vector<std::string> extra_keys_;
    std::unordered_map<std::string, std::uint32_t> key_place_;
    std::unordered_map<std::int64_t, std::uint32_t> number_place_;
    std::vector<std::uint32_t> table_words_;  // 0: the next of table_
};

}  // namespace tiles
