#include <nlohmann/json.hpp>

#include "api_routes.hpp"
#include "app/attention.hpp"
#include "app/jobs.hpp"
#include "app/oversight.hpp"
#include "app/rule_files.hpp"
#include "app/scores.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "parameters.hpp"

// What who answers for the whole asks: how points move and would move, programme files, the trail,
// the health of the installation, totals beside each other, and what is asked of the units.
namespace server {
namespace {

constexpr Limit ordinary{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 600};
constexpr Limit costly{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 120};
constexpr Limit file_change{
    .body_bytes_max = std::size_t{1} << 20, .seconds_max = 120, .per_minute = 60};
constexpr std::int64_t page_lines_default = 100;
constexpr std::int64_t page_lines_max = 500;
constexpr std::int64_t template_years_max = 50;

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

[[noreturn]] void refuse_counts() {
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"set 应写作“指标:分子/分母”，多个用逗号隔开，如 phone_rate:700/1000。",
         "`set` is written indicator:numerator/denominator, several with commas, such as "
         "phone_rate:700/1000."});
}

std::int64_t count_of(const std::string& text) {
    const bool digits =
        !text.empty() && text.size() <= 12 &&
        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) refuse_counts();
    return std::stoll(text);
}

std::map<std::string, programme::Count> counts_of(const std::string& text) {
    std::map<std::string, programme::Count> counts;
    for (const std::string& each : base::split(text, ',')) {
        const std::size_t colon = each.find(':');
        const std::size_t slash = each.find('/', colon == std::string::npos ? 0 : colon);
        if (colon == std::string::npos || slash == std::string::npos) refuse_counts();
        counts[each.substr(0, colon)] = {count_of(each.substr(colon + 1, slash - colon - 1)),
                                         count_of(each.substr(slash + 1))};
    }
    return counts;
}

Response what_if(app::App& app, const Call& call) {
    app::Scores::WhatIf question;
    question.programme = call.path.at("programme");
    question.period = optional_text(call.query, "period");
    required_text(call.query, "region");
    question.region = *optional_region(call.query, "region");
    question.counts = counts_of(required_text(call.query, "set"));
    return json(app::Scores(app).what_if(question, call.caller.access));
}

Response make_template(app::App& app, const Call& call) {
    app::RuleFiles::Template wanted;
    wanted.programme = call.path.at("programme");
    wanted.code = required_text(call.query, "code");
    required_text(call.query, "region");
    wanted.regions = {*optional_region(call.query, "region")};
    wanted.years = static_cast<int>(whole_number(call.query, "years", 0, template_years_max, 0));
    return json(app::RuleFiles(app).make_template(wanted));
}

Response preview(app::App& app, const Call& call) {
    const Values given = body_texts(call.request.body, {"yaml"}, {"period"});
    const auto period = given.find("period");
    const app::Command who = command_of(call, "load_programme", "{}");
    return json(app::RuleFiles(app).preview(
        given.at("yaml"), period == given.end() ? std::nullopt : std::optional(period->second),
        who.actor, call.caller.access));
}

Response load(app::App& app, const Call& call) {
    return apply_command(app,
                         command_of(call, "load_programme",
                                    payload_of(body_texts(call.request.body, {"yaml"}, {"from"}))));
}

Response trail(app::App& app, const Call& call) {
    app::TrailFilter filter;
    filter.before = whole_number(call.query, "before", 0, INT64_MAX, 0);
    filter.limit = whole_number(call.query, "limit", 1, page_lines_max, page_lines_default);
    filter.user = optional_text(call.query, "user").value_or("");
    filter.action = optional_text(call.query, "action").value_or("");
    filter.object = optional_text(call.query, "object").value_or("");
    filter.only_refused = optional_text(call.query, "only").value_or("") == "refused";
    return json(app::Oversight(app).trail(filter));
}

Response proof(app::App& app, const Call& call) {
    return json(app::Oversight(app).proof(row_number({{"id", call.path.at("sequence")}})));
}

// For whoever keeps the accounts, configures or audits.
Response health(app::App& app, const Call& call) {
    if (app::sees_health(call.caller.access)) return json(app::Oversight(app).health());
    throw base::Error(base::ErrorKind::forbidden,
                      {"运行状况由系统管理员、牵头单位和审计查看。",
                       "The health of the installation is for the system administrator, the lead "
                       "unit and the auditors."});
}

Response burden(app::App& app, const Call& call) {
    return json(app::Oversight(app).burden(
        required_day(call.query, "from"), required_day(call.query, "to"),
        optional_region(call.query, "region").value_or(""), call.caller.access));
}

std::vector<Route> programme_routes(app::App& app) {
    const std::string at = "/api/programmes/{programme}";
    return {
        {Method::get,
         at + "/trend",
         Role::figures,
         Scope::region_parameter,
         {{"region"}},
         "read.trend",
         costly,
         [&app](const Call& call) {
             return json(app::Scores(app).trend(call.path.at("programme"),
                                                optional_region(call.query, "region").value_or(""),
                                                call.caller.access));
         }},
        {Method::get,
         at + "/what-if",
         Role::figures,
         Scope::region_parameter,
         {{"period", "region", "set"}},
         "read.what_if",
         ordinary,
         [&app](const Call& call) { return what_if(app, call); }},
        {Method::get,
         at + "/versions",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.programme_versions",
         ordinary,
         [&app](const Call& call) {
             return json(app::RuleFiles(app).versions(call.path.at("programme")));
         }},
        {Method::get,
         at + "/versions/{sequence}",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.programme_text",
         ordinary,
         [&app](const Call& call) {
             return json(app::RuleFiles(app).text(call.path.at("programme"),
                                                  row_number({{"id", call.path.at("sequence")}})));
         }},
        {Method::get,
         at + "/template",
         Role::configurer,
         Scope::no_region,
         {{"code", "region", "years"}},
         "read.programme_template",
         ordinary,
         [&app](const Call& call) { return make_template(app, call); }},
        {Method::get,
         at + "/reconciliation",
         Role::figures,
         Scope::all_regions,
         {{}},
         "read.reconciliation",
         costly,
         [&app](const Call& call) {
             return json(
                 app::Oversight(app).reconciliation(call.path.at("programme"), call.caller.access));
         }},
        {Method::post,
         "/api/programmes",
         Role::configurer,
         Scope::no_region,
         {{}},
         "change.programme",
         file_change,
         [&app](const Call& call) { return load(app, call); }},
        {Method::post,
         "/api/programmes/check",
         Role::configurer,
         Scope::no_region,
         {{}},
         "check.programme",
         file_change,
         [&app](const Call& call) {
             return json(
                 app::RuleFiles(app).check(body_texts(call.request.body, {"yaml"}, {}).at("yaml")));
         }},
        {Method::post,
         "/api/programmes/preview",
         Role::configurer,
         Scope::no_region,
         {{}},
         "check.programme_preview",
         file_change,
         [&app](const Call& call) { return preview(app, call); }},
    };
}

}  // namespace

std::vector<Route> oversight_routes(app::App& app) {
    std::vector<Route> routes = programme_routes(app);
    for (auto& route : std::vector<Route>{
             {Method::get,
              "/api/trail/entries",
              Role::auditor,
              Scope::all_regions,
              {{"before", "limit", "user", "action", "object", "only"}},
              "read.trail_entries",
              ordinary,
              [&app](const Call& call) { return trail(app, call); }},
             {Method::get,
              "/api/trail/entries/{sequence}/proof",
              Role::auditor,
              Scope::all_regions,
              {{}},
              "read.trail_proof",
              costly,
              [&app](const Call& call) { return proof(app, call); }},
             {Method::get,
              "/api/health",
              Role::signed_in,
              Scope::all_regions,
              {{}},
              "read.health",
              costly,
              [&app](const Call& call) { return health(app, call); }},
             {Method::get,
              "/api/jobs",
              Role::signed_in,
              Scope::all_regions,
              {{}},
              "read.jobs",
              ordinary,
              [&app](const Call& call) { return json(app::Jobs(app).list(call.caller.access)); }},
             {Method::get,
              "/api/attention",
              Role::reader,
              Scope::region_parameter,
              {{"region"}},
              "read.attention",
              ordinary,
              [&app](const Call& call) {
                  return json(app::AttentionList(app).list(
                      optional_region(call.query, "region").value_or(""), call.caller.access));
              }},
             {Method::get,
              "/api/burden",
              Role::reader,
              Scope::region_parameter,
              {{"from", "to", "region"}},
              "read.burden",
              ordinary,
              [&app](const Call& call) { return burden(app, call); }}})
        routes.push_back(std::move(route));
    return routes;
}

}  // namespace server
