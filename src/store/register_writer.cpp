#include <algorithm>

#include "base/error.hpp"
#include "base/key_table.hpp"
#include "register_sql.hpp"
#include "register_table.hpp"
#include "spatial_index.hpp"
#include "store/register_store.hpp"
#include "stored_geometry.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::Row;
using registers::Value;

constexpr std::size_t rows_held_max = 4096;

// A row that is stored, with the version it is of.
struct Found {
    std::int64_t id = 0;
    std::int64_t begin_sequence = 0;
    std::optional<std::int64_t> batch;
    Row row;
};

struct Held {
    Row row;
    Present present;
    bool may_be_stored = true;
};

Parameter to_parameter(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return std::string_view(*text);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    return std::monostate{};
}

Parameter to_parameter(const std::optional<std::int64_t>& value) {
    return value ? Parameter(*value) : Parameter(std::monostate{});
}

std::string to_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    return {};
}

}  // namespace

struct RegisterWriter::State {
    State(Connection& c, const Declaration& d, std::int64_t s, std::optional<std::int64_t> b)
        : connection(c),
          declaration(d),
          sequence(s),
          batch(b),
          has_geometry(d.geometry != registers::GeometryType::none),
          region(*d.find("region")) {
        for (const std::string& part : d.key) key.push_back(*d.find(part));
        keyed_by_region = std::find(key.begin(), key.end(), region) != key.end();
        id_statement = prepare_file(c, "common/next_row_id");
        id_statement->with(std::string_view(d.name)).ask();
        sealed.reserve(d.fields.size());
    }

    std::int64_t take_id() {
        if (next_id == 0) next_id = id_statement->step() ? id_statement->integer(0) : 1;
        return next_id++;
    }

    Connection& connection;
    const Declaration& declaration;
    std::int64_t sequence;
    std::optional<std::int64_t> batch;
    bool has_geometry;
    std::size_t region;
    std::vector<std::size_t> key;
    bool keyed_by_region = true;  // otherwise the key is unique across counties
    std::unique_ptr<Statement> id_statement;
    std::int64_t next_id = 0;  // 0: not read yet
    std::vector<Held> held;
    base::KeyTable held_keys;
    std::string key_buffer;
    std::vector<Parameter> parameters;
    std::vector<std::string> sealed;  // what the parameters point to
    std::map<std::string, bool, std::less<>> was_empty_;
    base::KeyTable keys_in_empty_places;
    bool any_put = false;
    std::unique_ptr<Statement> find_statement;
    std::string asked_key;       // of contains(), until something is written
    std::optional<Found> asked;  // what it found
    std::string last_region, last_period;
    WriteCounts counts;
    std::optional<registers::Envelope> extent;  // of the rows written
    std::unique_ptr<SpatialBulk> spatial;       // once there are many
    Dirty dirty;
    people::Reach reach = people::reach_everywhere();

    void place(std::int64_t id, const Row& row) {
        const auto box = registers::wkb_envelope(row.geometry_wkb);
        if (spatial && box) spatial->add(id, *box);
        if (!box) return;
        if (!extent) extent = box;
        extent->lon_min_deg = std::min(extent->lon_min_deg, box->lon_min_deg);
        extent->lon_max_deg = std::max(extent->lon_max_deg, box->lon_max_deg);
        extent->lat_min_deg = std::min(extent->lat_min_deg, box->lat_min_deg);
        extent->lat_max_deg = std::max(extent->lat_max_deg, box->lat_max_deg);
    }

    void require_within(const Row& row) const {
        if (lies_within(declaration, row, reach)) return;
        throw base::Error(base::ErrorKind::forbidden,
                          {"有的行不在您可以修改的范围内（区划 " + region_of(declaration, row) +
                               "），全部没有写入。",
                           "A row lies outside what you may change (region " +
                               region_of(declaration, row) + "). Nothing was written."});
    }

    void mark(const Row& row) {
        const std::string& where = region_of(declaration, row);
        std::string period = period_of(declaration, row);
        if (where == last_region && period == last_period && !dirty.empty()) return;
        dirty.emplace(where, period);
        last_region = where;
        last_period = std::move(period);
    }

    [[nodiscard]] std::string key_text(const Row& row) const {
        std::string text;
        registers::append_key(text, row, key);
        return text;
    }

    // The county in which a row's key is looked up; empty when it must be looked up everywhere.
    [[nodiscard]] std::string_view place_of_key(const Row& row) const {
        return keyed_by_region ? std::string_view(region_of(declaration, row)).substr(0, 6)
                               : std::string_view{};
    }

    // A place without a row of this register when the writer began: nothing to look up there.
    bool was_empty(std::string_view place) {
        const auto it = was_empty_.find(place);
        if (it != was_empty_.end()) return it->second;
        const auto statement =
            connection.prepare("SELECT 1 FROM " + quote(declaration.name) +
                               (place.empty() ? " LIMIT 1" : " WHERE county = $1 LIMIT 1"));
        if (!place.empty()) statement->bind(1, place);
        const bool empty = !statement->step();
        was_empty_.emplace(std::string(place), empty);
        return empty;
    }

    [[nodiscard]] std::string find_sql(const std::string& condition) const {
        return "SELECT t.fid, t.begin_seq, t.batch, " + prefixed_columns() + " FROM " +
               quote(declaration.name) + " AS t" + condition;
    }

    [[nodiscard]] std::string prefixed_columns() const {
        std::string list;
        for (const std::string& name : column_names(declaration))
            list += (list.empty() ? "t." : ", t.") + name;
        return list;
    }

    Found read_found(const Statement& statement) const {
        Found found{statement.integer(0), statement.integer(1), std::nullopt,
                    read_row(connection, statement, declaration, statement.integer(0), 3)};
        if (!statement.is_null(2)) found.batch = statement.integer(2);
        return found;
    }

    std::optional<Found> find_one(const Row& row) {
        if (!find_statement) {
            std::string condition;
            int number = 0;
            for (const std::string& part : declaration.key)
                condition += (condition.empty() ? " WHERE t." : " AND t.") + quote(part) + " = $" +
                             std::to_string(++number);
            if (keyed_by_region) condition += " AND t.county = $" + std::to_string(number + 1);
            find_statement = connection.prepare(find_sql(condition));
        }
        int number = 0;
        for (const std::size_t index : key)
            find_statement->bind(++number, to_parameter(row.values[index]));
        if (keyed_by_region) find_statement->bind(number + 1, place_of_key(row));
        std::optional<Found> found;
        if (find_statement->step()) found = read_found(*find_statement);
        find_statement->reset();
        return found;
    }

    // One question for many rows, where every question costs a journey to the server.
    std::map<std::string, Found> find_many(const std::vector<const Held*>& rows) {
        std::string join;
        std::string names;
        std::string where = ") ON ";
        for (std::size_t i = 0; i < key.size(); ++i) {
            const bool number = std::holds_alternative<std::int64_t>(rows[0]->row.values[key[i]]);
            const std::string index = std::to_string(i + 1);
            join += (i > 0 ? ", CAST($" : " JOIN unnest(CAST($") + index +
                    (number ? " AS BIGINT[])" : " AS TEXT[])");
            names += (i > 0 ? ", k" : ") AS k(k") + index;
            where += (i > 0 ? " AND t." : "t.") + quote(declaration.key[i]) + " = k.k" + index;
        }
        std::vector<std::string> arrays(key.size());
        for (const Held* each : rows)
            for (std::size_t i = 0; i < key.size(); ++i)
                append_element(arrays[i], to_text(each->row.values[key[i]]));
        if (keyed_by_region) where += " AND t.county = left(k.k" + region_key_number() + ", 6)";
        connection.run_script("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off");
        const auto statement = connection.prepare(find_sql(join + names + where));
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
        connection.run_script("SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on");
        return result;
    }

    [[nodiscard]] std::string region_key_number() const {
        const auto it = std::find(key.begin(), key.end(), region);
        return std::to_string(it - key.begin() + 1);
    }

    std::map<std::string, Found> find_held() {
        std::vector<const Held*> wanted;
        for (const Held& each : held)
            if (each.may_be_stored) wanted.push_back(&each);
        if (wanted.empty()) return {};
        if (connection.dialect() == Dialect::postgres && wanted.size() > 1)
            return find_many(wanted);
        std::map<std::string, Found> result;
        if (wanted.size() == 1 && key_text(wanted[0]->row) == asked_key) {
            if (asked) result.emplace(asked_key, std::move(*asked));
            return result;
        }
        for (const Held* each : wanted)
            if (auto found = find_one(each->row))
                result.emplace(key_text(each->row), std::move(*found));
        return result;
    }

    [[nodiscard]] bool same_place(const Row& a, const Row& b) const {
        return !has_geometry || a.geometry_wkb == b.geometry_wkb ||
               to_geopackage_blob(a.geometry_wkb) == to_geopackage_blob(b.geometry_wkb);
    }

    struct Change {
        std::vector<std::pair<std::int64_t, const Row*>> inserts;
        std::vector<const Found*> closed;  // their row goes to history, if it was ever seen
    };

    void decide(Held& each, const std::map<std::string, Found>& stored, Change& change) {
        const auto it = each.may_be_stored ? stored.find(key_text(each.row)) : stored.end();
        if (it == stored.end()) {
            require_within(each.row);
            ++counts.inserted;
            mark(each.row);
            change.inserts.emplace_back(take_id(), &each.row);
            return;
        }
        const Found& found = it->second;
        require_within(found.row);
        Row& next = each.row;
        if (each.present)
            for (std::size_t i = 0; i < next.values.size(); ++i)
                if (!(*each.present)[i]) next.values[i] = found.row.values[i];
        if (next.geometry_wkb.empty()) next.geometry_wkb = found.row.geometry_wkb;
        if (next.values == found.row.values && same_place(next, found.row)) {
            ++counts.unchanged;
            return;
        }
        require_within(next);
        ++counts.updated;
        mark(next);
        mark(found.row);
        change.closed.push_back(&found);
        change.inserts.emplace_back(found.id, &next);
    }

    void flush() {
        if (held.empty()) return;
        const auto stored = find_held();
        Change change;
        for (Held& each : held) decide(each, stored, change);
        close(change.closed);
        insert(change.inserts);
        asked_key.clear();
        held.clear();
        held_keys.clear();
    }

    void close(const std::vector<const Found*>& versions) {
        if (versions.empty()) return;
        std::vector<std::string> columns = table_columns();
        columns.insert(columns.end(), {"end_seq", "end_batch"});
        const auto history = connection.bulk_insert(quote(declaration.name + "_history"), columns);
        for (const Found* version : versions) {
            // A version of this very command was never seen by anybody.
            if (version->begin_sequence == sequence) continue;
            add_row(*history, version->id, version->row, version->begin_sequence, version->batch,
                    true);
        }
        history->finish();
        const auto erase = connection.prepare("DELETE FROM " + quote(declaration.name) +
                                              " WHERE county = $1 AND fid = $2");
        for (const Found* version : versions) {
            const std::string county = county_of(region_of(declaration, version->row));
            erase->with(std::string_view(county), version->id).run();
            if (spatial) spatial->remove(version->id);
        }
    }

    void insert(const std::vector<std::pair<std::int64_t, const Row*>>& rows) {
        if (rows.empty()) return;
        const auto table = connection.bulk_insert(quote(declaration.name), table_columns());
        for (const auto& [id, row] : rows) {
            add_row(*table, id, *row, sequence, batch, false);
            if (has_geometry) place(id, *row);
        }
        table->finish();
    }

    [[nodiscard]] std::vector<std::string> table_columns() const {
        std::vector<std::string> columns{"fid"};
        for (std::string& name : column_names(declaration)) columns.push_back(std::move(name));
        columns.insert(columns.end(), {"county", "begin_seq", "batch"});
        return columns;
    }

    // A personal value stands in the database only as what its place and the key make of it.
    Parameter kept_value(const registers::Field& field, std::int64_t id, const Value& value) {
        const auto* text = std::get_if<std::string>(&value);
        privacy::Sealer* sealer = connection.sealer();
        if (!text || !sealer || !registers::is_personal(field)) return to_parameter(value);
        sealed.push_back(sealer->seal({declaration.name, field.name, id}, *text));
        return std::string_view(sealed.back());
    }

    void add_row(BulkInsert& table, std::int64_t id, const Row& row, std::int64_t begin_sequence,
                 const std::optional<std::int64_t>& of_batch, bool closed) {
        std::vector<Parameter>& values = parameters;
        values.clear();
        values.emplace_back(id);
        sealed.clear();
        for (std::size_t i = 0; i < row.values.size(); ++i)
            values.push_back(kept_value(declaration.fields[i], id, row.values[i]));
        const std::string geometry =
            has_geometry ? to_stored_geometry(row.geometry_wkb, connection.dialect()) : "";
        if (has_geometry)
            values.push_back(geometry.empty() ? Parameter(std::monostate{})
                                              : Parameter(Blob{geometry}));
        values.emplace_back(std::string_view(region_of(declaration, row)).substr(0, 6));
        values.emplace_back(begin_sequence);
        values.push_back(to_parameter(of_batch));
        if (closed) {
            values.emplace_back(sequence);
            values.push_back(to_parameter(batch));
        }
        table.row(values);
    }
};

RegisterWriter::RegisterWriter(Connection& connection, const Declaration& declaration,
                               std::int64_t sequence, std::optional<std::int64_t> batch)
    : state_(std::make_unique<State>(connection, declaration, sequence, batch)) {}

RegisterWriter::~RegisterWriter() = default;

void RegisterWriter::keep_within(const people::Reach& reach) {
    state_->reach = reach;
}

void RegisterWriter::put(Row row, Present present) {
    State& s = *state_;
    s.key_buffer.clear();
    registers::append_key(s.key_buffer, row, s.key);
    // Whether a place is empty pays to ask only when many rows come.
    const bool in_empty_place = s.any_put && s.was_empty(s.place_of_key(row));
    if (!s.any_put) s.keys_in_empty_places.insert(s.key_buffer, 0);
    s.any_put = true;
    base::KeyTable& seen = in_empty_place ? s.keys_in_empty_places : s.held_keys;
    const bool repeated = seen.insert(s.key_buffer, 0).has_value();
    // The same row twice: the second time it finds the first.
    if (repeated) s.flush();
    if (repeated && !in_empty_place) s.held_keys.insert(s.key_buffer, 0);
    const bool may_be_stored = repeated || !in_empty_place;
    s.held.push_back({std::move(row), std::move(present), may_be_stored});
    if (s.held.size() < rows_held_max) return;
    if (s.has_geometry && !s.spatial)
        s.spatial = std::make_unique<SpatialBulk>(s.connection, s.declaration.name);
    s.flush();
}

bool RegisterWriter::contains(const Row& row) {
    state_->flush();
    state_->asked_key = state_->key_text(row);
    state_->asked = state_->find_one(row);
    return state_->asked.has_value();
}

std::optional<RegisterWriter::Current> RegisterWriter::find(const Row& row) {
    if (!contains(row)) return std::nullopt;
    const Found& found = *state_->asked;
    return Current{found.row, found.begin_sequence, found.id};
}

void RegisterWriter::add(Row row) {
    state_->any_put = true;
    state_->held.push_back({std::move(row), {}, false});
    if (state_->held.size() >= rows_held_max) state_->flush();
}

bool RegisterWriter::remove(const Row& row) {
    State& s = *state_;
    s.flush();
    const auto found = s.find_one(row);
    if (!found || !lies_within(s.declaration, found->row, s.reach)) return false;
    s.close({&*found});
    s.asked_key.clear();
    s.mark(found->row);
    return true;
}

const Dirty& RegisterWriter::dirty() const {
    return state_->dirty;
}

WriteCounts RegisterWriter::finish() {
    State& s = *state_;
    s.flush();
    if (s.spatial) s.spatial->finish();
    const std::string_view name = s.declaration.name;
    prepare_file(s.connection, "common/mark_register_changed")
        ->with(name, s.sequence,
               s.next_id == 0 ? Parameter(std::monostate{}) : Parameter(s.next_id))
        .run();
    if (s.extent && s.connection.dialect() == Dialect::sqlite)
        widen_extent(s.connection, s.declaration, *s.extent);
    return s.counts;
}

}  // namespace store
