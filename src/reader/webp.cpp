#include <webp/decode.h>

#include <algorithm>

#include "photo.hpp"

// WebP Container Specification (Google): RIFF chunks, little-endian lengths, padded to even.
namespace reader {
namespace {

constexpr std::size_t head_bytes = 12;
constexpr std::size_t chunk_head_bytes = 8;
constexpr std::size_t chunks_looked_at_max = 4096;
constexpr std::string_view exif_mark("Exif\0\0", 6);

std::size_t little_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return value;
}

std::string exif_of(std::string_view webp) {
    std::size_t at = head_bytes;
    for (std::size_t i = 0; i < chunks_looked_at_max; ++i) {
        if (webp.size() < at + chunk_head_bytes) return {};
        const std::size_t length = little_endian(webp.substr(at + 4, 4));
        if (length > webp.size() - at - chunk_head_bytes) return {};
        std::string_view data = webp.substr(at + chunk_head_bytes, length);
        if (webp.substr(at, 4) == "EXIF") {
            if (data.starts_with(exif_mark)) data.remove_prefix(exif_mark.size());
            return std::string(data);
        }
        at += chunk_head_bytes + length + length % 2;
    }
    return {};
}

const std::uint8_t* raw(std::string_view bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

// Pixels with what is transparent shown on white.
std::vector<std::uint8_t> on_white(const std::vector<std::uint8_t>& rgba) {
    std::vector<std::uint8_t> rgb(rgba.size() / 4 * 3);
    for (std::size_t from = 0, to = 0; from < rgba.size(); from += 4)
        for (std::size_t colour = 0; colour < 3; ++colour) {
            const unsigned opaque = rgba[from + 3];
            rgb[to++] = static_cast<std::uint8_t>(
                (rgba[from + colour] * opaque + 255 * (255 - opaque) + 127) / 255);
        }
    return rgb;
}

// The size to decode at: the longer side not below the one wanted.
void choose_size(WebPDecoderConfig& config, Photo& photo, std::size_t side_wanted) {
    const std::size_t longer = std::max(photo.width, photo.height);
    photo.pixels.width = photo.width;
    photo.pixels.height = photo.height;
    if (longer <= side_wanted * 2) return;
    photo.pixels.width = std::max<std::size_t>(1, photo.width * side_wanted / longer);
    photo.pixels.height = std::max<std::size_t>(1, photo.height * side_wanted / longer);
    config.options.use_scaling = 1;
    config.options.scaled_width = static_cast<int>(photo.pixels.width);
    config.options.scaled_height = static_cast<int>(photo.pixels.height);
}

}  // namespace

Photo read_webp(std::string_view bytes, std::size_t side_wanted) {
    WebPDecoderConfig config;
    if (WebPInitDecoderConfig(&config) == 0 ||
        WebPGetFeatures(raw(bytes), bytes.size(), &config.input) != VP8_STATUS_OK)
        refuse_damaged_photo("the head cannot be read");
    if (config.input.has_animation != 0)
        refuse_photo("是动图，不能作为佐证。请改传照片。",
                     "is an animation and cannot stand as evidence. Send a photo.");
    Photo photo;
    photo.width = static_cast<std::size_t>(config.input.width);
    photo.height = static_cast<std::size_t>(config.input.height);
    require_photo_size(photo.width, photo.height, held_pixels_max);
    photo.exif = exif_of(bytes);
    choose_size(config, photo, side_wanted);
    std::vector<std::uint8_t> rgba(photo.pixels.width * photo.pixels.height * 4);
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {rgba.data(), static_cast<int>(photo.pixels.width * 4), rgba.size()};
    if (WebPDecode(raw(bytes), bytes.size(), &config) != VP8_STATUS_OK)
        refuse_damaged_photo("the pixels cannot be read");
    photo.pixels.rgb = on_white(rgba);
    return photo;
}

}  // namespace reader
