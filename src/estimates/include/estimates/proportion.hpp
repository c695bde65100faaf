#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

/// What a random sample says about the whole (docs/methods/estimates.md). Counts in, shares out:
/// 0.9 is 90 %. All intervals are two-sided and of 95 %, unless another confidence is given.
namespace estimates {

constexpr double usual_confidence = 0.95;
/// Fewer inspected units than this give a count and no share of the whole.
constexpr std::int64_t units_min = 10;
/// Fewer villages (clusters) than this, beyond one a stratum, give no interval.
constexpr std::int64_t cluster_degrees_min = 4;

struct Interval {
    double low = 0;
    double high = 1;
};

/// A share of the whole population, estimated.
struct Proportion {
    std::int64_t count = 0;    ///< units of the sample that have what is asked
    std::int64_t sampled = 0;  ///< units inspected
    std::optional<double> value;
    std::optional<Interval> interval;  ///< empty: too few, and `remarks` says of what
    double effective_size = 0;         ///< simple random sample that would be as precise
    std::vector<base::Text> remarks;   ///< for whoever reads the figure
};

/// Wilson's interval (Wilson 1927, equation for p) of `share` seen in a sample of `size` (more than
/// 0, need not be whole) with the quantile `z`; never beyond 0 and 1.
Interval wilson(double share, double size, double z);

/// A simple random sample, drawn without replacement. Throws invalid_input unless
/// 0 ≤ count ≤ sampled ≤ population.
Proportion simple(std::int64_t count, std::int64_t sampled, std::int64_t population,
                  double confidence = usual_confidence);

/// What was inspected in one stratum.
struct Stratum {
    std::string name;
    std::int64_t population = 0;
    std::int64_t sampled = 0;
    std::int64_t count = 0;
};
/// Σ W_h p_h with the variance Σ W_h² (1 − f_h) p_h (1 − p_h)/(n_h − 1) (Cochran 1977, 5.52), made
/// an interval by Wilson's equation with the effective size p(1 − p)/variance and Student's
/// quantile. A stratum of which nothing was inspected leaves the estimate without a value.
Proportion stratified(const std::vector<Stratum>& strata, double confidence = usual_confidence);

/// What was inspected in one village (cluster) that was drawn.
struct Cluster {
    std::string stratum;
    std::int64_t size = 0;     ///< households of the village
    std::int64_t sampled = 0;  ///< of them inspected
    std::int64_t count = 0;
};
/// How many clusters a stratum has and how many of them were drawn.
struct ClusterStratum {
    std::string name;
    std::int64_t clusters = 0;
};
/// Two stages: villages drawn in each stratum, households in each village. The ratio of weighted
/// sums, with the variance between the villages of a stratum (ultimate clusters, linearised:
/// Särndal, Swensson and Wretman 1992, 5.6) and no correction for small populations, so never too
/// narrow on that account.
Proportion clustered(const std::vector<ClusterStratum>& strata,
                     const std::vector<Cluster>& clusters, double confidence = usual_confidence);

/// Whether a target `numerator/denominator` of at least so much is met.
enum class Answer { met, not_met, cannot_say };
/// met: the whole interval is at or above it; not_met: all below.
Answer judge(const Proportion& proportion, std::int64_t numerator, std::int64_t denominator);

/// Quantiles: that of the standard normal, and Student's with so many degrees of freedom (1 or
/// more); 0 < probability < 1; good to 1e-9.
double normal_quantile(double probability);
double student_quantile(double probability, double degrees);

}  // namespace estimates
