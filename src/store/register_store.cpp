#include "store/register_store.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "geopackage_functions.hpp"
#include "register_sql.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::Row;

std::string period_of(const Declaration& declaration, const Row& row) {
    if (!declaration.is_periodic()) return {};
    return std::get<std::string>(row.values[*declaration.find("period")]);
}

std::string close_sql(const Declaration& d, const std::string& condition) {
    return "INSERT INTO " + quote(d.name + "_history") + " (fid, " + column_list(d) +
           ", county, begin_seq, batch, end_seq, end_batch) SELECT fid, " + column_list(d) +
           ", county, begin_seq, batch, $1, $2 FROM " + quote(d.name) + " WHERE " + condition;
}

std::string insert_sql(const Declaration& d) {
    std::string values;
    for (int i = 1; i <= column_count(d) + 3; ++i)
        values += (i > 1 ? ", $" : "$") + std::to_string(i);
    return "INSERT INTO " + quote(d.name) + " (" + column_list(d) +
           ", county, begin_seq, batch) VALUES (" + values + ")";
}

std::string update_sql(const Declaration& d, bool with_geometry) {
    std::string set;
    int number = 0;
    for (const auto& field : d.fields)
        set += quote(field.name) + " = $" + std::to_string(++number) + ", ";
    if (with_geometry) set += "geom = $" + std::to_string(++number) + ", ";
    set += "county = $" + std::to_string(number + 1) + ", begin_seq = $" +
           std::to_string(number + 2) + ", batch = $" + std::to_string(number + 3);
    return "UPDATE " + quote(d.name) + " SET " + set + " WHERE fid = $" +
           std::to_string(number + 4);
}

Parameter optional_integer(const std::optional<std::int64_t>& value) {
    return value ? Parameter(*value) : Parameter(std::monostate{});
}

}  // namespace

struct RegisterWriter::State {
    State(Connection& c, const Declaration& d, std::int64_t s, std::optional<std::int64_t> b)
        : connection(c),
          declaration(d),
          sequence(s),
          batch(b),
          has_geometry(d.geometry != registers::GeometryType::none),
          find(c.prepare("SELECT fid, " + column_list(d) + " FROM " + quote(d.name) + " WHERE " +
                         key_condition(d, 1))),
          insert(c.prepare(insert_sql(d))),
          update(c.prepare(update_sql(d, false))),
          update_geometry(has_geometry ? c.prepare(update_sql(d, true)) : nullptr),
          close(c.prepare(close_sql(d, "fid = $3"))),
          erase(c.prepare("DELETE FROM " + quote(d.name) + " WHERE fid = $1")) {}

    Connection& connection;
    const Declaration& declaration;
    std::int64_t sequence;
    std::optional<std::int64_t> batch;
    bool has_geometry;
    std::unique_ptr<Statement> find, insert, update, update_geometry, close, erase;
    Dirty dirty;

    std::optional<StoredRow> current(const Row& row) {
        bind_key(*find, declaration, row, 1);
        std::optional<StoredRow> found;
        if (find->step()) found = StoredRow{find->integer(0), read_row(*find, declaration, 1)};
        find->reset();
        return found;
    }

    void mark(const Row& row) {
        dirty.emplace(region_of(declaration, row), period_of(declaration, row));
    }

    int bind_fields(Statement& statement, const Row& row, bool with_geometry) {
        int number = 0;
        for (const auto& value : row.values) bind_value(statement, ++number, value);
        if (with_geometry) {
            const std::string blob = to_geopackage_blob(row.geometry_wkb);
            ++number;
            if (blob.empty()) {
                statement.bind(number, std::monostate{});
            } else {
                statement.bind(number, Blob{blob});
            }
        }
        const std::string county = county_of(region_of(declaration, row));
        statement.bind(++number, std::string_view(county));
        statement.bind(++number, sequence);
        statement.bind(++number, optional_integer(batch));
        return number;
    }

    void close_version(std::int64_t id) {
        close->bind(1, sequence);
        close->bind(2, optional_integer(batch));
        close->bind(3, id);
        close->run();
    }
};

RegisterWriter::RegisterWriter(Connection& connection, const Declaration& declaration,
                               std::int64_t sequence, std::optional<std::int64_t> batch)
    : state_(std::make_unique<State>(connection, declaration, sequence, batch)) {}

RegisterWriter::~RegisterWriter() = default;

RegisterWriter::Effect RegisterWriter::put(const Row& row, const std::vector<bool>& present) {
    State& s = *state_;
    const auto found = s.current(row);
    if (!found) {
        s.bind_fields(*s.insert, row, s.has_geometry);
        s.insert->run();
        s.mark(row);
        return Effect::inserted;
    }
    Row next = row;
    for (std::size_t i = 0; i < present.size(); ++i)
        if (!present[i]) next.values[i] = found->row.values[i];
    if (next.geometry_wkb.empty()) next.geometry_wkb = found->row.geometry_wkb;
    const bool same_place =
        to_geopackage_blob(next.geometry_wkb) == to_geopackage_blob(found->row.geometry_wkb);
    if (next.values == found->row.values && same_place) return Effect::unchanged;
    s.close_version(found->id);
    // Leaving the geometry alone when it did not move spares the spatial index.
    Statement& update = same_place ? *s.update : *s.update_geometry;
    const int last = s.bind_fields(update, next, !same_place);
    update.bind(last + 1, found->id);
    update.run();
    s.mark(next);
    s.mark(found->row);
    return Effect::updated;
}

bool RegisterWriter::contains(const Row& row) const {
    return state_->current(row).has_value();
}

bool RegisterWriter::remove(const Row& row) {
    State& s = *state_;
    const auto found = s.current(row);
    if (!found) return false;
    s.close_version(found->id);
    s.erase->with(found->id).run();
    s.mark(found->row);
    return true;
}

const Dirty& RegisterWriter::dirty() const {
    return state_->dirty;
}

void RegisterWriter::finish() {
    const std::string_view name = state_->declaration.name;
    prepare_file(state_->connection, "common/mark_register_changed")
        ->with(name, state_->sequence)
        .run();
    if (!state_->has_geometry) return;
    state_->connection
        .prepare(
            "UPDATE gpkg_contents SET (min_x, max_x, min_y, max_y) = "
            "(SELECT min(minx), max(maxx), min(miny), max(maxy) FROM " +
            quote("rtree_" + state_->declaration.name + "_geom") + ") WHERE table_name = $1")
        ->with(name)
        .run();
}

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
        const Row row = read_row(*rows, d, 1);
        dirty.emplace(region_of(d, row), period_of(d, row));
    }
    connection.prepare(close_sql(d, "batch = $3"))->with(sequence, std::monostate{}, batch).run();
    connection.prepare("DELETE FROM " + quote(d.name) + " WHERE batch = $1")->with(batch).run();
    connection
        .prepare("INSERT INTO " + quote(d.name) + " (fid, " + column_list(d) +
                 ", county, begin_seq, batch) SELECT fid, " + column_list(d) +
                 ", county, $1, batch FROM " + quote(d.name + "_history") + " WHERE end_batch = $2")
        ->with(sequence, batch)
        .run();
    RegisterWriter(connection, d, sequence, std::nullopt).finish();
    return dirty;
}

std::vector<StoredRow> list_rows(Connection& connection, const Declaration& d,
                                 std::string_view scope, std::int64_t after, std::int64_t limit) {
    const auto statement = connection.prepare(
        "SELECT fid, " + column_list(d) + " FROM " + quote(d.name) +
        " WHERE fid > $1 AND region >= $2 AND region < $3 ORDER BY fid LIMIT $4");
    const ScopeRange range = range_of_scope(scope);
    statement->with(after, std::string_view(range.low), std::string_view(range.high), limit);
    std::vector<StoredRow> rows;
    while (statement->step()) rows.push_back({statement->integer(0), read_row(*statement, d, 1)});
    return rows;
}

std::int64_t count_rows(Connection& connection, const Declaration& d, std::string_view scope) {
    const ScopeRange range = range_of_scope(scope);
    const auto statement = connection.prepare("SELECT count(*) FROM " + quote(d.name) +
                                              " WHERE region >= $1 AND region < $2");
    statement->with(std::string_view(range.low), std::string_view(range.high));
    statement->step();
    return statement->integer(0);
}

void for_each_row(Connection& connection, const Declaration& d,
                  const std::function<void(const StoredRow&)>& visit) {
    const auto statement = connection.prepare("SELECT fid, " + column_list(d) + " FROM " +
                                              quote(d.name) + " ORDER BY fid");
    while (statement->step()) visit({statement->integer(0), read_row(*statement, d, 1)});
}

std::vector<registers::Region> load_regions(Connection& connection, const Declaration& d) {
    std::vector<registers::Region> regions;
    const auto text = [&](const Row& row, std::string_view name) {
        const auto* value = std::get_if<std::string>(&row.values[*d.find(name)]);
        return value ? *value : std::string{};
    };
    for_each_row(connection, d, [&](const StoredRow& stored) {
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
    });
    return regions;
}

}  // namespace store
