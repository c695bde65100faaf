#include "near.hpp"

#include "near_loops.hpp"
#include "near_machines.hpp"

namespace settlements {
namespace {

struct PlainLanes {
    static constexpr std::uint32_t count = 4;
    struct Values {
        std::int32_t of[count];
    };

    template <class Make>
    static Values each(Make make) {
        Values result;
        for (std::uint32_t lane = 0; lane < count; ++lane) result.of[lane] = make(lane);
        return result;
    }
    template <class Is>
    static std::uint32_t mask(Is is) {
        std::uint32_t result = 0;
        for (std::uint32_t lane = 0; lane < count; ++lane)
            result |= static_cast<std::uint32_t>(is(lane)) << lane;
        return result;
    }

    static Values load(const std::int32_t* from) {
        return each([&](std::uint32_t lane) { return from[lane]; });
    }
    static void put(std::int32_t* to, const Values& values) {
        for (std::uint32_t lane = 0; lane < count; ++lane) to[lane] = values.of[lane];
    }
    static Values same(std::int32_t one) {
        return each([&](std::uint32_t) { return one; });
    }
    static Values less(const Values& places, const Values& step) {
        return each(
            [&](std::uint32_t lane) { return moved(places.of[lane], back(step.of[lane])); });
    }
    static Values marked(const Values& places, const std::uint8_t* mark, const Values& others) {
        return each([&](std::uint32_t lane) {
            return mark[lane] == is_core ? places.of[lane] : others.of[lane];
        });
    }
    static Values squares(const Values& places, const Values& asker) {
        return each(
            [&](std::uint32_t lane) { return short_square(places.of[lane], asker.of[lane]); });
    }
    static std::uint32_t up_to(const Values& values, std::int32_t limit) {
        return mask([&](std::uint32_t lane) { return values.of[lane] <= limit; });
    }
    static Values least(const Values& a, const Values& b) {
        return each(
            [&](std::uint32_t lane) { return a.of[lane] < b.of[lane] ? a.of[lane] : b.of[lane]; });
    }
    static std::int32_t least(const Values& values) {
        std::int32_t result = values.of[0];
        for (const std::int32_t value : values.of) result = value < result ? value : result;
        return result;
    }
    static std::uint32_t others(const std::uint32_t* cells, std::uint32_t cell) {
        return mask([&](std::uint32_t lane) { return cells[lane] != cell; });
    }

    class Tally {
    public:
        explicit Tally(Limits limits) : limits_(limits) {}
        void add(const Values& squares) {
            for (const std::int32_t square : squares.of) {
                found_.certain += square <= limits_.certain ? 1 : 0;
                found_.possible += square <= limits_.possible ? 1 : 0;
            }
        }
        void add_to(NearCount& count) const {
            count.certain += found_.certain;
            count.possible += found_.possible;
        }

    private:
        Limits limits_;
        NearCount found_;
    };
};

NearLoops choose() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return near_loops_avx512();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
        return near_loops_avx2();
#endif
    return near_loops_plain();
}

}  // namespace

NearLoops near_loops_plain() {
    return loops_of<PlainLanes>();
}

const NearLoops& near_loops() {
    static const NearLoops chosen = choose();
    return chosen;
}

}  // namespace settlements
