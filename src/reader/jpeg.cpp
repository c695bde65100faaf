#include "jpeg.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>

#include <jerror.h>
#include <jpeglib.h>

namespace reader {
namespace {

constexpr std::string_view exif_mark("Exif\0\0", 6);
constexpr unsigned marker_bytes_max = 0xFFFF;
constexpr int scale_parts = 8;

/// The library reports errors by a call that must not return: it jumps back to `guarded`. Nothing
/// with a destructor stands between.
struct Failure {
    jpeg_error_mgr manager{};  // first: the library knows only this part
    std::jmp_buf jump{};
    char message[JMSG_LENGTH_MAX] = {};
    bool cut_off = false;
};

extern "C" {
[[noreturn]] static void jump_back(j_common_ptr library) {
    auto* failure = reinterpret_cast<Failure*>(library->err);
    failure->manager.format_message(library, failure->message);
    std::longjmp(failure->jump, 1);
}
static void take_warning(j_common_ptr library, int level) {
    auto* failure = reinterpret_cast<Failure*>(library->err);
    if (level >= 0) return;
    ++failure->manager.num_warnings;
    const int code = failure->manager.msg_code;
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) failure->cut_off = true;
}
static void count_passes(j_common_ptr library) {
    if (reinterpret_cast<j_decompress_ptr>(library)->input_scan_number > passes_max)
        ERREXIT(library, JERR_BAD_PROGRESSION);
}
}

void prepare(Failure& failure) {
    jpeg_std_error(&failure.manager);
    failure.manager.error_exit = jump_back;
    failure.manager.emit_message = take_warning;
}

/// False when the library reported an error in `work`, which makes no object.
template <class Work>
bool guarded(Failure& failure, Work work) {
    if (setjmp(failure.jump) != 0) return false;
    work();
    return true;
}

class Decoder {
public:
    explicit Decoder(std::string_view bytes) : bytes_(bytes) {
        prepare(failure_);
        library_.err = &failure_.manager;
        run([this] { jpeg_create_decompress(&library_); });
        progress_.progress_monitor = count_passes;
        library_.progress = &progress_;
    }
    ~Decoder() { jpeg_destroy_decompress(&library_); }
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;

    Photo read(std::size_t side_wanted) {
        read_head();
        Photo result;
        result.width = library_.image_width;
        result.height = library_.image_height;
        check_size();
        result.exif = exif();
        choose_scale(side_wanted);
        run([this] { jpeg_start_decompress(&library_); });
        result.pixels.width = library_.output_width;
        result.pixels.height = library_.output_height;
        result.pixels.rgb.resize(result.pixels.width * result.pixels.height * 3);
        std::uint8_t* const first = result.pixels.rgb.data();
        const std::size_t row_bytes = result.pixels.width * 3;
        run([this, first, row_bytes] {
            while (library_.output_scanline < library_.output_height) {
                JSAMPROW row = first + library_.output_scanline * row_bytes;
                jpeg_read_scanlines(&library_, &row, 1);
            }
            jpeg_finish_decompress(&library_);
        });
        if (failure_.cut_off) refuse_damaged_photo("the data end early");
        return result;
    }

private:
    template <class Work>
    void run(Work work) {
        if (!guarded(failure_, work)) refuse_damaged_photo(failure_.message);
    }

    void read_head() {
        run([this] {
            jpeg_mem_src(&library_, reinterpret_cast<const unsigned char*>(bytes_.data()),
                         bytes_.size());
            jpeg_save_markers(&library_, JPEG_APP0 + 1, marker_bytes_max);
            jpeg_read_header(&library_, TRUE);
        });
    }

    void check_size() const {
        const bool in_passes =
            jpeg_has_multiple_scans(const_cast<j_decompress_ptr>(&library_)) != 0;
        require_photo_size(library_.image_width, library_.image_height,
                           in_passes ? held_pixels_max : pixels_max);
        if (library_.num_components != 1 && library_.num_components != 3)
            refuse_photo(
                "是印刷用的四色图，不能读取。请存为普通的 JPEG 后再传。",
                "is in the four colours of printing and cannot be read. Save it as an ordinary "
                "JPEG and send it again.");
    }

    [[nodiscard]] std::string exif() const {
        for (const jpeg_marker_struct* marker = library_.marker_list; marker != nullptr;
             marker = marker->next) {
            const std::string_view data(reinterpret_cast<const char*>(marker->data),
                                        marker->data_length);
            if (marker->marker == JPEG_APP0 + 1 && data.starts_with(exif_mark))
                return std::string(data.substr(exif_mark.size()));
        }
        return {};
    }

    void choose_scale(std::size_t side_wanted) {
        const std::size_t longer = std::max(library_.image_width, library_.image_height);
        const std::size_t parts = (side_wanted * scale_parts + longer - 1) / longer;
        library_.out_color_space = JCS_RGB;
        library_.scale_denom = scale_parts;
        library_.scale_num = static_cast<unsigned>(std::clamp<std::size_t>(parts, 1, scale_parts));
        library_.dct_method = JDCT_ISLOW;
    }

    std::string_view bytes_;
    Failure failure_;
    jpeg_decompress_struct library_{};
    jpeg_progress_mgr progress_{};
};

struct Freed {
    void operator()(unsigned char* bytes) const { std::free(bytes); }
};

}  // namespace

Photo read_jpeg(std::string_view bytes, std::size_t side_wanted) {
    return Decoder(bytes).read(side_wanted);
}

std::string write_jpeg(const Pixels& pixels, int quality) {
    Failure failure;
    jpeg_compress_struct library{};
    prepare(failure);
    library.err = &failure.manager;
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    const auto row_bytes = pixels.width * 3;
    const std::uint8_t* const first = pixels.rgb.data();
    const bool done = guarded(failure, [&] {
        jpeg_create_compress(&library);
        jpeg_mem_dest(&library, &buffer, &size);
        library.image_width = static_cast<JDIMENSION>(pixels.width);
        library.image_height = static_cast<JDIMENSION>(pixels.height);
        library.input_components = 3;
        library.in_color_space = JCS_RGB;
        jpeg_set_defaults(&library);
        jpeg_set_quality(&library, quality, TRUE);
        jpeg_start_compress(&library, TRUE);
        while (library.next_scanline < library.image_height) {
            auto* row = const_cast<JSAMPROW>(first + library.next_scanline * row_bytes);
            jpeg_write_scanlines(&library, &row, 1);
        }
        jpeg_finish_compress(&library);
    });
    jpeg_destroy_compress(&library);
    const std::unique_ptr<unsigned char, Freed> owner(buffer);
    if (!done) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(buffer), size};
}

}  // namespace reader
