#include "draw/follow_up.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "text_detail.hpp"

namespace draw {
namespace {

std::vector<std::vector<std::string>> read_ids(std::string_view file, std::string_view text) {
    std::vector<std::vector<std::string>> rows;
    const auto lines = lines_of(file, text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto fields = base::split(lines[i], '\t');
        if (fields.size() != 4 || !std::all_of(fields.begin(), fields.end(), is_id))
            refuse_line(file, i,
                        {"应为四个编号，以一个制表符隔开。",
                         "there should be four ids with one TAB between."});
        rows.push_back(std::move(fields));
    }
    return rows;
}

/// How many units of each stratum are to be inspected.
std::map<std::string, std::int64_t> targets_of(const std::vector<Allocation>& allocations,
                                               const std::vector<Enlargement>& enlargements) {
    std::map<std::string, std::int64_t> targets;
    for (const Allocation& a : allocations) targets[a.stratum] = a.count;
    for (const Enlargement& e : enlargements) {
        const auto target = targets.find(e.stratum);
        if (target == targets.end() || e.count <= target->second)
            refuse("扩大样本：层 " + e.stratum + " 的新个数应大于原来的个数。",
                   "Enlarging: the new number of stratum " + e.stratum +
                       " should be larger than before.");
        target->second = e.count;
    }
    return targets;
}

/// Appends the units of one stratum.
void list_stratum(VisitList& list, std::int64_t target, const Drawn* begin, const Drawn* end,
                  const std::set<std::string_view>& replaced) {
    std::int64_t kept = 0;
    std::int64_t lost = 0;
    const Drawn* next = begin;
    for (; next != end && kept < target; ++next) {
        const bool gone = replaced.contains(next->unit);
        const Visit visit = gone                   ? Visit::replaced
                            : next->rank <= target ? Visit::sampled
                                                   : Visit::replacement;
        list.units.push_back({*next, visit});
        ++(gone ? lost : kept);
    }
    if (kept < target) list.exhausted.push_back(begin->stratum);
    if (lost * 10 > target) list.degraded.push_back(begin->stratum);
}

}  // namespace

std::string format_replacement(const Replacement& r) {
    return r.unit + "\t" + r.reason + "\t" + r.evidence + "\t" + r.approver + "\n";
}

std::vector<Replacement> read_replacements(std::string_view text) {
    std::vector<Replacement> replacements;
    for (const auto& row : read_ids("replaced.tsv", text))
        replacements.push_back({row[0], row[1], row[2], row[3]});
    return replacements;
}

std::string format_enlargement(const Enlargement& e) {
    return e.stratum + "\t" + std::to_string(e.count) + "\t" + e.reason + "\t" + e.approver + "\n";
}

std::vector<Enlargement> read_enlargements(std::string_view text) {
    std::vector<Enlargement> enlargements;
    for (const auto& row : read_ids("enlarged.tsv", text)) {
        const auto count = parse_count(row[1]);
        if (!count)
            refuse_line("enlarged.tsv", enlargements.size(),
                        {"个数不是整数。", "the number is no whole number."});
        enlargements.push_back({row[0], *count, row[2], row[3]});
    }
    return enlargements;
}

std::string to_text(Visit visit) {
    switch (visit) {
        case Visit::sampled:
            return "sampled";
        case Visit::replaced:
            return "replaced";
        case Visit::replacement:
            return "replacement";
    }
    return {};
}

std::string format_list(const VisitList& list) {
    std::string text;
    for (const Listed& l : list.units)
        text += l.drawn.stratum + "\t" + std::to_string(l.drawn.rank) + "\t" + l.drawn.unit + "\t" +
                l.drawn.ticket + "\t" + to_text(l.visit) + "\n";
    return text;
}

VisitList visit_list(const std::vector<Drawn>& ranked, std::vector<Allocation> allocations,
                     const std::vector<Replacement>& replacements,
                     const std::vector<Enlargement>& enlargements) {
    std::set<std::string_view> replaced;
    for (const Replacement& r : replacements) replaced.insert(r.unit);
    const auto targets = targets_of(allocations, enlargements);
    VisitList list;
    const Drawn* begin = ranked.data();
    const Drawn* const last = ranked.data() + ranked.size();
    while (begin != last) {
        const Drawn* const end =
            std::find_if(begin, last, [&](const Drawn& d) { return d.stratum != begin->stratum; });
        const auto target = targets.find(begin->stratum);
        if (target != targets.end()) list_stratum(list, target->second, begin, end, replaced);
        begin = end;
    }
    return list;
}

}  // namespace draw
