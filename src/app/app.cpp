#include "app/app.hpp"

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "built_in/embedded.hpp"
#include "explain.hpp"
#include "exports.hpp"
#include "handlers.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"
#include "report/reports.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"
#include "store/store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view register_folder = "schema/registers/";
constexpr std::string_view programme_folder = "programmes/";

store::Options store_options(const Options& options) {
    return {data_file(options.data_folder),
            {},
            store::Synchronous::full,
            std::chrono::milliseconds(30'000),
            options.database};
}

// The trail's details hold the payload, so the operation need not.
store::Operation operation_of(const Command& command, const std::string& content,
                              const Outcome& outcome, const Record& record) {
    return {command.id,
            content,
            outcome.sequence,
            outcome.has_findings,
            outcome.json,
            command.kind,
            record.details == command.payload ? std::string{} : command.payload};
}

// The registers of a new database: as one command, so that a replay makes the same ones.
ordered_json built_in_register_texts() {
    ordered_json texts = ordered_json::array();
    for (const auto& file : built_in::embedded_files())
        if (file.path.starts_with(register_folder)) texts.push_back(std::string(file.bytes));
    return texts;
}

}  // namespace

std::filesystem::path data_file(const std::filesystem::path& folder) {
    return folder / "wanjia.gpkg";
}

struct App::State {
    State(base::Environment& e, Options o)
        : environment(e),
          options(std::move(o)),
          files(e, options),
          store(store_options(options)),
          recorder(e, options.data_folder / "keys") {}

    base::Environment& environment;
    Options options;
    FileStore files;
    store::Store store;
    Recorder recorder;
    std::mutex mutex;
    std::shared_ptr<const Catalogue> known;
    std::atomic<bool> wrote{
        false};  // whoever only read leaves no checkpoint and waits for no writer

    std::shared_ptr<const Catalogue> catalogue(store::Connection& connection) {
        std::shared_ptr<const Catalogue> before;
        {
            const std::lock_guard lock(mutex);
            before = known;
        }
        auto fresh = load_catalogue(connection, before);
        const std::lock_guard lock(mutex);
        return known = std::move(fresh);
    }

    // The payload names the content of the file a command speaks of.
    Command with_hash(Command command) {
        if (command.attachment.empty()) return command;
        auto payload = parse_payload(command.payload);
        payload["sha256"] = hash_of_file(environment.files, command.attachment);
        command.payload = payload.dump();
        return command;
    }

    // Returns the name of a file that was not there before.
    std::string keep_attachment(store::Connection& connection, const Command& command,
                                std::int64_t sequence) const {
        if (command.attachment.empty()) return {};
        const auto payload = parse_payload(command.payload);
        const std::string hash = required_text(payload, "sha256");
        const std::string name = evidence_name(hash, required_text(payload, "file_name"));
        const bool is_new = !files.exists(connection, name);
        if (is_new) files.put(connection, name, command.attachment);
        store::save_evidence(connection, {name, hash, sequence});
        return is_new ? name : std::string{};
    }

    Handled execute(store::Connection& connection, const Command& command, std::int64_t sequence,
                    base::Environment& at, const Catalogue& current) {
        const std::string kept = keep_attachment(connection, command, sequence);
        try {
            return handle({connection, at, options, files, current, command, sequence});
        } catch (...) {
            if (!kept.empty()) files.remove(connection, kept);
            throw;
        }
    }

    Outcome run(store::Connection& connection, const Command& command, const std::string& content,
                std::shared_ptr<const Catalogue>& current) {
        if (const auto earlier = find_earlier(connection, command.id, content)) return *earlier;
        current = load_catalogue(connection, known_catalogue());
        const std::int64_t sequence = store::load_trail_state(connection).size + 1;
        base::FixedClock clock(environment.clock.now());
        base::Environment at{clock, environment.random, environment.files};
        const Handled handled = execute(connection, command, sequence, at, *current);
        recorder.append(connection, clock.now(), command, handled.record, true);
        const Outcome outcome{sequence, false, handled.has_findings, handled.answer};
        store::save_operation(connection, operation_of(command, content, outcome, handled.record));
        recorder.checkpoint(connection, false);
        return outcome;
    }

    std::optional<Outcome> find_earlier(store::Connection& connection, const std::string& id,
                                        const std::string& content) {
        const auto earlier = store::find_operation(connection, id, content);
        if (!earlier) return std::nullopt;
        if (earlier->content_hash != content)
            throw base::Error(
                base::ErrorKind::conflict,
                {"操作编号“" + id + "”已用于另一项内容，本次没有执行。",
                 "The operation id \"" + id + "\" was used for something else. Nothing was done."});
        return Outcome{earlier->sequence, true, earlier->has_findings, earlier->answer};
    }

    // A commit whose answer was lost is asked after: what it did, or that it did nothing.
    Outcome settle(const store::CommitUnknown& unknown, const Command& command,
                   const std::string& content) {
        std::optional<Outcome> found;
        try {
            store.read([&](store::Connection& connection) {
                found = find_earlier(connection, command.id, content);
            });
        } catch (const base::Error&) {
            throw unknown;
        }
        if (found) return *found;
        throw base::Error(base::ErrorKind::unavailable,
                          {"与数据库的连接中断，未写入任何数据；请重试。",
                           "The connection to the database was lost. Nothing was written; try "
                           "again."},
                          unknown.details());
    }

    void require_permission(const Command& command) {
        if (!options.permit) return;
        try {
            options.permit(command);
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::forbidden) throw;
            store.write([&](store::Connection& connection) {
                recorder.append(connection, environment.clock.now(), command,
                                {command.kind, "", "", command.payload}, false);
            });
            throw;
        }
    }

    void keep(std::shared_ptr<const Catalogue> current) {
        const std::lock_guard lock(mutex);
        known = std::move(current);
    }

    std::shared_ptr<const Catalogue> known_catalogue() {
        const std::lock_guard lock(mutex);
        return known;
    }

    template <class Work>
    auto read(Work work) {
        std::optional<decltype(work(std::declval<store::Connection&>(),
                                    std::declval<const Catalogue&>()))>
            result;
        store.read([&](store::Connection& connection) {
            result = work(connection, *catalogue(connection));
        });
        return std::move(*result);
    }
};

std::string App::init(base::Environment& environment, const Options& options) {
    environment.files.make_folder(options.data_folder);
    store::Store::create(store_options(options));
    store::Store store(store_options(options));
    const Recorder recorder(environment, options.data_folder / "keys");
    const base::FixedClock clock(environment.clock.now());
    std::string key;
    store.write([&](store::Connection& connection) {
        key = recorder.begin(connection);
        Command command;
        command.id = base::random_id(environment.random);
        command.kind = "init";
        command.payload = ordered_json{{"registers", built_in_register_texts()}}.dump();
        const Handled handled = declare_registers(connection, command.payload, 1);
        recorder.append(connection, clock.now(), command, handled.record, true);
        store::save_operation(connection,
                              operation_of(command, base::to_hex(base::sha256(command.id)),
                                           {1, false, false, handled.answer}, handled.record));
        recorder.checkpoint(connection, true);
    });
    return key;
}

App::App(base::Environment& environment, Options options)
    : state_(std::make_unique<State>(environment, std::move(options))) {}

App::~App() {
    if (!state_->wrote) return;
    try {
        state_->store.write(
            [&](store::Connection& connection) { state_->recorder.checkpoint(connection, true); });
    } catch (const base::Error&) {
        // The next writer signs the checkpoint.
        (void)0;
    }
}

Outcome App::apply(const Command& given) {
    if (given.id.size() < 8 || given.id.size() > 64)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"操作编号应为 8 至 64 个字符。", "An operation id has 8 to 64 characters."});
    state_->require_permission(given);
    const Command command = state_->with_hash(given);
    const std::string content = base::to_hex(base::sha256(
        command.kind + '\n' + command.actor.user + '\n' + command.actor.device + '\n' +
        (command.client_time.empty() ? command.id : command.client_time) + '\n' + command.payload));
    Outcome outcome;
    state_->wrote = true;
    std::shared_ptr<const Catalogue> current;
    try {
        state_->store.write([&](store::Connection& connection) {
            outcome = state_->run(connection, command, content, current);
        });
    } catch (const store::CommitUnknown& unknown) {
        return state_->settle(unknown, command, content);
    }
    // Only what was committed is kept for the next command.
    if (current) state_->keep(std::move(current));
    return outcome;
}

std::string App::new_id() {
    return base::random_id(state_->environment.random);
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
                      KnownOn known_on) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return score_table(connection, stated_period(connection, catalogue, programme, period,
                                                     known_at(connection, known_on)));
    });
}

Explanation App::explain(const std::string& programme, const std::string& indicator,
                         const std::string& region, const std::optional<std::string>& period,
                         KnownOn known_on) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return explain_indicator(
            connection, catalogue,
            stated_period(connection, catalogue, programme, period, known_at(connection, known_on)),
            {programme, indicator, region});
    });
}

std::string App::score_map(const std::string& programme, const std::optional<std::string>& period) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return map_json(
            connection, catalogue,
            score_table(connection, stated_period(connection, catalogue, programme, period, {})));
    });
}

std::int64_t App::export_register(const std::string& register_name,
                                  const std::filesystem::path& file, const Actor& actor) {
    Command command;
    command.id = new_id();
    command.actor = actor;
    command.kind = "note";
    command.payload = ordered_json{{"action", "export"}, {"object", register_name}}.dump();
    apply(command);
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return export_rows(connection, state_->environment.files,
                           catalogue.declaration(register_name), file);
    });
}

RegisterPage App::register_rows(const std::string& register_name, const std::string& scope,
                                std::int64_t after, std::int64_t limit, KnownOn known_on) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        const store::AsOf as_of = known_at(connection, known_on);
        RegisterPage page;
        page.total = store::count_rows(connection, declaration, scope, as_of);
        for (const auto& stored :
             store::list_rows(connection, declaration, scope, after, limit, as_of)) {
            RegisterPage::Row row{stored.id, masked_texts(declaration, stored.row), {}};
            if (!stored.row.geometry_wkb.empty())
                row.geometry = registers::to_geojson(stored.row.geometry_wkb);
            page.rows.push_back(std::move(row));
        }
        if (static_cast<std::int64_t>(page.rows.size()) == limit) page.next = page.rows.back().id;
        return page;
    });
}

std::vector<RowVersion> App::row_history(const std::string& register_name, std::int64_t id) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        std::vector<RowVersion> history;
        for (const auto& version : store::row_versions(connection, declaration, id)) {
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

std::vector<Batch> App::batches() {
    return state_->read([](store::Connection& connection, const Catalogue&) {
        std::vector<Batch> result;
        for (const auto& b : store::load_batches(connection))
            result.push_back(
                {b.id, b.register_name, b.file_name, b.file_sha256,
                 base::format_instant(base::Instant(std::chrono::milliseconds(b.time_ms))), b.rows,
                 b.imported, b.unchanged, b.rejected, b.undone});
        return result;
    });
}

App::TrailCheck App::verify_trail() {
    return state_->read([&](store::Connection& connection, const Catalogue&) {
        return state_->recorder.verify(connection);
    });
}

std::int64_t App::export_trail(const std::filesystem::path& folder) {
    state_->store.write(
        [&](store::Connection& connection) { state_->recorder.checkpoint(connection, true); });
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

void App::write_batch_errors(std::int64_t batch, const std::filesystem::path& file) {
    state_->store.read([&](store::Connection& connection) {
        const std::string name = error_workbook_name(batch);
        if (!state_->files.exists(connection, name))
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

std::vector<BuiltInFile> built_in_programmes() {
    std::vector<BuiltInFile> result;
    for (const auto& file : built_in::embedded_files()) {
        const std::filesystem::path path(file.path);
        if (path.parent_path() == "programmes" && path.extension() == ".yaml")
            result.push_back({path.stem().string(), std::string(file.bytes)});
    }
    return result;
}

std::string built_in_file(const std::string& path) {
    const std::string wanted = std::string(programme_folder) + path;
    for (const auto& file : built_in::embedded_files())
        if (file.path == wanted) return std::string(file.bytes);
    throw base::Error(base::ErrorKind::not_found, {"程序里没有文件“" + path + "”。",
                                                   "The program holds no file \"" + path + "\"."});
}

std::vector<registers::Declaration> built_in_registers() {
    std::vector<registers::Declaration> result;
    for (const auto& file : built_in::embedded_files())
        if (file.path.starts_with(register_folder))
            result.push_back(registers::read_declaration(file.bytes, std::string(file.path)));
    return result;
}

}  // namespace app
