#if defined(__x86_64__)
#include <immintrin.h>

#include "near_loops.hpp"
#include "near_machines.hpp"

namespace settlements {
namespace {

struct Lanes {
    static constexpr std::uint32_t count = 16;

    Lanes(Steps steps, std::uint32_t at, Scale scale)
        : steps_(steps),
          east_(_mm512_set1_epi32(steps.east[at])),
          north_(_mm512_set1_epi32(steps.north[at])),
          scale_east_(_mm512_set1_ps(scale.east)),
          scale_north_(_mm512_set1_ps(scale.north)) {}

    [[nodiscard]] __m512 squares(std::uint32_t i) const {
        const __m512 dx =
            _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_loadu_si512(steps_.east + i), east_));
        const __m512 dy =
            _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_loadu_si512(steps_.north + i), north_));
        return _mm512_add_ps(_mm512_mul_ps(_mm512_mul_ps(dx, dx), scale_east_),
                             _mm512_mul_ps(_mm512_mul_ps(dy, dy), scale_north_));
    }
    static std::uint32_t up_to(__m512 squares, float limit) {
        return _mm512_cmp_ps_mask(squares, _mm512_set1_ps(limit), _CMP_LE_OQ);
    }
    static std::uint32_t below(__m512 squares, float limit) {
        return _mm512_cmp_ps_mask(squares, _mm512_set1_ps(limit), _CMP_LT_OQ);
    }
    static float least(__m512 squares) { return _mm512_reduce_min_ps(squares); }
    static __m512 only(__m512 squares, std::uint32_t mask) {
        return _mm512_mask_mov_ps(_mm512_set1_ps(std::numeric_limits<float>::infinity()),
                                  static_cast<__mmask16>(mask), squares);
    }
    static std::uint32_t edges_up_to(const std::int32_t* edges, std::int32_t limit) {
        return _mm512_cmple_epi32_mask(_mm512_loadu_si512(edges), _mm512_set1_epi32(limit));
    }
    static std::uint32_t others(const std::uint32_t* cells, std::uint32_t cell) {
        return _mm512_cmpneq_epi32_mask(_mm512_loadu_si512(cells),
                                        _mm512_set1_epi32(static_cast<std::int32_t>(cell)));
    }

private:
    Steps steps_;
    __m512i east_, north_;
    __m512 scale_east_, scale_north_;
};

}  // namespace

NearLoops near_loops_avx512() {
    return loops_of<Lanes>();
}

}  // namespace settlements
#endif
