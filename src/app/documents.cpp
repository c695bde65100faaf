#include "app/documents.hpp"

#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "document_figures.hpp"
#include "documents/fill.hpp"
#include "documents/preview.hpp"
#include "store/document_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t changes_max = 1'000;

struct Prepared {
    documents::Template source;
    ordered_json figures;
};

std::string template_bytes(App::State& state, store::Connection& connection,
                           const store::OfficeTemplate& office) {
    return state.environment.files.read(state.files.get(connection, office.template_name).path());
}

documents::Template template_in_use(App::State& state, store::Connection& connection,
                                    const DocumentSpec& spec) {
    if (const auto office = store::find_office_template(connection, spec.name))
        return {office->template_file, template_bytes(state, connection, *office)};
    return {spec.template_file, built_in_template(spec.template_file)};
}

std::string ending_of(const std::string& file_name) {
    const auto dot = file_name.rfind('.');
    return dot == std::string::npos ? "" : file_name.substr(dot);
}

std::string file_name_of(const DocumentSpec& spec, const DocumentWanted& wanted,
                         const std::string& template_name) {
    const std::string where = wanted.region.empty() ? "" : " " + wanted.region;
    return spec.name + " " + spec.label.zh + " " + wanted.period + where + ending_of(template_name);
}

DocumentFile finished(const documents::Template& source, ordered_json figures,
                      const store::DocumentIssue* issue) {
    const bool approved = issue && issue->approved_sequence;
    figures["issue"] = {
        {"number", issue && !issue->number.empty() ? ordered_json(issue->number) : nullptr},
        {"date", approved ? ordered_json(issue->approved_on) : nullptr},
        {"edition", issue ? issue->edition : 0},
        {"is_correction", issue && issue->edition > 1},
        {"reason", issue ? issue->reason : ""},
        {"is_draft", !approved}};
    DocumentFile file;
    file.bytes = documents::fill(source, figures.dump());
    for (const auto& note : figures.at("notes")) file.notes.push_back(note.get<std::string>());
    if (!issue) return file;
    file.issue = issue->id;
    file.number = issue->number;
    file.edition = issue->edition;
    return file;
}

DocumentScope scope_of(const DocumentWanted& wanted, base::Date today, const people::Access& who) {
    DocumentScope scope;
    scope.period = wanted.period;
    scope.region = wanted.region;
    scope.day = document_day(wanted.period, today);
    scope.who = who;
    return scope;
}

// For all that a document speaks of, or not at all.
bool allows_all(const people::Access& who, people::Right right, const DocumentSpec& spec,
                const std::string& region, const Catalogue& catalogue) {
    const auto allows = [&](const std::string& place) {
        people::Target about;
        about.region = place;
        about.programme = spec.programme;
        return people::allows(who, right, about);
    };
    if (!region.empty()) return allows(region);
    for (const auto& programme : catalogue.programmes)
        if (programme.code == spec.programme)
            return std::all_of(programme.scope.begin(), programme.scope.end(), allows);
    return allows("");
}

// Whoever may not read all that a document speaks of gets none of it.
bool may_read(const people::Access& who, const DocumentSpec& spec, const std::string& region,
              const Catalogue& catalogue) {
    return allows_all(who, people::Right::read, spec, region, catalogue);
}

ordered_json issue_json(const store::DocumentIssue& issue, const DocumentSpec& spec) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? ordered_json(nullptr) : ordered_json(text);
    };
    return {{"issue", issue.id},
            {"document", issue.document},
            {"label", {{"zh", spec.label.zh}, {"en", spec.label.en}}},
            {"period", issue.period},
            {"region", or_null(issue.region)},
            {"edition", issue.edition},
            {"reason", or_null(issue.reason)},
            {"sha256", issue.sha256},
            {"author", issue.author},
            {"frozen_on", issue.frozen_on},
            {"number", or_null(issue.number)},
            {"approver", or_null(issue.approver)},
            {"approved_on", or_null(issue.approved_on)}};
}

void compare(const std::string& path, const ordered_json& before, const ordered_json& after,
             ordered_json& list) {
    if (before == after || list.size() >= changes_max) return;
    if (before.is_object() && after.is_object()) {
        for (const auto& [key, value] : after.items())
            compare(path.empty() ? key : path + "." + key,
                    before.contains(key) ? before.at(key) : ordered_json(nullptr), value, list);
        for (const auto& [key, value] : before.items())
            if (!after.contains(key))
                compare(path.empty() ? key : path + "." + key, value, nullptr, list);
        return;
    }
    if (before.is_array() && after.is_array()) {
        for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i)
            compare(path + "[" + std::to_string(i + 1) + "]",
                    i < before.size() ? before[i] : ordered_json(nullptr),
                    i < after.size() ? after[i] : ordered_json(nullptr), list);
        return;
    }
    list.push_back({{"path", path}, {"before", before}, {"after", after}});
}

bool is_loaded(const Catalogue& catalogue, const std::string& code) {
    return std::any_of(catalogue.programmes.begin(), catalogue.programmes.end(),
                       [&](const auto& programme) { return programme.code == code; });
}

void require_known(const Catalogue& catalogue, const std::string& region) {
    if (!region.empty() && !catalogue.regions.find_latest(region))
        throw base::Error(base::ErrorKind::invalid_input,
                          {"没有区划“" + region + "”。", "There is no region " + region + "."});
}

// A file that is removed when this goes.
class TemporaryFile {
public:
    TemporaryFile(App::State& state, const std::string& ending, const std::string& bytes)
        : files_(state.environment.files), path_(state.files.temporary(ending)) {
        files_.write(path_, bytes);
    }
    ~TemporaryFile() { files_.remove(path_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    base::Files& files_;
    std::filesystem::path path_;
};

base::Date today_in(App::State& state) {
    return base::shanghai_date(state.environment.clock.now());
}

}  // namespace

Documents::Documents(App& app) : app_(app), state_(app.ledgers().state()) {}

std::string Documents::list() {
    ordered_json list = ordered_json::array();
    for (const auto& spec : built_in_documents())
        list.push_back({{"document", spec.name},
                        {"label", {{"zh", spec.label.zh}, {"en", spec.label.en}}},
                        {"programme", spec.programme.empty() ? ordered_json(nullptr)
                                                             : ordered_json(spec.programme)},
                        {"template", spec.template_file},
                        {"numbered", !spec.organ.empty()}});
    return ordered_json{{"documents", list}}.dump();
}

std::string Documents::board(const DocumentWanted& wanted, const std::string& programme,
                             const people::Access& who) {
    (void)document_day(wanted.period, today_in(state_));
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        require_known(catalogue, wanted.region);
        ordered_json list = ordered_json::array();
        for (const auto& spec : built_in_documents()) {
            if (!programme.empty() && !spec.programme.empty() && spec.programme != programme)
                continue;
            const auto issue =
                store::latest_document_issue(connection, spec.name, wanted.period, wanted.region);
            const bool may_see = issue && may_read(who, spec, wanted.region, catalogue);
            list.push_back(
                {{"document", spec.name},
                 {"label", {{"zh", spec.label.zh}, {"en", spec.label.en}}},
                 {"programme",
                  spec.programme.empty() ? ordered_json(nullptr) : ordered_json(spec.programme)},
                 {"loaded", spec.programme.empty() || is_loaded(catalogue, spec.programme)},
                 {"format", ending_of(spec.template_file).substr(1)},
                 {"numbered", !spec.organ.empty()},
                 {"may_issue",
                  allows_all(who, people::Right::publish, spec, wanted.region, catalogue)},
                 {"state", !may_see                   ? "draft"
                           : issue->approved_sequence ? "approved"
                                                      : "frozen"},
                 {"latest", may_see ? issue_json(*issue, spec) : ordered_json(nullptr)}});
        }
        return ordered_json{{"period", wanted.period}, {"documents", list}}.dump();
    });
}

std::string Documents::preview(const DocumentFile& file) {
    return ordered_json{
        {"file_name", file.file_name},
        {"issue", file.issue == 0 ? ordered_json(nullptr) : ordered_json(file.issue)},
        {"edition", file.edition},
        {"number", file.number.empty() ? ordered_json(nullptr) : ordered_json(file.number)},
        {"notes", file.notes},
        {"html", documents::preview({file.file_name, file.bytes})}}
        .dump();
}

std::vector<std::string> Documents::regions(const DocumentWanted& wanted,
                                            const std::string& level) {
    const auto parsed = registers::parse_region_level(level);
    if (!parsed)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"没有级别“" + level + "”，应为 county、township 或 village。",
             "There is no level \"" + level + "\"; it must be county, township or village."});
    const auto spec = built_in_document(wanted.document);
    const auto day = document_day(wanted.period, today_in(state_));
    return state_.read([&](store::Connection&, const Catalogue& catalogue) {
        std::vector<std::string> scope{wanted.region};
        for (const auto& programme : catalogue.programmes)
            if (wanted.region.empty() && programme.code == spec.programme) scope = programme.scope;
        std::vector<std::string> codes;
        for (const auto& place : scope)
            for (const auto* region : catalogue.regions.list(*parsed, place, day))
                codes.push_back(region->code);
        return codes;
    });
}

std::string Documents::figures(const DocumentWanted& wanted, const people::Access& who) {
    const auto spec = built_in_document(wanted.document);
    const auto scope = scope_of(wanted, today_in(state_), who);
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        return document_figures(connection, catalogue, spec, scope).dump();
    });
}

DocumentFile Documents::file(const DocumentWanted& wanted, const people::Access& who) {
    const auto spec = built_in_document(wanted.document);
    const auto scope = scope_of(wanted, today_in(state_), who);
    std::int64_t known = 0;
    auto prepared = state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        require_known(catalogue, wanted.region);
        const auto issue =
            store::latest_document_issue(connection, wanted.document, wanted.period, wanted.region);
        if (issue && may_read(who, spec, wanted.region, catalogue)) {
            known = issue->id;
            return Prepared{};
        }
        return Prepared{template_in_use(state_, connection, spec),
                        document_figures(connection, catalogue, spec, scope)};
    });
    if (known != 0) return issue(known, who);
    DocumentFile file = finished(prepared.source, std::move(prepared.figures), nullptr);
    file.file_name = file_name_of(spec, wanted, prepared.source.name);
    return file;
}

DocumentFile Documents::issue(std::int64_t id, const people::Access& who) {
    store::DocumentIssue issue;
    const auto prepared =
        state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
            auto found = store::find_document_issue(connection, id);
            if (!found || !may_read(who, read_document_spec(found->spec, found->document),
                                    found->region, catalogue))
                throw base::Error(base::ErrorKind::not_found,
                                  {"没有第 " + std::to_string(id) + " 号文档。",
                                   "There is no issue " + std::to_string(id) + "."});
            issue = std::move(*found);
            const store::OfficeTemplate kept{issue.template_name, issue.template_file};
            return Prepared{{issue.template_file, template_bytes(state_, connection, kept)},
                            ordered_json::parse(issue.figures)};
        });
    const auto spec = read_document_spec(issue.spec, issue.document);
    DocumentFile file = finished(prepared.source, prepared.figures, &issue);
    file.file_name =
        file_name_of(spec, {issue.document, issue.period, issue.region}, issue.template_file);
    return file;
}

std::string Documents::issues(const std::string& document, std::int64_t limit,
                              const people::Access& who) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        ordered_json list = ordered_json::array();
        for (const auto& issue : store::list_document_issues(connection, document, limit)) {
            const auto spec = read_document_spec(issue.spec, issue.document);
            if (may_read(who, spec, issue.region, catalogue))
                list.push_back(issue_json(issue, spec));
        }
        return ordered_json{{"issues", list}}.dump();
    });
}

std::string Documents::changes(std::int64_t id, const people::Access& who) {
    (void)issue(id, who);
    return state_.read([&](store::Connection& connection, const Catalogue&) {
        const auto issue = store::find_document_issue(connection, id).value();
        const auto before = store::document_issue_before(connection, issue);
        ordered_json list = ordered_json::array();
        if (before)
            compare("", ordered_json::parse(before->figures), ordered_json::parse(issue.figures),
                    list);
        return ordered_json{{"issue", id},
                            {"before", before ? ordered_json(before->id) : nullptr},
                            {"changes", list}}
            .dump();
    });
}

DocumentFile Documents::office_template(const std::string& document) {
    const auto spec = built_in_document(document);
    return state_.read([&](store::Connection& connection, const Catalogue&) {
        const auto source = template_in_use(state_, connection, spec);
        DocumentFile file;
        file.file_name = source.name;
        file.bytes = source.bytes;
        return file;
    });
}

Outcome Documents::freeze(Command by, const DocumentWanted& wanted, const std::string& reason) {
    const auto spec = built_in_document(wanted.document);
    const auto source = office_template(wanted.document);
    const TemporaryFile file(state_, ending_of(source.file_name), source.bytes);
    by.kind = "freeze_document";
    ordered_json payload{{"document", wanted.document},
                         {"period", wanted.period},
                         {"spec", spec.yaml},
                         {"file_name", source.file_name}};
    if (!wanted.region.empty()) payload["region"] = wanted.region;
    if (!reason.empty()) payload["reason"] = reason;
    by.payload = payload.dump();
    by.attachment = file.path();
    return app_.apply(by);
}

Outcome Documents::load_template(Command by, const DocumentWanted& wanted,
                                 const std::string& file_name, const std::string& bytes) {
    auto figures = ordered_json::parse(this->figures(wanted));
    (void)finished({file_name, bytes}, std::move(figures), nullptr);
    const TemporaryFile file(state_, ending_of(file_name), bytes);
    by.kind = "load_template";
    by.payload = ordered_json{{"document", wanted.document}, {"file_name", file_name}}.dump();
    by.attachment = file.path();
    return app_.apply(by);
}

}  // namespace app
