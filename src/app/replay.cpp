#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/bytes.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "refusal.hpp"
#include "store/personal.hpp"
#include "store/records.hpp"
#include "store/tables.hpp"
#include "trail/trail.hpp"

namespace app {
namespace {

constexpr std::int64_t entries_per_commit = 200;

Command command_of(const store::Operation& operation, const trail::Entry& entry) {
    Command command;
    command.id = operation.id;
    command.kind = operation.kind;
    command.payload = operation.payload;
    command.client_time = entry.client_time;
    command.actor = {entry.user, entry.role, entry.unit, entry.address, entry.device};
    return command;
}

[[noreturn]] void differs(std::int64_t sequence) {
    const std::string number = std::to_string(sequence);
    throw base::Error(
        base::ErrorKind::conflict,
        {"留痕第 " + number + " 条重放后的结果与当时不同，已停止。",
         "Entry " + number + " of the trail gives another result when replayed; stopped there."});
}

// True when `now` says all that was answered `then`. Later versions of the program may say more.
bool says_the_same(const std::string& then, const std::string& now) {
    if (then == now) return true;
    const auto before = nlohmann::json::parse(then, nullptr, false);
    const auto after = nlohmann::json::parse(now, nullptr, false);
    if (!before.is_object() || !after.is_object()) return false;
    for (const auto& [name, value] : before.items())
        if (!after.contains(name) || after.at(name) != value) return false;
    return true;
}

// Does again what the trail says, entry by entry, and keeps the trail's own bytes.
class Replay {
public:
    Replay(App::State& source, App::State& target) : source_(source), target_(target) {}

    std::int64_t run(store::Connection& from) {
        const store::TrailState goal = store::load_trail_state(from);
        std::int64_t done = 0;
        bool more = true;
        while (more) {
            target_.store.write([&](store::Connection& to) {
                store::refresh_field_key(to);
                require_same_beginning(from, to);
                const std::int64_t begin = store::load_trail_state(to).size;
                const std::int64_t end = std::min(goal.size, begin + entries_per_commit);
                for (std::int64_t sequence = begin + 1; sequence <= end; ++sequence)
                    repeat(from, to, sequence);
                done += end - begin;
                more = end < goal.size;
                if (!more) finish(from, to, goal);
            });
        }
        return done;
    }

private:
    void require_same_beginning(store::Connection& from, store::Connection& to) {
        const store::TrailState state = store::load_trail_state(to);
        if (state.size == 0) return begin(from, to);
        const auto line = store::load_trail_entry(from, state.size);
        if (line && line->line.hash == state.last_hash) return;
        throw base::Error(base::ErrorKind::conflict,
                          {"目标数据库的留痕不是来源的前一段，不能接着重放；没有改动。",
                           "The target's trail is not the beginning of the source's, so the "
                           "replay cannot go on from it. Nothing was changed."});
    }

    static void begin(store::Connection& from, store::Connection& to) {
        // The first schema did not hold the public key.
        for (const char* name : {"origin", "log_public_key"})
            if (const auto value = store::get_meta(from, name); !value.empty())
                store::set_meta(to, name, value);
        store::save_trail_state(to,
                                {0, trail::genesis_hash(store::get_meta(from, "origin")), "", ""});
    }

    void repeat(store::Connection& from, store::Connection& to, std::int64_t sequence) {
        const auto entry = store::load_trail_entry(from, sequence);
        if (!entry) differs(sequence);
        if (auto operation = store::operation_at(from, sequence)) {
            const bool refused = is_refusal(operation->answer);
            if (operation->payload.empty() && !refused)
                throw base::Error(
                    base::ErrorKind::conflict,
                    {"留痕第 " + std::to_string(sequence) + " 条的内容已依法删除，不能重放。",
                     "What entry " + std::to_string(sequence) +
                         " of the trail did has been erased; it cannot be replayed."});
            const auto said = trail::parse_entry(entry->line.line);
            if (!said) differs(sequence);
            if (!refused) act(from, to, *operation, *said);
            if (operation->payload == entry->details) operation->payload.clear();
            store::save_operation(to, *operation);
        }
        add_line(to, *entry);
    }

    void act(store::Connection& from, store::Connection& to, const store::Operation& operation,
             const trail::Entry& said) {
        Command command = command_of(operation, said);
        base::FixedClock clock{said.server_time};
        base::Environment at{clock, target_.environment.random, target_.environment.files};
        Handled handled;
        if (command.kind == "init") {
            handled = declare_registers(to, command.payload, operation.sequence);
        } else {
            const LocalFile file = attachment(from, command);
            command.attachment = file.path();
            catalogue_ = load_catalogue(to, catalogue_, store::catalogue_stamp(to));
            // What was allowed then is not asked again, but roles still say what an actor was.
            people::Access access =
                access_of_user(to, target_.roles, command.actor.user, said.server_time);
            access.everything = true;
            Work unseen;
            handled =
                target_.execute(to, command, operation.sequence, at, *catalogue_, access, unseen);
        }
        const Record& record = handled.record;
        const bool same_line = record.action == said.action && record.object == said.object &&
                               record.rule_hash == said.rule_hash;
        if (!same_line || !says_the_same(operation.answer, handled.answer) ||
            handled.has_findings != operation.has_findings)
            differs(operation.sequence);
    }

    LocalFile attachment(store::Connection& from, const Command& command) const {
        const auto payload = nlohmann::json::parse(command.payload, nullptr, false);
        constexpr std::string_view with_file[] = {"import", "attach_evidence", "freeze_document",
                                                  "load_template"};
        const bool has_file = std::find(std::begin(with_file), std::end(with_file), command.kind) !=
                              std::end(with_file);
        if (!has_file || !payload.is_object()) return LocalFile({});
        return source_.files.get(from, attachment_name(payload));
    }

    static void add_line(store::Connection& to, const store::TrailEntry& entry) {
        store::TrailState state = store::load_trail_state(to);
        trail::MerkleTree tree = restore_tree(state);
        tree.add(entry.line.line);
        store::append_trail(to, entry.line);
        if (!entry.salt.empty())
            store::save_trail_details(to, entry.line.sequence, entry.salt, entry.details);
        state.size = entry.line.sequence;
        state.last_hash = entry.line.hash;
        state.peaks = join_peaks(tree);
        store::save_trail_state(to, state);
    }

    // The signatures and the present key cannot be made again; they are the log's own.
    static void finish(store::Connection& from, store::Connection& to,
                       const store::TrailState& goal) {
        for (const auto& checkpoint : store::load_checkpoints(from))
            store::save_checkpoint(to, checkpoint);
        store::save_trail_state(to, goal);
    }

    App::State& source_;
    App::State& target_;
    std::shared_ptr<const Catalogue> catalogue_;
};

void copy_keys(base::Files& files, const std::filesystem::path& from,
               const std::filesystem::path& to) {
    if (from == to || !files.exists(from / "log.pub")) return;
    files.make_folder(to);
    copy_key_files(files, from, to);
}

// The same values are to be sealed with the same keys.
void copy_field_keys(base::Files& files, const std::filesystem::path& from,
                     const std::filesystem::path& to) {
    const auto source = field_key_file(from);
    const auto target = field_key_file(to);
    if (source == target || !files.exists(source)) return;
    const std::string keys = files.read(source);
    if (files.exists(target) && !keys.starts_with(files.read(target)))
        throw base::Error(base::ErrorKind::conflict,
                          {"目标文件夹已有另一套字段密钥，不能重放到那里；没有改动。",
                           "The target folder has other field keys, so nothing can be replayed "
                           "there. It was not changed."});
    files.make_folder(target.parent_path());
    write_field_keys(files, to, keys);
}

}  // namespace

ReplayReport App::replay(base::Environment& environment, const Options& source,
                         const Options& target) {
    State from(environment, source);
    environment.files.make_folder(target.data_folder);
    copy_field_keys(environment.files, source.data_folder, target.data_folder);
    if (!exists(target)) store::Store::create(store_options(environment.files, target));
    State to(environment, target);
    copy_keys(environment.files, source.data_folder / "keys", target.data_folder / "keys");
    ReplayReport report;
    std::vector<store::TableHash> before;
    from.store.read([&](store::Connection& connection) {
        report.replayed = Replay(from, to).run(connection);
        before = store::hash_tables(connection);
    });
    to.store.read([&](store::Connection& connection) {
        const auto after = store::hash_tables(connection);
        for (std::size_t i = 0; i < after.size(); ++i)
            report.tables.push_back({after[i].table, after[i].rows, after[i].sha256,
                                     i < before.size() && after[i] == before[i]});
        report.entries = store::load_trail_state(connection).size;
    });
    return report;
}

}  // namespace app
