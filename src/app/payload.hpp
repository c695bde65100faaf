#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "geo/datum.hpp"
#include "handlers.hpp"
#include "registers/value.hpp"
#include "store/register_store.hpp"

namespace app {

/// The JSON object of a command; throws invalid_input when it is not one.
nlohmann::json parse_payload(const std::string& payload);
/// Throws invalid_input naming the key when it is missing or of another type.
std::string required_text(const nlohmann::json& object, const char* key);
std::int64_t required_integer(const nlohmann::json& object, const char* key);
/// Empty when the key is missing.
std::string text_of(const nlohmann::json& object, const std::string& key);

/// Under which name the file of a command is kept: by its content, and by the ending that the
/// command gives or that its user's name for it has.
std::string attachment_name(const nlohmann::json& payload);

std::optional<geo::Datum> parse_datum(const std::string& text);

/// The stored form of a key field's canonical text.
registers::Value key_value(const registers::Field& field, const std::string& text);

/// Brings every programme's figures up to date after a register changed.
void recompute(const Context& context, const std::string& register_name, const store::Dirty* dirty);

}  // namespace app
