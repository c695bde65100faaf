#pragma once

#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// What was reported, metered and inspected side by side.
class Inspections {
public:
    /// `app` outlives it.
    explicit Inspections(App& app);

    /// A JSON document (docs/http-api.md) for an opened draw: of each check (rules/inspection.yaml)
    /// that its sheets answer, for each stratum and for all, the counts reported, metered and
    /// inspected, the estimated share with its interval, the gap and what the lot is said to be.
    /// Throws not_found, conflict before the draw is done, forbidden while its sample is sealed
    /// for whoever does not publish.
    [[nodiscard]] std::string compare(const std::string& draw,
                                      const people::Access& who = people::everything());

private:
    App::State& state_;
};

}  // namespace app
