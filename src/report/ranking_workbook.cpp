#include <algorithm>

#include "base/rational.hpp"
#include "report/reports.hpp"
#include "report/workbook.hpp"

namespace report {
namespace {

using base::Rational;
using programme::Aspect;
using programme::ItemScore;
using programme::Scorecard;

std::string label(const base::Text& text) {
    return text.zh + " " + text.en;
}

std::string points(const Rational& value) {
    return base::format_fixed(value, 2);
}

/// 花垣县花垣镇石坝村 with name 石坝村 → 花垣镇: what stands between the county's name and the
/// unit's.
std::string township_of(const RankedUnit& unit) {
    std::string path = unit.path_name;
    if (path.ends_with(unit.name)) path.resize(path.size() - unit.name.size());
    std::size_t cut = std::string::npos;
    for (const char* ending : {"县", "市", "区", "旗"}) {
        const std::size_t at = path.find(ending, 3);  // a name has a character before its ending
        if (at != std::string::npos) cut = std::min(cut, at + 3);
    }
    return cut < path.size() ? path.substr(cut) : path;
}

base::Text grade_text(const Scorecard& scorecard, const programme::UnitScore& score) {
    if (score.vetoed) return {"一票否决", "Vetoed"};
    switch (score.grade) {
        case programme::Grade::excellent:
            return scorecard.top_label;
        case programme::Grade::awaiting_decision:
            return {"待领导小组审定", "Awaiting decision"};
        case programme::Grade::passed:
            return scorecard.pass_label;
        case programme::Grade::none:
            break;
    }
    const Rational shown = *base::parse_rational(points(score.total));
    if (score.total < scorecard.pass && shown >= scorecard.pass)
        return {"未达标（四舍五入显示）", "Not passed (rounded display)"};
    return {"未达标", "Not passed"};
}

CellStyle grade_style(const programme::UnitScore& score) {
    return score.passed && !score.vetoed ? CellStyle::good : CellStyle::bad;
}

Rational aspect_maximum(const Aspect& aspect) {
    Rational sum = 0;
    for (const auto& item : aspect.items)
        if (item.kind != programme::ItemKind::bonus) sum += item.weight;
    return sum;
}

Rational aspect_points(const programme::UnitScore& score, const Aspect& aspect) {
    Rational sum = 0;
    for (const ItemScore& item : score.items)
        if (item.aspect == aspect.name) sum += item.points;
    return sum;
}

class RankingSheets {
public:
    RankingSheets(WorkbookWriter& writer, const programme::Programme& programme,
                  const std::string& period, const std::vector<RankedUnit>& units)
        : writer_(writer),
          programme_(programme),
          scorecard_(*programme.scorecard),
          period_(period),
          units_(units) {}

    void write_ranking() {
        std::vector<double> widths = {8, 16, 16, 16};
        widths.insert(widths.end(), scorecard_.aspects.size(), 17);
        widths.insert(widths.end(), {11, 24, 24});
        begin("排名 Ranking", "排名 Ranking", widths);
        headers({"名次\nRank", "村（社区）\nVillage", "乡镇\nTownship", "区划代码\nCode"});
        for (const Aspect& aspect : scorecard_.aspects)
            header(aspect.label.zh + "\n" + aspect.label.en + "\n（" +
                   base::format_exact(aspect_maximum(aspect)) + "）");
        headers({"总分\nTotal", "精确值\nExact", "等次\nGrade"});
        for (const RankedUnit& unit : units_)
            if (unit.score.complete) write_ranked(unit);
    }

    void write_items() {
        begin("计分明细 Items", "计分明细 Items", {8, 16, 16, 16, 40, 40, 12, 13, 10, 10, 48, 48});
        headers({"名次\nRank", "村（社区）\nVillage", "区划代码\nCode", "乡镇\nTownship",
                 "方面\nAspect", "计分项\nItem", "分子\nNumerator", "分母\nDenominator",
                 "得分\nPoints", "满分\nMaximum", "计分说明", "Explanation"});
        for (const RankedUnit& unit : units_)
            for (const ItemScore& item : unit.score.items) write_item(unit, item);
    }

    void write_apart() {
        begin("单列 Listed apart", "缺数据、不参加排名的村 Not ranked: data missing",
              {16, 16, 16, 12, 70});
        headers({"村（社区）\nVillage", "乡镇\nTownship", "区划代码\nCode",
                 "现有得分\nPoints so far", "缺数据的计分项 Items without data"});
        for (const RankedUnit& unit : units_)
            if (!unit.score.complete) write_apart_row(unit);
    }

private:
    void begin(const std::string& sheet, const std::string& title,
               const std::vector<double>& widths) {
        writer_.begin_sheet(sheet, widths, 2);
        writer_.begin_row();
        writer_.merge(0, static_cast<int>(widths.size()) - 1,
                      programme_.title.zh + "　" + period_ + "　" + title, CellStyle::title);
        writer_.begin_row();
    }

    void header(const std::string& text) { writer_.text(text, CellStyle::header); }
    void headers(std::initializer_list<const char*> texts) {
        for (const char* text : texts) header(text);
    }

    void write_rank(const RankedUnit& unit) {
        if (unit.score.rank)
            writer_.integer(*unit.score.rank);
        else
            writer_.text("—");
    }

    void write_ranked(const RankedUnit& unit) {
        writer_.begin_row();
        write_rank(unit);
        writer_.text(unit.name);
        writer_.text(township_of(unit));
        writer_.text(unit.region);
        for (const Aspect& aspect : scorecard_.aspects)
            writer_.decimal(points(aspect_points(unit.score, aspect)));
        writer_.decimal(points(unit.score.total));
        writer_.text(base::format_exact(unit.score.total));
        writer_.text(label(grade_text(scorecard_, unit.score)), grade_style(unit.score));
    }

    void write_item(const RankedUnit& unit, const ItemScore& score) {
        const auto [aspect, item] = find_labels(score);
        writer_.begin_row();
        write_rank(unit);
        writer_.text(unit.name);
        writer_.text(unit.region);
        writer_.text(township_of(unit));
        writer_.text(aspect);
        writer_.text(item);
        writer_.integer(score.count.numerator);
        writer_.integer(score.count.denominator);
        writer_.decimal(points(score.points));
        writer_.decimal(points(score.maximum));
        writer_.text(score.explanation.zh, CellStyle::note);
        writer_.text(score.explanation.en, CellStyle::note);
    }

    void write_apart_row(const RankedUnit& unit) {
        std::string missing;
        for (const ItemScore& item : unit.score.items)
            if (!item.applicable)
                missing += (missing.empty() ? "" : "；") + find_labels(item).second;
        writer_.begin_row();
        writer_.text(unit.name);
        writer_.text(township_of(unit));
        writer_.text(unit.region);
        writer_.decimal(points(unit.score.total));
        writer_.text(missing, CellStyle::note);
    }

    [[nodiscard]] std::pair<std::string, std::string> find_labels(const ItemScore& score) const {
        for (const Aspect& aspect : scorecard_.aspects)
            for (const auto& item : aspect.items)
                if (aspect.name == score.aspect && item.name == score.item)
                    return {label(aspect.label), label(item.label)};
        return {score.aspect, score.item};
    }

    WorkbookWriter& writer_;
    const programme::Programme& programme_;
    const Scorecard& scorecard_;
    const std::string& period_;
    const std::vector<RankedUnit>& units_;
};

}  // namespace

void write_ranking_workbook(const std::filesystem::path& file,
                            const programme::Programme& programme, const std::string& period,
                            const std::vector<RankedUnit>& units) {
    WorkbookWriter writer(file);
    RankingSheets sheets(writer, programme, period, units);
    sheets.write_ranking();
    sheets.write_items();
    sheets.write_apart();
    writer.finish();
}

}  // namespace report
