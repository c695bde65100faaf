#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "geo/datum.hpp"

/// Work as it was written down, laid out for the questions of suspicion/look.hpp. Nothing here
/// names a household or a person's data but the account that did the work.
namespace suspicion {

/// What a finding points back to.
struct Source {
    std::string row;     ///< `register/key`, or `trail/number`
    std::string region;  ///< 12 digits; where the row lies
    std::string who;     ///< account; empty when nobody knows
};

/// A photo as evidence of one object; the same file for two objects is two of these, oldest first.
struct Photo {
    Source of;
    std::string object;                       ///< the row it is evidence of
    std::string sha256;                       ///< of the file
    std::optional<std::uint64_t> likeness;    ///< 64 bits; like pictures differ in few of them
    std::optional<std::int64_t> distance_m;   ///< from the object to where it was taken
    std::optional<std::int64_t> days_before;  ///< taken so many days before it was sent
    std::optional<std::int64_t> days_before_opened;  ///< … before the entry it proves was opened
};

/// Somebody was with an object at a moment: a photo that tells its time, a sheet with one.
struct Record {
    Source of;
    std::string object;
    std::int64_t at_s = 0;  ///< seconds since 1970 UTC
    std::optional<geo::Position> position;
};

/// An entry that was opened and closed.
struct Closing {
    Source of;
    std::int64_t opened_s = 0, closed_s = 0;
};

/// What was measured of an entry when it was opened, and what stood there when it was closed.
struct Measured {
    Source of;
    std::string field;
    std::int64_t before = 0, after = 0;  ///< in the field's last place
};

/// The answers of one household or village, all of one form in the same order; missing ones empty.
struct Answers {
    Source of;
    std::string form;
    std::string group;  ///< those that could have been copied from each other, such as a round's
    std::vector<std::string> values;
};

/// A figure of a series that is reported period by period.
struct Reported {
    Source of;
    std::string series;
    std::string period;  ///< sorts by time, such as `2020-06`
    std::int64_t value = 0;
};

/// Something written for a duty that ends at a moment.
struct Edit {
    Source of;
    std::string duty;
    std::int64_t at_s = 0, deadline_s = 0;
};

/// A number that was read off an instrument, in its last place.
struct Reading {
    Source of;
    std::string field;
    std::int64_t value = 0;
};

/// An account at work on a device.
struct Use {
    Source of;
    std::string device;
    std::int64_t at_s = 0;
};

/// All that is looked at together.
struct Work {
    std::vector<Photo> photos;
    std::vector<Record> records;
    std::vector<Closing> closings;
    std::vector<Measured> measured;
    std::vector<Answers> answers;
    std::vector<Reported> reported;
    std::vector<Edit> edits;
    std::vector<Reading> readings;
    std::vector<Use> uses;
};

}  // namespace suspicion
