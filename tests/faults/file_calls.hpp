#pragma once

namespace faults {

class Recorder;

/// From now on the C library's calls on the recorder's folder go through it.
void start_watching(Recorder& recorder);
void stop_watching();

}  // namespace faults
