#pragma once

#include <vector>

#include "explanation.hpp"

namespace programme {

/// `numerator / denominator`; the denominator is not 0.
base::Rational value_of(Count count);

/// Largest whole number not above / smallest not below `value`.
base::Rational floor_of(const base::Rational& value);
base::Rational ceiling_of(const base::Rational& value);

/// How many steps of a step item the value falls short of its target; at least 0.
base::Rational steps_missed(const Item& item, const Evidence& evidence);

/// The band that counts, or null.
const Band* reached_band(const Item& item, const base::Rational& value);

/// Points of an item whose every denominator is above 0, exactly, within [0, weight]. 0 for a veto.
base::Rational item_points(const Item& item, const std::vector<Evidence>& evidence);

}  // namespace programme
