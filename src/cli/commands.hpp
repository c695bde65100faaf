#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "app/messages.hpp"
#include "base/environment.hpp"
#include "crossing_command.hpp"
#include "draw_commands.hpp"
#include "settlement_command.hpp"
#include "witness_commands.hpp"

namespace cli {

/// Exit codes that other programs rely on.
constexpr int done = 0;
constexpr int done_with_findings = 1;
constexpr int wrong_use = 2;
constexpr int cannot = 3;

/// What every command is given: the outside world and the words of the command line.
struct Invocation {
    base::Environment& environment;
    std::filesystem::path reader;  ///< the wanjia-read program
    bool json = false;

    std::filesystem::path data_folder{};
    std::string database{};  ///< postgres://…, or empty
    std::filesystem::path target_folder{};
    std::string target_database{};
    std::string register_name{};
    std::filesystem::path file{};
    std::filesystem::path rules{};
    std::string datum{};
    std::string date{};
    std::string share{};
    std::string layout{};
    std::string list{};
    std::filesystem::path errors{};
    std::int64_t batch = 0;
    std::string programme{};
    std::string indicator{};
    std::string region{};
    std::optional<std::string> period{};
    std::string known_on{};
    std::string from_day{};
    std::string to_day{};
    std::string from_period{};
    std::string reason{};
    std::int64_t row = 0;
    std::string field{};
    std::string value{};
    std::string cipher{};
    std::string operation{};
    std::vector<std::string> regions{};
    std::vector<std::string> new_regions{};
    std::string heir{};
    std::string parent{};
    std::filesystem::path xlsx{};
    std::string key{};
    std::string purpose{};
    std::string taken_at{};
    std::string lon{}, lat{};
    std::string state{};
    std::string where{};
    std::string step{};
    std::vector<std::string> count_by{}, count_sum{};
    std::string count_latest{};
    std::vector<std::string> values{};
    std::vector<std::string> evidence{};
    bool only_overdue = false;
    bool only_duplicates = false;
    std::string user{};
    std::string person{};  ///< the user's name as people say it
    std::string role{};
    std::string unit{};
    std::string kind{};
    std::string operator_name{};
    std::string until{};
    std::vector<std::string> programmes{};
    std::int64_t grant = 0;
    bool keep_password = false;
    bool take_off = false;
    bool dry_run = false;
    bool for_public = false;
    std::string address = "127.0.0.1";
    std::vector<std::string> host_names{};
    std::uint16_t port = 8080;
    std::vector<std::string> base_maps{};
    std::string base_map_credit{};
    std::string tianditu_key{};
    double scale = 1.0;
    std::uint64_t seed = 1;
    bool no_serve = false;
    bool county_only = false;
    bool only_replies = false;
    app::QueueQuery queue{};
    std::int64_t count = 0;
    std::filesystem::path message_settings{};
    CrossingWords crossings{};
    SettlementWords settlements{};
    DrawWords draw{};
    WitnessWords witness{};
};

/// Each does one command and returns its exit code; throws base::Error for "cannot".
int run_init(Invocation& invocation);
int run_import(Invocation& invocation);
int run_undo(Invocation& invocation);
int run_export(Invocation& invocation);
int run_changes(Invocation& invocation);
int run_programme_check(Invocation& invocation);
int run_programme_load(Invocation& invocation);
int run_programme_list(Invocation& invocation);
int run_score(Invocation& invocation);
int run_short_boards(Invocation& invocation);
int run_freeze(Invocation& invocation);
int run_restate(Invocation& invocation);
int run_change_regions(Invocation& invocation);
int run_explain(Invocation& invocation);
int run_trail_verify(Invocation& invocation);
int run_trail_export(Invocation& invocation);
int run_trail_replay(Invocation& invocation);
int run_user_add(Invocation& invocation);
int run_user_disable(Invocation& invocation);
int run_user_enable(Invocation& invocation);
int run_user_password(Invocation& invocation);
int run_user_totp(Invocation& invocation);
int run_user_list(Invocation& invocation);
int run_grant(Invocation& invocation);
int run_grants_list(Invocation& invocation);
int run_grants_confirm(Invocation& invocation);
int run_grants_refuse(Invocation& invocation);
int run_revoke(Invocation& invocation);
int run_unit_add(Invocation& invocation);
int run_unit_remove(Invocation& invocation);
int run_migrate(Invocation& invocation);
int run_backup(Invocation& invocation);
int run_restore(Invocation& invocation);
int run_reveal(Invocation& invocation);
int run_erase(Invocation& invocation);
int run_find(Invocation& invocation);
int run_retention(Invocation& invocation);
int run_key_rotate(Invocation& invocation);
int run_evidence_add(Invocation& invocation);
int run_evidence_list(Invocation& invocation);
int run_evidence_verify(Invocation& invocation);
int run_ledger_load(Invocation& invocation);
int run_ledger_seed(Invocation& invocation);
int run_ledger_list(Invocation& invocation);
int run_ledger_counts(Invocation& invocation);
int run_ledger_figures(Invocation& invocation);
int run_ledger_plan(Invocation& invocation);
int run_entry_list(Invocation& invocation);
int run_entry_show(Invocation& invocation);
int run_entry_open(Invocation& invocation);
int run_entry_send(Invocation& invocation);
int run_entry_step(Invocation& invocation);
int run_evaluate(Invocation& invocation);
int run_package_make(Invocation& invocation);
int run_package_take(Invocation& invocation);
int run_package_form(Invocation& invocation);
int run_serve(Invocation& invocation);
int run_demo(Invocation& invocation);

/// Where the command's data stand: --data, or --database with a folder of this machine for keys and
/// temporary files.
app::Options place_of(const Invocation& invocation);
app::Options target_of(const Invocation& invocation);
/// The day of --as-of; invalid_input when it is none.
app::KnownOn known_on(const Invocation& invocation);
/// A day as it is written on the command line; invalid_input when it is none.
base::Date parse_day(const std::string& text);

/// Opens the data folder, with a progress line on a terminal.
app::App open_app(Invocation& invocation);
/// A command of this machine's user, with a fresh id and the present time.
app::Command make_command(Invocation& invocation, app::App& app, const std::string& kind,
                          const std::string& payload);
/// Imports one file and prints what came of it (not with --json: then the caller prints).
app::Outcome import_file(Invocation& invocation, app::App& app);
/// Keeps a draw that was held elsewhere, all of it at once.
app::Outcome take_draw(Invocation& invocation, app::App& app, const draw::Documents& documents);
/// Serves until SIGINT or SIGTERM.
int serve_until_stopped(Invocation& invocation, app::App& app);

}  // namespace cli
