#include "item_points.hpp"

#include <algorithm>

namespace programme {
namespace {

using base::Rational;

const Rational zero{0};
const Rational one{1};

Rational clamp(const Rational& value, const Rational& most) {
    return std::max(zero, std::min(value, most));
}

Rational share_of(const Rational& value, const Rational& target) {
    const Rational ratio = value / target;
    return clamp(ratio, one);
}

Rational product_points(const Item& item, const std::vector<Evidence>& evidence) {
    Rational points = item.weight;
    for (std::size_t i = 0; i < item.factors.size(); ++i)
        points *= share_of(value_of(evidence.at(i).count), item.factors[i].target);
    return points;
}

Rational counted_points(const Item& item, const Rational& value) {
    const Rational points = item.points_each * floor_of(value);
    return clamp(points, item.weight);
}

Rational stepped_points(const Item& item, const Evidence& evidence) {
    const Rational points = item.weight - item.cost * steps_missed(item, evidence);
    return clamp(points, item.weight);
}

}  // namespace

Rational value_of(Count count) {
    return base::make_rational(count.numerator, count.denominator);
}

Rational floor_of(const Rational& value) {
    mpz_class whole;
    mpz_fdiv_q(whole.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
    return Rational{whole};
}

Rational ceiling_of(const Rational& value) {
    mpz_class whole;
    mpz_cdiv_q(whole.get_mpz_t(), value.get_num_mpz_t(), value.get_den_mpz_t());
    return Rational{whole};
}

Rational steps_missed(const Item& item, const Evidence& evidence) {
    const Rational value = value_of(evidence.count);
    const bool lower = evidence.indicator->direction == Direction::lower_is_better;
    const Rational gap{lower ? value - item.target : item.target - value};
    const Rational steps = gap / item.step;
    return std::max(zero, ceiling_of(steps));
}

const Band* reached_band(const Item& item, const Rational& value) {
    const Band* best = nullptr;
    for (const Band& band : item.bands)
        if (value >= band.at_least && (best == nullptr || band.at_least > best->at_least))
            best = &band;
    return best;
}

Rational item_points(const Item& item, const std::vector<Evidence>& evidence) {
    if (item.kind == ItemKind::veto) return zero;
    if (item.kind == ItemKind::product) return product_points(item, evidence);
    const Evidence& only = evidence.at(0);
    const Rational value = value_of(only.count);
    switch (item.kind) {
        case ItemKind::boolean:
            return value >= item.threshold ? item.weight : zero;
        case ItemKind::proportional: {
            const Rational points = item.weight * share_of(value, item.target);
            return points;
        }
        case ItemKind::step:
            return stepped_points(item, only);
        case ItemKind::banded: {
            const Band* band = reached_band(item, value);
            return band == nullptr ? zero : clamp(band->points, item.weight);
        }
        case ItemKind::count:
        case ItemKind::bonus:
            return counted_points(item, value);
        case ItemKind::manual:
            return clamp(value, item.weight);
        case ItemKind::product:
        case ItemKind::veto:
            break;
    }
    return zero;
}

}  // namespace programme
