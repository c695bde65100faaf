#if defined(__x86_64__)
#include <immintrin.h>

#include "near_loops.hpp"
#include "near_machines.hpp"

namespace settlements {
namespace {

struct Lanes {
    static constexpr std::uint32_t count = 8;

    Lanes(Steps steps, std::uint32_t at, Scale scale)
        : steps_(steps),
          east_(_mm256_set1_epi32(steps.east[at])),
          north_(_mm256_set1_epi32(steps.north[at])),
          scale_east_(_mm256_set1_ps(scale.east)),
          scale_north_(_mm256_set1_ps(scale.north)) {}

    [[nodiscard]] __m256 squares(std::uint32_t i) const {
        const __m256 dx = _mm256_cvtepi32_ps(_mm256_sub_epi32(load(steps_.east + i), east_));
        const __m256 dy = _mm256_cvtepi32_ps(_mm256_sub_epi32(load(steps_.north + i), north_));
        return _mm256_add_ps(_mm256_mul_ps(_mm256_mul_ps(dx, dx), scale_east_),
                             _mm256_mul_ps(_mm256_mul_ps(dy, dy), scale_north_));
    }
    static std::uint32_t up_to(__m256 squares, float limit) {
        return static_cast<std::uint32_t>(
            _mm256_movemask_ps(_mm256_cmp_ps(squares, _mm256_set1_ps(limit), _CMP_LE_OQ)));
    }
    static std::uint32_t below(__m256 squares, float limit) {
        return static_cast<std::uint32_t>(
            _mm256_movemask_ps(_mm256_cmp_ps(squares, _mm256_set1_ps(limit), _CMP_LT_OQ)));
    }
    static float least(__m256 squares) {
        const __m128 four =
            _mm_min_ps(_mm256_castps256_ps128(squares), _mm256_extractf128_ps(squares, 1));
        const __m128 two = _mm_min_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_min_ss(two, _mm_shuffle_ps(two, two, 1)));
    }
    static __m256 only(__m256 squares, std::uint32_t mask) {
        const __m256i lane = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
        const __m256i chosen = _mm256_cmpeq_epi32(
            _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(mask)), lane), lane);
        return _mm256_blendv_ps(_mm256_set1_ps(std::numeric_limits<float>::infinity()), squares,
                                _mm256_castsi256_ps(chosen));
    }
    static std::uint32_t edges_up_to(const std::int32_t* edges, std::int32_t limit) {
        const __m256i above = _mm256_cmpgt_epi32(load(edges), _mm256_set1_epi32(limit));
        return ~static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(above))) & 0xff;
    }
    static std::uint32_t others(const std::uint32_t* cells, std::uint32_t cell) {
        const __m256i same =
            _mm256_cmpeq_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(cells)),
                               _mm256_set1_epi32(static_cast<std::int32_t>(cell)));
        return ~static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(same))) & 0xff;
    }

private:
    static __m256i load(const std::int32_t* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }

    Steps steps_;
    __m256i east_, north_;
    __m256 scale_east_, scale_north_;
};

}  // namespace

NearLoops near_loops_avx2() {
    return loops_of<Lanes>();
}

}  // namespace settlements
#endif
