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

std::string hash_of_file(const base::Files& files, const std::filesystem::path& path) {
    return base::to_hex(base::sha256(files.read(path)));
}

std::string lower_ending(const std::string& file_name) {
    std::string ending = std::filesystem::path(file_name).extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return ending.size() <= 12 ? ending : std::string{};
}

}  // namespace

std::filesystem::path data_file(const std::filesystem::path& folder) {
    return folder / "wanjia.gpkg";
}

std::filesystem::path error_workbook(const std::filesystem::path& folder, std::int64_t batch) {
    return folder / "errors" / ("batch-" + std::to_string(batch) + ".xlsx");
}

std::filesystem::path source_file(const std::filesystem::path& folder, const std::string& sha256,
                                  const std::string& file_name) {
    return folder / "files" / (sha256 + lower_ending(file_name));
}

struct App::State {
    State(base::Environment& e, Options o)
        : environment(e),
          options(std::move(o)),
          store(store::Options{data_file(options.data_folder),
                               {},
                               store::Synchronous::full,
                               std::chrono::milliseconds(30'000)}),
          recorder(e, options.data_folder / "keys") {}

    base::Environment& environment;
    Options options;
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

    // The file a command speaks of is kept under the hash of its content before anything else.
    Command keep_attachment(Command command) {
        if (command.attachment.empty()) return command;
        auto payload = parse_payload(command.payload);
        const std::string hash = hash_of_file(environment.files, command.attachment);
        payload["sha256"] = hash;
        command.payload = payload.dump();
        const auto kept =
            source_file(options.data_folder, hash, required_text(payload, "file_name"));
        environment.files.make_folder(kept.parent_path());
        if (!environment.files.exists(kept)) environment.files.copy(command.attachment, kept);
        return command;
    }

    Outcome run(store::Connection& connection, const Command& command, const std::string& content,
                std::shared_ptr<const Catalogue>& current) {
        if (const auto earlier = store::find_operation(connection, command.id, content)) {
            if (earlier->content_hash != content)
                throw base::Error(base::ErrorKind::conflict,
                                  {"操作编号“" + command.id + "”已用于另一项内容，本次没有执行。",
                                   "The operation id \"" + command.id +
                                       "\" was used for something else. Nothing was done."});
            return {earlier->sequence, true, earlier->has_findings, earlier->answer};
        }
        current = load_catalogue(connection, known_catalogue());
        const std::int64_t sequence = store::load_trail_state(connection).size + 1;
        const Handled handled =
            handle({connection, environment, options, *current, command, sequence});
        recorder.append(connection, command, handled.record, true);
        Outcome outcome{sequence, false, handled.has_findings, handled.answer};
        store::save_operation(connection,
                              {command.id, content, sequence, outcome.has_findings, outcome.json});
        recorder.checkpoint(connection, false);
        return outcome;
    }

    void require_permission(const Command& command) {
        if (!options.permit) return;
        try {
            options.permit(command);
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::forbidden) throw;
            store.write([&](store::Connection& connection) {
                recorder.append(connection, command, {command.kind, "", "", command.payload},
                                false);
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
    const auto file = data_file(options.data_folder);
    store::Store::create({file, {}, store::Synchronous::full, std::chrono::milliseconds(1000)});
    store::Store store({file, {}, store::Synchronous::full, std::chrono::milliseconds(1000)});
    const Recorder recorder(environment, options.data_folder / "keys");
    std::string key;
    store.write([&](store::Connection& connection) {
        key = recorder.begin(connection);
        Command command;
        command.kind = "init";
        for (const auto& file_in : built_in::embedded_files()) {
            if (!file_in.path.starts_with(register_folder)) continue;
            const auto declaration =
                registers::read_declaration(file_in.bytes, std::string(file_in.path));
            store::create_register(connection, declaration);
            store::save_declaration(connection, declaration.name,
                                    base::to_hex(base::sha256(file_in.bytes)), file_in.bytes, 1);
        }
        recorder.append(connection, command, {"init", "", "", ""}, true);
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
    const Command command = state_->keep_attachment(given);
    const std::string content = base::to_hex(base::sha256(
        command.kind + '\n' + command.actor.user + '\n' + command.actor.device + '\n' +
        (command.client_time.empty() ? command.id : command.client_time) + '\n' + command.payload));
    Outcome outcome;
    state_->wrote = true;
    std::shared_ptr<const Catalogue> current;
    state_->store.write([&](store::Connection& connection) {
        outcome = state_->run(connection, command, content, current);
    });
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

ScoreTable App::score(const std::string& programme, const std::optional<std::string>& period) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return score_table(connection, catalogue, programme, period);
    });
}

Explanation App::explain(const std::string& programme, const std::string& indicator,
                         const std::string& region, const std::optional<std::string>& period) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return explain_indicator(
            connection, catalogue,
            {programme, indicator, region,
             choose_period(connection, catalogue.programme(programme), period)});
    });
}

std::string App::score_map(const std::string& programme, const std::optional<std::string>& period) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        return map_json(connection, catalogue,
                        score_table(connection, catalogue, programme, period));
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
                                std::int64_t after, std::int64_t limit) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(register_name);
        RegisterPage page;
        page.total = store::count_rows(connection, declaration, scope);
        for (const auto& stored : store::list_rows(connection, declaration, scope, after, limit)) {
            RegisterPage::Row row{stored.id, {}, {}};
            for (std::size_t i = 0; i < declaration.fields.size(); ++i)
                row.texts.push_back(registers::mask_value(
                    declaration.fields[i],
                    registers::canonical_text(declaration.fields[i], stored.row.values[i])));
            if (!stored.row.geometry_wkb.empty())
                row.geometry = registers::to_geojson(stored.row.geometry_wkb);
            page.rows.push_back(std::move(row));
        }
        if (static_cast<std::int64_t>(page.rows.size()) == limit) page.next = page.rows.back().id;
        return page;
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

std::filesystem::path App::batch_errors(std::int64_t batch) {
    const auto path = error_workbook(state_->options.data_folder, batch);
    if (!state_->environment.files.exists(path))
        throw base::Error(base::ErrorKind::not_found,
                          {"第 " + std::to_string(batch) + " 批没有被退回的行。",
                           "Batch " + std::to_string(batch) + " has no rejected rows."});
    return path;
}

std::filesystem::path App::temporary_file(const std::string& ending) {
    const auto folder = state_->options.data_folder / "temporary";
    state_->environment.files.make_folder(folder);
    return folder / (new_id() + ending);
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
