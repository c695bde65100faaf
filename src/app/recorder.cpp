#include "recorder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "store/records.hpp"
#include "trail/trail.hpp"

namespace app {
namespace {

constexpr std::int64_t checkpoint_entries = 1000;
constexpr std::int64_t checkpoint_ms = 60'000;

std::string to_bytes(const base::Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

base::Digest to_digest(std::string_view bytes) {
    base::Digest digest{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
    return digest;
}

base::Text damaged(const std::string& zh, const std::string& en) {
    return {"留痕校验不通过：" + zh, "The trail does not verify: " + en};
}

}  // namespace

trail::MerkleTree restore_tree(const store::TrailState& state) {
    std::vector<base::Digest> peaks;
    for (std::size_t at = 0; at + 32 <= state.peaks.size(); at += 32)
        peaks.push_back(to_digest(std::string_view(state.peaks).substr(at, 32)));
    return trail::MerkleTree::restore(state.size, std::move(peaks));
}

std::string join_peaks(const trail::MerkleTree& tree) {
    std::string bytes;
    for (const base::Digest& peak : tree.peaks()) bytes += to_bytes(peak);
    return bytes;
}

std::string Recorder::begin(store::Connection& connection) const {
    std::array<std::uint8_t, 32> seed{};
    environment_.random.fill(seed);
    const trail::KeyPair pair = trail::make_key_pair(seed);
    environment_.files.make_folder(key_folder_);
    environment_.files.write(key_folder_ / "log.key.pem", pair.private_pem);
    environment_.files.write(key_folder_ / "log.pub", pair.public_pem);
    std::filesystem::permissions(
        key_folder_ / "log.key.pem",
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::string origin = "wanjia-" + base::random_id(environment_.random).substr(0, 12);
    store::set_meta(connection, "origin", origin);
    store::set_meta(connection, "log_public_key", pair.public_pem);
    base::Digest key{};
    environment_.random.fill(key);
    store::save_trail_state(connection, {0, trail::genesis_hash(origin), "", to_bytes(key)});
    return base::to_hex(key);
}

void Recorder::append(store::Connection& connection, store::TrailState& state, base::Instant now,
                      const Command& command, const Record& record, bool succeeded) const {
    trail::MerkleTree tree = restore_tree(state);
    std::array<std::uint8_t, 16> salt{};
    environment_.random.fill(salt);
    const std::string salt_text(reinterpret_cast<const char*>(salt.data()), salt.size());

    trail::Entry entry;
    entry.server_time = now;
    entry.client_time = command.client_time;
    entry.user = command.actor.user;
    entry.role = command.actor.role;
    entry.unit = command.actor.unit;
    entry.address = command.actor.address;
    entry.device = command.actor.device;
    entry.action = record.action;
    entry.object = record.object;
    entry.succeeded = succeeded;
    entry.rule_hash = record.rule_hash;
    entry.details_hash = base::to_hex(base::sha256(salt_text + record.details));

    const std::int64_t sequence = state.size + 1;
    const std::string line =
        trail::format_line(sequence, state.last_hash, trail::format_entry(entry));
    const base::Digest key = to_digest(state.ratchet_key);
    tree.add(line);
    const std::string hash = trail::line_hash(line);
    // A clock set back moves no entry before an earlier one.
    const std::int64_t time_ms = std::max(base::to_milliseconds(now), state.last_time_ms);
    store::append_trail(connection,
                        {sequence, line, hash, to_bytes(base::hmac_sha256(key, line)), time_ms});
    store::save_trail_details(connection, sequence, salt_text, record.details);
    state.size = sequence;
    state.last_hash = hash;
    state.peaks = join_peaks(tree);
    state.ratchet_key = to_bytes(trail::next_ratchet_key(key));
    state.last_time_ms = time_ms;
    store::save_trail_state(connection, state);
}

void Recorder::checkpoint(store::Connection& connection, const store::TrailState& state,
                          bool now) const {
    const std::int64_t time_ms = base::to_milliseconds(environment_.clock.now());
    const std::int64_t new_entries = state.size - state.checkpoint_size;
    if (new_entries == 0) return;
    const bool due = state.checkpoint_size == 0 || new_entries >= checkpoint_entries ||
                     time_ms - state.checkpoint_time_ms >= checkpoint_ms;
    if (!now && !due) return;
    // Another machine of the same server may hold the key; it signs then.
    const auto key_file = key_folder_ / "log.key.pem";
    if (!environment_.files.exists(key_file)) return;
    const std::string origin = store::get_meta(connection, "origin");
    const std::string body =
        trail::checkpoint_body(origin, state.size, restore_tree(state).root(), state.last_hash);
    const std::string key = environment_.files.read(key_file);
    store::save_checkpoint(connection,
                           {state.size, time_ms, trail::sign_checkpoint(body, origin, key)});
}

std::string Recorder::log_public_key(store::Connection& connection) const {
    // The first schema kept it only beside the private key.
    const std::string key = store::get_meta(connection, "log_public_key");
    return key.empty() ? environment_.files.read(key_folder_ / "log.pub") : key;
}

Recorder::Moment Recorder::moment(store::Connection& connection, std::int64_t sequence) const {
    const auto entry = store::load_trail_entry(connection, sequence);
    if (!entry) return {};
    const auto said = trail::parse_entry(entry->line.line);
    return {base::format_instant(base::Instant(std::chrono::milliseconds(entry->line.time_ms))),
            said ? said->user : std::string{}};
}

App::TrailCheck Recorder::verify(store::Connection& connection) const {
    App::TrailCheck check;
    const std::string origin = store::get_meta(connection, "origin");
    const std::string public_key = log_public_key(connection);
    const auto checkpoints = store::load_checkpoints(connection);
    auto next = checkpoints.begin();
    trail::ChainVerifier chain(origin);
    const auto check_due = [&] {
        for (; next != checkpoints.end() && next->size == chain.size() && !check.problem; ++next) {
            const auto parsed = trail::parse_checkpoint(next->text);
            const std::string size = std::to_string(next->size);
            if (!parsed || !trail::verify_log_signature(next->text, origin, public_key))
                check.problem = damaged("检查点 " + size + " 的签名不对。",
                                        "the signature of checkpoint " + size + " is wrong.");
            else if (parsed->size != chain.size() || parsed->root != chain.tree().root() ||
                     parsed->chain != chain.last_hash())
                check.problem =
                    damaged("前 " + size + " 条与检查点不一致。",
                            "the first " + size + " entries differ from their checkpoint.");
            else
                ++check.checkpoints;
        }
    };
    store::for_each_trail_line(connection, [&](std::int64_t, std::string_view line) {
        if (!check.problem && chain.add(line)) check_due();
    });
    if (!check.problem && chain.problem()) check.problem = chain.problem();
    if (!check.problem && next != checkpoints.end())
        check.problem =
            damaged("检查点之后的条目被截去。", "entries covered by a checkpoint are missing.");
    const store::TrailState state = store::load_trail_state(connection);
    if (!check.problem && (state.size != chain.size() || state.last_hash != chain.last_hash()))
        check.problem = damaged("条目数与记录的不一致。",
                                "the number of entries differs from the one recorded.");
    check.entries = chain.size();
    check.root = base::to_base64(chain.tree().root());
    return check;
}

std::int64_t Recorder::export_to(store::Connection& connection,
                                 const std::filesystem::path& folder) const {
    environment_.files.make_folder(folder);
    std::string log;
    std::int64_t entries = 0;
    store::for_each_trail_line(connection, [&](std::int64_t, std::string_view line) {
        log.append(line).append("\n");
        ++entries;
    });
    environment_.files.write(folder / "audit.log", log);
    if (const auto last = store::last_checkpoint(connection))
        environment_.files.write(folder / "checkpoint", last->text);
    environment_.files.write(folder / (store::get_meta(connection, "origin") + ".pub"),
                             log_public_key(connection));
    return entries;
}

}  // namespace app
