#include <nlohmann/json.hpp>

#include "app/app.hpp"
#include "base/rational.hpp"
#include "seen.hpp"
#include "text_json.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using programme::Judgement;

const char* judgement_name(Judgement judgement) {
    switch (judgement) {
        case Judgement::met:
            return "met";
        case Judgement::not_met:
            return "not_met";
        case Judgement::soft_not_met:
            return "soft_not_met";
        case Judgement::not_applicable:
            return "not_applicable";
        case Judgement::precondition_unmet:
            return "precondition_unmet";
        case Judgement::no_target:
            break;
    }
    return "no_target";
}

const char* grade_name(programme::Grade grade) {
    switch (grade) {
        case programme::Grade::passed:
            return "passed";
        case programme::Grade::excellent:
            return "excellent";
        case programme::Grade::awaiting_decision:
            return "awaiting_decision";
        case programme::Grade::none:
            break;
    }
    return "none";
}

const char* kind_name(programme::ItemKind kind) {
    constexpr const char* names[] = {"boolean", "proportional", "step", "banded", "count",
                                     "product", "manual",       "veto", "bonus"};
    return names[static_cast<std::size_t>(kind)];
}

ordered_json optional_exact(const std::optional<base::Rational>& value) {
    return value ? ordered_json(base::format_exact(*value)) : ordered_json(nullptr);
}

ordered_json item_json(const programme::ItemScore& item) {
    return {{"aspect", item.aspect},
            {"item", item.item},
            {"numerator", item.count.numerator},
            {"denominator", item.count.denominator},
            {"points", base::format_exact(item.points)},
            {"display", base::format_fixed(item.points, 2)},
            {"maximum", base::format_exact(item.maximum)},
            {"applicable", item.applicable},
            {"explanation", text_json(item.explanation)}};
}

ordered_json unit_json(const programme::Programme& programme, const ScoreTable::Unit& unit) {
    ordered_json json{{"region", unit.region}, {"name", unit.name}, {"path_name", unit.path_name}};
    const auto& score = unit.score;
    json["points"] = score ? ordered_json(base::format_exact(score->total)) : ordered_json(nullptr);
    json["display"] =
        score ? ordered_json(base::format_fixed(score->total, 2)) : ordered_json(nullptr);
    json["passed"] = score ? ordered_json(score->passed) : ordered_json(nullptr);
    json["rank"] = score && score->rank ? ordered_json(*score->rank) : ordered_json(nullptr);
    json["grade"] = score ? ordered_json(grade_name(score->grade)) : ordered_json(nullptr);
    json["complete"] = !score || score->complete;
    json["vetoed"] = score && score->vetoed;
    json["items"] = ordered_json::array();
    if (score)
        for (const auto& item : score->items) json["items"].push_back(item_json(item));
    json["indicators"] = ordered_json::array();
    for (std::size_t i = 0; i < unit.counts.size(); ++i) {
        const auto& indicator = programme.indicators[i];
        json["indicators"].push_back(
            {{"indicator", indicator.name},
             {"numerator", unit.counts[i].numerator},
             {"denominator", unit.counts[i].denominator},
             {"display", display_count(indicator, unit.counts[i])},
             {"judgement", judgement_name(unit.judgements[i])},
             {"rounding_trap", programme::is_rounding_trap(indicator, unit.counts[i])}});
    }
    return json;
}

ordered_json item_definition(const programme::Item& item) {
    ordered_json indicators = ordered_json::array();
    if (!item.indicator.empty()) indicators.push_back(item.indicator);
    for (const auto& factor : item.factors) indicators.push_back(factor.indicator);
    return {{"name", item.name},
            {"label", text_json(item.label)},
            {"kind", kind_name(item.kind)},
            {"weight", base::format_exact(item.weight)},
            {"indicators", indicators}};
}

ordered_json scorecard_json(const programme::Scorecard& card) {
    ordered_json aspects = ordered_json::array();
    for (const auto& aspect : card.aspects) {
        ordered_json items = ordered_json::array();
        for (const auto& item : aspect.items) items.push_back(item_definition(item));
        aspects.push_back(
            {{"name", aspect.name}, {"label", text_json(aspect.label)}, {"items", items}});
    }
    return {{"total", base::format_exact(card.total)},
            {"pass", base::format_exact(card.pass)},
            {"top", card.top},
            {"pass_label", text_json(card.pass_label)},
            {"top_label", text_json(card.top_label)},
            {"aspects", aspects}};
}

ordered_json basis_json(const programme::Programme& p) {
    ordered_json list = ordered_json::array();
    for (const auto& text : p.basis) list.push_back(text_json(text));
    return list;
}

ordered_json facts_json(const programme::Programme& p) {
    ordered_json list = ordered_json::array();
    for (const auto& fact : p.facts)
        list.push_back(
            {{"name", fact.name},
             {"label", text_json(fact.label)},
             {"value", text_json(fact.value)},
             {"on", fact.on ? ordered_json(base::format_date(*fact.on)) : ordered_json(nullptr)},
             {"source", text_json(fact.source)}});
    return list;
}

ordered_json programme_json(const programme::Programme& p) {
    ordered_json goals = ordered_json::array();
    for (const auto& goal : p.goals)
        goals.push_back({{"name", goal.name},
                         {"label", text_json(goal.label)},
                         {"indicators", goal.indicators}});
    ordered_json indicators = ordered_json::array();
    for (const auto& i : p.indicators)
        indicators.push_back({{"name", i.name},
                              {"label", text_json(i.label)},
                              {"note", text_json(i.note)},
                              {"unit", i.unit == programme::Unit::percent ? "percent" : "count"},
                              {"pass", optional_exact(i.pass)},
                              {"full", optional_exact(i.full)},
                              {"soft", optional_exact(i.soft)}});
    return {{"code", p.code},
            {"version", p.version},
            {"title", text_json(p.title)},
            {"issuer", text_json(p.issuer)},
            {"document_number", p.document_number},
            {"basis", basis_json(p)},
            {"parent", p.parent},
            {"facts", facts_json(p)},
            {"scope", p.scope},
            {"unit_level", registers::to_string(p.unit_level)},
            {"periods", programme::list_periods(p.periods)},
            {"goals", goals},
            {"indicators", indicators},
            {"scorecard", p.scorecard ? scorecard_json(*p.scorecard) : ordered_json(nullptr)}};
}

ordered_json field_json(const registers::Field& field) {
    constexpr const char* classes[] = {"open", "internal", "personal", "sensitive"};
    ordered_json codes = ordered_json::array();
    for (const auto& code : field.codes)
        codes.push_back({{"value", code.value}, {"label", text_json(code.label)}});
    return {{"name", field.name},
            {"type", registers::to_string(field.type)},
            {"label", text_json(field.label)},
            {"unit", field.unit},
            {"required", field.required},
            {"class", classes[static_cast<std::size_t>(field.field_class)]},
            {"codes", codes}};
}

ordered_json values_json(const std::vector<std::string>& texts,
                         const registers::Declaration& declaration) {
    ordered_json values = ordered_json::object();
    for (std::size_t i = 0; i < texts.size(); ++i) values[declaration.fields[i].name] = texts[i];
    return values;
}

ordered_json row_json(const RegisterPage::Row& row, const registers::Declaration& declaration) {
    return {{"values", values_json(row.texts, declaration)},
            {"geometry",
             row.geometry.empty() ? ordered_json(nullptr) : ordered_json::parse(row.geometry)}};
}

const char* kind_of(const RegisterChanges::Row& row) {
    if (!row.before) return "added";
    return row.after ? "changed" : "removed";
}

}  // namespace

std::string display_count(const programme::Indicator& indicator, programme::Count count) {
    if (count.denominator == 0) return "";
    const base::Rational value = base::make_rational(count.numerator, count.denominator);
    if (indicator.unit == programme::Unit::percent) {
        const base::Rational percent = value * 100;
        return base::format_fixed(percent, 2);
    }
    return base::format_fixed(value, value.get_den() == 1 ? 0 : 2);
}

std::string to_json(const ScoreTable& table) {
    ordered_json json{{"programme", table.programme.code},
                      {"version", table.programme.version},
                      {"period", table.period},
                      {"frozen", table.frozen},
                      {"sequence", table.sequence},
                      {"villages", ordered_json::array()}};
    if (table.partial) json["partial"] = true;
    for (const auto& unit : table.units)
        json["villages"].push_back(unit_json(table.programme, unit));
    json["total"] = unit_json(table.programme, table.total);
    return json.dump();
}

std::string to_json(const Explanation& e) {
    ordered_json json{{"programme", e.programme},
                      {"indicator", e.indicator},
                      {"used_indicator", e.used_indicator},
                      {"region", e.region},
                      {"period", e.period},
                      {"numerator", e.count.numerator},
                      {"denominator", e.count.denominator},
                      {"rows", ordered_json::array()}};
    for (const auto& row : e.rows) {
        ordered_json fields = ordered_json::object();
        for (const auto& [name, text] : row.fields) fields[name] = text;
        json["rows"].push_back({{"register", row.register_name},
                                {"id", row.id},
                                {"region", row.region},
                                {"region_name", row.region_name},
                                {"fields", fields},
                                {"numerator", row.numerator},
                                {"denominator", row.denominator}});
    }
    return json.dump();
}

std::string to_json(const RegisterPage& page, const registers::Declaration& declaration) {
    ordered_json json{{"register", declaration.name},
                      {"total", page.total},
                      {"next", page.next ? ordered_json(*page.next) : ordered_json(nullptr)},
                      {"rows", ordered_json::array()}};
    for (const auto& row : page.rows) {
        ordered_json item{{"id", row.id}, {"version", row.version}};
        item.update(row_json(row, declaration));
        json["rows"].push_back(std::move(item));
    }
    return json.dump();
}

std::string to_json(const std::vector<RowVersion>& history,
                    const registers::Declaration& declaration) {
    ordered_json list = ordered_json::array();
    for (const auto& version : history) {
        const bool holds = !version.end_sequence;
        list.push_back(
            {{"values", values_json(version.texts, declaration)},
             {"user", version.user},
             {"begin_sequence", version.begin_sequence},
             {"begin_time", version.begin_time},
             {"end_sequence", holds ? ordered_json(nullptr) : ordered_json(*version.end_sequence)},
             {"end_time", holds ? ordered_json(nullptr) : ordered_json(version.end_time)}});
    }
    return ordered_json{{"register", declaration.name}, {"versions", list}}.dump();
}

std::string to_json(const RegisterChanges& changes, const registers::Declaration& declaration) {
    ordered_json json{{"register", changes.register_name},
                      {"from", base::format_date(changes.from)},
                      {"to", base::format_date(changes.to)},
                      {"next", changes.next ? ordered_json(*changes.next) : ordered_json(nullptr)},
                      {"rows", ordered_json::array()}};
    for (const auto& row : changes.rows)
        json["rows"].push_back(
            {{"id", row.id},
             {"change", kind_of(row)},
             {"before", row.before ? row_json(*row.before, declaration) : ordered_json(nullptr)},
             {"after", row.after ? row_json(*row.after, declaration) : ordered_json(nullptr)}});
    return json.dump();
}

std::string to_json(const std::vector<registers::Declaration>& declarations) {
    ordered_json list = ordered_json::array();
    for (const auto& d : declarations) {
        ordered_json fields = ordered_json::array();
        for (const auto& field : d.fields) fields.push_back(field_json(field));
        list.push_back({{"name", d.name},
                        {"label", text_json(d.label)},
                        {"key", d.key},
                        {"geometry", registers::to_string(d.geometry)},
                        {"periodic", d.is_periodic()},
                        {"fields", fields}});
    }
    return ordered_json{{"registers", list}}.dump();
}

std::string to_json(const std::vector<programme::Programme>& programmes) {
    ordered_json list = ordered_json::array();
    for (const auto& p : programmes) list.push_back(programme_json(p));
    return ordered_json{{"programmes", list}}.dump();
}

std::string to_json(const std::vector<Batch>& batches) {
    ordered_json list = ordered_json::array();
    for (const auto& b : batches)
        list.push_back({{"id", b.id},
                        {"register", b.register_name},
                        {"file_name", b.file_name},
                        {"file_sha256", b.file_sha256},
                        {"time", b.time},
                        {"rows", b.rows},
                        {"imported", b.imported},
                        {"unchanged", b.unchanged},
                        {"rejected", b.rejected},
                        {"undone", b.undone}});
    return ordered_json{{"batches", list}}.dump();
}

std::string to_json(const App::TrailCheck& check) {
    return ordered_json{
        {"entries", check.entries},
        {"root", check.root},
        {"checkpoints", check.checkpoints},
        {"problem", check.problem ? text_json(*check.problem) : ordered_json(nullptr)}}
        .dump();
}

std::string to_json(const BackupReport& report) {
    return ordered_json{{"sequence", report.sequence},
                        {"last_hash", report.last_hash},
                        {"files", report.files},
                        {"tables", report.tables}}
        .dump();
}

std::string to_json(const ReplayReport& report) {
    ordered_json json{{"entries", report.entries},
                      {"replayed", report.replayed},
                      {"equal", true},
                      {"tables", ordered_json::array()}};
    for (const auto& table : report.tables) {
        if (!table.equal) json["equal"] = false;
        json["tables"].push_back({{"table", table.table},
                                  {"rows", table.rows},
                                  {"sha256", table.sha256},
                                  {"equal", table.equal}});
    }
    return json.dump();
}

std::string to_json(const base::Error& error) {
    constexpr const char* kinds[] = {"invalid_input", "not_found",   "conflict",
                                     "forbidden",     "unavailable", "internal"};
    ordered_json body{{"kind", kinds[static_cast<std::size_t>(error.kind())]},
                      {"message", text_json(error.message())}};
    if (const auto* conflict = dynamic_cast<const FieldConflict*>(&error)) {
        body["fields"] = ordered_json::array();
        for (const auto& field : conflict->fields())
            body["fields"].push_back({{"name", field.name},
                                      {"label", text_json(field.label)},
                                      {"before", field.before},
                                      {"now", field.now},
                                      {"yours", field.yours}});
    }
    return ordered_json{{"error", body}}.dump();
}

}  // namespace app
