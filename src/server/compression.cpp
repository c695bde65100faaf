#include "compression.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "base/text.hpp"
#include "tiles/encode.hpp"

namespace server {
namespace {

// The fastest: an answer is made once and read once.
constexpr int level_of_answers = 1;

constexpr std::array<std::string_view, 6> compressible = {"text/",
                                                          "application/json",
                                                          "application/yaml",
                                                          "application/manifest+json",
                                                          "application/geo+json",
                                                          "image/svg+xml"};

std::string squeezed(std::string_view text) {
    std::string result;
    for (const char c : text)
        if (c != ' ' && c != '\t')
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

bool is_refused(const std::string& weight) {
    return weight.starts_with("q=0") && weight.find_first_of("123456789") == std::string::npos;
}

bool has_header(const Response& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [name](const auto& header) { return header.first == name; });
}

}  // namespace

bool takes_gzip(std::string_view accept_encoding) {
    for (const std::string& coding : base::split(accept_encoding, ',')) {
        const std::string text = squeezed(coding);
        const std::size_t end = text.find(';');
        if (text.substr(0, end) != "gzip") continue;
        return end == std::string::npos || !is_refused(text.substr(end + 1));
    }
    return false;
}

bool is_compressible(std::string_view content_type) {
    return std::any_of(compressible.begin(), compressible.end(),
                       [content_type](auto type) { return content_type.starts_with(type); });
}

void compress(const Request& request, Response& response) {
    if (response.body.size() < compressed_from_bytes || !response.file.empty() ||
        !is_compressible(response.content_type) || has_header(response, "Content-Encoding"))
        return;
    if (!has_header(response, "Vary")) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (!takes_gzip(request.header("accept-encoding"))) return;
    response.body = tiles::gzip(response.body, level_of_answers);
    response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace server
