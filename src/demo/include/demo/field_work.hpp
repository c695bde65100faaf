#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "suspicion/look.hpp"

namespace demo {

/// How much work is made up, and how much of it falsely.
struct FieldWorkOptions {
    std::uint64_t seed = 1;
    std::int64_t villages = 60;           ///< 12 households are visited in each
    std::int64_t false_reports_each = 0;  ///< of every kind of suspicion
};

/// A month of visits, entries and reports of a made-up county, and which of it is false.
struct FieldWork {
    suspicion::Work work;
    /// One row of each false report by its kind.
    std::map<suspicion::Kind, std::set<std::string>> planted;
    std::int64_t rows = 0;  ///< sheets, photos, entries, reports and lines of the trail in all
};

/// The same options give the same work. Honest work is as uneven as real work: positions are off by
/// up to 300 m, answers go together, figures grow and scatter, some offices fill in reports late.
FieldWork make_field_work(const FieldWorkOptions& options);

/// How well a look told false from honest.
struct Told {
    std::int64_t planted = 0,
                 found = 0;            ///< false reports, and those that a hit of their kind names
    std::int64_t hits = 0, right = 0;  ///< hits, and those that name a false report of their kind
};
std::map<suspicion::Kind, Told> judge(const FieldWork& made,
                                      const std::vector<suspicion::Hit>& hits);

}  // namespace demo
