#include "document_figures.hpp"

#include <algorithm>

#include "app/maps.hpp"
#include "base/text.hpp"
#include "map_lights.hpp"
#include "reconciliation.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

std::string text_in(const ordered_json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<programme::Programme> find_programme(const Catalogue& catalogue,
                                                   const std::string& code) {
    for (const auto& programme : catalogue.programmes)
        if (programme.code == code) return programme;
    return std::nullopt;
}

// The regions a programme's own file names, loaded or not.
std::vector<std::string> scope_in_file(const Catalogue& catalogue, const std::string& code) {
    for (const auto& file : built_in_programmes()) {
        if (file.name != code) continue;
        const auto checked = programme::check_programme(file.text, catalogue.declarations);
        if (checked.programme) return checked.programme->scope;
    }
    return {};
}

// Bars of a list that was made before: `{chart, label, value, unit?, target?, title?, limit?}`.
ordered_json bars(const ordered_json& wanted, const ordered_json& made) {
    const auto list = made.find(text_in(wanted, "chart"));
    if (list == made.end() || !list->is_array())
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"图所用的列表“" + text_in(wanted, "chart") + "”不在它之前。",
             "The list \"" + text_in(wanted, "chart") + "\" of a chart is not before it."});
    const std::string limit = text_in(wanted, "limit");
    const std::size_t most = limit.empty() ? 20 : std::stoul(limit);
    ordered_json items = ordered_json::array();
    for (const auto& row : *list) {
        if (items.size() >= most) break;
        const auto value = row.value(text_in(wanted, "value"), ordered_json(nullptr));
        items.push_back({{"label", row.value(text_in(wanted, "label"), ordered_json("")).is_string()
                                       ? row.value(text_in(wanted, "label"), "")
                                       : ""},
                         {"value", value.is_object() ? value.at("value") : value}});
    }
    ordered_json chart{{"kind", "bars"},
                       {"title", wanted.value("title", "图")},
                       {"unit", text_in(wanted, "unit")},
                       {"items", items}};
    if (wanted.contains("target")) chart["target"] = wanted.at("target");
    return chart;
}

// Every village with the light of its worst open entry.
ordered_json lights_map(const DocumentSource& source) {
    MapFilter filter;
    if (source.regions.size() == 1) filter.region = source.regions.front();
    const MapMoment moment{source.scope.day, {}};
    const auto lights =
        map_lights(source.connection, source.catalogue, filter, moment, source.scope.who);
    const Seats seats(source.connection, source.catalogue, {});
    ordered_json places = ordered_json::array();
    std::int64_t unplaced = 0;
    for (const auto& village : lights.villages) {
        const auto at = seats.find(village.region);
        const std::string worst = village.worst();
        unplaced += !at && !worst.empty() ? 1 : 0;
        if (!at) continue;
        places.push_back({{"name", village.name},
                          {"light", worst.empty() ? "grey" : worst},
                          {"at", {at->lon_deg, at->lat_deg}}});
    }
    if (unplaced > 0)
        source.notes->push_back("有未办结事项的村（社区）中，" + std::to_string(unplaced) +
                                "个没有登记位置，图上没有画出。");
    return {{"kind", "map"},
            {"title", "挂图作战图"},
            {"places", places},
            {"legend",
             {{{"light", "green"}, {"label", "正常"}},
              {{"light", "blue"}, {"label", "临近"}},
              {{"light", "yellow"}, {"label", "预警"}},
              {{"light", "red"}, {"label", "超期"}},
              {{"light", "grey"}, {"label", "无在办事项"}}}}};
}

ordered_json totals(const DocumentSource& source) {
    ordered_json list = ordered_json::array();
    for (const auto& programme : source.catalogue.programmes) {
        const auto document =
            reconcile(source.connection, source.catalogue, programme.code, source.scope.who);
        for (const auto& total : document.at("totals"))
            list.push_back({{"programme", programme.title.zh},
                            {"label", total.at("label").at("zh")},
                            {"source", total.at("source").at("zh")},
                            {"stated", total.at("stated")},
                            {"tolerance", total.at("tolerance")},
                            {"counted", total.at("counted")},
                            {"difference", total.at("difference")},
                            {"agrees", total.at("agrees")}});
    }
    return list;
}

/// A document as the register holds it; null and a note where there is none with this number.
ordered_json registered_document(const DocumentSource& source, const std::string& number) {
    const auto& declaration = source.catalogue.declaration("official_document");
    const auto rows = store::rows_with(source.connection, declaration, {}, {{"number", number}});
    if (rows.empty()) {
        source.notes->push_back("公文登记中没有文号“" + number + "”。");
        return nullptr;
    }
    ordered_json document = ordered_json::object();
    for (const char* field : {"number", "title", "issuer", "issued_on"}) {
        const auto index = declaration.find(field).value();
        document[field] =
            registers::canonical_text(declaration.fields[index], rows.front().row.values[index]);
    }
    return document;
}

/// The programme's title is that of its document where that is registered, and a typed one that
/// differs is told.
void take_registered_title(const DocumentSource& source, ordered_json& programme) {
    if (!source.programme || source.programme->document_number.empty()) return;
    const auto& declaration = source.catalogue.declaration("official_document");
    if (store::rows_with(source.connection, declaration, {},
                         {{"number", source.programme->document_number}})
            .empty())
        return;
    const auto document = registered_document(source, source.programme->document_number);
    const std::string typed = source.programme->title.zh, title = document.at("title");
    if (typed != title)
        source.notes->push_back("方案标题“" + typed + "”与公文登记的标题“" + title +
                                "”不一致，按登记的标题。");
    programme["title"] = title;
}

ordered_json make(const ordered_json& wanted, const DocumentSource& source, DocumentRows& rows,
                  DocumentScores& scores, const ordered_json& made) {
    if (!wanted.is_object())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"应写明它是什么。", "It must say what it is."});
    if (wanted.contains("rows")) return rows.rows(wanted);
    if (wanted.contains("count") || (wanted.contains("sum") && wanted.contains("field")))
        return rows.number(wanted);
    if (wanted.contains("groups")) return rows.groups(wanted);
    if (wanted.contains("lights")) return rows.lights(wanted);
    if (wanted.contains("indicator")) return scores.indicator(text_in(wanted, "indicator"));
    if (wanted.contains("areas")) return scores.areas(wanted);
    if (wanted.contains("indicators")) return scores.indicators(wanted.at("indicators"));
    if (wanted.contains("scores")) return scores.scores(text_in(wanted, "scores"));
    if (wanted.contains("trend")) return scores.trend(wanted);
    if (wanted.contains("chart")) return bars(wanted, made);
    if (wanted.contains("draws")) return published_draws(source);
    if (wanted.contains("inspections")) return published_inspections(source);
    if (wanted.contains("totals")) return totals(source);
    if (wanted.contains("title")) return registered_document(source, text_in(wanted, "title"));
    if (text_in(wanted, "map") == "scores") return scores.map();
    if (text_in(wanted, "map") == "lights") return lights_map(source);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"不认识这种数据项。", "This kind of figure is unknown."});
}

ordered_json about_programme(const DocumentSpec& spec,
                             const std::optional<programme::Programme>& programme) {
    if (!programme)
        return {{"code", spec.programme},
                {"title", nullptr},
                {"issuer", nullptr},
                {"loaded", false},
                {"document_number", nullptr}};
    ordered_json pass = nullptr;
    if (programme->scorecard) pass = base::format_exact(programme->scorecard->pass);
    return {{"code", programme->code},
            {"title", programme->title.zh},
            {"issuer", programme->issuer.zh},
            {"document_number", programme->document_number.empty()
                                    ? ordered_json(nullptr)
                                    : ordered_json(programme->document_number)},
            {"loaded", true},
            {"pass", pass}};
}

}  // namespace

base::Date document_day(const std::string& period, base::Date today) {
    const auto end = programme::period_end(period);
    if (!end)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"上报期“" + period + "”应写作 2020-06、2020-Q2、2020-H1 或 2020。",
                           "The period \"" + period +
                               "\" should be written as 2020-06, 2020-Q2, 2020-H1 or 2020."});
    return std::min(*end, today);
}

ordered_json document_figures(store::Connection& connection, const Catalogue& catalogue,
                              const DocumentSpec& spec, const DocumentScope& scope) {
    ordered_json notes = ordered_json::array();
    const auto programme = find_programme(catalogue, spec.programme);
    DocumentSource source{connection, catalogue, scope, programme ? &*programme : nullptr,
                          {},         &notes};
    if (!spec.programme.empty() && !programme)
        notes.push_back("方案“" + spec.programme + "”尚未载入，指标为不适用。");
    source.regions = programme                ? programme->scope
                     : spec.programme.empty() ? std::vector<std::string>{""}
                                              : scope_in_file(catalogue, spec.programme);
    if (!scope.region.empty()) source.regions = {scope.region};
    const auto* region = catalogue.regions.find_latest(
        source.regions.empty() ? std::string() : source.regions.front());
    ordered_json figures{
        {"document", {{"name", spec.name}, {"label", spec.label.zh}}},
        {"period", scope.period},
        {"begin", base::format_date(programme::period_begin(scope.period).value())},
        {"end", base::format_date(programme::period_end(scope.period).value())},
        {"day", base::format_date(scope.day)},
        {"year", scope.period.substr(0, 4)},
        {"region_name", region ? ordered_json(region->name) : ordered_json(nullptr)},
        {"programme", about_programme(spec, programme)}};
    take_registered_title(source, figures["programme"]);
    DocumentRows rows(source);
    DocumentScores scores(source);
    for (const auto& [name, wanted] : spec.figures.items()) try {
            figures[name] = make(wanted, source, rows, scores, figures);
        } catch (const base::Error& error) {
            throw base::Error(
                error.kind(),
                {"文档 " + spec.name + " 的数据项“" + name + "”：" + error.message().zh,
                 "Figure " + name + " of " + spec.name + ": " + error.message().en},
                error.details());
        }
    figures["notes"] = notes;
    return figures;
}

}  // namespace app
