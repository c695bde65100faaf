#pragma once

#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// The commands that this program is at, or that wait for their turn to write.
class Jobs {
public:
    /// Not to outlive `app`.
    explicit Jobs(App& app);

    /// `{"jobs":[{"operation","kind","user","began_at","stage","done","total"}]}`, oldest first.
    /// `stage` is waiting, reading, computing or writing; `done` counts rows, households, entries
    /// or rules of that stage, `total` is null where it is not known before the end. Whoever may
    /// see the health of the installation sees all of them, others their own; `operation`, by which
    /// a client finds what it sent, is null for those of others.
    [[nodiscard]] std::string list(const people::Access& who = people::everything()) const;

private:
    App::State& state_;
};

/// The rights that let somebody see how the whole installation is doing.
bool sees_health(const people::Access& who);

}  // namespace app
