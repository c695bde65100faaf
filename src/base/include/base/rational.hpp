#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// An exact fraction, always in lowest terms with a positive denominator. Points, rates and targets
/// are kept and compared as this; only displays are rounded.
using Rational = mpq_class;

/// `numerator / denominator`; the denominator is not 0.
Rational make_rational(std::int64_t numerator, std::int64_t denominator = 1);

/// Reads `-12`, `0.7`, `84.005` or `70%` without rounding. Empty for any other spelling.
std::optional<Rational> parse_rational(std::string_view text);

/// `2357/28`, or `84` when the value is whole.
std::string format_exact(const Rational& value);

/// Decimal text with exactly `decimals` places, half rounded away from zero: 84.178571… → `84.18`.
std::string format_fixed(const Rational& value, int decimals);

}  // namespace base
