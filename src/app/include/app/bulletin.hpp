#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/app.hpp"

namespace app {

/// What inspectors found at units drawn at random, beside what was reported.
struct BulletinInspection {
    std::string draw, indicator;  ///< of the programme: whose reported figure it is put beside
    std::int64_t complies = 0, inspected = 0;
    std::optional<double> share, low, high;  ///< of all, with its 95 % interval; 0 to 1
};

struct BulletinFile {
    std::string name;  ///< index.html, draws/D-1/seed.txt
    std::string bytes;
};

/// A sealed period for everybody, as a folder of static pages: index.html (中文), en.html, a style
/// sheet, ranking.json, and the files of every published draw, by which anybody can draw again. No
/// script, no address of another host, no personal value, and no figure that public_ranking holds
/// back. The same data give the same bytes. not_found when the period is not sealed, or the
/// inspection's indicator is none of the programme.
std::vector<BulletinFile> bulletin(App& app, const std::string& programme,
                                   const std::optional<std::string>& period,
                                   const std::optional<BulletinInspection>& inspection = {});

}  // namespace app
