#pragma once

#include <string>
#include <vector>

#include "programme/score.hpp"

namespace programme {

/// An indicator's pair with what the item's formula needs of the indicator itself.
struct Evidence {
    const Indicator* indicator = nullptr;
    Count count;
    bool fallback_used = false;
};

/// The item's formula with the integers put in, and its points. `evidence` holds the item's
/// indicator, or one entry a factor for a product.
base::Text explain_item(const Item& item, const std::vector<Evidence>& evidence,
                        const base::Rational& points);

/// Exact decimal when two places are enough, otherwise `195/14 ≈ 13.93`.
std::string show_points(const base::Rational& points);

}  // namespace programme
