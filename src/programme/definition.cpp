#include "programme/definition.hpp"

#include <algorithm>
#include <set>

namespace programme {

std::optional<std::size_t> Programme::find_indicator(std::string_view name) const {
    const auto found =
        std::find_if(indicators.begin(), indicators.end(),
                     [&](const Indicator& indicator) { return indicator.name == name; });
    if (found == indicators.end()) return std::nullopt;
    return static_cast<std::size_t>(found - indicators.begin());
}

std::vector<std::string> registers_of(const Indicator& indicator) {
    std::set<std::string> names;
    for (const Measure* measure : {&indicator.numerator, &indicator.denominator}) {
        if (!measure->register_name.empty()) names.insert(measure->register_name);
        if (measure->among) names.insert(measure->among->register_name);
    }
    return {names.begin(), names.end()};
}

}  // namespace programme
