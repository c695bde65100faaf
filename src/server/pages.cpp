#include "pages.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "compression.hpp"
#include "server_documents/embedded.hpp"
#include "tiles/encode.hpp"
#include "web_assets/embedded.hpp"

namespace server {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> content_types = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".geojson", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".yaml", "application/yaml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".pbf", "application/x-protobuf"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view content_type_of(std::string_view path) {
    for (const auto& [ending, type] : content_types)
        if (path.ends_with(ending)) return type;
    return "application/octet-stream";
}

// They are compressed once and read many times.
constexpr int level_of_pages = 9;

std::string compressed(const Pages::File& file) {
    if (file.bytes.size() < compressed_from_bytes || !is_compressible(content_type_of(file.path)))
        return {};
    return tiles::gzip(file.bytes, level_of_pages);
}

Response response_of(const Pages::File& file) {
    Response response;
    response.content_type = content_type_of(file.path);
    response.body = file.bytes;
    const bool named_by_content =
        file.path.starts_with("assets/") || file.path.starts_with("field/assets/");
    response.headers.emplace_back(
        "Cache-Control", named_by_content ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
}

}  // namespace

Pages::Pages(const std::vector<File>& files) {
    for (const File& file : files) files_.push_back({file, compressed(file)});
}

std::optional<Response> Pages::find(const std::vector<std::string>& path, bool gzip) const {
    std::string wanted = base::join(path, "/");
    const bool is_file = wanted.find('.') != std::string::npos;
    const bool of_field = !path.empty() && path.front() == "field";
    if (!is_file) wanted = of_field ? "field/index.html" : "index.html";
    const auto found = std::find_if(files_.begin(), files_.end(), [&wanted](const Kept& kept) {
        return kept.file.path == wanted;
    });
    if (found == files_.end()) return std::nullopt;
    Response response = response_of(found->file);
    if (found->gzip.empty()) return response;
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (!gzip) return response;
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = found->gzip;
    return response;
}

Pages built_in_pages() {
    std::vector<Pages::File> files;
    for (const auto& file : web_assets::embedded_files()) files.push_back({file.path, file.bytes});
    const bool has_pages = !files.empty();
    for (const auto& file : server_documents::embedded_files()) {
        if (file.path.ends_with("openapi.yaml")) files.push_back({"openapi.yaml", file.bytes});
        if (file.path.ends_with("no_pages.html") && !has_pages)
            files.push_back({"index.html", file.bytes});
    }
    return Pages(files);
}

}  // namespace server
