#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "programme/definition.hpp"
#include "programme/score.hpp"
#include "registers/declaration.hpp"
#include "store/connection.hpp"
#include "store/register_store.hpp"

namespace store {

/// A programme as one of its versions says, and the trail number at which that version was loaded.
struct Rules {
    const programme::Programme& programme;
    std::int64_t sequence = 0;
};

/// Which halves of which indicators to bring up to date.
struct Recompute {
    std::string changed_register;  ///< only measures that read it; empty: all
    const Dirty* dirty = nullptr;  ///< only these places; null: everywhere in the programme's scope
};

/// Recomputes the halves of one version of the rules from the registers and writes those that
/// changed, the old values to history. One pass over each register, whatever the number of
/// indicators.
void recompute_indicators(Connection& connection, const Rules& rules,
                          const std::vector<registers::Declaration>& declarations,
                          const Recompute& what, std::int64_t sequence);

struct RegionCounts {
    std::string region;
    std::vector<programme::Count>
        counts;  ///< in the order of the indicators; constants not filled in
};

/// The stored halves of one period, by region, as of trail number `as_of` (empty: now).
std::vector<RegionCounts> load_counts(Connection& connection, const Rules& rules,
                                      const std::string& period, AsOf as_of);

/// Latest period with any stored half, or empty.
std::string latest_period(Connection& connection, const std::string& programme, AsOf as_of = {});

/// One row that an indicator counts and what it adds to each half.
struct CountedRow {
    std::string register_name;
    StoredRow stored;
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
};

/// The rows behind an indicator in the union of `scopes`; by register, then id.
std::vector<CountedRow> counted_rows(Connection& connection, const programme::Indicator& indicator,
                                     const std::vector<registers::Declaration>& declarations,
                                     const std::vector<std::string>& scopes,
                                     const std::string& period, AsOf as_of = {});

}  // namespace store
