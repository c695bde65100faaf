#include <algorithm>
#include <array>
#include <fstream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "ingest/encoding.hpp"
#include "ingest/picture.hpp"

namespace ingest {
namespace {

constexpr std::size_t head_bytes = 64;

struct Magic {
    std::size_t at;
    std::string_view bytes;
    const char* media_type;
    const char* ending;
};

constexpr Magic magics[] = {
    {0, "\xFF\xD8\xFF", "image/jpeg", ".jpg"}, {0, "\x89PNG\r\n\x1A\n", "image/png", ".png"},
    {8, "WEBP", "image/webp", ".webp"},        {4, "ftypheic", "image/heic", ".heic"},
    {4, "ftypmif1", "image/heic", ".heic"},    {4, "ftyp", "video/mp4", ".mp4"},
    {0, "%PDF-", "application/pdf", ".pdf"},   {0, "ID3", "audio/mpeg", ".mp3"},
    {0, "#!AMR\n", "audio/amr", ".amr"},
};

// Kinds that share their first bytes: the archive of office programs, and their older container.
struct Sharing {
    std::string_view bytes;
    const char* ending;
    const char* media_type;
};

constexpr std::string_view zip_bytes = "PK\x03\x04";
constexpr std::string_view ole_bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

constexpr Sharing sharing[] = {
    {zip_bytes, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {zip_bytes, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {ole_bytes, ".doc", "application/msword"},
    {ole_bytes, ".xls", "application/vnd.ms-excel"},
    {ole_bytes, ".wps", "application/vnd.ms-works"},
    {ole_bytes, ".et", "application/vnd.ms-excel"},
};

std::string ending_of(const std::string& file_name) {
    std::string ending = std::filesystem::path(file_name).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return ending;
}

bool is_text(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::array<char, 4096> buffer{};
    Utf8Check check;
    while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
        const std::string_view part(buffer.data(), static_cast<std::size_t>(stream.gcount()));
        check.feed(part);
        if (part.find('\0') != std::string_view::npos || !check.is_valid()) return false;
    }
    return check.is_whole();
}

}  // namespace

std::optional<EvidenceKind> recognise_evidence(const std::filesystem::path& file,
                                               const std::string& file_name) {
    std::ifstream stream(file, std::ios::binary);
    std::array<char, head_bytes> buffer{};
    stream.read(buffer.data(), buffer.size());
    const std::string_view head(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    for (const Magic& magic : magics)
        if (head.size() >= magic.at && head.substr(magic.at).starts_with(magic.bytes))
            return EvidenceKind{magic.media_type, magic.ending};
    const std::string ending = ending_of(file_name);
    for (const Sharing& kind : sharing)
        if (head.starts_with(kind.bytes) && ending == kind.ending)
            return EvidenceKind{kind.media_type, kind.ending};
    const bool named_as_text = ending == ".txt" || ending == ".csv";
    if (named_as_text && !head.empty() && is_text(file))
        return EvidenceKind{ending == ".csv" ? "text/csv" : "text/plain", ending};
    return std::nullopt;
}

}  // namespace ingest
