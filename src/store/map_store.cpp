#include "store/map_store.hpp"

#include <cstdio>

#include "register_sql.hpp"
#include "stored_geometry.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::FieldType;

std::string degrees(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9f", value);
    return text;
}

// The current rows by the spatial index.
std::string indexed_box(const Declaration& d, const registers::Envelope& box, Dialect dialect) {
    if (dialect == Dialect::postgres)
        return "geom && ST_MakeEnvelope(" + degrees(box.lon_min_deg) + ", " +
               degrees(box.lat_min_deg) + ", " + degrees(box.lon_max_deg) + ", " +
               degrees(box.lat_max_deg) + ", 4490)";
    return "fid IN (SELECT id FROM " + quote("rtree_" + d.name + "_geom") +
           " WHERE maxx >= " + degrees(box.lon_min_deg) +
           " AND minx <= " + degrees(box.lon_max_deg) + " AND maxy >= " + degrees(box.lat_min_deg) +
           " AND miny <= " + degrees(box.lat_max_deg) + ")";
}

// Rows of the past, which the embedded database has no index of.
std::string plain_box(const registers::Envelope& box) {
    return "ST_MaxX(geom) >= " + degrees(box.lon_min_deg) +
           " AND ST_MinX(geom) <= " + degrees(box.lon_max_deg) +
           " AND ST_MaxY(geom) >= " + degrees(box.lat_min_deg) +
           " AND ST_MinY(geom) <= " + degrees(box.lat_max_deg);
}

void append_conditions(SqlText& sql, const Declaration& d, const MapQuery& query,
                       const people::Reach& reach) {
    append_reach(sql, d, reach);
    if (query.scopes) {
        sql.text += " AND ";
        append_scopes(sql, *query.scopes);
    }
    for (const Wanted& wanted : query.wanted) {
        sql.text += " AND " + quote(wanted.field) + " = ";
        if (const auto* number = std::get_if<std::int64_t>(&wanted.value))
            sql.value(*number);
        else
            sql.value(std::get<std::string>(wanted.value));
    }
}

void append_part(SqlText& sql, const Declaration& d, const std::string& table,
                 const std::string& columns, const std::string& period, const std::string& box,
                 const MapQuery& query, const people::Reach& reach) {
    sql.text += "SELECT fid, geom" + columns + " FROM " + quote(table) + " WHERE geom IS NOT NULL" +
                period + box + " AND ";
    append_conditions(sql, d, query, reach);
}

SqlText placed_rows(const Declaration& d, const std::string& columns, const MapQuery& query,
                    const people::Reach& reach, Dialect dialect) {
    SqlText sql;
    const std::string box = query.box ? " AND " + indexed_box(d, *query.box, dialect) : "";
    if (!query.as_of) {
        append_part(sql, d, d.name, columns, "", box, query, reach);
        return sql;
    }
    const std::string then = std::to_string(*query.as_of);
    const std::string begun = " AND begin_seq <= " + then;
    append_part(sql, d, d.name, columns, begun, box, query, reach);
    sql.text += " UNION ALL ";
    const std::string old_box =
        !query.box || dialect == Dialect::postgres ? box : " AND " + plain_box(*query.box);
    append_part(sql, d, d.name + "_history", columns, begun + " AND end_seq > " + then, old_box,
                query, reach);
    return sql;
}

registers::Value read_value(const Statement& statement, int column, FieldType type) {
    if (statement.is_null(column)) return {};
    if (type == FieldType::integer || type == FieldType::decimal) return statement.integer(column);
    return std::string(statement.text(column));
}

}  // namespace

void for_each_placed(Connection& connection, const Declaration& d,
                     const std::vector<std::size_t>& fields, const MapQuery& query,
                     const people::Reach& reach, const MapVisit& visit) {
    std::string columns;
    for (const std::size_t field : fields) columns += ", " + quote(d.fields[field].name);
    const auto statement =
        placed_rows(d, columns, query, reach, connection.dialect()).prepare(connection);
    std::vector<registers::Value> values(fields.size());
    while (statement->step()) {
        for (std::size_t i = 0; i < fields.size(); ++i)
            values[i] = read_value(*statement, static_cast<int>(i) + 2, d.fields[fields[i]].type);
        visit(statement->integer(0), from_stored_geometry(statement->blob(1)), values);
    }
}

PlacedCount count_placed(Connection& connection, const Declaration& d, const MapQuery& query,
                         const people::Reach& reach) {
    const bool has_geometry = d.geometry != registers::GeometryType::none;
    SqlText sql;
    sql.text = std::string("SELECT count(*), ") + (has_geometry ? "count(geom)" : "0") + " FROM " +
               rows_source(d, query.as_of) + " WHERE ";
    append_conditions(sql, d, query, reach);
    const auto statement = sql.prepare(connection);
    statement->step();
    return {statement->integer(0), statement->integer(1)};
}

void for_each_unended(Connection& connection, const Declaration& d, const MapQuery& query,
                      const people::Reach& reach,
                      const std::function<void(const StoredRow&)>& visit) {
    const bool has_geometry = d.geometry != registers::GeometryType::none;
    SqlText sql;
    sql.text = "SELECT fid";
    std::vector<std::size_t> fields;
    for (std::size_t i = 0; i < d.fields.size(); ++i) {
        if (registers::is_personal(d.fields[i])) continue;
        sql.text += ", " + quote(d.fields[i].name);
        fields.push_back(i);
    }
    if (has_geometry) sql.text += ", geom";
    sql.text += " FROM " + rows_source(d, query.as_of) + " WHERE closed_on IS NULL AND ";
    append_conditions(sql, d, query, reach);
    sql.text += " ORDER BY number";
    const auto statement = sql.prepare(connection);
    StoredRow stored;
    stored.row.values.resize(d.fields.size());
    while (statement->step()) {
        stored.id = statement->integer(0);
        int column = 1;
        for (const std::size_t field : fields)
            stored.row.values[field] = read_value(*statement, column++, d.fields[field].type);
        stored.row.geometry_wkb.clear();
        if (has_geometry && !statement->is_null(column))
            stored.row.geometry_wkb = from_stored_geometry(statement->blob(column));
        visit(stored);
    }
}

std::optional<std::int64_t> changed_sequence(Connection& connection, std::string_view name) {
    const auto statement = prepare_file(connection, "common/register_changed");
    statement->bind(1, name);
    if (!statement->step()) return std::nullopt;
    return statement->integer(0);
}

}  // namespace store
