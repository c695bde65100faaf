#pragma once

#include <cstdint>

namespace people {

/// Failed attempts since the last that succeeded, and the time of the last one (ms since 1970).
struct Attempts {
    std::int64_t failures = 0;
    std::int64_t last_failure_ms = 0;
};

constexpr std::int64_t free_failures = 4;       ///< the fifth brings the first wait
constexpr std::int64_t first_wait_ms = 60'000;  ///< doubled with each further failure
constexpr std::int64_t longest_wait_ms = 900'000;
constexpr std::int64_t forgotten_after_ms = 86'400'000;
/// An address stands for many people behind one gateway: it is given this many times the failures.
constexpr std::int64_t address_share = 4;
/// An account from all addresses together is given this many times the failures, and then waits
/// only for addresses it never signed in from: nobody is locked out of his own office by others.
constexpr std::int64_t account_share = 4;

/// From when on another attempt is looked at; 0 when at once. `share` divides the failures.
std::int64_t blocked_until_ms(const Attempts& attempts, std::int64_t share = 1);

/// The state after a failure at `now_ms`: a day without any forgets the earlier ones.
Attempts after_failure(const Attempts& attempts, std::int64_t now_ms);

}  // namespace people
