#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "programme/definition.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"
#include "store/connection.hpp"

namespace app {

/// What the rules need to know beside the rows: registers, programmes and regions, all read from
/// one snapshot. Immutable.
struct Catalogue {
    std::string stamp;  ///< differs whenever any of it has changed
    std::vector<registers::Declaration> declarations;
    std::vector<programme::Programme> programmes;
    registers::RegionIndex regions;

    /// Throws not_found naming those that exist.
    [[nodiscard]] const registers::Declaration& declaration(const std::string& name) const;
    [[nodiscard]] const programme::Programme& programme(const std::string& code) const;
};

/// Reads the catalogue of a snapshot, or returns `known` when it is still the same.
std::shared_ptr<const Catalogue> load_catalogue(store::Connection& connection,
                                                const std::shared_ptr<const Catalogue>& known);

/// A programme as its file of the time said; throws invalid_input with the first problem.
programme::Programme read_programme(const std::string& yaml,
                                    const std::vector<registers::Declaration>& declarations);

}  // namespace app
