#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message.hpp"

namespace server {

/// The files of the web pages, from the program itself.
class Pages {
public:
    struct File {
        std::string_view path;  ///< `index.html`, `assets/index-4f2a.js`
        std::string_view bytes;
    };

    /// `files` sorted by path or not; their bytes outlive this. Texts are compressed here, once.
    explicit Pages(const std::vector<File>& files);

    /// The file at `path`; index.html for `/` and, as the pages find their own way there, for a
    /// path without a dot; field/index.html below `/field`. Empty when there is none. Files below
    /// assets/ and field/assets/ carry a hash of their content in the name and may be kept for
    /// ever; others are asked for anew. As gzip where `gzip` allows it and it is smaller.
    [[nodiscard]] std::optional<Response> find(const std::vector<std::string>& path,
                                               bool gzip) const;

private:
    struct Kept {
        File file;
        std::string gzip;  // empty: as it is
    };
    std::vector<Kept> files_;
};

/// What this build has: the pages, or where they were not built a page that says how to build them;
/// and openapi.yaml.
Pages built_in_pages();

}  // namespace server
