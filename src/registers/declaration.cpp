#include "registers/declaration.hpp"

#include <algorithm>
#include <array>

namespace registers {
namespace {

constexpr std::array<std::string_view, 12> type_names = {
    "text",  "integer", "decimal",     "fact",      "code",  "date",
    "month", "region",  "region_code", "id_number", "phone", "moment"};
constexpr std::array<std::string_view, 4> geometry_names = {"none", "point", "line", "polygon"};

}  // namespace

std::optional<std::size_t> Declaration::find(std::string_view field_name) const {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == field_name) return i;
    return std::nullopt;
}

bool Declaration::is_periodic() const {
    const auto index = find("period");
    return index && fields[*index].type == FieldType::month;
}

std::string_view to_string(FieldType type) {
    return type_names[static_cast<std::size_t>(type)];
}

std::string_view to_string(GeometryType type) {
    return geometry_names[static_cast<std::size_t>(type)];
}

std::optional<std::string> first_misfit(const Declaration& before, const Declaration& after) {
    if (before.key != after.key || before.geometry != after.geometry ||
        before.is_ledger != after.is_ledger)
        return after.key.front();
    for (std::size_t i = 0; i < before.fields.size(); ++i) {
        const Field& old = before.fields[i];
        const bool fits = i < after.fields.size() && after.fields[i].name == old.name &&
                          after.fields[i].type == old.type &&
                          after.fields[i].decimals == old.decimals &&
                          after.fields[i].field_class == old.field_class;
        if (!fits) return old.name;
    }
    for (std::size_t i = before.fields.size(); i < after.fields.size(); ++i)
        if (after.fields[i].required) return after.fields[i].name;
    return std::nullopt;
}

}  // namespace registers
