#include <algorithm>
#include <array>
#include <cmath>

#include "files.hpp"
#include "output.hpp"
#include "stream.hpp"

namespace demo {
namespace {

constexpr std::uint64_t transformer_topic = 11, line_topic = 12, report_topic = 13;

std::string line_code(const County& county, std::size_t township) {
    return "L" + county.code.substr(2, 4) + county.townships[township].code.substr(6, 3);
}

std::string tenths(std::int64_t value) {
    return std::to_string(value / 10) + "." + std::to_string(value % 10);
}

std::vector<std::string> located(std::vector<std::string> cells, Metres at) {
    const Place place = to_place(at);
    cells.push_back(degrees_text(place.lon_e7));
    cells.push_back(degrees_text(place.lat_e7));
    return cells;
}

}  // namespace

std::filesystem::path write_stations(const Job& job) {
    const auto path = job.file("基站工参表.csv");
    CsvFile out(path, Encoding::gb18030,
                {"村代码", "运营商", "eNodeB ID", "基站名称", "塔高", "开通日期", "经度", "纬度"});
    for (const County& county : job.counties)
        for (const Station& s : county.stations)
            out.row(located({county.villages[s.village].code, s.operator_name, s.code, s.name,
                             std::to_string(s.height_m), s.opened_on},
                            s.at));
    out.close();
    return path;
}

std::filesystem::path write_cells(const Job& job) {
    const auto path = job.file("小区工参表.csv");
    CsvFile out(path, Encoding::gb18030,
                {"村代码", "eNodeB ID", "小区标识", "制式", "频段", "方位角", "总下倾角",
                 "天线挂高", "参考信号功率"});
    for (const County& county : job.counties)
        for (const Station& s : county.stations)
            for (const Cell& c : s.cells)
                out.row({county.villages[s.village].code, s.code, c.code, c.is_lte ? "4G" : "2G",
                         std::to_string(c.band_mhz), std::to_string(c.azimuth_deg),
                         std::to_string(c.tilt_deg), std::to_string(s.height_m - 2),
                         tenths(c.power_tenth_dbm)});
    out.close();
    return path;
}

std::filesystem::path write_transformers(const Job& job) {
    constexpr std::array<std::int64_t, 6> capacities = {50, 80, 100, 160, 200, 315};
    const auto path = job.file("台区.csv");
    CsvFile out(path, Encoding::utf8_with_mark,
                {"村代码", "台区编号", "台区名称", "配变容量", "供电户数", "三相四线线路",
                 "单相分支", "低压线路长度", "所属线路编号", "经度", "纬度"});
    for (const County& county : job.counties)
        for (const Village& v : county.villages) {
            Stream stream{job.seed, transformer_topic, std::stoull(v.code)};
            const std::int64_t count = std::max<std::int64_t>(1, v.households / 65);
            for (std::int64_t i = 0; i < count; ++i) {
                const auto at = static_cast<std::size_t>(i) % v.settlements.size();
                const std::int64_t households =
                    v.households * (i + 1) / count - v.households * i / count;
                const std::string number = std::to_string(i + 1);
                const Metres centre = v.settlements[at].centre;
                const double east = static_cast<double>(stream.between(-120, 120));
                const Metres place = {
                    centre.east + east + static_cast<double>(i) * 7,
                    centre.north + static_cast<double>(stream.between(-120, 120))};
                out.row(located(
                    {v.code, "T" + v.code.substr(6) + "0" + number, v.name + number + "号台区",
                     std::to_string(capacities[static_cast<std::size_t>(stream.below(6))]),
                     std::to_string(households), std::to_string(stream.between(1, 3)),
                     std::to_string(stream.between(3, 12)),
                     std::to_string(households * stream.between(28, 60)),
                     line_code(county, v.township)},
                    place));
            }
        }
    out.close();
    return path;
}

namespace {

/// One 10 kV section: from a village already on the net to the next nearest one.
struct Section {
    std::size_t from = 0;
    std::size_t to = 0;
};

/// The shortest tree that joins all seats (Prim), as a rural network grows.
std::vector<Section> join_villages(const std::vector<Village>& villages) {
    std::vector<Section> sections;
    std::vector<double> distance(villages.size(), 1e18);
    std::vector<std::size_t> from(villages.size(), 0);
    std::vector<bool> joined(villages.size(), false);
    std::size_t current = 0;
    for (std::size_t count = 1; count < villages.size(); ++count) {
        joined[current] = true;
        std::size_t next = villages.size();
        for (std::size_t i = 0; i < villages.size(); ++i) {
            if (joined[i]) continue;
            const double d = squared_distance(villages[i].seat, villages[current].seat);
            if (d < distance[i]) std::tie(distance[i], from[i]) = std::pair{d, current};
            if (next == villages.size() || distance[i] < distance[next]) next = i;
        }
        sections.push_back({from[next], next});
        current = next;
    }
    return sections;
}

std::vector<Metres> pole_line(Metres from, Metres to, Stream& stream) {
    constexpr double span_m = 350;
    const double length = std::sqrt(squared_distance(from, to));
    const int spans = std::max(1, static_cast<int>(length / span_m));
    std::vector<Metres> points = {from};
    for (int i = 1; i < spans; ++i) {
        const double t = static_cast<double>(i) / spans;
        const double aside = static_cast<double>(stream.between(-60, 60));
        points.push_back(
            {from.east + t * (to.east - from.east) - aside * (to.north - from.north) / length,
             from.north + t * (to.north - from.north) + aside * (to.east - from.east) / length});
    }
    points.push_back(to);
    return points;
}

std::vector<Place> places(const std::vector<Metres>& points) {
    std::vector<Place> result;
    for (const Metres point : points) result.push_back(to_place(point));
    return result;
}

std::vector<Place> rectangle(Metres centre, double half_width, double half_depth) {
    return places({{centre.east - half_width, centre.north - half_depth},
                   {centre.east + half_width, centre.north - half_depth},
                   {centre.east + half_width, centre.north + half_depth},
                   {centre.east - half_width, centre.north + half_depth}});
}

/// An eight-cornered pond of uneven radius.
std::vector<Place> pond_ring(Metres centre, Stream& stream) {
    constexpr std::array<std::pair<double, double>, 8> directions = {
        {{1, 0}, {0.7, 0.7}, {0, 1}, {-0.7, 0.7}, {-1, 0}, {-0.7, -0.7}, {0, -1}, {0.7, -0.7}}};
    std::vector<Metres> ring;
    for (const auto& [east, north] : directions) {
        const auto radius = static_cast<double>(stream.between(18, 42));
        ring.push_back({centre.east + east * radius, centre.north + north * radius});
    }
    return places(ring);
}

class GridLayers {
public:
    GridLayers(const Job& job, const GridFiles& files)
        : job_(job),
          lines_(files.lines, "10千伏线路",
                 {"村代码", "线路编号", "段号", "线路名称", "电压等级", "导线型号", "绝缘导线"}),
          ponds_(files.ponds, "鱼塘水面", {"村代码", "水面编号", "名称", "有人垂钓", "已设警示牌"}),
          buildings_(files.buildings, "房屋", {"村代码", "房屋编号", "用途", "房屋高度", "层数"}) {}

    void add(const County& county) {
        std::vector<std::int64_t> numbers(county.townships.size(), 0);
        Stream stream{job_.seed, line_topic, static_cast<std::uint64_t>(county.share.index)};
        for (const Section& section : join_villages(county.villages)) {
            const Village& from = county.villages[section.from];
            const Village& to = county.villages[section.to];
            const std::vector<Metres> points = pole_line(from.seat, to.seat, stream);
            add_line(county, to, ++numbers[to.township], points, stream);
            add_neighbours(to, points, stream);
        }
    }

    void close() {
        lines_.close();
        ponds_.close();
        buildings_.close();
    }

private:
    void add_line(const County& county, const Village& v, std::int64_t number,
                  const std::vector<Metres>& points, Stream& stream) {
        constexpr std::array bare = {"LGJ-35", "LGJ-50", "LGJ-70", "LGJ-95"};
        const bool insulated = stream.chance(260);
        lines_.line({v.code, line_code(county, v.township), std::to_string(number),
                     "10kV" + county.townships[v.township].name + "线", "10.0",
                     insulated ? "JKLYJ-10-70" : bare[static_cast<std::size_t>(stream.below(4))],
                     fact_text(insulated ? Fact::yes : Fact::no)},
                    places(points));
    }

    /// Ponds and roofs under or beside the last pole of the section.
    void add_neighbours(const Village& v, const std::vector<Metres>& points, Stream& stream) {
        const Metres last = points[points.size() - 2];
        const Metres along = {(last.east + v.seat.east) / 2, (last.north + v.seat.north) / 2};
        // Arguments are drawn one by one: their order within a call is the compiler's choice.
        if (stream.chance(350)) {
            const bool fishing = stream.chance(600);
            const bool has_sign = stream.chance(450);
            ponds_.polygon(
                {v.code, "P01", v.name + "鱼塘", fact_text(fishing ? Fact::yes : Fact::no),
                 fact_text(has_sign ? Fact::yes : Fact::no)},
                pond_ring(along, stream));
        }
        const std::int64_t count = stream.below(4);
        for (std::int64_t i = 0; i < count; ++i) add_building(v, i, stream);
    }

    void add_building(const Village& v, std::int64_t i, Stream& stream) {
        const std::int64_t storeys = stream.between(1, 4);
        const double aside = static_cast<double>(stream.between(0, 25) + i * 30);
        const std::int64_t height_tenths = storeys * 31 + stream.below(12);
        const auto half_width = static_cast<double>(stream.between(4, 8));
        const auto half_depth = static_cast<double>(stream.between(4, 6));
        buildings_.polygon(
            {v.code, "B0" + std::to_string(i + 1), storeys == 1 ? "附属用房" : "住宅",
             tenths(height_tenths), std::to_string(storeys)},
            rectangle({v.seat.east + aside, v.seat.north + 20}, half_width, half_depth));
    }

    const Job& job_;
    GeoJsonFile lines_;
    GeoJsonFile ponds_;
    GeoJsonFile buildings_;
};

}  // namespace

GridFiles write_lines(const Job& job) {
    GridFiles files{job.file("10千伏线路.geojson"), job.file("鱼塘水面.geojson"),
                    job.file("线路附近房屋.geojson")};
    GridLayers layers(job, files);
    for (const County& county : job.counties) layers.add(county);
    layers.close();
    return files;
}

namespace {

struct Claim {
    const char* item;
    std::int64_t truth;
    std::int64_t most;
};

std::vector<Claim> claims_of(const Village& v, int month) {
    std::int64_t registered = 0;
    std::int64_t four_g = 0;
    std::int64_t fibre = 0;
    for (const Settlement& s : v.settlements) {
        if (s.number.empty()) continue;
        ++registered;
        if (s.four_g == Fact::yes) ++four_g;
        if (s.fibre == Fact::yes) ++fibre;
    }
    const auto& broadband = v.figures[static_cast<std::size_t>(month)].broadband;
    return {{"4G覆盖聚居区数", four_g, registered},
            {"通光纤聚居区数", fibre, registered},
            {"宽带接入户数", broadband[0] + broadband[1] + broadband[2], v.households}};
}

}  // namespace

std::filesystem::path write_unit_reports(const Job& job) {
    const auto path = job.file("单位上报.csv");
    CsvFile reports(path, Encoding::utf8_with_mark,
                    {"村代码", "月份", "上报单位", "上报事项", "上报数", "上报日期"});
    CsvFile truth(job.file("单位上报真值.csv"), Encoding::utf8_with_mark,
                  {"村代码", "月份", "上报事项", "上报数", "真值", "虚报"});
    for (const County& county : job.counties)
        for (const Village& v : county.villages) {
            Stream stream{job.seed, report_topic, std::stoull(v.code)};
            const bool dishonest = stream.chance(100);
            for (int month = 0; month < months; ++month)
                for (const Claim& claim : claims_of(v, month)) {
                    const std::int64_t better =
                        claim.truth + std::max<std::int64_t>(1, claim.truth * 18 / 100);
                    const bool lies = dishonest && month >= 2 && claim.truth < claim.most;
                    const std::int64_t said = lies ? std::min(claim.most, better) : claim.truth;
                    reports.row({v.code, month_text(month),
                                 county.townships[v.township].name + "人民政府", claim.item,
                                 std::to_string(said), month_text(month) + "-25"});
                    truth.row({v.code, month_text(month), claim.item, std::to_string(said),
                               std::to_string(claim.truth), lies ? "是" : "否"});
                }
        }
    reports.close();
    truth.close();
    return path;
}

}  // namespace demo
