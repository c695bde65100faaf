#include "register_sql.hpp"

#include "geopackage_functions.hpp"
#include "registers/region.hpp"

namespace store {

std::string quote(std::string_view name) {
    return '"' + std::string(name) + '"';
}

std::string column_list(const registers::Declaration& declaration, std::string_view prefix) {
    std::string list;
    for (const auto& field : declaration.fields)
        list += (list.empty() ? "" : ", ") + std::string(prefix) + quote(field.name);
    if (declaration.geometry != registers::GeometryType::none)
        list += ", " + std::string(prefix) + "geom";
    return list;
}

int column_count(const registers::Declaration& declaration) {
    return static_cast<int>(declaration.fields.size()) +
           (declaration.geometry != registers::GeometryType::none ? 1 : 0);
}

std::string key_condition(const registers::Declaration& declaration, int first) {
    std::string condition;
    for (const std::string& part : declaration.key)
        condition +=
            (condition.empty() ? "" : " AND ") + quote(part) + " = $" + std::to_string(first++);
    return condition;
}

void bind_value(Statement& statement, int number, const registers::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bind(number, std::string_view(*text));
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        statement.bind(number, *integer);
    } else {
        statement.bind(number, std::monostate{});
    }
}

void bind_key(Statement& statement, const registers::Declaration& declaration,
              const registers::Row& row, int first) {
    for (const std::string& part : declaration.key)
        bind_value(statement, first++, row.values[*declaration.find(part)]);
}

registers::Row read_row(const Statement& statement, const registers::Declaration& declaration,
                        int first) {
    using registers::FieldType;
    registers::Row row;
    row.values.reserve(declaration.fields.size());
    int column = first;
    for (const auto& field : declaration.fields) {
        if (statement.is_null(column)) {
            row.values.emplace_back();
        } else if (field.type == FieldType::integer || field.type == FieldType::decimal) {
            row.values.emplace_back(statement.integer(column));
        } else {
            row.values.emplace_back(std::string(statement.text(column)));
        }
        ++column;
    }
    if (declaration.geometry != registers::GeometryType::none)
        row.geometry_wkb = from_geopackage_blob(statement.blob(column));
    return row;
}

const std::string& region_of(const registers::Declaration& declaration, const registers::Row& row) {
    return std::get<std::string>(row.values[*declaration.find("region")]);
}

std::string county_of(std::string_view region) {
    return std::string(region.substr(0, 6));
}

ScopeRange range_of_scope(std::string_view scope) {
    if (scope.empty()) return {"", ":"};  // ':' follows '9'
    const std::string prefix = registers::scope_prefix(scope);
    return {prefix, prefix + ":"};
}

}  // namespace store
