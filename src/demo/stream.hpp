#pragma once

#include <cstdint>
#include <initializer_list>

namespace demo {

/// One round of SplitMix64's mixing: the only source of variety in the county.
constexpr std::uint64_t mix(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15U;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

/// A repeatable stream named by a few numbers; two names give unrelated streams.
class Stream {
public:
    Stream(std::initializer_list<std::uint64_t> name) {
        for (const std::uint64_t part : name) state_ = mix(state_ ^ part);
    }

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        return mix(state_);
    }
    /// 0 … bound − 1; bound > 0.
    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>((next() >> 32U) * static_cast<std::uint64_t>(bound) >>
                                         32U);
    }
    /// first … last, both included.
    std::int64_t between(std::int64_t first, std::int64_t last) {
        return first + below(last - first + 1);
    }
    bool chance(std::int64_t per_mille) { return below(1000) < per_mille; }

private:
    std::uint64_t state_ = 0;
};

}  // namespace demo
