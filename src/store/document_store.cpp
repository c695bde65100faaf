#include "store/document_store.hpp"

namespace store {
namespace {

std::string text(const Statement& statement, int column) {
    return std::string(statement.text(column));
}

DocumentIssue read_issue(const Statement& statement) {
    DocumentIssue issue;
    issue.id = statement.integer(0);
    issue.document = text(statement, 1);
    issue.period = text(statement, 2);
    issue.region = text(statement, 3);
    issue.edition = statement.integer(4);
    issue.spec = text(statement, 5);
    issue.template_name = text(statement, 6);
    issue.template_file = text(statement, 7);
    issue.figures = text(statement, 8);
    issue.sha256 = text(statement, 9);
    issue.reason = text(statement, 10);
    issue.author = text(statement, 11);
    issue.frozen_on = text(statement, 12);
    issue.begin_sequence = statement.integer(13);
    issue.number = text(statement, 14);
    issue.approver = text(statement, 15);
    issue.approved_on = text(statement, 16);
    if (!statement.is_null(17)) issue.approved_sequence = statement.integer(17);
    return issue;
}

std::optional<DocumentIssue> first_of(Statement& statement) {
    if (!statement.step()) return std::nullopt;
    return read_issue(statement);
}

}  // namespace

std::int64_t next_document_issue(Connection& connection) {
    const auto statement = prepare_file(connection, "common/document_issue_next");
    (void)statement->step();
    return statement->integer(0);
}

void save_document_issue(Connection& connection, const DocumentIssue& issue) {
    const auto view = [](const std::string& value) { return std::string_view(value); };
    prepare_file(connection, "common/document_issue_save")
        ->with(issue.id, view(issue.document), view(issue.period), view(issue.region),
               issue.edition, view(issue.spec), view(issue.template_name),
               view(issue.template_file), view(issue.figures), view(issue.sha256),
               view(issue.reason), view(issue.author), view(issue.frozen_on), issue.begin_sequence)
        .run();
}

void approve_document_issue(Connection& connection, const DocumentIssue& issue) {
    prepare_file(connection, "common/document_issue_approve")
        ->with(issue.id, std::string_view(issue.number), std::string_view(issue.approver),
               std::string_view(issue.approved_on), issue.approved_sequence.value())
        .run();
}

std::optional<DocumentIssue> find_document_issue(Connection& connection, std::int64_t id) {
    return first_of(prepare_file(connection, "common/document_issue_find")->with(id));
}

std::optional<DocumentIssue> latest_document_issue(Connection& connection,
                                                   std::string_view document,
                                                   std::string_view period,
                                                   std::string_view region) {
    return first_of(
        prepare_file(connection, "common/document_issue_latest")->with(document, period, region));
}

std::optional<DocumentIssue> document_issue_before(Connection& connection,
                                                   const DocumentIssue& issue) {
    return first_of(
        prepare_file(connection, "common/document_issue_before")
            ->with(std::string_view(issue.document), std::string_view(issue.region), issue.id));
}

std::vector<DocumentIssue> list_document_issues(Connection& connection, std::string_view document,
                                                std::int64_t limit) {
    const auto statement = prepare_file(connection, "common/document_issues");
    statement->with(document, limit);
    std::vector<DocumentIssue> issues;
    while (statement->step()) issues.push_back(read_issue(*statement));
    return issues;
}

void save_office_template(Connection& connection, std::string_view document,
                          const OfficeTemplate& office, std::int64_t begin_sequence) {
    prepare_file(connection, "common/document_template_save")
        ->with(document, std::string_view(office.template_name),
               std::string_view(office.template_file), begin_sequence)
        .run();
}

std::optional<OfficeTemplate> find_office_template(Connection& connection,
                                                   std::string_view document) {
    const auto statement = prepare_file(connection, "common/document_template_find");
    if (!statement->with(document).step()) return std::nullopt;
    return OfficeTemplate{text(*statement, 0), text(*statement, 1)};
}

}  // namespace store
