#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "ingest/table.hpp"

namespace hostile {

/// What one reading may use, the reader and whoever receives its rows each for itself.
struct Allowance {
    int processor_seconds = 2;
    std::int64_t memory_kib = std::int64_t{256} << 10;
};

/// 2 s and 256 MiB; ten times the time and no bound on memory with sanitizers, which slow the
/// reader down and keep freed memory.
Allowance default_allowance();

/// What came of reading one file.
struct Outcome {
    bool refused = false;
    std::string sentence_zh;
    std::string sentence_en;
    std::string details;
    std::int64_t rows = 0;
    std::int64_t memory_kib = 0;    ///< most resident memory of the reader
    std::int64_t processor_ms = 0;  ///< of the reader
    std::string broken;             ///< not empty: the reading itself broke down, and how
};

/// Reads `file` by ingest::read_table in a process of its own that is killed when it, or the reader
/// it starts, passes the processor time, and in which an attempt to open a socket or to make,
/// rename or remove a file ends the process, even where the reader's own protection would only
/// refuse it.
Outcome read_supervised(const std::filesystem::path& reader, const std::filesystem::path& file,
                        const ingest::ReadLimits& limits, const Allowance& allowance);

}  // namespace hostile
