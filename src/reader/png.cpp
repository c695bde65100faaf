#include <png.h>

#include <optional>

#include "photo.hpp"

// PNG, third edition (W3C 2025): 5.3 chunks, 11.3.3.5 eXIf.
namespace reader {
namespace {

constexpr std::size_t signature_bytes = 8;
constexpr std::size_t frame_bytes = 12;  // length, type, checksum
constexpr std::size_t chunks_looked_at_max = 4096;

std::size_t big_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
}

std::string exif_of(std::string_view png) {
    std::size_t at = signature_bytes;
    for (std::size_t i = 0; i < chunks_looked_at_max; ++i) {
        if (png.size() < at + frame_bytes) return {};
        const std::size_t length = big_endian(png.substr(at, 4));
        if (length > png.size() - at - frame_bytes) return {};
        if (png.substr(at + 4, 4) == "eXIf") return std::string(png.substr(at + 8, length));
        at += frame_bytes + length;
    }
    return {};
}

/// The library's own holder of a decoding under way.
class Image {
public:
    explicit Image(std::string_view bytes) {
        image_.version = PNG_IMAGE_VERSION;
        if (png_image_begin_read_from_memory(&image_, bytes.data(), bytes.size()) == 0)
            refuse_damaged_photo(image_.message);
    }
    ~Image() { png_image_free(&image_); }
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;

    [[nodiscard]] std::size_t width() const { return image_.width; }
    [[nodiscard]] std::size_t height() const { return image_.height; }

    std::vector<std::uint8_t> finish() {
        image_.format = PNG_FORMAT_RGB;
        std::vector<std::uint8_t> rgb(PNG_IMAGE_SIZE(image_));
        const png_color white{255, 255, 255};
        if (png_image_finish_read(&image_, &white, rgb.data(), 0, nullptr) == 0)
            refuse_damaged_photo(image_.message);
        return rgb;
    }

private:
    png_image image_{};
};

}  // namespace

Photo read_png(std::string_view bytes) {
    Image image(bytes);
    require_photo_size(image.width(), image.height(), held_pixels_max);
    Photo photo;
    photo.width = image.width();
    photo.height = image.height();
    photo.exif = exif_of(bytes);
    photo.pixels = {photo.width, photo.height, image.finish()};
    return photo;
}

}  // namespace reader
