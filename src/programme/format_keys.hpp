#pragma once

#include <string_view>

/// Every key a programme file may hold, by mapping. The published JSON Schema lists the same.
namespace programme::keys {

inline constexpr std::string_view top[] = {
    "programme", "version", "title",   "issuer", "document_number", "issued",    "basis", "parent",
    "scope",     "unit",    "periods", "goals",  "indicators",      "scorecard", "facts"};
inline constexpr std::string_view fact[] = {"name", "label", "value", "on", "source"};
inline constexpr std::string_view periods[] = {"kind", "first", "last"};
inline constexpr std::string_view goal[] = {"name", "label", "indicators"};
inline constexpr std::string_view indicator[] = {
    "name", "label", "note", "unit",     "direction",    "numerator", "denominator",
    "pass", "full",  "soft", "fallback", "precondition", "over"};
inline constexpr std::string_view measure[] = {"register", "sum", "where", "among"};
inline constexpr std::string_view among[] = {"register", "where"};
inline constexpr std::string_view scorecard[] = {"total",     "pass",      "top",    "pass_label",
                                                 "top_label", "tie_break", "aspects"};
inline constexpr std::string_view aspect[] = {"name", "label", "items"};
inline constexpr std::string_view item[] = {"name",      "label",       "kind",      "weight",
                                            "indicator", "target",      "threshold", "step",
                                            "cost",      "points_each", "bands",     "factors"};
inline constexpr std::string_view band[] = {"at_least", "points"};
inline constexpr std::string_view factor[] = {"indicator", "target"};

}  // namespace programme::keys
