#include "app/oversight.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "ledger_reads.hpp"
#include "store/oversight_store.hpp"
#include "store/records.hpp"
#include "trail/trail.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t lines_looked_at_max = 20'000;
constexpr std::int64_t lines_searched_max = 200'000;

bool is_wanted(const trail::Entry& entry, const TrailFilter& filter) {
    return (filter.user.empty() || entry.user == filter.user) &&
           entry.action.starts_with(filter.action) &&
           entry.object.find(filter.object) != std::string::npos &&
           (!filter.only_refused || !entry.succeeded);
}

ordered_json line_json(std::int64_t sequence, const trail::Entry& entry) {
    return {{"sequence", sequence},        {"time", base::format_instant(entry.server_time)},
            {"user", entry.user},          {"role", entry.role},
            {"unit", entry.unit},          {"address", entry.address},
            {"action", entry.action},      {"object", entry.object},
            {"succeeded", entry.succeeded}};
}

std::string base64(const base::Digest& digest) {
    return base::to_base64(digest);
}

// The oldest checkpoint that covers a line; empty when none does yet.
std::optional<store::StoredCheckpoint> covering(store::Connection& connection,
                                                std::int64_t sequence) {
    for (auto& checkpoint : store::load_checkpoints(connection))
        if (checkpoint.size >= sequence) return std::move(checkpoint);
    return std::nullopt;
}

// The newest successful line of an action, or null.
ordered_json last_of(store::Connection& connection, std::string_view action) {
    ordered_json found = nullptr;
    store::visit_trail_backwards(connection, INT64_MAX, lines_searched_max,
                                 [&](std::int64_t sequence, std::string_view line) {
                                     if (line.find(action) == std::string_view::npos) return true;
                                     const auto entry = trail::parse_entry(line);
                                     if (!entry || entry->action != action || !entry->succeeded)
                                         return true;
                                     found = {{"sequence", sequence},
                                              {"time", base::format_instant(entry->server_time)},
                                              {"user", entry->user},
                                              {"object", entry->object}};
                                     return false;
                                 });
    return found;
}

ordered_json registers_json(store::Connection& connection, const Catalogue& catalogue) {
    ordered_json list = ordered_json::array();
    for (const auto& declaration : catalogue.declarations)
        list.push_back({{"name", declaration.name},
                        {"label", text_json(declaration.label)},
                        {"ledger", declaration.is_ledger},
                        {"rows", store::count_rows(connection, declaration, {})}});
    return list;
}

ordered_json checkpoint_json(store::Connection& connection) {
    const auto last = store::last_checkpoint(connection);
    if (!last) return nullptr;
    const base::Instant signed_at{std::chrono::milliseconds(last->time_ms)};
    return {{"size", last->size}, {"time", base::format_instant(signed_at)}};
}

}  // namespace

Oversight::Oversight(App& app) : state_(app.ledgers().state()) {}

std::string Oversight::trail(const TrailFilter& filter) {
    return state_.read([&](store::Connection& connection, const Catalogue&) {
        ordered_json lines = ordered_json::array();
        const std::int64_t before = filter.before > 0 ? filter.before : INT64_MAX;
        std::int64_t looked_at = 0;
        std::int64_t last = 0;
        store::visit_trail_backwards(connection, before, lines_looked_at_max,
                                     [&](std::int64_t sequence, std::string_view line) {
                                         ++looked_at;
                                         last = sequence;
                                         const auto entry = trail::parse_entry(line);
                                         if (entry && is_wanted(*entry, filter))
                                             lines.push_back(line_json(sequence, *entry));
                                         return static_cast<std::int64_t>(lines.size()) <
                                                filter.limit;
                                     });
        return ordered_json{{"size", store::last_sequence(connection)},
                            {"next", last > 1 ? ordered_json(last) : ordered_json(nullptr)},
                            {"looked_at", looked_at},
                            {"lines", lines}}
            .dump();
    });
}

std::string Oversight::proof(std::int64_t sequence) {
    return state_.read([&](store::Connection& connection, const Catalogue&) {
        const auto entry = store::load_trail_entry(connection, sequence);
        if (!entry)
            throw base::Error(base::ErrorKind::not_found,
                              {"留痕中没有第 " + std::to_string(sequence) + " 条。",
                               "The trail has no entry " + std::to_string(sequence) + "."});
        const auto checkpoint = covering(connection, sequence);
        const std::int64_t size = checkpoint ? checkpoint->size : store::last_sequence(connection);
        std::vector<std::string> lines;
        lines.reserve(static_cast<std::size_t>(size));
        trail::MerkleTree tree;
        store::for_each_trail_line(connection, [&](std::int64_t number, std::string_view line) {
            if (number > size) return;
            lines.emplace_back(line);
            tree.add(line);
        });
        ordered_json path = ordered_json::array();
        for (const auto& digest : trail::prove_inclusion(lines, sequence - 1))
            path.push_back(base64(digest));
        return ordered_json{
            {"sequence", sequence},
            {"line", entry->line.line},
            {"index", sequence - 1},
            {"size", size},
            {"root", base64(tree.root())},
            {"proof", path},
            {"checkpoint", checkpoint ? ordered_json(checkpoint->text) : ordered_json(nullptr)}}
            .dump();
    });
}

std::string Oversight::health() {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        std::int64_t rows = 0;
        ordered_json registers = registers_json(connection, catalogue);
        for (const auto& each : registers) rows += each.at("rows").get<std::int64_t>();
        return ordered_json{
            {"version", WANJIA_VERSION},
            {"now", base::format_instant(state_.environment.clock.now())},
            {"database", connection.dialect() == store::Dialect::sqlite ? "embedded" : "server"},
            {"database_bytes", store::database_bytes(connection)},
            {"schema", store::get_meta(connection, "schema_version")},
            {"sequence", store::last_sequence(connection)},
            {"rows", rows},
            {"files", store::list_evidence(connection).size()},
            {"checkpoint", checkpoint_json(connection)},
            {"last_evaluation", last_of(connection, "evaluate")},
            {"last_backup", last_of(connection, "backup")},
            {"last_import", last_of(connection, "import")},
            {"registers", registers}}
            .dump();
    });
}

}  // namespace app
