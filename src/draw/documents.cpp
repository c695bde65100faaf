#include <algorithm>
#include <map>

#include "draw/protocol.hpp"
#include "text_detail.hpp"

namespace draw {
namespace {

constexpr std::string_view id_characters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-";

void require_id(std::string_view file, std::size_t line, std::string_view text) {
    if (!is_id(text))
        refuse_line(
            file, line,
            {"“" + std::string(text) + "”不是编号：1 至 64 个字母、数字、点、下划线或短横。",
             "\"" + std::string(text) +
                 "\" is no id: 1 to 64 letters, digits, dots, underscores or hyphens."});
}

std::vector<std::string> fields_of(std::string_view file, std::size_t index,
                                   const std::string& line, std::size_t count) {
    auto fields = base::split(line, '\t');
    if (fields.size() != count)
        refuse_line(file, index,
                    {"应有 " + std::to_string(count) + " 个字段，以一个制表符隔开。",
                     "there should be " + std::to_string(count) + " fields with one TAB between."});
    return fields;
}

void require_ascending(std::string_view file, std::size_t index, std::string_view previous,
                       std::string_view next) {
    if (previous < next) return;
    refuse_line(file, index,
                {"“" + std::string(next) + "”重复，或没有按编号从小到大排列。",
                 "\"" + std::string(next) + "\" is there twice or not in the order of its bytes."});
}

}  // namespace

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           text.find_first_not_of(id_characters) == std::string_view::npos;
}

bool is_number(std::string_view text) {
    return text.size() == 64 &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string format_frame(const Frame& frame) {
    std::string text = "#nonce=" + frame.nonce + "\n";
    for (const Unit& unit : frame.units) {
        text += unit.id;
        text += '\t';
        text += unit.stratum;
        text += '\n';
    }
    return text;
}

Frame read_frame(std::string_view text) {
    constexpr std::string_view file = "frame.tsv";
    const auto lines = lines_of(file, text);
    Frame frame;
    if (!lines[0].starts_with("#nonce=") || !is_number(lines[0].substr(7)))
        refuse_line(file, 0,
                    {"应为 #nonce= 和 64 位小写十六进制数。",
                     "this should be #nonce= and 64 lower-case hexadecimal digits."});
    frame.nonce = lines[0].substr(7);
    frame.units.reserve(lines.size() - 1);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto fields = fields_of(file, i, lines[i], 2);
        require_id(file, i, fields[0]);
        require_id(file, i, fields[1]);
        if (i > 1) require_ascending(file, i, frame.units.back().id, fields[0]);
        frame.units.push_back({std::move(fields[0]), std::move(fields[1])});
    }
    return frame;
}

std::string format_allocations(const std::vector<Allocation>& allocations) {
    std::string text;
    for (const Allocation& a : allocations)
        text += a.stratum + "\t" + std::to_string(a.count) + "\n";
    return text;
}

std::vector<Allocation> read_allocations(std::string_view text) {
    constexpr std::string_view file = "alloc.tsv";
    const auto lines = lines_of(file, text);
    std::vector<Allocation> allocations;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto fields = fields_of(file, i, lines[i], 2);
        require_id(file, i, fields[0]);
        if (i > 0) require_ascending(file, i, allocations.back().stratum, fields[0]);
        const auto count = parse_count(fields[1]);
        if (!count)
            refuse_line(file, i,
                        {"抽取数“" + fields[1] + "”不是不带前导零的整数。",
                         "\"" + fields[1] + "\" is no whole number without leading zeros."});
        allocations.push_back({fields[0], *count});
    }
    return allocations;
}

void require_enough(const Frame& frame, const std::vector<Allocation>& allocations) {
    std::map<std::string_view, std::int64_t> sizes;
    for (const Unit& unit : frame.units) ++sizes[unit.stratum];
    for (const Allocation& a : allocations)
        if (a.count > sizes[a.stratum])
            refuse("层 " + a.stratum + " 要抽 " + std::to_string(a.count) + " 个，样本框里只有 " +
                       std::to_string(sizes[a.stratum]) + " 个。",
                   "Stratum " + a.stratum + ": " + std::to_string(a.count) +
                       " units are to be drawn, but the frame has " +
                       std::to_string(sizes[a.stratum]) + ".");
}

std::string format_commits(const std::vector<Commit>& commits) {
    std::string text;
    for (const Commit& c : commits) text += c.party + "\t" + c.commitment + "\n";
    return text;
}

std::vector<Commit> read_commits(std::string_view text, const Announcement& announcement) {
    constexpr std::string_view file = "commits.tsv";
    std::vector<Commit> commits;
    if (text.empty()) return commits;
    const auto lines = lines_of(file, text);
    auto from = announcement.parties.begin();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto fields = fields_of(file, i, lines[i], 2);
        from = std::find(from, announcement.parties.end(), fields[0]);
        if (from == announcement.parties.end())
            refuse_line(file, i,
                        {"“" + fields[0] + "”不是公告里的参与方，或次序与公告不同。",
                         "\"" + fields[0] + "\" is no announced party or not in that order."});
        ++from;
        if (!is_number(fields[1]))
            refuse_line(file, i,
                        {"承诺值应为 64 位小写十六进制数。",
                         "a commitment is 64 lower-case hexadecimal digits."});
        commits.push_back({std::move(fields[0]), std::move(fields[1])});
    }
    return commits;
}

std::string format_reveals(const std::vector<Reveal>& reveals) {
    std::string text;
    for (const Reveal& r : reveals)
        text += "reveal." + r.party + "=" + r.number.value_or("absent") + "\n";
    return text;
}

std::string format_seed(const Seed& seed) {
    return "VRS-1/seed\nannounce=" + seed.announce_hash + "\n" + format_reveals(seed.reveals) +
           "public." + seed.public_name + "=" + seed.public_value + "\n";
}

Seed read_seed(std::string_view text, const Announcement& announcement) {
    constexpr std::string_view file = "seed.txt";
    const auto lines = lines_of(file, text);
    const std::size_t parties = announcement.parties.size();
    if (lines.size() != parties + 3)
        refuse("seed.txt 应有 " + std::to_string(parties + 3) +
                   " 行：题头、公告、每个参与方一行、公共随机值。",
               "seed.txt should have " + std::to_string(parties + 3) +
                   " lines: title, announcement, one a party, the public value.");
    Seed seed;
    if (lines[0] != "VRS-1/seed")
        refuse_line(file, 0, {"应为 VRS-1/seed。", "this should be VRS-1/seed."});
    if (!lines[1].starts_with("announce=") || !is_number(lines[1].substr(9)))
        refuse_line(file, 1,
                    {"应为 announce= 和公告的杂凑值。",
                     "this should be announce= and the hash of announce.txt."});
    seed.announce_hash = lines[1].substr(9);
    for (std::size_t i = 0; i < parties; ++i) {
        const std::string key = "reveal." + announcement.parties[i] + "=";
        const std::string& line = lines[i + 2];
        const std::string value = line.starts_with(key) ? line.substr(key.size()) : "";
        if (value != "absent" && !is_number(value))
            refuse_line(file, i + 2,
                        {"应为 " + key + " 和 64 位十六进制数，或 absent。",
                         "this should be " + key + " and 64 hexadecimal digits, or absent."});
        seed.reveals.push_back(
            {announcement.parties[i], value == "absent" ? std::nullopt : std::optional(value)});
    }
    const std::string& last = lines.back();
    for (const std::string* name : {&announcement.public_name, &announcement.public_fallback})
        if (last.starts_with("public." + *name + "=") && seed.public_name.empty()) {
            seed.public_name = *name;
            seed.public_value = last.substr(name->size() + 8);
        }
    if (seed.public_name.empty())
        refuse_line(file, lines.size() - 1,
                    {"公共随机值不是公告所指的那一个。",
                     "the public value is not of the source that was announced."});
    if (canonical_public_value(seed.public_name, seed.public_value) != seed.public_value)
        refuse_line(
            file, lines.size() - 1,
            {"公共随机值没有写成规定的样子。", "the public value is not in its only spelling."});
    return seed;
}

std::string format_sample(const std::vector<Drawn>& sample) {
    std::string text;
    for (const Drawn& d : sample)
        text += d.stratum + "\t" + std::to_string(d.rank) + "\t" + d.unit + "\t" + d.ticket + "\n";
    return text;
}

}  // namespace draw
