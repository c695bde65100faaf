#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "catalogue.hpp"
#include "recorder.hpp"
#include "store/connection.hpp"

namespace app {

/// What a command's rules work with, inside its transaction.
struct Context {
    store::Connection& connection;
    base::Environment& environment;
    const Options& options;
    const Catalogue& catalogue;
    const Command& command;
    std::int64_t sequence;  ///< the trail number this command gets
};

/// What a handler did: the trail's record and the answer document (without sequence and repeated).
struct Handled {
    Record record;
    std::string answer = "{}";
    bool has_findings = false;
};

/// Changes state or throws. One for each kind of command; throws invalid_input for an unknown kind.
Handled handle(const Context& context);

Handled handle_import(const Context& context);
Handled handle_put(const Context& context);
Handled handle_remove(const Context& context);
Handled handle_undo(const Context& context);
Handled handle_declare(const Context& context);
Handled handle_load_programme(const Context& context);
Handled handle_freeze(const Context& context);
Handled handle_note(const Context& context);

/// The score of one period from one snapshot (scoring.cpp).
ScoreTable score_table(store::Connection& connection, const Catalogue& catalogue,
                       const std::string& programme, const std::optional<std::string>& period);

/// `wanted`, which must be a period of the programme, or its latest with data.
std::string choose_period(store::Connection& connection, const programme::Programme& programme,
                          const std::optional<std::string>& wanted);

/// GeoJSON of a table's units: the boundary where one is registered, else the village's seat
/// (map.cpp).
std::string map_json(store::Connection& connection, const Catalogue& catalogue,
                     const ScoreTable& table);

/// Where things stand in the data folder.
std::filesystem::path data_file(const std::filesystem::path& folder);
std::filesystem::path error_workbook(const std::filesystem::path& folder, std::int64_t batch);
std::filesystem::path source_file(const std::filesystem::path& folder, const std::string& sha256,
                                  const std::string& file_name);

}  // namespace app
