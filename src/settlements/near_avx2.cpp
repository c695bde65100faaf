#if defined(__x86_64__)
#include <immintrin.h>

#include "near_loops.hpp"
#include "near_machines.hpp"

namespace settlements {
namespace {

struct Lanes {
    static constexpr std::uint32_t count = 8;

    static __m256i load(const std::int32_t* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    static void put(std::int32_t* to, __m256i of) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), of);
    }
    static __m256i same(std::int32_t one) { return _mm256_set1_epi32(one); }
    static __m256i less(__m256i places, __m256i step) { return _mm256_sub_epi16(places, step); }
    static __m256i marked(__m256i places, const std::uint8_t* mark, __m256i others) {
        const __m256i marks =
            _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(mark)));
        return _mm256_blendv_epi8(others, places, _mm256_cmpeq_epi32(marks, same(is_core)));
    }
    static __m256i squares(__m256i places, __m256i asker) {
        const __m256i steps = _mm256_sub_epi16(places, asker);
        return _mm256_madd_epi16(steps, steps);
    }
    static std::uint32_t up_to(__m256i values, std::int32_t limit) {
        return ~mask_of(_mm256_cmpgt_epi32(values, same(limit))) & 0xff;
    }
    static __m256i least(__m256i a, __m256i b) { return _mm256_min_epi32(a, b); }
    static std::int32_t least(__m256i values) {
        const __m128i four =
            _mm_min_epi32(_mm256_castsi256_si128(values), _mm256_extracti128_si256(values, 1));
        const __m128i two = _mm_min_epi32(four, _mm_shuffle_epi32(four, 0x4e));
        return _mm_cvtsi128_si32(_mm_min_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
    }
    static std::uint32_t others(const std::uint32_t* cells, std::uint32_t cell) {
        const __m256i all = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(cells));
        return ~mask_of(_mm256_cmpeq_epi32(all, same(static_cast<std::int32_t>(cell)))) & 0xff;
    }

    // A lane that is beyond a limit counts as -1.
    class Tally {
    public:
        explicit Tally(Limits limits)
            : certain_limit_(same(limits.certain)), possible_limit_(same(limits.possible)) {}
        void add(__m256i squares) {
            seen_ += count;
            certain_ = _mm256_add_epi32(certain_, _mm256_cmpgt_epi32(squares, certain_limit_));
            possible_ = _mm256_add_epi32(possible_, _mm256_cmpgt_epi32(squares, possible_limit_));
        }
        void add_to(NearCount& found) const {
            found.certain += seen_ + sum(certain_);
            found.possible += seen_ + sum(possible_);
        }

    private:
        static std::uint32_t sum(__m256i values) {
            const __m128i four =
                _mm_add_epi32(_mm256_castsi256_si128(values), _mm256_extracti128_si256(values, 1));
            const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
            return static_cast<std::uint32_t>(
                _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1))));
        }

        __m256i certain_limit_, possible_limit_;
        __m256i certain_ = _mm256_setzero_si256(), possible_ = _mm256_setzero_si256();
        std::uint32_t seen_ = 0;
    };

private:
    static std::uint32_t mask_of(__m256i lanes) {
        return static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(lanes)));
    }
};

}  // namespace

NearLoops near_loops_avx2() {
    return loops_of<Lanes>();
}

}  // namespace settlements
#endif
