#include "app/app.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "answer_of.hpp"
#include "app/ledger_versions.hpp"
#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "built_in/embedded.hpp"
#include "declaring.hpp"
#include "kept_attachment.hpp"
#include "operation_reused.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "refusal.hpp"
#include "store/personal.hpp"
#include "store/records.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view schema_folder = "schema/";  // registers and ledgers
constexpr std::string_view programme_folder = "programmes/";

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
        if (file.path.starts_with(schema_folder)) texts.push_back(std::string(file.bytes));
    return texts;
}

Outcome answer_again(const store::Operation& earlier, const std::string& id,
                     const std::string& content) {
    if (earlier.content_hash != content) throw OperationReused(id);
    if (is_refusal(earlier.answer)) refuse_again(earlier.answer);
    return {earlier.sequence, true, earlier.has_findings, earlier.answer};
}

// Commands from a desk that leave nothing but rows, which can be undone. Their repetitions are rare
// and meet a refusal, by their own rules or by the number of the operation; only then it is asked
// whether they were done before. A phone sends again as a matter of course.
bool is_asked_for_when_refused(const Command& command) {
    constexpr std::string_view kinds[] = {"put", "remove", "open_entry", "step",
                                          "ask", "decide", "resume",     "merge"};
    return command.actor.device.empty() &&
           std::find(std::begin(kinds), std::end(kinds), command.kind) != std::end(kinds);
}

}  // namespace

store::Options store_options(const base::Files& files, const Options& options) {
    store::Options result{data_file(options.data_folder),
                          {},
                          store::Synchronous::full,
                          std::chrono::milliseconds(30'000),
                          options.database};
    const auto keys = field_key_file(options.data_folder);
    if (files.exists(keys))
        result.keys =
            std::make_shared<const privacy::KeyRing>(privacy::read_key_ring(files.read(keys)));
    return result;
}

// The payload names the content of the file a command speaks of.
Command App::State::with_hash(Command command) const {
    if (command.attachment.empty()) return command;
    auto payload = parse_payload(command.payload);
    payload["sha256"] = hash_of_file(environment.files, command.attachment);
    command.payload = payload.dump();
    return command;
}

Handled App::State::execute(store::Connection& connection, const Command& command,
                            std::int64_t sequence, base::Environment& at, const Catalogue& current,
                            const people::Access& access, Work& work) const {
    KeptAttachment kept(files, connection, command, sequence);
    try {
        Handled handled = handle(
            {connection, at, options, files, current, command, sequence, roles, access, work});
        kept.settle();
        return handled;
    } catch (const nlohmann::json::exception&) {
        kept.take_back();
        throw base::Error(base::ErrorKind::invalid_input,
                          {"内容的形式不对：有一项应为另一种类型（文字、数字、是否、列表或对象）。",
                           "The content has a wrong form: one of its members should be of another "
                           "type (text, number, truth value, list or object)."});
    } catch (...) {
        kept.take_back();
        throw;
    }
}

Outcome App::State::run(store::Connection& connection, const Command& command,
                        const std::string& content, std::shared_ptr<const Catalogue>& current,
                        Attempted& attempted, Work& work) {
    attempted = {};
    work.enter(Work::Stage::computing);
    if (!is_asked_for_when_refused(command))
        if (const auto earlier = store::find_operation(connection, command.id, content)) {
            attempted.answered_before = true;
            return answer_again(*earlier, command.id, content);
        }
    store::CommandStart start = store::start_command(connection);
    // A change of regions asks the register itself for those it speaks of.
    current = load_catalogue(connection, known_catalogue(), start.catalogue,
                             command.kind == "change_regions" ? Regions::any : Regions::current);
    const std::int64_t sequence = start.trail.size + 1;
    base::FixedClock clock(environment.clock.now());
    base::Environment at{clock, environment.random, environment.files};
    const auto access = access_of_user(connection, roles, command.actor.user, clock.now());
    Handled handled = execute(connection, command, sequence, at, *current, access, work);
    attempted.files_gone = std::move(handled.files_gone);
    recorder.append(connection, start.trail, clock.now(), command, handled.record, true);
    const Outcome outcome{sequence, false, handled.has_findings, handled.answer};
    store::save_operation(connection, operation_of(command, content, outcome, handled.record));
    // What is drawn must stand under a checkpoint before the next step.
    recorder.checkpoint(connection, start.trail, handled.record.action.starts_with("draw."));
    return outcome;
}

std::optional<Outcome> App::State::earlier_answer(const Command& command,
                                                  const std::string& content) {
    std::optional<store::Operation> earlier;
    store.read([&](store::Connection& connection) {
        earlier = store::find_operation(connection, command.id, content);
    });
    if (!earlier) return std::nullopt;
    return answer_again(*earlier, command.id, content);
}

// A commit whose answer was lost is asked after: what it did, or that it did nothing.
Outcome App::State::settle(const store::CommitUnknown& unknown, const Command& command,
                           const std::string& content) {
    std::optional<Outcome> found;
    try {
        found = earlier_answer(command, content);
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

void App::State::require_permission(const Command& command) {
    if (!options.permit) return;
    try {
        options.permit(command);
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::forbidden) record_refusal(command);
        throw;
    }
}

void App::State::record_refusal(const Command& command) {
    store.write([&](store::Connection& connection) { append_refusal(connection, command); });
}

std::int64_t App::State::append_refusal(store::Connection& connection, const Command& command) {
    store::refresh_field_key(connection);
    store::TrailState state = store::load_trail_state(connection);
    recorder.append(connection, state, environment.clock.now(), command,
                    {command.kind, "", "", command.payload}, false);
    return state.size;
}

// A phone may send the same command again, long after and from a copy of itself: it is answered as
// the first time, whatever has become possible since.
void App::State::keep_refusal(const Command& command, const std::string& content,
                              const base::Error& error) {
    const bool for_good = !command.actor.device.empty() && is_for_good(error);
    if (!for_good && !leaves_a_trace(error)) return;
    store.write([&](store::Connection& connection) {
        if (for_good && store::find_operation(connection, command.id, content)) return;
        const std::int64_t sequence = append_refusal(connection, command);
        if (for_good)
            store::save_operation(
                connection,
                {command.id, content, sequence, false, to_json(error), command.kind, {}});
    });
}

std::filesystem::path data_file(const std::filesystem::path& folder) {
    return folder / "wanjia.gpkg";
}

std::string App::init(base::Environment& environment, const Options& options) {
    environment.files.make_folder(options.data_folder);
    const Recorder recorder(environment, options.data_folder / "keys");
    const base::FixedClock clock(environment.clock.now());
    std::string key;
    if (!exists(options)) make_field_key(environment, options);
    store::Store::create(
        store_options(environment.files, options), [&](store::Connection& connection) {
            key = recorder.begin(connection);
            Command command;
            command.id = base::random_id(environment.random);
            command.kind = "init";
            command.payload = ordered_json{{"registers", built_in_register_texts()}}.dump();
            const Handled handled = declare_registers(connection, command.payload, 1);
            store::TrailState state = store::load_trail_state(connection);
            recorder.append(connection, state, clock.now(), command, handled.record, true);
            store::save_operation(connection,
                                  operation_of(command, base::to_hex(base::sha256(command.id)),
                                               {1, false, false, handled.answer}, handled.record));
            recorder.checkpoint(connection, state, true);
        });
    return key;
}

bool App::exists(const Options& options) {
    return store::Store::exists({data_file(options.data_folder),
                                 {},
                                 store::Synchronous::full,
                                 std::chrono::milliseconds(30'000),
                                 options.database});
}

namespace {

// What a newer program declares of its own where the database has nothing, fewer fields, or an
// older version of a ledger. What a county changed in other ways stays as it is.
std::optional<std::string> command_to_declare(const Catalogue& catalogue, std::string_view yaml) {
    const auto ours = registers::read_declaration(yaml, "built-in.yaml");
    for (const auto& known : catalogue.declarations) {
        if (known.name != ours.name) continue;
        if (ours.is_ledger != known.is_ledger) return std::nullopt;
        if (ours.is_ledger)
            return read_ledger(std::string(yaml), "built-in.yaml").version >
                           catalogue.ledger(ours.name).version
                       ? std::optional<std::string>("load_ledger")
                       : std::nullopt;
        return adds_to(known, ours) ? std::optional<std::string>("declare") : std::nullopt;
    }
    return "declare";
}

bool is_declaration(std::string_view path) {
    return path.ends_with(".yaml") &&
           (path.starts_with("schema/registers/") || path.starts_with("schema/ledgers/"));
}

}  // namespace

// A declaration may name registers that come later in the list: what is refused is tried again as
// long as others could be declared.
DeclaredMissing App::declare_missing() {
    DeclaredMissing result;
    std::int64_t before = -1;
    while (before != result.declared) {
        before = result.declared;
        result.left.clear();
        for (const auto& file : built_in::embedded_files()) {
            if (!is_declaration(file.path)) continue;
            const auto kind = state_->read([&](store::Connection&, const Catalogue& catalogue) {
                return command_to_declare(catalogue, file.bytes);
            });
            if (!kind) continue;
            Command command;
            command.id = new_id();
            command.kind = *kind;
            command.payload = ordered_json{{"yaml", std::string(file.bytes)}}.dump();
            try {
                (void)apply(command);
                ++result.declared;
            } catch (const base::Error& error) {
                result.left.push_back(error.message());
            }
        }
    }
    return result;
}

App::App(base::Environment& environment, Options options)
    : state_(std::make_unique<State>(environment, std::move(options))) {}

App::~App() {
    if (!state_->wrote) return;
    try {
        state_->store.write([&](store::Connection& connection) {
            state_->recorder.checkpoint(connection, store::load_trail_state(connection), true);
        });
    } catch (const base::Error&) {
        // The next writer signs the checkpoint.
        (void)0;
    }
}

namespace {

// What makes a command the same as an earlier one.
std::string content_of(const Command& command) {
    return base::to_hex(base::sha256(
        command.kind + '\n' + command.actor.user + '\n' + command.actor.device + '\n' +
        (command.client_time.empty() ? command.id : command.client_time) + '\n' + command.payload));
}

}  // namespace

std::optional<Outcome> answer_of(App& app, const Command& given) {
    auto& state = app.ledgers().state();
    const Command command = state.with_hash(given);
    return state.earlier_answer(command, state.content_hash(content_of(command)));
}

std::vector<base::Text> ledgers_behind(App& app) {
    return app.ledgers().state().read([](store::Connection&, const Catalogue& catalogue) {
        std::vector<base::Text> labels;
        for (const auto& file : built_in::embedded_files())
            if (is_declaration(file.path) &&
                command_to_declare(catalogue, file.bytes) == "load_ledger")
                labels.push_back(registers::read_declaration(file.bytes, "built-in.yaml").label);
        return labels;
    });
}

Outcome App::apply(const Command& given) {
    if (given.id.size() < 8 || given.id.size() > 64)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"操作编号应为 8 至 64 个字符。", "An operation id has 8 to 64 characters."});
    state_->require_permission(given);
    WorkList::Listed listed(state_->running, given, state_->environment.clock.now(),
                            state_->options.progress);
    const Command command = state_->with_hash(given);
    const std::string content = state_->content_hash(content_of(command));
    Outcome outcome;
    State::Attempted attempted;
    state_->wrote = true;
    std::shared_ptr<const Catalogue> current;
    try {
        state_->store.write([&](store::Connection& connection) {
            outcome = state_->run(connection, command, content, current, attempted, listed.work);
        });
    } catch (const store::CommitUnknown& unknown) {
        return state_->settle(unknown, command, content);
    } catch (const base::Error& error) {
        if (attempted.answered_before) throw;
        const bool may_be_repeated =
            is_asked_for_when_refused(command) && error.kind() != base::ErrorKind::unavailable;
        if (may_be_repeated)
            if (const auto earlier = state_->earlier_answer(command, content)) return *earlier;
        state_->keep_refusal(command, content, error);
        throw;
    }
    if (!attempted.files_gone.empty()) state_->remove_files(attempted.files_gone);
    // Only what was committed is kept for the next command.
    if (current) state_->keep(std::move(current));
    return outcome;
}

std::string App::new_id() {
    return base::random_id(state_->environment.random);
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

std::string built_in_register_text(const std::string& name) {
    const std::string wanted = std::string("schema/registers/") + name + ".yaml";
    for (const auto& file : built_in::embedded_files())
        if (file.path == wanted) return std::string(file.bytes);
    throw base::Error(
        base::ErrorKind::not_found,
        {"程序里没有底册“" + name + "”。", "The program has no register \"" + name + "\"."});
}

std::vector<registers::Declaration> built_in_registers() {
    std::vector<registers::Declaration> result;
    for (const auto& file : built_in::embedded_files())
        if (file.path.starts_with(schema_folder))
            result.push_back(registers::read_declaration(file.bytes, std::string(file.path)));
    return result;
}

}  // namespace app
