#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Computed settlements as they stand, and what runs changed (docs/methods/settlements.md). They
/// come from the commands `find_settlements` and `correct_settlement`; answers are JSON documents
/// (docs/openapi.yaml). Rows that `who` may not read are left out.
class Settlements {
public:
    /// Not to outlive `app`.
    explicit Settlements(App& app);

    /// Every settlement within `region` (empty: everywhere) beside what its village reports, then
    /// what is reported and was not computed, then corrections that stand.
    [[nodiscard]] std::string list(const std::string& region, const people::Access& who);
    /// One settlement with its households; not_found when there is none of this number.
    [[nodiscard]] std::string show(std::int64_t number, const people::Access& who);
    /// Runs of this region, wider ones and narrower ones, newest first; their counts are null for
    /// whoever may not read the whole region of the run.
    [[nodiscard]] std::string runs(const std::string& region, const people::Access& who);
    /// What became of the settlements between the end of one run and that of another; `to` empty:
    /// now, with corrections since. Within the region of `from`. not_found when there is no such
    /// run; invalid_input when `to` is of another region or earlier.
    [[nodiscard]] std::string changes(std::int64_t from, std::optional<std::int64_t> to,
                                      const people::Access& who);

private:
    App::State& state_;
};

}  // namespace app
