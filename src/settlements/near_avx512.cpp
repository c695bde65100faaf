#if defined(__x86_64__)
#include <immintrin.h>

#include "near_loops.hpp"
#include "near_machines.hpp"

namespace settlements {
namespace {

struct Lanes {
    static constexpr std::uint32_t count = 16;

    static __m512i load(const std::int32_t* from) { return _mm512_loadu_si512(from); }
    static void put(std::int32_t* to, __m512i of) { _mm512_storeu_si512(to, of); }
    static __m512i same(std::int32_t one) { return _mm512_set1_epi32(one); }
    static __m512i less(__m512i places, __m512i step) { return _mm512_sub_epi16(places, step); }
    static __m512i marked(__m512i places, const std::uint8_t* mark, __m512i others) {
        const __mmask16 is_marked =
            _mm_cmpeq_epi8_mask(_mm_loadu_si128(reinterpret_cast<const __m128i*>(mark)),
                                _mm_set1_epi8(static_cast<char>(is_core)));
        return _mm512_mask_mov_epi32(others, is_marked, places);
    }
    static __m512i squares(__m512i places, __m512i asker) {
        const __m512i steps = _mm512_sub_epi16(places, asker);
        return _mm512_madd_epi16(steps, steps);
    }
    static std::uint32_t up_to(__m512i values, std::int32_t limit) {
        return _mm512_cmple_epi32_mask(values, same(limit));
    }
    static __m512i least(__m512i a, __m512i b) { return _mm512_min_epi32(a, b); }
    static std::int32_t least(__m512i values) { return _mm512_reduce_min_epi32(values); }
    static std::uint32_t others(const std::uint32_t* cells, std::uint32_t cell) {
        return _mm512_cmpneq_epi32_mask(_mm512_loadu_si512(cells),
                                        same(static_cast<std::int32_t>(cell)));
    }

    // Both counts in one: the certain ones in the low half of a lane, the possible in the high.
    class Tally {
    public:
        explicit Tally(Limits limits)
            : certain_(same(limits.certain)), possible_(same(limits.possible)) {}
        void add(__m512i squares) {
            both_ = _mm512_mask_add_epi32(both_, _mm512_cmple_epi32_mask(squares, certain_), both_,
                                          same(1));
            both_ = _mm512_mask_add_epi32(both_, _mm512_cmple_epi32_mask(squares, possible_), both_,
                                          same(1 << 16));
        }
        void add_to(NearCount& count) const {
            const auto both = static_cast<std::uint32_t>(_mm512_reduce_add_epi32(both_));
            count.certain += both & 0xffff;
            count.possible += both >> 16;
        }

    private:
        __m512i certain_, possible_;
        __m512i both_ = _mm512_setzero_si512();
    };
};

}  // namespace

NearLoops near_loops_avx512() {
    return loops_of<Lanes>();
}

}  // namespace settlements
#endif
