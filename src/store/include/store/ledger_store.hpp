#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"
#include "store/register_store.hpp"

namespace store {

/// Every entry of a ledger that has not ended, with its own fields that lights and notices need;
/// the declared ones that are dates or numbers too. The others are missing.
void for_each_open(Connection& connection, const registers::Declaration& declaration,
                   const std::function<void(const registers::Row&)>& visit);

/// The entries of several ledgers that name `parent` in this county, whatever their state: in one
/// question, by the ledgers' order, then by number.
struct ChildEntry {
    std::size_t ledger = 0;  ///< place in `ledgers`
    std::string number, state;
};
std::vector<ChildEntry> list_children(Connection& connection,
                                      const std::vector<const registers::Declaration*>& ledgers,
                                      std::string_view county, std::string_view parent);

/// Every number that a ledger has given.
void for_each_number(Connection& connection, const registers::Declaration& declaration,
                     const std::function<void(std::string_view)>& visit);

/// What was sent for a ledger: number, cycle and kind with \x1f between, and the last serial.
/// Ordered by that key.
void for_each_reminder(Connection& connection, std::string_view ledger,
                       const std::function<void(std::string key, std::int64_t serial)>& visit);

/// Entries as somebody asks for them.
struct EntryQuery {
    std::string scope{};  ///< region code, or empty for all
    std::string number{}, state{}, unit{};
    std::string overdue_on{};  ///< only open ones whose deadline lies before this day
    bool only_asked = false;
    bool only_open = false;            ///< neither closed nor dropped
    std::vector<std::string> units{};  ///< responsible is one of these; empty: any
    /// Only those whose state is one of `states_any`, or one of `states_own` with one of
    /// `own_units` responsible.
    struct Turn {
        std::vector<std::string> states_any, states_own, own_units;
    };
    std::optional<Turn> turn{};
    RowSearch search{};
    std::int64_t after = 0;
    std::int64_t limit = 100;
};
struct StoredEntry {
    StoredRow stored;
    std::int64_t begin_sequence = 0;
};
/// By id. Only within `reach`. With no more than scope, after and limit given, of any register.
std::vector<StoredEntry> list_entries(Connection& connection,
                                      const registers::Declaration& declaration,
                                      const EntryQuery& query, const people::Reach& reach);
std::int64_t count_entries(Connection& connection, const registers::Declaration& declaration,
                           const EntryQuery& query, const people::Reach& reach);
/// Every entry that the query wants, in its order, with the fields that lights need and those of
/// `also` that are not personal; the others are missing. `after` and `limit` are not looked at.
void for_each_entry(Connection& connection, const registers::Declaration& declaration,
                    const EntryQuery& query, const people::Reach& reach,
                    const std::function<void(std::int64_t id, const registers::Row&)>& visit,
                    const std::set<std::string>& also = {});
/// The entries with these ids, in no particular order.
std::vector<StoredEntry> entries_with(Connection& connection,
                                      const registers::Declaration& declaration,
                                      const std::vector<std::int64_t>& ids);

/// What the entries of one unit in one state add up to.
struct EntryFigures {
    std::string unit, state;
    std::int64_t entries = 0;
    std::int64_t ended_on_time = 0;  ///< ended on or before their deadline, or without one
    std::int64_t overdue = 0;        ///< not ended, deadline before the day asked for
    std::int64_t returned = 0, transferred = 0, extended = 0, reopened = 0;
};
/// By unit, then state.
std::vector<EntryFigures> entry_figures(Connection& connection,
                                        const registers::Declaration& declaration,
                                        std::string_view scope, std::string_view day,
                                        const people::Reach& reach);

}  // namespace store
