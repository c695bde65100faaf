#include "crossings/clearance.hpp"

#include <algorithm>

#include "programme/cursor.hpp"

namespace crossings {
namespace {

using programme::Cursor;
using programme::Mapping;

constexpr std::int64_t buffer_max_m = 1'000;
constexpr std::pair<std::string_view, bool> truths[] = {{"true", true}, {"false", false}};

VoltageClass read_voltage(const Cursor& at) {
    constexpr std::string_view known[] = {"class", "from_kv"};
    const Mapping mapping(at, known);
    VoltageClass voltage;
    if (const auto name = mapping.require("class"))
        voltage.name = programme::read_name(*name).value_or("");
    if (const auto from = mapping.require("from_kv"))
        voltage.from_kv = programme::read_points(*from).value_or(base::Rational(0));
    return voltage;
}

/// Metres as whole millimetres.
std::optional<std::int64_t> read_millimetres(const Cursor& at) {
    const auto metres = programme::read_points(at);
    if (!metres) return std::nullopt;
    const base::Rational millimetres = *metres * 1000;
    if (millimetres.get_den() == 1 && *metres <= buffer_max_m)
        return millimetres.get_num().get_si();
    at.report({"应为0至1000米、精确到毫米的数", "expected 0 to 1,000 metres in whole millimetres"});
    return std::nullopt;
}

std::vector<std::optional<std::int64_t>> read_by_voltage(
    const std::optional<Cursor>& at, const std::vector<VoltageClass>& voltages) {
    std::vector<std::optional<std::int64_t>> result(voltages.size());
    if (!at) return result;
    std::vector<std::string_view> names;
    for (const VoltageClass& voltage : voltages) names.push_back(voltage.name);
    const Mapping mapping(*at, names);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (const auto value = mapping.find(names[i])) result[i] = read_millimetres(*value);
    return result;
}

Clearance read_object(const Cursor& at, const std::vector<VoltageClass>& voltages) {
    constexpr std::string_view known[] = {"kind",       "register",     "buffer_m", "lines_from_kv",
                                          "vertical_m", "horizontal_m", "source",   "verified"};
    const Mapping mapping(at, known);
    Clearance object;
    if (const auto kind = mapping.require("kind"))
        object.kind = programme::read_name(*kind).value_or("");
    if (const auto name = mapping.require("register"))
        object.register_name = programme::read_name(*name).value_or("");
    if (const auto buffer = mapping.find("buffer_m"))
        object.buffer_um = read_millimetres(*buffer).value_or(0) * 1000;
    if (const auto from = mapping.find("lines_from_kv"))
        object.lines_from_kv = programme::read_points(*from).value_or(base::Rational(0));
    object.vertical_mm = read_by_voltage(mapping.find("vertical_m"), voltages);
    object.horizontal_mm = read_by_voltage(mapping.find("horizontal_m"), voltages);
    if (const auto source = mapping.require("source"))
        object.source = programme::read_text(*source).value_or(base::Text{});
    if (const auto verified = mapping.require("verified"))
        object.is_verified = programme::read_choice<bool>(*verified, truths).value_or(false);
    return object;
}

void require_rising(const Cursor& at, const std::vector<VoltageClass>& voltages) {
    const bool rises = !voltages.empty() && voltages.front().from_kv == 0 &&
                       std::is_sorted(voltages.begin(), voltages.end(),
                                      [](const VoltageClass& a, const VoltageClass& b) {
                                          return a.from_kv < b.from_kv;
                                      });
    if (!rises)
        at.report({"电压等级应从0千伏起由低到高排列",
                   "the classes of voltage must rise, the first from 0 kV"});
}

ClearanceTable read_table(const Cursor& root) {
    constexpr std::string_view known[] = {"version", "voltages", "objects"};
    const Mapping mapping(root, known);
    ClearanceTable table;
    if (!mapping.valid()) return table;
    if (const auto version = mapping.require("version"))
        table.version = programme::read_integer(*version, 1).value_or(0);
    if (const auto voltages = mapping.require("voltages")) {
        for (const Cursor& item : programme::read_list(*voltages))
            table.voltages.push_back(read_voltage(item));
        require_rising(*voltages, table.voltages);
    }
    if (const auto objects = mapping.require("objects"))
        for (const Cursor& item : programme::read_list(*objects))
            table.objects.push_back(read_object(item, table.voltages));
    return table;
}

}  // namespace

std::size_t ClearanceTable::voltage_of(const base::Rational& kv) const {
    const auto after =
        std::find_if(voltages.begin() + 1, voltages.end(),
                     [&](const VoltageClass& voltage) { return kv < voltage.from_kv; });
    return static_cast<std::size_t>(after - voltages.begin()) - 1;
}

ClearanceTable read_clearances(std::string_view yaml, const std::string& file_name) {
    programme::Problems problems;
    ClearanceTable table;
    if (const auto root = programme::load_yaml(yaml, problems))
        table = read_table(Cursor(*root, "", problems));
    if (problems.empty()) return table;
    const programme::Problem first = problems.sorted().front();
    const std::string line = std::to_string(first.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {file_name + " 第" + line + "行 " + first.path + "：" + first.message.zh,
                       file_name + " line " + line + " " + first.path + ": " + first.message.en});
}

}  // namespace crossings
