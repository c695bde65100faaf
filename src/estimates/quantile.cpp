#include <cmath>
#include <numbers>

#include "estimates/proportion.hpp"

namespace estimates {
namespace {

/// Continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
double beta_fraction(double a, double b, double x) {
    constexpr double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    double result = d;
    for (int m = 1; m < 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step = 1;
        for (const double term : {even, odd}) {
            d = 1 + term * d;
            d = 1 / (std::abs(d) < tiny ? tiny : d);
            c = 1 + term / c;
            c = std::abs(c) < tiny ? tiny : c;
            step = c * d;
            result *= step;
        }
        if (std::abs(step - 1) < 1e-15) break;
    }
    return result;
}

double incomplete_beta(double a, double b, double x) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                  a * std::log(x) + b * std::log1p(-x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/// P(T ≤ t) of Student's distribution, for t ≥ 0.
double student_probability(double t, double degrees) {
    return 1 - 0.5 * incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

/// The argument at which a rising function passes `probability`, between 0 and a bound found first.
template <typename Rising>
double find_argument(Rising rising, double probability) {
    double high = 1;
    while (rising(high) < probability && high < 1e12) high *= 2;
    double low = 0;
    for (int i = 0; i < 200 && high - low > 1e-13 * high; ++i) {
        const double middle = (low + high) / 2;
        (rising(middle) < probability ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

double normal_quantile(double probability) {
    if (probability < 0.5) return -normal_quantile(1 - probability);
    return find_argument([](double z) { return 1 - 0.5 * std::erfc(z / std::numbers::sqrt2); },
                         probability);
}

double student_quantile(double probability, double degrees) {
    if (probability < 0.5) return -student_quantile(1 - probability, degrees);
    return find_argument([&](double t) { return student_probability(t, degrees); }, probability);
}

}  // namespace estimates
