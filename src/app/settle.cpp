#include "app/settle.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.hpp"
#include "ingest/points.hpp"
#include "ingest/recognise.hpp"
#include "settlements/describe.hpp"

namespace app {
namespace {

using ingest::PointColumns;
using std::chrono::steady_clock;

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

double seconds_since(steady_clock::time_point start) {
    return std::chrono::duration<double>(steady_clock::now() - start).count();
}

// Only planes whose metres are true to scale.
void check_crs(const std::string& crs) {
    int code = 0;
    if (crs.starts_with("EPSG:")) std::from_chars(crs.data() + 5, crs.data() + crs.size(), code);
    if (crs != "EPSG:" + std::to_string(code) || code < 1024 || code > 32767)
        refuse("坐标系应写作 EPSG:代码，如 EPSG:4545。",
               "Write the coordinate system as EPSG:code, such as EPSG:4545.");
    if (code == 3857 || code == 3785 || code == 3395 || code == 4978)
        refuse(crs + " 的米不是地面上的米，不能量距离。请先转换为高斯-克吕格等投影坐标。",
               "The metres of " + crs +
                   " are not metres on the ground. Convert to a projection such "
                   "as Gauss-Krüger first.");
    const bool is_gauss_krueger = code >= 4491 && code <= 4554;
    if (code >= 4000 && code < 5000 && !is_gauss_krueger)
        refuse(crs + " 是经纬度坐标系。经纬度请用列名 lon、lat，并用 --datum 说明坐标系。",
               crs + " is in degrees. Name degrees lon and lat and say their datum with --datum.");
}

struct IdOrder {
    std::uint64_t start = 0;  // the first eight bytes, as a number in their order
    std::uint32_t size = 0;
    std::uint32_t row = 0;
};

IdOrder order_of(const PointColumns& columns, std::uint32_t row) {
    const std::string_view id = columns.id_text(row);
    IdOrder order{0, static_cast<std::uint32_t>(id.size()), row};
    for (std::size_t i = 0; i < 8; ++i)
        order.start = order.start << 8U | (i < id.size() ? static_cast<unsigned char>(id[i]) : 0U);
    return order;
}

// Shorter ids before longer ones, so that plain numbers stand in their order.
int compare(const PointColumns& columns, const IdOrder& a, const IdOrder& b) {
    if (a.size != b.size) return a.size < b.size ? -1 : 1;
    if (a.start != b.start) return a.start < b.start ? -1 : 1;
    return a.size <= 8 ? 0 : columns.id_text(a.row).compare(columns.id_text(b.row));
}

void refuse_twice(const PointColumns& columns, const IdOrder& id) {
    refuse("编号“" + columns.id(id.row) + "”出现了两次。每户只能有一行，请更正后再运行。",
           "The id \"" + columns.id(id.row) +
               "\" stands twice. A household may have one line only; correct it, then run again.");
}

// The rows in the order of their ids; empty when they stand so already.
std::vector<std::uint32_t> rows_by_id(const PointColumns& columns) {
    if (columns.id_places.empty()) return {};
    const auto count = static_cast<std::uint32_t>(columns.size());
    bool ascending = true;
    for (std::uint32_t row = 1; row < count && ascending; ++row)
        ascending = compare(columns, order_of(columns, row - 1), order_of(columns, row)) < 0;
    if (ascending) return {};
    std::vector<IdOrder> order;
    order.reserve(count);
    for (std::uint32_t row = 0; row < count; ++row) order.push_back(order_of(columns, row));
    std::ranges::sort(order, [&](const IdOrder& a, const IdOrder& b) {
        const int way = compare(columns, a, b);
        return way != 0 ? way < 0 : a.row < b.row;
    });
    std::vector<std::uint32_t> rows;
    rows.reserve(count);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && compare(columns, order[i - 1], order[i]) == 0) refuse_twice(columns, order[i]);
        rows.push_back(order[i].row);
    }
    return rows;
}

template <class T>
void put_in_order(std::vector<T>& values, const std::vector<std::uint32_t>& rows) {
    if (rows.empty() || values.empty()) return;
    std::vector<T> ordered;
    ordered.reserve(values.size());
    for (const std::uint32_t row : rows) ordered.push_back(values[row]);
    values.swap(ordered);
}

template <class T>
void put_back(std::vector<T>& values, const std::vector<std::uint32_t>& rows) {
    std::vector<T> original(values.size());
    for (std::size_t i = 0; i < rows.size(); ++i) original[rows[i]] = values[i];
    values.swap(original);
}

std::optional<geo::Datum> datum_named(const std::string& name) {
    if (name == "wgs84") return geo::Datum::wgs84;
    if (name == "cgcs2000") return geo::Datum::cgcs2000;
    if (name == "gcj02") return geo::Datum::gcj02;
    if (name == "bd09") return geo::Datum::bd09;
    return std::nullopt;
}

PointColumns read_points(base::Environment& environment, const SettleRequest& request) {
    const ingest::PointOptions options{request.file.filename().string(), !request.crs.empty(),
                                       datum_named(request.datum)};
    if (ingest::is_point_binary(request.file))
        return ingest::read_point_binary(environment.files.read(request.file), options);
    if (ingest::recognise_file(request.file) == ingest::FileKind::csv)
        return ingest::read_point_csv(environment.files.read(request.file), options);
    return ingest::read_point_table(request.reader, request.file, options);
}

std::string decimal(std::int64_t value, int places) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    const auto fraction = static_cast<std::size_t>(places);
    if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
    digits.insert(digits.size() - fraction, 1, '.');
    return value < 0 ? "-" + digits : digits;
}

std::string hull_text(const std::vector<settlements::Corner>& hull, int places) {
    std::string text;
    for (std::size_t i = 0; i <= hull.size(); ++i) {
        if (i == hull.size() && hull.size() < 3) break;
        const settlements::Corner& corner = hull[i % hull.size()];
        text += (i ? "," : "") + decimal(corner.x, places) + " " + decimal(corner.y, places);
    }
    if (hull.size() == 1) return "POINT(" + text + ")";
    return hull.size() == 2 ? "LINESTRING(" + text + ")" : "POLYGON((" + text + "))";
}

void write_hulls(base::Files& files, const std::filesystem::path& out,
                 const settlements::Points& points, const settlements::Delineation& result) {
    const bool is_plane = std::holds_alternative<settlements::PlanePoints>(points);
    const int places = is_plane ? 6 : 7;
    std::string text = is_plane ? "settlement,households,core,x,y,hull\n"
                                : "settlement,households,core,lon,lat,hull\n";
    std::int64_t number = 0;
    for (const settlements::Settlement& one : settlements::describe(points, result)) {
        const auto core = std::ranges::count_if(one.members, [&](std::uint32_t member) {
            return result.role[member] == settlements::Role::core;
        });
        text += std::to_string(++number) + "," + std::to_string(one.members.size()) + "," +
                std::to_string(core) + "," + decimal(one.centre.x, places) + "," +
                decimal(one.centre.y, places) + ",\"" + hull_text(one.hull, places) + "\"\n";
    }
    files.write(out, text);
}

settlements::Delineation delineate(base::Files& files, PointColumns& columns,
                                   const SettleRequest& request) {
    const auto rows = rows_by_id(columns);
    put_in_order(columns.lon_e7, rows);
    put_in_order(columns.lat_e7, rows);
    put_in_order(columns.x_um, rows);
    put_in_order(columns.y_um, rows);
    const settlements::Points points =
        request.crs.empty()
            ? settlements::Points(settlements::GeographicPoints{columns.lon_e7, columns.lat_e7})
            : settlements::Points(settlements::PlanePoints{columns.x_um, columns.y_um});
    auto result = settlements::delineate(points, request.rule, request.threads);
    if (!request.hulls.empty()) write_hulls(files, request.hulls, points, result);
    if (!rows.empty()) {
        put_back(result.settlement, rows);
        put_back(result.role, rows);
    }
    return result;
}

std::string_view name_of(settlements::Role role) {
    switch (role) {
        case settlements::Role::core:
            return "core";
        case settlements::Role::border:
            return "border";
        case settlements::Role::none:
            break;
    }
    return "none";
}

void write_csv(base::Files& files, const std::filesystem::path& out, const PointColumns& columns,
               const settlements::Delineation& result) {
    std::size_t row = 0;
    std::string header = "id,settlement,role\n";
    files.write_parts(out, [&] {
        std::string piece;
        piece.swap(header);
        piece.reserve(piece_bytes + 4096);
        char number[16];
        for (; row < result.role.size() && piece.size() < piece_bytes; ++row) {
            if (columns.id_places.empty())
                piece += columns.id(row);
            else
                piece += columns.id_text(row);
            piece += ',';
            const auto end = std::to_chars(number, number + sizeof number, result.settlement[row]);
            piece.append(number, end.ptr);
            piece += ',';
            piece += name_of(result.role[row]);
            piece += '\n';
        }
        return piece;
    });
}

void count_into(SettleReport& report, const settlements::Delineation& result) {
    std::vector<std::int64_t> size(result.count + 1);
    for (std::size_t i = 0; i < result.role.size(); ++i) {
        report.core += result.role[i] == settlements::Role::core;
        report.border += result.role[i] == settlements::Role::border;
        report.none += result.role[i] == settlements::Role::none;
        ++size[result.settlement[i]];
    }
    size[0] = 0;
    report.largest = *std::ranges::max_element(size);
    report.households = static_cast<std::int64_t>(result.role.size());
    report.settlements = result.count;
}

}  // namespace

std::int64_t parse_radius_mm(const std::string& text) {
    constexpr std::size_t decimals = 3;
    const std::size_t point = text.find('.');
    std::string digits = text.substr(0, point);
    std::string after = point == std::string::npos ? "" : text.substr(point + 1);
    const bool fits = !digits.empty() && digits.size() <= 9 && after.size() <= decimals;
    after.resize(decimals, '0');
    digits += after;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!fits || error != std::errc() || end != digits.data() + digits.size() || value < 0)
        refuse("半径应是以米为单位的数字，最多三位小数，如 300。",
               "The radius is a number of metres with at most three decimals, such as 300.");
    return value;
}

SettleReport settle_file(base::Environment& environment, const SettleRequest& request) {
    SettleReport report;
    if (!request.crs.empty()) check_crs(request.crs);
    if (!request.crs.empty() && !request.datum.empty())
        refuse("--crs 和 --datum 只能用一个：米用 --crs，经纬度用 --datum。",
               "Use one of --crs and --datum: --crs for metres, --datum for degrees.");
    auto start = steady_clock::now();
    PointColumns columns = read_points(environment, request);
    report.read_s = seconds_since(start);
    start = steady_clock::now();
    const auto result = delineate(environment.files, columns, request);
    report.compute_s = seconds_since(start);
    start = steady_clock::now();
    write_csv(environment.files, request.out, columns, result);
    report.write_s = seconds_since(start);
    report.datum = columns.datum;
    report.crs = request.crs;
    count_into(report, result);
    return report;
}

std::string to_json(const SettleReport& report, const settlements::Rule& rule) {
    nlohmann::ordered_json json{
        {"households", report.households},
        {"settlements", report.settlements},
        {"core", report.core},
        {"border", report.border},
        {"none", report.none},
        {"largest", report.largest},
        {"rule", rule.kind == settlements::Kind::chain ? "chain" : "density"},
        {"radius_m", static_cast<double>(rule.radius_mm) / 1000},
        {"min_households", rule.min_households}};
    if (report.crs.empty())
        json["datum"] = report.datum;
    else
        json["crs"] = report.crs;
    json["seconds"] = {
        {"read", report.read_s}, {"compute", report.compute_s}, {"write", report.write_s}};
    return json.dump();
}

}  // namespace app
