#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace ingest {

/// Throws invalid_input with a sentence that starts with the file's name.
[[noreturn]] void refuse_file(std::string_view file, std::string_view zh, std::string_view en,
                              std::string details = {});

/// Throws invalid_input for a file whose inside is broken; `part` and `details` are for the log.
[[noreturn]] void refuse_damaged(std::string_view file, std::string details);

/// The letters a spreadsheet program prints above the column: 0 -> A, 26 -> AA.
std::string column_letters(std::size_t column);

/// At most 60 characters of `text`, printable, for quoting inside a sentence.
std::string quotable(std::string_view text);

/// `bytes`, such as a file's name, as text that can be shown anywhere: whatever is not UTF-8,
/// control characters and marks that turn the direction of writing become U+FFFD.
std::string printable(std::string_view bytes);

}  // namespace ingest
