#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "registers/region.hpp"

namespace registers {

/// Whose the rows are on one day that stand under a code of another day. Refers to the regions.
class Succession {
public:
    Succession(const RegionIndex& regions, base::Date date);

    /// The regions of that day which `code` is, has become, or was made of later: several for a
    /// merger still to come. `code` itself when there is none.
    [[nodiscard]] std::vector<std::string> holders(const std::string& code) const;

    /// Codes outside `scopes` whose holders all lie within.
    [[nodiscard]] std::vector<std::string> joined(const std::vector<std::string>& scopes) const;

    /// True when every holder of `code` lies within `scopes`.
    [[nodiscard]] bool holds(const std::vector<std::string>& scopes, const std::string& code) const;

private:
    [[nodiscard]] bool is_valid(const std::string& code) const;

    const RegionIndex& regions_;
    base::Date date_;
    std::map<std::string, std::vector<std::string>> origins_;  // code -> those it was made of
};

/// Every code whose rows count for `region` on a day: its own and those that had become it by then
/// or were to come from it.
std::vector<std::string> counted_codes(const RegionIndex& regions, const std::string& region,
                                       base::Date date);

}  // namespace registers
