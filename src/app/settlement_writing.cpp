#include "settlement_writing.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <tuple>

#include "geo/distance.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"

namespace app {
namespace {

using settlements::Membership;
using ReportedRow = std::pair<std::string, std::string>;  // region, number

geo::Position position_of(settlements::Corner corner) {
    return {static_cast<double>(corner.x) / 1e7, static_cast<double>(corner.y) / 1e7};
}

settlements::Corner mean(const std::vector<settlements::Corner>& places) {
    std::int64_t x = 0, y = 0;
    for (const auto& place : places) {
        x += place.x;
        y += place.y;
    }
    const auto count = static_cast<std::int64_t>(places.size());
    return {settlements::mean_of(x, count), settlements::mean_of(y, count)};
}

/// A settlement on its way to its rows.
struct Draft {
    SettlementRow row;
    settlements::Corner centre;
    std::string hull;
    std::map<ReportedRow, std::int64_t> named;  // what its households say their settlement is
};

std::string largest_village(const std::map<std::string, std::int64_t>& villages) {
    const auto most = std::ranges::max_element(
        villages, [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == villages.end() ? std::string{} : most->first;
}

class Writing {
public:
    Writing(const Context& context, SettlementState& state, const RunRow& run)
        : context_(context), state_(state), run_(run) {}

    std::vector<Membership> write() {
        auto result = settlements::apply_corrections(
            memberships(state_.households, &SettledHousehold::found), to_corrections(state_));
        place(result);
        context_.work.enter(Work::Stage::writing,
                            static_cast<std::int64_t>(state_.households.size()));
        write_members();
        for (const Membership& one : result) drafts_.push_back(draft(one));
        match_reported();
        name_and_judge();
        write_settlements();
        return result;
    }

private:
    void place(const std::vector<Membership>& result) {
        for (SettledHousehold& household : state_.households) household.settlement = 0;
        for (const Membership& one : result)
            for (const std::uint64_t member : one.members)
                state_.households[member - 1].settlement = one.number;
    }

    void write_members() {
        const auto& declaration = context_.catalogue.declaration(member_register);
        store::RegisterWriter writer(context_.connection, declaration, context_.sequence, {});
        for (const SettledHousehold& one : state_.households) {
            context_.work.advance();
            if (std::tuple(one.found, one.settlement, one.role) ==
                std::tuple(one.old_found, one.old_settlement, one.old_role))
                continue;
            auto row = to_row(declaration, one);
            if (one.found == 0)
                writer.remove(row);
            else if (one.old_found == 0)
                writer.add(std::move(row));
            else
                writer.put(std::move(row));
        }
        finish(writer, member_register);
    }

    Draft draft(const Membership& one) {
        Draft result;
        std::map<std::string, std::int64_t> villages;
        std::vector<settlements::Corner> places;
        for (const std::uint64_t member : one.members) {
            const SettledHousehold& household = state_.households[member - 1];
            ++villages[household.region];
            result.row.core += household.role == settlements::Role::core ? 1 : 0;
            if (household.placed) places.push_back(household.at);
            if (!household.reported.empty()) ++result.named[{household.region, household.reported}];
        }
        result.row.number = one.number;
        result.row.households = static_cast<std::int64_t>(one.members.size());
        result.row.region = largest_village(villages);
        state_run(result.row);
        if (places.empty()) return result;
        result.centre = mean(places);
        result.row.geometry_wkb = centre_wkb(result.centre);
        result.hull = hull_wkb(settlements::hull_of(places));
        return result;
    }

    // A correction changes nothing of the run by which a settlement was found.
    void state_run(SettlementRow& row) const {
        const auto old =
            std::ranges::lower_bound(state_.settlements, row.number, {}, &SettlementRow::number);
        const bool keeps =
            old != state_.settlements.end() && old->number == row.number && old->run >= run_.number;
        row.radius_mm = keeps ? old->radius_mm : run_.radius_mm;
        row.min_households = keeps ? old->min_households : run_.min_households;
        row.rule = keeps ? old->rule : run_.rule;
        row.run = keeps ? old->run : run_.number;
    }

    // Each reported settlement stands for one computed one at most: the one of which most
    // households name it, else the one whose centre is nearest within the radius.
    void match_reported() {
        const auto known = reported_rows();
        std::vector<std::tuple<std::int64_t, ReportedRow, Draft*>> wishes;
        for (Draft& draft : drafts_)
            for (const auto& [reported, households] : draft.named)
                if (known.contains(reported)) wishes.emplace_back(-households, reported, &draft);
        for (Draft& draft : drafts_)
            for (auto at = known.lower_bound({draft.row.region, ""});
                 at != known.end() && at->first.first == draft.row.region; ++at)
                if (const auto metres = apart_m(draft, at->second))
                    wishes.emplace_back(*metres, at->first, &draft);
        std::ranges::sort(wishes, [](const auto& a, const auto& b) {
            return std::tuple(std::get<0>(a), std::get<1>(a), std::get<2>(a)->row.number) <
                   std::tuple(std::get<0>(b), std::get<1>(b), std::get<2>(b)->row.number);
        });
        std::set<ReportedRow> taken;
        for (const auto& [order, reported, draft] : wishes) {
            if (!draft->row.reported_number.empty() || reported.first != draft->row.region ||
                !taken.insert(reported).second)
                continue;
            draft->row.reported_number = reported.second;
            draft->row.name = known.at(reported).name;
        }
    }

    struct Reported {
        std::string name;
        std::optional<geo::Position> at;
    };

    // Whole metres: what a rounding of the last bit could decide is no reason to differ.
    [[nodiscard]] std::optional<std::int64_t> apart_m(const Draft& draft,
                                                      const Reported& reported) const {
        if (!reported.at || draft.row.geometry_wkb.empty()) return std::nullopt;
        const auto metres =
            std::llround(geo::near_distance_m(position_of(draft.centre), *reported.at));
        return metres * 1000 <= run_.radius_mm ? std::optional<std::int64_t>(metres) : std::nullopt;
    }

    std::map<ReportedRow, Reported> reported_rows() const {
        const auto& declaration = context_.catalogue.declaration("settlement");
        const auto text = [&](const store::StoredRow& stored, const char* field) {
            const auto* value =
                std::get_if<std::string>(&stored.row.values[declaration.find(field).value()]);
            return value ? *value : std::string{};
        };
        std::map<ReportedRow, Reported> rows;
        store::for_each_row(
            context_.connection, declaration,
            [&](const store::StoredRow& stored) {
                rows[{text(stored, "region"), text(stored, "number")}] = {
                    text(stored, "name"), registers::first_position(stored.row.geometry_wkb)};
            },
            {}, run_.region);
        return rows;
    }

    void name_and_judge() {
        std::map<std::int64_t, std::string> names;
        std::map<std::int64_t, bool> confirmed;  // by the last decision about it
        for (const CorrectionRow& each : state_.corrections) {
            if (!each.withdrawn_on.empty()) continue;
            if (each.kind == "rename") names[each.settlement] = each.name;
            for (const std::int64_t number : {each.settlement, each.other})
                if (number != 0) confirmed[number] = each.kind == "confirm";
        }
        for (Draft& draft : drafts_) {
            SettlementRow& row = draft.row;
            if (const auto name = names.find(row.number); name != names.end())
                row.name = name->second;
            const auto decided = confirmed.find(row.number);
            row.state = decided == confirmed.end() ? "computed"
                        : decided->second          ? "confirmed"
                                                   : "corrected";
        }
    }

    void write_settlements() {
        std::set<std::int64_t> standing;
        for (const Draft& draft : drafts_) standing.insert(draft.row.number);
        replace(settlement_register, standing, [](const auto& declaration, const Draft& draft) {
            return to_row(declaration, draft.row);
        });
        replace(area_register, standing, [](const auto& declaration, const Draft& draft) {
            return to_area_row(declaration, draft.row, draft.hull);
        });
    }

    template <class ToRow>
    void replace(const char* name, const std::set<std::int64_t>& standing, ToRow to_row_of) {
        const auto& declaration = context_.catalogue.declaration(name);
        store::RegisterWriter writer(context_.connection, declaration, context_.sequence, {});
        for (const SettlementRow& old : state_.settlements)
            if (!standing.contains(old.number)) {
                Draft gone;
                gone.row = old;
                writer.remove(to_row_of(declaration, gone));
            }
        for (const Draft& draft : drafts_) writer.put(to_row_of(declaration, draft));
        finish(writer, name);
    }

    void finish(store::RegisterWriter& writer, const char* name) const {
        writer.finish();
        recompute(context_, name, &writer.dirty());
    }

    const Context& context_;
    SettlementState& state_;
    const RunRow& run_;
    std::vector<Draft> drafts_;
};

settlements::Correction::Kind kernel_kind(const std::string& kind) {
    using Kind = settlements::Correction::Kind;
    if (kind == "merge") return Kind::merge;
    if (kind == "split") return Kind::found;
    return kind == "assign" ? Kind::assign : Kind::reject;
}

}  // namespace

std::vector<Membership> write_settlements(const Context& context, SettlementState& state,
                                          const RunRow& run) {
    return Writing(context, state, run).write();
}

std::vector<settlements::Correction> to_corrections(const SettlementState& state) {
    std::vector<settlements::Correction> corrections;
    for (const CorrectionRow& each : state.corrections) {
        if (!each.withdrawn_on.empty() || each.kind == "confirm" || each.kind == "rename") continue;
        settlements::Correction correction{kernel_kind(each.kind),
                                           static_cast<std::uint32_t>(each.settlement),
                                           static_cast<std::uint32_t>(each.other), 0};
        if (each.kind == "split") correction.settlement = correction.other;
        if (each.kind == "assign") {
            correction.household = household_id(state, each.region, each.household);
            if (correction.household == 0) continue;
        }
        corrections.push_back(correction);
    }
    return corrections;
}

std::uint64_t household_id(const SettlementState& state, const std::string& region,
                           const std::string& number) {
    const auto key = [](const SettledHousehold& one) {
        return std::tuple(std::string_view(one.region), one.number.size(),
                          std::string_view(one.number));
    };
    const std::tuple wanted(std::string_view(region), number.size(), std::string_view(number));
    const auto found = std::ranges::lower_bound(state.households, wanted, {}, key);
    if (found == state.households.end() || key(*found) != wanted) return 0;
    return static_cast<std::uint64_t>(found - state.households.begin()) + 1;
}

void write_row(const Context& context, const char* register_name, registers::Row row) {
    store::RegisterWriter writer(context.connection, context.catalogue.declaration(register_name),
                                 context.sequence, {});
    writer.put(std::move(row));
    writer.finish();
    recompute(context, register_name, &writer.dirty());
}

}  // namespace app
