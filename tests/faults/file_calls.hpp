#pragma once

#include <cstddef>

namespace faults {

class Recorder;

/// From now on the C library's calls on the recorder's folder go through it.
void start_watching(Recorder& recorder);
void stop_watching();
/// How long the log is, while other threads may be adding to it.
std::size_t position_among_threads(const Recorder& recorder);

}  // namespace faults
