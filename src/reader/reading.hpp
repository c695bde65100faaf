#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "ingest/recognise.hpp"
#include "ingest/table.hpp"

namespace reader {

/// Hands a file of a recognised kind to `sink`.
using ReadKind = std::function<void(const std::filesystem::path& file, ingest::FileKind kind,
                                    const ingest::ReadLimits& limits, ingest::TableSink& sink)>;

/// Writes `bytes` to standard output; ends the process when nobody takes them.
void write_all(std::string_view bytes);

/// The work of a reader program: `words` are FILE BYTES ROWS COLUMNS CHARACTERS STRINGS EXPANSION
/// FREE as ingest::read_table gives them. In the sandbox the file is recognised by its content and
/// read by `read`; what it holds, or the sentence that refuses it, goes to standard output as
/// frames (ingest/wire.hpp), bounded by what may come out of a file of its size.
void read_to_output(std::span<char*> words, const ReadKind& read);

}  // namespace reader
