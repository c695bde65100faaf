#include "trail/witness.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace trail {
namespace {

constexpr std::string_view title = "wanjia-witness/v1";
constexpr std::string_view no_origin = "-";

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value < 0 || std::to_string(value) != text) return std::nullopt;
    (void)end;
    return value;
}

void require_growth(const WitnessState& state, const Checkpoint& next,
                    std::span<const base::Digest> proof) {
    const base::Digest root = state.size == 0 ? MerkleTree{}.root() : state.root;
    const std::string before = std::to_string(state.size);
    const std::string now = std::to_string(next.size);
    if (next.size < state.size)
        refuse(base::ErrorKind::conflict,
               "警报：日志变短了（已见证 " + before + " 条，现在只有 " + now + " 条），拒绝见证。",
               "Alarm: the log is shorter (" + before + " entries were witnessed, now " + now +
                   "). Not signed.");
    if (next.size == state.size && next.root != root)
        refuse(base::ErrorKind::conflict,
               "警报：同样 " + now + " 条却是另一个根，历史被改写，拒绝见证。",
               "Alarm: the same " + now +
                   " entries have another root: the history was rewritten. "
                   "Not signed.");
    if (next.size > state.size &&
        !verify_consistency(state.size, root, next.size, next.root, proof))
        refuse(base::ErrorKind::invalid_input,
               "没有证明现在的日志是由已见证的 " + before + " 条增长而来，拒绝见证。",
               "There is no proof that the log grew from the " + before +
                   " entries witnessed. Not signed.");
}

}  // namespace

std::string format_state(const WitnessState& state) {
    return std::string(title) + "\n" +
           (state.origin.empty() ? std::string(no_origin) : state.origin) + "\n" +
           std::to_string(state.size) + "\n" + base::to_base64(state.root) + "\n" +
           std::to_string(state.time) + "\n";
}

std::optional<WitnessState> parse_state(std::string_view text) {
    const auto lines = base::split(text, '\n');
    if (lines.size() != 6 || lines[0] != title) return std::nullopt;
    WitnessState state;
    state.origin = lines[1] == no_origin ? std::string() : lines[1];
    const auto size = parse_whole(lines[2]);
    const auto root = base::from_base64(lines[3]);
    const auto time = parse_whole(lines[4]);
    if (!size || !root || root->size() != state.root.size() || !time) return std::nullopt;
    state.size = *size;
    std::copy(root->begin(), root->end(), state.root.begin());
    state.time = *time;
    return format_state(state) == text ? std::optional(state) : std::nullopt;
}

WitnessState witness(const WitnessState& state, std::string_view checkpoint,
                     std::string_view log_public_pem, std::span<const base::Digest> proof,
                     std::int64_t unix_seconds) {
    const auto next = parse_checkpoint(checkpoint);
    if (!next) refuse(base::ErrorKind::invalid_input, "这不是检查点。", "This is no checkpoint.");
    if (!state.origin.empty() && next->origin != state.origin)
        refuse(
            base::ErrorKind::conflict,
            "这是另一份日志“" + next->origin + "”的检查点，本见证人只见证“" + state.origin + "”。",
            "This is a checkpoint of another log, " + next->origin + "; this witness signs " +
                state.origin + ".");
    if (!verify_log_signature(checkpoint, next->origin, log_public_pem))
        refuse(base::ErrorKind::invalid_input, "检查点上没有该日志的有效签名，拒绝见证。",
               "The checkpoint bears no valid signature of its log. Not signed.");
    require_growth(state, *next, proof);
    if (!state.origin.empty() && next->size == state.size) return state;
    return {next->origin, next->size, next->root, unix_seconds};
}

std::string answer_of(const WitnessState& kept, std::string_view checkpoint, std::string_view name,
                      std::string_view private_pem) {
    const auto said = parse_checkpoint(checkpoint);
    if (!said || said->origin != kept.origin || said->size != kept.size || said->root != kept.root)
        refuse(base::ErrorKind::conflict, "检查点与保存的状态不同，不签。",
               "The checkpoint is not the one whose state was kept. Not signed.");
    return cosign_checkpoint(checkpoint, name, private_pem, kept.time);
}

}  // namespace trail
