#pragma once

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/random.hpp"

namespace base {

/// What the outside world gives the program, handed down from main. The referred objects outlive
/// it.
struct Environment {
    Clock& clock;
    Random& random;
    Files& files;
};

}  // namespace base
