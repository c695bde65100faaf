#pragma once

#include "near.hpp"

namespace settlements {

NearLoops near_loops_plain();
#if defined(__x86_64__)
/// Only where the machine has AVX2 and POPCNT.
NearLoops near_loops_avx2();
/// Only where the machine has AVX-512 F, BW, DQ and VL.
NearLoops near_loops_avx512();
#endif

}  // namespace settlements
