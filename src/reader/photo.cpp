#include "photo.hpp"

#include "base/error.hpp"
#include "jpeg.hpp"

namespace reader {

void refuse_photo(const std::string& zh, const std::string& en, std::string details) {
    throw base::Error(base::ErrorKind::invalid_input, {"照片" + zh, "The photo " + en},
                      std::move(details));
}

void refuse_damaged_photo(const char* why) {
    refuse_photo("已损坏或不完整，没有保存。请重新拍摄或重新传送原图。",
                 "is damaged or cut off and was not kept. Take it again, or send the original "
                 "again.",
                 why);
}

void require_photo_size(std::size_t width, std::size_t height, std::size_t most) {
    if (width == 0 || height == 0) refuse_damaged_photo("it has no pixels");
    if (width <= most / height) return;
    const std::string size = std::to_string(width) + "×" + std::to_string(height);
    const std::string millions = std::to_string(most / 1'000'000);
    refuse_photo(
        "有 " + size + " 像素，超过 " + millions + " 百万像素的上限，没有保存。请缩小后再传。",
        "has " + size + " pixels, above the limit of " + millions +
            " million, and was not kept. Make it smaller and send it again.");
}

Photo read_photo(std::string_view bytes, std::size_t side_wanted) {
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return read_png(bytes);
    if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP"))
        return read_webp(bytes, side_wanted);
    if (bytes.substr(0, 8).ends_with("ftyp")) return read_heic(bytes);
    return read_jpeg(bytes, side_wanted);
}

}  // namespace reader
