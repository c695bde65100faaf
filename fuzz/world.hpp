#pragma once

#include "base/date.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"

namespace fuzz {

/// A county of three villages, one of which has gone over into another.
const registers::RegionIndex& regions();
/// A register with a field of every type.
const registers::Declaration& village();
const registers::Declaration& listed_village();
base::Date today();

}  // namespace fuzz
