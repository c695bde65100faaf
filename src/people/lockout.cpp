#include "people/lockout.hpp"

#include <algorithm>

namespace people {

std::int64_t blocked_until_ms(const Attempts& attempts, std::int64_t share) {
    const std::int64_t over = attempts.failures / share - free_failures;
    if (over <= 0) return 0;
    const std::int64_t doublings = std::min<std::int64_t>(over - 1, 20);
    return attempts.last_failure_ms + std::min(first_wait_ms << doublings, longest_wait_ms);
}

Attempts after_failure(const Attempts& attempts, std::int64_t now_ms) {
    if (now_ms - attempts.last_failure_ms > forgotten_after_ms) return {1, now_ms};
    return {attempts.failures + 1, now_ms};
}

}  // namespace people
