#include <algorithm>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "assumed_score.hpp"
#include "entry_search.hpp"
#include "explain.hpp"
#include "exports.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "registers/geometry.hpp"
#include "report/reports.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace app {

using nlohmann::ordered_json;

namespace {

people::Target of_register(const std::string& name) {
    return {{}, {}, {}, {}, name};
}

base::Error may_not_read() {
    return base::Error(base::ErrorKind::forbidden,
                       {"您没有查看这项数据的权限。", "You may not see these data."});
}

// Throws forbidden when nothing is within reach.
people::Reach rows_of(const people::Access& who, const std::string& register_name) {
    auto reach = people::reach(who, people::Right::read, of_register(register_name));
    if (reach.areas.empty()) throw may_not_read();
    return reach;
}

}  // namespace

people::Reach figures_reach(const people::Access& who, const std::string& programme) {
    auto reach = people::reach(who, people::Right::figures, {{}, {}, programme, {}, {}});
    std::erase_if(reach.areas,
                  [](const people::Area& area) { return !area.operator_name.empty(); });
    if (reach.areas.empty()) throw may_not_read();
    return reach;
}

std::vector<programme::Programme> App::programmes() {
    return state_->read([](store::Connection&, const Catalogue& c) { return c.programmes; });
}

std::vector<registers::Declaration> App::register_declarations() {
    return state_->read([](store::Connection&, const Catalogue& c) { return c.declarations; });
}

registers::RegionIndex App::regions() {
    return state_->read([](store::Connection&, const Catalogue& c) { return c.regions; });
}

ScoreTable App::score(const std::string& programme, const std::optional<std::string>& period,
                      KnownOn known_on, const people::Access& who) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return score_table(
            connection,
            stated_period(connection, catalogue, programme, period, known_at(connection, known_on)),
            figures_reach(who, programme));
    });
}

Explanation App::explain(const std::string& programme, const std::string& indicator,
                         const std::string& region, const std::optional<std::string>& period,
                         KnownOn known_on, const people::Access& who) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return explain_indicator(
            connection, catalogue,
            stated_period(connection, catalogue, programme, period, known_at(connection, known_on)),
            {programme, indicator, region, who});
    });
}

std::string App::score_map(const std::string& programme, const std::optional<std::string>& period,
                           KnownOn known_on, const people::Access& who) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const Stated stated =
            stated_period(connection, catalogue, programme, period, known_at(connection, known_on));
        return map_json(connection, catalogue,
                        score_table(connection, stated, figures_reach(who, programme)),
                        stated.as_of);
    });
}

std::int64_t App::export_register(const std::string& register_name,
                                  const std::filesystem::path& file, const Actor& actor,
                                  KnownOn known_on, const people::Access& who,
                                  const std::string& share, Columns columns) {
    Extent extent;
    extent.columns = columns;
    extent.reach = people::reach(who, people::Right::export_, of_register(register_name));
    if (extent.reach.areas.empty()) throw may_not_read();
    extent.share = state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return share_for(kept_shares(connection, catalogue.declaration(register_name)), share, who);
    });
    Command command;
    command.id = new_id();
    command.actor = actor;
    command.kind = "note";
    ordered_json payload{{"action", "export"},
                         {"object", register_name + (share.empty() ? "" : "/" + share)}};
    if (known_on) payload["as_of"] = base::format_date(*known_on);
    if (columns == Columns::open) payload["columns"] = "open";
    command.payload = payload.dump();
    apply(command);
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        extent.as_of = known_at(connection, known_on);
        return export_rows(connection, state_->environment.files,
                           catalogue.declaration(register_name), file, extent);
    });
}

namespace {

// The version of a row that held at a moment, or null.
const store::RowVersion* version_at(const std::vector<store::RowVersion>& versions,
                                    std::int64_t moment) {
    for (const auto& version : versions)
        if (version.begin_sequence <= moment &&
            (!version.end_sequence || *version.end_sequence > moment))
            return &version;
    return nullptr;
}

bool is_same(const store::RowVersion* a, const store::RowVersion* b) {
    if (!a || !b) return a == b;
    return a->stored.row.values == b->stored.row.values &&
           a->stored.row.geometry_wkb == b->stored.row.geometry_wkb;
}

}  // namespace

RegisterChanges App::register_changes(const std::string& register_name, const std::string& scope,
                                      base::Date from, base::Date to, std::int64_t after,
                                      std::int64_t limit, const people::Access& who) {
    if (to < from)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"要比较的两个日期应先早后晚。",
                           "The first of the two days to compare must not be the later one."});
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        const store::Between moments{*known_at(connection, from), *known_at(connection, to)};
        const auto reach = rows_of(who, register_name);
        const auto ids =
            store::touched_rows(connection, declaration, scope, moments, after, limit, reach);
        RegisterChanges changes{register_name, from, to, {}, {}};
        for (const std::int64_t id : ids) {
            const auto versions = store::row_versions(connection, declaration, id);
            const auto* before = version_at(versions, moments.from);
            const auto* now = version_at(versions, moments.to);
            if (before && !store::lies_within(declaration, before->stored.row, reach))
                before = nullptr;
            if (now && !store::lies_within(declaration, now->stored.row, reach)) now = nullptr;
            if (is_same(before, now)) continue;
            RegisterChanges::Row row{id, {}, {}};
            if (before) row.before = shown_row(declaration, before->stored);
            if (now) row.after = shown_row(declaration, now->stored);
            changes.rows.push_back(std::move(row));
        }
        if (static_cast<std::int64_t>(ids.size()) == limit) changes.next = ids.back();
        return changes;
    });
}

RegisterPage App::register_rows(const std::string& register_name, const std::string& scope,
                                std::int64_t after, std::int64_t limit, KnownOn known_on,
                                const people::Access& who, const Search& asked) {
    const base::Date today = base::shanghai_date(state_->environment.clock.now());
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        const store::AsOf as_of = known_at(connection, known_on);
        RegisterPage page;
        const auto reach = rows_of(who, register_name);
        const auto search = row_search(catalogue, today, asked.q, asked.sort, asked.descending);
        page.total = store::count_rows(connection, declaration, scope, as_of, reach, search);
        for (const auto& stored :
             store::list_rows(connection, declaration, scope, after, limit, as_of, reach, search))
            page.rows.push_back(shown_row(declaration, stored));
        if (static_cast<std::int64_t>(page.rows.size()) == limit) page.next = page.rows.back().id;
        return page;
    });
}

std::vector<RowVersion> App::row_history(const std::string& register_name, std::int64_t id,
                                         const people::Access& who) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        const auto reach = rows_of(who, register_name);
        std::vector<RowVersion> history;
        for (const auto& version : store::row_versions(connection, declaration, id)) {
            if (!store::lies_within(declaration, version.stored.row, reach)) continue;
            const auto began = state_->recorder.moment(connection, version.begin_sequence);
            RowVersion row{masked_texts(declaration, version.stored.row),
                           version.begin_sequence,
                           began.time,
                           began.user,
                           version.end_sequence,
                           {}};
            if (row.end_sequence)
                row.end_time = state_->recorder.moment(connection, *row.end_sequence).time;
            history.push_back(std::move(row));
        }
        if (history.empty())
            throw base::Error(base::ErrorKind::not_found,
                              {"底册“" + declaration.label.zh + "”从未有过这一行。",
                               "The register " + declaration.name + " never had this row."});
        return history;
    });
}

namespace {

bool may_see_batch(store::Connection& connection, const App::State& state,
                   const people::Access& who, const store::BatchRecord& batch) {
    return who.everything || may_see(connection, state.roles, who,
                                     state.recorder.moment(connection, batch.sequence).user,
                                     batch.register_name, state.environment.clock.now());
}

}  // namespace

std::vector<Batch> App::batches(const people::Access& who) {
    return state_->read([&](store::Connection& connection, const Catalogue&) {
        std::vector<Batch> result;
        for (const auto& b : store::load_batches(connection))
            if (may_see_batch(connection, *state_, who, b))
                result.push_back(
                    {b.id, b.register_name, b.file_name, b.file_sha256,
                     base::format_instant(base::Instant(std::chrono::milliseconds(b.time_ms))),
                     b.rows, b.imported, b.unchanged, b.rejected, b.undone});
        return result;
    });
}

App::TrailCheck App::verify_trail() {
    return state_->read([&](store::Connection& connection, const Catalogue&) {
        return state_->recorder.verify(connection);
    });
}

std::int64_t App::export_trail(const std::filesystem::path& folder) {
    state_->store.write([&](store::Connection& connection) {
        state_->recorder.checkpoint(connection, store::load_trail_state(connection), true);
    });
    return state_->read([&](store::Connection& connection, const Catalogue&) {
        return state_->recorder.export_to(connection, folder);
    });
}

std::int64_t App::latest_sequence() {
    std::int64_t sequence = 0;
    state_->store.read(
        [&](store::Connection& connection) { sequence = store::last_sequence(connection); });
    return sequence;
}

void App::write_template(const std::string& register_name, const std::filesystem::path& file) {
    const auto declarations = register_declarations();
    for (const auto& declaration : declarations)
        if (declaration.name == register_name)
            return report::write_template_workbook(file, declaration);
    throw base::Error(base::ErrorKind::not_found,
                      {"没有名为“" + register_name + "”的底册。",
                       "There is no register \"" + register_name + "\"."});
}

void App::write_ranking(const ScoreTable& table, const std::filesystem::path& file) {
    std::vector<report::RankedUnit> units;
    for (const auto& unit : table.units)
        if (unit.score) units.push_back({unit.region, unit.name, unit.path_name, *unit.score});
    report::write_ranking_workbook(file, table.programme, table.period, units);
}

void App::write_batch_errors(std::int64_t batch, const std::filesystem::path& file,
                             const people::Access& who) {
    state_->store.read([&](store::Connection& connection) {
        const std::string name = error_workbook_name(batch);
        const auto batches = store::load_batches(connection);
        const bool rejected = std::any_of(batches.begin(), batches.end(), [&](const auto& each) {
            return each.id == batch && each.rejected > 0 &&
                   may_see_batch(connection, *state_, who, each);
        });
        if (!rejected || !state_->files.exists(connection, name))
            throw base::Error(base::ErrorKind::not_found,
                              {"第 " + std::to_string(batch) + " 批没有被退回的行。",
                               "Batch " + std::to_string(batch) + " has no rejected rows."});
        state_->environment.files.copy(state_->files.get(connection, name).path(), file);
    });
}

std::filesystem::path App::temporary_file(const std::string& ending) {
    return state_->files.temporary(ending);
}

void App::tidy() {
    state_->store.write([&](store::Connection& connection) { state_->files.sweep(connection); });
}

}  // namespace app
