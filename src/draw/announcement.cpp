#include <array>
#include <chrono>
#include <set>

#include "draw/protocol.hpp"
#include "text_detail.hpp"

namespace draw {
namespace {

constexpr std::string_view file = "announce.txt";
constexpr std::array<std::string_view, 13> keys = {
    "protocol",   "draw_id",   "hash",      "frame_hash",      "frame_count",
    "alloc_hash", "parties",   "public",    "public_fallback", "commit_by",
    "reveal_by",  "public_at", "seal_until"};
constexpr auto wait_for_public = std::chrono::hours(2);

/// The values of the 13 lines, whatever they are.
std::vector<std::string> values_of(std::string_view text) {
    const auto lines = lines_of(file, text);
    if (lines.size() != keys.size())
        refuse("announce.txt 应有 13 行。", "announce.txt should have 13 lines.");
    std::vector<std::string> values;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const std::string key = std::string(keys[i]) + "=";
        if (!lines[i].starts_with(key))
            refuse_line(file, i,
                        {"应以 " + key + " 开头。", "this should begin with " + key + "."});
        values.push_back(lines[i].substr(key.size()));
    }
    return values;
}

std::string id_at(const std::vector<std::string>& values, std::size_t index) {
    if (!is_id(values[index])) refuse_line(file, index, {"不是编号。", "this is no id."});
    return values[index];
}

std::string number_at(const std::vector<std::string>& values, std::size_t index) {
    if (!is_number(values[index]))
        refuse_line(
            file, index,
            {"应为 64 位小写十六进制数。", "this should be 64 lower-case hexadecimal digits."});
    return values[index];
}

base::Instant time_at(const std::vector<std::string>& values, std::size_t index) {
    const auto time = parse_time(values[index]);
    if (!time)
        refuse_line(file, index,
                    {"时间应写成 2026-11-24T08:00:00Z（UTC）。",
                     "a time is written like 2026-11-24T08:00:00Z (UTC)."});
    return *time;
}

std::vector<std::string> parties_of(const std::string& text) {
    auto parties = base::split(text, ',');
    std::set<std::string> seen;
    for (const std::string& party : parties)
        if (!is_id(party) || !seen.insert(party).second)
            refuse_line(file, 6,
                        {"参与方应是不重复的编号，以逗号隔开。",
                         "parties are ids with commas between, each once."});
    return parties;
}

void require_order(const Announcement& a) {
    if (a.commit_by >= a.reveal_by)
        refuse("公告：承诺截止时间应早于揭示截止时间。",
               "The announcement: commit_by should be before reveal_by.");
    if (a.public_at < a.reveal_by ||
        (!is_on_site(a.public_name) && a.public_at < a.reveal_by + wait_for_public))
        refuse("公告：公共随机值应在揭示截止至少两小时之后产生（现场掷骰可紧接其后）。",
               "The announcement: the public value should come two hours or more after reveal_by "
               "(dice in the room: not before it).");
    if (a.seal_until < a.public_at)
        refuse("公告：公开时间不应早于公共随机值产生的时间。",
               "The announcement: seal_until should not be before public_at.");
}

}  // namespace

std::optional<base::Instant> parse_time(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00T00:00:00Z";
    if (text.size() != shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == '0' ? (text[i] < '0' || text[i] > '9') : text[i] != shape[i])
            return std::nullopt;
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
    const auto date = base::parse_date(text.substr(0, 10));
    if (!date || two(11) > 23 || two(14) > 59 || two(17) > 59) return std::nullopt;
    return base::Instant(std::chrono::sys_days(*date)) + std::chrono::hours(two(11)) +
           std::chrono::minutes(two(14)) + std::chrono::seconds(two(17));
}

std::string format_time(base::Instant time) {
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - days));
    const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return base::format_date(base::Date(days)) + "T" + two(clock.hours().count()) + ":" +
           two(clock.minutes().count()) + ":" + two(clock.seconds().count()) + "Z";
}

std::string format_announcement(const Announcement& a) {
    const std::array<std::string, 13> values = {"VRS-1",
                                                a.draw_id,
                                                to_text(a.hash),
                                                a.frame_hash,
                                                std::to_string(a.frame_count),
                                                a.alloc_hash,
                                                base::join(a.parties, ","),
                                                a.public_name,
                                                a.public_fallback,
                                                format_time(a.commit_by),
                                                format_time(a.reveal_by),
                                                format_time(a.public_at),
                                                format_time(a.seal_until)};
    std::string text;
    for (std::size_t i = 0; i < keys.size(); ++i)
        text += std::string(keys[i]) + "=" + values[i] + "\n";
    return text;
}

Announcement read_announcement(std::string_view text) {
    const auto values = values_of(text);
    if (values[0] != "VRS-1")
        refuse_line(file, 0, {"协议应为 VRS-1。", "the protocol should be VRS-1."});
    Announcement a;
    a.draw_id = id_at(values, 1);
    if (values[2] != "sha256" && values[2] != "sm3")
        refuse_line(file, 2, {"杂凑算法应为 sha256 或 sm3。", "the hash is sha256 or sm3."});
    a.hash = values[2] == "sm3" ? HashName::sm3 : HashName::sha256;
    a.frame_hash = number_at(values, 3);
    const auto count = parse_count(values[4]);
    if (!count) refuse_line(file, 4, {"不是整数。", "this is no whole number."});
    a.frame_count = *count;
    a.alloc_hash = number_at(values, 5);
    a.parties = parties_of(values[6]);
    a.public_name = id_at(values, 7);
    a.public_fallback = id_at(values, 8);
    a.commit_by = time_at(values, 9);
    a.reveal_by = time_at(values, 10);
    a.public_at = time_at(values, 11);
    a.seal_until = time_at(values, 12);
    require_order(a);
    return a;
}

}  // namespace draw
