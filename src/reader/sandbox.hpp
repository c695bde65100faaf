#pragma once

#include <filesystem>

namespace reader {

/// Bounds what this process may use: 512 MiB of memory of its own, 60 s of processor time, 64 open
/// files, no file writing, no core dump. Memory is not bounded in sanitizer builds, which reserve
/// terabytes of addresses.
void limit_resources();

/// Whether libraries may work on several threads of this one process (decoders of HEIC do).
enum class Threads { none, allowed };

/// Takes from this process, for good: sockets, other programs, new processes, threads where not
/// allowed, every way to change a file; and, where the kernel has Landlock, reading anything but
/// `file`, the files beside it that belong to a shapefile, and the system's libraries and reference
/// data. Throws unavailable when the kernel refuses the filter.
void enter_sandbox(const std::filesystem::path& file, Threads threads = Threads::none);

}  // namespace reader
