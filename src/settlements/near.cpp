#include "near.hpp"

#include "near_loops.hpp"
#include "near_machines.hpp"

namespace settlements {
namespace {

struct PlainLanes {
    static constexpr std::uint32_t count = 4;
    struct Squares {
        float of[count];
    };

    PlainLanes(Steps steps, std::uint32_t at, Scale scale)
        : steps_(steps), east_(steps.east[at]), north_(steps.north[at]), scale_(scale) {}

    [[nodiscard]] Squares squares(std::uint32_t i) const {
        Squares result;
        for (std::uint32_t lane = 0; lane < count; ++lane) {
            const auto dx = static_cast<float>(steps_.east[i + lane] - east_);
            const auto dy = static_cast<float>(steps_.north[i + lane] - north_);
            result.of[lane] = dx * dx * scale_.east + dy * dy * scale_.north;
        }
        return result;
    }
    static std::uint32_t up_to(const Squares& squares, float limit) {
        std::uint32_t mask = 0;
        for (std::uint32_t lane = 0; lane < count; ++lane)
            mask |= static_cast<std::uint32_t>(squares.of[lane] <= limit) << lane;
        return mask;
    }
    static std::uint32_t below(const Squares& squares, float limit) {
        std::uint32_t mask = 0;
        for (std::uint32_t lane = 0; lane < count; ++lane)
            mask |= static_cast<std::uint32_t>(squares.of[lane] < limit) << lane;
        return mask;
    }
    static float least(const Squares& squares) {
        float result = squares.of[0];
        for (const float square : squares.of) result = square < result ? square : result;
        return result;
    }
    static Squares only(Squares squares, std::uint32_t mask) {
        for (std::uint32_t lane = 0; lane < count; ++lane)
            if (!(mask >> lane & 1U)) squares.of[lane] = std::numeric_limits<float>::infinity();
        return squares;
    }
    static std::uint32_t edges_up_to(const std::int32_t* edges, std::int32_t limit) {
        std::uint32_t mask = 0;
        for (std::uint32_t lane = 0; lane < count; ++lane)
            mask |= static_cast<std::uint32_t>(edges[lane] <= limit) << lane;
        return mask;
    }
    static std::uint32_t others(const std::uint32_t* cells, std::uint32_t cell) {
        std::uint32_t mask = 0;
        for (std::uint32_t lane = 0; lane < count; ++lane)
            mask |= static_cast<std::uint32_t>(cells[lane] != cell) << lane;
        return mask;
    }

private:
    Steps steps_;
    std::int32_t east_, north_;
    Scale scale_;
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
