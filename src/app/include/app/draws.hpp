#pragma once

#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Draws as they stand (docs/methods/draws.md). Their steps are the commands `draw_…`; answers are
/// JSON documents (docs/openapi.yaml).
class Draws {
public:
    /// Not to outlive `app`.
    explicit Draws(App& app);

    /// Every draw with its stage, and the sum that must hold: announced = published + void +
    /// pending. `alarm` is true when the trail holds another number of announcements than there are
    /// draws.
    [[nodiscard]] std::string list();
    /// One draw: stage, what comes next, what is known of the parties, its files, and the result of
    /// checking it once it is drawn. not_found when there is none.
    [[nodiscard]] std::string show(const std::string& draw, const people::Access& who);
    /// The text of a file. Before `seal_until` the frame and all that would tell the sample are for
    /// those who may publish alone: forbidden for others. not_found when there is none.
    [[nodiscard]] std::string file(const std::string& draw, const std::string& name,
                                   const people::Access& who);

private:
    App::State& state_;
};

}  // namespace app
