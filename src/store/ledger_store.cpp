#include "store/ledger_store.hpp"

#include "search_sql.hpp"

namespace store {
namespace {

using registers::FieldType;

bool is_needed(const registers::Field& field) {
    if (registers::is_personal(field)) return false;
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

std::vector<std::size_t> needed_fields(const registers::Declaration& declaration,
                                       const std::set<std::string>& also = {}) {
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        const auto& field = declaration.fields[i];
        if (is_needed(field) || (also.contains(field.name) && !registers::is_personal(field)))
            fields.push_back(i);
    }
    return fields;
}

std::string needed_columns(const registers::Declaration& declaration,
                           const std::vector<std::size_t>& fields) {
    std::vector<std::string> names;
    for (const std::size_t field : fields) names.push_back(quote(declaration.fields[field].name));
    return joined(names);
}

void read_needed(const Statement& statement, int first, const registers::Declaration& declaration,
                 const std::vector<std::size_t>& fields, registers::Row& row) {
    for (std::size_t i = 0; i < fields.size(); ++i)
        row.values[fields[i]] =
            read_value(statement, first + static_cast<int>(i), declaration.fields[fields[i]].type);
}

void append_one_of(SqlText& sql, const char* column, const std::vector<std::string>& texts) {
    sql.text += texts.empty() ? "FALSE" : std::string(column) + " IN (";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) sql.text += ", ";
        sql.value(texts[i]);
    }
    if (!texts.empty()) sql.text += ")";
}

void append_query(SqlText& sql, const registers::Declaration& declaration, const EntryQuery& query,
                  const people::Reach& reach) {
    sql.text += " FROM " + quote(declaration.name) + " WHERE ";
    append_reach(sql, declaration, reach);
    if (!query.scope.empty()) {
        sql.text += " AND ";
        append_scopes(sql, {query.scope});
    }
    const auto equal = [&](const char* field, const std::string& text) {
        if (text.empty()) return;
        sql.text += std::string(" AND ") + field + " = ";
        sql.value(text);
    };
    equal("number", query.number);
    equal("state", query.state);
    equal("unit", query.unit);
    if (query.only_asked) sql.text += " AND request IS NOT NULL";
    if (query.only_open) sql.text += " AND closed_on IS NULL";
    if (!query.units.empty()) {
        sql.text += " AND ";
        append_one_of(sql, "unit", query.units);
    }
    if (query.turn) {
        sql.text += " AND (";
        append_one_of(sql, "state", query.turn->states_any);
        sql.text += " OR (";
        append_one_of(sql, "state", query.turn->states_own);
        sql.text += " AND ";
        append_one_of(sql, "unit", query.turn->own_units);
        sql.text += "))";
    }
    append_search(sql, declaration, query.search);
    if (query.overdue_on.empty()) return;
    sql.text += " AND closed_on IS NULL AND paused_on IS NULL AND (due_on < ";
    sql.value(query.overdue_on);
    sql.text += " OR step_due_on < ";
    sql.value(query.overdue_on);
    sql.text += ")";
}

std::vector<StoredEntry> read_entries(Connection& connection,
                                      const registers::Declaration& declaration,
                                      const SqlText& sql) {
    const auto statement = sql.prepare(connection);
    std::vector<StoredEntry> entries;
    while (statement->step()) {
        const std::int64_t id = statement->integer(0);
        entries.push_back(
            {{id, read_row(connection, *statement, declaration, id, 2)}, statement->integer(1)});
    }
    return entries;
}

}  // namespace

std::vector<StoredEntry> list_entries(Connection& connection,
                                      const registers::Declaration& declaration,
                                      const EntryQuery& query, const people::Reach& reach) {
    SqlText sql;
    sql.text = "SELECT fid, begin_seq, " + column_list(declaration);
    append_query(sql, declaration, query, reach);
    if (!query.number.empty()) return read_entries(connection, declaration, sql);
    append_page(connection, sql, declaration, query.search, quote(declaration.name), query.after,
                query.limit);
    return read_entries(connection, declaration, sql);
}

std::int64_t count_entries(Connection& connection, const registers::Declaration& declaration,
                           const EntryQuery& query, const people::Reach& reach) {
    SqlText sql;
    sql.text = "SELECT count(*)";
    append_query(sql, declaration, query, reach);
    const auto statement = sql.prepare(connection);
    statement->step();
    return statement->integer(0);
}

std::vector<EntryFigures> entry_figures(Connection& connection,
                                        const registers::Declaration& declaration,
                                        std::string_view scope, std::string_view day,
                                        const people::Reach& reach) {
    SqlText sql;
    sql.text =
        "SELECT COALESCE(unit, ''), state, count(*), "
        "sum(CASE WHEN closed_on IS NOT NULL AND (due_on IS NULL OR closed_on <= due_on) "
        "THEN 1 ELSE 0 END), sum(CASE WHEN closed_on IS NULL AND due_on < ";
    sql.value(std::string(day));
    sql.text += " THEN 1 ELSE 0 END)";
    for (const char* counter : {"returned", "transferred", "extended", "reopened"})
        sql.text += std::string(", CAST(COALESCE(sum(") + counter + "), 0) AS BIGINT)";
    EntryQuery query;
    query.scope = scope;
    append_query(sql, declaration, query, reach);
    sql.text += " GROUP BY 1, 2 ORDER BY 1, 2";
    const auto statement = sql.prepare(connection);
    std::vector<EntryFigures> figures;
    while (statement->step())
        figures.push_back({std::string(statement->text(0)), std::string(statement->text(1)),
                           statement->integer(2), statement->integer(3), statement->integer(4),
                           statement->integer(5), statement->integer(6), statement->integer(7),
                           statement->integer(8)});
    return figures;
}

void for_each_open(Connection& connection, const registers::Declaration& declaration,
                   const std::function<void(const registers::Row&)>& visit) {
    const std::vector<std::size_t> fields = needed_fields(declaration);
    const auto statement =
        connection.prepare("SELECT " + needed_columns(declaration, fields) + " FROM " +
                           quote(declaration.name) + " WHERE closed_on IS NULL ORDER BY number");
    registers::Row row;
    row.values.resize(declaration.fields.size());
    while (statement->step()) {
        read_needed(*statement, 0, declaration, fields, row);
        visit(row);
    }
}

void for_each_entry(Connection& connection, const registers::Declaration& declaration,
                    const EntryQuery& query, const people::Reach& reach,
                    const std::function<void(std::int64_t id, const registers::Row&)>& visit,
                    const std::set<std::string>& also) {
    const std::vector<std::size_t> fields = needed_fields(declaration, also);
    SqlText sql;
    sql.text = "SELECT fid, " + needed_columns(declaration, fields);
    append_query(sql, declaration, query, reach);
    append_order(sql, declaration, query.search);
    const auto statement = sql.prepare(connection);
    registers::Row row;
    row.values.resize(declaration.fields.size());
    while (statement->step()) {
        read_needed(*statement, 1, declaration, fields, row);
        visit(statement->integer(0), row);
    }
}

std::vector<StoredEntry> entries_with(Connection& connection,
                                      const registers::Declaration& declaration,
                                      const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return {};
    SqlText sql;
    sql.text = "SELECT fid, begin_seq, " + column_list(declaration) + " FROM " +
               quote(declaration.name) + " WHERE fid IN (";
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i > 0) sql.text += ", ";
        sql.value(ids[i]);
    }
    sql.text += ")";
    return read_entries(connection, declaration, sql);
}

std::vector<ChildEntry> list_children(Connection& connection,
                                      const std::vector<const registers::Declaration*>& ledgers,
                                      std::string_view county, std::string_view parent) {
    std::string sql;
    for (std::size_t i = 0; i < ledgers.size(); ++i)
        sql += (i > 0 ? " UNION ALL " : "") + std::string("SELECT ") + std::to_string(i) +
               ", number, state FROM " + quote(ledgers[i]->name) +
               " WHERE county = $1 AND parent = $2";
    const auto statement = connection.prepare(sql + " ORDER BY 1, 2");
    statement->with(county, parent);
    std::vector<ChildEntry> children;
    while (statement->step())
        children.push_back({static_cast<std::size_t>(statement->integer(0)),
                            std::string(statement->text(1)), std::string(statement->text(2))});
    return children;
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
