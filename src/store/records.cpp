#include "store/records.hpp"

#include <algorithm>
#include <limits>

#include "group_notes.hpp"

namespace store {
namespace {

constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();

std::string text(const Statement& statement, int column) {
    return std::string(statement.text(column));
}

TrailState read_trail_state(const Statement& statement) {
    return {statement.integer(0),
            text(statement, 1),
            std::string(statement.blob(2)),
            std::string(statement.blob(3)),
            statement.integer(4),
            statement.integer(5),
            statement.integer(6)};
}

CatalogueStamp read_catalogue_stamp(const Statement& statement, int column) {
    return {statement.integer(column), statement.integer(column + 1),
            statement.integer(column + 2)};
}

// What commands said and were answered may hold personal values, so all of it is sealed.
constexpr std::string_view operations = "operation";
constexpr privacy::Place details_of(std::int64_t sequence) {
    return {"trail_details", "details", sequence};
}
constexpr privacy::Place salt_of(std::int64_t sequence) {
    return {"trail_details", "salt", sequence};
}

std::string sealed(Connection& connection, const privacy::Place& place, std::string_view plain) {
    privacy::Sealer* sealer = connection.sealer();
    return sealer ? sealer->seal(place, plain) : std::string(plain);
}

// Empty where nothing stands.
std::string opened(Connection& connection, const privacy::Place& place, std::string_view kept) {
    privacy::Sealer* sealer = connection.sealer();
    return sealer && !kept.empty() ? sealer->open(place, kept) : std::string(kept);
}

// Without its payload.
Operation read_operation(Connection& connection, const Statement& statement, int column) {
    const std::int64_t sequence = statement.integer(column + 2);
    return {text(statement, column),
            text(statement, column + 1),
            sequence,
            statement.integer(column + 3) != 0,
            opened(connection, {operations, "answer", sequence}, statement.text(column + 4)),
            text(statement, column + 5),
            {}};
}

StoredCheckpoint read_checkpoint(const Statement& statement) {
    return {statement.integer(0), statement.integer(1), text(statement, 2)};
}

CatalogueStamp with_noted_regions(const GroupNotes& notes) {
    CatalogueStamp stamp = *notes.known.catalogue;
    for (const char* name : {"region", "holiday"})
        if (const auto it = notes.pending.registers.find(name); it != notes.pending.registers.end())
            stamp.regions = std::max(stamp.regions, it->second.changed_sequence);
    return stamp;
}

}  // namespace

std::string get_meta(Connection& connection, std::string_view name) {
    const auto statement = prepare_file(connection, "common/meta_get");
    return statement->with(name).step() ? text(*statement, 0) : std::string{};
}

void set_meta(Connection& connection, std::string_view name, std::string_view value) {
    prepare_file(connection, "common/meta_set")->with(name, value).run();
}

TrailState load_trail_state(Connection& connection) {
    GroupNotes* notes = connection.notes();
    if (notes && notes->pending.trail) return *notes->pending.trail;
    const auto statement = prepare_file(connection, "common/trail_state_load");
    const TrailState state = statement->step() ? read_trail_state(*statement) : TrailState{};
    if (notes) notes->pending.trail = state;
    return state;
}

void save_trail_state(Connection& connection, const TrailState& state) {
    GroupNotes* notes = connection.notes();
    if (!notes) return write_trail_state(connection, state);
    TrailState next = load_trail_state(connection);
    next.size = state.size;
    next.last_hash = state.last_hash;
    next.peaks = state.peaks;
    next.ratchet_key = state.ratchet_key;
    notes->pending.trail = std::move(next);
    notes->pending.trail_changed = true;
}

void append_trail(Connection& connection, const TrailLine& line) {
    prepare_file(connection, "common/trail_append")
        ->with(line.sequence, std::string_view(line.line), std::string_view(line.hash),
               Blob{line.tag}, line.time_ms)
        .run();
    GroupNotes* notes = connection.notes();
    if (notes && notes->pending.trail) notes->pending.trail->last_time_ms = line.time_ms;
}

void save_trail_details(Connection& connection, std::int64_t sequence, std::string_view salt,
                        std::string_view details) {
    prepare_file(connection, "common/trail_details_save")
        ->with(sequence, Blob{sealed(connection, salt_of(sequence), salt)},
               std::string_view(sealed(connection, details_of(sequence), details)))
        .run();
}

void for_each_trail_line(Connection& connection,
                         const std::function<void(std::int64_t, std::string_view)>& visit) {
    const auto statement = prepare_file(connection, "common/trail_lines");
    std::int64_t after = 0;
    for (bool more = true; more;) {
        more = false;
        statement->bind(1, after);
        while (statement->step()) {
            after = statement->integer(0);
            visit(after, statement->text(1));
            more = true;
        }
        statement->reset();
    }
}

std::int64_t sequence_at(Connection& connection, std::int64_t time_ms) {
    const auto statement = prepare_file(connection, "common/sequence_at");
    return statement->with(time_ms).step() ? statement->integer(0) : 0;
}

std::optional<TrailEntry> load_trail_entry(Connection& connection, std::int64_t sequence) {
    const auto statement = prepare_file(connection, "common/trail_entry");
    if (!statement->with(sequence).step()) return std::nullopt;
    return TrailEntry{{sequence, text(*statement, 0), text(*statement, 1),
                       std::string(statement->blob(2)), statement->integer(3)},
                      opened(connection, salt_of(sequence), statement->blob(4)),
                      opened(connection, details_of(sequence), statement->text(5))};
}

std::int64_t last_sequence(Connection& connection) {
    const auto statement = prepare_file(connection, "common/last_sequence");
    return statement->step() ? statement->integer(0) : 0;
}

void save_checkpoint(Connection& connection, const StoredCheckpoint& checkpoint) {
    prepare_file(connection, "common/checkpoint_save")
        ->with(checkpoint.size, checkpoint.time_ms, std::string_view(checkpoint.text))
        .run();
    GroupNotes* notes = connection.notes();
    if (!notes || !notes->pending.trail) return;
    notes->pending.trail->checkpoint_size = checkpoint.size;
    notes->pending.trail->checkpoint_time_ms = checkpoint.time_ms;
}

std::vector<StoredCheckpoint> load_checkpoints(Connection& connection) {
    const auto statement = prepare_file(connection, "common/checkpoints");
    std::vector<StoredCheckpoint> result;
    while (statement->step()) result.push_back(read_checkpoint(*statement));
    return result;
}

std::optional<StoredCheckpoint> last_checkpoint(Connection& connection) {
    const auto statement = prepare_file(connection, "common/last_checkpoint");
    if (!statement->step()) return std::nullopt;
    return read_checkpoint(*statement);
}

std::optional<Operation> find_operation(Connection& connection, std::string_view id,
                                        std::string_view content_hash) {
    const auto statement = prepare_file(connection, "common/operation_find");
    if (!statement->with(id, content_hash).step()) return std::nullopt;
    return read_operation(connection, *statement, 0);
}

void save_operation(Connection& connection, const Operation& operation) {
    const std::string answer =
        sealed(connection, {operations, "answer", operation.sequence}, operation.answer);
    const std::string payload =
        operation.payload.empty()
            ? std::string{}
            : sealed(connection, {operations, "payload", operation.sequence}, operation.payload);
    prepare_file(connection, "common/operation_save")
        ->with(std::string_view(operation.id), std::string_view(operation.content_hash),
               operation.sequence, std::int64_t{operation.has_findings}, std::string_view(answer),
               std::string_view(operation.kind),
               payload.empty() ? Parameter(std::monostate{}) : Parameter(std::string_view(payload)))
        .run();
}

std::optional<Operation> operation_at(Connection& connection, std::int64_t sequence) {
    const auto statement = prepare_file(connection, "common/operation_at");
    if (!statement->with(sequence).step()) return std::nullopt;
    Operation operation = read_operation(connection, *statement, 0);
    operation.payload =
        statement->is_null(6)
            ? opened(connection, details_of(sequence), statement->text(7))
            : opened(connection, {operations, "payload", sequence}, statement->text(6));
    return operation;
}

CatalogueStamp catalogue_stamp(Connection& connection) {
    GroupNotes* notes = connection.notes();
    if (notes && notes->known.catalogue) return with_noted_regions(*notes);
    const auto statement = prepare_file(connection, "common/catalogue_stamp");
    const CatalogueStamp stamp =
        statement->step() ? read_catalogue_stamp(*statement, 0) : CatalogueStamp{};
    if (!notes) return stamp;
    notes->known.catalogue = stamp;
    return with_noted_regions(*notes);
}

CommandStart start_command(Connection& connection) {
    GroupNotes* notes = connection.notes();
    if (!notes || !notes->known.field_key || !notes->known.catalogue || !notes->pending.trail) {
        const auto statement = prepare_file(connection, "common/command_start");
        if (!statement->step()) return {};
        // Another program may have gone over to a new key since this connection was made.
        if (connection.sealer() && !statement->is_null(10))
            connection.sealer()->use(std::stoll(text(*statement, 10)));
        const CommandStart start{read_trail_state(*statement), read_catalogue_stamp(*statement, 7)};
        if (!notes) return start;
        if (!notes->pending.trail) notes->pending.trail = start.trail;
        notes->known.catalogue = start.catalogue;
        notes->known.field_key = true;
    }
    return {*notes->pending.trail, with_noted_regions(*notes)};
}

std::vector<StoredDeclaration> load_declarations(Connection& connection) {
    const auto statement = prepare_file(connection, "common/declarations");
    std::vector<StoredDeclaration> result;
    while (statement->step())
        result.push_back({text(*statement, 0), text(*statement, 1), statement->integer(2)});
    return result;
}

std::vector<StoredProgramme> load_programmes(Connection& connection,
                                             std::optional<std::int64_t> as_of) {
    const auto statement = prepare_file(connection, "common/programmes");
    statement->with(as_of.value_or(latest));
    std::vector<StoredProgramme> result;
    while (statement->step())
        result.push_back({text(*statement, 0), text(*statement, 1), statement->integer(2),
                          statement->integer(3), text(*statement, 4)});
    return result;
}

void save_programme(Connection& connection, const StoredProgramme& programme,
                    std::string_view sha256) {
    prepare_file(connection, "common/programme_save")
        ->with(std::string_view(programme.code), std::string_view(programme.yaml),
               programme.version, programme.sequence, sha256,
               std::string_view(programme.from_period))
        .run();
    forget_catalogue(connection);
}

std::optional<FrozenPeriod> find_frozen(Connection& connection, std::string_view programme,
                                        std::string_view period,
                                        std::optional<std::int64_t> as_of) {
    const auto statement = prepare_file(connection, "common/frozen_find");
    if (!statement->with(programme, period, as_of.value_or(latest)).step()) return std::nullopt;
    return FrozenPeriod{statement->integer(0), text(*statement, 1),   text(*statement, 2),
                        statement->integer(3), statement->integer(4), text(*statement, 5)};
}

void save_frozen(Connection& connection, std::string_view programme, std::string_view period,
                 const FrozenPeriod& frozen) {
    prepare_file(connection, "common/frozen_save")
        ->with(programme, period, frozen.edition, frozen.sequence, frozen.rules,
               std::string_view(frozen.sha256), std::string_view(frozen.document),
               std::string_view(frozen.reason))
        .run();
}

void save_evidence(Connection& connection, const EvidenceRecord& evidence) {
    prepare_file(connection, "common/evidence_save")
        ->with(std::string_view(evidence.name), std::string_view(evidence.sha256),
               evidence.begin_sequence)
        .run();
}

std::vector<EvidenceRecord> list_evidence(Connection& connection) {
    const auto statement = prepare_file(connection, "common/evidence_list");
    std::vector<EvidenceRecord> result;
    while (statement->step())
        result.push_back({text(*statement, 0), text(*statement, 1), statement->integer(2)});
    return result;
}

void save_file_part(Connection& connection, std::string_view name, std::int64_t part,
                    std::string_view bytes) {
    prepare_file(connection, "postgres/file_part_save")->with(name, part, Blob{bytes}).run();
}

std::optional<std::string> load_file_part(Connection& connection, std::string_view name,
                                          std::int64_t part) {
    const auto statement = prepare_file(connection, "postgres/file_part_load");
    if (!statement->with(name, part).step()) return std::nullopt;
    return std::string(statement->blob(0));
}

void erase_file_parts(Connection& connection, std::string_view name) {
    prepare_file(connection, "postgres/file_part_erase")->with(name).run();
}

std::int64_t count_file_parts(Connection& connection, std::string_view name) {
    const auto statement = prepare_file(connection, "postgres/file_part_count");
    return statement->with(name).step() ? statement->integer(0) : 0;
}

std::int64_t next_batch_id(Connection& connection) {
    const auto statement = prepare_file(connection, "common/next_batch_id");
    return statement->step() ? statement->integer(0) : 1;
}

void save_batch(Connection& connection, const BatchRecord& batch) {
    prepare_file(connection, "common/batch_save")
        ->with(batch.id, std::string_view(batch.register_name), std::string_view(batch.file_name),
               std::string_view(batch.file_sha256), batch.time_ms, batch.sequence, batch.rows,
               batch.imported, batch.unchanged, batch.rejected)
        .run();
}

void mark_batch_undone(Connection& connection, std::int64_t id, std::int64_t sequence) {
    prepare_file(connection, "common/batch_undone")->with(id, sequence).run();
}

std::vector<BatchRecord> load_batches(Connection& connection) {
    const auto statement = prepare_file(connection, "common/batches");
    std::vector<BatchRecord> result;
    while (statement->step())
        result.push_back({statement->integer(0), text(*statement, 1), text(*statement, 2),
                          text(*statement, 3), statement->integer(4), statement->integer(5),
                          statement->integer(6), statement->integer(7), statement->integer(8),
                          statement->integer(9), !statement->is_null(10)});
    return result;
}

}  // namespace store
