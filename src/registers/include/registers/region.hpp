#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/error.hpp"

namespace registers {

enum class RegionLevel { province, prefecture, county, township, village };

/// One validity period of one region. The 12-digit code is the key: 6 digits county and above
/// (GB/T 2260), 3 township, 3 village; a region's own prefix is the scope of everything below it.
struct Region {
    std::string code;  ///< 12 digits
    std::string name;
    RegionLevel level = RegionLevel::village;
    std::string parent;  ///< code; empty at the top
    base::Date valid_from{};
    std::optional<base::Date> valid_to;  ///< last valid day, inclusive; empty while it exists
    std::string successor;               ///< code that took its place after valid_to; may be empty
    std::vector<std::string> aliases;
    bool functional_zone = false;  ///< a zone with an internal code and no code of its own
};

/// The digits of `code` that every region below it starts with: 2, 4, 6, 9 or 12 of them.
std::string scope_prefix(std::string_view code);

/// True when `code` lies in the scope of `scope` (the region itself or below it).
bool is_in_scope(std::string_view code, std::string_view scope);

/// 12 digits, nothing else.
bool is_region_code(std::string_view text);

std::string_view to_string(RegionLevel level);
std::optional<RegionLevel> parse_region_level(std::string_view text);

/// What a text in a cell was found to mean.
struct RegionMatch {
    enum class Status { found, unknown, expired, ambiguous, wrong_level };
    Status status = Status::unknown;
    std::string code;                      ///< when found
    std::vector<std::string> suggestions;  ///< codes: successors when expired, candidates otherwise
};

/// All regions, with every validity period. Immutable once built.
class RegionIndex {
public:
    RegionIndex() = default;
    explicit RegionIndex(std::vector<Region> regions);

    /// The period of `code` that holds on `date`, or null.
    [[nodiscard]] const Region* find(std::string_view code, base::Date date) const;
    /// The latest period of `code`, or null.
    [[nodiscard]] const Region* find_latest(std::string_view code) const;

    /// Reads a cell: a 12-digit code, or a name path such as 车溪乡潮溪村, 于都县车溪乡潮溪村 or
    /// 石坝村 (accepted when exactly one region of `level` answers to it), on `date`. `level`
    /// empty: any.
    [[nodiscard]] RegionMatch resolve(std::string_view text, std::optional<RegionLevel> level,
                                      base::Date date) const;

    /// The region on `date` that `code` has become or was before: follows successors both ways
    /// (龙南县 360727 in 2020-04 is 龙南市 360783 in 2020-12). Returns `code` itself when nothing
    /// changed.
    [[nodiscard]] std::string representative(std::string_view code, base::Date date) const;

    /// Every code in the same chain of succession as `code`, itself included, sorted.
    [[nodiscard]] std::vector<std::string> lineage(std::string_view code) const;

    /// Regions of `level` valid on `date` within `scope` (empty: everywhere), by code.
    [[nodiscard]] std::vector<const Region*> list(RegionLevel level, std::string_view scope,
                                                  base::Date date) const;

    /// Names from the county down, without a separator: 于都县车溪乡潮溪村.
    [[nodiscard]] std::string path_name(std::string_view code, base::Date date) const;

    [[nodiscard]] const std::vector<Region>& all() const { return regions_; }

private:
    std::vector<Region> regions_;                               // by code, then valid_from
    std::multimap<std::string, std::size_t> by_name_;           // folded name or alias
    std::map<std::string, std::vector<std::string>> previous_;  // successor -> predecessors
};

}  // namespace registers
