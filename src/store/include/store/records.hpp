#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.hpp"

/// The system's own tables: trail, operations, declarations, programmes, batches, sealed periods.
namespace store {

std::string get_meta(Connection& connection, std::string_view name);
void set_meta(Connection& connection, std::string_view name, std::string_view value);

struct TrailState {
    std::int64_t size = 0;
    std::string last_hash;    ///< hex
    std::string peaks;        ///< 32 bytes each
    std::string ratchet_key;  ///< 32 bytes
    // Of the lines themselves; saving leaves them alone.
    std::int64_t last_time_ms = 0;        ///< of the newest line, since 1970
    std::int64_t checkpoint_size = 0;     ///< of the newest checkpoint; 0 when there is none
    std::int64_t checkpoint_time_ms = 0;  ///< when that one was signed
};
TrailState load_trail_state(Connection& connection);
void save_trail_state(Connection& connection, const TrailState& state);
struct TrailLine {
    std::int64_t sequence = 0;
    std::string line, hash, tag;
    std::int64_t time_ms = 0;  ///< never less than that of the line before
};
void append_trail(Connection& connection, const TrailLine& line);
void save_trail_details(Connection& connection, std::int64_t sequence, std::string_view salt,
                        std::string_view details);
void for_each_trail_line(Connection& connection,
                         const std::function<void(std::int64_t, std::string_view)>& visit);
std::int64_t last_sequence(Connection& connection);
/// The newest trail number at or before that time; 0 when there is none.
std::int64_t sequence_at(Connection& connection, std::int64_t time_ms);
/// One line with all that belongs to it, to be put into another database as it is.
struct TrailEntry {
    TrailLine line;
    std::string salt, details;  ///< both empty when they were erased
};
std::optional<TrailEntry> load_trail_entry(Connection& connection, std::int64_t sequence);

struct StoredCheckpoint {
    std::int64_t size = 0;
    std::int64_t time_ms = 0;
    std::string text;
};
void save_checkpoint(Connection& connection, const StoredCheckpoint& checkpoint);
/// By size.
std::vector<StoredCheckpoint> load_checkpoints(Connection& connection);
std::optional<StoredCheckpoint> last_checkpoint(Connection& connection);

struct Operation {
    std::string id, content_hash;
    std::int64_t sequence = 0;
    bool has_findings = false;
    std::string answer;
    std::string kind;
    /// Empty: the trail's details hold it.
    std::string payload;
};
/// The operation of one trail number with its payload, or empty (a refusal has none, unless it
/// answers a device's command for good).
std::optional<Operation> operation_at(Connection& connection, std::int64_t sequence);
/// The operation with this id, else the one with this content, else empty.
std::optional<Operation> find_operation(Connection& connection, std::string_view id,
                                        std::string_view content_hash);
void save_operation(Connection& connection, const Operation& operation);

/// Differs whenever a register was declared or a programme loaded; the second when regions changed.
struct CatalogueStamp {
    std::int64_t registers = 0, programmes = 0, regions = 0;
    friend bool operator==(const CatalogueStamp&, const CatalogueStamp&) = default;
};
CatalogueStamp catalogue_stamp(Connection& connection);

/// What every command stands on, in one question.
struct CommandStart {
    TrailState trail;
    CatalogueStamp catalogue;
};
CommandStart start_command(Connection& connection);

struct StoredDeclaration {
    std::string name, yaml;
    std::int64_t changed_sequence = 0;
};
std::vector<StoredDeclaration> load_declarations(Connection& connection);

struct StoredProgramme {
    std::string code, yaml;
    std::int64_t version = 0, sequence = 0;
    std::string from_period;  ///< the first period it is the rule of; empty: from the first one
};
/// Every version not after `as_of`; by code, then sequence.
std::vector<StoredProgramme> load_programmes(Connection& connection,
                                             std::optional<std::int64_t> as_of = {});
void save_programme(Connection& connection, const StoredProgramme& programme,
                    std::string_view sha256);

/// A sealed period; each later edition states it again, for a reason.
struct FrozenPeriod {
    std::int64_t sequence = 0;
    std::string sha256, document;
    std::int64_t rules = 0;  ///< sequence of the programme version
    std::int64_t edition = 1;
    std::string reason;
};
/// The latest edition sealed at or before `as_of`.
std::optional<FrozenPeriod> find_frozen(Connection& connection, std::string_view programme,
                                        std::string_view period,
                                        std::optional<std::int64_t> as_of = {});
void save_frozen(Connection& connection, std::string_view programme, std::string_view period,
                 const FrozenPeriod& frozen);

/// A file that commands speak of, by the name under which its bytes are kept.
struct EvidenceRecord {
    std::string name, sha256;
    std::int64_t begin_sequence = 0;
};
/// Does nothing when the name is there already.
void save_evidence(Connection& connection, const EvidenceRecord& evidence);
/// By begin_sequence.
std::vector<EvidenceRecord> list_evidence(Connection& connection);

/// Pieces of a file's bytes, numbered from 0; only where files have no folder (PostgreSQL).
void save_file_part(Connection& connection, std::string_view name, std::int64_t part,
                    std::string_view bytes);
std::optional<std::string> load_file_part(Connection& connection, std::string_view name,
                                          std::int64_t part);
void erase_file_parts(Connection& connection, std::string_view name);
std::int64_t count_file_parts(Connection& connection, std::string_view name);

struct BatchRecord {
    std::int64_t id = 0;
    std::string register_name, file_name, file_sha256;
    std::int64_t time_ms = 0, sequence = 0;
    std::int64_t rows = 0, imported = 0, unchanged = 0, rejected = 0;
    bool undone = false;
};
std::int64_t next_batch_id(Connection& connection);
void save_batch(Connection& connection, const BatchRecord& batch);
void mark_batch_undone(Connection& connection, std::int64_t id, std::int64_t sequence);
/// Newest first.
std::vector<BatchRecord> load_batches(Connection& connection);

}  // namespace store
