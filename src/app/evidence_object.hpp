#pragma once

#include <string>
#include <vector>

#include "catalogue.hpp"
#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/evidence_store.hpp"

namespace app {

/// A row's key as one text: its values in the order of the declaration's key, joined by `/`; a `/`
/// or `%` inside a value is `%2F` or `%25`.
std::string object_key(const registers::Declaration& declaration, const registers::Row& row);

/// The values of such a text. Throws invalid_input naming the fields when it has another number of
/// them.
std::vector<registers::Value> parse_object_key(const registers::Declaration& declaration,
                                               const std::string& text);

/// The same text with every number and mark written in the one way.
std::string canonical_object_key(const registers::Declaration& declaration,
                                 const std::string& text);

/// The row that a key names. Throws invalid_input, or not_found when there is no such row now.
store::StoredRow find_object(store::Connection& connection,
                             const registers::Declaration& declaration, const std::string& key);

/// Evidence of a row is shown by who may change it, and of a ledger's entry also by who takes steps
/// of it, with the right to write or without. Throws forbidden for others.
void require_part(const Catalogue& catalogue, const people::Access& who,
                  const registers::Declaration& declaration, const registers::Row& row);

/// The register of evidence.
inline constexpr const char* evidence_register = "evidence_item";

/// Rows of evidence come from files only. Throws invalid_input when this is their register.
void refuse_evidence_by_hand(const registers::Declaration& declaration);

/// True for what shows one place at one time: a photo, a video, a sound. A document may rightly
/// speak of several objects.
bool shows_one_place(const std::string& media_type);

}  // namespace app
