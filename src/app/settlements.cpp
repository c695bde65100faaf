#include "app/settlements.hpp"

#include <algorithm>
#include <map>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/rational.hpp"
#include "registers/geometry.hpp"
#include "settlement_json.hpp"
#include "settlement_rows.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t moves_shown = 2'000;

people::Reach reads(const people::Access& who, const char* name) {
    people::Target about;
    about.register_name = name;
    return people::reach(who, people::Right::read, about);
}

std::string metres(std::int64_t radius_mm) {
    return base::format_exact(base::make_rational(radius_mm, 1000));
}

ordered_json position_json(const std::string& wkb) {
    const auto at = registers::first_position(wkb);
    if (!at) return nullptr;
    return {{"lon", at->lon_deg}, {"lat", at->lat_deg}};
}

std::string region_name(const Catalogue& catalogue, const std::string& code) {
    const auto* region = catalogue.regions.find_latest(code);
    return region ? region->name : code;
}

/// What villages report, by village and number.
using Reported = std::map<std::pair<std::string, std::string>, ordered_json>;

Reported reported_rows(store::Connection& connection, const Catalogue& catalogue,
                       const SettlementQuery& query) {
    const auto& declaration = catalogue.declaration("settlement");
    Reported reported;
    store::for_each_row(
        connection, declaration,
        [&](const store::StoredRow& stored) {
            const auto text = [&](const char* field) {
                const std::size_t at = declaration.find(field).value();
                return registers::canonical_text(declaration.fields[at], stored.row.values[at]);
            };
            const auto* households = std::get_if<std::int64_t>(
                &stored.row.values[declaration.find("households").value()]);
            reported[{text("region"), text("number")}] = {
                {"region", text("region")},
                {"region_name", region_name(catalogue, text("region"))},
                {"number", text("number")},
                {"name", text("name")},
                {"households", households ? ordered_json(*households) : ordered_json(nullptr)},
                {"four_g", text("four_g")},
                {"fibre", text("fibre")},
                {"broadband", text("broadband")}};
        },
        query.as_of, query.region, query.reach);
    return reported;
}

ordered_json settlement_json(const Catalogue& catalogue, const SettlementRow& row) {
    return {{"number", row.number},
            {"region", row.region},
            {"region_name", region_name(catalogue, row.region)},
            {"name", row.name},
            {"households", row.households},
            {"core", row.core},
            {"state", row.state},
            {"rule", row.rule},
            {"radius_m", metres(row.radius_mm)},
            {"min_households", row.min_households},
            {"run", row.run},
            {"centre", position_json(row.geometry_wkb)}};
}

ordered_json correction_json(const CorrectionRow& row) {
    ordered_json json{{"number", row.number}, {"region", row.region},   {"kind", row.kind},
                      {"reason", row.reason}, {"made_on", row.made_on}, {"name", row.name}};
    json["settlement"] = row.settlement ? ordered_json(row.settlement) : ordered_json(nullptr);
    json["other"] = row.other ? ordered_json(row.other) : ordered_json(nullptr);
    json["households"] = ordered_json::array();
    return json;
}

// A decision about several households is one, with all of them.
ordered_json corrections_json(const std::vector<CorrectionRow>& rows) {
    std::map<std::int64_t, ordered_json> whole;
    for (const CorrectionRow& row : rows) {
        if (!row.withdrawn_on.empty()) continue;
        if (row.part_of == 0) whole[row.number] = correction_json(row);
        if (row.household.empty()) continue;
        const auto to = whole.find(row.part_of == 0 ? row.number : row.part_of);
        if (to != whole.end()) to->second["households"].push_back(row.region + "/" + row.household);
    }
    ordered_json list = ordered_json::array();
    for (auto each = whole.rbegin(); each != whole.rend(); ++each)
        list.push_back(std::move(each->second));
    return list;
}

// Counts of a whole region are for those who may read all of it.
ordered_json run_json(const Catalogue& catalogue, const RunRow& run, bool with_counts) {
    ordered_json json{{"run", run.number},
                      {"region", run.region},
                      {"region_name", region_name(catalogue, run.region)},
                      {"run_on", run.run_on},
                      {"rule", run.rule},
                      {"radius_m", metres(run.radius_mm)},
                      {"min_households", run.min_households}};
    const std::pair<const char*, std::int64_t> counts[] = {{"households", run.households},
                                                           {"unplaced", run.unplaced},
                                                           {"core", run.core},
                                                           {"border", run.border},
                                                           {"found", run.found},
                                                           {"settlements", run.settlements}};
    for (const auto& [name, count] : counts)
        json[name] = with_counts ? ordered_json(count) : ordered_json(nullptr);
    return json;
}

bool touches(const people::Reach& reach, const std::string& region) {
    const std::string prefix = registers::scope_prefix(region);
    return std::ranges::any_of(reach.areas, [&](const people::Area& area) {
        return prefix.starts_with(area.prefix) || area.prefix.starts_with(prefix);
    });
}

bool overlap(const std::string& a, const std::string& b) {
    return a.empty() || b.empty() || registers::is_in_scope(a, b) || registers::is_in_scope(b, a);
}

RunRow find_run(const std::vector<RunRow>& runs, std::int64_t number) {
    const auto found = std::ranges::find(runs, number, &RunRow::number);
    if (found == runs.end())
        throw base::Error(base::ErrorKind::not_found,
                          {"没有第 " + std::to_string(number) + " 次测算。",
                           "There is no run " + std::to_string(number) + "."});
    return *found;
}

std::string end_of(const RunRow& run) {
    return std::to_string(run.number);
}

// The run itself, whatever became of the region's code since.
store::AsOf moment_of(store::Connection& connection, const Catalogue& catalogue,
                      const RunRow& run) {
    return store::row_versions(connection, catalogue.declaration(run_register), run.id)
        .front()
        .begin_sequence;
}

/// Settlements and members at two moments.
class Between {
public:
    Between(SettlementState earlier, SettlementState later)
        : earlier_(std::move(earlier)), later_(std::move(later)) {
        for (const auto* state : {&earlier_, &later_})
            for (const SettledHousehold& one : state->households)
                keys_.emplace_back(one.region, one.number);
        std::ranges::sort(keys_);
        const auto twice = std::ranges::unique(keys_);
        keys_.erase(twice.begin(), twice.end());
        comparison_ = settlements::compare(members(earlier_), members(later_));
    }

    [[nodiscard]] ordered_json json(const Catalogue& catalogue) const {
        ordered_json changes = ordered_json::array();
        for (const auto& change : comparison_.changes)
            if (change.kind != settlements::Change::Kind::same)
                changes.push_back(change_json(catalogue, change));
        ordered_json moves = ordered_json::array();
        for (const auto& move : comparison_.moves) {
            if (moves.size() == moves_shown) break;
            const auto& [region, number] = keys_[move.household - 1];
            moves.push_back({{"household", region + "/" + number},
                             {"region_name", region_name(catalogue, region)},
                             {"from", move.from ? ordered_json(move.from) : ordered_json(nullptr)},
                             {"to", move.to ? ordered_json(move.to) : ordered_json(nullptr)}});
        }
        return {{"counts", change_counts(comparison_)},
                {"changes", std::move(changes)},
                {"moves", std::move(moves)},
                {"moves_left_out", comparison_.moves.size() > moves_shown
                                       ? comparison_.moves.size() - moves_shown
                                       : std::size_t{0}}};
    }

private:
    [[nodiscard]] std::vector<settlements::Membership> members(const SettlementState& state) const {
        std::map<std::uint32_t, std::vector<std::uint64_t>> groups;
        for (const SettledHousehold& one : state.households) {
            if (one.settlement == 0) continue;
            const auto at = std::ranges::lower_bound(keys_, std::pair(one.region, one.number));
            groups[one.settlement].push_back(static_cast<std::uint64_t>(at - keys_.begin()) + 1);
        }
        std::vector<settlements::Membership> result;
        for (auto& [number, ids] : groups) result.push_back({number, std::move(ids)});
        return result;
    }

    [[nodiscard]] ordered_json change_json(const Catalogue& catalogue,
                                           const settlements::Change& change) const {
        const SettlementRow* row = find(later_, change.number);
        if (!row) row = find(earlier_, change.number);
        ordered_json json{{"number", change.number},
                          {"kind", name_of(change.kind)},
                          {"region", row ? row->region : ""},
                          {"region_name", row ? region_name(catalogue, row->region) : ""},
                          {"name", row ? row->name : ""},
                          {"before", change.before},
                          {"after", change.after},
                          {"came", change.came},
                          {"left", change.left}};
        json["other"] = change.other ? ordered_json(change.other) : ordered_json(nullptr);
        json["centre"] = row ? position_json(row->geometry_wkb) : ordered_json(nullptr);
        return json;
    }

    static const SettlementRow* find(const SettlementState& state, std::uint32_t number) {
        const auto found = std::ranges::lower_bound(state.settlements, std::int64_t{number}, {},
                                                    &SettlementRow::number);
        return found != state.settlements.end() && found->number == number ? &*found : nullptr;
    }

    SettlementState earlier_, later_;
    std::vector<std::pair<std::string, std::string>> keys_;
    settlements::Comparison comparison_;
};

}  // namespace

Settlements::Settlements(App& app) : state_(app.ledgers().state()) {}

std::string Settlements::list(const std::string& region, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        SettlementQuery query{region, {}, reads(who, settlement_register)};
        Reported reported =
            reported_rows(connection, catalogue, {region, {}, reads(who, "settlement")});
        ordered_json settlements = ordered_json::array();
        for (const SettlementRow& row : settlement_rows(connection, catalogue, query)) {
            auto json = settlement_json(catalogue, row);
            const auto twin = reported.find({row.region, row.reported_number});
            json["reported"] = twin == reported.end() ? ordered_json(nullptr) : twin->second;
            if (twin != reported.end()) reported.erase(twin);
            settlements.push_back(std::move(json));
        }
        ordered_json only_reported = ordered_json::array();
        for (auto& [key, json] : reported) only_reported.push_back(std::move(json));
        query.reach = reads(who, correction_register);
        return ordered_json{
            {"settlements", std::move(settlements)},
            {"only_reported", std::move(only_reported)},
            {"corrections", corrections_json(correction_rows(connection, catalogue, query))}}
            .dump();
    });
}

std::string Settlements::show(std::int64_t number, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        for (const SettlementRow& row :
             settlement_rows(connection, catalogue, {{}, {}, reads(who, settlement_register)})) {
            if (row.number != number) continue;
            auto json = settlement_json(catalogue, row);
            json["members"] = ordered_json::array();
            const auto& declaration = catalogue.declaration(member_register);
            for (const auto& stored :
                 store::rows_with(connection, declaration, {}, {{"settlement", number}})) {
                const auto text = [&](const char* field) {
                    const std::size_t at = declaration.find(field).value();
                    return registers::canonical_text(declaration.fields[at], stored.row.values[at]);
                };
                if (!reads(who, member_register).covers(text("region"))) continue;
                json["members"].push_back({{"household", text("region") + "/" + text("household")},
                                           {"region_name", region_name(catalogue, text("region"))},
                                           {"number", text("household")},
                                           {"role", text("role")}});
            }
            return json.dump();
        }
        throw base::Error(base::ErrorKind::not_found,
                          {"没有聚居点 " + std::to_string(number) + "。",
                           "There is no settlement " + std::to_string(number) + "."});
    });
}

std::string Settlements::runs(const std::string& region, const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto reach = reads(who, run_register);
        ordered_json runs = ordered_json::array();
        const auto rows = run_rows(connection, catalogue, {});
        for (auto run = rows.rbegin(); run != rows.rend(); ++run)
            if (overlap(run->region, region) && touches(reach, run->region))
                runs.push_back(
                    run_json(catalogue, *run, reach.covers(registers::scope_prefix(run->region))));
        return ordered_json{{"runs", std::move(runs)}}.dump();
    });
}

std::string Settlements::changes(std::int64_t from, std::optional<std::int64_t> to,
                                 const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto runs = run_rows(connection, catalogue, {});
        const RunRow earlier = find_run(runs, from);
        store::AsOf until;
        if (to) {
            const RunRow later = find_run(runs, *to);
            if (later.number < earlier.number || !overlap(later.region, earlier.region))
                throw base::Error(
                    base::ErrorKind::invalid_input,
                    {"第 " + end_of(later) + " 次测算不在第 " + end_of(earlier) +
                         " 次之后，或不在同一范围，不能比较。",
                     "Run " + end_of(later) + " does not come after run " + end_of(earlier) +
                         ", or is of another region; they cannot be compared."});
            until = moment_of(connection, catalogue, later);
        }
        SettlementQuery query{earlier.region, moment_of(connection, catalogue, earlier),
                              reads(who, settlement_register), false};
        auto before = load_settlements(connection, catalogue, query);
        query.as_of = until;
        const Between between(std::move(before), load_settlements(connection, catalogue, query));
        ordered_json answer{{"from", from}, {"to", to ? ordered_json(*to) : ordered_json(nullptr)}};
        answer.update(between.json(catalogue));
        return answer.dump();
    });
}

}  // namespace app
