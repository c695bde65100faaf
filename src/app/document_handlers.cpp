#include "document_handlers.hpp"

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "document_figures.hpp"
#include "file_store.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "store/document_store.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr const char* numbers = "document";  // whose serials these are
constexpr const char* local_user = "local";

// Whoever issues a document answers for all that it speaks of.
void require_publishing(const Context& context, const DocumentSpec& spec,
                        const std::string& region) {
    if (region.empty() && !spec.programme.empty())
        for (const auto& programme : context.catalogue.programmes)
            if (programme.code == spec.programme)
                return require_scope(context, people::Right::publish, programme);
    people::Target about;
    about.region = region;
    about.programme = spec.programme;
    if (!people::allows(context.access, people::Right::publish, about))
        throw base::Error(base::ErrorKind::forbidden,
                          {"印发范围超出您的权限。", "You may not issue documents for that area."});
}

store::DocumentIssue required_issue(store::Connection& connection, std::int64_t id) {
    auto issue = store::find_document_issue(connection, id);
    if (!issue)
        throw base::Error(base::ErrorKind::not_found,
                          {"没有第 " + std::to_string(id) + " 号文档。",
                           "There is no issue " + std::to_string(id) + "."});
    return std::move(*issue);
}

std::int64_t next_edition(const Context& context, const store::DocumentIssue& issue) {
    const auto before = store::latest_document_issue(context.connection, issue.document,
                                                     issue.period, issue.region);
    if (!before) return 1;
    if (issue.reason.empty())
        throw base::Error(
            base::ErrorKind::conflict,
            {issue.document + " 的 " + issue.period + " 已经固化；更正须另出一版并写明理由。",
             issue.document + " of " + issue.period +
                 " is frozen already; a correction is a further edition and needs a "
                 "reason."});
    return before->edition + 1;
}

}  // namespace

Handled handle_freeze_document(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string name = required_text(payload, "document");
    const auto spec = read_document_spec(required_text(payload, "spec"), name + ".yaml");
    store::DocumentIssue issue;
    issue.document = name;
    issue.period = required_text(payload, "period");
    issue.region = text_of(payload, "region");
    issue.reason = text_of(payload, "reason");
    issue.spec = spec.yaml;
    issue.template_name = attachment_name(payload);
    issue.template_file = required_text(payload, "file_name");
    if (!issue.region.empty() && !context.catalogue.regions.find_latest(issue.region))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"没有区划“" + issue.region + "”。", "There is no region " + issue.region + "."});
    require_publishing(context, spec, issue.region);
    issue.edition = next_edition(context, issue);
    DocumentScope scope;
    scope.period = issue.period;
    scope.region = issue.region;
    scope.day = document_day(issue.period, today_of(context));
    issue.figures = document_figures(context.connection, context.catalogue, spec, scope).dump();
    issue.sha256 = base::to_hex(base::sha256(issue.figures));
    issue.author = context.command.actor.user;
    issue.frozen_on = base::format_date(today_of(context));
    issue.begin_sequence = context.sequence;
    issue.id = store::next_document_issue(context.connection);
    store::save_document_issue(context.connection, issue);
    return {{"document.freeze", name + "/" + issue.period, base::to_hex(base::sha256(spec.yaml)),
             context.command.payload},
            ordered_json{{"issue", issue.id},
                         {"document", name},
                         {"period", issue.period},
                         {"edition", issue.edition},
                         {"sha256", issue.sha256}}
                .dump(),
            false};
}

Handled handle_approve_document(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    auto issue = required_issue(context.connection, required_integer(payload, "issue"));
    const auto spec = read_document_spec(issue.spec, issue.document + ".yaml");
    require_publishing(context, spec, issue.region);
    if (issue.approved_sequence)
        throw base::Error(base::ErrorKind::conflict,
                          {"这一版已经审定。", "This edition is approved already."});
    const auto newest = store::latest_document_issue(context.connection, issue.document,
                                                     issue.period, issue.region);
    if (newest && newest->id != issue.id)
        throw base::Error(base::ErrorKind::conflict, {"已有更新的一版，请审定那一版。",
                                                      "A later edition is there; approve that."});
    const std::string& user = context.command.actor.user;
    if (user == issue.author && user != local_user)
        throw base::Error(base::ErrorKind::forbidden,
                          {"固化数据的人不能审定同一份文档，须由另一人审定。",
                           "Whoever froze a document cannot approve it; another person must."});
    const auto today = today_of(context);
    if (!spec.organ.empty()) {
        const std::string head = spec.organ + "〔" + base::format_date(today).substr(0, 4) + "〕";
        issue.number =
            head + std::to_string(store::next_serial(context.connection, numbers, head)) + "号";
    }
    issue.approver = user;
    issue.approved_on = base::format_date(today);
    issue.approved_sequence = context.sequence;
    store::approve_document_issue(context.connection, issue);
    return {{"document.approve", issue.document + "/" + issue.period, issue.sha256,
             context.command.payload},
            ordered_json{{"issue", issue.id},
                         {"document", issue.document},
                         {"number", issue.number},
                         {"approved_on", issue.approved_on}}
                .dump(),
            false};
}

Handled handle_load_template(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string name = required_text(payload, "document");
    const store::OfficeTemplate office{attachment_name(payload),
                                       required_text(payload, "file_name")};
    store::save_office_template(context.connection, name, office, context.sequence);
    return {{"document.template", name, required_text(payload, "sha256"), context.command.payload},
            ordered_json{{"document", name}, {"file_name", office.template_file}}.dump(),
            false};
}

}  // namespace app
