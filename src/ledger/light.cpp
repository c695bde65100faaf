#include "ledger/light.hpp"

#include <algorithm>

#include "ledger/calendar.hpp"

namespace ledger {
namespace {

// Whether the work is behind by at least `points`; both sides times duration and whole.
bool is_behind(const Dated& d, std::int64_t passed, std::int64_t duration, int points) {
    if (d.whole <= 0 || duration <= 0) return false;
    __extension__ using Wide = __int128;
    const Wide behind = Wide(passed) * d.whole - Wide(std::min(d.progress, d.whole)) * duration;
    return behind * 100 >= Wide(points) * duration * d.whole;
}

}  // namespace

Light light_on(const Dated& d, base::Date today, const LightLimits& limits) {
    if (d.done) return Light::green;
    if (!d.due || (d.begin && days_between(today, *d.begin) > 0)) return Light::grey;
    const std::int64_t left = days_between(today, *d.due);
    const std::int64_t duration = d.begin ? days_between(*d.begin, *d.due) + 1 : 0;
    const std::int64_t passed =
        d.begin ? std::clamp<std::int64_t>(days_between(*d.begin, today) + 1, 0, duration) : 0;
    const Light worst = d.soft ? Light::yellow : Light::red;
    if (left < 0 || is_behind(d, passed, duration, limits.red_points)) return worst;
    if (left <= limits.yellow_days || is_behind(d, passed, duration, limits.yellow_points))
        return Light::yellow;
    const std::int64_t blue = std::clamp<std::int64_t>(duration * limits.blue_percent / 100,
                                                       limits.blue_days_min, limits.blue_days_max);
    return left <= blue ? Light::blue : Light::green;
}

std::string_view to_string(Light light) {
    constexpr std::string_view names[] = {"green", "blue", "yellow", "red", "grey"};
    return names[static_cast<int>(light)];
}

}  // namespace ledger
