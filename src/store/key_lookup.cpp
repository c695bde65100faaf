#include "key_lookup.hpp"

#include <algorithm>

#include "register_sql.hpp"

namespace store {
namespace {

using registers::Row;
using registers::Value;

std::string to_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    return {};
}

}  // namespace

Parameter to_parameter(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return std::string_view(*text);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    return std::monostate{};
}

KeyLookup::KeyLookup(Connection& connection, const registers::Declaration& declaration)
    : connection_(connection), declaration_(declaration), region_(*declaration.find("region")) {
    for (const std::string& part : declaration.key) key_.push_back(*declaration.find(part));
    keyed_by_region_ = std::find(key_.begin(), key_.end(), region_) != key_.end();
}

std::string_view KeyLookup::county(const Row& row) const {
    return std::string_view(std::get<std::string>(row.values[region_])).substr(0, 6);
}

std::string KeyLookup::key_text(const Row& row) const {
    std::string text;
    registers::append_key(text, row, key_);
    return text;
}

bool KeyLookup::has_empty_place(const Row& row) {
    const std::string_view place = keyed_by_region_ ? county(row) : std::string_view{};
    const auto it = was_empty_.find(place);
    if (it != was_empty_.end()) return it->second;
    const auto statement =
        connection_.prepare("SELECT 1 FROM " + quote(declaration_.name) +
                            (place.empty() ? " LIMIT 1" : " WHERE county = $1 LIMIT 1"));
    if (!place.empty()) statement->bind(1, place);
    const bool empty = !statement->step();
    was_empty_.emplace(std::string(place), empty);
    return empty;
}

std::string KeyLookup::find_sql(const std::string& condition) const {
    std::string columns;
    for (const std::string& name : column_names(declaration_)) columns += ", t." + name;
    return "SELECT t.fid, t.begin_seq, t.batch" + columns + " FROM " + quote(declaration_.name) +
           " AS t" + condition;
}

KeyLookup::Found KeyLookup::read_found(const Statement& statement) const {
    Found found{statement.integer(0), statement.integer(1), std::nullopt,
                read_row(connection_, statement, declaration_, statement.integer(0), 3)};
    if (!statement.is_null(2)) found.batch = statement.integer(2);
    return found;
}

std::optional<KeyLookup::Found> KeyLookup::find_one(const Row& row) {
    if (!statement_) {
        std::string condition;
        int number = 0;
        for (const std::string& part : declaration_.key)
            condition += (condition.empty() ? " WHERE t." : " AND t.") + quote(part) + " = $" +
                         std::to_string(++number);
        if (keyed_by_region_) condition += " AND t.county = $" + std::to_string(number + 1);
        statement_ = connection_.prepare(find_sql(condition));
    }
    int number = 0;
    for (const std::size_t index : key_)
        statement_->bind(++number, to_parameter(row.values[index]));
    if (keyed_by_region_) statement_->bind(number + 1, county(row));
    std::optional<Found> found;
    if (statement_->step()) found = read_found(*statement_);
    statement_->reset();
    return found;
}

std::map<std::string, KeyLookup::Found> KeyLookup::find_many(const std::vector<const Row*>& rows) {
    std::string join;
    std::string names;
    std::string where = ") ON ";
    for (std::size_t i = 0; i < key_.size(); ++i) {
        const bool number = std::holds_alternative<std::int64_t>(rows[0]->values[key_[i]]);
        const std::string index = std::to_string(i + 1);
        join += (i > 0 ? ", CAST($" : " JOIN unnest(CAST($") + index +
                (number ? " AS BIGINT[])" : " AS TEXT[])");
        names += (i > 0 ? ", k" : ") AS k(k") + index;
        where += (i > 0 ? " AND t." : "t.") + quote(declaration_.key[i]) + " = k.k" + index;
    }
    std::vector<std::string> arrays(key_.size());
    for (const Row* row : rows)
        for (std::size_t i = 0; i < key_.size(); ++i)
            append_element(arrays[i], to_text(row->values[key_[i]]));
    if (keyed_by_region_) {
        const auto place = std::find(key_.begin(), key_.end(), region_) - key_.begin();
        where += " AND t.county = left(k.k" + std::to_string(place + 1) + ", 6)";
    }
    connection_.run_script("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
    const auto statement = connection_.prepare(find_sql(join + names + where));
    for (std::size_t i = 0; i < arrays.size(); ++i) {
        arrays[i] += '}';
        statement->bind(static_cast<int>(i) + 1, std::string_view(arrays[i]));
    }
    std::map<std::string, Found> result;
    while (statement->step()) {
        Found found = read_found(*statement);
        std::string text = key_text(found.row);
        result.emplace(std::move(text), std::move(found));
    }
    connection_.run_script("SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on");
    return result;
}

}  // namespace store
