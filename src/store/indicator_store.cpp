#include "store/indicator_store.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "measure_sql.hpp"
#include "register_sql.hpp"

namespace store {
namespace {

using programme::Indicator;
using programme::Measure;
using programme::Programme;
using registers::Declaration;

constexpr std::size_t regions_listed_max = 64;
constexpr std::size_t columns_max =
    200;  // SQLite allows 2,000 result columns; keep statements short

struct Half {
    std::string indicator;
    const char* part;  // "n" or "d"
    const Measure* measure;
};

bool reads(const Measure& measure, const std::string& register_name) {
    return measure.register_name == register_name ||
           (measure.among && measure.among->register_name == register_name);
}

// The halves to recompute, by the register whose rows they count.
std::map<std::string, std::vector<Half>> halves_by_register(const Programme& programme,
                                                            const std::string& changed) {
    std::map<std::string, std::vector<Half>> groups;
    for (const Indicator& indicator : programme.indicators) {
        const std::pair<const char*, const Measure*> parts[] = {{"n", &indicator.numerator},
                                                                {"d", &indicator.denominator}};
        for (const auto& [part, measure] : parts) {
            if (measure->register_name.empty()) continue;
            if (!changed.empty() && !reads(*measure, changed)) continue;
            groups[measure->register_name].push_back({indicator.name, part, measure});
        }
    }
    return groups;
}

void append_regions(SqlText& sql, const std::vector<std::string>& regions) {
    sql.text += "(county, region) IN (";
    for (std::size_t i = 0; i < regions.size(); ++i) {
        sql.text += i > 0 ? ", (" : "VALUES (";
        sql.value(county_of(regions[i]));
        sql.text += ", ";
        sql.value(regions[i]);
        sql.text += ')';
    }
    sql.text += ')';
}

// (period, region) -> one value a half.
using Sums = std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>>;

class Recomputation {
public:
    Recomputation(Connection& connection, const Rules& rules,
                  const std::vector<Declaration>& declarations, const Recompute& what,
                  std::int64_t sequence)
        : connection_(connection),
          programme_(rules.programme),
          rules_(rules.sequence),
          sources_{declarations, std::nullopt},
          sequence_(sequence),
          close_(prepare_file(connection, "common/indicator_part_close")),
          put_(prepare_file(connection, "common/indicator_part_put")) {
        if (!what.dirty) return;
        std::set<std::string> regions;
        for (const auto& [region, period] : *what.dirty)
            if (is_in_scope(region)) regions.insert(region);
        everywhere_ = regions.size() > regions_listed_max;
        nowhere_ = regions.empty();
        if (!everywhere_) regions_.assign(regions.begin(), regions.end());
    }

    void run(const std::vector<Half>& halves, const std::string& register_name) {
        if (nowhere_) return;
        const bool periodic = sources_.declaration(register_name).is_periodic();
        for (std::size_t begin = 0; begin < halves.size(); begin += columns_max) {
            const std::size_t end = std::min(halves.size(), begin + columns_max);
            const std::vector<Half> some(halves.begin() + static_cast<std::ptrdiff_t>(begin),
                                         halves.begin() + static_cast<std::ptrdiff_t>(end));
            save(some, sum(some, register_name, periodic), periodic);
        }
    }

private:
    bool is_in_scope(const std::string& region) const {
        return std::any_of(programme_.scope.begin(), programme_.scope.end(),
                           [&](const std::string& s) { return registers::is_in_scope(region, s); });
    }

    void append_places(SqlText& sql) const {
        if (everywhere_) {
            append_scopes(sql, programme_.scope);
        } else {
            append_regions(sql, regions_);
        }
    }

    Sums sum(const std::vector<Half>& halves, const std::string& register_name,
             bool periodic) const {
        SqlText sql;
        sql.text = periodic ? "SELECT period, region" : "SELECT CAST('' AS TEXT), region";
        for (const Half& half : halves) {
            sql.text += ", CAST(SUM(";
            append_contribution(sql, *half.measure, sources_);
            sql.text += ") AS BIGINT)";
        }
        sql.text += " FROM " + quote(register_name) + " WHERE ";
        append_places(sql);
        sql.text += periodic ? " GROUP BY period, county, region" : " GROUP BY county, region";
        const auto statement = sql.prepare(connection_);
        Sums sums;
        while (statement->step()) {
            auto& values = sums[{std::string(statement->text(0)), std::string(statement->text(1))}];
            for (std::size_t i = 0; i < halves.size(); ++i)
                values.push_back(statement->integer(static_cast<int>(i) + 2));
        }
        return sums;
    }

    // What is stored for these halves and places: (period, region) -> values.
    Sums stored(const std::vector<Half>& halves, bool periodic) const {
        std::map<std::pair<std::string, std::string>, std::size_t> index;
        for (std::size_t i = 0; i < halves.size(); ++i)
            index[{halves[i].indicator, halves[i].part}] = i;
        Sums sums;
        const auto take = [&](Statement& statement) {
            while (statement.step()) {
                const auto it =
                    index.find({std::string(statement.text(2)), std::string(statement.text(3))});
                if (it == index.end() || statement.text(0).empty() == periodic) continue;
                auto& values =
                    sums[{std::string(statement.text(0)), std::string(statement.text(1))}];
                values.resize(halves.size());
                values[it->second] = statement.integer(4);
            }
        };
        SqlText sql;
        sql.text = std::string(sql_text("common/indicator_part_load_all"));
        sql.values = {programme_.code, rules_};
        append_places(sql);
        const auto statement = sql.prepare(connection_);
        take(*statement);
        return sums;
    }

    void save(const std::vector<Half>& halves, const Sums& fresh, bool periodic) {
        const Sums old = stored(halves, periodic);
        const std::vector<std::int64_t> zeros(halves.size());
        for (const auto& [place, values] : fresh) {
            const auto it = old.find(place);
            save_place(halves, place, it == old.end() ? nullptr : &it->second, values);
        }
        for (const auto& [place, values] : old)
            if (!fresh.contains(place)) save_place(halves, place, &values, zeros);
    }

    void save_place(const std::vector<Half>& halves,
                    const std::pair<std::string, std::string>& place,
                    const std::vector<std::int64_t>* old, const std::vector<std::int64_t>& fresh) {
        const std::string county = county_of(place.second);
        for (std::size_t i = 0; i < halves.size(); ++i) {
            const std::int64_t before = old ? (*old)[i] : 0;
            if (before == fresh[i] && (old || fresh[i] == 0)) continue;
            const auto bind = [&](Statement& statement) -> Statement& {
                return statement.with(std::string_view(programme_.code), rules_,
                                      std::string_view(place.first), std::string_view(county),
                                      std::string_view(place.second),
                                      std::string_view(halves[i].indicator),
                                      std::string_view(halves[i].part), sequence_);
            };
            if (old) bind(*close_).run();
            bind(*put_).bind(9, fresh[i]);
            put_->run();
        }
    }

    Connection& connection_;
    const Programme& programme_;
    std::int64_t rules_;
    Sources sources_;
    std::int64_t sequence_;
    std::unique_ptr<Statement> close_, put_;
    bool everywhere_ = true;
    bool nowhere_ = false;
    std::vector<std::string> regions_;
};

void append_counts_source(SqlText& sql, const std::string& table, const Rules& rules,
                          const std::string& period, AsOf as_of) {
    sql.text += "SELECT region, indicator, part, value FROM " + table + " WHERE programme = ";
    sql.value(rules.programme.code);
    sql.text += " AND rules = ";
    sql.value(rules.sequence);
    sql.text += " AND period IN ('', ";
    sql.value(period);
    sql.text += ')';
    if (!as_of) return;
    sql.text += " AND begin_seq <= ";
    sql.value(*as_of);
    if (table == "indicator_part_history") {
        sql.text += " AND end_seq > ";
        sql.value(*as_of);
    }
}

void add_rows_of(Connection& connection, const Sources& sources, const std::string& register_name,
                 const Measure* numerator, const Measure* denominator,
                 const std::vector<std::string>& scopes, const std::string& period,
                 std::vector<CountedRow>& rows) {
    const Declaration& declaration = sources.declaration(register_name);
    SqlText sql;
    sql.text = "SELECT fid, n, d, " + column_list(declaration) + " FROM (SELECT fid, ";
    const auto append = [&](const Measure* measure, const char* name) {
        if (measure) {
            append_contribution(sql, *measure, sources);
        } else {
            sql.text += '0';
        }
        sql.text += std::string(" AS ") + name + ", ";
    };
    append(numerator, "n");
    append(denominator, "d");
    sql.text += column_list(declaration) + " FROM " + sources.rows(register_name) + " WHERE ";
    append_scopes(sql, scopes);
    if (declaration.is_periodic()) {
        sql.text += " AND period = ";
        sql.value(period);
    }
    sql.text += ") AS counted WHERE n <> 0 OR d <> 0 ORDER BY fid";
    const auto statement = sql.prepare(connection);
    while (statement->step())
        rows.push_back({register_name,
                        {statement->integer(0),
                         read_row(connection, *statement, declaration, statement->integer(0), 3)},
                        statement->integer(1),
                        statement->integer(2)});
}

}  // namespace

void recompute_indicators(Connection& connection, const Rules& rules,
                          const std::vector<Declaration>& declarations, const Recompute& what,
                          std::int64_t sequence) {
    Recomputation recomputation(connection, rules, declarations, what, sequence);
    for (const auto& [register_name, halves] :
         halves_by_register(rules.programme, what.changed_register))
        recomputation.run(halves, register_name);
}

std::vector<RegionCounts> load_counts(Connection& connection, const Rules& rules,
                                      const std::string& period, AsOf as_of) {
    SqlText sql;
    append_counts_source(sql, "indicator_part", rules, period, as_of);
    if (as_of) {
        sql.text += " UNION ALL ";
        append_counts_source(sql, "indicator_part_history", rules, period, as_of);
    }
    sql.text += " ORDER BY 1";
    const auto statement = sql.prepare(connection);
    const Programme& programme = rules.programme;
    std::vector<RegionCounts> result;
    while (statement->step()) {
        const auto index = programme.find_indicator(statement->text(1));
        if (!index) continue;
        if (result.empty() || result.back().region != statement->text(0))
            result.push_back({std::string(statement->text(0)),
                              std::vector<programme::Count>(programme.indicators.size())});
        programme::Count& count = result.back().counts[*index];
        (statement->text(2) == "n" ? count.numerator : count.denominator) = statement->integer(3);
    }
    return result;
}

std::string latest_period(Connection& connection, const std::string& programme, AsOf as_of) {
    SqlText sql;
    const auto append = [&](const char* table, bool closed) {
        sql.text +=
            std::string("SELECT period FROM ") + table + " WHERE period <> '' AND programme = ";
        sql.value(programme);
        if (as_of) {
            sql.text += " AND begin_seq <= ";
            sql.value(*as_of);
        }
        if (closed) {
            sql.text += " AND end_seq > ";
            sql.value(*as_of);
        }
    };
    append("indicator_part", false);
    if (as_of) {
        sql.text += " UNION ALL ";
        append("indicator_part_history", true);
    }
    sql.text += " ORDER BY 1 DESC LIMIT 1";
    const auto statement = sql.prepare(connection);
    return statement->step() ? std::string(statement->text(0)) : std::string{};
}

std::vector<CountedRow> counted_rows(Connection& connection, const Indicator& indicator,
                                     const std::vector<Declaration>& declarations,
                                     const std::vector<std::string>& scopes,
                                     const std::string& period, AsOf as_of) {
    const Sources sources{declarations, as_of};
    std::vector<CountedRow> rows;
    const std::string& n = indicator.numerator.register_name;
    const std::string& d = indicator.denominator.register_name;
    if (!n.empty())
        add_rows_of(connection, sources, n, &indicator.numerator,
                    n == d ? &indicator.denominator : nullptr, scopes, period, rows);
    if (!d.empty() && d != n)
        add_rows_of(connection, sources, d, nullptr, &indicator.denominator, scopes, period, rows);
    return rows;
}

}  // namespace store
