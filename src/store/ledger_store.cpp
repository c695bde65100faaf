#include "store/ledger_store.hpp"

#include "register_sql.hpp"

namespace store {
namespace {

using registers::FieldType;

bool is_needed(const registers::Field& field) {
    switch (field.type) {
        case FieldType::date:
        case FieldType::integer:
        case FieldType::decimal:
            return true;
        default:
            return field.name == "number" || field.name == "region" || field.name == "unit" ||
                   field.name == "state" || field.name == "request";
    }
}

registers::Value read_value(const Statement& statement, int column, FieldType type) {
    if (statement.is_null(column)) return {};
    if (type == FieldType::integer || type == FieldType::decimal) return statement.integer(column);
    return std::string(statement.text(column));
}

}  // namespace

void for_each_open(Connection& connection, const registers::Declaration& declaration,
                   const std::function<void(const registers::Row&)>& visit) {
    std::vector<std::string> names;
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        if (!is_needed(declaration.fields[i])) continue;
        names.push_back(quote(declaration.fields[i].name));
        fields.push_back(i);
    }
    const auto statement =
        connection.prepare("SELECT " + joined(names) + " FROM " + quote(declaration.name) +
                           " WHERE closed_on IS NULL ORDER BY number");
    registers::Row row;
    row.values.resize(declaration.fields.size());
    while (statement->step()) {
        for (std::size_t i = 0; i < fields.size(); ++i)
            row.values[fields[i]] =
                read_value(*statement, static_cast<int>(i), declaration.fields[fields[i]].type);
        visit(row);
    }
}

void for_each_number(Connection& connection, const registers::Declaration& declaration,
                     const std::function<void(std::string_view)>& visit) {
    const auto statement =
        connection.prepare("SELECT number FROM " + quote(declaration.name) + " ORDER BY number");
    while (statement->step()) visit(statement->text(0));
}

void for_each_reminder(Connection& connection, std::string_view ledger,
                       const std::function<void(std::string key, std::int64_t serial)>& visit) {
    const auto statement = prepare_file(connection, "common/reminders_sent");
    statement->with(ledger);
    while (statement->step()) {
        std::string key(statement->text(0));
        key.append("\x1f").append(statement->text(1)).append("\x1f").append(statement->text(2));
        visit(std::move(key), statement->integer(3));
    }
}

}  // namespace store
