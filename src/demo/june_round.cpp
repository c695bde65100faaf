#include "demo/june_round.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/bytes.hpp"
#include "base/date.hpp"
#include "base/error.hpp"
#include "demo_round/embedded.hpp"
#include "output.hpp"
#include "stream.hpp"

namespace demo {
namespace {

constexpr std::size_t region_digits = 12;
constexpr std::size_t county_digits = 6;
constexpr std::int64_t households_listed = 8;
constexpr const char* programme = "yunnan-grid-2020";
constexpr const char* villages_draw = "YN-2020-06";
constexpr const char* households_draw = "YN-2020-06-H";
constexpr const char* blocked_unit = "YN08";  // a landslide closed the road to its second village

std::string secret_number(const std::string& name) {
    return base::to_hex(base::sha256("wanjia demo " + name));
}

/// Who gives numbers, in a meeting of an hour, and what the ten-sided dice showed.
struct Meeting {
    const char* draw;
    const char* day;
    const char* dice;
};
constexpr std::array<const char*, 2> parties = {"YN00", "YNFP"};
constexpr Meeting of_villages = {villages_draw, "2020-06-02", "37052984160385571926"};
constexpr Meeting of_households = {households_draw, "2020-06-04", "80421936657709152843"};

base::Instant at(const Meeting& meeting, const char* time) {
    return draw::parse_time(std::string(meeting.day) + "T" + time + "Z").value();
}

draw::Announcement terms_of(const Meeting& meeting) {
    draw::Announcement terms;
    terms.draw_id = meeting.draw;
    terms.parties.assign(parties.begin(), parties.end());
    terms.public_name = "dice-20";
    terms.public_fallback = "dice-20-again";
    terms.commit_by = at(meeting, "01:30:00");
    terms.reveal_by = at(meeting, "01:50:00");
    terms.public_at = at(meeting, "02:00:00");
    terms.seal_until = draw::parse_time("2020-06-20T00:00:00Z").value();  // after the last visit
    return terms;
}

draw::Documents held(const Meeting& meeting, const std::vector<draw::Unit>& units) {
    std::vector<std::string> strata;
    for (const auto& unit : units) strata.push_back(unit.stratum);
    std::ranges::sort(strata);
    strata.erase(std::ranges::unique(strata).begin(), strata.end());
    const std::string name = meeting.draw;
    draw::Documents documents;
    draw::freeze(documents, {{{"listed", units}}, {}, draw::wish_each(strata, 2), {}},
                 secret_number(name + " nonce"));
    const auto terms = terms_of(meeting);
    draw::announce(documents, terms, at(meeting, "01:00:00"));
    const std::string announced = draw::hash(terms.hash, draw::document(documents, "announce.txt"));
    for (const std::string party : parties)
        draw::record_commit(
            documents, party,
            draw::commitment(terms.hash, announced, party, secret_number(name + " " + party)),
            at(meeting, "01:20:00"));
    for (const std::string party : parties)
        draw::record_reveal(documents, party, secret_number(name + " " + party),
                            at(meeting, "01:40:00"));
    draw::freeze_reveals(documents, at(meeting, "01:55:00"));
    draw::take_public_value(documents, meeting.dice, false, at(meeting, "02:00:00"));
    draw::run(documents);
    return documents;
}

std::vector<draw::Listed> listed(const draw::Documents& documents) {
    return draw::current_list(documents).units;
}

draw::Documents held_for_villages() {
    const auto file = demo_round::embedded_files().front();
    auto documents = held(of_villages, draw::read_unit_list("listed", file.bytes).units);
    for (const auto& unit : listed(documents))
        if (unit.drawn.stratum == blocked_unit && unit.drawn.rank == 2) {
            draw::replace(documents,
                          {unit.drawn.unit, "landslide", "photo-2020-06-03", "group-leader"});
            break;
        }
    draw::require_openable(documents, terms_of(of_villages).seal_until);
    return documents;
}

// ---- sheets -----------------------------------------------------------------------------------

/// A drawn village and its sheet.
struct Sheet {
    std::string region, unit, number;
    std::size_t bureau = 0;  ///< of the twelve, from 0
    std::size_t place = 0;   ///< among the county's sheets, from 0
    [[nodiscard]] std::string county() const { return region.substr(0, county_digits); }
};

std::string numbered(const char* kind, const std::string& county, std::size_t serial) {
    const std::string digits = std::to_string(serial);
    return std::string(kind) + "-" + county + "-2020-" + std::string(4 - digits.size(), '0') +
           digits;
}

std::vector<Sheet> village_sheets(const draw::Documents& documents) {
    std::vector<Sheet> sheets;
    std::map<std::string, std::size_t> serials;
    for (const auto& [drawn, visit] : listed(documents)) {
        if (visit == draw::Visit::replaced) continue;
        Sheet sheet{drawn.unit, drawn.stratum, "", std::stoul(drawn.stratum.substr(2)) - 1};
        sheet.place = serials[sheet.county()]++;
        sheet.number = numbered("CB", sheet.county(), sheet.place + 1);
        sheets.push_back(std::move(sheet));
    }
    return sheets;
}

std::string day_after(const char* day, std::size_t days) {
    return base::format_date(
        base::Date(std::chrono::sys_days(*base::parse_date(day)) + std::chrono::days(days)));
}

/// When a bureau's villages were visited, and whether the office has taken the sheets in since.
struct Visited {
    std::string day, accepted;
    bool is_accepted = false;
    std::string team;
};
Visited visited(std::size_t bureau) {
    constexpr std::array teams = {"第一工作组", "第二工作组", "第三工作组", "第四工作组"};
    return {day_after("2020-06-08", bureau), day_after("2020-06-10", bureau), bureau % 3 != 2,
            teams[bureau % teams.size()]};
}

// What was found, and in which sheet; the issues stand in the ledger of issues.
struct Found {
    std::size_t bureau;
    const char* in_village;  ///< else in a household
    const char* in_household;
    const char* issue;
};
constexpr Found findings[] = {{3, "", "", "530500-2020-0900"},
                              {4, "两户贫困户电费明细未签收", "", "530600-2020-0901"},
                              {5, "光伏扶贫电站5月电费晚到账4天", "", "530700-2020-0902"},
                              {6, "", "户保未投运，试跳不动作", "530800-2020-0903"},
                              {7, "驻村队员轮换未登记", "", "530900-2020-0904"},
                              {8, "扶贫台账与营销系统户数相差3户", "", "532300-2020-0905"},
                              {9, "", "", "532500-2020-0906"},
                              {10, "两户贫困户电费明细未签收", "", "532600-2020-0907"},
                              {11, "光伏扶贫电站5月电费晚到账4天", "", "532800-2020-0908"}};
bool is_low_voltage(const Found& found) {
    return *found.in_village == '\0' && *found.in_household == '\0';
}
const Found* found_in(std::size_t bureau, std::size_t place) {
    const auto* const found = std::ranges::find(findings, bureau, &Found::bureau);
    return place == 0 && found != std::end(findings) ? found : nullptr;
}

Stream answers_of(const std::string& number) {
    std::uint64_t name = 0;
    for (const char c : number) name = mix(name ^ static_cast<unsigned char>(c));
    return Stream{20200630, name};
}

std::string picked(Stream& answers, std::initializer_list<const char*> texts) {
    return *(texts.begin() + answers.below(static_cast<std::int64_t>(texts.size())));
}

const std::vector<std::string> village_heads = {
    "编号",         "区划代码",     "责任单位", "状态",
    "登记日期",     "完成时限",     "销号日期", "最近办理日期",
    "办理次数",     "方案",         "抽取编号", "抽中对象",
    "层（单位）",   "工作组",       "到村时间", "村委会访谈对象（角色）",
    "访谈内容",     "通动力电",     "电压感受", "近三个月停电次数",
    "户保普遍安装", "光伏收益到账", "意见",     "听汇报次数",
    "看现场次数",   "发现问题数",   "问题编号", "纪律自查：遵守八项规定",
    "问题"};

std::vector<std::string> village_row(const Sheet& sheet) {
    const Visited visit = visited(sheet.bureau);
    Stream answers = answers_of(sheet.number);
    const auto* found = found_in(sheet.bureau, sheet.place);
    const std::string problem = found ? found->in_village : "";
    const std::string who =
        picked(answers, {"村党支部书记", "村委会主任", "驻村第一书记", "村委会副主任"});
    const std::string talk =
        picked(answers, {"今年停电比去年少，抢修电话打得通；希望把机耕路边的电杆移一移。",
                         "新变压器投运后，烤烟季节电压稳了；群众对电价政策基本清楚。",
                         "驻村队员按月走访，报修当天有人来；希望多讲一讲户保怎么试跳。",
                         "加工房动力电已接通；雨季树障多，建议提前修剪。",
                         "搬迁户的电表已过户，电费能看明细；个别老人不会用手机交费。"});
    const std::string outages = std::to_string(answers.below(3));
    const std::string opinion = picked(
        answers, {"无", "建议供电所每季度到村讲一次安全用电", "无", "建议汛期前再巡一遍进村线路"});
    return {sheet.number,
            sheet.region,
            sheet.unit,
            visit.is_accepted ? "已核收" : "已填表",
            "2020-06-04",
            "2020-06-30",
            visit.is_accepted ? visit.accepted : "",
            visit.is_accepted ? visit.accepted : visit.day,
            visit.is_accepted ? "2" : "1",
            programme,
            villages_draw,
            sheet.region,
            sheet.unit,
            visit.team,
            visit.day + (sheet.place == 0 ? "T09:30" : "T14:30"),
            who,
            talk,
            "是",
            "正常",
            outages,
            "是",
            problem.starts_with("光伏") ? "否" : "是",
            opinion,
            "1",
            std::to_string(answers.between(3, 5)),
            problem.empty() ? "0" : "1",
            problem.empty() ? "" : found->issue,
            "是",
            problem};
}

const std::vector<std::string> household_heads = {
    "编号",     "区划代码", "责任单位",        "状态",         "登记日期",
    "完成时限", "销号日期", "上级编号",        "最近办理日期", "办理次数",
    "方案",     "抽取编号", "抽中对象",        "层（村）",     "工作组",
    "户编号",   "到户时间", "建档立卡户",      "通电",         "户保安装",
    "电费清楚", "电压实测", "有动力电需求",    "报修有人应答", "满意度",
    "问题",     "问题编号", "做过户内安全检查"};

std::string volts(std::int64_t tenths) {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::vector<std::string> household_row(const Sheet& village, const std::string& unit,
                                       std::size_t place) {
    const std::string number = numbered("HB", village.county(), place + 1);
    const Visited visit = visited(village.bureau);
    Stream answers = answers_of(number);
    const auto* found = found_in(village.bureau, place);
    const bool is_low = found && is_low_voltage(*found);
    const std::string problem = found ? found->in_household : "";
    const auto* of_village = found_in(village.bureau, village.place);
    const bool unsigned_bill =
        of_village && std::string(of_village->in_village).starts_with("两户");
    const std::string reading = is_low ? "196.0" : volts(answers.between(2060, 2310));
    return {number,
            village.region,
            village.unit,
            visit.is_accepted ? "已核收" : "已填表",
            "2020-06-04",
            "2020-06-30",
            visit.is_accepted ? visit.accepted : "",
            village.number,
            visit.is_accepted ? visit.accepted : visit.day,
            visit.is_accepted ? "2" : "1",
            programme,
            households_draw,
            unit,
            village.region,
            visit.team,
            unit.substr(region_digits + 1),
            visit.day + (village.place == 0 ? "T10:" : "T15:") + (place % 2 == 0 ? "10" : "40"),
            "是",
            "是",
            "是",
            unsigned_bill ? "否" : "是",
            reading,
            answers.chance(250) ? "是" : "否",
            "是",
            std::to_string(is_low || unsigned_bill ? 3 : answers.between(4, 5)),
            problem,
            is_low || !problem.empty() ? found->issue : "",
            answers.chance(900) ? "是" : "否"};
}

/// Of each drawn village the poor households that its committee listed.
std::vector<draw::Unit> listed_households(const std::vector<Sheet>& villages) {
    std::vector<draw::Unit> units;
    for (const Sheet& village : villages)
        for (std::int64_t i = 1; i <= households_listed; ++i)
            units.push_back({village.region + ".000" + std::to_string(i), village.region});
    return units;
}

SourceFile write_roster(const std::filesystem::path& folder, const std::vector<draw::Unit>& units) {
    SourceFile source{"household", folder / "抽中村贫困户名册.csv", ""};
    CsvFile file(
        source.file, Encoding::utf8_with_mark,
        {"村代码", "户编号", "居住情况", "户类别", "通电", "户保安装", "未装户保原因", "未装说明"});
    std::size_t i = 0;
    for (const auto& unit : units) {
        const bool moves = i++ % 61 == 60;  // three of them
        file.row({unit.stratum, unit.id.substr(region_digits + 1), "常住", "建档立卡户", "是",
                  moves ? "否" : "是", moves ? "拟搬迁" : "",
                  moves ? "列入易地扶贫搬迁，年内入住安置点" : ""});
    }
    file.close();
    return source;
}

SourceFile write_village_sheets(const std::filesystem::path& folder,
                                const std::vector<Sheet>& villages) {
    SourceFile source{"village_sheet", folder / "村级核查表.csv", ""};
    CsvFile file(source.file, Encoding::utf8_with_mark, village_heads);
    for (const Sheet& village : villages) file.row(village_row(village));
    file.close();
    return source;
}

SourceFile write_household_sheets(const std::filesystem::path& folder,
                                  const std::vector<Sheet>& villages,
                                  const draw::Documents& documents) {
    SourceFile source{"household_sheet", folder / "户级核查表.csv", ""};
    CsvFile file(source.file, Encoding::utf8_with_mark, household_heads);
    std::map<std::string, std::size_t> serials;
    for (const auto& household : listed(documents)) {
        const auto village = std::ranges::find(villages, household.drawn.stratum, &Sheet::region);
        file.row(household_row(*village, household.drawn.unit, serials[village->county()]++));
    }
    file.close();
    return source;
}

}  // namespace

JuneRound hold_june_round(const std::filesystem::path& folder) {
    JuneRound round;
    round.villages = held_for_villages();
    const auto villages = village_sheets(round.villages);
    const auto households = listed_households(villages);
    round.households = held(of_households, households);
    std::filesystem::create_directories(folder);
    round.files = {write_roster(folder, households), write_village_sheets(folder, villages),
                   write_household_sheets(folder, villages, round.households)};
    return round;
}

}  // namespace demo
