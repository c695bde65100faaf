#include "estimates/from_draw.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace estimates {
namespace {

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

}  // namespace

std::vector<Finding> read_findings(std::string_view text) {
    const std::map<std::string, bool, std::less<>> words = {
        {"yes", true}, {"1", true}, {"是", true}, {"no", false}, {"0", false}, {"否", false}};
    std::vector<Finding> findings;
    std::size_t number = 0;
    for (std::string line : base::split(text, '\n')) {
        ++number;
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\t' || c == ',' || c == '\r'; },
            ' ');
        std::vector<std::string> parts = base::split(line, ' ');
        std::erase(parts, std::string());
        if (parts.empty() || parts[0].starts_with('#')) continue;
        const auto word = parts.size() == 2 ? words.find(parts[1]) : words.end();
        if (word == words.end())
            refuse("第 " + std::to_string(number) + " 行应为“单元 是”或“单元 否”。",
                   "Line " + std::to_string(number) + " should be `unit yes` or `unit no`.");
        findings.push_back({parts[0], word->second});
    }
    return findings;
}

Inspected inspected_strata(const draw::Frame& frame, const draw::VisitList& list,
                           const std::vector<Finding>& findings) {
    std::map<std::string, Stratum> strata;
    for (const draw::Unit& unit : frame.units) {
        Stratum& stratum = strata[unit.stratum];
        stratum.name = unit.stratum;
        ++stratum.population;
    }
    std::map<std::string, std::string> waiting;
    for (const draw::Listed& listed : list.units)
        if (listed.visit != draw::Visit::replaced)
            waiting[listed.drawn.unit] = listed.drawn.stratum;
    Inspected inspected;
    for (const Finding& finding : findings) {
        const auto drawn = waiting.find(finding.unit);
        if (drawn == waiting.end())
            refuse(
                "单元 " + finding.unit + " 没有抽中、已被替换，或写了两次；指定检查的不计入比率。",
                "The unit " + finding.unit +
                    " was not drawn, was replaced or is there twice; targeted visits enter no "
                    "share.");
        Stratum& stratum = strata[drawn->second];
        ++stratum.sampled;
        stratum.count += finding.complies ? 1 : 0;
        waiting.erase(drawn);
    }
    inspected.open = static_cast<std::int64_t>(waiting.size());
    for (auto& [name, stratum] : strata) inspected.strata.push_back(std::move(stratum));
    return inspected;
}

}  // namespace estimates
