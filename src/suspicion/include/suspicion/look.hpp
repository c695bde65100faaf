#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "suspicion/rules.hpp"
#include "suspicion/work.hpp"

/// Signs that work was written down without being done. A hit is a reason to look, never a
/// verdict: every one has an innocent explanation. The answers do not depend on the order of the
/// work but for `photos`, whose oldest names a hit.
namespace suspicion {

enum class Kind {
    same_photo,
    alike_photo,
    photo_place,
    photo_time,
    speed,
    too_quick,
    closed_at_once,
    same_answers,
    jump,
    late_batch,
    digits,
    no_change,
    shared_device
};
constexpr Kind all_kinds[] = {
    Kind::same_photo, Kind::alike_photo,    Kind::photo_place,  Kind::photo_time, Kind::speed,
    Kind::too_quick,  Kind::closed_at_once, Kind::same_answers, Kind::jump,       Kind::late_batch,
    Kind::digits,     Kind::no_change,      Kind::shared_device};
/// As rules and ledger write it: `same_photo`.
std::string_view name_of(Kind kind);

struct Hit {
    Kind kind = Kind::same_photo;
    std::string subject;            ///< the same for the same suspicion, whenever it is looked for
    std::string region;             ///< of the first row
    std::vector<std::string> who;   ///< accounts whose work it is, each once, sorted
    std::vector<std::string> rows;  ///< each once, sorted
    base::Text facts;               ///< which values stood against which threshold
};

/// One question each.
std::vector<Hit> find_same_photos(std::span<const Photo> photos, const SamePhoto& rule);
std::vector<Hit> find_alike_photos(std::span<const Photo> photos, const AlikePhoto& rule);
std::vector<Hit> find_photos_elsewhere(std::span<const Photo> photos, const PhotoPlace& rule);
std::vector<Hit> find_photos_of_other_times(std::span<const Photo> photos, const PhotoTime& rule);
/// Distances by geo::near_distance_m: within a thousandth over a county.
std::vector<Hit> find_impossible_speeds(std::span<const Record> records, const Speed& rule);
std::vector<Hit> find_too_quick(std::span<const Record> records, const TooQuick& rule);
std::vector<Hit> find_closed_at_once(std::span<const Closing> closings, const ClosedAtOnce& rule);
std::vector<Hit> find_same_answers(std::span<const Answers> answers, const SameAnswers& rule);
/// After Hampel: medians, so that one wild value hides no other.
std::vector<Hit> find_jumps(std::span<const Reported> reported, const Jump& rule);
std::vector<Hit> find_late_batches(std::span<const Edit> edits, const LateBatch& rule);
std::vector<Hit> find_heaped_digits(std::span<const Reading> readings, const Digits& rule);
std::vector<Hit> find_unchanged(std::span<const Measured> measured, const NoChange& rule);
std::vector<Hit> find_shared_devices(std::span<const Use> uses, const SharedDevice& rule);

/// All of them, by kind, then subject.
std::vector<Hit> look(const Work& work, const Rules& rules);

}  // namespace suspicion
