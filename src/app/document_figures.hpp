#pragma once

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "document_spec.hpp"
#include "handlers.hpp"
#include "people/access.hpp"

namespace app {

/// Of what, as of when and for whom a document's figures are.
struct DocumentScope {
    std::string period;    ///< 2020-06, 2020-Q2, 2020
    base::Date day{};      ///< the day whose lights and deadlines count
    std::string region{};  ///< only what lies there; empty: the programme's whole scope
    people::Access who = people::everything();
};

/// The last day of the period, or today while it lasts.
base::Date document_day(const std::string& period, base::Date today);

/// What rows and scores have in common.
struct DocumentSource {
    store::Connection& connection;
    const Catalogue& catalogue;
    const DocumentScope& scope;
    const programme::Programme* programme = nullptr;  ///< null: none, or it is not loaded
    std::vector<std::string> regions{};               ///< where rows lie; `""`: everywhere
    nlohmann::ordered_json* notes = nullptr;          ///< sentences on what could not be given
};

/// A value that templates print and compare: exact, with those of the month and year before.
struct FigureValue {
    std::optional<base::Rational> now, previous, year_ago;
    std::string unit = "count";  ///< percent, points, count
};
nlohmann::ordered_json figure_json(const FigureValue& value);

/// Rows of registers and ledgers (document_rows.cpp).
class DocumentRows {
public:
    explicit DocumentRows(const DocumentSource& source) : source_(source) {}
    /// `{rows, where, sort?, limit?, under?, within?}`: the rows as they are read by people;
    /// `under` gathers them by a field, `within` gives each the rows that lie in its region.
    [[nodiscard]] nlohmann::ordered_json rows(const nlohmann::ordered_json& wanted) const;
    /// `{count, where}` or `{sum, field, where}`; the period before by the same words, or by what
    /// was known at its end when the condition does not speak of a period.
    [[nodiscard]] nlohmann::ordered_json number(const nlohmann::ordered_json& wanted) const;
    /// `{groups, by, where, level?, sum?}`: rows counted by a field; of a ledger with lights, what
    /// is closed, open and overdue, and the honest rate on time.
    [[nodiscard]] nlohmann::ordered_json groups(const nlohmann::ordered_json& wanted) const;
    /// `{lights, where}`: the same of all together.
    [[nodiscard]] nlohmann::ordered_json lights(const nlohmann::ordered_json& wanted) const;

private:
    const DocumentSource& source_;
};

/// Indicators and points of the programme (document_scores.cpp).
class DocumentScores {
public:
    explicit DocumentScores(const DocumentSource& source);
    [[nodiscard]] nlohmann::ordered_json indicator(const std::string& name) const;
    /// `all` or a list of names.
    [[nodiscard]] nlohmann::ordered_json indicators(const nlohmann::ordered_json& names) const;
    /// all, passed, excellent or failed.
    [[nodiscard]] nlohmann::ordered_json scores(const std::string& which) const;
    /// Indicators added up by county or township.
    [[nodiscard]] nlohmann::ordered_json areas(const nlohmann::ordered_json& wanted) const;
    /// Lines of indicators over the periods up to now.
    [[nodiscard]] nlohmann::ordered_json trend(const nlohmann::ordered_json& wanted) const;
    /// Units as places: green passed, red not, grey without points.
    [[nodiscard]] nlohmann::ordered_json map() const;

private:
    using Table = std::shared_ptr<const ScoreTable>;
    [[nodiscard]] Table table(const std::string& period) const;
    [[nodiscard]] std::string at(int back) const;
    [[nodiscard]] nlohmann::ordered_json figure_of(const std::string& name,
                                                   const std::string& region) const;

    const DocumentSource& source_;
    std::vector<std::string> periods_;
    std::string period_;  ///< the programme's own that goes with the document's; empty: none
    mutable std::map<std::string, Table> tables_;
};

/// `{draws: published}`: every draw whose public value came by the scope's day and whose sample was
/// open to everybody then (document_draws.cpp): draw, public, parties, seed, frozen, sampled,
/// units, `strata` (name, units, replaced) as people read them, `problem` where it does not come
/// out as it says.
nlohmann::ordered_json published_draws(const DocumentSource& source);
/// `{inspections: published}`: for each check that a sheet answers a line for each stratum of these
/// draws that is not all good (for none of villages, nor of more than 40), and one for all
/// (`is_total`), as people read them: draw, label, unit, reported, metered, inspected, interval,
/// gap, verdict, lot.
nlohmann::ordered_json published_inspections(const DocumentSource& source);

/// All figures of a document as one JSON object. Throws invalid_input naming document and figure.
nlohmann::ordered_json document_figures(store::Connection& connection, const Catalogue& catalogue,
                                        const DocumentSpec& spec, const DocumentScope& scope);

}  // namespace app
