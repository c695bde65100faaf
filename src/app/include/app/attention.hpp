#pragma once

#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// Which units are slow and have many problems (N-39).
class AttentionList {
public:
    /// `app` outlives it.
    explicit AttentionList(App& app);

    /// A JSON document (docs/http-api.md): every unit with a task or an issue that `who` may read
    /// within `scope` (region code, empty: everywhere), the worst first, with what stands against
    /// it today and whether it is among those to be watched.
    [[nodiscard]] std::string list(const std::string& scope = {},
                                   const people::Access& who = people::everything());

private:
    App::State& state_;
};

}  // namespace app
