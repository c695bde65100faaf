#pragma once

#include <map>
#include <optional>
#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// What else may be asked of a programme's points; every answer is a JSON document
/// (docs/openapi.yaml) of what `who` may see. Nothing is written.
class Scores {
public:
    /// Not to outlive `app`.
    explicit Scores(App& app);

    /// Points and ranks of every unit in every period up to the latest with data, by the rules of
    /// each. With `region`, of that unit alone, and its indicators beside. not_found when the
    /// programme has no such unit within reach.
    [[nodiscard]] std::string trend(const std::string& programme, const std::string& region,
                                    const people::Access& who = people::everything());

    /// One unit's points and rank if its counts were others, computed by the rules that count for
    /// the period. `counts`: indicator -> numerator and denominator. Throws not_found for an
    /// unknown unit or indicator; invalid_input for negative counts.
    struct WhatIf {
        std::string programme;
        std::optional<std::string> period;
        std::string region;
        std::map<std::string, programme::Count> counts;
    };
    [[nodiscard]] std::string what_if(const WhatIf& question,
                                      const people::Access& who = people::everything());

private:
    App::State& state_;
};

}  // namespace app
