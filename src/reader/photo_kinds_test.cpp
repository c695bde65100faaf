#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libheif/heif.h>
#include <png.h>
#include <webp/encode.h>
#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "exif.hpp"
#include "ingest/picture.hpp"
#include "jpeg.hpp"
#include "mark.hpp"
#include "photo.hpp"
#include "places_for_tests.hpp"

// Photos as phones and screenshots send them beside JPEG: each written by the kind's own library.
namespace {

using ::testing::HasSubstr;

/// Left half dark, right half bright, red growing downwards: turned or mirrored it is another.
reader::Pixels halves(std::size_t width, std::size_t height) {
    reader::Pixels pixels{width, height, {}};
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x) {
            const auto red = static_cast<std::uint8_t>(255 * y / height);
            const auto other = static_cast<std::uint8_t>(x < width / 2 ? 20 : 220);
            pixels.rgb.insert(pixels.rgb.end(), {red, other, other});
        }
    return pixels;
}

std::string big_endian(std::size_t number) {
    std::string text;
    for (int i = 3; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xFFU);
    return text;
}

// An Exif block that says 2019-06-30 08:01:02 and "turn me by 90 degrees" (6).
std::string tiff_block() {
    const auto two = [](unsigned n) {
        return std::string{static_cast<char>(n >> 8U), static_cast<char>(n)};
    };
    std::string tiff = "MM" + two(42) + big_endian(8) + two(2);
    tiff += two(0x0112) + two(3) + big_endian(1) + two(6) + two(0);
    tiff += two(0x8769) + two(4) + big_endian(1) + big_endian(38);
    tiff += big_endian(0) + two(1) + two(0x9003) + two(2) + big_endian(20) + big_endian(56);
    tiff += big_endian(0);
    return tiff + "2019:06:30 08:01:02" + std::string(1, '\0');
}

std::string png_of(const reader::Pixels& pixels) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(pixels.width);
    image.height = static_cast<png_uint_32>(pixels.height);
    image.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, pixels.rgb.data(), 0, nullptr);
    std::string bytes(size, '\0');
    png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.rgb.data(), 0, nullptr);
    bytes.resize(size);
    const std::string chunk = "eXIf" + tiff_block();
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()));
    constexpr std::size_t after_head = 33;
    return bytes.insert(after_head, big_endian(chunk.size() - 4) + chunk + big_endian(sum));
}

std::string webp_of(const reader::Pixels& pixels) {
    std::uint8_t* out = nullptr;
    const auto width = static_cast<int>(pixels.width);
    const std::size_t size = WebPEncodeRGB(pixels.rgb.data(), width,
                                           static_cast<int>(pixels.height), width * 3, 90, &out);
    std::string bytes(reinterpret_cast<const char*>(out), size);
    WebPFree(out);
    return bytes;
}

struct Bytes {
    std::string text;
    static heif_error write(heif_context*, const void* data, std::size_t size, void* to) {
        static_cast<Bytes*>(to)->text.assign(static_cast<const char*>(data), size);
        return {heif_error_Ok, heif_suberror_Unspecified, "ok"};
    }
};

std::string heic_of(const reader::Pixels& pixels) {
    heif_context* context = heif_context_alloc();
    heif_encoder* encoder = nullptr;
    heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder);
    heif_image* image = nullptr;
    heif_image_create(static_cast<int>(pixels.width), static_cast<int>(pixels.height),
                      heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
    heif_image_add_plane(image, heif_channel_interleaved, static_cast<int>(pixels.width),
                         static_cast<int>(pixels.height), 24);
    int stride = 0;
    std::uint8_t* rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
    for (std::size_t y = 0; y < pixels.height; ++y)
        std::copy_n(pixels.rgb.data() + y * pixels.width * 3, pixels.width * 3,
                    rows + y * static_cast<std::size_t>(stride));
    heif_image_handle* handle = nullptr;
    heif_context_encode_image(context, image, encoder, nullptr, &handle);
    const std::string exif = tiff_block();
    heif_context_add_exif_metadata(context, handle, exif.data(), static_cast<int>(exif.size()));
    Bytes bytes;
    heif_writer writer{1, &Bytes::write};
    heif_context_write(context, &writer, &bytes);
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
    heif_context_free(context);
    return bytes.text;
}

class PhotoKinds : public ::testing::Test {
protected:
    PhotoKinds() {
        std::string name = (std::filesystem::temp_directory_path() / "photo-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~PhotoKinds() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& bytes) {
        const auto file = folder_ / "photo";
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    ingest::Picture read(const std::string& bytes) {
        return ingest::read_picture(places::built("wanjia-read"), write(bytes));
    }
    std::string refusal(const std::string& bytes) {
        try {
            (void)read(bytes);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
            EXPECT_FALSE(error.message().zh.empty());
            return error.message().en;
        }
        return "accepted";
    }

    std::filesystem::path folder_;
};

int brightness(const reader::Pixels& picture, double x, double y) {
    const auto column = static_cast<std::size_t>(x * static_cast<double>(picture.width));
    const auto row = static_cast<std::size_t>(y * static_cast<double>(picture.height));
    return picture.rgb[(row * picture.width + column) * 3 + 1];
}

TEST_F(PhotoKinds, X_11_a_png_photo_gives_time_size_and_an_upright_thumbnail) {
    const auto picture = read(png_of(halves(1200, 800)));
    EXPECT_EQ(picture.width, 1200);
    EXPECT_EQ(picture.height, 800);
    EXPECT_EQ(picture.taken_at, "2019-06-30T08:01:02");
    const auto thumbnail = reader::read_jpeg(picture.thumbnail, 512).pixels;
    EXPECT_EQ(thumbnail.height, 512U);  // turned by its orientation
    EXPECT_LT(brightness(thumbnail, 0.5, 0.2), 60);
    EXPECT_GT(brightness(thumbnail, 0.5, 0.8), 180);
}

TEST_F(PhotoKinds, X_11_a_webp_photo_is_read) {
    const auto picture = read(webp_of(halves(1600, 900)));
    EXPECT_EQ(picture.width, 1600);
    const auto thumbnail = reader::read_jpeg(picture.thumbnail, 512).pixels;
    EXPECT_EQ(thumbnail.width, 512U);
    EXPECT_EQ(thumbnail.height, 288U);
    EXPECT_LT(brightness(thumbnail, 0.2, 0.5), 60);
    EXPECT_GT(brightness(thumbnail, 0.8, 0.5), 180);
}

TEST_F(PhotoKinds, X_11_a_heic_photo_is_read_inside_the_sandbox) {
    const auto picture = read(heic_of(halves(640, 480)));
    EXPECT_EQ(picture.width, 640);
    EXPECT_EQ(picture.height, 480);
    EXPECT_EQ(picture.taken_at, "2019-06-30T08:01:02");
    const auto thumbnail = reader::read_jpeg(picture.thumbnail, 512).pixels;
    EXPECT_EQ(thumbnail.width, 512U);  // the library turns what the file says, not what Exif says
    EXPECT_LT(brightness(thumbnail, 0.2, 0.5), 60);
    EXPECT_GT(brightness(thumbnail, 0.8, 0.5), 180);
}

TEST_F(PhotoKinds, X_12_one_scene_is_alike_in_every_kind) {
    const auto scene = halves(640, 480);
    const auto jpeg = read(reader::write_jpeg(scene, 90)).likeness;
    EXPECT_EQ(read(webp_of(scene)).likeness, jpeg);
    EXPECT_EQ(read(heic_of(scene)).likeness, jpeg);
}

TEST_F(PhotoKinds, R_20_a_photo_of_any_kind_cut_off_is_refused) {
    for (const auto& bytes :
         {png_of(halves(300, 200)), webp_of(halves(300, 200)), heic_of(halves(320, 240))})
        for (std::size_t tenth = 1; tenth < 10; ++tenth)
            EXPECT_THAT(refusal(bytes.substr(0, bytes.size() * tenth / 10)), HasSubstr("photo"))
                << tenth;
}

TEST_F(PhotoKinds, R_20_a_flood_of_pixels_is_refused_in_any_kind) {
    std::string png = png_of(halves(8, 8));
    std::string head = "IHDR" + big_endian(60'000) + big_endian(60'000) + png.substr(24, 5);
    head += big_endian(
        crc32(0, reinterpret_cast<const Bytef*>(head.data()), static_cast<uInt>(head.size())));
    png.replace(12, head.size(), head);
    EXPECT_THAT(refusal(png), HasSubstr("above the limit of 40"));
}

TEST_F(PhotoKinds, X_11_a_copy_bears_its_mark_all_over_and_nothing_else_of_the_file) {
    const auto file = write(png_of(
        reader::Pixels{3000, 2000, std::vector<std::uint8_t>(std::size_t{3000} * 2000 * 3, 128)}));
    const std::string bytes =
        ingest::marked_copy(places::built("wanjia-read"), file, "li.si 2020-06-30 09:15");
    const auto copy = reader::read_jpeg(bytes, 4096);
    EXPECT_EQ(copy.pixels.height, 2048U);
    EXPECT_TRUE(copy.exif.empty());
    // Whatever third of it somebody cuts out holds letters.
    for (std::size_t part = 0; part < 3; ++part) {
        int changed = 0;
        const std::size_t first = copy.pixels.height * part / 3;
        for (std::size_t y = first; y < first + copy.pixels.height / 3; ++y)
            for (std::size_t x = 0; x < copy.pixels.width; ++x)
                changed += copy.pixels.rgb[(y * copy.pixels.width + x) * 3] > 170;
        EXPECT_GT(changed, 2'000) << part;
    }
}

TEST_F(PhotoKinds, X_11_marks_of_two_people_differ_and_a_dot_is_no_picture) {
    reader::Pixels one{600, 400, std::vector<std::uint8_t>(600 * 400 * 3, 128)};
    reader::Pixels other = one;
    reader::write_mark(one, "zhangsan");
    reader::write_mark(other, "lisi");
    EXPECT_NE(one.rgb, other.rgb);
    reader::Pixels dot{15, 400, std::vector<std::uint8_t>(15 * 400 * 3, 128)};
    reader::write_mark(dot, "lisi");
    EXPECT_EQ(dot.rgb, std::vector<std::uint8_t>(15 * 400 * 3, 128));
}

}  // namespace
