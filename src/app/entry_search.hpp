#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/ledgers.hpp"
#include "catalogue.hpp"
#include "store/ledger_store.hpp"

namespace app {

/// Names of places and units as they are shown beside codes.
class Names {
public:
    /// Connection and catalogue outlive it.
    Names(store::Connection& connection, const Catalogue& catalogue, base::Date today)
        : connection_(connection), catalogue_(catalogue), today_(today) {}
    /// 花垣县云岭镇桃湾村; the code itself when there is no such region.
    [[nodiscard]] std::string place(const std::string& region) const;
    /// Empty when there is no such unit.
    [[nodiscard]] std::string unit(const std::string& code) const;

private:
    store::Connection& connection_;
    const Catalogue& catalogue_;
    base::Date today_;
    mutable std::optional<std::map<std::string, std::string>> units_;  ///< read when first asked
};

/// What somebody typed, as the store looks for it; `sort` is a field or empty.
store::RowSearch row_search(const Catalogue& catalogue, base::Date today, const std::string& typed,
                            const std::string& sort, bool descending);

/// Codes of the units that a person acts for.
std::vector<std::string> own_units(const people::Access& who);

/// The states of a ledger from which a person's roles lead on.
store::EntryQuery::Turn turn_of(const ledger::Ledger& ledger, const people::Access& who);

store::EntryQuery entry_query(const Catalogue& catalogue, const EntryFilter& filter,
                              const people::Access& who, base::Date today);

struct EntryPage {
    std::vector<store::StoredEntry> entries;
    std::int64_t total = 0;
    std::optional<std::int64_t> next;
};
/// One page of entries; with a `light` only open ones that show it on `today`.
EntryPage find_entries(store::Connection& connection, const ledger::Ledger& ledger,
                       const store::EntryQuery& query, const people::Reach& reach,
                       const std::string& light, base::Date today);

}  // namespace app
