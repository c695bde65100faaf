#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"

namespace server {

using Values = std::map<std::string, std::string>;

/// The parameter's text, or empty when it is absent or blank.
std::optional<std::string> optional_text(const Values& values, const std::string& name);

/// Throws invalid_input naming the parameter when it is absent or blank.
std::string required_text(const Values& values, const std::string& name);

/// A whole number within [least, most]; `fallback` when absent. Throws invalid_input naming the
/// parameter, its value and the range.
std::int64_t whole_number(const Values& values, const std::string& name, std::int64_t least,
                          std::int64_t most, std::int64_t fallback);

/// A 12-digit region code; empty when absent. Throws invalid_input otherwise.
std::optional<std::string> optional_region(const Values& values, const std::string& name);

/// A day written `2019-06-30`; empty when absent. Throws invalid_input otherwise.
std::optional<base::Date> optional_day(const Values& values, const std::string& name);
/// The same, which must be there.
base::Date required_day(const Values& values, const std::string& name);

/// The `id` of a path: a whole number from 1. Throws invalid_input.
std::int64_t row_number(const Values& path);

/// The `batch` of a path: a whole number from 1. Throws invalid_input.
std::int64_t batch_number(const Values& path);

/// `.xlsx` of `2019年6月.XLSX`, for the formats the importer reads. Throws invalid_input naming the
/// file and the known endings.
std::string import_ending(std::string_view file_name);

/// The `{"register","values"}` payload of a put command from a request body `{"values":{"field":
/// "text"}}`. Throws invalid_input saying what the body should be.
std::string put_payload(const std::string& register_name, std::string_view body);

/// The payloads of the import and undo commands.
std::string import_payload(const std::string& register_name, const std::string& file_name,
                           const std::optional<std::string>& datum);
std::string undo_payload(std::int64_t batch);

/// The payload of a change_regions command: the body itself, an object of the names that such a
/// change may have. Throws invalid_input naming one that it may not.
std::string regions_payload(std::string_view body);
/// The payload of a freeze command, whose request has no body.
std::string freeze_payload(const std::string& programme, const std::string& period);
/// The payload of a restate command from a body `{"reason":"text"}`.
std::string restate_payload(const std::string& programme, const std::string& period,
                            std::string_view body);

/// The members of a body that is one object of texts (a list of texts is joined by commas, a truth
/// value is `true` or `false`). Throws invalid_input naming a member that is missing, unknown,
/// given twice or of another kind.
Values body_texts(std::string_view body, const std::vector<std::string>& required,
                  const std::vector<std::string>& optional);
/// A JSON object of these texts; `disabled` becomes a truth value, `programmes` a list, `grant`
/// and `row` a number.
std::string payload_of(const Values& values);

/// The answer to a reveal command.
std::string revealed_document(const std::string& value, std::int64_t sequence);

/// The body of a request, a JSON object with no other members than `known`, with the names of its
/// path added as texts. Throws invalid_input when it is none, or naming a member that is unknown.
std::string body_with(std::string_view body, const std::vector<std::string>& known,
                      const Values& path);

/// A command's answer document with `sequence` and `repeated` added.
std::string outcome_document(std::string_view answer, std::int64_t sequence, bool repeated);

}  // namespace server
