#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/definition.hpp"
#include "registers/value.hpp"

namespace ledger {

/// Who acts, with the roles held for the place and unit of the entry at hand.
struct Actor {
    std::string user;
    std::string unit;
    std::vector<std::string> roles;
    bool every_role = false;  ///< the person at the machine itself
};

/// One step of an entry as it is kept: steps, and `ask`, `grant`, `deny`, `resume`, `merge`
/// followed by what was asked for (`ask.extend`).
struct Done {
    std::int64_t serial = 0;  ///< 1, 2, … within the entry
    std::string step;
    std::string from, to;  ///< states
    std::string user, unit;
    std::string note;
    std::vector<std::string> evidence;  ///< hashes
    base::Date on{};
    std::optional<base::Date> due;  ///< it was measured against; late when `on` is after it
    [[nodiscard]] bool is_late() const { return due && days_between(*due, on) > 0; }
};

struct Moment {
    base::Date today{};
    const Calendar& calendar;
};

/// What an entry waits for beside its own fields.
struct Circumstances {
    std::vector<std::string> open_children;  ///< numbers of entries below it that are not closed
    std::vector<std::string> open_before;    ///< of entries that must close first
};

struct Attempt {
    std::string step;
    registers::Row values;      ///< in the order of the declaration
    std::vector<bool> present;  ///< which of them are given
    std::string note;
    std::vector<std::string> evidence;
};

struct Moved {
    registers::Row row;
    Done done;
};

/// A new entry from the fields given at once. Throws forbidden when the actor holds none of the
/// roles, invalid_input naming a field that is missing or may not be set.
Moved open_entry(const Ledger& ledger, const std::string& number, const Attempt& attempt,
                 const Actor& actor, const Moment& moment);

/// Takes one step. Throws forbidden (role, unit, second person), invalid_input (field, note,
/// evidence, rule) or conflict (the entry is in another state, paused, has a request pending or
/// waits for others): one sentence that says what is missing. `history` is all that was done,
/// oldest first.
Moved take_step(const Ledger& ledger, const registers::Row& entry, std::span<const Done> history,
                const Attempt& attempt, const Actor& actor, const Moment& moment,
                const Circumstances& circumstances);

/// Asks to extend (`value` a date), transfer (a unit), pause or drop; at most one request waits.
struct Asked {
    RequestKind kind = RequestKind::extend;
    std::string value;
    std::string reason;
};
Moved ask(const Ledger& ledger, const registers::Row& entry, std::span<const Done> history,
          const Asked& asked, const Actor& actor, const Moment& moment);

/// How much of the ledger had a request granted before this one.
struct Share {
    std::int64_t granted = 0;  ///< entries
    std::int64_t entries = 0;  ///< in all
};
/// Grants or denies what is asked for, by another person than who asked. Granting beyond the
/// ledger's share is refused.
Moved decide(const Ledger& ledger, const registers::Row& entry, std::span<const Done> history,
             bool granted, const std::string& note, const Share& share, const Actor& actor,
             const Moment& moment);

/// Ends a pause: both dates move by the days it lasted.
Moved resume(const Ledger& ledger, const registers::Row& entry, std::span<const Done> history,
             const std::string& note, const Actor& actor, const Moment& moment);

/// Lets a near duplicate end in another entry. Throws conflict when either is not open.
Moved merge_into(const Ledger& ledger, const registers::Row& entry, const registers::Row& other,
                 std::span<const Done> history, const std::string& note, const Actor& actor,
                 const Moment& moment);

/// An act beside the steps that leaves the entry in its state: `row` as it is afterwards, and the
/// line of its history under that name.
Moved note_act(const Ledger& ledger, registers::Row row, std::span<const Done> history,
               const std::string& name, const std::string& note, const Actor& actor,
               const Moment& moment);

/// The steps that lead on from where the entry stands and that the actor holds a role for.
std::vector<const Step*> open_steps(const Ledger& ledger, const registers::Row& entry,
                                    const Actor& actor);

/// The entry's light on a day.
Light entry_light(const Ledger& ledger, const registers::Row& entry, base::Date today);

/// The values of an entry by field name; an absent one is empty, missing or 0.
std::string text_of(const Ledger& ledger, const registers::Row& entry, std::string_view field);
std::optional<base::Date> date_of(const Ledger& ledger, const registers::Row& entry,
                                  std::string_view field);
std::int64_t whole_of(const Ledger& ledger, const registers::Row& entry, std::string_view field);

/// The number of a new entry up to its serial, and what follows the serial; `serial_width` 0 when
/// the pattern has none (then the number is whole).
struct NumberParts {
    std::string before, after;
    int serial_width = 0;
};
struct NumberFacts {
    std::string region, unit, period;
    base::Date today{};
    std::string kind{};
};
NumberParts number_parts(const Ledger& ledger, const NumberFacts& facts);
std::string number_with(const NumberParts& parts, std::int64_t serial);

}  // namespace ledger
