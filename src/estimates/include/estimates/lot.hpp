#pragma once

#include <cstdint>
#include <optional>

namespace estimates {

/// Lot quality assurance: of `size` units (a township's households) `sample` are inspected without
/// replacement, and the lot passes when at most `accept_max` of them fail.
struct LotPlan {
    std::int64_t size = 0;
    std::int64_t sample = 0;
    std::int64_t accept_max = 0;
    bool operator==(const LotPlan&) const = default;
};

/// Probability that a lot with `failing` units passes; exact (hypergeometric).
double acceptance(const LotPlan& plan, std::int64_t failing);

/// What a plan risks: to send back a lot with no more than `good_max` failing units, and to pass
/// one with `bad_min` or more.
struct LotRisk {
    double good_refused = 0;
    double bad_accepted = 0;
};
LotRisk risks(const LotPlan& plan, std::int64_t good_max, std::int64_t bad_min);

/// The plan with the smallest sample that keeps both risks at or below their limits; inspecting all
/// always does. Throws invalid_input unless 0 ≤ good_max < bad_min ≤ size and both limits are
/// between 0 and 1.
LotPlan plan_lot(std::int64_t size, std::int64_t good_max, std::int64_t bad_min,
                 double good_refused_max, double bad_accepted_max);

/// For a sample that is given: the smallest allowance with which a lot of `good_max` failing units
/// is refused no more often than `good_refused_max`.
LotPlan plan_for_sample(std::int64_t size, std::int64_t sample, std::int64_t good_max,
                        double good_refused_max);

/// too_few: it would pass, and so would a bad lot more often than is allowed.
enum class LotAnswer { accepted, refused, too_few };
LotAnswer judge_lot(const LotPlan& plan, std::int64_t failing, std::int64_t bad_min,
                    double bad_accepted_max);

}  // namespace estimates
