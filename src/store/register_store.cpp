#include "store/register_store.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "group_notes.hpp"
#include "register_sql.hpp"
#include "search_sql.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::Row;

constexpr std::int64_t page_rows = 4096;

std::string version_columns(const Declaration& d) {
    return column_list(d) + ", county, begin_seq, batch";
}

}  // namespace

Dirty undo_batch(Connection& connection, const Declaration& d, std::int64_t batch,
                 std::int64_t sequence) {
    // Every version the batch closed must still be followed by the batch's own version.
    const auto later =
        connection.prepare("SELECT count(DISTINCT fid) FROM " + quote(d.name + "_history") +
                           " WHERE batch = $1 AND fid NOT IN (SELECT fid FROM " + quote(d.name) +
                           " WHERE batch = $1)");
    later->bind(1, batch);
    later->step();
    if (const std::int64_t touched = later->integer(0); touched > 0)
        throw base::Error(
            base::ErrorKind::conflict,
            {"第 " + std::to_string(batch) + " 批导入的行中有 " + std::to_string(touched) +
                 " 行后来又改过；请先撤销后来的导入。没有改动。",
             std::to_string(touched) + " rows of batch " + std::to_string(batch) +
                 " were changed again later. Undo the later import first. Nothing was changed."});
    Dirty dirty;
    const auto rows = connection.prepare("SELECT fid, " + column_list(d) + " FROM " +
                                         quote(d.name) + " WHERE batch = $1 ORDER BY fid");
    rows->bind(1, batch);
    while (rows->step()) {
        const Row row = read_row(connection, *rows, d, rows->integer(0), 1);
        dirty.emplace(region_of(d, row), period_of(d, row));
    }
    connection
        .prepare("INSERT INTO " + quote(d.name + "_history") + " (fid, " + version_columns(d) +
                 ", end_seq, end_batch) SELECT fid, " + version_columns(d) + ", $1, NULL FROM " +
                 quote(d.name) + " WHERE batch = $2")
        ->with(sequence, batch)
        .run();
    connection.prepare("DELETE FROM " + quote(d.name) + " WHERE batch = $1")->with(batch).run();
    connection
        .prepare("INSERT INTO " + quote(d.name) + " (fid, " + version_columns(d) +
                 ") SELECT fid, " + column_list(d) + ", county, $1, batch FROM " +
                 quote(d.name + "_history") + " WHERE end_batch = $2")
        ->with(sequence, batch)
        .run();
    (void)RegisterWriter(connection, d, sequence, std::nullopt).finish();
    return dirty;
}

bool lies_within(const Declaration& d, const Row& row, const people::Reach& reach) {
    return reach.covers(region_of(d, row), operator_of(d, row));
}

bool lies_batch_within(Connection& connection, const Declaration& d, std::int64_t batch,
                       const people::Reach& reach) {
    if (reach.is_everything()) return true;
    SqlText sql;
    sql.text = "SELECT 1 FROM " + quote(d.name) + " WHERE batch = ";
    sql.value(batch);
    sql.text += " AND NOT ";
    append_reach(sql, d, reach);
    sql.text += " UNION ALL SELECT 1 FROM " + quote(d.name + "_history") + " WHERE end_batch = ";
    sql.value(batch);
    sql.text += " AND NOT ";
    append_reach(sql, d, reach);
    sql.text += " LIMIT 1";
    return !sql.prepare(connection)->step();
}

std::vector<StoredRow> list_rows(Connection& connection, const Declaration& d,
                                 std::string_view scope, std::int64_t after, std::int64_t limit,
                                 AsOf as_of, const people::Reach& reach, const RowSearch& search) {
    SqlText sql;
    const std::string source = rows_source(d, as_of);
    sql.text = "SELECT fid, begin_seq, " + column_list(d) + " FROM " + source + " WHERE ";
    append_reach(sql, d, reach);
    if (!scope.empty()) {
        sql.text += " AND ";
        append_scopes(sql, {std::string(scope)});
    }
    append_search(sql, d, search);
    append_page(connection, sql, d, search, source, after, limit);
    const auto statement = sql.prepare(connection);
    std::vector<StoredRow> rows;
    while (statement->step()) {
        const std::int64_t id = statement->integer(0);
        rows.push_back({id, read_row(connection, *statement, d, id, 2), statement->integer(1)});
    }
    return rows;
}

namespace {

void append_wanted(SqlText& sql, const std::vector<Wanted>& wanted) {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        sql.text += (i > 0 ? " AND " : "") + quote(wanted[i].field) + " = ";
        if (const auto* number = std::get_if<std::int64_t>(&wanted[i].value)) {
            sql.value(*number);
        } else {
            sql.value(std::get<std::string>(wanted[i].value));
        }
    }
}

}  // namespace

AskedRows::AskedRows(Connection& connection, const Declaration& d, std::string_view county,
                     const std::vector<Wanted>& wanted)
    : connection_(connection), declaration_(d) {
    SqlText sql;
    sql.text = "SELECT fid, " + column_list(d) + " FROM " + quote(d.name) + " WHERE ";
    if (!county.empty()) {
        sql.text += "county = ";
        sql.value(std::string(county));
        sql.text += " AND ";
    }
    append_wanted(sql, wanted);
    std::vector<std::string> key;
    for (const std::string& part : d.key) key.push_back(quote(part));
    sql.text += " ORDER BY " + joined(key);
    statement_ = sql.prepare(connection);
    statement_->ask();
}

std::vector<StoredRow> AskedRows::read() {
    std::vector<StoredRow> rows;
    while (statement_->step()) {
        const std::int64_t id = statement_->integer(0);
        rows.push_back({id, read_row(connection_, *statement_, declaration_, id, 1)});
    }
    return rows;
}

std::vector<StoredRow> rows_with(Connection& connection, const Declaration& d,
                                 std::string_view county, const std::vector<Wanted>& wanted) {
    return AskedRows(connection, d, county, wanted).read();
}

std::int64_t count_with(Connection& connection, const Declaration& d,
                        const std::vector<Wanted>& wanted) {
    SqlText sql;
    sql.text = "SELECT count(*) FROM " + quote(d.name) + " WHERE ";
    append_wanted(sql, wanted);
    const auto statement = sql.prepare(connection);
    statement->step();
    return statement->integer(0);
}

std::int64_t next_serial(Connection& connection, std::string_view ledger, std::string_view prefix) {
    auto& serials = connection.notes()->pending.serials;
    const auto [it, is_new] = serials.try_emplace({std::string(ledger), std::string(prefix)});
    GroupNotes::Pending::Serial& serial = it->second;
    if (is_new) {
        const auto statement = prepare_file(connection, "common/serial_find");
        if (statement->with(ledger, prefix).step()) serial.last = statement->integer(0);
    }
    serial.changed = true;
    return ++serial.last;
}

std::int64_t count_rows(Connection& connection, const Declaration& d, std::string_view scope,
                        AsOf as_of, const people::Reach& reach, const RowSearch& search) {
    SqlText sql;
    sql.text = "SELECT count(*) FROM " + rows_source(d, as_of) + " WHERE ";
    append_scopes(sql, {std::string(scope)});
    sql.text += " AND ";
    append_reach(sql, d, reach);
    append_search(sql, d, search);
    const auto statement = sql.prepare(connection);
    statement->step();
    return statement->integer(0);
}

void for_each_row(Connection& connection, const Declaration& d,
                  const std::function<void(const StoredRow&)>& visit, AsOf as_of,
                  std::string_view scope, const people::Reach& reach) {
    std::int64_t after = 0;
    for (;;) {
        const auto page = list_rows(connection, d, scope, after, page_rows, as_of, reach);
        for (const StoredRow& stored : page) visit(stored);
        if (static_cast<std::int64_t>(page.size()) < page_rows) return;
        after = page.back().id;
    }
}

std::vector<RowVersion> row_versions(Connection& connection, const Declaration& d,
                                     std::int64_t id) {
    const std::string columns = "SELECT fid, begin_seq, ";
    const auto statement = connection.prepare(
        columns + "end_seq, " + column_list(d) + " FROM " + quote(d.name + "_history") +
        " WHERE fid = $1 UNION ALL " + columns + "NULL, " + column_list(d) + " FROM " +
        quote(d.name) + " WHERE fid = $1 ORDER BY 2");
    statement->with(id);
    std::vector<RowVersion> versions;
    while (statement->step()) {
        const std::int64_t begin = statement->integer(1);
        RowVersion version{
            {id, read_row(connection, *statement, d, id, 3), begin}, begin, std::nullopt};
        if (!statement->is_null(2)) version.end_sequence = statement->integer(2);
        versions.push_back(std::move(version));
    }
    return versions;
}

std::vector<std::int64_t> touched_rows(Connection& connection, const Declaration& d,
                                       std::string_view scope, Between moments, std::int64_t after,
                                       std::int64_t limit, const people::Reach& reach) {
    SqlText sql;
    const auto append = [&](const std::string& table, const char* column) {
        sql.text += "SELECT fid FROM " + quote(table) + " WHERE " + column + " > ";
        sql.value(moments.from);
        sql.text += std::string(" AND ") + column + " <= ";
        sql.value(moments.to);
        sql.text += " AND fid > ";
        sql.value(after);
        sql.text += " AND ";
        append_scopes(sql, {std::string(scope)});
        sql.text += " AND ";
        append_reach(sql, d, reach);
    };
    append(d.name, "begin_seq");
    for (const char* column : {"begin_seq", "end_seq"}) {
        sql.text += " UNION ";
        append(d.name + "_history", column);
    }
    sql.text += " ORDER BY 1 LIMIT ";
    sql.value(limit);
    const auto statement = sql.prepare(connection);
    std::vector<std::int64_t> ids;
    while (statement->step()) ids.push_back(statement->integer(0));
    return ids;
}

std::vector<registers::Region> load_regions(Connection& connection, const Declaration& d,
                                            AsOf as_of, std::string_view scope) {
    std::vector<registers::Region> regions;
    const auto text = [&](const Row& row, std::string_view name) {
        const auto* value = std::get_if<std::string>(&row.values[*d.find(name)]);
        return value ? *value : std::string{};
    };
    for_each_row(
        connection, d,
        [&](const StoredRow& stored) {
            const Row& row = stored.row;
            registers::Region region;
            region.code = text(row, "region");
            region.name = text(row, "name");
            region.level = registers::parse_region_level(text(row, "level")).value();
            region.parent = text(row, "parent");
            region.valid_from = base::parse_date(text(row, "valid_from")).value();
            region.valid_to = base::parse_date(text(row, "valid_to"));
            region.successor = text(row, "successor");
            for (const std::string& alias : base::split(base::fold(text(row, "aliases")), ';'))
                if (!alias.empty()) region.aliases.push_back(alias);
            region.functional_zone = text(row, "functional_zone") == "yes";
            regions.push_back(std::move(region));
        },
        as_of, scope);
    return regions;
}

}  // namespace store
