#pragma once

#include <string>
#include <vector>

#include "handlers.hpp"
#include "suspicion/work.hpp"

namespace suspicion {
struct Rules;
}

namespace app {

/// What the data hold of the work that the rules ask about.
struct WrittenWork {
    suspicion::Work work;
    /// `register` or `register.field` that the rules name and this county does not have.
    std::vector<std::string> missing;
};
WrittenWork read_work(const Context& context, const suspicion::Rules& rules);

}  // namespace app
