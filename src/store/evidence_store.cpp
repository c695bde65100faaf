#include "store/evidence_store.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

#include "register_sql.hpp"

namespace store {
namespace {

constexpr std::size_t parts = 4;
constexpr unsigned part_bits = 16;
// Of at most 7 differing bits in 4 parts, some part has at most one.
static_assert(alike_bits_max / parts <= 1);

std::int64_t part_of(std::uint64_t likeness, std::size_t part) {
    return static_cast<std::int64_t>(likeness >> (part_bits * part) & 0xFFFFU);
}

std::string part_column(std::size_t part) {
    return "part_" + std::to_string(part);
}

std::uint64_t likeness_at(const Statement& statement, int column) {
    std::uint64_t likeness = 0;
    for (std::size_t part = 0; part < parts; ++part)
        likeness |= static_cast<std::uint64_t>(statement.integer(column + static_cast<int>(part)))
                    << (part_bits * part);
    return likeness;
}

// The part itself and the sixteen that differ from it in one bit.
void append_neighbours(SqlText& sql, std::int64_t part) {
    sql.value(part);
    for (unsigned bit = 0; bit < part_bits; ++bit) {
        sql.text += ", ";
        sql.value(part ^ std::int64_t{1} << bit);
    }
}

void append_value(SqlText& sql, const registers::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return sql.value(*number);
    const auto* text = std::get_if<std::string>(&value);
    sql.value(text ? *text : std::string{});
}

std::vector<StoredRow> rows_of(Connection& connection, const registers::Declaration& declaration,
                               const SqlText& sql) {
    const auto statement = sql.prepare(connection);
    std::vector<StoredRow> rows;
    while (statement->step()) {
        const std::int64_t id = statement->integer(0);
        rows.push_back(
            {id, read_row(connection, *statement, declaration, id, 2), statement->integer(1)});
    }
    return rows;
}

void append_filter(SqlText& sql, const registers::Declaration& declaration, const RowFilter& filter,
                   const people::Reach& reach) {
    append_reach(sql, declaration, reach);
    for (const Condition& condition : filter.conditions) {
        sql.text += " AND " + quote(condition.field) + (condition.equal ? " = " : " <> ");
        sql.value(condition.text);
    }
    if (filter.scope.empty()) return;
    sql.text += " AND ";
    append_scopes(sql, {filter.scope});
}

}  // namespace

void save_picture(Connection& connection, std::string_view sha256, std::uint64_t likeness,
                  std::int64_t begin_sequence) {
    prepare_file(connection, "common/evidence_picture_save")
        ->with(sha256, part_of(likeness, 0), part_of(likeness, 1), part_of(likeness, 2),
               part_of(likeness, 3), begin_sequence)
        .run();
}

std::vector<std::string> find_alike(Connection& connection, std::uint64_t likeness, int bits) {
    std::set<std::string> found;
    for (std::size_t part = 0; part < parts; ++part) {
        SqlText sql;
        sql.text = "SELECT sha256, part_0, part_1, part_2, part_3 FROM evidence_picture WHERE " +
                   part_column(part) + " IN (";
        append_neighbours(sql, part_of(likeness, part));
        sql.text += ")";
        const auto statement = sql.prepare(connection);
        while (statement->step())
            if (std::popcount(likeness ^ likeness_at(*statement, 1)) <= bits)
                found.emplace(statement->text(0));
    }
    return {found.begin(), found.end()};
}

void save_evidence_use(Connection& connection, std::string_view sha256,
                       const EvidenceObject& object, std::int64_t begin_sequence) {
    prepare_file(connection, "common/evidence_use_save")
        ->with(sha256, std::string_view(object.register_name), std::string_view(object.key),
               begin_sequence)
        .run();
}

std::vector<EvidenceObject> evidence_uses(Connection& connection, std::string_view sha256) {
    const auto statement = prepare_file(connection, "common/evidence_uses");
    statement->with(sha256);
    std::vector<EvidenceObject> uses;
    while (statement->step())
        uses.push_back({std::string(statement->text(0)), std::string(statement->text(1))});
    return uses;
}

std::vector<std::string> used_hashes(Connection& connection) {
    const auto statement = prepare_file(connection, "common/evidence_used_hashes");
    std::vector<std::string> hashes;
    while (statement->step()) hashes.emplace_back(statement->text(0));
    return hashes;
}

// Names are `files/<hash><ending>`, and an ending begins with a dot.
std::optional<std::string> evidence_file_name(Connection& connection, std::string_view sha256) {
    const std::string from = "files/" + std::string(sha256);
    const std::string to = from + "/";
    const auto statement = prepare_file(connection, "common/evidence_by_hash");
    if (!statement->with(std::string_view(from), std::string_view(to)).step()) return std::nullopt;
    return std::string(statement->text(0));
}

std::optional<StoredRow> find_row(Connection& connection, const registers::Declaration& declaration,
                                  const std::vector<registers::Value>& key) {
    SqlText sql;
    sql.text =
        "SELECT fid, begin_seq, " + column_list(declaration) + " FROM " + quote(declaration.name);
    for (std::size_t i = 0; i < key.size(); ++i) {
        sql.text += (i == 0 ? " WHERE " : " AND ") + quote(declaration.key[i]) + " = ";
        append_value(sql, key[i]);
        if (declaration.key[i] != "region") continue;
        sql.text += " AND county = ";
        sql.value(county_of(std::get<std::string>(key[i])));
    }
    auto rows = rows_of(connection, declaration, sql);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<StoredRow> find_rows(Connection& connection, const registers::Declaration& declaration,
                                 const RowFilter& filter, const people::Reach& reach) {
    SqlText sql;
    sql.text = "SELECT fid, begin_seq, " + column_list(declaration) + " FROM " +
               quote(declaration.name) + " WHERE fid > ";
    sql.value(filter.after);
    sql.text += " AND ";
    append_filter(sql, declaration, filter, reach);
    sql.text += " ORDER BY fid LIMIT ";
    sql.value(filter.limit);
    return rows_of(connection, declaration, sql);
}

std::int64_t count_found(Connection& connection, const registers::Declaration& declaration,
                         const RowFilter& filter, const people::Reach& reach) {
    SqlText sql;
    sql.text = "SELECT count(*) FROM " + quote(declaration.name) + " WHERE ";
    append_filter(sql, declaration, filter, reach);
    const auto statement = sql.prepare(connection);
    return statement->step() ? statement->integer(0) : 0;
}

}  // namespace store
