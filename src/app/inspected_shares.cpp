#include "inspected_shares.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "draw/follow_up.hpp"
#include "entry_search.hpp"
#include "estimates/from_draw.hpp"
#include "estimates/lot.hpp"
#include "inspection_rules.hpp"
#include "ledger/entry.hpp"
#include "recipients.hpp"
#include "store/draw_store.hpp"
#include "store/register_store.hpp"
#include "text_json.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using registers::Row;

constexpr std::size_t region_digits = 12, county_digits = 6;
constexpr double percent = 100;

/// How many answer, and how many of them are good.
struct Count {
    std::int64_t of = 0, good = 0;
    void add(bool is_good) {
        ++of;
        good += is_good ? 1 : 0;
    }
};

/// The conditions of a `Counted`, read against their register.
struct Reading {
    const Declaration& declaration;
    programme::Expression asked, complies;

    [[nodiscard]] bool answers(const Row& row) const {
        return programme::matches(asked, declaration, row);
    }
    [[nodiscard]] bool is_good(const Row& row) const {
        return programme::matches(complies, declaration, row);
    }
};

/// Empty where the county has no such register.
std::optional<Reading> reading_of(const Catalogue& catalogue,
                                  const std::optional<Counted>& wanted) {
    if (!wanted) return std::nullopt;
    const auto found = std::ranges::find(catalogue.declarations, wanted->register_name,
                                         [](const auto& each) { return each.name; });
    if (found == catalogue.declarations.end()) return std::nullopt;
    return Reading{*found, read_where(wanted->asked, *found), read_where(wanted->complies, *found)};
}

std::string text_in(const Declaration& declaration, const Row& row, const char* field) {
    const auto index = declaration.find(field);
    const auto* text = index ? std::get_if<std::string>(&row.values[*index]) : nullptr;
    return text ? *text : std::string{};
}

ordered_json count_json(const std::optional<Count>& count) {
    if (!count || count->of == 0) return nullptr;
    return {{"good", count->good}, {"of", count->of}};
}

ordered_json share_json(const estimates::Proportion& share) {
    ordered_json json{{"good", share.count}, {"of", share.sampled},
                      {"share", nullptr},    {"low", nullptr},
                      {"high", nullptr},     {"remarks", ordered_json::array()}};
    if (share.value) json["share"] = *share.value;
    if (share.interval) {
        json["low"] = share.interval->low;
        json["high"] = share.interval->high;
    }
    for (const base::Text& remark : share.remarks) json["remarks"].push_back(text_json(remark));
    return json;
}

/// above: all of the interval is below what was reported.
const char* judged(const estimates::Proportion& share, const std::optional<Count>& reported) {
    if (!reported || reported->of == 0) return "none";
    if (!share.interval) return "too_few";
    const double stated = static_cast<double>(reported->good) / static_cast<double>(reported->of);
    if (estimates::judge(share, reported->good, reported->of) == estimates::Answer::not_met)
        return "above";
    return stated < share.interval->low ? "below" : "within";
}

ordered_json gap_json(const estimates::Proportion& share, const std::optional<Count>& reported) {
    if (!share.value || !reported || reported->of == 0) return nullptr;
    const double stated = static_cast<double>(reported->good) / static_cast<double>(reported->of);
    return std::round((stated - *share.value) * percent * 10) / 10;
}

ordered_json lot_json(const LotLimits& limits, std::int64_t size, const Count& inspected) {
    if (size == 0 || inspected.of == 0) return nullptr;
    const std::int64_t good_max = size * limits.good_failing / 100;
    const std::int64_t bad_min =
        std::min(size, std::max(good_max + 1, (size * limits.bad_failing + 99) / 100));
    const double refused_max = static_cast<double>(limits.good_refused) / percent;
    const double accepted_max = static_cast<double>(limits.bad_accepted) / percent;
    const auto plan = estimates::plan_for_sample(size, inspected.of, good_max, refused_max);
    const auto risk = estimates::risks(plan, good_max, bad_min);
    const std::int64_t failing = inspected.of - inspected.good;
    const auto answer = estimates::judge_lot(plan, failing, bad_min, accepted_max);
    ordered_json json{{"failing", failing},
                      {"allowed", plan.accept_max},
                      {"answer", answer == estimates::LotAnswer::accepted  ? "accepted"
                                 : answer == estimates::LotAnswer::refused ? "refused"
                                                                           : "too_few"},
                      {"good_refused", risk.good_refused},
                      {"bad_accepted", risk.bad_accepted},
                      {"needed", nullptr}};
    if (good_max < bad_min)
        json["needed"] =
            estimates::plan_lot(size, good_max, bad_min, refused_max, accepted_max).sample;
    return json;
}

class Shares {
public:
    Shares(store::Connection& connection, const Catalogue& catalogue, std::string draw,
           const draw::Documents& documents)
        : connection_(connection),
          catalogue_(catalogue),
          draw_(std::move(draw)),
          rules_(built_in_inspection_rules()),
          list_(draw::current_list(documents)),
          names_(connection, catalogue, {}) {
        for (const auto& unit : draw::read_frame(draw::document(documents, "frame.tsv")).units) {
            frame_[unit.stratum].push_back(unit.id);
            place_of_[unit.id.substr(0, region_digits)].insert(unit.stratum);
            counties_.insert(unit.id.substr(0, county_digits) + "000000");
        }
    }

    ordered_json run() {
        ordered_json checks = ordered_json::array();
        for (const auto& check : rules_.checks) {
            const auto sheets = reading_of(catalogue_, check.inspected);
            if (!sheets || !read_sheets(*sheets)) continue;
            checks.push_back(check_json(check));
        }
        return checks;
    }

private:
    /// What the sheets of drawn units say, by stratum; false when the draw has none of them.
    bool read_sheets(const Reading& sheets) {
        std::map<std::string, std::string> drawn;  // unit -> stratum
        for (const auto& listed : list_.units)
            if (listed.visit != draw::Visit::replaced)
                drawn[listed.drawn.unit] = listed.drawn.stratum;
        // A unit of several sheets is good when all of them are, and open while one of them is.
        enum class Answer { none, bad, good };
        std::map<std::string, Answer> answers;
        inspected_.clear();
        parents_.clear();
        open_ = static_cast<std::int64_t>(drawn.size());
        const auto& ledger = catalogue_.ledger(sheets.declaration.name);
        bool any = false;
        for (const auto& stored :
             store::rows_with(connection_, sheets.declaration, {}, {{"draw", draw_}})) {
            any = true;
            const std::string unit = ledger::text_of(ledger, stored.row, "drawn_unit");
            const std::string state = ledger::text_of(ledger, stored.row, "state");
            if (!drawn.contains(unit) || ledger.state(state).kind == ledger::StateKind::dropped)
                continue;
            auto& answer = answers.try_emplace(unit, Answer::good).first->second;
            if (state == ledger.start || !sheets.answers(stored.row))
                answer = Answer::none;
            else if (!sheets.is_good(stored.row) && answer == Answer::good)
                answer = Answer::bad;
            parents_.insert(ledger::text_of(ledger, stored.row, "parent"));
        }
        for (const auto& [unit, answer] : answers) {
            if (answer == Answer::none) continue;
            inspected_[drawn.at(unit)].add(answer == Answer::good);
            --open_;
        }
        return any;
    }

    /// Rows of the frame's units, by stratum. A register of households is asked of the frame's
    /// households alone where the frame names them.
    std::map<std::string, Count> read_register(const std::optional<Reading>& reading) const {
        std::map<std::string, Count> counts;
        if (!reading) return counts;
        const auto& declaration = reading->declaration;
        std::map<std::string, std::string> households;
        if (declaration.name == "household")
            for (const auto& [stratum, units] : frame_)
                for (const auto& unit : units)
                    if (unit.size() > region_digits + 1) households[unit] = stratum;
        const auto count = [&](const store::StoredRow& stored) {
            if (!reading->answers(stored.row)) return;
            const bool good = reading->is_good(stored.row);
            const std::string region = text_in(declaration, stored.row, "region");
            if (!households.empty()) {
                const auto found =
                    households.find(region + "." + text_in(declaration, stored.row, "number"));
                if (found != households.end()) counts[found->second].add(good);
                return;
            }
            if (const auto place = place_of_.find(region); place != place_of_.end())
                for (const auto& stratum : place->second) counts[stratum].add(good);
        };
        for (const auto& county : counties_)
            store::for_each_row(connection_, declaration, count, {}, county);
        return counts;
    }

    ordered_json check_json(const InspectionCheck& check) const {
        const auto reported = read_register(reading_of(catalogue_, check.reported));
        const auto metered = read_register(reading_of(catalogue_, check.metered));
        ordered_json json{{"name", check.name},
                          {"label", text_json(check.label)},
                          {"open", open_},
                          {"strata", ordered_json::array()}};
        Count all_reported, all_metered;
        for (const auto& [stratum, units] : frame_) {
            const auto count_in = [&](const auto& counts, Count& all) -> std::optional<Count> {
                const auto found = counts.find(stratum);
                if (found == counts.end()) return std::nullopt;
                all.of += found->second.of;
                all.good += found->second.good;
                return found->second;
            };
            const auto stated = count_in(reported, all_reported);
            const auto measured = count_in(metered, all_metered);
            const auto found = inspected_.find(stratum);
            const Count seen = found == inspected_.end() ? Count{} : found->second;
            const auto size = static_cast<std::int64_t>(units.size());
            json["strata"].push_back(line_json(stratum, size, stated, measured,
                                               estimates::simple(seen.good, seen.of, size), seen));
        }
        json["total"] = line_json("", population(), all_reported, all_metered, total(), {});
        json["total"]["stages"] = village_draw().empty() ? 1 : 2;
        return json;
    }

    ordered_json line_json(const std::string& stratum, std::int64_t size,
                           const std::optional<Count>& reported,
                           const std::optional<Count>& metered, const estimates::Proportion& share,
                           const Count& lot) const {
        ordered_json json{{"stratum", stratum},
                          {"population", size},
                          {"reported", count_json(reported)},
                          {"metered", count_json(metered)},
                          {"inspected", share_json(share)},
                          {"gap_points", gap_json(share, reported)},
                          {"reported_is", judged(share, reported)},
                          {"lot", lot_json(rules_.lots, size, lot)}};
        json["name"] = name_of(stratum);
        return json;
    }

    /// A stratum is a unit or a place, or what the list of the draw calls it.
    [[nodiscard]] std::string name_of(const std::string& stratum) const {
        const std::string unit = names_.unit(stratum);
        if (!unit.empty()) return unit;
        const auto* region = catalogue_.regions.find_latest(stratum);
        return region ? region->name : stratum;
    }

    [[nodiscard]] std::int64_t population() const {
        std::int64_t size = 0;
        for (const auto& [stratum, units] : frame_) size += static_cast<std::int64_t>(units.size());
        return size;
    }

    /// The draw of the villages that these households lie in; empty when they were not drawn.
    [[nodiscard]] std::string village_draw() const {
        std::string found;
        for (const std::string& number : parents_) {
            if (number.empty()) return {};
            const auto& sheets = catalogue_.declaration("village_sheet");
            for (const auto& stored :
                 store::rows_with(connection_, sheets, {}, {{"number", number}}))
                found = text_in(sheets, stored.row, "draw");
        }
        return found;
    }

    [[nodiscard]] estimates::Proportion total() const {
        if (const std::string villages = village_draw(); !villages.empty())
            if (auto share = two_stages(villages)) return *share;
        std::vector<estimates::Stratum> strata;
        for (const auto& [stratum, units] : frame_) {
            const auto found = inspected_.find(stratum);
            const Count seen = found == inspected_.end() ? Count{} : found->second;
            strata.push_back(
                {stratum, static_cast<std::int64_t>(units.size()), seen.of, seen.good});
        }
        return estimates::stratified(strata);
    }

    // Villages of the other draw's strata, households as this one found them.
    [[nodiscard]] std::optional<estimates::Proportion> two_stages(const std::string& name) const {
        auto documents = store::load_draw(connection_, name);
        std::erase_if(documents, [](const auto& file) { return file.first.starts_with('.'); });
        if (documents.empty() || draw::stage_of(documents) != draw::Stage::drawn)
            return std::nullopt;
        std::map<std::string, std::int64_t> sizes;
        for (const auto& unit : draw::read_frame(draw::document(documents, "frame.tsv")).units)
            ++sizes[unit.stratum];
        std::map<std::string, std::string> stratum_of;
        for (const auto& listed : draw::current_list(documents).units)
            if (listed.visit != draw::Visit::replaced)
                stratum_of[listed.drawn.unit] = listed.drawn.stratum;
        std::vector<estimates::ClusterStratum> strata;
        for (const auto& [stratum, villages] : sizes) strata.push_back({stratum, villages});
        std::vector<estimates::Cluster> clusters;
        for (const auto& [village, units] : frame_) {
            const auto of = stratum_of.find(village);
            const auto seen = inspected_.find(village);
            if (of == stratum_of.end()) return std::nullopt;
            if (seen == inspected_.end()) continue;
            clusters.push_back({of->second, static_cast<std::int64_t>(units.size()),
                                seen->second.of, seen->second.good});
        }
        return estimates::clustered(strata, clusters);
    }

    store::Connection& connection_;
    const Catalogue& catalogue_;
    std::string draw_;
    std::set<std::string> counties_;  // of the frame
    InspectionRules rules_;
    draw::VisitList list_;
    Names names_;
    std::map<std::string, std::vector<std::string>> frame_;  // stratum -> units
    std::map<std::string, std::set<std::string>> place_of_;  // region -> strata
    std::map<std::string, Count> inspected_;                 // stratum -> what was found
    std::set<std::string> parents_;                          // numbers of village sheets
    std::int64_t open_ = 0;
};

}  // namespace

ordered_json inspected_shares(store::Connection& connection, const Catalogue& catalogue,
                              const std::string& draw, const draw::Documents& documents) {
    return Shares(connection, catalogue, draw, documents).run();
}

}  // namespace app
