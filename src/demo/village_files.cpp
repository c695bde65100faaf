#include "files.hpp"
#include "names.hpp"
#include "output.hpp"
#include "report/workbook.hpp"
#include "stream.hpp"

namespace demo {
namespace {

using report::CellStyle;
using report::WorkbookWriter;

constexpr std::uint64_t place_topic = 10;

std::vector<std::string> joined(std::vector<std::string> cells, Place place) {
    cells.push_back(degrees_text(place.lon_e7));
    cells.push_back(degrees_text(place.lat_e7));
    return cells;
}

void write_header(WorkbookWriter& out, const std::vector<std::string>& labels) {
    out.begin_row();
    for (const std::string& label : labels) out.text(label, CellStyle::header);
}

struct RegionRow {
    std::string code, name, level, parent, valid_from, valid_to, successor;
};

void write_region(WorkbookWriter& out, const RegionRow& r) {
    out.begin_row();
    for (const std::string* text :
         {&r.code, &r.name, &r.level, &r.parent, &r.valid_from, &r.valid_to, &r.successor})
        out.text(*text);
}

void write_county_regions(WorkbookWriter& out, const County& county) {
    const std::string begin = "2010-01-01";
    write_region(out, {county.code, county.name, "县级", county.prefecture_code, begin, "", ""});
    for (const Township& t : county.townships)
        write_region(out, {t.code, t.name, "乡级", county.code, begin, "", ""});
    for (const Village& v : county.villages)
        write_region(out,
                     {v.code, v.name, "村级", county.townships[v.township].code, begin, "", ""});
    write_region(
        out, {county.merged_code, county.merged_name, "村级",
              county.merged_code.substr(0, 9) + "000", begin, "2018-05-31", county.merged_into});
}

}  // namespace

std::string fact_text(Fact fact) {
    return fact == Fact::yes ? "是" : fact == Fact::no ? "否" : "未核实";
}

std::string month_text(int month) {
    return "2019-0" + std::to_string(month + 1);
}

std::filesystem::path write_regions(const Job& job) {
    const auto path = job.file("行政区划.xlsx");
    WorkbookWriter out(path);
    out.begin_sheet("区划", {16, 24, 8, 16, 13, 13, 16});
    write_header(out, {"区划代码", "名称", "级别", "上级代码", "启用日期", "停用日期", "继任代码"});
    write_region(out, {"430000000000", "湖南省", "省级", "", "2010-01-01", "", ""});
    std::string prefecture;
    for (const County& county : job.counties) {
        if (prefecture != county.prefecture_code)
            write_region(out, {county.prefecture_code, county.prefecture_name, "地级",
                               "430000000000", "2010-01-01", "", ""});
        prefecture = county.prefecture_code;
        write_county_regions(out, county);
    }
    out.finish();
    return path;
}

std::filesystem::path write_villages(const Job& job) {
    const auto path = job.file("行政村底册.xlsx");
    WorkbookWriter out(path);
    out.begin_sheet("行政村", {16, 11, 11, 11, 12, 16, 14, 14}, 2);
    out.begin_row();
    out.merge(0, 7, job.area + "行政村底册", CellStyle::title);
    write_header(out, {"村代码", "户籍人口", "常住人口", "常住户数", "未脱贫人口", "退出指标已完成",
                       "经度", "纬度"});
    for (const County& county : job.counties)
        for (const Village& v : county.villages) {
            out.begin_row();
            out.text(v.code);
            for (const std::int64_t count :
                 {v.registered_population, v.residents, v.households, v.poor_population})
                out.integer(count);
            out.text(fact_text(!v.poor ? Fact::yes : v.level < 300 ? Fact::unknown : Fact::no));
            const Place seat = to_place(v.seat);
            out.decimal(degrees_text(seat.lon_e7));
            out.decimal(degrees_text(seat.lat_e7));
        }
    out.finish();
    return path;
}

std::filesystem::path write_boundaries(const Job& job) {
    const auto path = job.file("村界.geojson");
    GeoJsonFile out(path, "村界", {"region"});
    for (const County& county : job.counties)
        for (const Village& v : county.villages) out.polygon({v.code}, v.ring);
    out.close();
    return path;
}

std::filesystem::path write_settlements(const Job& job) {
    const auto path = job.file("聚居区.csv");
    CsvFile out(path, Encoding::gb18030,
                {"村代码", "聚居区编号", "聚居区名称", "户数", "4G覆盖", "光纤通达", "宽带可装",
                 "经度", "纬度"});
    for (const County& county : job.counties)
        for (const Village& v : county.villages)
            for (const Settlement& s : v.settlements)
                if (!s.number.empty())
                    out.row(
                        joined({v.code, s.number, s.name, std::to_string(s.households),
                                fact_text(s.four_g), fact_text(s.fibre), fact_text(s.broadband)},
                               to_place(s.centre)));
    out.close();
    return path;
}

namespace {

struct PublicPlace {
    std::string kind, name;
    Metres at;
};

std::vector<PublicPlace> places_of(const Village& v, bool has_hall, Stream& stream) {
    const auto near = [&] {
        const auto offset = [&] { return static_cast<double>(stream.between(-180, 180)); };
        const double east = offset();
        return Metres{v.seat.east + east, v.seat.north + offset()};
    };
    std::vector<PublicPlace> places = {{"村委会", v.name + "委会", v.seat}};
    if (stream.chance(550)) places.push_back({"学校", v.name + "小学", near()});
    if (stream.chance(800)) places.push_back({"卫生室", v.name + "卫生室", near()});
    if (has_hall) places.push_back({"营业厅", v.name + "营业厅", near()});
    return places;
}

}  // namespace

std::filesystem::path write_public_places(const Job& job) {
    const auto path = job.file("公共场所.csv");
    CsvFile out(path, Encoding::utf8_with_mark,
                {"村代码", "类别", "名称", "4G覆盖", "光纤通达", "核实日期", "实测RSRP", "经度",
                 "纬度", "坐标系"});
    for (const County& county : job.counties)
        for (const Village& v : county.villages) {
            Stream stream{job.seed, place_topic, std::stoull(v.code)};
            const Settlement& seat = v.settlements.front();
            for (const PublicPlace& p : places_of(v, v.code.ends_with("001"), stream)) {
                const std::int64_t rsrp = seat.four_g == Fact::yes ? stream.between(-104, -76)
                                                                   : stream.between(-128, -111);
                const std::string day = std::to_string(stream.between(10, 28));
                std::vector<std::string> cells =
                    joined({v.code, p.kind, p.name, fact_text(seat.four_g), fact_text(seat.fibre),
                            "2019-06-" + day, std::to_string(rsrp)},
                           to_place(p.at));
                cells.emplace_back("CGCS2000");
                out.row(cells);
            }
        }
    out.close();
    return path;
}

std::filesystem::path write_telecom(const Job& job) {
    constexpr std::array operators = {"移动", "电信", "联通"};
    const auto path = job.file("村级通信统计.xlsx");
    WorkbookWriter out(path);
    for (int month = 0; month < months; ++month) {
        out.begin_sheet(month_text(month), {16, 10, 10, 16, 16, 14});
        write_header(
            out, {"村代码", "统计月份", "运营商", "移动手机用户", "4G上网用户", "宽带接入户数"});
        const auto row = [&](const Village& v, const char* name, std::int64_t phones,
                             std::int64_t data, std::int64_t broadband) {
            out.begin_row();
            out.text(v.code);
            out.text(month_text(month));
            out.text(name);
            for (const std::int64_t count : {phones, data, broadband}) out.integer(count);
        };
        for (const County& county : job.counties)
            for (const Village& v : county.villages) {
                const MonthFigures& f = v.figures[static_cast<std::size_t>(month)];
                const auto sum = [](const auto& three) { return three[0] + three[1] + three[2]; };
                row(v, "全部", sum(f.phone_users), sum(f.four_g_users), sum(f.broadband));
                for (std::size_t o = 0; o < operators.size(); ++o)
                    row(v, operators[o], f.phone_users[o], f.four_g_users[o], f.broadband[o]);
            }
    }
    out.finish();
    return path;
}

namespace {

std::vector<std::string> service_cells(const Village& v, int month) {
    const MonthFigures& f = v.figures[static_cast<std::size_t>(month)];
    const auto yes = [](bool value) { return fact_text(value ? Fact::yes : Fact::no); };
    const auto count = [](std::int64_t value) { return std::to_string(value); };
    return {v.code,
            month_text(month),
            yes(f.network_formed),
            count(f.network_members),
            yes(f.ring_opened),
            count(f.ring_numbers),
            yes(f.mas_opened),
            count(f.mas_households),
            count(f.mas_sends),
            yes(f.cloud_opened),
            count(f.cloud_logins),
            yes(f.room_place),
            count(f.room_computers),
            yes(f.room_broadband),
            count(f.room_hours),
            yes(f.room_posted),
            count(f.room_activities)};
}

}  // namespace

std::filesystem::path write_service_use(const Job& job) {
    const auto path = job.file("村级信息化应用.csv");
    CsvFile out(path, Encoding::gb18030,
                {"村代码", "统计月份", "乡情网已组建", "乡情网成员", "集团彩铃已开通", "彩铃号码数",
                 "云MAS已开通", "通讯录户数", "当月群发次数", "移动办公云已开通", "当月登录次数",
                 "学习室有场所", "学习室电脑", "学习室通宽带", "每周开放小时", "开放时间已公示",
                 "当月活动次数"});
    for (int month = 0; month < months; ++month)
        for (const County& county : job.counties)
            for (const Village& v : county.villages) out.row(service_cells(v, month));
    out.close();
    return path;
}

}  // namespace demo
