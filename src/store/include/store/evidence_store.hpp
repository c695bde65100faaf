#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"
#include "store/register_store.hpp"

/// Evidence: what photos look like, what files have been evidence of, and rows by their fields.
namespace store {

/// Bits in which two likenesses may differ for `find_alike` to find them all.
constexpr int alike_bits_max = 7;

/// Does nothing when the picture is known.
void save_picture(Connection& connection, std::string_view sha256, std::uint64_t likeness,
                  std::int64_t begin_sequence);
/// Pictures whose likeness differs from this one in at most `bits` (0 to alike_bits_max), by hash.
/// Looks at those that share one of four parts of 16 bits but for one bit, each part by an index.
std::vector<std::string> find_alike(Connection& connection, std::uint64_t likeness, int bits);

/// An object that a file is, or once was, evidence of: a row by its key.
struct EvidenceObject {
    std::string register_name, key;
    friend auto operator<=>(const EvidenceObject&, const EvidenceObject&) = default;
};
/// Does nothing when the use is known.
void save_evidence_use(Connection& connection, std::string_view sha256,
                       const EvidenceObject& object, std::int64_t begin_sequence);
/// Oldest first.
std::vector<EvidenceObject> evidence_uses(Connection& connection, std::string_view sha256);
/// Every file that has been evidence, by hash.
std::vector<std::string> used_hashes(Connection& connection);

/// Under which name the content with this hash is kept; empty when it is not.
std::optional<std::string> evidence_file_name(Connection& connection, std::string_view sha256);

/// The row with this key (values in the order of the declaration's key), or empty.
std::optional<StoredRow> find_row(Connection& connection, const registers::Declaration& declaration,
                                  const std::vector<registers::Value>& key);

/// A field's text must be, or must not be, the one given.
struct Condition {
    std::string field, text;
    bool equal = true;
};
/// Which rows: in all of these ways. Fields must be of the declaration.
struct RowFilter {
    std::vector<Condition> conditions;
    std::string scope;  ///< region code, or empty for all
    std::int64_t after = 0;
    std::int64_t limit = 100;
};
/// As list_rows.
std::vector<StoredRow> find_rows(Connection& connection, const registers::Declaration& declaration,
                                 const RowFilter& filter,
                                 const people::Reach& reach = people::reach_everywhere());
/// How many rows there are in all; `after` and `limit` are not looked at.
std::int64_t count_found(Connection& connection, const registers::Declaration& declaration,
                         const RowFilter& filter,
                         const people::Reach& reach = people::reach_everywhere());

}  // namespace store
