#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace ingest {

constexpr std::int64_t picture_bytes_max = std::int64_t{20} << 20;

/// invalid_input that names the limit.
base::Error picture_too_large();

/// What a photo shows of itself. Time, place and device are claims of the file, never proof.
struct Picture {
    std::int64_t width = 0;   ///< pixels, as stored
    std::int64_t height = 0;  ///< pixels, as stored
    std::string taken_at;  ///< `2019-06-30T08:00:00`, with `+08:00` when the file says so; or empty
    std::string device;    ///< maker and model, or empty
    std::string lon,
        lat;  ///< degrees on CGCS2000 with 7 places; empty when the file has no position
    /// 16 hexadecimal digits that differ in few bits between copies of one picture; empty when
    /// there is too little to see.
    std::string likeness;
    std::string thumbnail;  ///< a JPEG of at most 512 pixels a side, upright, without metadata
};

/// Reads a JPEG, PNG, WebP or HEIC in a separate process that has no network, no other files,
/// bounded memory and time. `reader` is the path of the wanjia-read program. Throws invalid_input
/// when the photo is damaged, cut off or above a limit; also when the reader is killed by it.
Picture read_picture(const std::filesystem::path& reader, const std::filesystem::path& file);

/// A JPEG of at most 2048 pixels a side, upright and without metadata, with `mark` (letters, digits
/// and `- . : _ @ /`) written all over it. Read, limited and refused as by `read_picture`.
std::string marked_copy(const std::filesystem::path& reader, const std::filesystem::path& file,
                        const std::string& mark);

/// The kinds of files that are kept as evidence.
struct EvidenceKind {
    std::string media_type;  ///< `image/jpeg`
    std::string ending;      ///< `.jpg`: under which it is kept, whatever the user calls it
};

/// What a file is by its first bytes and, where several kinds share them, by the ending of
/// `file_name`; empty when it is none of: JPEG, PNG, WebP, HEIC, PDF, Word, Excel, WPS,
/// plain text or CSV in UTF-8, MP4, MP3, AMR. What a browser would run (HTML, SVG, scripts) is
/// never among them.
std::optional<EvidenceKind> recognise_evidence(const std::filesystem::path& file,
                                               const std::string& file_name);

}  // namespace ingest
