#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "document_figures.hpp"
#include "draw/verify.hpp"
#include "inspected_shares.hpp"
#include "store/draw_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

/// A report tells of each supervised unit; of hundreds of villages only what they add up to.
constexpr std::size_t strata_told_max = 40;

bool is_open_on(const draw::Documents& documents, base::Date day) {
    if (draw::stage_of(documents) != draw::Stage::drawn) return false;
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    return base::shanghai_date(std::max(terms.seal_until, terms.public_at)) <= day;
}

ordered_json draw_json(const std::string& id, const draw::Documents& documents) {
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    const auto verdict = draw::verify(documents);
    ordered_json units = ordered_json::array();
    for (const auto& listed : draw::current_list(documents).units)
        if (listed.visit != draw::Visit::replaced) units.push_back(listed.drawn.unit);
    return {{"draw", id},
            {"public", terms.public_name},
            {"parties", base::join(terms.parties, "、")},
            {"seed", verdict.seed},
            {"frozen", verdict.frozen_hash},
            {"sampled", units.size()},
            {"units", units},
            {"problem", verdict.problem ? ordered_json(verdict.problem->zh) : nullptr}};
}

template <class Visit>
void for_each_published(const DocumentSource& source, Visit visit) {
    for (const auto& id : store::list_draws(source.connection)) {
        draw::Documents documents = store::load_draw(source.connection, id);
        std::erase_if(documents, [](const auto& file) { return file.first.starts_with('.'); });
        if (is_open_on(documents, source.scope.day)) visit(id, documents);
    }
}

std::string good_of(const ordered_json& count) {
    if (count.is_null() || count.at("of") == 0) return "—";
    return std::to_string(count.at("good").get<std::int64_t>()) + "/" +
           std::to_string(count.at("of").get<std::int64_t>());
}

// A share of a sample bears one decimal.
std::string tenths(double value) {
    const auto rounded = std::llround(std::abs(value) * 10);
    return std::to_string(rounded / 10) + "." + std::to_string(rounded % 10);
}

std::string interval_text(const ordered_json& share) {
    if (share.at("low").is_null()) return "样本不足";
    return tenths(share.at("low").get<double>() * 100) + "%～" +
           tenths(share.at("high").get<double>() * 100) + "%";
}

std::string gap_text(const ordered_json& line) {
    if (line.at("gap_points").is_null()) return "—";
    const double points = line.at("gap_points");
    return (points > 0 ? "高" : points < 0 ? "低" : "") + tenths(points);
}

std::string verdict_text(const std::string& reported_is) {
    if (reported_is == "above") return "自报偏高";
    if (reported_is == "below") return "自报偏低";
    return reported_is == "within" ? "相符" : reported_is == "too_few" ? "样本不足" : "—";
}

std::string lot_text(const ordered_json& lot) {
    if (lot.is_null()) return "—";
    const std::string answer = lot.at("answer");
    return answer == "accepted" ? "通过" : answer == "refused" ? "不通过" : "样本不足";
}

ordered_json line_json(const std::string& draw, const ordered_json& check,
                       const ordered_json& line) {
    const std::string unit = line.at("name");
    return {{"draw", draw},
            {"label", check.at("label").at("zh")},
            {"unit", unit.empty() ? "合计" : unit},
            {"is_total", unit.empty()},
            {"reported", good_of(line.at("reported"))},
            {"metered", good_of(line.at("metered"))},
            {"inspected", good_of(line.at("inspected"))},
            {"interval", interval_text(line.at("inspected"))},
            {"gap", gap_text(line)},
            {"verdict", verdict_text(line.at("reported_is"))},
            {"lot", lot_text(line.at("lot"))}};
}

}  // namespace

ordered_json published_draws(const DocumentSource& source) {
    ordered_json list = ordered_json::array();
    for_each_published(source, [&](const std::string& id, const draw::Documents& documents) {
        list.push_back(draw_json(id, documents));
    });
    return list;
}

ordered_json published_inspections(const DocumentSource& source) {
    ordered_json list = ordered_json::array();
    for_each_published(source, [&](const std::string& id, const draw::Documents& documents) {
        for (const auto& check :
             inspected_shares(source.connection, source.catalogue, id, documents)) {
            if (check.at("strata").size() <= strata_told_max)
                for (const auto& line : check.at("strata"))
                    list.push_back(line_json(id, check, line));
            list.push_back(line_json(id, check, check.at("total")));
        }
    });
    return list;
}

}  // namespace app
