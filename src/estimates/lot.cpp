#include "estimates/lot.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"

namespace estimates {
namespace {

double log_choose(std::int64_t n, std::int64_t k) {
    return std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(k) + 1) -
           std::lgamma(static_cast<double>(n - k) + 1);
}

/// The smallest number of failures allowed with which good lots are refused rarely enough; -1 when
/// none does.
std::int64_t allowance(LotPlan plan, std::int64_t good_max, double good_refused_max) {
    for (plan.accept_max = 0; plan.accept_max <= plan.sample; ++plan.accept_max)
        if (1 - acceptance(plan, good_max) <= good_refused_max) return plan.accept_max;
    return -1;
}

}  // namespace

double acceptance(const LotPlan& plan, std::int64_t failing) {
    const std::int64_t least = std::max<std::int64_t>(0, plan.sample - (plan.size - failing));
    const std::int64_t most = std::min({plan.accept_max, failing, plan.sample});
    if (least > most) return 0;
    if (std::min(failing, plan.sample) <= plan.accept_max) return 1;
    const double all = log_choose(plan.size, plan.sample);
    double sum = 0;
    for (std::int64_t k = least; k <= most; ++k)
        sum += std::exp(log_choose(failing, k) + log_choose(plan.size - failing, plan.sample - k) -
                        all);
    return std::min(sum, 1.0);
}

LotRisk risks(const LotPlan& plan, std::int64_t good_max, std::int64_t bad_min) {
    return {1 - acceptance(plan, good_max), acceptance(plan, bad_min)};
}

LotPlan plan_for_sample(std::int64_t size, std::int64_t sample, std::int64_t good_max,
                        double good_refused_max) {
    LotPlan plan{size, sample, 0};
    plan.accept_max = allowance(plan, good_max, good_refused_max);
    return plan;
}

LotAnswer judge_lot(const LotPlan& plan, std::int64_t failing, std::int64_t bad_min,
                    double bad_accepted_max) {
    if (failing > plan.accept_max) return LotAnswer::refused;
    return acceptance(plan, bad_min) <= bad_accepted_max ? LotAnswer::accepted : LotAnswer::too_few;
}

LotPlan plan_lot(std::int64_t size, std::int64_t good_max, std::int64_t bad_min,
                 double good_refused_max, double bad_accepted_max) {
    const auto is_risk = [](double risk) { return risk > 0 && risk < 1; };
    if (good_max < 0 || good_max >= bad_min || bad_min > size || !is_risk(good_refused_max) ||
        !is_risk(bad_accepted_max))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"合格批的不合格数应小于不合格批的，且不超过总数；风险应在 0 与 1 之间。",
             "A good lot has fewer failing units than a bad one, and this no more than "
             "there are; risks lie between 0 and 1."});
    for (std::int64_t sample = 1; sample < size; ++sample) {
        LotPlan plan{size, sample, 0};
        plan.accept_max = allowance(plan, good_max, good_refused_max);
        if (plan.accept_max >= 0 && acceptance(plan, bad_min) <= bad_accepted_max) return plan;
    }
    return {size, size, good_max};
}

}  // namespace estimates
