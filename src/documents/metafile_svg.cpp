#include "metafile_svg.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "html.hpp"
#include "metafile.hpp"
#include "metafile_records.hpp"

namespace documents {
namespace {

using namespace emf;

constexpr std::size_t handles_max = 16;

// Throws nothing: what lies beyond the end reads as 0 and is told by `ok`.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
    [[nodiscard]] bool ok(std::size_t at, std::size_t size) const {
        return at <= bytes_.size() && size <= bytes_.size() - at;
    }
    [[nodiscard]] std::uint32_t word(std::size_t at, std::size_t size = 4) const {
        if (!ok(at, size)) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = size; i-- > 0;)
            value = (value << 8) | static_cast<unsigned char>(bytes_[at + i]);
        return value;
    }
    [[nodiscard]] std::int32_t number(std::size_t at) const {
        return static_cast<std::int32_t>(word(at));
    }
    [[nodiscard]] std::string_view part(std::size_t at, std::size_t size) const {
        return ok(at, size) ? bytes_.substr(at, size) : std::string_view{};
    }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

private:
    std::string_view bytes_;
};

void put_utf8(std::string& out, std::uint32_t code) {
    const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) return add(code);
    if (code < 0x800) {
        add(0xC0 | (code >> 6));
    } else {
        if (code < 0x10000) {
            add(0xE0 | (code >> 12));
        } else {
            add(0xF0 | (code >> 18));
            add(0x80 | ((code >> 12) & 0x3F));
        }
        add(0x80 | ((code >> 6) & 0x3F));
    }
    add(0x80 | (code & 0x3F));
}

std::string utf8_of(const Bytes& units) {
    std::string out;
    for (std::size_t i = 0; i + 2 <= units.size(); i += 2) {
        std::uint32_t code = units.word(i, 2);
        const std::uint32_t next = units.word(i + 2, 2);
        if (code >= 0xD800 && code < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
            i += 2;
        } else if ((code >= 0xD800 && code < 0xE000) || code < 0x20) {
            continue;
        }
        put_utf8(out, code);
    }
    return out;
}

std::string colour_text(std::uint32_t bgr) {
    std::array<char, 8> text{};
    (void)std::snprintf(text.data(), text.size(), "#%02x%02x%02x", bgr & 0xFF, (bgr >> 8) & 0xFF,
                        (bgr >> 16) & 0xFF);
    return text.data();
}

std::string quoted(const char* name, const std::string& value) {
    return std::string(" ") + name + "=\"" + value + "\"";
}

std::string quoted(const char* name, std::int64_t value) {
    return quoted(name, std::to_string(value));
}

std::int32_t height_of(std::int64_t logical) {
    return static_cast<std::int32_t>(std::min<std::int64_t>(std::abs(logical), 100'000));
}

struct Object {
    std::uint32_t kind = 0, style = 0, colour = 0;
    std::int32_t size = 0;  // a pen's width, a font's height
};

class Painter {
public:
    explicit Painter(Html& svg) : svg_(svg) {}

    void play(std::uint32_t type, const Bytes& record) {
        switch (type) {
            case type_create_pen:
                return make(record, {type, record.word(12), record.word(24), record.number(16)});
            case type_create_brush:
                return make(record, {type, record.word(12), record.word(16), 0});
            case type_create_font:
                return make(record, {type, 0, 0, height_of(record.number(12))});
            case type_select:
                return select(record.word(8));
            case type_set_text_align:
                align_ = record.word(8);
                return;
            case type_set_text_colour:
                ink_ = record.word(8);
                return;
            case type_polyline:
                return polyline(record);
            case type_polypolygon:
                return polygons(record);
            case type_ellipse:
                return ellipse(record);
            case type_text:
                return text(record);
            default:
                return;
        }
    }

private:
    void make(const Bytes& record, const Object& object) {
        const std::uint32_t handle = record.word(8);
        if (handle < handles_max) objects_[handle] = object;
    }

    void select(std::uint32_t handle) {
        if (handle == stock_null_pen) pen_.reset();
        if (handle == stock_null_brush) brush_.reset();
        if (handle >= stock || handle >= handles_max) return;
        const Object& object = objects_[handle];
        if (object.kind == type_create_pen) pen_ = object;
        if (object.kind == type_create_brush) brush_ = object;
        if (object.kind == type_create_font) font_ = object;
    }

    [[nodiscard]] std::string stroke() const {
        if (!pen_) return quoted("stroke", "none");
        std::string text = quoted("stroke", colour_text(pen_->colour)) +
                           quoted("stroke-width", std::max(10, pen_->size));
        if (pen_->style == pen_dash) text += quoted("stroke-dasharray", "180 120");
        return text;
    }
    [[nodiscard]] std::string fill() const {
        return quoted("fill", brush_ ? colour_text(brush_->colour) : "none");
    }

    static std::string spots(const Bytes& record, std::size_t at, std::uint32_t count) {
        std::string text;
        for (std::uint32_t i = 0; i < count && record.ok(at, 8); ++i, at += 8)
            text += (i == 0 ? "" : " ") + std::to_string(record.number(at)) + "," +
                    std::to_string(record.number(at + 4));
        return text;
    }

    void polyline(const Bytes& record) {
        svg_.raw("<polyline" + quoted("points", spots(record, 28, record.word(24))) +
                 quoted("fill", "none") + stroke() + "/>");
    }

    void polygons(const Bytes& record) {
        const std::uint32_t rings = record.word(24);
        std::size_t at = 32 + std::size_t{4} * rings;
        std::string path;
        for (std::uint32_t ring = 0; ring < rings && record.ok(at, 8); ++ring) {
            const std::uint32_t count = record.word(32 + std::size_t{4} * ring);
            path += "M" + spots(record, at, count) + "Z";
            at += std::size_t{8} * count;
        }
        svg_.raw("<path" + quoted("d", path) + quoted("fill-rule", "evenodd") + fill() + stroke() +
                 "/>");
    }

    void ellipse(const Bytes& record) {
        const std::int64_t left = record.number(8), top = record.number(12),
                           right = record.number(16), bottom = record.number(20);
        svg_.raw("<ellipse" + quoted("cx", (left + right) / 2) + quoted("cy", (top + bottom) / 2) +
                 quoted("rx", std::abs(right - left) / 2) +
                 quoted("ry", std::abs(bottom - top) / 2) + fill() + stroke() + "/>");
    }

    void text(const Bytes& record) {
        const std::string words =
            utf8_of(Bytes(record.part(record.word(48), std::size_t{2} * record.word(44))));
        if (words.empty()) return;
        const bool centred = (align_ & 6) == 6;
        const char* anchor = centred ? "middle" : (align_ & 2) != 0 ? "end" : "start";
        svg_.raw("<text" + quoted("x", record.number(36)) + quoted("y", record.number(40)) +
                 quoted("font-size", font_.size) + quoted("text-anchor", anchor) +
                 quoted("fill", colour_text(ink_)) + ">");
        svg_.text(words);
        svg_.raw("</text>");
    }

    Html& svg_;
    std::array<Object, handles_max> objects_{};
    std::optional<Object> pen_, brush_;
    Object font_{type_create_font, 0, 0, 320};
    std::uint32_t align_ = 0, ink_ = 0;
};

}  // namespace

std::string svg_of(std::string_view metafile, std::string_view width) {
    const Bytes all(metafile);
    if (all.word(0) != type_header || all.word(40) != signature) return {};
    Html svg;
    svg.open("svg", "drawing",
             "width=\"" + std::string(width) + "\" viewBox=\"0 0 " +
                 std::to_string(all.number(16)) + " " + std::to_string(all.number(20)) + "\"");
    Painter painter(svg);
    for (std::size_t at = 0; at < all.size();) {
        const std::uint32_t type = all.word(at), size = all.word(at + 4);
        if (size < 8 || !all.ok(at, size)) return {};
        if (type == type_end) {
            svg.close("svg");
            return svg.take();
        }
        painter.play(type, Bytes(all.part(at, size)));
        at += size;
    }
    return {};
}

}  // namespace documents
