#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Programme files: what they were, whether a new one is right, what it would change. Every answer
/// is a JSON document (docs/openapi.yaml). A file is loaded by the
/// command load_programme; nothing here is kept.
class RuleFiles {
public:
    /// Not to outlive `app`.
    explicit RuleFiles(App& app);

    /// Every version of a programme, newest first: number, trail number, first period, who and
    /// when.
    [[nodiscard]] std::string versions(const std::string& programme);
    /// The text of the version loaded at trail number `sequence`; not_found when there is none.
    [[nodiscard]] std::string text(const std::string& programme, std::int64_t sequence);
    /// Every problem of a file by line, and what it holds when there is none.
    [[nodiscard]] std::string check(const std::string& yaml);
    /// Points and ranks of one period (the latest with data when empty) by the rules of now and by
    /// those of the file, which is loaded and everything recomputed in a transaction that is then
    /// undone. Throws what loading it as `actor` would throw.
    [[nodiscard]] std::string preview(const std::string& yaml,
                                      const std::optional<std::string>& period, const Actor& actor,
                                      const people::Access& who = people::everything());

    /// A programme's file made ready for another place and year: other code, regions and version 1;
    /// every period and date moved by whole years (29 February becomes the 28th); no document
    /// number and no day of issue. Beside it the tasks of its file of standing tasks, moved alike.
    /// The answer holds nothing of any register. Throws invalid_input when the result is no
    /// programme.
    struct Template {
        std::string programme;
        std::string code;                  ///< of the new one
        std::vector<std::string> regions;  ///< 12-digit codes of its scope
        int years = 0;                     ///< to add
    };
    [[nodiscard]] std::string make_template(const Template& wanted);

private:
    App::State& state_;
};

/// Every day, month, quarter and half-year between 1900 and 2099 in `text` moved by whole years;
/// numbers that are no such date stay.
std::string move_years(const std::string& text, int years);

}  // namespace app
