#pragma once

#include <string>
#include <vector>

#include "crossings/find.hpp"

namespace app {

/// The spans between the poles of lines, with the line each is of and its number there, from 1.
struct LineSpans {
    std::vector<crossings::Span> all;
    std::vector<std::size_t> lines;
    std::vector<std::int64_t> numbers;
    /// The vertices of a line are its poles. What is no line adds nothing.
    void add(std::size_t line, const std::string& wkb);
};

/// Adds one shape, on CGCS2000; an empty one where the bytes are not WKB.
void add_shape(crossings::Shapes& shapes, const std::string& wkb);

}  // namespace app
