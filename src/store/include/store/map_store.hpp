#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "registers/geometry.hpp"
#include "store/connection.hpp"
#include "store/register_store.hpp"

namespace store {

/// Which rows a map shows.
struct MapQuery {
    std::optional<registers::Envelope> box;  ///< by the geometry's own box; empty: anywhere
    /// Any of these regions (an empty code: all of them; none: no row); nothing given: everywhere.
    std::optional<std::vector<std::string>> scopes;
    std::vector<Wanted> wanted;  ///< fields that have these values
    AsOf as_of;
};

/// Every row that has a geometry, within `reach`, with the values of `fields` (none of them
/// personal) in that order. In no order. By the spatial index; the past, beside it, by the rows'
/// own boxes.
using MapVisit =
    std::function<void(std::int64_t id, std::string_view wkb, std::span<const registers::Value>)>;
void for_each_placed(Connection& connection, const registers::Declaration& declaration,
                     const std::vector<std::size_t>& fields, const MapQuery& query,
                     const people::Reach& reach, const MapVisit& visit);

/// Rows within `reach`, and how many of them have a geometry.
struct PlacedCount {
    std::int64_t rows = 0, placed = 0;
};
PlacedCount count_placed(Connection& connection, const registers::Declaration& declaration,
                         const MapQuery& query, const people::Reach& reach);

/// Every entry of a ledger that has not ended, within `reach`, with its fields but the personal
/// ones and its geometry, by number. The query's box is not looked at.
void for_each_unended(Connection& connection, const registers::Declaration& declaration,
                      const MapQuery& query, const people::Reach& reach,
                      const std::function<void(const StoredRow&)>& visit);

/// Trail number of the last change to any row of a register; empty when there is no such register.
std::optional<std::int64_t> changed_sequence(Connection& connection, std::string_view name);

}  // namespace store
