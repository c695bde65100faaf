// Any bytes as a photo and as an Exif block. Built with `wanjia-read`'s own sources.
#include "picture.hpp"

#include "base/error.hpp"
#include "exif.hpp"
#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::text_of(data, size);
    const reader::Exif exif = reader::parse_exif(bytes);
    fuzz::require(exif.orientation >= 1 && exif.orientation <= 8, "an orientation is 1 to 8");
    fuzz::require(exif.taken_at.empty() || exif.taken_at.size() == 19 || exif.taken_at.size() == 25,
                  "a time is whole");
    if (exif.position)
        fuzz::require(exif.position->lat_deg >= -90 && exif.position->lat_deg <= 90 &&
                          exif.position->lon_deg >= -180 && exif.position->lon_deg <= 180,
                      "a position is on the earth");
    try {
        const std::string answer = reader::describe_picture(bytes);
        fuzz::require(answer.starts_with("{") && answer.ends_with("\xFF\xD9"),
                      "an answer is one line of JSON and a whole JPEG");
        fuzz::require(answer.size() < (std::size_t{4} << 20), "an answer is small");
    } catch (const base::Error& error) {
        fuzz::require(error.kind() == base::ErrorKind::invalid_input && !error.message().zh.empty(),
                      "a refusal is a sentence");
    }
    return 0;
}
