#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "app/settle.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "settlement_json.hpp"
#include "settlement_writing.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using settlements::Membership;

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

// The one county with villages, where nobody names a region.
std::string only_county(const Context& context) {
    const auto& regions = context.catalogue.regions;
    const base::Date today = today_of(context);
    std::string county;
    for (const auto* each : regions.list(registers::RegionLevel::county, {}, today)) {
        if (regions.list(registers::RegionLevel::village, each->code, today).empty()) continue;
        if (!county.empty())
            refuse(base::ErrorKind::invalid_input, "请指明在哪个县（或市）测算聚居点。",
                   "Say in which county or city settlements are to be computed.");
        county = each->code;
    }
    if (county.empty())
        refuse(base::ErrorKind::invalid_input, "区划底册中还没有县和村，无法测算聚居点。",
               "The register of regions has no county with villages yet.");
    return county;
}

std::string wanted_region(const Context& context, const json& payload) {
    const std::string code = text_of(payload, "region");
    if (code.empty()) return only_county(context);
    const auto* region = context.catalogue.regions.find_latest(code);
    if (!region)
        refuse(base::ErrorKind::not_found, "没有区划“" + code + "”。",
               "There is no region \"" + code + "\".");
    if (region->level > registers::RegionLevel::county)
        refuse(base::ErrorKind::invalid_input, "聚居点不以乡镇、村为界，请在县或更大的范围内测算。",
               "Settlements do not end where a township does: run the county, or more.");
    return code;
}

void require_whole(const Context& context, const std::string& region) {
    const std::string prefix = registers::scope_prefix(region);
    people::Target about;
    about.register_name = "household";
    const auto reads = people::reach(context.access, people::Right::read, about);
    const auto writes = writable(context, settlement_register);
    if (!reads.covers(prefix) || !writes.covers(prefix) || reads.is_operator_bound() ||
        writes.is_operator_bound())
        refuse(base::ErrorKind::forbidden,
               "测算聚居点要读取整个范围的户底册，超出了您的授权范围，没有执行。",
               "A run reads every household of the region, which reaches beyond what you have "
               "been granted. Nothing was done.");
}

settlements::Rule read_rule(const json& payload) {
    const std::string kind = payload.value("rule", std::string("density"));
    if (kind != "density" && kind != "chain")
        refuse(base::ErrorKind::invalid_input, "规则应为 density（密度）或 chain（连片）。",
               "The rule is density or chain.");
    settlements::Rule rule;
    rule.kind = kind == "chain" ? settlements::Kind::chain : settlements::Kind::density;
    if (payload.contains("radius_m"))
        rule.radius_mm = parse_radius_mm(text_of(payload, "radius_m"));
    if (payload.contains("min_households"))
        rule.min_households = required_integer(payload, "min_households");
    return rule;
}

// A settlement with households on both sides of the region's border would lose one part.
void require_closed(const SettlementState& state) {
    std::map<std::int64_t, std::int64_t> members;
    for (const SettledHousehold& household : state.households)
        if (household.old_settlement != 0) ++members[household.old_settlement];
    for (const SettlementRow& row : state.settlements)
        if (members[row.number] != row.households) members[row.number] = -1;
    for (const auto& [number, households] : members)
        if (households < 0 ||
            !std::ranges::binary_search(state.settlements, number, {}, &SettlementRow::number))
            refuse(base::ErrorKind::conflict,
                   "聚居点 " + std::to_string(number) +
                       " 跨越这一范围的边界，请在包含它的更大范围内测算。",
                   "Settlement " + std::to_string(number) +
                       " lies across the border of this region: run a wider one.");
}

struct Found {
    std::vector<std::uint32_t> ids;  // of the placed households, by place in the columns
    settlements::Delineation delineation;
};

Found delineate_placed(const SettlementState& state, const settlements::Rule& rule) {
    Found found;
    std::vector<std::int32_t> lon, lat;
    for (std::uint32_t i = 0; i < state.households.size(); ++i) {
        const SettledHousehold& one = state.households[i];
        if (!one.placed) continue;
        found.ids.push_back(i);
        lon.push_back(static_cast<std::int32_t>(one.at.x));
        lat.push_back(static_cast<std::int32_t>(one.at.y));
    }
    found.delineation = settlements::delineate(settlements::GeographicPoints{lon, lat}, rule, 1);
    return found;
}

void take_over(SettlementState& state, const Found& found, std::uint32_t& next_number) {
    const auto earlier = memberships(state.households, &SettledHousehold::old_found);
    for (SettledHousehold& one : state.households) {
        one.found = 0;
        one.role = settlements::Role::none;
    }
    for (std::size_t i = 0; i < found.ids.size(); ++i) {
        state.households[found.ids[i]].found = found.delineation.settlement[i];
        state.households[found.ids[i]].role = found.delineation.role[i];
    }
    const auto groups = memberships(state.households, &SettledHousehold::found);
    const auto numbers = settlements::carry_numbers(earlier, groups, next_number);
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (const std::uint64_t member : groups[i].members)
            state.households[member - 1].found = numbers[i];
}

std::int64_t highest_number(const Context& context) {
    std::int64_t highest = 0;
    for (const RunRow& run : run_rows(context.connection, context.catalogue, {}))
        highest = std::max(highest, run.last_number);
    for (const CorrectionRow& each : correction_rows(context.connection, context.catalogue, {}))
        if (each.kind == "split") highest = std::max(highest, each.other);
    return highest;
}

template <class Rows>
std::int64_t next_number(const Rows& rows) {
    return rows.empty() ? 1 : rows.back().number + 1;
}

RunRow run_of(const Context& context, const std::string& region, const settlements::Rule& rule) {
    RunRow run;
    run.number = next_number(run_rows(context.connection, context.catalogue, {}));
    run.region = region;
    run.run_on = base::format_date(today_of(context));
    run.rule = rule.kind == settlements::Kind::chain ? "chain" : "density";
    run.radius_mm = rule.radius_mm;
    run.min_households = rule.min_households;
    return run;
}

void count_into(RunRow& run, const SettlementState& state) {
    std::set<std::uint32_t> found, settled;
    run.unplaced = state.unplaced;
    for (const SettledHousehold& one : state.households) {
        run.households += one.placed ? 1 : 0;
        run.core += one.role == settlements::Role::core ? 1 : 0;
        run.border += one.role == settlements::Role::border ? 1 : 0;
        if (one.found != 0) found.insert(one.found);
        if (one.settlement != 0) settled.insert(one.settlement);
    }
    run.found = static_cast<std::int64_t>(found.size());
    run.settlements = static_cast<std::int64_t>(settled.size());
}

ordered_json run_answer(const RunRow& run, const settlements::Comparison& comparison) {
    ordered_json answer{{"run", run.number},
                        {"region", run.region},
                        {"households", run.households},
                        {"unplaced", run.unplaced},
                        {"core", run.core},
                        {"border", run.border},
                        {"found", run.found},
                        {"settlements", run.settlements}};
    answer["changes"] = change_counts(comparison);
    return answer;
}

}  // namespace

ordered_json change_counts(const settlements::Comparison& comparison) {
    ordered_json counts;
    for (const char* name :
         {"appeared", "gone", "split", "merged", "grown", "shrunk", "changed", "same"})
        counts[name] = 0;
    for (const auto& change : comparison.changes) {
        auto& count = counts[name_of(change.kind)];
        count = count.get<std::int64_t>() + 1;
    }
    counts["moved_households"] = comparison.moves.size();
    return counts;
}

const char* name_of(settlements::Change::Kind kind) {
    using Kind = settlements::Change::Kind;
    switch (kind) {
        case Kind::appeared:
            return "appeared";
        case Kind::gone:
            return "gone";
        case Kind::split:
            return "split";
        case Kind::merged:
            return "merged";
        case Kind::grown:
            return "grown";
        case Kind::shrunk:
            return "shrunk";
        case Kind::changed:
            return "changed";
        case Kind::same:
            break;
    }
    return "same";
}

Handled handle_find_settlements(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const settlements::Rule rule = read_rule(payload);
    const std::string region = wanted_region(context, payload);
    require_whole(context, region);
    context.work.enter(Work::Stage::reading);
    auto state = load_settlements(context.connection, context.catalogue, {region});
    require_closed(state);
    context.work.enter(Work::Stage::computing);
    const auto before = memberships(state.households, &SettledHousehold::old_settlement);
    RunRow run = run_of(context, region, rule);
    auto next = static_cast<std::uint32_t>(highest_number(context) + 1);
    take_over(state, delineate_placed(state, rule), next);
    run.last_number = next - 1;
    const auto after = write_settlements(context, state, run);
    count_into(run, state);
    const auto& declaration = context.catalogue.declaration(run_register);
    write_row(context, run_register, to_row(declaration, run));
    return {{"settlements.find", std::to_string(run.number), "", context.command.payload},
            run_answer(run, settlements::compare(before, after)).dump(),
            run.unplaced > 0};
}

}  // namespace app
