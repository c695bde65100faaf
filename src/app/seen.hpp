#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "handlers.hpp"
#include "store/register_store.hpp"

namespace app {

/// Somebody changed the same fields since the row was read. Both values are shown, nothing is
/// overwritten.
class FieldConflict : public base::Error {
public:
    struct Field {
        std::string name;
        base::Text label;
        std::string before, now, yours;  ///< canonical texts, masked
    };
    explicit FieldConflict(std::vector<Field> fields);
    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

private:
    std::vector<Field> fields_;
};

/// As of which trail number the author of a change had read each field; 0: not at all. Written as
/// one number for the whole row, or as an object field -> number, in which fields that are left out
/// were not read. A position goes by the name `lon`.
class Seen {
public:
    /// The payload's `seen`; empty when there is none. Throws invalid_input for anything else, and
    /// for a number beyond `newest`, which nobody can have read.
    static std::optional<Seen> read(const nlohmann::json& payload, std::int64_t newest);
    [[nodiscard]] std::int64_t of(const std::string& field) const;
    [[nodiscard]] std::int64_t latest() const;

private:
    std::int64_t whole_ = 0;
    std::map<std::string, std::int64_t> fields_;
};

/// What a change would write.
struct Proposed {
    const registers::Row& row;
    const std::vector<bool>& present;  ///< by field
};

/// Throws FieldConflict naming every field that `proposed` would overwrite with another value than
/// the one that stands, although that one came after `seen`. Fields that only one side changed
/// pass.
void require_no_conflict(store::Connection& connection, const registers::Declaration& declaration,
                         const store::RegisterWriter::Current& current, const Proposed& proposed,
                         const Seen& seen);

}  // namespace app
