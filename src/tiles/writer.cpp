#include "writer.hpp"

#include <algorithm>
#include <array>
#include <protozero/pbf_writer.hpp>

namespace tiles {
namespace {

// MVT 2.1 section 4: field numbers of Tile, Layer and Feature; geometry types; section 4.3.1.
constexpr protozero::pbf_tag_type tile_layers = 3, layer_name = 1, layer_features = 2,
                                  layer_keys = 3, layer_values = 4, layer_extent = 5,
                                  layer_version = 15;
constexpr char id_tag = 0x08, tags_tag = 0x12, type_tag = 0x18, geometry_tag = 0x22,
               feature_tag = 0x12;
constexpr std::uint32_t move_to_one = (1U << 3U) | 1U;

constexpr std::size_t varint_max = 10;
constexpr std::size_t point_max = 64 + columns_max * 2 * 5;
constexpr std::size_t feature_about = 44;

char* put_varint(char* at, std::uint64_t value) {
    while (value >= 0x80U) {
        *at++ = static_cast<char>((value & 0x7FU) | 0x80U);
        value >>= 7U;
    }
    *at++ = static_cast<char>(value);
    return at;
}

std::uint32_t zigzag(std::uint32_t value) {
    return value << 1U;
}

char* put_point(char* at, std::uint32_t x, std::uint32_t y) {
    *at++ = type_tag;
    *at++ = 1;
    *at++ = geometry_tag;
    char* const length = at++;
    at = put_varint(at, move_to_one);
    at = put_varint(at, zigzag(x));
    at = put_varint(at, zigzag(y));
    *length = static_cast<char>(at - length - 1);
    return at;
}

// The bytes that follow `length`, moved up where their number takes two bytes.
char* close_short(char* length, char* end) {
    const auto bytes = static_cast<std::size_t>(end - length - 1);
    if (bytes < 0x80U) {
        *length = static_cast<char>(bytes);
        return end;
    }
    std::copy_backward(length + 1, end, end + 1);
    put_varint(length, bytes);
    return end + 1;
}

}  // namespace

LayerWriter::LayerWriter(const Layer& layer, std::size_t features_about)
    : layer_(layer), place_of_(layer.words.size() + 1, 0) {
    features_.reserve(features_about * feature_about);
}

std::uint32_t LayerWriter::value_place(std::uint32_t word) {
    std::uint32_t& place = place_of_[word];
    if (place == 0) {
        table_words_.push_back(word);
        place = static_cast<std::uint32_t>(table_words_.size());
    }
    return place - 1;
}

char* LayerWriter::write_tags(char* at, std::size_t feature) {
    const std::size_t width = layer_.columns.size();
    const std::uint32_t* words = layer_.word_of.data() + feature * width;
    *at++ = tags_tag;
    char* const length = at++;
    for (std::size_t column = 0; column < width; ++column) {
        if (words[column] == 0) continue;
        *at++ = static_cast<char>(column);  // below 0x80: columns_max
        at = put_varint(at, value_place(words[column]));
    }
    return close_short(length, at);
}

void LayerWriter::append_feature(const char* body, std::size_t bytes) {
    std::array<char, 1 + varint_max> head{};
    head[0] = feature_tag;
    char* const end = put_varint(head.data() + 1, bytes);
    features_.append(head.data(), static_cast<std::size_t>(end - head.data()));
    features_.append(body, bytes);
}

void LayerWriter::point(std::size_t feature, std::uint32_t x, std::uint32_t y) {
    std::array<char, point_max> body;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled up
    char* at = body.data();
    *at++ = id_tag;
    at = put_varint(at, static_cast<std::uint64_t>(layer_.ids[feature]));
    at = write_tags(at, feature);
    at = put_point(at, x, y);
    append_feature(body.data(), static_cast<std::size_t>(at - body.data()));
}

void LayerWriter::shape(std::size_t feature, const std::vector<std::uint32_t>& geometry) {
    std::string body(point_max + varint_max * (geometry.size() + 1), '\0');
    char* at = body.data();
    *at++ = id_tag;
    at = put_varint(at, static_cast<std::uint64_t>(layer_.ids[feature]));
    at = write_tags(at, feature);
    *at++ = type_tag;
    *at++ = layer_.kind == Kind::line ? 2 : 3;
    std::string commands(varint_max * geometry.size(), '\0');
    char* end = commands.data();
    for (const std::uint32_t each : geometry) end = put_varint(end, each);
    const auto bytes = static_cast<std::size_t>(end - commands.data());
    *at++ = geometry_tag;
    at = put_varint(at, bytes);
    at = std::copy_n(commands.data(), bytes, at);
    append_feature(body.data(), static_cast<std::size_t>(at - body.data()));
}

std::uint32_t LayerWriter::key_place(const std::string& name) {
    const auto place = static_cast<std::uint32_t>(layer_.columns.size() + extra_keys_.size());
    const auto [found, is_new] = key_place_.try_emplace(name, place);
    if (is_new) extra_keys_.push_back(name);
    return found->second;
}

std::uint32_t LayerWriter::number_place(std::int64_t number) {
    const auto place = static_cast<std::uint32_t>(table_words_.size());
    const auto [found, is_new] = number_place_.try_emplace(number, place);
    if (is_new) {
        std::string& value = table_.emplace_back();
        protozero::pbf_writer(value).add_int64(4, number);
        table_words_.push_back(0);
    }
    return found->second;
}

void LayerWriter::cluster(std::uint32_t x, std::uint32_t y, const Numbers& numbers) {
    std::string body(point_max + numbers.size() * 2 * varint_max, '\0');
    char* at = body.data();
    *at++ = tags_tag;
    char* const length = at++;
    for (const auto& [name, number] : numbers) {
        at = put_varint(at, key_place(name));
        at = put_varint(at, number_place(number));
    }
    at = put_point(close_short(length, at), x, y);
    append_feature(body.data(), static_cast<std::size_t>(at - body.data()));
}

std::string LayerWriter::finish() {
    if (features_.empty()) return {};
    std::string layer;
    layer.reserve(features_.size() + 1024 + table_words_.size() * 24);
    protozero::pbf_writer writer(layer);
    writer.add_uint32(layer_version, 2);
    writer.add_string(layer_name, layer_.name);
    layer += features_;
    for (const std::string& key : layer_.columns) writer.add_string(layer_keys, key);
    for (const std::string& key : extra_keys_) writer.add_string(layer_keys, key);
    std::size_t next = 0;
    for (const std::uint32_t word : table_words_)
        writer.add_message(layer_values, word == 0 ? table_[next++] : layer_.words[word - 1]);
    writer.add_uint32(layer_extent, 4096);
    std::string tile;
    tile.reserve(layer.size() + 8);
    protozero::pbf_writer(tile).add_message(tile_layers, layer);
    return tile;
}

}  // namespace tiles
