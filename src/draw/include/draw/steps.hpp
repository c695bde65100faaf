#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "draw/follow_up.hpp"
#include "draw/inspectors.hpp"
#include "draw/plan.hpp"
#include "draw/protocol.hpp"

/// The steps of a draw, in their order. Each takes the documents so far and adds its own; one that
/// comes too early, too late or twice throws conflict, and nothing is changed. Beside the files of
/// the protocol stand ours: lists.tsv and excluded.tsv (where the frame came from), inspectors.tsv,
/// reveals.txt and frozen.txt (step 5), assignment.tsv, replaced.tsv, enlarged.tsv, list.tsv,
/// assignment-later.tsv, shortfalls.tsv and void.txt.
namespace draw {

/// File name to content.
using Documents = std::map<std::string, std::string, std::less<>>;

enum class Stage { none, frozen, announced, reveals_frozen, seeded, drawn, voided };
Stage stage_of(const Documents& documents);
/// What is to be done next, for people.
base::Text describe(Stage stage);

/// Who left the union before the draw, and why: `unit reason` a line.
struct Exclusion {
    std::string unit;
    std::string reason;  ///< an id, such as visited-in-round-1
};

/// Step 1. Gives the shortfalls, which are also written to shortfalls.tsv.
struct FreezeRequest {
    std::vector<UnitList> lists;
    std::vector<Exclusion> exclusions;
    std::vector<Wish> wishes;
    std::vector<Inspector> inspectors;  ///< none: inspectors are not drawn
};
std::vector<Shortfall> freeze(Documents& documents, const FreezeRequest& request,
                              const std::string& nonce);

/// Step 2. Hashes and counts of `terms` are filled in; the inspectors' pool becomes a party. Throws
/// invalid_input when fewer than two organisations contribute, or times are out of order.
void announce(Documents& documents, Announcement terms, base::Instant now);

/// Step 3, until commit_by.
void record_commit(Documents& documents, const std::string& party, const std::string& commitment,
                   base::Instant now);
/// Step 4, from commit_by (or as soon as all have committed) until reveal_by. A number that is not
/// the one committed to is refused and changes nothing; until reveal_by the right one may follow.
void record_reveal(Documents& documents, const std::string& party, const std::string& number,
                   base::Instant now);
/// Step 5, from reveal_by (or as soon as all have revealed) and before public_at; whoever has not
/// revealed becomes `absent`. Throws conflict when too few contributed for so poor a public value:
/// then the draw can only be voided.
void freeze_reveals(Documents& documents, base::Instant now);
/// Steps 6 and 7, from public_at; the fallback a day later. `value` as people write it.
void take_public_value(Documents& documents, const std::string& value, bool fallback,
                       base::Instant now);
/// Step 8. Without time or choice: anybody gets the same.
void run(Documents& documents);
/// Step 9 is allowed from seal_until; throws conflict before.
void require_openable(const Documents& documents, base::Instant now);

/// Only while no public value is there: before public_at, or when the reveals were not frozen in
/// time, so that no seed can ever be made. The number is not used again.
void void_draw(Documents& documents, const std::string& reason, const std::string& approver,
               base::Instant now);

/// After step 8. A unit of the list that cannot be inspected; throws conflict when it is none or
/// was replaced already.
void replace(Documents& documents, const Replacement& replacement);
/// After step 8. More units of one stratum; those drawn stay.
void enlarge(Documents& documents, const Enlargement& enlargement);

/// What has been revealed so far, `absent` where nothing was.
std::vector<Reveal> reveals_of(const Documents& documents);
/// frozen.txt: the hashes of what the trail and its witnesses keep before the public value.
std::string format_frozen(HashName name, std::string_view announce_hash, std::string_view commits,
                          std::string_view reveals);

/// The units to be inspected, after replacements and enlargements.
VisitList current_list(const Documents& documents);
/// Inspectors of the units of a list that the sample does not have, in the list's order.
std::vector<Assignment> assign_later(HashName name, std::string_view seed, std::string_view nonce,
                                     const VisitList& list, const std::vector<Drawn>& sample,
                                     const std::vector<Inspector>& pool);

/// The text of a file; invalid_input when there is none.
const std::string& document(const Documents& documents, std::string_view file);

}  // namespace draw
