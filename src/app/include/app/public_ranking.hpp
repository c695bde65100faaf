#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/app.hpp"

namespace app {

/// Counts from 1 below this one stand in no public figure.
constexpr std::int64_t least_public_count = 5;

/// A sealed period's ranking for everybody: no personal data, and no figure that tells how few
/// people, households or things there are of a kind.
///
/// Of every indicator three columns are protected: the numerators, the denominators, and what is
/// missing from one to the other. Where any of them is from 1 to 4 a unit's figure is held back,
/// and as many others, the smallest first, as it takes so that whoever knows the true total from
/// elsewhere does not learn it (privacy::hold_back_small). The total adds up what is shown and no
/// more: a true total less what is shown would tell, in the months together, what each of them
/// holds back, because most figures stay the same from month to month. Points are shown of units
/// none of whose figures is held back: they would tell it. Ranks and grades are always shown.
struct PublicRanking {
    using Cell = std::optional<programme::Count>;  ///< empty: held back

    struct Unit {
        std::string region, name, path_name;
        std::optional<std::int64_t> rank;
        programme::Grade grade = programme::Grade::none;
        bool passed = false;
        std::string points;       ///< two decimals; empty: held back, or no scorecard
        std::vector<Cell> cells;  ///< in the order of the indicators
    };
    programme::Programme programme;
    std::string period;
    std::vector<Unit> units;              ///< in the order of the ranking
    std::vector<programme::Count> total;  ///< of the figures shown
};

/// What of a table may be public.
PublicRanking public_part(const ScoreTable& table);

std::string to_json(const PublicRanking& ranking);
/// As a workbook: one sheet, a held-back figure shown as a dash.
void write_public_workbook(const PublicRanking& ranking, const std::filesystem::path& file);

}  // namespace app
