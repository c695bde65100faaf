#include "trail/trail.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace trail {
namespace {

struct Fields {
    std::string_view sequence;
    std::string_view previous;
    std::string_view json;
};

std::optional<Fields> split_line(std::string_view line) {
    const std::size_t first = line.find('\t');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = line.find('\t', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    return Fields{line.substr(0, first), line.substr(first + 1, second - first - 1),
                  line.substr(second + 1)};
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20U; });
}

base::Text malformed(const std::string& number) {
    return {"留痕日志第 " + number + " 行不是“序号、前一行的散列值、记录内容”三栏的一行。",
            "Line " + number +
                " of the trail is not one line of three columns: number, hash of the line before, "
                "record."};
}

base::Text wrong_sequence(const std::string& number, std::string_view found) {
    return {"留痕日志第 " + number + " 行的序号应为 " + number + "，实为“" + std::string(found) +
                "”：有记录被删除、插入或调换。",
            "Line " + number + " of the trail should bear the number " + number + " but bears \"" +
                std::string(found) + "\": an entry was deleted, inserted or moved."};
}

base::Text wrong_previous(const std::string& number) {
    return {"留痕日志第 " + number + " 行与前一行接不上：前一行或本行被改动过。",
            "Line " + number +
                " of the trail does not follow from the line before: that line or this one was "
                "changed."};
}

}  // namespace

std::string genesis_hash(std::string_view origin) {
    return line_hash("TAL-1/genesis\n" + std::string(origin) + "\n");
}

std::string format_line(std::int64_t sequence, std::string_view previous_hash,
                        std::string_view json) {
    std::string line = std::to_string(sequence);
    line += '\t';
    line += previous_hash;
    line += '\t';
    line += json;
    return line;
}

std::string line_hash(std::string_view line) {
    return base::to_hex(base::sha256(line));
}

base::Digest next_ratchet_key(const base::Digest& key) {
    base::Sha256 hash;
    hash.add("TAL-1/ratchet");
    hash.add({reinterpret_cast<const char*>(key.data()), key.size()});
    return hash.finish();
}

ChainVerifier::ChainVerifier(std::string_view origin) : last_hash_(genesis_hash(origin)) {}

bool ChainVerifier::add(std::string_view line) {
    if (problem_) return false;
    const std::string number = std::to_string(size() + 1);
    const auto fields = split_line(line);
    if (!fields || fields->json.empty() || has_control_character(fields->json))
        problem_ = malformed(number);
    else if (fields->sequence != number)
        problem_ = wrong_sequence(number, fields->sequence);
    else if (fields->previous != last_hash_)
        problem_ = wrong_previous(number);
    if (problem_) return false;
    tree_.add(line);
    last_hash_ = line_hash(line);
    return true;
}

std::optional<base::Text> compare(const ChainVerifier& log, const Checkpoint& checkpoint) {
    const std::string size = std::to_string(checkpoint.size);
    if (log.problem()) return log.problem();
    if (log.size() != checkpoint.size)
        return base::Text{"检查点记有 " + size + " 条记录，留痕日志只读到 " +
                              std::to_string(log.size()) + " 条：日志尾部被截去。",
                          "The checkpoint covers " + size + " entries but the trail has " +
                              std::to_string(log.size()) + ": its end was cut off."};
    if (log.last_hash() == checkpoint.chain && log.tree().root() == checkpoint.root)
        return std::nullopt;
    return base::Text{"留痕日志前 " + size + " 条与检查点不符：检查点签署之后日志被改写过。",
                      "The first " + size +
                          " entries of the trail are not those of the checkpoint: the trail was "
                          "rewritten after the checkpoint was signed."};
}

}  // namespace trail
