#include "demo/results.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "base/rational.hpp"
#include "output.hpp"

namespace demo {
namespace {

using programme::Grade;
using programme::ItemScore;
using programme::UnitScore;

constexpr const char* programme_code = "huayuan-2019";
constexpr const char* office = "HYJX";
constexpr std::size_t county_digits = 6;
constexpr int score_decimals = 6;

/// `SP-433124-2019-001`: each county counts by itself.
class Numbers {
public:
    Numbers(std::string kind, std::size_t digits) : kind_(std::move(kind)), digits_(digits) {}
    std::string next(const std::string& region) {
        const std::string county = region.substr(0, county_digits);
        const std::string serial = std::to_string(++last_[county]);
        const std::string zeros(digits_ > serial.size() ? digits_ - serial.size() : 0, '0');
        return kind_ + "-" + county + "-2019-" + zeros + serial;
    }

private:
    std::string kind_;
    std::size_t digits_;
    std::map<std::string, std::size_t> last_;
};

// ---- plaques ----------------------------------------------------------------------------------

/// A batch from the leading group's meeting to the day its plaques are hung.
struct Batch {
    const char* round;
    const char* opened_on;
    const char* minutes;
    const char* gated_on;
    const char* hung_on;
};
constexpr Batch batches[] = {
    {"1", "2019-03-29", "创建活动领导小组会议纪要〔2019〕2号", "2019-03-30", "2019-03-31"},
    {"2", "2019-07-08", "创建活动领导小组会议纪要〔2019〕5号", "2019-07-12", "2019-07-31"}};
constexpr const char* revoked_on = "2019-07-12";

enum class Plaque { awarded, gated, proposed, revoked };

std::vector<std::string> award_row(const Batch& batch, const std::string& period,
                                   const UnitScore& village, Plaque plaque, Numbers& numbers) {
    const bool is_excellent = village.grade == Grade::excellent;
    const bool is_gated = plaque != Plaque::proposed;
    const bool is_hung = plaque == Plaque::awarded || plaque == Plaque::revoked;
    const char* states[] = {"已授牌", "领导小组已审定", "拟评", "已撤牌"};
    const char* moved[] = {batch.hung_on, batch.gated_on, batch.opened_on, revoked_on};
    const char* steps[] = {"2", "1", "0", "3"};
    const auto index = static_cast<std::size_t>(plaque);
    return {numbers.next(village.region),
            village.region,
            office,
            states[index],
            batch.opened_on,
            is_hung ? batch.hung_on : "",
            moved[index],
            steps[index],
            programme_code,
            is_excellent ? "优秀" : "达标",
            batch.round,
            period,
            base::format_fixed(village.total, score_decimals),
            village.rank ? std::to_string(*village.rank) : "",
            is_excellent && is_gated ? "一次性奖补2万元" : "",
            is_gated ? batch.minutes : "",
            is_gated ? batch.gated_on : "",
            is_hung ? batch.hung_on : "",
            plaque == Plaque::revoked ? revoked_on : ""};
}

bool passes_in(const ScoredMonth& month, const std::string& region) {
    const auto found = std::ranges::find(month.villages, region, &UnitScore::region);
    return found != month.villages.end() && found->passed;
}

// ---- appeals ----------------------------------------------------------------------------------

struct Ground {
    const char* item;
    const char* reason;
    const char* checked;  ///< against what the office looked at it
};
constexpr Ground grounds[] = {
    {"phone_use", "外出务工人员的号码在县外开户，未计入本村移动手机用户，请按村民实际使用核对。",
     "移动公司按户籍地址提取的用户清单"},
    {"four_g_use", "六月新换4G终端的用户未计入当月4G上网数，请与运营商核对。",
     "运营商六月末4G用户清单"},
    {"broadband_use", "村内新装宽带登记在邻村小区名下，请按户址核对。", "宽带装机工单和户址"},
    {"members", "六月下旬入网的成员未计入乡情网成员数。", "乡情网六月末成员清单"},
    {"four_g", "村内新开通基站后，聚居区4G覆盖仍按未覆盖计。", "聚居区现场测试记录"},
    {"fibre", "光缆六月已通到聚居区，底册仍是未通。", "光缆竣工资料和现场照片"},
    {"activity", "六月学习室办了培训，签到册和照片未及时录入。", "学习室签到册和活动照片"}};
constexpr Ground any_ground = {"", "本项得分与村内实际不符，请核对数据来源。", "该项的原始报表"};

const Ground& ground_of(const std::string& item) {
    const auto* const found =
        std::ranges::find_if(grounds, [&](const Ground& ground) { return item == ground.item; });
    return found == std::end(grounds) ? any_ground : *found;
}

/// The item that cost most of those somebody can object to.
const ItemScore& lost_most(const UnitScore& village) {
    const auto lost = [](const ItemScore& item) -> base::Rational {
        return item.maximum - item.points;
    };
    return *std::ranges::max_element(village.items, [&](const auto& a, const auto& b) {
        const bool known_a = *ground_of(a.item).item != '\0';
        const bool known_b = *ground_of(b.item).item != '\0';
        return known_a != known_b ? known_b : lost(a) < lost(b);
    });
}

std::string label_of(const programme::Scorecard& scorecard, const std::string& name) {
    for (const auto& aspect : scorecard.aspects)
        for (const auto& item : aspect.items)
            if (item.name == name) return item.label.zh;
    return name;
}

/// What became of an appeal, and when.
struct Course {
    const char* state;
    const char* opened_on;
    const char* due_on;  ///< five working days later
    const char* answered_on;
    const char* closed_on;
    const char* steps;
    const char* outcome;
};
constexpr Course courses[] = {
    {"待处理", "2019-07-05", "2019-07-12", "", "", "0", ""},
    {"已答复", "2019-07-04", "2019-07-11", "2019-07-09", "", "1", "维持原分"},
    {"办结", "2019-07-03", "2019-07-10", "2019-07-08", "2019-07-10", "2", "已更正数据"},
    {"办结", "2019-07-03", "2019-07-10", "2019-07-09", "2019-07-10", "2", "维持原分"},
    {"待处理", "2019-07-08", "2019-07-15", "", "", "0", ""},
    {"撤回", "2019-07-04", "2019-07-11", "", "2019-07-08", "2", ""}};

std::vector<std::string> appeal_row(const Course& course, const std::string& period,
                                    const UnitScore& village, const std::string& label,
                                    Numbers& numbers) {
    const ItemScore& item = lost_most(village);
    const Ground& ground = ground_of(item.item);
    const std::string outcome = course.outcome, answered = course.answered_on;
    const std::string points = base::format_fixed(item.points, 2);
    // What was corrected gives more now than when it was objected to.
    const base::Rational tenth_less = item.points * base::make_rational(9, 10);
    const std::string before = outcome == "已更正数据" ? base::format_fixed(tenth_less, 2) : points;
    std::string answer;
    if (outcome == "维持原分")
        answer =
            std::string("已核对") + ground.checked + "，与计分所用数据一致，维持" + points + "分。";
    if (outcome == "已更正数据")
        answer = std::string("已核对") + ground.checked + "，补录漏报数据，本项由" + before +
                 "分更正为" + points + "分。";
    const std::string last = *course.closed_on ? course.closed_on : answered;
    return {numbers.next(village.region),
            village.region,
            office,
            course.state,
            course.opened_on,
            course.due_on,
            course.closed_on,
            last.empty() ? course.opened_on : last,
            course.steps,
            programme_code,
            period,
            label,
            before,
            ground.reason,
            outcome,
            answer,
            answered};
}

}  // namespace

SourceFile write_awards(const std::filesystem::path& folder, const ScoredMonth& first,
                        const ScoredMonth& second) {
    SourceFile source{"award", folder / "授牌名册.csv", ""};
    CsvFile file(source.file, Encoding::utf8_with_mark,
                 {"编号", "区划代码", "责任单位", "状态", "登记日期", "销号日期", "最近办理日期",
                  "办理次数", "方案", "等级", "批次", "计分期", "得分", "名次", "奖励", "审定文件",
                  "审定日期", "挂牌日期", "撤牌日期"});
    Numbers numbers("SP", 3);
    std::map<std::string, Grade> holds;
    for (const auto& village : first.villages) {
        if (!village.passed) continue;
        const bool keeps = passes_in(second, village.region);
        holds[village.region] = village.grade;
        file.row(award_row(batches[0], first.period, village,
                           keeps ? Plaque::awarded : Plaque::revoked, numbers));
    }
    std::size_t place = 0;
    for (const auto& village : second.villages) {
        const auto held = holds.find(village.region);
        const bool rises = held != holds.end() && held->second == Grade::passed &&
                           village.grade == Grade::excellent;
        if (!village.passed || (held != holds.end() && !rises)) continue;
        ++place;
        const Plaque plaque = place % 9 == 0    ? Plaque::gated
                              : place % 11 == 0 ? Plaque::proposed
                                                : Plaque::awarded;
        file.row(award_row(batches[1], second.period, village, plaque, numbers));
    }
    file.close();
    return source;
}

SourceFile write_appeals(const std::filesystem::path& folder, const ScoredMonth& month,
                         const programme::Scorecard& labels) {
    SourceFile source{"score_appeal", folder / "计分申诉.csv", ""};
    CsvFile file(source.file, Encoding::utf8_with_mark,
                 {"编号", "区划代码", "责任单位", "状态", "登记日期", "完成时限", "销号日期",
                  "最近办理日期", "办理次数", "方案", "上报期", "计分项", "申诉时得分", "申诉理由",
                  "处理结果", "答复", "答复日期"});
    Numbers numbers("SS", 4);
    std::size_t place = 0;
    for (const auto& village : month.villages) {
        if (village.passed || !village.complete || place == std::size(courses)) continue;
        file.row(appeal_row(courses[place++], month.period, village,
                            label_of(labels, lost_most(village).item), numbers));
    }
    file.close();
    return source;
}

}  // namespace demo
