#pragma once

#include <filesystem>
#include <vector>

#include "demo/demo.hpp"
#include "draw/steps.hpp"

namespace demo {

/// The round of June 2020 in the villages of twelve supply bureaus: 24 of 103 villages, then two of
/// eight listed households in each, drawn by the steps of VRS-1 as in a room with dice.
struct JuneRound {
    draw::Documents villages, households;
    /// The roster of the drawn villages' households, and the sheets that came back from them.
    std::vector<SourceFile> files;
};

/// Holds the round and writes its files into `folder`. Every number that must be unforeseeable in a
/// true draw is made from its own name here, so that each demo draws the same.
JuneRound hold_june_round(const std::filesystem::path& folder);

}  // namespace demo
