#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/error.hpp"
#include "base/rational.hpp"
#include "programme/expression.hpp"
#include "registers/declaration.hpp"

namespace programme {

/// Rows of one register counted or summed: COUNT of rows, or SUM of `sum_field`, over the rows
/// where `where` holds. With `among`, only rows whose region is that of a row of another register
/// that meets a condition. Without a register, a constant.
struct Measure {
    struct Among {
        std::string register_name;
        std::optional<Expression> where;
    };
    std::string register_name;  ///< empty: constant
    std::string sum_field;      ///< empty: count rows; an integer or decimal field otherwise
    std::optional<Expression> where;
    std::optional<Among> among;
    std::int64_t constant = 1;
};

enum class Direction { higher_is_better, lower_is_better };
enum class Unit { percent, count };

/// An indicator (指标): numerator / denominator as two integers per region and period, which add up
/// over regions. Percent targets are fractions of 1. A region whose denominator is 0 takes its pair
/// from `fallback` when one is named, and is not applicable (不适用) otherwise.
struct Indicator {
    std::string name;
    base::Text label;
    base::Text note;  ///< the definition in words, printed with the figure
    Unit unit = Unit::percent;
    Direction direction = Direction::higher_is_better;
    Measure numerator;
    Measure denominator;
    std::optional<base::Rational> pass;  ///< 达标线: at least this (at most, when lower is better)
    std::optional<base::Rational> full;  ///< the full target, shown beside the pass line
    std::optional<base::Rational> soft;  ///< 力争: shown, never red by itself
    std::string fallback;                ///< another indicator's name, or empty
    std::string precondition;  ///< indicator that must be fully met first (G-09), or empty
    /// The value is the indicator's own pair divided by that of this other one (a share of money by
    /// a share of households); its rows are those of its own pair. Empty: no division.
    std::string over;
};

/// How an item's points follow from its indicator's value v = numerator / denominator:
///   boolean       weight when v meets `threshold` (>=), else 0
///   proportional  weight × min(1, v / target)
///   step          weight − cost × ceil((target − v) / step), within [0, weight] (step deduction);
///                 v − target instead for an indicator that is better when lower
///   banded        points of the highest band whose `at_least` v reaches, else 0
///   count         points_each × v (whole units, rounded down), at most weight
///   product       weight × Π min(1, v_i / target_i) over `factors`
///   manual        points given by a person, with evidence, in register manual_score; at most
///   weight veto          when v meets `threshold`: the unit's total becomes 0; carries no points
///   bonus         as `count`, added to the total outside the 100 points
/// A share or count of a negative value is 0.
enum class ItemKind { boolean, proportional, step, banded, count, product, manual, veto, bonus };

struct Band {
    base::Rational at_least;
    base::Rational points;
};

struct Factor {
    std::string indicator;
    base::Rational target;
};

struct Item {
    std::string name;
    base::Text label;
    ItemKind kind = ItemKind::proportional;
    base::Rational weight;  ///< the most points it can give; 0 for a veto
    std::string indicator;  ///< empty for product
    base::Rational target;
    base::Rational threshold;
    base::Rational step;
    base::Rational cost;
    base::Rational points_each;
    std::vector<Band> bands;  ///< highest first
    std::vector<Factor> factors;
};

struct Aspect {
    std::string name;
    base::Text label;
    std::vector<Item> items;
};

/// A 100-point method (计分办法).
struct Scorecard {
    std::vector<Aspect> aspects;
    base::Rational total;                ///< sum of the weights outside bonus; as declared, checked
    base::Rational pass;                 ///< 达标: total >= pass, exactly
    std::int64_t top = 0;                ///< 优秀: the first so many that pass; 0: no such level
    std::vector<std::string> tie_break;  ///< indicator or aspect names, compared exactly, in order
    base::Text pass_label;
    base::Text top_label;
};

struct Goal {
    std::string name;
    base::Text label;
    std::vector<std::string> indicators;
};

enum class PeriodKind { month, quarter, half_year, year };

struct Periods {
    PeriodKind kind = PeriodKind::month;
    std::string first;  ///< as `2019-01`; quarters `2020-Q2`, half-years `2020-H1`, years `2020`
    std::string last;
};

/// A figure of the background (N-01), printed in the words of its source: 超过40万人 stays that.
struct Fact {
    std::string name;
    base::Text label;
    base::Text value;
    std::optional<base::Date> on;  ///< the day it is of
    base::Text source;
};

/// One notice (方案) as one versioned file.
struct Programme {
    std::string code;  ///< huayuan-2019
    std::int64_t version = 1;
    base::Text title;
    base::Text issuer;
    std::string document_number;
    std::optional<base::Date> issued;
    std::vector<base::Text> basis;
    std::vector<Fact> facts;
    std::string parent;
    std::vector<std::string> scope;  ///< region codes
    registers::RegionLevel unit_level =
        registers::RegionLevel::village;  ///< what is scored or listed
    Periods periods;
    std::vector<Goal> goals;
    std::vector<Indicator> indicators;
    std::optional<Scorecard> scorecard;
    std::string sha256;  ///< of the file's bytes

    [[nodiscard]] std::optional<std::size_t> find_indicator(std::string_view name) const;
};

/// One thing wrong in a programme file, with 1-based line and column and the path such as
/// `scorecard.aspects[2].items[0].indicator`.
struct Problem {
    std::size_t line = 0;
    std::size_t column = 0;
    std::string path;
    base::Text message;
};

struct CheckedProgramme {
    std::optional<Programme> programme;  ///< present exactly when there are no problems
    std::vector<Problem> problems;       ///< by line
};

/// Reads and checks a whole programme file, reporting every problem, not only the first: YAML that
/// does not parse, unknown keys (with the nearest known key), wrong types, names that do not exist
/// or are used twice, expressions, weights that do not sum to the total, targets and steps of 0,
/// constant denominators of 0, cycles of fallback or precondition, periods that do not exist.
CheckedProgramme check_programme(std::string_view yaml,
                                 const std::vector<registers::Declaration>& registers);

/// The periods from first to last, in order.
std::vector<std::string> list_periods(const Periods& periods);

/// Last calendar day of a period such as `2019-06` or `2020-Q2`. Empty for any other spelling.
std::optional<base::Date> period_end(std::string_view period);
/// First calendar day.
std::optional<base::Date> period_begin(std::string_view period);

/// Names of the registers whose rows this indicator reads, sorted.
std::vector<std::string> registers_of(const Indicator& indicator);

}  // namespace programme
