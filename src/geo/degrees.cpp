#include "geo/degrees.hpp"

#include <cstdio>

namespace geo {

std::string degrees_text(double degrees) {
    char text[32];
    std::snprintf(text, sizeof text, "%.7f", degrees);
    return text;
}

}  // namespace geo
