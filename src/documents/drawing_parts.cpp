#include "drawing_parts.hpp"

namespace documents {

std::int32_t width_of(std::string_view text) {
    std::int32_t width = 0;
    for (const char unit : text) {
        const auto byte = static_cast<unsigned char>(unit);
        if ((byte & 0xC0) == 0x80) continue;
        width += byte < 0x80 ? text_height * 55 / 100 : text_height;
    }
    return width;
}

void draw_empty(Metafile& file, DrawingSize size) {
    file.line({{0, 0}, {size.width, 0}, {size.width, size.height}, {0, size.height}, {0, 0}},
              grid_ink, 20);
    file.text({size.width / 2, size.height / 2}, "无数据", text_height, Align::centre, ink);
}

}  // namespace documents
