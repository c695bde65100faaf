#pragma once

#include <nlohmann/json_fwd.hpp>

#include "metafile.hpp"

namespace documents {

/// The drawing `route` (draw.hpp): a square map for paper, told apart by shapes and strokes alone.
void draw_route(Metafile& file, const nlohmann::json& drawing, DrawingSize size);

}  // namespace documents
