#pragma once

#include <cstdint>
#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Lines of the trail somebody looks for; an empty part means all.
struct TrailFilter {
    std::int64_t before = 0;  ///< only those before this trail number; 0: from the newest on
    std::int64_t limit = 100;
    std::string user;
    std::string action;  ///< its beginning: `entry.` finds every move of a ledger
    std::string object;  ///< a part of it
    bool only_refused = false;
};

/// How the whole is doing, for those who answer for it. Every answer is a JSON document
/// (docs/openapi.yaml). Nothing is written.
class Oversight {
public:
    /// Not to outlive `app`.
    explicit Oversight(App& app);

    /// Lines of the trail, newest first, and where to go on. At most 20,000 lines are looked at for
    /// one answer; `next` is null when there are no more.
    [[nodiscard]] std::string trail(const TrailFilter& filter);
    /// What proves that one line stands in the trail (RFC 6962 inclusion proof) against the newest
    /// checkpoint that covers it, else against all lines as they are; not_found when there is no
    /// such line.
    [[nodiscard]] std::string proof(std::int64_t sequence);
    /// Version, database, sizes, how old the newest backup, daily look and checkpoint are.
    [[nodiscard]] std::string health();
    /// Stated totals of a programme (`programmes/<code>/totals.csv`) beside the figures that the
    /// registers give today. A figure is only compared for who may see the programme's whole scope.
    [[nodiscard]] std::string reconciliation(const std::string& programme,
                                             const people::Access& who = people::everything());
    /// What is asked of each unit in each month within two days: reports, meetings and inspections
    /// as the ledgers hold them, the same report asked for twice, and units inspected more than
    /// once in a month (N-38, G-26).
    [[nodiscard]] std::string burden(base::Date from, base::Date to, const std::string& scope,
                                     const people::Access& who = people::everything());

private:
    App::State& state_;
};

}  // namespace app
