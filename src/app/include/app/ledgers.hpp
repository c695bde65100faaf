#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Which entries of a ledger.
struct EntryFilter {
    std::string ledger;
    std::string scope{};  ///< region code, or empty for all
    std::string state{};  ///< empty: all
    std::string unit{};   ///< empty: all
    bool only_overdue = false;
    bool only_asked = false;  ///< with a request that waits
    bool only_open = false;
    bool only_mine = false;  ///< open, and a unit the caller acts for is responsible
    bool only_turn = false;  ///< open, and the caller's role may take a step from its state
    std::string light{};     ///< open ones that show it today: green, blue, yellow, red, grey
    std::string q{};         ///< what somebody typed (docs/http-api.md, Finding rows)
    std::string sort{};      ///< a field that is not personal; empty: as opened
    bool descending = false;
    std::int64_t after = 0;
    std::int64_t limit = 100;  ///< at most 1000
};

/// A card that nobody has moved for more days than this bears the mark of old data.
constexpr std::int64_t board_stale_days = 7;

/// Which entries stand on a board.
struct BoardFilter {
    std::string ledger;
    std::string scope{};      ///< region code, or empty for all
    std::string unit{};       ///< empty: all
    std::string programme{};  ///< empty: all; for ledgers that have a programme
    KnownOn known_on{};       ///< as things stood at the end of that day, with its lights
};

/// How rows are counted together.
struct CountQuery {
    std::string register_name;  ///< a register or a ledger
    /// One to three fields: codes, facts, regions, short texts; a date is counted by its month.
    std::vector<std::string> by{};
    std::vector<std::string> sum{};  ///< numbers to add up
    std::string latest{};  ///< a date: its last day is shown, and the days since; empty: none
    std::string where{};   ///< a condition over the register; empty: every row
    std::string scope{};   ///< region code, or empty for all
};

/// Reading ledgers: every answer is a JSON document (docs/http-api.md), of what `who` may read.
/// Made by App::ledgers(). Moving entries is done by commands: load_ledger, open_entry, step, ask,
/// decide, resume, merge, evaluate.
class Ledgers {
public:
    explicit Ledgers(App::State& state) : state_(state) {}
    /// For what else reads from the same place (app/scores.hpp, rule_files.hpp, oversight.hpp).
    [[nodiscard]] App::State& state() const { return state_; }

    /// Every ledger as its file says: states, steps with who may and what they need, requests.
    [[nodiscard]] std::string definitions();
    /// Entries by id with their lights, and how many there are.
    [[nodiscard]] std::string entries(const EntryFilter& filter,
                                      const people::Access& who = people::everything());
    /// For every ledger of which `who` may read anything: open entries by light, closed ones,
    /// the honest rate, returns, transfers and reopenings, and how many are a matter of a unit
    /// that `who` acts for or wait for a step of its roles.
    [[nodiscard]] std::string overview(const std::string& scope,
                                       const people::Access& who = people::everything());
    /// Units by name, code or initials, at most `limit`, with where they are.
    [[nodiscard]] std::string units(const std::string& q, std::int64_t limit);
    /// One entry: values (masked), version (`seen` of a step), light, what was done, what `who` may
    /// do next and what each step needs. not_found when it is beyond the reach of `who`.
    [[nodiscard]] std::string entry(const std::string& ledger, const std::string& number,
                                    const people::Access& who = people::everything());
    /// What rules across rows fill into an entry, with the rows behind each number: of the moment
    /// it was last filled in, or, before that, as it would be now. `{"filled_at": trail number or
    /// null,"fields":[{"field","label","value" (as it stands in the entry, or null),"of",
    /// "of_label","is_ledger","sum","count","rows":[{"key","id"}],"hidden": those beyond the reach
    /// of `who`}]}`.
    [[nodiscard]] std::string counted(const std::string& ledger, const std::string& number,
                                      const people::Access& who = people::everything());
    /// Entries by state, and for each unit the honest rate on time = closed on time / (closed +
    /// open overdue) as two whole numbers, with returns, transfers, extensions and reopenings.
    [[nodiscard]] std::string figures(const std::string& ledger, const std::string& scope,
                                      const people::Access& who = people::everything());
    /// The ledger as a board: states as columns with how many stand in each, and a card for each
    /// entry: at most 200 of a column, the most urgent ones.
    [[nodiscard]] std::string board(const BoardFilter& filter,
                                    const people::Access& who = people::everything());
    /// Backward and forward pass over the entries of a ledger with a `plan`: earliest and latest
    /// days, slack, critical ones, up to `deadline`. Entries without a duration take one day.
    /// `baseline` is what an entry's dates were when it first had a deadline; `late_to_start` that
    /// today lies after its latest start and nobody has begun. What comes first beyond the reach of
    /// `who` is left out.
    [[nodiscard]] std::string plan(const std::string& ledger, base::Date begin, base::Date deadline,
                                   const people::Access& who = people::everything());
    /// Entries that may be the same thing as this one: equal in the ledger's fields, near and close
    /// in time.
    [[nodiscard]] std::string near(const std::string& ledger, const std::string& number,
                                   const people::Access& who = people::everything());

    /// Rows of a register or ledger counted by up to three fields, with sums and the days since the
    /// latest; every combination of codes stands there, also those of no row, and `total` is the
    /// sum of all. Of a ledger the closed ones are counted too, and dropped ones nowhere. Throws
    /// invalid_input for a field that cannot be counted by: a personal one, or none.
    [[nodiscard]] std::string counts(const CountQuery& query,
                                     const people::Access& who = people::everything());

private:
    friend class Field;  // the same work, without a network
    App::State& state_;
};

}  // namespace app
