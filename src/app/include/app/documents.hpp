#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Which document of which period.
struct DocumentWanted {
    std::string document;  ///< R-18
    std::string period;    ///< 2020-06, 2020-Q2, 2020-H1 or 2020
    std::string region{};  ///< only what lies there; empty: the programme's whole scope
};

/// A finished Word or Excel file.
struct DocumentFile {
    std::string file_name;  ///< R-18 脱贫攻坚工作月报 2020-06.docx
    std::string bytes;
    std::int64_t issue = 0;  ///< 0: a draft of the figures as they are now
    std::string number;      ///< of an approved issue that bears one
    std::int64_t edition = 0;
    std::vector<std::string> notes;  ///< sentences on what could not be given
};

/// Documents made of templates and figures (docs/documents.md). A draft speaks of the figures of
/// now; an issue of those that were frozen, and its file is the same byte for byte whenever it is
/// made. Every change is a command: freeze_document, approve_document, load_template.
class Documents {
public:
    /// Not to outlive `app`.
    explicit Documents(App& app);

    /// Every document that the program knows: name, label, programme, template, number's beginning.
    [[nodiscard]] std::string list();
    /// The documents of a programme (empty: all; those of no programme always) for the period and
    /// region of `wanted`, whose document is not looked at: state `draft`, `frozen` or `approved`,
    /// the latest issue that `who` may read, and whether `who` may issue it.
    [[nodiscard]] std::string board(const DocumentWanted& wanted, const std::string& programme,
                                    const people::Access& who = people::everything());
    /// The same file to be looked at: {file_name, issue, edition, number, notes, html}, the HTML as
    /// of documents::preview.
    [[nodiscard]] static std::string preview(const DocumentFile& file);
    /// Codes of the regions of a level (county, township, village) on the period's last day within
    /// the document's scope: one document can be made for each.
    [[nodiscard]] std::vector<std::string> regions(const DocumentWanted& wanted,
                                                   const std::string& level);
    /// The figures of a draft.
    [[nodiscard]] std::string figures(const DocumentWanted& wanted,
                                      const people::Access& who = people::everything());
    /// The latest issue of that period, or a draft when there is none.
    [[nodiscard]] DocumentFile file(const DocumentWanted& wanted,
                                    const people::Access& who = people::everything());
    /// not_found when there is none, or `who` may not read all that it speaks of.
    [[nodiscard]] DocumentFile issue(std::int64_t id,
                                     const people::Access& who = people::everything());
    /// Issues, newest first, at most `limit`; `document` empty: of all.
    [[nodiscard]] std::string issues(const std::string& document, std::int64_t limit,
                                     const people::Access& who = people::everything());
    /// Which figures differ from those of the issue before: path, before, after.
    [[nodiscard]] std::string changes(std::int64_t id,
                                      const people::Access& who = people::everything());
    /// The template in use, as the office edits it.
    [[nodiscard]] DocumentFile office_template(const std::string& document);

    /// Freezes the figures of now together with the template in use. `by` gives id, actor and time.
    /// conflict when that period is frozen already and `reason` is empty.
    Outcome freeze(Command by, const DocumentWanted& wanted, const std::string& reason);
    /// Puts an office's own template in place of the one in use, after it was filled with the
    /// figures of `period` once: what does not fit is refused with file, place and field.
    Outcome load_template(Command by, const DocumentWanted& wanted, const std::string& file_name,
                          const std::string& bytes);

private:
    App& app_;
    App::State& state_;
};

}  // namespace app
