#include "register_sql.hpp"
#include "store/register_store.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::FieldType;
using registers::GeometryType;

std::string column_type(const registers::Field& field) {
    switch (field.type) {
        case FieldType::integer:
        case FieldType::decimal:
            return "INTEGER";
        case FieldType::date:
            return "DATE";
        default:
            return "TEXT";
    }
}

std::string geometry_name(GeometryType type) {
    switch (type) {
        case GeometryType::point:
            return "POINT";
        case GeometryType::line:
            return "MULTILINESTRING";
        case GeometryType::polygon:
            return "MULTIPOLYGON";
        case GeometryType::none:
            break;
    }
    return "";
}

std::string columns(const Declaration& declaration) {
    std::string text;
    if (declaration.geometry != GeometryType::none)
        text += ",\n    geom " + geometry_name(declaration.geometry);
    for (const auto& field : declaration.fields)
        text += ",\n    " + quote(field.name) + " " + column_type(field) +
                (field.required ? " NOT NULL" : "");
    return text;
}

void make_tables(Connection& connection, const Declaration& declaration) {
    const std::string& name = declaration.name;
    std::string key;
    for (const std::string& part : declaration.key) key += (key.empty() ? "" : ", ") + quote(part);
    connection.run_script(
        "CREATE TABLE " + quote(name) + " (\n    fid INTEGER PRIMARY KEY AUTOINCREMENT" +
        columns(declaration) +
        ",\n    county TEXT NOT NULL,\n    begin_seq INTEGER NOT NULL,\n    batch INTEGER\n);"
        "CREATE UNIQUE INDEX " +
        quote(name + "_key") + " ON " + quote(name) + " (" + key +
        ");"
        "CREATE INDEX " +
        quote(name + "_region") + " ON " + quote(name) +
        " (region);"
        "CREATE INDEX " +
        quote(name + "_batch") + " ON " + quote(name) +
        " (batch);"
        "CREATE TABLE " +
        quote(name + "_history") +
        " (\n    version INTEGER PRIMARY KEY,\n    fid INTEGER NOT NULL" + columns(declaration) +
        ",\n    county TEXT NOT NULL,\n    begin_seq INTEGER NOT NULL,\n    batch INTEGER,\n"
        "    end_seq INTEGER NOT NULL,\n    end_batch INTEGER\n);"
        "CREATE INDEX " +
        quote(name + "_history_fid") + " ON " + quote(name + "_history") +
        " (fid, end_seq);"
        "CREATE INDEX " +
        quote(name + "_history_batch") + " ON " + quote(name + "_history") +
        " (end_batch);"
        "CREATE TRIGGER " +
        quote(name + "_history_no_update") + " BEFORE UPDATE ON " + quote(name + "_history") +
        " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;"
        "CREATE TRIGGER " +
        quote(name + "_history_no_delete") + " BEFORE DELETE ON " + quote(name + "_history") +
        " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;");
}

// GeoPackage 1.3 annex F.3 (RTree extension), written for the column `geom` keyed by `fid`.
void make_spatial_index(Connection& connection, const std::string& name) {
    const std::string tree = quote("rtree_" + name + "_geom");
    const std::string bounds =
        "(NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom))";
    const std::string present = "(NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))";
    const std::string absent = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))";
    const auto trigger = [&](const char* suffix, const std::string& when, const std::string& then) {
        return "CREATE TRIGGER " + quote("rtree_" + name + "_geom_" + suffix) + " " + when +
               " BEGIN " + then + "; END;";
    };
    const std::string on = " ON " + quote(name) + " ";
    const std::string put = "INSERT OR REPLACE INTO " + tree + " VALUES " + bounds;
    const std::string drop_old = "DELETE FROM " + tree + " WHERE id = OLD.fid";
    connection.run_script(
        "CREATE VIRTUAL TABLE " + tree + " USING rtree(id, minx, maxx, miny, maxy);" +
        trigger("insert", "AFTER INSERT" + on + "WHEN " + present, put) +
        trigger("update1", "AFTER UPDATE OF geom" + on + "WHEN OLD.fid = NEW.fid AND " + present,
                put) +
        trigger("update2", "AFTER UPDATE OF geom" + on + "WHEN OLD.fid = NEW.fid AND " + absent,
                drop_old) +
        trigger("update3", "AFTER UPDATE" + on + "WHEN OLD.fid != NEW.fid AND " + present,
                drop_old + "; " + put) +
        trigger("update4", "AFTER UPDATE" + on + "WHEN OLD.fid != NEW.fid AND " + absent,
                "DELETE FROM " + tree + " WHERE id IN (OLD.fid, NEW.fid)") +
        trigger("delete", "AFTER DELETE" + on + "WHEN OLD.geom NOT NULL", drop_old));
}

void describe_layer(Connection& connection, const Declaration& declaration) {
    const bool has_geometry = declaration.geometry != GeometryType::none;
    const std::string_view kind = has_geometry ? "features" : "attributes";
    prepare_file(connection, "sqlite/add_layer")
        ->with(std::string_view(declaration.name), kind, std::string_view(declaration.label.zh))
        .run();
    if (!has_geometry) return;
    const std::string type = geometry_name(declaration.geometry);
    prepare_file(connection, "sqlite/add_geometry_column")
        ->with(std::string_view(declaration.name), std::string_view(type))
        .run();
    prepare_file(connection, "sqlite/add_spatial_index")
        ->with(std::string_view(declaration.name))
        .run();
    make_spatial_index(connection, declaration.name);
}

}  // namespace

void create_register(Connection& connection, const Declaration& declaration) {
    make_tables(connection, declaration);
    describe_layer(connection, declaration);
}

}  // namespace store
