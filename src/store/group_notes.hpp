#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "store/people_store.hpp"
#include "store/records.hpp"

namespace store {

/// What the commands of one transaction tell each other. Nobody else writes meanwhile, so what one
/// of them read or counted on holds for the next; it is written once, before the commit.
struct GroupNotes {
    /// Written at the end; goes back with a command that is undone.
    struct Pending {
        std::optional<TrailState> trail;
        bool trail_changed = false;
        struct Register {
            std::int64_t next_id = 0;           ///< 0: not read yet
            std::int64_t changed_sequence = 0;  ///< 0: no row changed
        };
        std::map<std::string, Register, std::less<>> registers;
        struct Serial {
            std::int64_t last = 0;
            bool changed = false;
        };
        std::map<std::pair<std::string, std::string>, Serial> serials;  ///< by ledger and prefix
    };
    /// Read from the database; forgotten when a command is undone.
    struct Known {
        std::optional<CatalogueStamp> catalogue;
        bool field_key = false;  ///< the one in use was asked for
        std::map<std::string, AccountAccess, std::less<>> accounts;
    };
    Pending pending;
    Known known;
};

/// Writes what is pending.
void write_notes(Connection& connection);
void write_trail_state(Connection& connection, const TrailState& state);
/// `next_id` 0: as it was.
void write_register_change(Connection& connection, std::string_view name,
                           const GroupNotes::Pending::Register& change);

/// The catalogue changed: what was noted is written first, and its stamp is asked for anew.
void forget_catalogue(Connection& connection);

}  // namespace store
