#pragma once

#include <optional>
#include <vector>

#include "draft.hpp"

namespace programme {

/// A count or sum over a register. Reports and returns empty when it cannot be read.
std::optional<Measure> read_numerator(const Cursor& at,
                                      const std::vector<registers::Declaration>& registers);
/// As a numerator, or a constant of at least 1.
std::optional<Measure> read_denominator(const Cursor& at,
                                        const std::vector<registers::Declaration>& registers);
/// Reports at the denominator when the two sides are kept in different decimal places, or when a
/// percentage is taken of 1.
void check_scales(const Indicator& indicator, const Cursor& denominator,
                  const std::vector<registers::Declaration>& registers);

}  // namespace programme
