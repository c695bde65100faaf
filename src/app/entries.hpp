#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "handlers.hpp"
#include "ledger/entry.hpp"
#include "ledger/notice.hpp"
#include "store/register_store.hpp"

namespace app {

/// All that was done to an entry, oldest first: asked now and read later, like its rows.
class AskedHistory {
public:
    AskedHistory(store::Connection& connection, const Catalogue& catalogue,
                 const ledger::Ledger& ledger, const std::string& number);
    std::vector<ledger::Done> read();

private:
    const registers::Declaration& declaration_;
    store::AskedRows rows_;
};

[[noreturn]] void refuse_missing(const ledger::Ledger& ledger, const std::string& number);

/// The current entry with that number; not_found when there is none.
store::StoredRow load_entry(store::Connection& connection, const ledger::Ledger& ledger,
                            const std::string& number);

/// Who somebody is for an entry: the roles held for its place, unit and programmes, and the unit
/// acted for, which is the responsible one where a grant says so.
ledger::Actor ledger_actor(const people::Access& access, const ledger::Ledger& ledger,
                           const registers::Row& entry);

/// Writes what became of an entry and the line of its history, and brings the figures up to date.
/// `entries` is the ledger's writer, which found the entry as it was `before` unless it is new
/// (null). Throws conflict when a rule across rows is broken.
void keep_moved(const Context& context, const ledger::Ledger& ledger, const ledger::Moved& moved,
                store::RegisterWriter& entries, const registers::Row* before);

/// The line of an entry's history as a row of the register entry_step.
registers::Row step_row(const registers::Declaration& declaration, const ledger::Ledger& ledger,
                        const ledger::Moved& moved);

/// Opens an entry from a payload's `values` and `note` for whoever the command is of; its number.
std::string open_one(const Context& context, const ledger::Ledger& ledger,
                     const nlohmann::json& payload);
/// The same for an actor whose roles stand for another entry: who may act at a sheet hands its clue
/// to a ledger that he does not read.
std::string open_one(const Context& context, const ledger::Ledger& ledger,
                     const nlohmann::json& payload, const ledger::Actor& actor);

/// The number of a new entry; the serial is used up by asking.
std::string new_number(store::Connection& connection, const ledger::Ledger& ledger,
                       const ledger::NumberFacts& facts);

}  // namespace app
