#include <algorithm>
#include <future>
#include <utility>

#include "base/error.hpp"
#include "base/key_table.hpp"
#include "group_notes.hpp"
#include "key_lookup.hpp"
#include "masked_values.hpp"
#include "prepared_rows.hpp"
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
using Found = KeyLookup::Found;

constexpr std::size_t rows_held_max = 4096;

struct Held {
    Row row;
    Present present;
    bool may_be_stored = true;
};

Parameter to_parameter(const std::optional<std::int64_t>& value) {
    return value ? Parameter(*value) : Parameter(std::monostate{});
}

// New rows on their way: prepared beside the writer, then inserted.
struct Wave {
    Wave(const Declaration& declaration, Dialect dialect) : prepared(declaration, dialect) {}

    std::vector<Held> held;
    PreparedRows::Rows rows;
    PreparedRows prepared;
    std::future<void> preparing;  // last: it ends before what it works on
};

}  // namespace

struct RegisterWriter::State {
    State(Connection& c, const Declaration& d, std::int64_t s, std::optional<std::int64_t> b)
        : connection(c),
          declaration(d),
          sequence(s),
          batch(b),
          has_geometry(d.geometry != registers::GeometryType::none),
          region(*d.find("region")),
          masked(d),
          lookup(c, d) {
        if (noted_id() == 0) {
            id_statement = prepare_file(c, "common/next_row_id");
            id_statement->with(std::string_view(d.name)).ask();
        }
        if (d.is_periodic()) period = d.find("period");
    }

    std::int64_t take_id() {
        if (next_id == 0) next_id = noted_id();
        if (next_id == 0) next_id = id_statement->step() ? id_statement->integer(0) : 1;
        return next_id++;
    }

    // The next id as the commands before left it in this transaction; 0 when none took one.
    [[nodiscard]] std::int64_t noted_id() const {
        if (!connection.notes()) return 0;
        const auto& registers = connection.notes()->pending.registers;
        const auto it = registers.find(declaration.name);
        return it == registers.end() ? 0 : it->second.next_id;
    }

    void mark_register_changed() {
        GroupNotes::Pending::Register change{next_id, sequence};
        if (!connection.notes()) return write_register_change(connection, declaration.name, change);
        if (next_id == 0) change.next_id = noted_id();
        connection.notes()->pending.registers[declaration.name] = change;
    }

    Connection& connection;
    const Declaration& declaration;
    std::int64_t sequence;
    std::optional<std::int64_t> batch;
    bool has_geometry;
    std::size_t region;
    MaskedValues masked;
    std::optional<std::size_t> period;
    KeyLookup lookup;
    std::unique_ptr<Statement> id_statement;
    std::int64_t next_id = 0;  // 0: not read yet
    std::vector<Held> held;
    std::unique_ptr<privacy::Sealer> sealer;  // of whoever prepares a wave, which goes first
    std::unique_ptr<Wave> wave;               // decided on, not inserted yet
    base::KeyTable held_keys;
    std::string key_buffer;
    std::vector<Parameter> parameters;
    base::KeyTable keys_in_empty_places;
    bool any_put = false;
    std::string asked_key;       // of contains(), until something is written
    std::optional<Found> asked;  // what it found
    std::string last_region, last_period;
    WriteCounts counts;
    std::optional<registers::Envelope> extent;  // of the rows written
    std::unique_ptr<SpatialBulk> spatial;       // once there are many
    Dirty dirty;
    people::Reach reach = people::reach_everywhere();

    void place(std::int64_t id, const std::optional<registers::Envelope>& box) {
        if (!box) return;
        if (spatial) spatial->add(id, *box);
        if (!extent) extent = box;
        extent->lon_min_deg = std::min(extent->lon_min_deg, box->lon_min_deg);
        extent->lon_max_deg = std::max(extent->lon_max_deg, box->lon_max_deg);
        extent->lat_min_deg = std::min(extent->lat_min_deg, box->lat_min_deg);
        extent->lat_max_deg = std::max(extent->lat_max_deg, box->lat_max_deg);
    }

    [[nodiscard]] const std::string& region_text(const Row& row) const {
        return std::get<std::string>(row.values[region]);
    }

    void require_within(const Row& row) const {
        if (reach.is_everything() || lies_within(declaration, row, reach)) return;
        throw base::Error(
            base::ErrorKind::forbidden,
            {"有的行不在您可以修改的范围内（区划 " + region_text(row) + "），全部没有写入。",
             "A row lies outside what you may change (region " + region_text(row) +
                 "). Nothing was written."});
    }

    void mark(const Row& row) {
        const std::string& where = region_text(row);
        const std::string month = period ? std::get<std::string>(row.values[*period]) : "";
        if (where == last_region && month == last_period && !dirty.empty()) return;
        dirty.emplace(where, month);
        last_region = where;
        last_period = month;
    }

    std::map<std::string, Found> find_held() {
        std::vector<const Row*> wanted;
        for (const Held& each : held)
            if (each.may_be_stored) wanted.push_back(&each.row);
        if (wanted.empty()) return {};
        insert_wave();
        if (connection.dialect() == Dialect::postgres && wanted.size() > 1)
            return lookup.find_many(wanted);
        std::map<std::string, Found> result;
        if (wanted.size() == 1 && lookup.key_text(*wanted[0]) == asked_key) {
            if (asked) result.emplace(asked_key, std::move(*asked));
            return result;
        }
        for (const Row* row : wanted)
            if (auto found = lookup.find_one(*row))
                result.emplace(lookup.key_text(*row), std::move(*found));
        return result;
    }

    [[nodiscard]] bool same_place(const Row& a, const Row& b) const {
        return !has_geometry || a.geometry_wkb == b.geometry_wkb ||
               to_geopackage_blob(a.geometry_wkb) == to_geopackage_blob(b.geometry_wkb);
    }

    struct Change {
        PreparedRows::Rows inserts;
        std::vector<const Found*> closed;  // their row goes to history, if it was ever seen
    };

    void decide(Held& each, const std::map<std::string, Found>& stored, Change& change) {
        const auto it = each.may_be_stored ? stored.find(lookup.key_text(each.row)) : stored.end();
        if (it == stored.end()) {
            require_within(each.row);
            masked.resolve(each.row, nullptr);
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
        masked.resolve(next, &found.row);
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
        begin_wave(std::move(change.inserts));
        asked_key.clear();
        held_keys.clear();
    }

    // The rows of a full wave are prepared while those of the wave before are inserted.
    void begin_wave(PreparedRows::Rows rows) {
        auto next = std::make_unique<Wave>(declaration, connection.dialect());
        next->held = std::exchange(held, {});
        next->rows = std::move(rows);
        const bool full = next->held.size() >= rows_held_max;
        if (full && !sealer && connection.sealer())
            sealer = std::make_unique<privacy::Sealer>(connection.sealer()->ring(),
                                                       connection.sealer()->active());
        if (wave && wave->preparing.valid()) wave->preparing.wait();
        if (full) {
            next->preparing = std::async(std::launch::async, [w = next.get(), s = sealer.get()] {
                w->prepared.prepare(w->rows, s);
            });
        } else {
            next->prepared.prepare(next->rows, connection.sealer());
        }
        insert_wave();
        wave = std::move(next);
        if (!full) insert_wave();
    }

    void insert_wave() {
        if (!wave) return;
        if (wave->preparing.valid()) wave->preparing.get();
        if (!wave->rows.empty()) {
            const auto table = connection.bulk_insert(quote(declaration.name), table_columns());
            for (std::size_t i = 0; i < wave->rows.size(); ++i) {
                add_row(*table, wave->rows[i], {wave->prepared, i}, {sequence, batch, false});
                if (has_geometry) place(wave->rows[i].first, wave->prepared.box(i));
            }
            table->finish();
        }
        wave.reset();
    }

    void close(const std::vector<const Found*>& versions) {
        if (versions.empty()) return;
        PreparedRows::Rows rows;
        std::vector<const Found*> seen;
        for (const Found* version : versions) {
            // A version of this very command was never seen by anybody.
            if (version->begin_sequence == sequence) continue;
            seen.push_back(version);
            rows.emplace_back(version->id, &version->row);
        }
        PreparedRows prepared(declaration, connection.dialect());
        prepared.prepare(rows, connection.sealer());
        std::vector<std::string> columns = table_columns();
        columns.insert(columns.end(), {"end_seq", "end_batch"});
        const auto history = connection.bulk_insert(quote(declaration.name + "_history"), columns);
        for (std::size_t i = 0; i < seen.size(); ++i)
            add_row(*history, rows[i], {prepared, i},
                    {seen[i]->begin_sequence, seen[i]->batch, true});
        history->finish();
        const auto erase = connection.prepare("DELETE FROM " + quote(declaration.name) +
                                              " WHERE county = $1 AND fid = $2");
        for (const Found* version : versions) {
            const std::string county = county_of(region_text(version->row));
            erase->with(std::string_view(county), version->id).run();
            if (spatial) spatial->remove(version->id);
        }
    }

    [[nodiscard]] std::vector<std::string> table_columns() const {
        std::vector<std::string> columns{"fid"};
        for (std::string& name : column_names(declaration)) columns.push_back(std::move(name));
        columns.insert(columns.end(), {"county", "begin_seq", "batch"});
        return columns;
    }

    struct Preparation {
        const PreparedRows& rows;
        std::size_t index;
    };
    struct Version {
        std::int64_t begin_sequence;
        const std::optional<std::int64_t>& batch;
        bool closed;
    };

    // A personal value stands in the database only as what its place and the key make of it.
    void add_row(BulkInsert& table, const PreparedRows::Rows::value_type& row,
                 const Preparation& prepared, const Version& version) {
        std::vector<Parameter>& values = parameters;
        values.clear();
        values.emplace_back(row.first);
        for (std::size_t i = 0; i < row.second->values.size(); ++i) {
            const std::string* sealed = prepared.rows.sealed(prepared.index, i);
            values.push_back(sealed ? Parameter(std::string_view(*sealed))
                                    : store::to_parameter(row.second->values[i]));
        }
        if (has_geometry) {
            const std::string& geometry = prepared.rows.geometry(prepared.index);
            values.push_back(geometry.empty() ? Parameter(std::monostate{})
                                              : Parameter(Blob{geometry}));
        }
        values.emplace_back(std::string_view(region_text(*row.second)).substr(0, 6));
        values.emplace_back(version.begin_sequence);
        values.push_back(to_parameter(version.batch));
        if (version.closed) {
            values.emplace_back(sequence);
            values.push_back(to_parameter(batch));
        }
        table.row(values);
    }

    void hold(Row row, Present present, bool may_be_stored) {
        held.push_back({std::move(row), std::move(present), may_be_stored});
        if (held.size() < rows_held_max) return;
        if (has_geometry && !spatial)
            spatial = std::make_unique<SpatialBulk>(connection, declaration.name);
        flush();
    }

    void write_all() {
        flush();
        insert_wave();
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
    registers::append_key(s.key_buffer, row, s.lookup.key());
    // Whether a place is empty pays to ask only when many rows come.
    const bool in_empty_place = s.any_put && s.lookup.has_empty_place(row);
    if (!s.any_put) s.keys_in_empty_places.insert(s.key_buffer, 0);
    s.any_put = true;
    base::KeyTable& seen = in_empty_place ? s.keys_in_empty_places : s.held_keys;
    const bool repeated = seen.insert(s.key_buffer, 0).has_value();
    // The same row twice: the second time it finds the first.
    if (repeated) s.flush();
    if (repeated && !in_empty_place) s.held_keys.insert(s.key_buffer, 0);
    s.hold(std::move(row), std::move(present), repeated || !in_empty_place);
}

void RegisterWriter::put_distinct(Row row, Present present) {
    const bool may_be_stored = !state_->lookup.has_empty_place(row);
    state_->hold(std::move(row), std::move(present), may_be_stored);
}

bool RegisterWriter::contains(const Row& row) {
    state_->write_all();
    state_->asked_key = state_->lookup.key_text(row);
    state_->asked = state_->lookup.find_one(row);
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
    s.write_all();
    const auto found = s.lookup.find_one(row);
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
    s.write_all();
    if (s.spatial) s.spatial->finish();
    s.mark_register_changed();
    if (s.extent && s.connection.dialect() == Dialect::sqlite)
        widen_extent(s.connection, s.declaration, *s.extent);
    return s.counts;
}

}  // namespace store
