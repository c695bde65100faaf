#include "estimates/proportion.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace estimates {
namespace {

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

void require_counts(const std::string& where, std::int64_t count, std::int64_t sampled,
                    std::int64_t population) {
    if (count < 0 || count > sampled || sampled > population)
        refuse(
            "“" + where + "”的个数不对：符合的不多于检查的，检查的不多于总数。",
            "The counts of \"" + where +
                "\" do not fit: those that comply are no more than those inspected, and these no "
                "more than there are.");
}

double share(std::int64_t part, std::int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
}

void say_too_few(Proportion& result, const std::string& zh, const std::string& en) {
    result.interval.reset();
    result.remarks.push_back({"样本太少：" + zh, "Too few: " + en});
}

bool has_enough_units(Proportion& result) {
    if (result.sampled >= units_min) return true;
    say_too_few(result,
                "只检查了 " + std::to_string(result.sampled) + " 个，不足 " +
                    std::to_string(units_min) + " 个，不推算总体。",
                "only " + std::to_string(result.sampled) + " were inspected, fewer than " +
                    std::to_string(units_min) + "; nothing is said of the whole.");
    return false;
}

/// Wilson's interval of a share with a variance of its own. When all or none comply the sample
/// shows no variance, and `size_if_alike` counts as its size.
void set_interval(Proportion& result, double variance, double size_if_alike, double quantile) {
    const double p = *result.value;
    result.effective_size = variance > 0 && p > 0 && p < 1 ? p * (1 - p) / variance : size_if_alike;
    result.interval = wilson(p, result.effective_size, quantile);
}

double two_sided(double confidence) {
    if (!(confidence > 0 && confidence < 1))
        refuse("置信度应在 0 与 1 之间。", "A confidence lies between 0 and 1.");
    return 0.5 + confidence / 2;
}

}  // namespace

Interval wilson(double p, double size, double z) {
    const double square = z * z / size;
    const double middle = (p + square / 2) / (1 + square);
    const double half = z / (1 + square) * std::sqrt(p * (1 - p) / size + square / (4 * size));
    return {p <= 0 ? 0 : std::max(0.0, middle - half), p >= 1 ? 1 : std::min(1.0, middle + half)};
}

Proportion simple(std::int64_t count, std::int64_t sampled, std::int64_t population,
                  double confidence) {
    require_counts("样本", count, sampled, population);
    const double probability = two_sided(confidence);
    Proportion result{count, sampled, {}, {}, 0, {}};
    if (!has_enough_units(result)) return result;
    result.value = share(count, sampled);
    if (sampled == population) {
        result.interval = Interval{*result.value, *result.value};
        result.effective_size = static_cast<double>(sampled);
        return result;
    }
    // Without replacement the variance is that of a sample larger by (N − 1)/(N − n).
    result.effective_size = static_cast<double>(sampled) * static_cast<double>(population - 1) /
                            static_cast<double>(population - sampled);
    result.interval = wilson(*result.value, result.effective_size, normal_quantile(probability));
    return result;
}

Proportion stratified(const std::vector<Stratum>& strata, double confidence) {
    const double probability = two_sided(confidence);
    Proportion result;
    std::int64_t population = 0;
    for (const Stratum& s : strata) {
        require_counts(s.name, s.count, s.sampled, s.population);
        result.count += s.count;
        result.sampled += s.sampled;
        population += s.population;
    }
    if (!has_enough_units(result)) return result;
    double value = 0;
    double variance = 0;
    std::int64_t degrees = 0;
    bool alone = false;
    bool complete = true;
    for (const Stratum& s : strata) {
        if (s.population == 0) continue;
        if (s.sampled == 0) {
            say_too_few(
                result, "层 " + s.name + " 一个也没有检查，不推算总体。",
                "nothing was inspected in stratum " + s.name + "; nothing is said of the whole.");
            return result;
        }
        const double weight = share(s.population, population);
        const double p = share(s.count, s.sampled);
        value += weight * p;
        complete = complete && s.sampled == s.population;
        if (s.sampled == s.population) continue;
        alone = alone || s.sampled == 1;
        if (s.sampled == 1) continue;
        degrees += s.sampled - 1;
        variance += weight * weight * (1 - share(s.sampled, s.population)) * p * (1 - p) /
                    static_cast<double>(s.sampled - 1);
    }
    result.value = std::min(value, 1.0);
    if (complete) {
        result.interval = Interval{*result.value, *result.value};
        result.effective_size = static_cast<double>(result.sampled);
    } else if (alone || degrees < 1) {
        say_too_few(result, "有的层只检查了一个，误差无法估计。",
                    "in some stratum only one was inspected, so the error cannot be estimated.");
    } else {
        set_interval(result, variance, static_cast<double>(result.sampled),
                     student_quantile(probability, static_cast<double>(degrees)));
    }
    return result;
}

namespace {

using Drawn = std::map<std::string, std::vector<const Cluster*>>;

/// How many clusters of its stratum one of those drawn stands for, times households for one
/// inspected.
double weight_of(const ClusterStratum& stratum, std::size_t drawn, const Cluster& cluster) {
    return share(stratum.clusters, static_cast<std::int64_t>(drawn)) *
           share(cluster.size, cluster.sampled);
}

/// What the clusters drawn allow to say.
struct Support {
    std::int64_t degrees = 0;
    bool alone = false;   ///< some stratum has one of several
    std::string missing;  ///< a stratum of which none was inspected
};

Support support_of(const std::vector<ClusterStratum>& strata, Drawn& drawn) {
    Support support;
    for (const ClusterStratum& s : strata) {
        if (s.clusters == 0) continue;
        const auto taken = static_cast<std::int64_t>(drawn[s.name].size());
        require_counts(s.name, 0, taken, s.clusters);
        if (taken == 0) support.missing = s.name;
        support.alone = support.alone || (taken == 1 && s.clusters > 1);
        support.degrees += taken - 1;
    }
    return support;
}

/// Weighted sums of those that comply and of all.
std::pair<double, double> sums_of(const std::vector<ClusterStratum>& strata, Drawn& drawn) {
    double with = 0;
    double whole = 0;
    for (const ClusterStratum& s : strata)
        for (const Cluster* c : drawn[s.name]) {
            const double weight = weight_of(s, drawn[s.name].size(), *c);
            with += weight * static_cast<double>(c->count);
            whole += weight * static_cast<double>(c->sampled);
        }
    return {with, whole};
}

/// Between the clusters of each stratum, of the linearised ratio.
double variance_of(const std::vector<ClusterStratum>& strata, Drawn& drawn, double ratio,
                   double whole) {
    double variance = 0;
    for (const ClusterStratum& s : strata) {
        const auto& clusters = drawn[s.name];
        if (clusters.size() < 2) continue;
        const double n = static_cast<double>(clusters.size());
        double sum = 0;
        double squares = 0;
        for (const Cluster* c : clusters) {
            const double residual =
                static_cast<double>(c->count) - ratio * static_cast<double>(c->sampled);
            const double z = weight_of(s, clusters.size(), *c) * residual / whole;
            sum += z;
            squares += z * z;
        }
        variance += n / (n - 1) * (squares - sum * sum / n);
    }
    return variance;
}

}  // namespace

Proportion clustered(const std::vector<ClusterStratum>& strata,
                     const std::vector<Cluster>& clusters, double confidence) {
    const double probability = two_sided(confidence);
    Proportion result;
    Drawn drawn;
    for (const Cluster& c : clusters) {
        require_counts(c.stratum, c.count, c.sampled, c.size);
        if (c.sampled == 0) continue;
        result.count += c.count;
        result.sampled += c.sampled;
        drawn[c.stratum].push_back(&c);
    }
    if (!has_enough_units(result)) return result;
    const Support support = support_of(strata, drawn);
    if (!support.missing.empty()) {
        say_too_few(result, "层 " + support.missing + " 一个村也没有检查，不推算总体。",
                    "no village was inspected in stratum " + support.missing +
                        "; nothing is said of the whole.");
        return result;
    }
    const auto [with, whole] = sums_of(strata, drawn);
    result.value = std::min(with / whole, 1.0);
    if (support.alone) {
        say_too_few(result, "有的层只检查了一个村，误差无法估计。",
                    "in some stratum only one village was inspected, so the error cannot be "
                    "estimated.");
    } else if (support.degrees < cluster_degrees_min) {
        say_too_few(result, "检查的村太少，误差无法可靠估计。",
                    "so few villages were inspected that the error cannot be estimated reliably.");
    } else {
        set_interval(result, variance_of(strata, drawn, with / whole, whole),
                     static_cast<double>(clusters.size()),
                     student_quantile(probability, static_cast<double>(support.degrees)));
    }
    return result;
}

Answer judge(const Proportion& proportion, std::int64_t numerator, std::int64_t denominator) {
    if (!proportion.interval || denominator <= 0) return Answer::cannot_say;
    const double target = share(numerator, denominator);
    if (proportion.interval->low >= target) return Answer::met;
    return proportion.interval->high < target ? Answer::not_met : Answer::cannot_say;
}

}  // namespace estimates
