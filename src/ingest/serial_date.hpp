#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingest {

/// What a cell's number format makes of a number.
enum class DateStyle : std::uint8_t { none, date, time };

/// For the ids below 164 that have no format code in the file, East Asian ones included
/// (ECMA-376 part 1, 18.8.30).
DateStyle builtin_date_style(int format_id);

/// For a format code such as `yyyy"年"m"月"d"日"` or `[h]:mm`; its first section decides.
DateStyle date_style_of(std::string_view format_code);

/// The day and time a serial number stands for: `YYYY-MM-DD`, with ` HH:MM:SS` when there is a time
/// of day, or only `HH:MM:SS` below 1 in a time format. Keeps the 1900 system's extra day: serial
/// 60 is 1900-02-29, which no calendar has. Empty when the serial is outside 1 … 9999-12-31.
std::optional<std::string> serial_date(std::string_view serial, DateStyle style, bool from_1904);

/// ISO 8601 as cells of type d hold it, in the form above; empty when it has another form.
std::optional<std::string> iso_date(std::string_view text);

}  // namespace ingest
