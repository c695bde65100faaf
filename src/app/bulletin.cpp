#include "app/bulletin.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "app/draws.hpp"
#include "app/public_ranking.hpp"
#include "documents/escape.hpp"

namespace app {
namespace {

using documents::escaped;
using nlohmann::json;

constexpr const char* style =
    "body{margin:0;background:#f3f5f7;color:#1c2733;font:16px/1.6 system-ui,\"Noto Sans CJK "
    "SC\",\"Microsoft YaHei\",sans-serif}\n"
    "main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}\n"
    "header p,small,footer{color:#5b6875}h1{margin:0;font-size:26px}h2{margin:28px 0 "
    "8px;font-size:18px}\n"
    ".tiles{display:flex;flex-wrap:wrap;gap:10px;padding:0;list-style:none}\n"
    ".tiles li{background:#fff;border:1px solid #d9dfe5;border-radius:6px;padding:10px "
    "18px;min-width:110px}.tiles b{display:block;font-size:26px;line-height:1.2}\n"
    ".scroll{overflow-x:auto;background:#fff;border:1px solid #d9dfe5;border-radius:6px}\n"
    "table{border-collapse:collapse;width:100%;font-size:14px}th,td{padding:7px "
    "10px;text-align:right;border-bottom:1px solid #e8ecf0;white-space:nowrap}\n"
    "th{background:#f7f9fa;font-weight:600;white-space:normal;min-width:64px;vertical-align:bottom}"
    "th:nth-child(-n+3),td:nth-child(-n+3){text-align:left}\n"
    ".light{display:inline-block;padding:0 9px;border-radius:10px;color:#fff;font-size:12.5px}\n"
    ".green{background:#2e7d32}.yellow{background:#f2c037;color:#3a2f00}.red{background:#c62828}"
    ".grey{background:#8a949e}\n"
    "a{color:#1a5fa8}ul.files{columns:2;font-size:14px}code{word-break:break-all}\n"
    "@media(max-width:600px){ul.files{columns:1}main{padding:14px 10px}}\n"
    "@media print{body{background:#fff}main{max-width:none}}\n";

// The share of a sample, which is an estimate: one decimal is all that it bears.
std::string percent_of(double share) {
    const auto tenths = static_cast<std::int64_t>(std::llround(share * 1000));
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

struct Light {
    const char* colour;
    base::Text word;
};

Light light_of(const PublicRanking::Unit& unit) {
    if (unit.grade == programme::Grade::awaiting_decision) return {"yellow", {"待定", "Undecided"}};
    if (!unit.rank) return {"grey", {"未计分", "Not scored"}};
    if (unit.grade == programme::Grade::excellent) return {"green", {"优秀", "Excellent"}};
    if (unit.passed) return {"green", {"达标", "Passed"}};
    return {"red", {"未达标", "Not passed"}};
}

struct PublishedDraw {
    std::string id;
    std::vector<BulletinFile> files;
};

std::vector<PublishedDraw> published_draws(App& app) {
    Draws draws(app);
    std::vector<PublishedDraw> published;
    const auto listed = json::parse(draws.list());
    for (const auto& each : listed.at("draws")) {
        if (!each.at("published").get<bool>()) continue;
        PublishedDraw one{each.at("draw").get<std::string>(), {}};
        const auto shown = json::parse(draws.show(one.id, people::everything()));
        for (const auto& file : shown.at("files")) {
            const auto name = file.at("file").get<std::string>();
            one.files.push_back(
                {"draws/" + one.id + "/" + name, draws.file(one.id, name, people::everything())});
        }
        published.push_back(std::move(one));
    }
    return published;
}

class Page {
public:
    Page(const PublicRanking& ranking, const std::vector<PublishedDraw>& draws,
         const std::optional<BulletinInspection>& inspection, bool chinese)
        : ranking_(ranking), draws_(draws), inspection_(inspection), zh_(chinese) {}

    std::string write() {
        const std::string title = say(ranking_.programme.title) + " " + ranking_.period;
        out_ = "<!DOCTYPE html>\n<html lang=\"" + std::string(zh_ ? "zh-CN" : "en") +
               "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
               "content=\"width=device-width,initial-scale=1\"><title>" +
               escaped(title) +
               "</title><link rel=\"stylesheet\" href=\"style.css\"></head><body><main>\n";
        out_ += "<header><h1>" + escaped(say(ranking_.programme.title)) + "</h1><p>" +
                say({"公开通报 · ", "Public bulletin · "}) + escaped(ranking_.period) +
                " · <a href=\"" + (zh_ ? "en.html\">English" : "index.html\">中文") +
                "</a></p></header>\n";
        tiles();
        ranking();
        inspection();
        draws();
        footer();
        return std::move(out_) + "</main></body></html>\n";
    }

private:
    [[nodiscard]] const std::string& say(const base::Text& text) const {
        return zh_ ? text.zh : text.en;
    }

    void tiles() {
        std::map<std::string, int> lights;
        for (const auto& unit : ranking_.units) ++lights[light_of(unit).colour];
        out_ += "<ul class=\"tiles\">";
        const std::pair<const char*, base::Text> all[] = {
            {"green", {"绿：达标", "Green: passed"}},
            {"yellow", {"黄：待定", "Yellow: undecided"}},
            {"red", {"红：未达标", "Red: not passed"}},
            {"grey", {"未计分", "Not scored"}}};
        for (const auto& [colour, word] : all)
            out_ += "<li><span class=\"light " + std::string(colour) + "\">" + say(word) +
                    "</span><b>" + std::to_string(lights[colour]) + "</b></li>";
        out_ += "</ul>\n";
    }

    std::string cell(std::size_t indicator, const PublicRanking::Cell& count) const {
        if (!count) return "—";
        const auto& about = ranking_.programme.indicators[indicator];
        const std::string shown = display_count(about, *count);
        if (shown.empty()) return say({"不适用", "n/a"});
        return shown + (about.unit == programme::Unit::percent ? "%" : "");
    }

    // Some unit's figure of the indicator is shown.
    bool is_told(std::size_t indicator) const {
        return std::any_of(ranking_.units.begin(), ranking_.units.end(),
                           [&](const auto& unit) { return unit.cells[indicator].has_value(); });
    }

    void ranking() {
        out_ += "<h2>" + say({"排名", "Ranking"}) +
                "</h2><div class=\"scroll\"><table><thead><tr><th>" + say({"名次", "Rank"}) +
                "</th><th>" + say({"村（社区）", "Village"}) + "</th><th>" +
                say({"灯色", "Light"}) + "</th><th>" + say({"得分", "Points"}) + "</th>";
        for (std::size_t i = 0; i < ranking_.total.size(); ++i)
            if (is_told(i))
                out_ += "<th>" + escaped(say(ranking_.programme.indicators[i].label)) + "</th>";
        out_ += "</tr></thead><tbody>\n";
        for (const auto& unit : ranking_.units) {
            const Light light = light_of(unit);
            out_ += "<tr><td>" + (unit.rank ? std::to_string(*unit.rank) : "—") + "</td><td>" +
                    escaped(unit.name) + "</td><td><span class=\"light " + light.colour + "\">" +
                    say(light.word) + "</span></td><td>" +
                    (unit.points.empty() ? "—" : unit.points) + "</td>";
            for (std::size_t i = 0; i < unit.cells.size(); ++i)
                if (is_told(i)) out_ += "<td>" + cell(i, unit.cells[i]) + "</td>";
            out_ += "</tr>\n";
        }
        out_ +=
            "<tr><td></td><td>" + say({"以上合计", "Sum of the above"}) + "</td><td></td><td></td>";
        for (std::size_t i = 0; i < ranking_.total.size(); ++i)
            if (is_told(i)) out_ += "<td>" + cell(i, ranking_.total[i]) + "</td>";
        const std::string least = std::to_string(least_public_count);
        out_ += "</tr></tbody></table></div><p><small>" +
                say({"— 表示不公开：该数涉及的人或户少于 " + least +
                         " 个，或可由其他数推出；全部不公开的指标未列出。",
                     "— is held back: it counts fewer than " + least +
                         " people or households, or would tell one that does; an indicator of "
                         "which all is held back is left out."}) +
                "</small></p>\n";
    }

    void inspection() {
        if (!inspection_) return;
        const auto index = *ranking_.programme.find_indicator(inspection_->indicator);
        const auto& indicator = ranking_.programme.indicators[index];
        out_ += "<h2>" + say({"上报与抽查", "Reported and inspected"}) + "</h2><p>" +
                escaped(say(indicator.label)) + say({"：上报 ", ": reported "}) +
                cell(index, ranking_.total[index]) + say({"；随机抽查 ", "; of "}) +
                std::to_string(inspection_->inspected) + say({" 个，符合 ", " drawn at random, "}) +
                std::to_string(inspection_->complies) + say({" 个", " comply"});
        if (inspection_->share && inspection_->low && inspection_->high)
            out_ += say({"，推算总体 ", "; estimated of all "}) + percent_of(*inspection_->share) +
                    say({"（95% 区间 ", " (95% interval "}) + percent_of(*inspection_->low) +
                    say({" 至 ", " to "}) + percent_of(*inspection_->high) + say({"）", ")"});
        out_ += gap(index) + say({"。", "."}) + "</p>\n";
    }

    std::string gap(std::size_t index) const {
        const auto& total = ranking_.total[index];
        if (!inspection_->share || total.denominator == 0) return {};
        const double reported =
            static_cast<double>(total.numerator) / static_cast<double>(total.denominator);
        const double points = reported - *inspection_->share;
        const std::string size = percent_of(std::abs(points));
        const std::string number = size.substr(0, size.size() - 1);
        if (zh_)
            return "。上报比抽查" + std::string(points >= 0 ? "高 " : "低 ") + number + " 个百分点";
        return ". Reported is " + number + " percentage points " +
               (points >= 0 ? "above" : "below") + " inspected";
    }

    void draws() {
        out_ += "<h2>" + say({"抽签核验文件", "Files to check the draws"}) + "</h2>";
        if (draws_.empty())
            out_ += "<p>" + say({"本期没有公开的抽签。", "No draw has been published."}) + "</p>";
        for (const auto& draw : draws_) {
            out_ += "<h3>" + escaped(draw.id) + "</h3><ul class=\"files\">";
            for (const auto& file : draw.files)
                out_ += "<li><a href=\"" + escaped(file.name) + "\">" +
                        escaped(file.name.substr(file.name.rfind('/') + 1)) + "</a></li>";
            out_ += "</ul>";
        }
        if (!draws_.empty())
            out_ +=
                "<p><small>" +
                say({"下载一次抽签的全部文件后，任何人都可以用 wanjia draw verify "
                     "或文件里写明的算法重新抽一遍。",
                     "With all files of a draw anybody can draw again: wanjia draw verify, or by "
                     "the method the files state."}) +
                "</small></p>";
    }

    void footer() {
        out_ += "<footer><p>" +
                say({"数据为封存的一期，以后的更正另行公布。",
                     "A sealed period; corrections are published apart."}) +
                " <a href=\"ranking.json\">ranking.json</a></p></footer>\n";
    }

    const PublicRanking& ranking_;
    const std::vector<PublishedDraw>& draws_;
    const std::optional<BulletinInspection>& inspection_;
    bool zh_;
    std::string out_;
};

}  // namespace

std::vector<BulletinFile> bulletin(App& app, const std::string& code,
                                   const std::optional<std::string>& period,
                                   const std::optional<BulletinInspection>& inspection) {
    const PublicRanking ranking = app.public_ranking(code, period);
    if (inspection && !ranking.programme.find_indicator(inspection->indicator))
        throw base::Error(base::ErrorKind::not_found,
                          {"方案“" + code + "”没有指标“" + inspection->indicator + "”。",
                           code + " has no indicator " + inspection->indicator + "."});
    const auto draws = published_draws(app);
    std::vector<BulletinFile> files{{"index.html", Page(ranking, draws, inspection, true).write()},
                                    {"en.html", Page(ranking, draws, inspection, false).write()},
                                    {"style.css", style},
                                    {"ranking.json", to_json(ranking)}};
    for (const auto& draw : draws) files.insert(files.end(), draw.files.begin(), draw.files.end());
    return files;
}

}  // namespace app
