#include "register_sql.hpp"

#include <span>

#include "registers/region.hpp"
#include "stored_geometry.hpp"

namespace store {
namespace {

constexpr std::size_t county_digits = 6;

// Codes c with prefix <= c < prefix + ':' (the character after '9') begin with the prefix.
void append_prefix(SqlText& sql, const char* column, const std::string& prefix) {
    sql.text += std::string(column) + " >= ";
    sql.value(prefix);
    sql.text += std::string(" AND ") + column + " < ";
    sql.value(prefix + ":");
}

// `prefix` has 2, 4, 6, 9 or 12 digits.
void append_scope(SqlText& sql, const std::string& prefix) {
    if (prefix.size() < county_digits) return append_prefix(sql, "county", prefix);
    sql.text += "county = ";
    sql.value(prefix.substr(0, county_digits));
    if (prefix.size() == county_digits) return;
    sql.text += " AND ";
    append_prefix(sql, "region", prefix);
}

}  // namespace

void SqlText::value(std::int64_t number) {
    values.emplace_back(number);
    text += "$" + std::to_string(values.size());
}

void SqlText::value(const std::string& string) {
    values.emplace_back(string);
    text += "$" + std::to_string(values.size());
}

std::unique_ptr<Statement> SqlText::prepare(Connection& connection) const {
    auto statement = connection.prepare(text);
    int number = 0;
    for (const auto& each : values) {
        if (const auto* integer = std::get_if<std::int64_t>(&each)) {
            statement->bind(++number, *integer);
        } else {
            statement->bind(++number, std::string_view(std::get<std::string>(each)));
        }
    }
    return statement;
}

std::string quote(std::string_view name) {
    return '"' + std::string(name) + '"';
}

std::string joined(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
    return list;
}

void append_element(std::string& array, std::string_view text) {
    array += array.empty() ? "{\"" : ",\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') array += '\\';
        array += c;
    }
    array += '"';
}

std::vector<std::string> column_names(const registers::Declaration& declaration) {
    std::vector<std::string> names;
    for (const auto& field : declaration.fields) names.push_back(quote(field.name));
    if (declaration.geometry != registers::GeometryType::none) names.emplace_back("geom");
    return names;
}

std::string column_list(const registers::Declaration& declaration) {
    return joined(column_names(declaration));
}

std::string rows_source(const registers::Declaration& declaration,
                        std::optional<std::int64_t> as_of) {
    const std::string table = quote(declaration.name);
    if (!as_of) return table;
    const std::string then = std::to_string(*as_of);
    const std::string columns =
        "SELECT fid, begin_seq, " + column_list(declaration) + ", county FROM ";
    return "(" + columns + table + " WHERE begin_seq <= " + then + " UNION ALL " + columns +
           quote(declaration.name + "_history") + " WHERE begin_seq <= " + then +
           " AND end_seq > " + then + ") AS " + table;
}

namespace {

// As a tree of pairs: SQLite takes no expression deeper than 1,000, and a scope may have more
// parts.
void append_union(SqlText& sql, std::span<const std::string> scopes) {
    sql.text += '(';
    if (scopes.size() > 1) {
        const std::size_t half = scopes.size() / 2;
        append_union(sql, scopes.first(half));
        sql.text += " OR ";
        append_union(sql, scopes.subspan(half));
    } else if (scopes.empty()) {
        sql.text += "FALSE";
    } else if (scopes[0].empty()) {
        sql.text += "TRUE";
    } else {
        append_scope(sql, registers::scope_prefix(scopes[0]));
    }
    sql.text += ')';
}

}  // namespace

void append_scopes(SqlText& sql, const std::vector<std::string>& scopes) {
    append_union(sql, scopes);
}

void append_reach(SqlText& sql, const registers::Declaration& declaration,
                  const people::Reach& reach) {
    if (reach.is_everything()) {
        sql.text += "TRUE";
        return;
    }
    sql.text += "(FALSE";
    const bool has_operator = declaration.find("operator").has_value();
    for (const people::Area& area : reach.areas) {
        sql.text += " OR (";
        if (area.prefix.empty()) {
            sql.text += "TRUE";
        } else {
            append_scope(sql, area.prefix);
        }
        if (has_operator && !area.operator_name.empty()) {
            sql.text += " AND (\"operator\" IS NULL OR \"operator\" = ";
            sql.value(area.operator_name);
            sql.text += ')';
        }
        sql.text += ')';
    }
    sql.text += ')';
}

registers::Row read_row(Connection& connection, const Statement& statement,
                        const registers::Declaration& declaration, std::int64_t id, int first) {
    using registers::FieldType;
    privacy::Sealer* sealer = connection.sealer();
    registers::Row row;
    row.values.reserve(declaration.fields.size());
    int column = first;
    for (const auto& field : declaration.fields) {
        if (statement.is_null(column)) {
            row.values.emplace_back();
        } else if (field.type == FieldType::integer || field.type == FieldType::decimal) {
            row.values.emplace_back(statement.integer(column));
        } else if (sealer && registers::is_personal(field)) {
            row.values.emplace_back(
                sealer->open({declaration.name, field.name, id}, statement.text(column)));
        } else {
            row.values.emplace_back(std::string(statement.text(column)));
        }
        ++column;
    }
    if (declaration.geometry != registers::GeometryType::none && !statement.is_null(column))
        row.geometry_wkb = from_stored_geometry(statement.blob(column));
    return row;
}

const std::string& region_of(const registers::Declaration& declaration, const registers::Row& row) {
    return std::get<std::string>(row.values[*declaration.find("region")]);
}

std::string operator_of(const registers::Declaration& declaration, const registers::Row& row) {
    const auto field = declaration.find("operator");
    if (!field) return {};
    const auto* text = std::get_if<std::string>(&row.values[*field]);
    return text ? *text : std::string{};
}

std::string county_of(std::string_view region) {
    return std::string(region.substr(0, county_digits));
}

std::string period_of(const registers::Declaration& declaration, const registers::Row& row) {
    if (!declaration.is_periodic()) return {};
    return std::get<std::string>(row.values[*declaration.find("period")]);
}

}  // namespace store
