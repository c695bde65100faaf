#pragma once

#include <optional>
#include <string>
#include <vector>

#include "draw/steps.hpp"

namespace draw {

/// What whoever holds the files of a draw can say about it.
struct Verdict {
    std::optional<base::Text> problem;  ///< the first thing that is wrong
    std::vector<base::Text> notes;      ///< true, and to be known: absent parties, short frames
    std::string draw_id;
    std::string seed;         ///< S, hexadecimal
    std::string frozen_hash;  ///< hash of what had to be frozen before the public value
    std::int64_t sampled = 0;
};

/// Recomputes everything from frame.tsv, alloc.tsv, announce.txt, commits.tsv and seed.txt, and
/// compares sample.tsv; then whatever else of ours is there (inspectors, assignment, frozen
/// reveals, replacements, enlargements, the list). It cannot see whether reveals were declared
/// absent after the public value was known: `frozen_hash` must be in the trail before that
/// (docs/methods/draws.md).
Verdict verify(const Documents& documents);

}  // namespace draw
