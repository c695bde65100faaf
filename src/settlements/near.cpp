#include "near.hpp"

#include <cstring>

namespace settlements {
namespace {

template <int lanes>
struct Vector {
    typedef std::int32_t Int __attribute__((vector_size(lanes * 4)));
    typedef float Real __attribute__((vector_size(lanes * 4)));
};

struct Tally {
    std::uint32_t certain = 0, possible = 0;
};

#define WANJIA_INLINE inline __attribute__((always_inline))

// Counts in whole vectors; what stands behind the end is masked out.
template <int lanes>
WANJIA_INLINE Tally tally(const std::int32_t* east, const std::int32_t* north,
                          const NearRange& range, std::uint32_t at, Limits limits) {
    using Int = typename Vector<lanes>::Int;
    using Real = typename Vector<lanes>::Real;
    Int lane{};
    for (int i = 0; i < lanes; ++i) lane[i] = i;
    Int certain{};
    Int possible{};
    for (std::uint32_t i = range.begin; i < range.end; i += lanes) {
        Int x;
        Int y;
        std::memcpy(&x, east + i, sizeof x);
        std::memcpy(&y, north + i, sizeof y);
        const Real dx = __builtin_convertvector(x - east[at], Real);
        const Real dy = __builtin_convertvector(y - north[at], Real);
        const Real square = dx * dx * range.scale.east + dy * dy * range.scale.north;
        const Int inside = lane < static_cast<std::int32_t>(range.end - i);
        certain -= (square <= limits.certain) & inside;
        possible -= (square < limits.possible) & inside;
    }
    Tally sum;
    for (int i = 0; i < lanes; ++i) {
        sum.certain += static_cast<std::uint32_t>(certain[i]);
        sum.possible += static_cast<std::uint32_t>(possible[i]);
    }
    return sum;
}

template <int lanes>
WANJIA_INLINE bool count_cell_in(const CountTask& task, std::uint8_t* mark) {
    bool any_maybe = false;
    for (std::uint32_t at = task.first; at < task.last; ++at) {
        std::uint32_t certain = 0;
        std::uint32_t possible = 0;
        for (std::uint32_t r = 0; r < task.range_count && certain < task.wanted; ++r) {
            const Tally more =
                tally<lanes>(task.east, task.north, task.ranges[r], at, task.limits);
            certain += more.certain;
            possible += more.possible;
        }
        mark[at] = certain >= task.wanted ? is_core : possible >= task.wanted ? maybe_core : not_core;
        any_maybe |= mark[at] == maybe_core;
    }
    return any_maybe;
}

template <int lanes>
WANJIA_INLINE Meeting meet_in(const PairTask& task) {
    const NearRange range{task.begin_b, task.end_b, task.scale};
    bool possible = false;
    for (std::uint32_t at = task.begin_a; at < task.end_a; ++at) {
        const Tally found = tally<lanes>(task.east, task.north, range, at, task.limits);
        if (found.certain > 0) return Meeting::certain;
        possible |= found.possible > 0;
    }
    return possible ? Meeting::possible : Meeting::none;
}

#if defined(__x86_64__)
#define WANJIA_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define WANJIA_AVX2 __attribute__((target("avx2")))

WANJIA_AVX512 bool count_cell_512(const CountTask& task, std::uint8_t* mark) {
    return count_cell_in<16>(task, mark);
}
WANJIA_AVX2 bool count_cell_256(const CountTask& task, std::uint8_t* mark) {
    return count_cell_in<8>(task, mark);
}
WANJIA_AVX512 Meeting meet_512(const PairTask& task) {
    return meet_in<16>(task);
}
WANJIA_AVX2 Meeting meet_256(const PairTask& task) {
    return meet_in<8>(task);
}

enum class Machine : std::uint8_t { any, avx2, avx512 };

Machine this_machine() {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return Machine::avx512;
    return __builtin_cpu_supports("avx2") ? Machine::avx2 : Machine::any;
}

const Machine machine = this_machine();
#endif

}  // namespace

bool count_cell(const CountTask& task, std::uint8_t* mark) {
#if defined(__x86_64__)
    if (machine == Machine::avx512) return count_cell_512(task, mark);
    if (machine == Machine::avx2) return count_cell_256(task, mark);
#endif
    return count_cell_in<4>(task, mark);
}

Meeting meet(const PairTask& task) {
#if defined(__x86_64__)
    if (machine == Machine::avx512) return meet_512(task);
    if (machine == Machine::avx2) return meet_256(task);
#endif
    return meet_in<4>(task);
}

}  // namespace settlements
