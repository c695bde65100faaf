#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/rational.hpp"
#include "ledger/calendar.hpp"
#include "ledger/light.hpp"
#include "programme/definition.hpp"
#include "programme/expression.hpp"
#include "registers/declaration.hpp"

namespace ledger {

/// open: somebody must act; waiting: known, nobody must act before a date (长期坚持); closed: done
/// (销号); dropped: void, withdrawn or merged: counts nowhere.
enum class StateKind { open, waiting, closed, dropped };

struct State {
    std::string name;
    base::Text label;
    StateKind kind = StateKind::open;
    /// Here the entry has met its own deadline (a report handed in): only the step's date counts.
    bool meets_due = false;
    /// Being late here is yellow: red only when a step's date stands beside the entry's own, and
    /// that has passed too.
    bool soft = false;
};

/// How long something may take, from the day it begins (that day does not count) or from a date
/// field of the entry. With `by`, a code field says which of `cases` counts; another value, or
/// none, has no limit.
struct Limit {
    std::int64_t days = 0;
    bool working = false;
    std::string from;                           ///< a date field; empty: the day of the step
    std::string by;                             ///< a code field, such as the level of a hazard
    std::map<std::string, std::int64_t> cases;  ///< days by code
};

struct EvidenceRule {
    int least = 1;
    base::Text why;  ///< shown to who is asked for it
};

/// What must hold of the entry as it would stand after a step; the sentence says why not.
struct Rule {
    programme::Expression condition;
    base::Text otherwise;
};

/// What a step adds to besides moving the entry.
enum class Counts { nothing, returned, reopened };

/// One way on (流转环节).
struct Step {
    std::string name;
    base::Text label;
    std::vector<std::string> from;  ///< states
    std::string to;                 ///< state; empty: the entry stays where it is
    std::vector<std::string> who;   ///< roles, one of which the actor must hold for the entry
    bool own_unit = false;          ///< the actor's unit must be the responsible one
    std::vector<std::string> may_set;
    std::vector<std::string> must_set;  ///< filled when the step is done; may be set by it
    std::vector<std::string> fills;     ///< of these, what rules across rows fill in
    std::vector<Rule> rules;
    std::optional<EvidenceRule> evidence;
    /// Steps of which at least one must have been done since the entry was last opened, by another
    /// person; with `other_unit` also of another unit (closer ≠ applicant).
    std::vector<std::string> not_by;
    bool other_unit = false;
    bool note = false;                ///< a note is needed
    std::vector<std::string> stamps;  ///< date fields that become the day of the step
    std::optional<Limit> not_before;  ///< the step is refused until so many days have passed
    Counts counts = Counts::nothing;
    std::optional<Limit> limit;      ///< of the step that follows
    std::optional<Limit> new_limit;  ///< of the whole entry, set anew by this step
};

enum class RequestKind { extend, transfer, pause, drop };

/// What may be asked for and who grants it. Granting is refused once `share` of the ledger's
/// entries would have had it.
struct Request {
    RequestKind kind = RequestKind::extend;
    std::vector<std::string> who;
    std::vector<std::string> grant;
    std::optional<base::Rational> share;
    std::int64_t times = 0;     ///< for one entry; 0: any number
    std::int64_t days_max = 0;  ///< extend: beyond the present date; 0: any
    std::string drops_to;       ///< drop: the state
};

/// Numbers of entries: `{year}` `{county}` `{township}` `{village}` `{period}` `{unit}` `{kind}`
/// `{serial}` or `{serial:3}` (padded). The serial counts within what stands before it and is never
/// used again.
struct Numbering {
    std::string pattern;
};

/// Entries that open by themselves, one for each unit (or region) and period.
struct Recurrence {
    std::string kind;       ///< value of the field `kind`, when one ledger holds several duties
    std::string programme;  ///< only within the scope of this programme, once it is loaded
    Rhythm rhythm;
    base::Date first{}, last{};  ///< periods that overlap these days
    std::string each;            ///< register whose rows get one each
    std::string where_text;      ///< a condition over that register; empty: all its rows
    std::string region_field = "region";
    std::string unit_field;       ///< empty: the ledger has no unit of its own
    std::int64_t days_after = 0;  ///< due so many days after the rhythm's day (3rd of next month)
    std::int64_t opens_days_before = 0;  ///< before the due day
};

/// Reminders: so often while an entry is late or nearly so, to the next level after so many that
/// nothing followed.
struct Reminding {
    std::int64_t every_days = 1;
    std::int64_t escalate_after = 2;
    std::vector<std::string> levels;  ///< roles, lowest first
};

/// A near duplicate: same values in these fields within a distance and a number of days.
struct Near {
    std::int64_t within_m = 0;
    std::int64_t days = 0;
    std::vector<std::string> same;
};

/// A time that an entry takes from one of its moments to another: both dates (days), or both
/// moments (minutes). Beyond its standard it is slow; the first case whose condition holds says
/// which.
struct Duration {
    struct Standard {
        std::optional<programme::Expression> where;  ///< empty: every entry
        std::int64_t most = 0;                       ///< inclusive; days, or minutes
    };
    std::string name;
    base::Text label;
    std::string from, to;  ///< fields
    bool in_minutes = false;
    std::vector<Standard> within;
};

/// A ledger (台账) as its file says. Its register is `declaration`.
struct Ledger {
    registers::Declaration declaration;
    std::int64_t version = 1;
    std::vector<std::string> programmes;
    Numbering number;
    std::string start;  ///< state
    std::vector<std::string> open_who;
    std::vector<std::string> open_set;  ///< fields that must be filled at once
    std::optional<Limit> due;           ///< of a new entry
    std::optional<Limit> first_limit;   ///< of the first step
    std::vector<State> states;
    std::vector<Step> steps;
    std::vector<Request> requests;
    std::vector<Recurrence> recurs;
    std::optional<Reminding> reminds;
    std::optional<Near> near;
    LightLimits lights;
    std::string begin_field;                  ///< date the light counts from; empty: opened_on
    std::string progress_field, whole_field;  ///< quantities done and planned; both or none
    std::string after_field;  ///< numbers of entries that must close first, with commas
    std::string duration_field;
    std::vector<Duration> times;
    /// A pure record (日志): nothing is claimed to be fixed, so one person closes it without
    /// evidence.
    bool is_record = false;
    std::string soft_field;  ///< a fact: a deadline to strive for (力争), never red
    std::string sha256;      ///< of the file's bytes

    [[nodiscard]] const State& state(std::string_view name) const;
    [[nodiscard]] const Step* find_step(std::string_view name) const;
    [[nodiscard]] const Request* find_request(RequestKind kind) const;
};

struct CheckedLedger {
    std::optional<Ledger> ledger;  ///< present exactly when there are no problems
    std::vector<programme::Problem> problems;
};

/// Reads and checks a ledger file, reporting every problem: also states nothing leads to or out of,
/// a step that closes an entry without another person's earlier step (`not_by`) unless the ledger
/// is a record, and conditions on fields that do not exist. Throws invalid_input when the register
/// itself cannot be read.
CheckedLedger check_ledger(std::string_view yaml, std::string_view file_name);
/// The same where the file's register has been read before.
CheckedLedger check_ledger(std::string_view yaml, registers::Declaration declaration);

std::string_view to_string(RequestKind kind);
std::optional<RequestKind> parse_request_kind(std::string_view text);

}  // namespace ledger
