#pragma once

#include <cmath>
#include <random>

#include "visits_for_tests.hpp"

/// A team on its way: two villages each for 一组 and 二组, with outlines and roads around them.
namespace for_tests {

class TeamTest : public VisitsTest {
protected:
    void prepare_round() {
        draw_villages();
        open_draw();
        (void)prepare("D-1", {{"A", "一组"}, {"B", "二组"}});
    }
    /// The outline of a village around its seat, with so many corners on a wavy circle.
    void bound(int i, int corners = 4, double radius = 0.01) {
        const double lon = 109.4 + 0.01 * (i % 2 == 0 ? i : 9 - i), lat = 28.5;
        std::mt19937 random(static_cast<unsigned>(i));
        ordered_json ring = ordered_json::array();
        for (int at = 0; at < corners; ++at) {
            const double turn = 6.283185307179586 * at / corners;
            const double wave = radius * (1 + static_cast<double>(random() % 1000) / 10'000);
            ring.push_back({lon + wave * std::cos(turn), lat + wave * std::sin(turn)});
        }
        ring.push_back(ring.front());
        bring("boundary", {{"区划代码", village(i)}}, "Polygon", ordered_json::array({ring}));
    }
    void road(const char* name, int section, const ordered_json& way) {
        bring("road",
              {{"村代码", village(0)}, {"道路编号", name}, {"段号", section}, {"道路名称", name}},
              "LineString", way);
    }
};

}  // namespace for_tests
