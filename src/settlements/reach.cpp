#include "reach.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace settlements {
namespace {

constexpr double nowhere = -std::numeric_limits<double>::infinity();

class Edges {
public:
    Edges(std::span<const Spot> lower, std::span<const Spot> upper, double radius_um,
          std::span<double> beyond_um)
        : lower_(lower), upper_(upper), radius_(radius_um), beyond_(beyond_um) {}

    // The middle asker's farthest disc parts the others: who asks to its left is reached farthest
    // from its left or itself.
    void find(std::size_t begin, std::size_t end, std::size_t first, std::size_t last) {
        if (begin == end) return;
        const std::size_t middle = begin + (end - begin) / 2;
        const Spot& asker = upper_[middle];
        double best = nowhere;
        std::size_t best_at = first;
        for (std::size_t i = first; i <= last; ++i) {
            const double edge = edge_of(lower_[i], asker.along);
            const bool is_left_of_asker = edge == nowhere && lower_[i].along < asker.along;
            if (edge > best || (best == nowhere && is_left_of_asker)) {
                best = edge;
                best_at = i;
            }
        }
        beyond_[middle] = asker.across - best;
        find(begin, middle, first, best_at);
        find(middle + 1, end, best_at, last);
    }

private:
    [[nodiscard]] double edge_of(const Spot& centre, double along) const {
        const double off = std::abs(along - centre.along);
        if (off > radius_) return nowhere;
        return centre.across + std::sqrt((radius_ - off) * (radius_ + off));
    }

    std::span<const Spot> lower_, upper_;
    double radius_;
    std::span<double> beyond_;
};

}  // namespace

void beyond_reach(std::span<const Spot> lower, std::span<const Spot> upper, double radius_um,
                  std::span<double> beyond_um) {
    Edges(lower, upper, radius_um, beyond_um).find(0, upper.size(), 0, lower.size() - 1);
}

}  // namespace settlements
