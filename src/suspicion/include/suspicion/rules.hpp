#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace suspicion {

/// What is asked of the work. A rule that the file leaves out is not asked.

/// One photo for so many objects (an exact copy of the file).
struct SamePhoto {
    std::int64_t objects = 2;
};
/// Photos of different objects whose likenesses differ in at most so many of 64 bits (0 to 7).
struct AlikePhoto {
    std::int64_t bits = 6;
};
/// Taken further from the object than this.
struct PhotoPlace {
    std::int64_t metres = 1000;
};
/// Taken more days before it was sent, or before its entry was opened, than these; or after it was
/// sent.
struct PhotoTime {
    std::int64_t days_before = 30, days_before_opened = 7;
};
/// Two records of one person further apart than `metres` with less time between than this speed
/// needs.
struct Speed {
    std::int64_t km_per_hour = 120, metres = 2000;
};
/// So many records of one person in a row, of different objects, each within these seconds of the
/// one before.
struct TooQuick {
    std::int64_t records = 6, seconds = 60;
};
/// Closed less than so many minutes after it was opened.
struct ClosedAtOnce {
    std::int64_t minutes = 10;
};
/// In a group at least `rows` have the same answers to all of at least `items` questions, they are
/// at least `percent` of the group, and that share is `times` that of the same answers elsewhere.
struct SameAnswers {
    std::int64_t rows = 8, percent = 60, times = 5, items = 4;
};
/// The change to a period is further from the series' median change than `deviations` times the
/// median deviation, and more than `percent` of the series' median. Asked of series with at least
/// `periods` values.
struct Jump {
    std::int64_t deviations = 10, percent = 40, periods = 6;
};
/// So many edits of one person for one duty within `minutes`, all in the last `hours` before its
/// deadline.
struct LateBatch {
    std::int64_t edits = 30, minutes = 30, hours = 24;
};
/// The last digits of at least `readings` of one person are further from equal shares than this χ²
/// (thousandths, 9 degrees of freedom; 27.877 is passed by chance once in a thousand).
struct Digits {
    std::int64_t readings = 50, chi_square_thousandths = 27'877;
};
/// Closed with what was measured unchanged to the last digit.
struct NoChange {};
/// Two people's work on one device within so many minutes.
struct SharedDevice {
    std::int64_t minutes = 15;
};

/// Which rows of which register an asked question takes, and which of their fields.
struct From {
    std::string register_name;
    std::vector<std::string> fields;  ///< what is compared
    std::vector<std::string> same;    ///< fields that make a group or a series
    std::string at;                   ///< the field that holds the moment, for records
    std::string object;  ///< the field that names the object, for records; else the row
};

struct Rules {
    std::int64_t version = 0;
    std::int64_t look_back_days = 120;  ///< work of the trail older than this is not looked at
    std::optional<SamePhoto> same_photo;
    std::optional<AlikePhoto> alike_photo;
    std::optional<PhotoPlace> photo_place;
    std::optional<PhotoTime> photo_time;
    std::optional<Speed> speed;
    std::optional<TooQuick> too_quick;
    std::optional<ClosedAtOnce> closed_at_once;
    std::optional<SameAnswers> same_answers;
    std::optional<Jump> jump;
    std::optional<LateBatch> late_batch;
    std::optional<Digits> digits;
    std::optional<NoChange> no_change;
    std::optional<SharedDevice> shared_device;
    std::vector<From> records, answers, reported, readings, measured;
};

/// Reads rules/suspicion.yaml or a changed one. Throws invalid_input naming file, line and what was
/// expected.
Rules read_rules(std::string_view yaml, const std::string& file_name);

}  // namespace suspicion
