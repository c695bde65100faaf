#include <libheif/heif.h>

#include <memory>

#include "photo.hpp"

// HEIF (ISO/IEC 23008-12): the primary picture of the file, decoded by the library.
namespace reader {
namespace {

constexpr std::size_t exif_offset_bytes = 4;  // 23008-12, Annex A.2.1: where the TIFF head stands

struct FreeContext {
    void operator()(heif_context* each) const { heif_context_free(each); }
};
struct FreeHandle {
    void operator()(const heif_image_handle* each) const { heif_image_handle_release(each); }
};
struct FreeImage {
    void operator()(const heif_image* each) const { heif_image_release(each); }
};
using Context = std::unique_ptr<heif_context, FreeContext>;
using Handle = std::unique_ptr<const heif_image_handle, FreeHandle>;
using Image = std::unique_ptr<const heif_image, FreeImage>;

void require(const heif_error& error) {
    if (error.code != heif_error_Ok) refuse_damaged_photo(error.message);
}

Handle primary_of(heif_context* context, std::string_view bytes) {
    heif_context_set_max_decoding_threads(context, 0);
    require(
        heif_context_read_from_memory_without_copy(context, bytes.data(), bytes.size(), nullptr));
    heif_image_handle* handle = nullptr;
    require(heif_context_get_primary_image_handle(context, &handle));
    return Handle(handle);
}

std::string exif_of(const heif_image_handle* handle) {
    heif_item_id id = 0;
    if (heif_image_handle_get_list_of_metadata_block_IDs(handle, "Exif", &id, 1) != 1) return {};
    std::string block(heif_image_handle_get_metadata_size(handle, id), '\0');
    if (block.size() < exif_offset_bytes) return {};
    if (heif_image_handle_get_metadata(handle, id, block.data()).code != heif_error_Ok) return {};
    std::size_t at = 0;
    for (std::size_t i = 0; i < exif_offset_bytes; ++i)
        at = at << 8U | static_cast<unsigned char>(block[i]);
    if (at > block.size() - exif_offset_bytes) return {};
    return block.substr(exif_offset_bytes + at);
}

std::vector<std::uint8_t> rows_of(const heif_image* image, std::size_t width, std::size_t height) {
    int stride = 0;
    const std::uint8_t* first =
        heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
    if (first == nullptr || stride < 0 || static_cast<std::size_t>(stride) < width * 3)
        refuse_damaged_photo("no rows");
    std::vector<std::uint8_t> rgb;
    rgb.reserve(width * height * 3);
    for (std::size_t y = 0; y < height; ++y) {
        const std::uint8_t* row = first + y * static_cast<std::size_t>(stride);
        rgb.insert(rgb.end(), row, row + width * 3);
    }
    return rgb;
}

}  // namespace

Photo read_heic(std::string_view bytes) {
    const Context context(heif_context_alloc());
    const Handle handle = primary_of(context.get(), bytes);
    Photo photo;
    photo.width = static_cast<std::size_t>(heif_image_handle_get_width(handle.get()));
    photo.height = static_cast<std::size_t>(heif_image_handle_get_height(handle.get()));
    require_photo_size(photo.width, photo.height, held_pixels_max);
    photo.exif = exif_of(handle.get());
    photo.is_upright = true;
    heif_image* decoded = nullptr;
    require(heif_decode_image(handle.get(), &decoded, heif_colorspace_RGB,
                              heif_chroma_interleaved_RGB, nullptr));
    const Image image(decoded);
    const auto width = static_cast<std::size_t>(
        std::max(0, heif_image_get_width(image.get(), heif_channel_interleaved)));
    const auto height = static_cast<std::size_t>(
        std::max(0, heif_image_get_height(image.get(), heif_channel_interleaved)));
    require_photo_size(width, height, held_pixels_max);
    photo.pixels = {width, height, rows_of(image.get(), width, height)};
    return photo;
}

}  // namespace reader
