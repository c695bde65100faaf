#pragma once

#include <cstdint>

namespace documents::emf {

/// Record types and constants of [MS-EMF] 2.1.1 and 2.1.
enum : std::uint32_t {
    type_header = 1,
    type_polygon = 3,
    type_polyline = 4,
    type_polypolygon = 8,
    type_set_window_extent = 9,
    type_set_window_origin = 10,
    type_set_viewport_extent = 11,
    type_set_viewport_origin = 12,
    type_end = 14,
    type_set_map_mode = 17,
    type_set_background_mode = 18,
    type_set_polygon_fill_mode = 19,
    type_set_text_align = 22,
    type_set_text_colour = 24,
    type_select = 37,
    type_create_pen = 38,
    type_create_brush = 39,
    type_delete = 40,
    type_ellipse = 42,
    type_rectangle = 43,
    type_create_font = 82,
    type_text = 84,
    map_anisotropic = 8,
    background_transparent = 1,
    fill_even_odd = 1,
    pen_solid = 0,
    pen_dash = 1,
    pen_none = 5,
    graphics_compatible = 1,
    align_baseline = 24,
    align_centre = 6,
    align_right = 2,
    stock = 0x80000000,
    stock_null_pen = 0x80000008,
    stock_null_brush = 0x80000005,
    signature = 0x464D4520,
    version = 0x00010000
};

}  // namespace documents::emf
