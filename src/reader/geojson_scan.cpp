#include "geojson_scan.hpp"

namespace reader {
namespace {

constexpr std::size_t name_bytes_max = 256;

}  // namespace

GeoJsonScan::Verdict GeoJsonScan::feed(std::string_view text) {
    for (const char c : text) {
        if (verdict_ != Verdict::fine) break;
        if (in_text_)
            take_in_text(c);
        else
            take(c);
    }
    return verdict_;
}

void GeoJsonScan::take(char c) {
    if (c == '"') {
        in_text_ = true;
        text_.clear();
    } else if (c == ':') {
        end_name();
    } else if (c == '{' || c == '[') {
        if (++depth_ > depth_max) verdict_ = Verdict::too_deep;
    } else if (c == '}' || c == ']') {
        if (--depth_ <= 1) in_reference_ = false;
    } else if (c == ',' && depth_ == 1) {
        in_reference_ = false;
    }
}

void GeoJsonScan::end_name() {
    names_.insert(text_);
    if (names_.size() > names_max_) verdict_ = Verdict::too_many_names;
    if (depth_ == 1 && text_ == "crs") {
        has_reference_ = true;
        in_reference_ = true;
    }
    names_reference_ = in_reference_ && text_ == "name" && reference_name_.empty();
}

void GeoJsonScan::end_text() {
    in_text_ = false;
    if (names_reference_) reference_name_ = text_;
    names_reference_ = false;
}

void GeoJsonScan::take_in_text(char c) {
    if (escaped_) {
        escaped_ = false;
    } else if (c == '\\') {
        escaped_ = true;
    } else if (c == '"') {
        end_text();
        return;
    }
    if (text_.size() < name_bytes_max) text_ += c;
}

}  // namespace reader
