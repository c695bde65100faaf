#include "register_table.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "group_notes.hpp"
#include "register_sql.hpp"
#include "spatial_index.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::FieldType;
using registers::GeometryType;

std::string column_type(const registers::Field& field, Dialect dialect) {
    const bool is_number = field.type == FieldType::integer || field.type == FieldType::decimal;
    if (dialect == Dialect::postgres) return is_number ? "BIGINT" : "TEXT COLLATE \"C\"";
    if (is_number) return "INTEGER";
    if (registers::is_personal(field)) return "TEXT";
    return field.type == FieldType::date ? "DATE" : "TEXT";
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

std::string geometry_column(const Declaration& declaration, Dialect dialect) {
    if (declaration.geometry == GeometryType::none) return "";
    const std::string name = geometry_name(declaration.geometry);
    if (dialect == Dialect::postgres) return ",\n    geom geometry(" + name + ", 4490)";
    return ",\n    geom " + name;
}

std::string columns(const Declaration& declaration, Dialect dialect) {
    std::string text = geometry_column(declaration, dialect);
    for (const auto& field : declaration.fields)
        text += ",\n    " + quote(field.name) + " " + column_type(field, dialect) +
                (field.required ? " NOT NULL" : "");
    const bool embedded = dialect == Dialect::sqlite;
    text += embedded ? ",\n    county TEXT NOT NULL" : ",\n    county TEXT COLLATE \"C\" NOT NULL";
    text += embedded ? ",\n    begin_seq INTEGER NOT NULL,\n    batch INTEGER"
                     : ",\n    begin_seq BIGINT NOT NULL,\n    batch BIGINT";
    return text;
}

// The county stands first, so that rows can be spread over machines by county.
void make_indexes(Connection& connection, const Declaration& declaration) {
    const std::string& name = declaration.name;
    const std::string history = quote(name + "_history");
    std::string key;
    for (const std::string& part : declaration.key) key += (key.empty() ? "" : ", ") + quote(part);
    std::string script = "CREATE UNIQUE INDEX " + quote(name + "_key") + " ON " + quote(name) +
                         " (county, " + key + ");";
    const auto& parts = declaration.key;
    if (std::find(parts.begin(), parts.end(), "region") == parts.end())
        script +=
            "CREATE INDEX " + quote(name + "_number") + " ON " + quote(name) + " (" + key + ");";
    if (declaration.key.front() != "region")
        script +=
            "CREATE INDEX " + quote(name + "_region") + " ON " + quote(name) + " (county, region);";
    if (declaration.is_ledger)
        script += "CREATE INDEX " + quote(name + "_parent") + " ON " + quote(name) +
                  " (county, parent) WHERE parent IS NOT NULL;"
                  "CREATE INDEX " +
                  quote(name + "_open") + " ON " + quote(name) +
                  " (county, state, due_on) WHERE closed_on IS NULL;"
                  "CREATE INDEX " +
                  quote(name + "_unit") + " ON " + quote(name) +
                  " (unit, due_on) WHERE closed_on IS NULL;";
    script +=
        "CREATE INDEX " + quote(name + "_history_end") + " ON " + history + " (county, end_seq);";
    if (connection.dialect() == Dialect::sqlite)
        script += "CREATE INDEX " + quote(name + "_history_fid") + " ON " + history +
                  " (fid, begin_seq);";
    if (connection.dialect() == Dialect::postgres && declaration.geometry != GeometryType::none)
        script += postgres_index(name);
    connection.run_script(script);
}

void make_sqlite_tables(Connection& connection, const Declaration& declaration) {
    const std::string name = quote(declaration.name);
    const std::string history = quote(declaration.name + "_history");
    const auto refuse = [&](const char* what, const char* suffix) {
        return "CREATE TRIGGER " + quote(declaration.name + "_history_no_" + suffix) + " BEFORE " +
               what + " ON " + history +
               " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;";
    };
    const std::string fields = columns(declaration, Dialect::sqlite);
    connection.run_script(
        "CREATE TABLE " + name + " (\n    fid INTEGER PRIMARY KEY AUTOINCREMENT" + fields +
        "\n);"
        "CREATE TABLE " +
        history + " (\n    version INTEGER PRIMARY KEY,\n    fid INTEGER NOT NULL" + fields +
        ",\n    end_seq INTEGER NOT NULL,\n    end_batch INTEGER\n);" + refuse("UPDATE", "update") +
        refuse("DELETE", "delete"));
}

void make_postgres_tables(Connection& connection, const Declaration& declaration) {
    const std::string name = quote(declaration.name);
    const std::string history = quote(declaration.name + "_history");
    const std::string fields = columns(declaration, Dialect::postgres);
    connection.run_script("CREATE TABLE " + name + " (\n    fid BIGINT NOT NULL" + fields +
                          ",\n    PRIMARY KEY (fid, county)\n);"
                          "CREATE TABLE " +
                          history + " (\n    fid BIGINT NOT NULL" + fields +
                          ",\n    end_seq BIGINT NOT NULL,\n    end_batch BIGINT,\n"
                          "    PRIMARY KEY (fid, begin_seq, county)\n);"
                          "CREATE TRIGGER " +
                          quote(declaration.name + "_history_append_only") +
                          " BEFORE UPDATE OR DELETE OR TRUNCATE ON " + history +
                          " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();");
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

Declaration declare_register(Connection& connection, const std::string& yaml,
                             std::int64_t sequence) {
    Declaration declaration = registers::read_declaration(yaml, "register.yaml");
    create_tables(connection, declaration);
    forget_catalogue(connection);
    const std::string hash = base::to_hex(base::sha256(yaml));
    prepare_file(connection, "common/declaration_save")
        ->with(std::string_view(declaration.name), std::string_view(hash), std::string_view(yaml),
               sequence)
        .run();
    return declaration;
}

namespace {

[[noreturn]] void refuse_field(const Declaration& declaration, const std::string& field) {
    throw base::Error(
        base::ErrorKind::conflict,
        {"“" + declaration.label.zh + "”的字段“" + field +
             "”已有数据，不能去掉、改换类型或新设为必填；没有改动。",
         "The field \"" + field + "\" of " + declaration.name +
             " holds data: it cannot be removed, change its type or newly be required. "
             "Nothing was changed."});
}

}  // namespace

Declaration redeclare_register(Connection& connection, const std::string& yaml,
                               std::int64_t sequence) {
    Declaration after = registers::read_declaration(yaml, "register.yaml");
    for (const auto& stored : load_declarations(connection)) {
        if (stored.name != after.name) continue;
        const Declaration before = registers::read_declaration(stored.yaml, "register.yaml");
        if (const auto misfit = registers::first_misfit(before, after))
            refuse_field(after, *misfit);
        std::string script;
        for (std::size_t i = before.fields.size(); i < after.fields.size(); ++i)
            for (const char* suffix : {"", "_history"})
                script += "ALTER TABLE " + quote(after.name + suffix) + " ADD COLUMN " +
                          quote(after.fields[i].name) + " " +
                          column_type(after.fields[i], connection.dialect()) + ";";
        if (!script.empty()) connection.run_script(script);
        forget_catalogue(connection);
        const std::string hash = base::to_hex(base::sha256(yaml));
        prepare_file(connection, "common/declaration_change")
            ->with(std::string_view(after.name), std::string_view(hash), std::string_view(yaml),
                   sequence)
            .run();
        return after;
    }
    return declare_register(connection, yaml, sequence);
}

void create_tables(Connection& connection, const Declaration& declaration) {
    if (connection.dialect() == Dialect::postgres) {
        make_postgres_tables(connection, declaration);
        make_indexes(connection, declaration);
        return;
    }
    make_sqlite_tables(connection, declaration);
    make_indexes(connection, declaration);
    describe_layer(connection, declaration);
}

void remake_indexes(Connection& connection, const Declaration& declaration) {
    if (connection.dialect() != Dialect::sqlite) return;
    std::string script;
    for (const char* suffix : {"_key", "_region", "_batch", "_history_fid", "_history_batch"})
        script += "DROP INDEX IF EXISTS " + quote(declaration.name + suffix) + ";";
    connection.run_script(script);
    make_indexes(connection, declaration);
}

void widen_extent(Connection& connection, const Declaration& declaration,
                  const registers::Envelope& box) {
    const auto text = [](double degrees) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.17g", degrees);
        return std::string(digits);
    };
    const std::string bounds[] = {text(box.lon_min_deg), text(box.lat_min_deg),
                                  text(box.lon_max_deg), text(box.lat_max_deg)};
    prepare_file(connection, "sqlite/widen_extent")
        ->with(std::string_view(bounds[0]), std::string_view(bounds[1]),
               std::string_view(bounds[2]), std::string_view(bounds[3]),
               std::string_view(declaration.name))
        .run();
}

void update_extent(Connection& connection, const Declaration& declaration) {
    if (connection.dialect() != Dialect::sqlite || declaration.geometry == GeometryType::none)
        return;
    connection
        .prepare(
            "UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y) = "
            "(SELECT min(minx), max(maxx), min(miny), max(maxy) FROM " +
            quote("rtree_" + declaration.name + "_geom") + ") WHERE table_name = $1")
        ->with(std::string_view(declaration.name))
        .run();
}

}  // namespace store
