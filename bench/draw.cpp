#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "benches.hpp"
#include "draw/steps.hpp"
#include "draw/verify.hpp"

namespace bench {
namespace {

draw::Documents seeded_draw(std::int64_t units) {
    draw::UnitList list{"list", {}};
    for (std::int64_t i = 0; i < units; ++i)
        list.units.push_back({"U" + std::to_string(10'000'000 + i), "S" + std::to_string(i % 40)});
    std::vector<std::string> strata;
    for (int s = 0; s < 40; ++s) strata.push_back("S" + std::to_string(s));
    draw::Documents documents;
    draw::freeze(documents, {{list}, {}, draw::wish_each(strata, 50), {}}, std::string(64, '7'));
    const base::Instant start{};
    const auto hours = [&](int n) { return start + std::chrono::hours(n); };
    draw::announce(documents,
                   {"BENCH-1",
                    draw::HashName::sha256,
                    {},
                    0,
                    {},
                    {"county", "grid"},
                    "kl8-1",
                    "kl8-2",
                    hours(1),
                    hours(2),
                    hours(4),
                    hours(4)},
                   start);
    draw::freeze_reveals(documents, hours(3));
    draw::take_public_value(documents, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", false,
                            hours(4));
    return documents;
}

/// What no program can leave out: one hash a unit and a sort.
void hash_and_sort(std::int64_t units) {
    std::vector<base::Digest> tickets;
    const std::string prefix(130, '7');
    for (std::int64_t i = 0; i < units; ++i)
        tickets.push_back(base::sha256(prefix + std::to_string(10'000'000 + i)));
    std::sort(tickets.begin(), tickets.end());
}

}  // namespace

void measure_draw(std::int64_t units, Figures& figures) {
    const draw::Documents seeded = seeded_draw(units);
    std::vector<double> draws;
    std::vector<double> checks;
    std::vector<double> ratios;
    for (int run = 0; run < 5; ++run) {
        draw::Documents documents = seeded;
        draws.push_back(seconds_of([&] { draw::run(documents); }));
        ratios.push_back(draws.back() / seconds_of([&] { hash_and_sort(units); }));
        checks.push_back(seconds_of([&] {
            if (draw::verify(documents).problem)
                throw std::runtime_error("a clean draw was refused");
        }));
    }
    const std::string size = std::to_string(units) + " units in 40 strata";
    figures.push_back({"draw: sample from frozen files", median(draws), "s",
                       size + ", goal at most 5 s for 10^6"});
    figures.push_back(
        {"draw: the same beside one hash a unit and a sort", median(ratios), "×", size});
    figures.push_back({"draw: verify", median(checks), "s", size});
}

}  // namespace bench
