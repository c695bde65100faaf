#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "programme/definition.hpp"

namespace programme {

/// One period as its kind and its place in the count of such periods since the year 0, so that the
/// next one is `ordinal + 1`.
struct PeriodNumber {
    PeriodKind kind = PeriodKind::month;
    int ordinal = 0;
};

std::optional<PeriodNumber> parse_period(std::string_view text);
std::string format_period(PeriodNumber period);

}  // namespace programme
