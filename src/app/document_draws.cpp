#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "document_figures.hpp"
#include "draw/verify.hpp"
#include "entry_search.hpp"
#include "inspected_shares.hpp"
#include "store/draw_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t strata_told_max = 40;

bool is_open_on(const draw::Documents& documents, base::Date day) {
    if (draw::stage_of(documents) != draw::Stage::drawn) return false;
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    return base::shanghai_date(std::max(terms.seal_until, terms.public_at)) <= day;
}

// `ssq-2020058` as people say it; a name of no known kind stands as it is.
std::string public_words(const std::string& name) {
    constexpr std::pair<std::string_view, const char*> kinds[] = {
        {"kl8-", "快乐8"}, {"ssq-", "双色球"}, {"dlt-", "大乐透"},
        {"pl5-", "排列5"}, {"pl3-", "排列3"},  {"fc3d-", "福彩3D"}};
    if (name.starts_with("dice-")) return "现场掷骰";
    for (const auto& [beginning, words] : kinds)
        if (name.starts_with(beginning))
            return words + ("第" + name.substr(beginning.size())) + "期";
    return name;
}

std::string party_words(const std::vector<std::string>& parties, const Names& names) {
    std::vector<std::string> words;
    for (const auto& party : parties)
        words.push_back(party == draw::pool_party   ? "检查人员名册"
                        : names.unit(party).empty() ? party
                                                    : names.unit(party));
    return base::join(words, "、");
}

/// A village, a household of one (`0012号户` where its stratum is the village), or a unit.
std::string unit_words(const std::string& unit, const std::string& stratum, const Names& names) {
    if (unit.starts_with(stratum + ".")) return unit.substr(stratum.size() + 1) + "号户";
    const auto dot = unit.find('.');
    const std::string name = names.unit(unit);
    if (!name.empty()) return name;
    return names.place(unit.substr(0, dot)) +
           (dot == std::string::npos ? "" : unit.substr(dot + 1) + "号户");
}

/// The list as people read it: strata with those to be visited and those that were replaced.
ordered_json strata_json(const draw::VisitList& list, const Names& names) {
    ordered_json strata = ordered_json::array();
    std::string stratum;
    for (const auto& [drawn, visit] : list.units) {
        if (strata.empty() || drawn.stratum != stratum) {
            const std::string name = names.unit(drawn.stratum);
            strata.push_back({{"name", name.empty() ? names.place(drawn.stratum) : name},
                              {"units", ordered_json::array()},
                              {"replaced", ordered_json::array()}});
            stratum = drawn.stratum;
        }
        strata.back()[visit == draw::Visit::replaced ? "replaced" : "units"].push_back(
            unit_words(drawn.unit, stratum, names));
    }
    return strata;
}

ordered_json draw_json(const std::string& id, const draw::Documents& documents,
                       const Names& names) {
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    const auto verdict = draw::verify(documents);
    const auto list = draw::current_list(documents);
    ordered_json units = ordered_json::array();
    for (const auto& listed : list.units)
        if (listed.visit != draw::Visit::replaced) units.push_back(listed.drawn.unit);
    return {{"draw", id},
            {"public", public_words(terms.public_name)},
            {"parties", party_words(terms.parties, names)},
            {"seed", verdict.seed},
            {"frozen", verdict.frozen_hash},
            {"sampled", units.size()},
            {"units", units},
            {"strata", strata_json(list, names)},
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

// A report tells of each supervised unit where something did not comply, is not inspected yet or
// was reported otherwise; of villages, or of hundreds, only what they add up to.
bool tells_of_unit(const DocumentSource& source, const ordered_json& check,
                   const ordered_json& line) {
    const auto* region =
        source.catalogue.regions.find_latest(line.at("stratum").get<std::string>());
    const auto& inspected = line.at("inspected");
    const std::string reported = line.at("reported_is");
    return check.at("strata").size() <= strata_told_max &&
           (region == nullptr || region->level != registers::RegionLevel::village) &&
           (inspected.at("of") == 0 || inspected.at("good") != inspected.at("of") ||
            reported == "above" || reported == "below");
}

}  // namespace

ordered_json published_draws(const DocumentSource& source) {
    ordered_json list = ordered_json::array();
    const Names names(source.connection, source.catalogue, source.scope.day);
    for_each_published(source, [&](const std::string& id, const draw::Documents& documents) {
        list.push_back(draw_json(id, documents, names));
    });
    return list;
}

ordered_json published_inspections(const DocumentSource& source) {
    ordered_json list = ordered_json::array();
    for_each_published(source, [&](const std::string& id, const draw::Documents& documents) {
        for (const auto& check :
             inspected_shares(source.connection, source.catalogue, id, documents)) {
            if (check.at("total").at("inspected").at("of") == 0) continue;  // nobody asked it
            for (const auto& line : check.at("strata"))
                if (tells_of_unit(source, check, line)) list.push_back(line_json(id, check, line));
            list.push_back(line_json(id, check, check.at("total")));
        }
    });
    return list;
}

}  // namespace app
