#include "draw/inspectors.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "hash_detail.hpp"
#include "text_detail.hpp"

namespace draw {
namespace {

constexpr std::string_view file = "inspectors.tsv";
constexpr std::size_t inspectors_a_unit = 2;

bool is_recusal(std::string_view text) {
    return is_id(text) || (text.ends_with('*') && is_id(text.substr(0, text.size() - 1)));
}

std::vector<std::string> read_recusals(std::size_t line, const std::string& text) {
    if (text == "-") return {};
    auto recusals = base::split(text, ',');
    for (const std::string& recusal : recusals)
        if (!is_recusal(recusal))
            refuse_line(
                file, line,
                {"回避“" + recusal + "”应为单元或层的编号，或编号的开头加 *；没有则写 -。",
                 "the recusal \"" + recusal +
                     "\" should be the id of a unit or stratum, or the beginning of ids and "
                     "*; - for none."});
    return recusals;
}

std::vector<const Inspector*> candidates(Hasher& hasher, const std::string& prefix,
                                         const Drawn& unit, const std::vector<Inspector>& pool) {
    std::vector<std::pair<base::Digest, const Inspector*>> tickets;
    for (const Inspector& inspector : pool)
        if (!is_recused(inspector, unit))
            tickets.emplace_back(hasher(prefix + unit.unit + "," + inspector.id), &inspector);
    std::sort(tickets.begin(), tickets.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second->id < b.second->id;
    });
    std::vector<const Inspector*> ordered;
    for (const auto& [ticket, inspector] : tickets) ordered.push_back(inspector);
    return ordered;
}

std::string prefix_of(std::string_view seed, std::string_view nonce) {
    return std::string(seed) + "," + std::string(nonce) + ",A,";
}

Assignment take_two(const Drawn& unit, const std::vector<const Inspector*>& ordered,
                    const std::function<bool(const Inspector&)>& is_free) {
    Assignment assignment{unit.unit, {}};
    for (const Inspector* inspector : ordered) {
        if (assignment.inspectors.size() == inspectors_a_unit) break;
        if (is_free(*inspector)) assignment.inspectors.push_back(inspector->id);
    }
    return assignment;
}

}  // namespace

std::string format_inspectors(const std::vector<Inspector>& inspectors) {
    std::string text;
    for (const Inspector& i : inspectors)
        text += i.id + "\t" + (i.recusals.empty() ? "-" : base::join(i.recusals, ",")) + "\n";
    return text;
}

std::vector<Inspector> read_inspectors(std::string_view text) {
    const auto lines = lines_of(file, text);
    std::vector<Inspector> inspectors;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto fields = base::split(lines[i], '\t');
        if (fields.size() != 2 || !is_id(fields[0]))
            refuse_line(file, i,
                        {"应为检查人员编号、制表符、回避事项。",
                         "this should be the inspector's id, TAB, recusals."});
        if (i > 0 && inspectors.back().id >= fields[0])
            refuse_line(file, i,
                        {"编号重复，或没有从小到大排列。",
                         "the id is there twice or not in the order of its bytes."});
        inspectors.push_back({fields[0], read_recusals(i, fields[1])});
    }
    return inspectors;
}

std::vector<Inspector> sort_inspectors(std::string_view text) {
    std::vector<Inspector> inspectors;
    for (std::string line : base::split(text, '\n')) {
        std::replace_if(
            line.begin(), line.end(),
            [](char c) { return c == '\t' || c == ',' || c == ';' || c == '\r'; }, ' ');
        std::vector<std::string> words = base::split(line, ' ');
        std::erase_if(words, [](const std::string& word) { return word.empty() || word == "-"; });
        if (words.empty() || words[0].starts_with('#')) continue;
        inspectors.push_back({words[0], {words.begin() + 1, words.end()}});
    }
    std::sort(inspectors.begin(), inspectors.end(),
              [](const Inspector& a, const Inspector& b) { return a.id < b.id; });
    return inspectors;
}

bool is_recused(const Inspector& inspector, const Drawn& unit) {
    return std::any_of(inspector.recusals.begin(), inspector.recusals.end(),
                       [&](const std::string& recusal) {
                           if (recusal.ends_with('*'))
                               return unit.unit.starts_with(
                                   std::string_view(recusal).substr(0, recusal.size() - 1));
                           return recusal == unit.unit || recusal == unit.stratum;
                       });
}

std::string format_assignments(const std::vector<Assignment>& assignments) {
    std::string text;
    for (const Assignment& a : assignments) {
        text += a.unit;
        for (std::size_t i = 0; i < inspectors_a_unit; ++i)
            text += "\t" + (i < a.inspectors.size() ? a.inspectors[i] : "-");
        text += "\n";
    }
    return text;
}

std::vector<Assignment> assign_inspectors(HashName name, std::string_view seed,
                                          std::string_view nonce, std::vector<Drawn> sample,
                                          const std::vector<Inspector>& pool) {
    std::vector<Assignment> assignments;
    if (pool.empty()) return assignments;
    std::sort(sample.begin(), sample.end(), [](const Drawn& a, const Drawn& b) {
        return a.ticket != b.ticket ? a.ticket < b.ticket : a.unit < b.unit;
    });
    const std::size_t bound =
        (inspectors_a_unit * sample.size() + pool.size() - 1) / pool.size() + 1;
    std::map<std::string, std::size_t> loads;
    Hasher hasher(name);
    const std::string prefix = prefix_of(seed, nonce);
    for (const Drawn& unit : sample) {
        assignments.push_back(
            take_two(unit, candidates(hasher, prefix, unit, pool),
                     [&](const Inspector& inspector) { return loads[inspector.id] < bound; }));
        for (const std::string& taken : assignments.back().inspectors) ++loads[taken];
    }
    return assignments;
}

Assignment assign_to_one(HashName name, std::string_view seed, std::string_view nonce,
                         const Drawn& unit, const std::vector<Inspector>& pool) {
    Hasher hasher(name);
    return take_two(unit, candidates(hasher, prefix_of(seed, nonce), unit, pool),
                    [](const Inspector&) { return true; });
}

}  // namespace draw
