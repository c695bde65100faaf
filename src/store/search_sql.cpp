#include "search_sql.hpp"

namespace store {
namespace {

using registers::FieldType;

std::string pattern_of(const std::string& word) {
    std::string pattern = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + "%";
}

const registers::Field& sort_field(const registers::Declaration& declaration,
                                   const std::string& name) {
    const auto index = declaration.find(name);
    if (index && !registers::is_personal(declaration.fields[*index]))
        return declaration.fields[*index];
    throw base::Error(base::ErrorKind::invalid_input,
                      {"“" + declaration.label.zh + "”不能按“" + name + "”排序。",
                       "\"" + declaration.label.en + "\" cannot be ordered by \"" + name + "\"."});
}

void append_like(SqlText& sql, const std::string& column, const std::string& pattern) {
    sql.text += "lower(" + column + ") LIKE ";
    sql.value(pattern);
    sql.text += " ESCAPE '!'";
}

void append_word(SqlText& sql, const registers::Declaration& declaration, const SearchWord& word) {
    const std::string pattern = pattern_of(word.text);
    sql.text += " AND (FALSE";
    for (const auto& field : declaration.fields) {
        if (field.type != FieldType::text || registers::is_personal(field)) continue;
        sql.text += " OR ";
        append_like(sql, quote(field.name), pattern);
    }
    if (!word.regions.empty()) {
        sql.text += " OR ";
        append_scopes(sql, word.regions);
    }
    if (declaration.is_ledger) {
        sql.text += " OR unit IN (SELECT code FROM \"unit\" WHERE ";
        append_like(sql, "name", pattern);
        sql.text += ")";
    }
    sql.text += ")";
}

bool is_number(const registers::Field& field) {
    return field.type == FieldType::integer || field.type == FieldType::decimal;
}

// Rows after the one with that id, whose value of the field is at hand: NULL comes last.
void append_after(Connection& connection, SqlText& sql, const registers::Field& field,
                  const RowSearch& search, const std::string& source, std::int64_t after) {
    const std::string column = quote(field.name);
    SqlText ask;
    ask.text = "SELECT " + column + " FROM " + source + " WHERE fid = ";
    ask.value(after);
    const auto row = ask.prepare(connection);
    if (!row->step())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"列表已变化，请从头重新载入。",
                           "The list has changed meanwhile; load it again from its beginning."});
    sql.text += " AND (" + column + " IS NULL";
    const bool missing = row->is_null(0);
    if (!missing) {
        const auto value = [&] {
            if (is_number(field))
                sql.value(row->integer(0));
            else
                sql.value(std::string(row->text(0)));
        };
        sql.text += " OR " + column + (search.descending ? " < " : " > ");
        value();
        sql.text += " OR (" + column + " = ";
        value();
        sql.text += " AND fid > ";
        sql.value(after);
        sql.text += "))";
        return;
    }
    sql.text += " AND fid > ";
    sql.value(after);
    sql.text += ")";
}

}  // namespace

void append_search(SqlText& sql, const registers::Declaration& declaration,
                   const RowSearch& search) {
    for (const SearchWord& word : search.words) append_word(sql, declaration, word);
}

void append_order(SqlText& sql, const registers::Declaration& declaration,
                  const RowSearch& search) {
    sql.text += " ORDER BY ";
    if (!search.sort.empty()) {
        const std::string column = quote(sort_field(declaration, search.sort).name);
        sql.text += "(" + column + " IS NULL), " + column;
        sql.text += search.descending ? " DESC, " : ", ";
    }
    sql.text += "fid";
}

void append_page(Connection& connection, SqlText& sql, const registers::Declaration& declaration,
                 const RowSearch& search, const std::string& source, std::int64_t after,
                 std::int64_t limit) {
    if (search.sort.empty()) {
        sql.text += " AND fid > ";
        sql.value(after);
    } else if (after > 0) {
        append_after(connection, sql, sort_field(declaration, search.sort), search, source, after);
    }
    append_order(sql, declaration, search);
    sql.text += " LIMIT ";
    sql.value(limit);
}

}  // namespace store
