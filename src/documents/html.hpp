#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "documents/escape.hpp"

namespace documents {

constexpr std::size_t html_bytes_max = std::size_t{16} << 20;

/// What a preview is written into.
class Html {
public:
    void raw(std::string_view html);
    void text(std::string_view plain) { raw(escaped(plain)); }
    /// `<p class="c b">`; nothing of a class that is empty.
    void open(std::string_view tag, std::string_view classes, std::string_view attributes = {});
    void close(std::string_view tag);
    [[nodiscard]] std::string take() { return std::move(html_); }

private:
    std::string html_;
};

}  // namespace documents
