#include <algorithm>
#include <map>

#include "assumed_score.hpp"
#include "handlers.hpp"
#include "registers/succession.hpp"
#include "store/indicator_store.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using programme::Count;
using programme::Programme;

constexpr std::size_t prefix_digits[] = {2, 4, 6, 9, 12};

// Adds counts of regions up to the units of a programme, following successors.
class UnitMap {
public:
    UnitMap(const registers::RegionIndex& regions, const Programme& programme, base::Date date)
        : digits_(prefix_digits[static_cast<std::size_t>(programme.unit_level)]),
          succession_(regions, date) {
        for (const std::string& scope : programme.scope)
            for (const auto* region : regions.list(programme.unit_level, scope, date))
                add(regions, *region, date);
    }

    [[nodiscard]] const std::vector<ScoreTable::Unit>& units() const { return units_; }

    /// The unit of every region that holds the rows under this code on the day; empty when there is
    /// none, or more than one.
    [[nodiscard]] std::optional<std::size_t> find(const std::string& code) const {
        std::optional<std::size_t> unit;
        for (const std::string& region : succession_.holders(code)) {
            const auto next = unit_of(region);
            if (!next || (unit && unit != next)) return std::nullopt;
            unit = next;
        }
        return unit;
    }

private:
    [[nodiscard]] std::optional<std::size_t> unit_of(const std::string& region) const {
        const auto it = by_prefix_.find(region.substr(0, digits_));
        if (it == by_prefix_.end() || registers::scope_prefix(region).size() < digits_)
            return std::nullopt;
        return it->second;
    }

    void add(const registers::RegionIndex& regions, const registers::Region& region,
             base::Date date) {
        for (const std::string& code : registers::counted_codes(regions, region.code, date))
            by_prefix_.emplace(code.substr(0, digits_), units_.size());
        ScoreTable::Unit unit;
        unit.region = region.code;
        unit.name = region.name;
        unit.path_name = regions.path_name(region.code, date);
        units_.push_back(std::move(unit));
    }

    std::size_t digits_;
    registers::Succession succession_;
    std::vector<ScoreTable::Unit> units_;
    std::map<std::string, std::size_t> by_prefix_;
};

void fill_constants(const Programme& programme, std::vector<Count>& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto& indicator = programme.indicators[i];
        if (indicator.numerator.register_name.empty())
            counts[i].numerator = indicator.numerator.constant;
        if (indicator.denominator.register_name.empty())
            counts[i].denominator = indicator.denominator.constant;
    }
}

void add_counts(std::vector<Count>& sum, const std::vector<Count>& counts) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i].numerator += counts[i].numerator;
        sum[i].denominator += counts[i].denominator;
    }
}

void judge_unit(const Programme& programme, const programme::UnitFacts& facts,
                ScoreTable::Unit& unit) {
    for (std::size_t i = 0; i < programme.indicators.size(); ++i) {
        unit.counts.push_back(programme::effective_count(programme, facts, i));
        unit.judgements.push_back(programme::judge(programme, facts, i));
    }
}

std::string latest_period(store::Connection& connection, const Programme& programme,
                          store::AsOf known) {
    const auto periods = programme::list_periods(programme.periods);
    const std::string latest = store::latest_period(connection, programme.code, known);
    return std::find(periods.begin(), periods.end(), latest) != periods.end() ? latest
                                                                              : periods.back();
}

void require_period(const Programme& programme, const std::string& wanted) {
    const auto periods = programme::list_periods(programme.periods);
    if (std::find(periods.begin(), periods.end(), wanted) != periods.end()) return;
    throw base::Error(base::ErrorKind::not_found,
                      {"方案“" + programme.code + "”没有上报期“" + wanted + "”，应在 " +
                           periods.front() + " 至 " + periods.back() + " 之间。",
                       programme.code + " has no period \"" + wanted + "\"; it runs from " +
                           periods.front() + " to " + periods.back() + "."});
}

}  // namespace

store::AsOf known_at(store::Connection& connection, KnownOn day) {
    if (!day) return std::nullopt;
    constexpr std::int64_t day_ms = 86'400'000;
    constexpr std::int64_t shanghai_ms = 28'800'000;  // UTC+8
    const std::int64_t begin_ms = std::chrono::sys_days(*day).time_since_epoch().count() * day_ms;
    return store::sequence_at(connection, begin_ms + day_ms - shanghai_ms - 1);
}

// Not owned: the catalogue outlives whatever is stated from it.
std::shared_ptr<const registers::RegionIndex> shared_regions(const Catalogue& catalogue) {
    return {std::shared_ptr<const void>{}, &catalogue.regions};
}

Stated stated_period(store::Connection& connection, const Catalogue& catalogue,
                     const std::string& code, const std::optional<std::string>& wanted,
                     store::AsOf known) {
    Stated stated;
    // The newest rules known then say which period is the latest.
    stated.period =
        wanted ? *wanted
               : latest_period(connection,
                               newest_rules(connection, catalogue, code, known).programme, known);
    stated.as_of = known;
    if (const auto frozen = store::find_frozen(connection, code, stated.period, known)) {
        // Everything the sealing command saw: what was there before it.
        stated.as_of = frozen->sequence - 1;
        stated.frozen = true;
        stated.rules = rules_loaded_at(connection, catalogue, code, frozen->rules);
    } else {
        stated.rules = rules_for(connection, catalogue, code, stated.period, known);
        require_period(stated.rules.programme, stated.period);
    }
    stated.regions = stated.as_of
                         ? std::make_shared<const registers::RegionIndex>(store::load_regions(
                               connection, catalogue.declaration("region"), stated.as_of))
                         : shared_regions(catalogue);
    follow_succession(stated.rules, *stated.regions);
    return stated;
}

namespace {

// A single area keeps its own name; several together are the reader's.
void name_total(const Stated& stated, const people::Reach& reach, base::Date date,
                ScoreTable& table) {
    table.total.path_name = table.total.name = table.programme.title.zh;
    table.total.region = table.programme.scope.front();
    if (!table.partial) return;
    table.total.path_name = table.total.name = "您的范围";
    if (reach.areas.size() != 1) return;
    std::string code = reach.areas.front().prefix;
    code.resize(12, '0');
    table.total.region = code;
    if (const auto* region = stated.regions->find(code, date)) table.total.name = region->name;
    table.total.path_name = stated.regions->path_name(code, date);
}

// Ranks are given among all before the units outside are left out.
void leave_out(const people::Reach& reach, ScoreTable& table) {
    if (table.partial)
        std::erase_if(table.units, [&](const ScoreTable::Unit& unit) {
            return !reach.covers(registers::scope_prefix(unit.region));
        });
}

void assume(const Assumed& assumed, std::vector<programme::UnitFacts>& facts,
            programme::UnitFacts& total) {
    if (assumed.empty()) return;
    for (auto& unit : facts) {
        const auto found = assumed.find(unit.region);
        if (found == assumed.end()) continue;
        for (const auto& [indicator, count] : found->second) {
            total.counts[indicator].numerator += count.numerator - unit.counts[indicator].numerator;
            total.counts[indicator].denominator +=
                count.denominator - unit.counts[indicator].denominator;
            unit.counts[indicator] = count;
        }
    }
}

bool covers_all(const people::Reach& reach, const Programme& programme) {
    return std::all_of(programme.scope.begin(), programme.scope.end(), [&](const auto& region) {
        return reach.covers(registers::scope_prefix(region));
    });
}

}  // namespace

ScoreTable score_table(store::Connection& connection, const Stated& stated,
                       const people::Reach& reach) {
    return assumed_score(connection, stated, reach, {});
}

ScoreTable assumed_score(store::Connection& connection, const Stated& stated,
                         const people::Reach& reach, const Assumed& assumed) {
    ScoreTable table;
    table.programme = stated.rules.programme;
    table.period = stated.period;
    table.frozen = stated.frozen;
    table.sequence = stated.as_of.value_or(store::last_sequence(connection));
    const base::Date date = programme::period_end(table.period).value();
    const UnitMap map(*stated.regions, table.programme, date);
    table.units = map.units();

    table.partial = !covers_all(reach, table.programme);

    const std::vector<Count> zeros(table.programme.indicators.size());
    std::vector<programme::UnitFacts> facts;
    for (const auto& unit : table.units) facts.push_back({unit.region, zeros});
    programme::UnitFacts total{"", zeros};
    for (const auto& row :
         store::load_counts(connection, stated.rules.stored(), table.period, stated.as_of)) {
        const auto index = map.find(row.region);
        const std::string& place = table.partial && index ? facts[*index].region : row.region;
        if (!table.partial || reach.covers(registers::scope_prefix(place)))
            add_counts(total.counts, row.counts);
        if (index) add_counts(facts[*index].counts, row.counts);
    }
    for (auto& unit : facts) fill_constants(table.programme, unit.counts);
    fill_constants(table.programme, total.counts);
    assume(assumed, facts, total);

    name_total(stated, reach, date, table);
    judge_unit(table.programme, total, table.total);
    std::map<std::string, std::size_t> by_region;
    for (std::size_t i = 0; i < table.units.size(); ++i) {
        judge_unit(table.programme, facts[i], table.units[i]);
        by_region[table.units[i].region] = i;
    }
    if (!table.programme.scorecard) {
        leave_out(reach, table);
        return table;
    }
    std::vector<ScoreTable::Unit> ranked;
    for (auto& score : programme::score_units(table.programme, facts)) {
        ranked.push_back(std::move(table.units[by_region.at(score.region)]));
        ranked.back().score = std::move(score);
    }
    table.units = std::move(ranked);
    leave_out(reach, table);
    return table;
}

}  // namespace app
