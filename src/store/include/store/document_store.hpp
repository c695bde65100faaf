#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.hpp"

/// Documents as they were issued, and templates that offices use.
namespace store {

/// One issue: all that its file is made of. The template's bytes are kept under `template_name`.
struct DocumentIssue {
    std::int64_t id = 0;
    std::string document, period;
    std::string region;  ///< empty: the whole scope
    std::int64_t edition = 1;
    std::string spec;  ///< the description, as it was
    std::string template_name, template_file;
    std::string figures;  ///< JSON
    std::string sha256;   ///< of the figures
    std::string reason;   ///< of an edition after the first
    std::string author;
    std::string frozen_on;  ///< day
    std::int64_t begin_sequence = 0;
    std::string number;       ///< empty until it is approved, and where the document bears none
    std::string approver;     ///< empty until then
    std::string approved_on;  ///< day
    std::optional<std::int64_t> approved_sequence{};
};
std::int64_t next_document_issue(Connection& connection);
void save_document_issue(Connection& connection, const DocumentIssue& issue);
/// Writes number, approver, day and trail number of an issue that is there.
void approve_document_issue(Connection& connection, const DocumentIssue& issue);
std::optional<DocumentIssue> find_document_issue(Connection& connection, std::int64_t id);
/// The latest edition.
std::optional<DocumentIssue> latest_document_issue(Connection& connection,
                                                   std::string_view document,
                                                   std::string_view period,
                                                   std::string_view region);
/// The issue of the same document and region before `id`, whatever its period.
std::optional<DocumentIssue> document_issue_before(Connection& connection,
                                                   const DocumentIssue& issue);
/// Newest first; `document` empty: of all.
std::vector<DocumentIssue> list_document_issues(Connection& connection, std::string_view document,
                                                std::int64_t limit);

struct OfficeTemplate {
    std::string template_name, template_file;
};
void save_office_template(Connection& connection, std::string_view document,
                          const OfficeTemplate& office, std::int64_t begin_sequence);
std::optional<OfficeTemplate> find_office_template(Connection& connection,
                                                   std::string_view document);

}  // namespace store
