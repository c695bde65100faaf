#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draw/protocol.hpp"

namespace draw {

/// A line of replaced.tsv: `unit TAB reason TAB evidence TAB approver`, all ids.
struct Replacement {
    std::string unit;
    std::string reason;
    std::string evidence;
    std::string approver;
};
/// A line of enlarged.tsv: `stratum TAB count TAB reason TAB approver`; count is the new total.
struct Enlargement {
    std::string stratum;
    std::int64_t count = 0;
    std::string reason;
    std::string approver;
};
std::string format_replacement(const Replacement& replacement);
std::vector<Replacement> read_replacements(std::string_view text);
std::string format_enlargement(const Enlargement& enlargement);
std::vector<Enlargement> read_enlargements(std::string_view text);

enum class Visit { sampled, replaced, replacement };
std::string to_text(Visit visit);
/// A line of list.tsv: `stratum TAB rank TAB unit TAB ticket TAB status`.
struct Listed {
    Drawn drawn;
    Visit visit = Visit::sampled;
};
struct VisitList {
    std::vector<Listed> units;
    std::vector<std::string> exhausted;  ///< strata without a further unit to take
    std::vector<std::string> degraded;   ///< strata of whose sample more than a tenth was replaced
};
std::string format_list(const VisitList& list);

/// Of each stratum the first units by rank until as many as are to be drawn stand that were not
/// replaced. So the next rank follows a replaced unit, an earlier sample stays the beginning of an
/// enlarged one, and the order of the requests does not matter.
VisitList visit_list(const std::vector<Drawn>& ranked, std::vector<Allocation> allocations,
                     const std::vector<Replacement>& replacements,
                     const std::vector<Enlargement>& enlargements);

}  // namespace draw
