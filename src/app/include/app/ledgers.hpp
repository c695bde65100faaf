#pragma once

#include <cstdint>
#include <string>

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
    bool only_mine = false;     ///< open, and a unit the caller acts for is responsible
    bool only_turn = false;     ///< open, and the caller's role may take a step from its state
    std::string light{};        ///< open ones that show it today: green, blue, yellow, red, grey
    std::string q{};            ///< what somebody typed (docs/http-api.md, Finding rows)
    std::string sort{};         ///< a field that is not personal; empty: as opened
    bool descending = false;
    std::int64_t after = 0;
    std::int64_t limit = 100;  ///< at most 1000
};

/// Reading ledgers: every answer is a JSON document (docs/http-api.md), of what `who` may read.
/// Made by App::ledgers(). Moving entries is done by commands: load_ledger, open_entry, step, ask,
/// decide, resume, merge, evaluate.
class Ledgers {
public:
    explicit Ledgers(App::State& state) : state_(state) {}

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
    /// Entries by state, and for each unit the honest rate on time = closed on time / (closed +
    /// open overdue) as two whole numbers, with returns, transfers, extensions and reopenings.
    [[nodiscard]] std::string figures(const std::string& ledger, const std::string& scope,
                                      const people::Access& who = people::everything());
    /// Backward and forward pass over the entries of a ledger with a `plan`: earliest and latest
    /// days, slack, critical ones, up to `deadline`. Entries without a duration take one day.
    [[nodiscard]] std::string plan(const std::string& ledger, base::Date begin, base::Date deadline,
                                   const people::Access& who = people::everything());
    /// Entries that may be the same thing as this one: equal in the ledger's fields, near and close
    /// in time.
    [[nodiscard]] std::string near(const std::string& ledger, const std::string& number,
                                   const people::Access& who = people::everything());

private:
    App::State& state_;
};

}  // namespace app
