#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "people/access.hpp"
#include "programme/expression.hpp"
#include "registers/declaration.hpp"
#include "store/connection.hpp"

namespace app {

/// What somebody else may have of a register, as was agreed (key `shares` of a register file): some
/// of its columns, of the rows that meet a condition.
struct Share {
    std::string name;
    base::Text label;
    std::vector<std::size_t> columns;  ///< indexes of fields, in the order they are written
    std::optional<programme::Expression> where;
    std::vector<std::string> roles;  ///< who has nothing but these exports this or nothing
};

/// Throws invalid_input naming the first thing that is wrong; none when the file has no `shares`.
std::vector<Share> read_shares(std::string_view yaml, const registers::Declaration& declaration);

/// Those of a register as its file was declared.
std::vector<Share> kept_shares(store::Connection& connection,
                               const registers::Declaration& declaration);

/// The share to be exported, empty for the whole register. `name` empty: the whole. Throws
/// not_found for a name that is not there, forbidden to whoever only has roles for which there are
/// shares.
std::optional<Share> share_for(const std::vector<Share>& shares, const std::string& name,
                               const people::Access& who);

}  // namespace app
