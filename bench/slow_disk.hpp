#pragma once

#include <chrono>

namespace bench {

/// From now on every fsync and fdatasync of this program takes so much longer than the disk below
/// needs, as on the disk of an ordinary office machine; 0 takes it back. Servers are programs of
/// their own and stay as they are.
void slow_down_syncs(std::chrono::microseconds by);

}  // namespace bench
