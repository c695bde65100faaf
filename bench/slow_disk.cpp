#include "slow_disk.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace {

std::atomic<std::chrono::microseconds> delay{std::chrono::microseconds(0)};

int sync_after_delay(long call, int file) {
    if (delay.load().count() > 0) std::this_thread::sleep_for(delay.load());
    return static_cast<int>(::syscall(call, file));
}

}  // namespace

namespace bench {

void slow_down_syncs(std::chrono::microseconds by) {
    delay = by;
}

}  // namespace bench

// These stand in for the C library's, for the database library too.
extern "C" int fsync(int file) {
    return sync_after_delay(SYS_fsync, file);
}

extern "C" int fdatasync(int file) {
    return sync_after_delay(SYS_fdatasync, file);
}
