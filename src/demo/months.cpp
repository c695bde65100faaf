#include <algorithm>

#include "county.hpp"
#include "stream.hpp"

namespace demo {
namespace {

constexpr std::uint64_t months_topic = 8;
constexpr int last_month = months - 1;

/// `total` in three whole parts of about 60, 25 and 15 hundredths.
std::array<std::int64_t, 3> split(std::int64_t total) {
    const std::int64_t mobile = total * 60 / 100;
    const std::int64_t telecom = total * 25 / 100;
    return {mobile, telecom, total - mobile - telecom};
}

/// When a service came to the village: month 0 … 6, or later than the last.
int opening_month(Stream& stream, std::int64_t level) {
    return static_cast<int>((940 - level) / 100 + stream.below(3));
}

struct Openings {
    int network, ring, mas, cloud, room, posted;
    std::int64_t habit;  // how eagerly services are used, per mille
};

Openings draw_openings(Stream& stream, std::int64_t level) {
    Openings o{};
    for (int* month : {&o.network, &o.ring, &o.mas, &o.cloud, &o.room, &o.posted})
        *month = opening_month(stream, level);
    o.habit = std::clamp<std::int64_t>(level + stream.between(-150, 150), 0, 1000);
    return o;
}

void fill_services(const Village& v, MonthFigures& f, const Openings& o, int month,
                   Stream& stream) {
    const std::int64_t since = month - o.network;
    f.network_formed = since >= 0;
    if (f.network_formed)
        f.network_members =
            std::min(v.residents, v.residents * (110 + 40 * since + o.habit * 38 / 100) / 1000);
    f.ring_opened = month >= o.ring;
    if (f.ring_opened)
        f.ring_numbers = std::min<std::int64_t>(9, 1 + (month - o.ring) / 2 + o.habit / 300);
    f.mas_opened = month >= o.mas;
    if (f.mas_opened) {
        f.mas_households = std::min(
            v.households, v.households * (300 + 90 * (month - o.mas) + o.habit * 4 / 10) / 1000);
        f.mas_sends = stream.below(1 + o.habit / 200);
    }
    f.cloud_opened = month >= o.cloud;
    if (f.cloud_opened) f.cloud_logins = stream.below(1 + o.habit / 110);
    f.room_place = month >= o.room;
    if (!f.room_place) return;
    f.room_computers = std::min<std::int64_t>(4, 1 + (month - o.room) / 2 + o.habit / 600);
    f.room_broadband = month > o.room || o.habit > 500;
    f.room_hours = 6 + stream.below(4) + o.habit / 100;
    f.room_posted = month >= o.posted;
    f.room_activities = stream.below(1 + o.habit / 200);
}

}  // namespace

void fill_months(Village& village, std::uint64_t seed) {
    Stream stream{seed, months_topic, std::stoull(village.code)};
    const std::int64_t phone_last = 530 + village.level * 25 / 100 + stream.below(50);
    const std::int64_t data_share = 800 + village.level * 15 / 100 + stream.below(20);
    const Openings openings = draw_openings(stream, village.level);
    for (int month = 0; month < months; ++month) {
        MonthFigures& f = village.figures[static_cast<std::size_t>(month)];
        const std::int64_t left = last_month - month;
        const std::int64_t phones = village.residents * (phone_last - 13 * left) / 1000;
        f.phone_users = split(phones);
        f.four_g_users = split(phones * (data_share - 9 * left) / 1000);
        f.broadband = split(village.broadband_households * (1000 - 45 * left) / 1000);
        fill_services(village, f, openings, month, stream);
    }
}

}  // namespace demo
