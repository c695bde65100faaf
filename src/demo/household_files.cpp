#include "files.hpp"
#include "geo/datum.hpp"
#include "households.hpp"
#include "report/workbook.hpp"

namespace demo {
namespace {

using report::CellStyle;
using report::WorkbookWriter;

constexpr int columns = 15;

struct Position {
    std::string lon;
    std::string lat;
};

Position on_gcj02(Metres at) {
    const Place place = to_place(at);
    const geo::Position moved = geo::from_cgcs2000(
        {static_cast<double>(place.lon_e7) / 1e7, static_cast<double>(place.lat_e7) / 1e7},
        geo::Datum::gcj02);
    const auto e7 = [](double degrees) { return static_cast<std::int64_t>(degrees * 1e7 + 0.5); };
    return {degrees_text(e7(moved.lon_deg)), degrees_text(e7(moved.lat_deg))};
}

void write_head(WorkbookWriter& out, const std::string& sheet, const std::string& title) {
    out.begin_sheet(sheet, {15, 9, 9, 11, 11, 21, 14, 11, 11, 12, 8, 10, 10, 13, 13}, 3);
    out.begin_row();
    out.merge(0, columns - 1, title, CellStyle::title);
    out.begin_row();
    for (const char* label : {"村代码", "户编号", "村民小组", "聚居区编号"})
        out.text(label, CellStyle::header);
    out.merge(4, 6, "户主信息", CellStyle::header);
    for (const char* label : {"常住人口", "居住情况", "户类别", "通电", "户保安装", "宽带接入"})
        out.text(label, CellStyle::header);
    out.merge(13, 14, "住房位置", CellStyle::header);
    out.begin_row();
    for (const int column : {0, 1, 2, 3}) out.merge_up(column, 1, CellStyle::header);
    for (const char* label : {"户主姓名", "证件号码", "联系电话"})
        out.text(label, CellStyle::header);
    for (const int column : {7, 8, 9, 10, 11, 12}) out.merge_up(column, 1, CellStyle::header);
    for (const char* label : {"经度", "纬度"}) out.text(label, CellStyle::header);
}

struct FaultyCells {
    std::string region, number, head_id, phone, residents, category, powered, lon, lat;
};

void write_row(WorkbookWriter& out, const std::string& region, const Household& h) {
    out.begin_row();
    for (const std::string* text :
         {&region, &h.number, &h.group, &h.settlement, &h.head_name, &h.head_id, &h.phone})
        out.text(*text);
    out.integer(h.residents);
    out.text(h.occupancy);
    out.text(h.category);
    for (const Fact fact : {h.powered, h.protector, h.broadband}) out.text(fact_text(fact));
    const Position position = on_gcj02(h.at);
    out.decimal(position.lon);
    out.decimal(position.lat);
}

void write_cells(WorkbookWriter& out, const Household& h, const FaultyCells& c) {
    out.begin_row();
    for (const std::string& text :
         {c.region, c.number, h.group, std::string(), h.head_name, c.head_id, c.phone, c.residents,
          h.occupancy, c.category, c.powered, fact_text(h.protector), fact_text(h.broadband), c.lon,
          c.lat})
        out.text(text);
}

/// Makes one cell wrong in the `kind`-th way a clerk's file goes wrong.
void spoil(FaultyCells& c, int kind, const County& county) {
    switch (kind) {
        case 0:
            c.region = county.code.substr(0, 6) + "999999";
            break;  // no such village
        case 1:
            c.region = county.merged_code;
            break;  // merged away in 2018
        case 2:
            c.region = county.townships[0].code;
            break;  // a township, not a village
        case 3:
            c.residents = "三人";
            break;
        case 4:
            c.residents = "-1";
            break;
        case 5:
            c.residents = "51";
            break;
        case 6:
            c.residents = "4.5";
            break;
        case 7:
            c.head_id = c.head_id.substr(0, 17) + (c.head_id[17] == '1' ? "2" : "1");
            break;
        case 8:
            c.head_id = "9.90000190001e+17";
            break;  // digits lost in a number cell
        case 9:
            c.head_id = "990000201902300012";
            break;  // born on 30 February
        case 10:
            c.phone = "12345";
            break;
        case 11:
            c.category = "富裕户";
            break;
        case 12:
            c.powered = "大概";
            break;
        case 13:
            std::swap(c.lon, c.lat);
            break;
        case 14:
            c.lon = "10.9482351";
            break;  // outside China
        case 15:
            c.lon = "东经109度";
            break;
        case 16:
            c.number = "";
            break;
        default:
            break;
    }
}

}  // namespace

std::filesystem::path write_households(const Job& job) {
    const auto path = job.file("农户底册.xlsx");
    WorkbookWriter out(path);
    std::int64_t serial = 0;
    for (County& county : job.counties) {
        write_head(out, job.counties.size() == 1 ? "农户" : county.code.substr(0, 6),
                   county.name + "农户底册");
        for (Village& village : county.villages) {
            HouseholdMaker maker(village, job.terrain, job.seed, serial);
            for (std::int64_t i = 0; i < village.households; ++i)
                write_row(out, village.code, maker.next());
            serial += village.households;
            fill_months(village, job.seed);
        }
    }
    out.finish();
    return path;
}

std::filesystem::path write_faulty_households(const Job& job) {
    constexpr int spoilt_twice = 17 * 2;
    constexpr int duplicates = 3;
    constexpr int good = 13;
    const auto path = job.file("农户底册（待核）.xlsx");
    WorkbookWriter out(path);
    const County& county = job.counties.front();
    Village village = county.villages.front();
    write_head(out, "农户", county.name + "农户底册（待核）");
    HouseholdMaker maker(village, job.terrain, job.seed + 1, 16'000'000);
    const int rows = good + spoilt_twice + duplicates;
    for (int i = 0; i < rows; ++i) {
        const Household h = maker.next();
        const Position position = on_gcj02(h.at);
        FaultyCells cells{village.code, "D" + h.number, h.head_id,    "10009999999", "3",
                          "一般户",     "是",           position.lon, position.lat};
        if (i >= good && i < good + spoilt_twice) spoil(cells, (i - good) % 17, county);
        if (i >= good + spoilt_twice) cells.number = "D0001";
        write_cells(out, h, cells);
    }
    out.finish();
    return path;
}

}  // namespace demo
