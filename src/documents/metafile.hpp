#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "documents/draw.hpp"

namespace documents {

/// Hundredths of a millimetre from the upper left corner.
struct Spot {
    std::int32_t x = 0, y = 0;
};

/// 0xRRGGBB.
using Colour = std::uint32_t;

enum class Align { left, centre, right };

/// Writes an enhanced metafile ([MS-EMF]): areas, lines and texts.
class Metafile {
public:
    explicit Metafile(DrawingSize size);

    /// A filled area of one or more rings (even-odd), with an outline.
    void area(const std::vector<std::vector<Spot>>& rings, Colour fill, Colour outline);
    void rectangle(Spot upper_left, Spot lower_right, Colour fill);
    void line(const std::vector<Spot>& spots, Colour colour, std::int32_t width,
              bool dashed = false);
    void dot(Spot centre, std::int32_t radius, Colour fill);
    /// `at` is the middle of the text's height and its left end, middle or right end.
    void text(Spot at, std::string_view utf8, std::int32_t height, Align align, Colour colour);
    /// The whole file; the object is spent.
    std::string finish();

private:
    struct Record;
    void add(std::uint32_t type, const std::string& body);
    std::uint32_t select_new(std::uint32_t type, const std::string& body);
    void forget(std::uint32_t object);

    DrawingSize size_;
    std::string records_;
    std::uint32_t count_ = 0;
    std::uint32_t objects_ = 0;
};

}  // namespace documents
