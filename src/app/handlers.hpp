#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "catalogue.hpp"
#include "file_store.hpp"
#include "recorder.hpp"
#include "store/connection.hpp"
#include "work.hpp"

namespace app {

/// What a command's rules work with, inside its transaction.
struct Context {
    store::Connection& connection;
    base::Environment& environment;  ///< its clock stands at the moment of the command
    const Options& options;
    const FileStore& files;
    const Catalogue& catalogue;
    const Command& command;
    std::int64_t sequence;  ///< the trail number this command gets
    const people::Roles& roles;
    people::Access access;  ///< of the command's actor
    Work& work;             ///< how far it is
};

/// The day of the command in Asia/Shanghai.
inline base::Date today_of(const Context& context) {
    return base::shanghai_date(context.environment.clock.now());
}

/// What a handler did: the trail's record and the answer document (without sequence and repeated).
struct Handled {
    Record record;
    std::string answer = "{}";
    bool has_findings = false;
    std::vector<std::string> files_gone = {};  ///< kept files to remove once this is committed
};

/// Changes state or throws. One for each kind of command; throws invalid_input for an unknown kind.
Handled handle(const Context& context);

/// The registers of a new database: `{"registers":[yaml…]}`.
Handled declare_registers(store::Connection& connection, const std::string& payload,
                          std::int64_t sequence);

Handled handle_import(const Context& context);
Handled handle_put(const Context& context);
Handled handle_remove(const Context& context);
Handled handle_undo(const Context& context);
Handled handle_declare(const Context& context);
Handled handle_load_programme(const Context& context);
Handled handle_freeze(const Context& context);
Handled handle_restate(const Context& context);
Handled handle_change_regions(const Context& context);
Handled handle_note(const Context& context);
Handled handle_attach_evidence(const Context& context);
Handled handle_load_ledger(const Context& context);
// entries.cpp
Handled handle_open_entry(const Context& context);
Handled handle_step(const Context& context);
Handled handle_ask(const Context& context);
Handled handle_decide(const Context& context);
Handled handle_resume(const Context& context);
Handled handle_merge(const Context& context);
// recipients.cpp
Handled handle_open_for_units(const Context& context);
// crossings.cpp
Handled handle_find_crossings(const Context& context);
// suspicions.cpp
Handled handle_look_for_suspicion(const Context& context);
// settlement_handlers.cpp, settlement_corrections.cpp
Handled handle_find_settlements(const Context& context);
Handled handle_correct_settlement(const Context& context);
// evaluate.cpp
Handled handle_evaluate(const Context& context);
// personal.cpp
Handled handle_reveal(const Context& context);
Handled handle_find(const Context& context);
Handled handle_erase(const Context& context);
Handled handle_rotate_key(const Context& context);

// retention.cpp
Handled handle_retention(const Context& context);
// people_handlers.cpp
Handled handle_add_user(const Context& context);
Handled handle_set_user(const Context& context);
Handled handle_set_password(const Context& context);
Handled handle_set_totp(const Context& context);
Handled handle_grant(const Context& context);
Handled handle_confirm_grant(const Context& context);
Handled handle_refuse_grant(const Context& context);
Handled handle_revoke(const Context& context);
Handled handle_sign_in(const Context& context);
Handled handle_sign_in_failed(const Context& context);
Handled handle_sign_out(const Context& context);

/// One period of a programme as it is to be stated: by which rules, as of when.
struct Stated {
    std::string period;
    store::AsOf as_of;  ///< empty: now
    bool frozen = false;
    RuleVersion rules;
    std::shared_ptr<const registers::RegionIndex> regions;
};
/// `period` empty: the latest with data. `known`: as known at that trail number.
Stated stated_period(store::Connection& connection, const Catalogue& catalogue,
                     const std::string& programme, const std::optional<std::string>& period,
                     store::AsOf known);

/// The regions as they are now, for a Stated that does not outlive the catalogue.
std::shared_ptr<const registers::RegionIndex> shared_regions(const Catalogue& catalogue);

/// The score of one period from one snapshot (scoring.cpp).
/// `reach` leaves out the units outside it and what they add to the total; their ranks stay.
ScoreTable score_table(store::Connection& connection, const Stated& stated,
                       const people::Reach& reach = people::reach_everywhere());

/// The trail number up to which things were known at the end of a day.
store::AsOf known_at(store::Connection& connection, KnownOn day);

/// GeoJSON of a table's units: the boundary where one is registered, else the village's seat
/// (map.cpp).
std::string map_json(store::Connection& connection, const Catalogue& catalogue,
                     const ScoreTable& table, store::AsOf as_of);

/// The embedded database of a data folder.
std::filesystem::path data_file(const std::filesystem::path& folder);

}  // namespace app
