#include "exif.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace reader {
namespace {

// Exif 2.32, 4.6: tags and the two types of numbers they use.
constexpr std::uint16_t tag_make = 0x010F;
constexpr std::uint16_t tag_model = 0x0110;
constexpr std::uint16_t tag_orientation = 0x0112;
constexpr std::uint16_t tag_exif_directory = 0x8769;
constexpr std::uint16_t tag_gps_directory = 0x8825;
constexpr std::uint16_t tag_taken_at = 0x9003;
constexpr std::uint16_t tag_taken_offset = 0x9011;
constexpr std::uint16_t tag_latitude_side = 1;
constexpr std::uint16_t tag_latitude = 2;
constexpr std::uint16_t tag_longitude_side = 3;
constexpr std::uint16_t tag_longitude = 4;
constexpr std::uint16_t type_text = 2;
constexpr std::uint16_t type_short = 3;
constexpr std::uint16_t type_long = 4;
constexpr std::uint16_t type_rational = 5;

constexpr std::size_t entry_bytes = 12;
constexpr std::size_t entries_max = 512;
constexpr std::size_t text_bytes_max = 64;

/// Bytes with an order; what lies outside reads as nothing.
class Tiff {
public:
    explicit Tiff(std::string_view bytes) : bytes_(bytes) {
        little_ = bytes.starts_with("II");
        valid_ = (little_ || bytes.starts_with("MM")) && number(2, 2) == 42;
    }

    [[nodiscard]] bool is_valid() const { return valid_; }

    [[nodiscard]] std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
        if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const std::size_t from = little_ ? at + size - 1 - i : at + i;
            value = value << 8U | static_cast<unsigned char>(bytes_[from]);
        }
        return value;
    }

    [[nodiscard]] std::string_view text(std::size_t at, std::size_t size) const {
        if (at > bytes_.size() || bytes_.size() - at < size) return {};
        return bytes_.substr(at, size);
    }

private:
    std::string_view bytes_;
    bool little_ = false;
    bool valid_ = false;
};

/// One directory of tags (TIFF 6.0, section 2).
class Directory {
public:
    Directory(const Tiff& tiff, std::optional<std::uint32_t> at) : tiff_(tiff) {
        if (!at) return;
        const auto count = tiff.number(*at, 2);
        if (!count) return;
        first_ = std::size_t{*at} + 2;
        count_ = std::min<std::size_t>(*count, entries_max);
    }

    [[nodiscard]] std::optional<std::uint32_t> whole(std::uint16_t tag) const {
        const auto entry = find(tag);
        if (!entry) return std::nullopt;
        const auto type = tiff_.number(*entry + 2, 2);
        if (type == type_short) return tiff_.number(*entry + 8, 2);
        return type == type_long ? tiff_.number(*entry + 8, 4) : std::nullopt;
    }

    /// Printable ASCII only, without the closing zero and spaces at the end.
    [[nodiscard]] std::string text(std::uint16_t tag) const {
        const auto entry = find(tag);
        if (!entry || tiff_.number(*entry + 2, 2) != type_text) return {};
        const std::size_t size = tiff_.number(*entry + 4, 4).value_or(0);
        if (size > text_bytes_max) return {};
        const auto at = size <= 4 ? std::optional<std::size_t>(*entry + 8) : offset(*entry);
        std::string result(at ? tiff_.text(*at, size) : std::string_view{});
        result.resize(std::min(result.size(), result.find('\0')));
        while (result.ends_with(' ')) result.pop_back();
        const bool printable =
            std::all_of(result.begin(), result.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
        return printable ? result : std::string{};
    }

    /// Degrees, minutes and seconds as degrees.
    [[nodiscard]] std::optional<double> degrees(std::uint16_t tag) const {
        const auto entry = find(tag);
        if (!entry || tiff_.number(*entry + 2, 2) != type_rational ||
            tiff_.number(*entry + 4, 4) != 3)
            return std::nullopt;
        const auto at = offset(*entry);
        if (!at) return std::nullopt;
        constexpr std::array<double, 3> parts_of_a_degree{1, 60, 3600};
        double sum = 0;
        for (std::size_t i = 0; i < parts_of_a_degree.size(); ++i) {
            const auto above = tiff_.number(*at + 8 * i, 4);
            const auto below = tiff_.number(*at + 8 * i + 4, 4);
            if (!above || !below || *below == 0) return std::nullopt;
            sum += static_cast<double>(*above) / static_cast<double>(*below) / parts_of_a_degree[i];
        }
        return sum;
    }

private:
    [[nodiscard]] std::optional<std::size_t> find(std::uint16_t tag) const {
        for (std::size_t i = 0; i < count_; ++i) {
            const std::size_t entry = first_ + i * entry_bytes;
            const auto found = tiff_.number(entry, 2);
            if (!found) return std::nullopt;
            if (*found == tag) return entry;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<std::size_t> offset(std::size_t entry) const {
        const auto at = tiff_.number(entry + 8, 4);
        return at ? std::optional<std::size_t>(*at) : std::nullopt;
    }

    const Tiff& tiff_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

bool follows(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '0' ? !digit : pattern[i] != text[i]) return false;
    }
    return true;
}

int two_digits(std::string_view text, std::size_t at) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

bool is_a_day_and_time(std::string_view text) {
    const int month = two_digits(text, 5);
    const int day = two_digits(text, 8);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31 && two_digits(text, 11) <= 23 &&
           two_digits(text, 14) <= 59 && two_digits(text, 17) <= 59;
}

std::string read_time(const Directory& exif) {
    std::string text = exif.text(tag_taken_at);
    if (!follows(text, "0000:00:00 00:00:00") || !is_a_day_and_time(text)) return {};
    text[4] = text[7] = '-';
    text[10] = 'T';
    const std::string offset = exif.text(tag_taken_offset);
    const bool known = follows(offset, "+00:00") || follows(offset, "-00:00");
    const bool possible = known && two_digits(offset, 1) <= 14 && two_digits(offset, 4) <= 59;
    return possible ? text + offset : text;
}

std::optional<geo::Position> read_position(const Directory& gps) {
    const auto lat = gps.degrees(tag_latitude);
    const auto lon = gps.degrees(tag_longitude);
    const std::string north = gps.text(tag_latitude_side);
    const std::string east = gps.text(tag_longitude_side);
    if (!lat || !lon || *lat > 90 || *lon > 180) return std::nullopt;
    if ((north != "N" && north != "S") || (east != "E" && east != "W")) return std::nullopt;
    return geo::Position{east == "E" ? *lon : -*lon, north == "N" ? *lat : -*lat};
}

}  // namespace

Exif parse_exif(std::string_view bytes) {
    const Tiff tiff(bytes);
    Exif result;
    if (!tiff.is_valid()) return result;
    const Directory main(tiff, tiff.number(4, 4));
    const Directory exif(tiff, main.whole(tag_exif_directory));
    const Directory gps(tiff, main.whole(tag_gps_directory));
    const std::uint32_t orientation = main.whole(tag_orientation).value_or(1);
    if (orientation >= 1 && orientation <= 8) result.orientation = static_cast<int>(orientation);
    result.taken_at = read_time(exif);
    const std::string make = main.text(tag_make);
    const std::string model = main.text(tag_model);
    result.device = model.starts_with(make) || make.empty() ? model : make + " " + model;
    result.position = read_position(gps);
    return result;
}

}  // namespace reader
