#include "metafile.hpp"

#include <algorithm>

#include "metafile_records.hpp"

namespace documents {
namespace {

using namespace emf;

constexpr std::uint32_t header_bytes = 108;
constexpr std::int32_t font_bytes_rest = 64;  // 32 UTF-16 units of the face's name
constexpr const char16_t* face = u"SimSun";

void put16(std::string& out, std::uint32_t value) {
    out += static_cast<char>(value & 0xFF);
    out += static_cast<char>((value >> 8) & 0xFF);
}

void put32(std::string& out, std::uint32_t value) {
    put16(out, value & 0xFFFF);
    put16(out, value >> 16);
}

void put_signed(std::string& out, std::int32_t value) {
    put32(out, static_cast<std::uint32_t>(value));
}

void put_spot(std::string& out, Spot spot) {
    put_signed(out, spot.x);
    put_signed(out, spot.y);
}

void put_colour(std::string& out, Colour colour) {
    put32(out, ((colour >> 16) & 0xFF) | (colour & 0xFF00) | ((colour & 0xFF) << 16));
}

struct Box {
    Spot low, high;
};

Box box_of(const std::vector<Spot>& spots) {
    Box box{{0, 0}, {0, 0}};
    if (spots.empty()) return box;
    box.low = box.high = spots.front();
    for (const Spot& spot : spots) {
        box.low = {std::min(box.low.x, spot.x), std::min(box.low.y, spot.y)};
        box.high = {std::max(box.high.x, spot.x), std::max(box.high.y, spot.y)};
    }
    return box;
}

void put_box(std::string& out, const Box& box) {
    put_spot(out, box.low);
    put_spot(out, box.high);
}

std::string utf16(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t code = size == 1 ? lead : lead & (0x7FU >> size);
        for (std::size_t k = 1; k < size && i + k < text.size(); ++k)
            code = (code << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        if (code >= 0x10000) {
            put16(out, 0xD800 + ((code - 0x10000) >> 10));
            put16(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
        } else {
            put16(out, code);
        }
        i += size;
    }
    return out;
}

// How far a UTF-16 unit moves the pen: full width beyond Latin, about half of it within.
std::int32_t advance(std::string_view unit, std::int32_t height) {
    if (unit[1] != 0) return height;
    const bool is_thin = std::string_view(".,:;|!").find(unit[0]) != std::string_view::npos;
    return height * (is_thin ? 28 : 53) / 100;
}

std::string one(std::uint32_t value) {
    std::string body;
    put32(body, value);
    return body;
}

std::string pair(std::int32_t a, std::int32_t b) {
    std::string body;
    put_signed(body, a);
    put_signed(body, b);
    return body;
}

std::string pen(std::uint32_t style, std::int32_t width, Colour colour, std::uint32_t object) {
    std::string body = one(object);
    put32(body, style);
    put_spot(body, {width, 0});
    put_colour(body, colour);
    return body;
}

std::string brush(Colour colour, std::uint32_t object) {
    std::string body = one(object);
    put32(body, 0);
    put_colour(body, colour);
    put32(body, 0);
    return body;
}

std::string font(std::int32_t height, std::uint32_t object) {
    std::string body = one(object);
    put_signed(body, -height);
    for (int i = 0; i < 3; ++i) put32(body, 0);  // width, escapement, orientation
    put32(body, 400);
    body += std::string(3, '\0');
    body += static_cast<char>(134);  // GB2312_CHARSET
    body += std::string(4, '\0');
    std::string name;
    for (const char16_t* unit = face; *unit != 0; ++unit) put16(name, *unit);
    name.resize(font_bytes_rest, '\0');
    body += name;
    body.resize(body.size() + 228, '\0');  // full name, style, script: not used
    return body;
}

}  // namespace

Metafile::Metafile(DrawingSize size) : size_(size) {
    add(type_set_map_mode, one(map_anisotropic));
    add(type_set_window_origin, pair(0, 0));
    add(type_set_window_extent, pair(size.width, size.height));
    add(type_set_viewport_origin, pair(0, 0));
    add(type_set_viewport_extent, pair(size.width, size.height));
    add(type_set_background_mode, one(background_transparent));
    add(type_set_polygon_fill_mode, one(fill_even_odd));
}

void Metafile::add(std::uint32_t type, const std::string& body) {
    const std::size_t padded = (body.size() + 3) / 4 * 4;
    put32(records_, type);
    put32(records_, static_cast<std::uint32_t>(8 + padded));
    records_ += body;
    records_.append(padded - body.size(), '\0');
    ++count_;
}

std::uint32_t Metafile::select_new(std::uint32_t type, const std::string& body) {
    add(type, body);
    ++objects_;
    std::uint32_t object = 0;
    for (int byte = 3; byte >= 0; --byte)
        object = (object << 8) | static_cast<unsigned char>(body[static_cast<std::size_t>(byte)]);
    add(type_select, one(object));
    return object;
}

// An object may only go once another of its kind is in use.
void Metafile::forget(std::uint32_t object) {
    add(type_delete, one(object));
}

void Metafile::area(const std::vector<std::vector<Spot>>& rings, Colour fill, Colour outline) {
    std::vector<Spot> all;
    std::string counts;
    std::uint32_t used = 0;
    for (const auto& ring : rings) {
        if (ring.size() < 3) continue;
        ++used;
        put32(counts, static_cast<std::uint32_t>(ring.size()));
        all.insert(all.end(), ring.begin(), ring.end());
    }
    if (used == 0) return;
    const auto pen_object = select_new(type_create_pen, pen(pen_solid, 10, outline, 1));
    const auto brush_object = select_new(type_create_brush, brush(fill, 2));
    std::string body;
    put_box(body, box_of(all));
    put32(body, used);
    put32(body, static_cast<std::uint32_t>(all.size()));
    body += counts;
    for (const Spot& spot : all) put_spot(body, spot);
    add(type_polypolygon, body);
    add(type_select, one(stock_null_pen));
    add(type_select, one(stock_null_brush));
    forget(pen_object);
    forget(brush_object);
}

void Metafile::rectangle(Spot upper_left, Spot lower_right, Colour fill) {
    area({{upper_left, {lower_right.x, upper_left.y}, lower_right, {upper_left.x, lower_right.y}}},
         fill, fill);
}

void Metafile::line(const std::vector<Spot>& spots, Colour colour, std::int32_t width,
                    bool dashed) {
    if (spots.size() < 2) return;
    const auto object =
        select_new(type_create_pen, pen(dashed ? pen_dash : pen_solid, width, colour, 1));
    std::string body;
    put_box(body, box_of(spots));
    put32(body, static_cast<std::uint32_t>(spots.size()));
    for (const Spot& spot : spots) put_spot(body, spot);
    add(type_polyline, body);
    add(type_select, one(stock_null_pen));
    forget(object);
}

void Metafile::dot(Spot centre, std::int32_t radius, Colour fill) {
    add(type_select, one(stock_null_pen));
    const auto object = select_new(type_create_brush, brush(fill, 2));
    std::string body;
    put_box(body, {{centre.x - radius, centre.y - radius}, {centre.x + radius, centre.y + radius}});
    add(type_ellipse, body);
    add(type_select, one(stock_null_brush));
    forget(object);
}

void Metafile::text(Spot at, std::string_view utf8, std::int32_t height, Align align,
                    Colour colour) {
    const std::string units = utf16(utf8);
    if (units.empty()) return;
    const auto object = select_new(type_create_font, font(height, 3));
    std::uint32_t side = 0;
    if (align == Align::centre) side = align_centre;
    if (align == Align::right) side = align_right;
    add(type_set_text_align, one(align_baseline | side));
    std::string tint;
    put_colour(tint, colour);
    add(type_set_text_colour, tint);
    const Spot base{at.x, at.y + height * 36 / 100};
    std::string body;
    put_box(body, {base, base});
    put32(body, graphics_compatible);
    put32(body, 0);
    put32(body, 0);
    put_spot(body, base);
    put32(body, static_cast<std::uint32_t>(units.size() / 2));
    put32(body, 76);  // the text stands behind the fixed part of the record
    put32(body, 0);
    put_box(body, {{0, 0}, {0, 0}});
    const std::size_t padded = (units.size() + 3) / 4 * 4;
    put32(body, static_cast<std::uint32_t>(76 + padded));
    body += units;
    body.append(padded - units.size(), '\0');
    for (std::size_t i = 0; i < units.size() / 2; ++i)
        put_signed(body, advance(units.substr(2 * i, 2), height));
    add(type_text, body);
    add(type_delete, one(object));
}

std::string Metafile::finish() {
    std::string end;
    put32(end, 0);
    put32(end, 16);
    put32(end, 20);
    add(type_end, end);
    std::string out;
    put32(out, type_header);
    put32(out, header_bytes);
    const Box all{{0, 0}, {size_.width, size_.height}};
    put_box(out, all);
    put_box(out, all);
    put32(out, signature);
    put32(out, version);
    put32(out, static_cast<std::uint32_t>(header_bytes + records_.size()));
    put32(out, count_ + 1);
    put16(out, 4);  // handles: 0 and the three we use
    put16(out, 0);
    for (int i = 0; i < 3; ++i) put32(out, 0);  // description, palette
    // A device of one pixel a hundredth of a millimetre.
    put_spot(out, {size_.width, size_.height});
    put_spot(out, {std::max(1, size_.width / 100), std::max(1, size_.height / 100)});
    for (int i = 0; i < 3; ++i) put32(out, 0);  // pixel format, OpenGL
    put_spot(out, {size_.width * 10, size_.height * 10});
    return out + records_;
}

}  // namespace documents
