#pragma once

#include <string>

namespace geo {

/// Degrees with seven places (1 cm), as files and documents hold them: `109.4821000`.
std::string degrees_text(double degrees);

}  // namespace geo
