#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "demo/demo.hpp"
#include "programme/score.hpp"

namespace demo {

/// A month of the scored programme: its villages by rank.
struct ScoredMonth {
    std::string period;
    std::vector<programme::UnitScore> villages;
};

/// Plaques of the county: the first batch by `first`, a second by `second`, of the villages that
/// passed then and only of those. Whoever has a plaque of the first and no longer passes lost it.
SourceFile write_awards(const std::filesystem::path& folder, const ScoredMonth& first,
                        const ScoredMonth& second);

/// Objections to the points of a month by the villages that missed most narrowly: some not yet
/// answered, some upheld, some corrected, one taken back. `labels`: the items' names for people.
SourceFile write_appeals(const std::filesystem::path& folder, const ScoredMonth& month,
                         const programme::Scorecard& labels);

}  // namespace demo
