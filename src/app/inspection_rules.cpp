#include "inspection_rules.hpp"

#include "built_in/embedded.hpp"
#include "programme/cursor.hpp"

namespace app {
namespace {

using programme::Cursor;
using programme::Mapping;

constexpr const char* rules_file = "rules/inspection.yaml";
constexpr std::string_view top_keys[] = {"version", "lots", "checks"};
constexpr std::string_view lot_keys[] = {"good_failing", "bad_failing", "good_refused",
                                         "bad_accepted"};
constexpr std::string_view check_keys[] = {"name", "label", "inspected", "reported", "metered"};
constexpr std::string_view counted_keys[] = {"register", "asked", "complies"};
constexpr std::int64_t whole_percent = 100;

std::int64_t read_percent(const Mapping& mapping, std::string_view key) {
    const auto at = mapping.require(key);
    const auto value = at ? programme::read_integer(*at, 0) : std::nullopt;
    if (!value) return 0;
    if (*value <= 0 || *value >= whole_percent)
        at->report({"应在 1 与 99 之间（百分数）。", "It must lie between 1 and 99 (percent)."});
    return *value;
}

LotLimits read_lots(const Cursor& at) {
    const Mapping mapping(at, lot_keys);
    const LotLimits lots{
        read_percent(mapping, "good_failing"), read_percent(mapping, "bad_failing"),
        read_percent(mapping, "good_refused"), read_percent(mapping, "bad_accepted")};
    if (lots.good_failing >= lots.bad_failing)
        at.report({"合格批的不合格率应小于不合格批的。",
                   "A good lot must have a smaller share failing than a bad one."});
    return lots;
}

std::string read_words(const Mapping& mapping, std::string_view key) {
    const auto at = mapping.require(key);
    return at ? programme::read_string(*at, 2000).value_or("") : "";
}

Counted read_counted(const Cursor& at) {
    const Mapping mapping(at, counted_keys);
    return {read_words(mapping, "register"), read_words(mapping, "asked"),
            read_words(mapping, "complies")};
}

InspectionCheck read_check(const Cursor& at) {
    const Mapping mapping(at, check_keys);
    InspectionCheck check;
    if (const auto n = mapping.require("name")) check.name = programme::read_name(*n).value_or("");
    if (const auto n = mapping.require("label"))
        check.label = programme::read_text(*n).value_or(base::Text{});
    if (const auto n = mapping.require("inspected")) check.inspected = read_counted(*n);
    if (const auto n = mapping.find("reported")) check.reported = read_counted(*n);
    if (const auto n = mapping.find("metered")) check.metered = read_counted(*n);
    return check;
}

}  // namespace

InspectionRules read_inspection_rules(std::string_view yaml, const std::string& file_name) {
    programme::Problems problems;
    InspectionRules rules;
    if (const auto root = programme::load_yaml(yaml, problems)) {
        const Mapping top(Cursor(*root, "", problems), top_keys);
        if (const auto n = top.require("lots")) rules.lots = read_lots(*n);
        if (const auto n = top.require("checks"))
            for (const Cursor& item : programme::read_list(*n))
                rules.checks.push_back(read_check(item));
    }
    if (problems.empty()) return rules;
    const auto first = problems.sorted().front();
    const std::string line = std::to_string(first.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"文件“" + file_name + "”第 " + line + " 行：" + first.message.zh,
                       file_name + ", line " + line + ": " + first.message.en});
}

InspectionRules built_in_inspection_rules() {
    for (const auto& file : built_in::embedded_files())
        if (file.path == rules_file)
            return read_inspection_rules(std::string(file.bytes), rules_file);
    return {};
}

}  // namespace app
