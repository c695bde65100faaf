#include "ledger/attention.hpp"

#include <algorithm>
#include <tuple>

namespace ledger {
namespace {

using base::Rational;

Rational lag_of(const UnitLoad& load) {
    return load.tasks > 0 ? base::make_rational(load.tasks_open, load.tasks) : Rational(0);
}

Rational scaled(const Rational& value, const Rational& highest) {
    return highest > 0 ? Rational(value / highest) : Rational(0);
}

std::size_t watched_count(const Rational& share, std::size_t units) {
    const Rational wanted = share * Rational(static_cast<unsigned long>(units));
    const mpz_class whole = wanted.get_num() / wanted.get_den();
    return std::max<std::size_t>(1, whole.get_ui());
}

}  // namespace

std::vector<Attention> rank_attention(const std::vector<UnitLoad>& loads,
                                      const AttentionWeights& weights) {
    Rational lag_max, problems_max, overdue_max;
    for (const UnitLoad& load : loads) {
        lag_max = std::max(lag_max, lag_of(load));
        problems_max = std::max(problems_max, base::make_rational(load.problems_open));
        overdue_max = std::max(overdue_max, base::make_rational(load.overdue));
    }
    std::vector<Attention> ranked;
    for (const UnitLoad& load : loads)
        ranked.push_back(
            {load,
             weights.lag * scaled(lag_of(load), lag_max) +
                 weights.problems * scaled(base::make_rational(load.problems_open), problems_max) +
                 weights.overdue * scaled(base::make_rational(load.overdue), overdue_max)});
    std::sort(ranked.begin(), ranked.end(), [](const Attention& a, const Attention& b) {
        return std::tie(b.score, a.load.unit) < std::tie(a.score, b.load.unit);
    });
    if (ranked.empty()) return ranked;
    const std::size_t last =
        std::min(watched_count(weights.share, ranked.size()), ranked.size()) - 1;
    const Rational least = ranked[last].score;
    for (Attention& each : ranked) each.watched = each.score > 0 && each.score >= least;
    return ranked;
}

}  // namespace ledger
