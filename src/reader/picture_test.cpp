#include "ingest/picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <jpeglib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <exiv2/exiv2.hpp>
#include <fstream>
#include <random>
#include <string>

#include "base/error.hpp"
#include "exif.hpp"
#include "jpeg.hpp"
#include "picture.hpp"
#include "pixels.hpp"
#include "places_for_tests.hpp"

// The Exif blocks of these tests are written by another library than the one that reads them.
namespace {

using ::testing::HasSubstr;

// A scene of soft blobs, another one for every seed.
reader::Pixels scene(unsigned seed, std::size_t width, std::size_t height) {
    std::mt19937 random(seed);
    const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
    struct Blob {
        double x, y, radius, light;
    };
    std::vector<Blob> blobs;
    for (int i = 0; i < 12; ++i) blobs.push_back({unit(), unit(), 0.05 + 0.2 * unit(), unit()});
    reader::Pixels pixels{width, height, {}};
    for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x) {
            double light = 0.3;
            for (const Blob& blob : blobs) {
                const double dx = static_cast<double>(x) / static_cast<double>(width) - blob.x;
                const double dy = static_cast<double>(y) / static_cast<double>(height) - blob.y;
                light += (blob.light - 0.4) *
                         std::exp(-(dx * dx + dy * dy) / (2 * blob.radius * blob.radius));
            }
            const auto grey = static_cast<std::uint8_t>(std::clamp(light, 0.0, 1.0) * 255);
            pixels.rgb.insert(pixels.rgb.end(), {grey, grey, static_cast<std::uint8_t>(grey / 2)});
        }
    return pixels;
}

std::string with_exif(const std::string& jpeg, const Exiv2::ExifData& exif) {
    const auto image = Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(jpeg.data()),
                                                 static_cast<long>(jpeg.size()));
    image->setExifData(exif);
    image->writeMetadata();
    image->io().open();
    const Exiv2::DataBuf bytes = image->io().read(static_cast<long>(image->io().size()));
    return {reinterpret_cast<const char*>(bytes.pData_), static_cast<std::size_t>(bytes.size_)};
}

// 2019-06-30 08:01:02 at 109.4823° E, 28.5737° N.
Exiv2::ExifData full_exif() {
    Exiv2::ExifData exif;
    exif["Exif.Image.Make"] = "HUAWEI";
    exif["Exif.Image.Model"] = "ELE-AL00";
    exif["Exif.Photo.DateTimeOriginal"] = "2019:06:30 08:01:02";
    exif.add(Exiv2::ExifKey(0x9011, "Photo"), [] {
        static const auto value = Exiv2::Value::create(Exiv2::asciiString);
        value->read("+08:00");
        return value.get();
    }());
    exif["Exif.GPSInfo.GPSLatitudeRef"] = "N";
    exif["Exif.GPSInfo.GPSLatitude"] = "28/1 34/1 2532/100";
    exif["Exif.GPSInfo.GPSLongitudeRef"] = "E";
    exif["Exif.GPSInfo.GPSLongitude"] = "109/1 28/1 5628/100";
    return exif;
}

std::string big_endian(unsigned number, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(number >> (8 * i) & 0xFFU);
    return text;
}

/// A JPEG that says it has that many pixels and holds almost none.
std::string claims_size(unsigned width, unsigned height, bool progressive) {
    std::string jpeg = reader::write_jpeg(scene(1, 16, 16), 80);
    const std::size_t frame = jpeg.find("\xFF\xC0");
    if (progressive) jpeg[frame + 1] = '\xC2';
    jpeg.replace(frame + 5, 4, big_endian(height, 2) + big_endian(width, 2));
    return jpeg;
}

std::string progressive_jpeg(const reader::Pixels& pixels) {
    jpeg_compress_struct library{};
    jpeg_error_mgr errors{};
    library.err = jpeg_std_error(&errors);
    jpeg_create_compress(&library);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&library, &buffer, &size);
    library.image_width = static_cast<JDIMENSION>(pixels.width);
    library.image_height = static_cast<JDIMENSION>(pixels.height);
    library.input_components = 3;
    library.in_color_space = JCS_RGB;
    jpeg_set_defaults(&library);
    jpeg_simple_progression(&library);
    jpeg_start_compress(&library, TRUE);
    while (library.next_scanline < library.image_height) {
        auto* row = const_cast<JSAMPROW>(pixels.rgb.data() +
                                         std::size_t{library.next_scanline} * pixels.width * 3);
        jpeg_write_scanlines(&library, &row, 1);
    }
    jpeg_finish_compress(&library);
    jpeg_destroy_compress(&library);
    std::string jpeg(reinterpret_cast<const char*>(buffer), size);
    std::free(buffer);
    return jpeg;
}

class PictureTest : public ::testing::Test {
protected:
    PictureTest() {
        std::string name = (std::filesystem::temp_directory_path() / "picture-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~PictureTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path write(const std::string& bytes) {
        const auto file = folder_ / "photo.jpg";
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    ingest::Picture read(const std::string& bytes) {
        return ingest::read_picture(places::built("wanjia-read"), write(bytes));
    }
    /// The sentence with which a file is refused; within two seconds.
    std::string refusal(const std::string& bytes) {
        const auto file = write(bytes);
        const auto start = std::chrono::steady_clock::now();
        try {
            ingest::read_picture(places::built("wanjia-read"), file);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
            EXPECT_FALSE(error.message().zh.empty());
            EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
            return error.message().en;
        }
        return "accepted";
    }

    std::filesystem::path folder_;
};

std::uint64_t bits_of(const std::string& likeness) {
    std::uint64_t bits = 0;
    std::from_chars(likeness.data(), likeness.data() + likeness.size(), bits, 16);
    return bits;
}

int distance(const std::string& a, const std::string& b) {
    return std::popcount(bits_of(a) ^ bits_of(b));
}

TEST_F(PictureTest, X_11_time_place_and_device_of_a_photo_come_through_the_sandbox) {
    const auto picture = read(with_exif(reader::write_jpeg(scene(1, 800, 600), 85), full_exif()));
    EXPECT_EQ(picture.width, 800);
    EXPECT_EQ(picture.height, 600);
    EXPECT_EQ(picture.taken_at, "2019-06-30T08:01:02+08:00");
    EXPECT_EQ(picture.device, "HUAWEI ELE-AL00");
    EXPECT_EQ(picture.lon, "109.4823000");
    EXPECT_EQ(picture.lat, "28.5737000");
    EXPECT_EQ(picture.likeness.size(), 16U);
}

TEST_F(PictureTest, every_position_comes_back_within_a_centimetre_in_either_byte_order) {
    std::mt19937 source(11);
    const auto random = [&] { return static_cast<unsigned>(source()); };
    for (int i = 0; i < 40; ++i) {
        const unsigned lat = random() % 89;
        const unsigned lon = random() % 179;
        const unsigned minutes = random() % 60;
        const unsigned seconds = random() % 600'000;  // in 1/10000
        Exiv2::ExifData exif;
        exif["Exif.GPSInfo.GPSLatitudeRef"] = i % 3 == 0 ? "S" : "N";
        exif["Exif.GPSInfo.GPSLatitude"] = std::to_string(lat) + "/1 " + std::to_string(minutes) +
                                           "/1 " + std::to_string(seconds) + "/10000";
        exif["Exif.GPSInfo.GPSLongitudeRef"] = i % 5 == 0 ? "W" : "E";
        exif["Exif.GPSInfo.GPSLongitude"] = std::to_string(lon) + "/1 0/1 0/1";
        Exiv2::Blob block;
        Exiv2::ExifParser::encode(block, i % 2 == 0 ? Exiv2::littleEndian : Exiv2::bigEndian, exif);
        const auto read =
            reader::parse_exif({reinterpret_cast<const char*>(block.data()), block.size()});
        ASSERT_TRUE(read.position) << i;
        const double wanted = lat + minutes / 60.0 + seconds / 36e6;
        EXPECT_NEAR(read.position->lat_deg, i % 3 == 0 ? -wanted : wanted, 1e-7);
        EXPECT_NEAR(read.position->lon_deg, i % 5 == 0 ? -1.0 * lon : lon, 1e-9);
    }
}

TEST_F(PictureTest, what_a_photo_cannot_mean_is_left_out) {
    const auto time_of = [](const std::string& text) {
        Exiv2::ExifData exif;
        exif["Exif.Photo.DateTimeOriginal"] = text;
        Exiv2::Blob block;
        Exiv2::ExifParser::encode(block, Exiv2::littleEndian, exif);
        return reader::parse_exif({reinterpret_cast<const char*>(block.data()), block.size()})
            .taken_at;
    };
    EXPECT_EQ(time_of("2019:06:30 08:01:02"), "2019-06-30T08:01:02");
    for (const char* wrong : {"2019:13:30 08:01:02", "2019:06:00 08:01:02", "2019:06:30 24:01:02",
                              "0000:00:00 00:00:00", "2019-06-30 08:01:02", "yesterday"})
        EXPECT_EQ(time_of(wrong), "") << wrong;
    Exiv2::ExifData exif = full_exif();
    exif["Exif.GPSInfo.GPSLatitude"] = "28/0 34/1 2532/100";
    EXPECT_EQ(read(with_exif(reader::write_jpeg(scene(1, 64, 64), 85), exif)).lon, "");
}

TEST_F(PictureTest, a_thumbnail_is_small_upright_and_says_nothing_of_the_place) {
    Exiv2::ExifData exif = full_exif();
    exif["Exif.Image.Orientation"] = std::uint16_t{6};
    const auto picture = read(with_exif(reader::write_jpeg(scene(1, 2000, 1000), 85), exif));
    const auto thumbnail = reader::read_jpeg(picture.thumbnail, 512);
    EXPECT_EQ(thumbnail.height, 512U);
    EXPECT_EQ(thumbnail.width, 256U);
    EXPECT_TRUE(thumbnail.exif.empty());
    for (const char* word : {"Exif", "HUAWEI", "2019"})
        EXPECT_EQ(picture.thumbnail.find(word), std::string::npos) << word;
}

TEST_F(PictureTest, turned_by_its_orientation_every_way_of_storing_a_photo_looks_the_same) {
    const reader::Pixels upright = scene(3, 40, 30);
    // How a camera held in each way would have stored it: the inverse turn.
    const int inverse[] = {1, 2, 3, 4, 5, 8, 7, 6};
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const reader::Pixels stored = reader::turn_upright(upright, inverse[orientation - 1]);
        const reader::Pixels shown = reader::turn_upright(stored, orientation);
        EXPECT_EQ(shown.width, upright.width);
        EXPECT_EQ(shown.rgb, upright.rgb) << orientation;
    }
    // 6 means: the first stored row is the right side of what is seen.
    reader::Pixels two{2, 1, {255, 0, 0, 0, 0, 255}};
    const auto turned = reader::turn_upright(two, 6);
    EXPECT_EQ(turned.width, 1U);
    EXPECT_EQ(turned.rgb[0], 255);
}

TEST_F(PictureTest, X_12_copies_of_a_photo_are_alike_and_other_photos_are_not) {
    std::vector<std::string> likenesses;
    int unlike_copies = 0;
    for (unsigned seed = 0; seed < 40; ++seed) {
        const reader::Pixels original = scene(seed, 640, 480);
        const auto likeness = [](const std::string& jpeg) {
            const auto bits = reader::likeness_of(reader::read_jpeg(jpeg, 512).pixels);
            return bits ? *bits : std::uint64_t{0};
        };
        const std::uint64_t first = likeness(reader::write_jpeg(original, 95));
        const auto differs = [&](const std::string& jpeg) {
            return std::popcount(first ^ likeness(jpeg)) > 6;
        };
        unlike_copies += differs(reader::write_jpeg(original, 25));
        unlike_copies += differs(reader::write_jpeg(reader::shrink(original, 300), 70));
        reader::Pixels brighter = original;
        for (auto& byte : brighter.rgb) byte = static_cast<std::uint8_t>(std::min(255, byte + 25));
        unlike_copies += differs(reader::write_jpeg(brighter, 80));
        likenesses.push_back(read(reader::write_jpeg(original, 90)).likeness);
    }
    EXPECT_LE(unlike_copies, 6) << "of 120";  // 95 % are found
    int alike_strangers = 0;
    for (std::size_t i = 0; i < likenesses.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            alike_strangers += distance(likenesses[i], likenesses[j]) <= 6;
    EXPECT_LE(alike_strangers, 7) << "of 780";  // 1 %
}

TEST_F(PictureTest, a_photo_of_nothing_is_like_no_other) {
    const reader::Pixels dark{64, 64, std::vector<std::uint8_t>(64 * 64 * 3, 7)};
    EXPECT_EQ(read(reader::write_jpeg(dark, 90)).likeness, "");
}

TEST_F(PictureTest, a_progressive_photo_is_read) {
    EXPECT_EQ(read(progressive_jpeg(scene(2, 700, 300))).width, 700);
}

TEST_F(PictureTest, R_20_a_flood_of_pixels_is_refused_before_memory_is_taken) {
    EXPECT_THAT(refusal(claims_size(65'500, 65'500, false)), HasSubstr("above the limit of 100"));
    EXPECT_THAT(refusal(claims_size(65'500, 65'500, true)), HasSubstr("above the limit"));
    EXPECT_THAT(refusal(claims_size(8'000, 5'001, true)), HasSubstr("above the limit of 40"));
    EXPECT_THAT(refusal(claims_size(10'000, 10'000, false)), HasSubstr("damaged or cut off"));
    EXPECT_THAT(refusal(claims_size(0, 0, false)), HasSubstr("damaged"));
}

TEST_F(PictureTest, R_20_a_photo_cut_off_anywhere_is_refused) {
    const std::string jpeg = with_exif(reader::write_jpeg(scene(1, 200, 150), 80), full_exif());
    for (std::size_t length = 0; length + 2 < jpeg.size(); length += jpeg.size() / 25 + 1)
        EXPECT_THAT(refusal(jpeg.substr(0, length)), HasSubstr("photo")) << length;
}

TEST_F(PictureTest, R_20_a_photo_of_a_thousand_passes_is_refused) {
    const std::string jpeg = progressive_jpeg(scene(2, 64, 64));
    const std::size_t last_pass = jpeg.rfind("\xFF\xDA");
    const std::size_t end = jpeg.size() - 2;
    std::string bomb = jpeg.substr(0, end);
    for (int i = 0; i < 1000; ++i) bomb += jpeg.substr(last_pass, end - last_pass);
    EXPECT_THAT(refusal(bomb + "\xFF\xD9"), HasSubstr("damaged"));
}

TEST_F(PictureTest, R_20_an_exif_block_that_points_at_itself_ends) {
    for (const char* order : {"II", "MM"}) {
        const bool little = order[0] == 'I';
        const auto number = [&](unsigned value, int bytes) {
            std::string text = big_endian(value, bytes);
            if (little) std::reverse(text.begin(), text.end());
            return text;
        };
        // Both directories of the first directory are the first directory itself.
        std::string tiff = order + number(42, 2) + number(8, 4) + number(2, 2);
        for (const unsigned tag : {0x8769U, 0x8825U})
            tiff += number(tag, 2) + number(4, 2) + number(1, 4) + number(8, 4);
        tiff += number(8, 4);
        EXPECT_EQ(reader::parse_exif(tiff).taken_at, "");
        // Every offset and count at its largest.
        std::string far = order + number(42, 2) + number(0xFFFFFFFF, 4) + number(0xFFFF, 2);
        EXPECT_FALSE(reader::parse_exif(far).position);
        for (std::size_t cut = 0; cut < tiff.size(); ++cut)
            EXPECT_EQ(reader::parse_exif(std::string_view(tiff).substr(0, cut)).orientation, 1);
    }
}

TEST_F(PictureTest, what_is_no_photo_is_refused) {
    for (const std::string bytes : {"", "x", "\xFF\xD8\xFF", "GIF89a", "%PDF-1.4"})
        EXPECT_THAT(refusal(bytes), HasSubstr("photo"));
    EXPECT_THAT(refusal(std::string(ingest::picture_bytes_max + 1, 'x')), HasSubstr("at most 20"));
}

TEST_F(PictureTest, X_11_only_kinds_that_no_browser_runs_are_kept) {
    const auto kind = [&](const std::string& bytes, const std::string& name) {
        const auto found = ingest::recognise_evidence(write(bytes), name);
        return found ? found->media_type : std::string("none");
    };
    EXPECT_EQ(kind(reader::write_jpeg(scene(1, 8, 8), 80), "a.exe"), "image/jpeg");
    EXPECT_EQ(kind("%PDF-1.7", "记录.pdf"), "application/pdf");
    EXPECT_EQ(kind("PK\x03\x04", "a.DOCX"),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    EXPECT_EQ(kind("签收", "a.txt"), "text/plain");
    EXPECT_EQ(kind("PK\x03\x04", "a.zip"), "none");
    EXPECT_EQ(kind("<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"), "none");
    EXPECT_EQ(kind("<html>", "a.html"), "none");
    EXPECT_EQ(kind("MZ", "a.jpg"), "none");
    EXPECT_EQ(kind("\xB4\xE5", "a.txt"), "none");
    EXPECT_EQ(kind("", "a.txt"), "none");
}

}  // namespace
