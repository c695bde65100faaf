#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/rational.hpp"

namespace ledger {

/// What stands against a unit: tasks not done of all it has, problems open, and what is overdue.
struct UnitLoad {
    std::string unit;
    std::int64_t tasks = 0, tasks_open = 0;
    std::int64_t problems_open = 0;
    std::int64_t overdue = 0;
};

/// How much each counts, once scaled to the highest of all units, and which share of the units is
/// watched. The notice names no figures; these are the programme's own.
struct AttentionWeights {
    base::Rational lag = base::make_rational(1, 2);
    base::Rational problems = base::make_rational(3, 10);
    base::Rational overdue = base::make_rational(1, 5);
    base::Rational share = base::make_rational(1, 5);
};

struct Attention {
    UnitLoad load;
    base::Rational score;  ///< 0 to 1
    bool watched = false;
};

/// Slow units with many problems, the worst first, equal ones by unit (盯进度慢、问题多的单位).
/// Watched are as many as the share of all units gives, rounded down but at least one, and whoever
/// ties with the last of them; a unit against which nothing stands never is.
std::vector<Attention> rank_attention(const std::vector<UnitLoad>& loads,
                                      const AttentionWeights& weights = {});

}  // namespace ledger
