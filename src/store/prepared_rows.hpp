#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "privacy/sealer.hpp"
#include "registers/declaration.hpp"
#include "registers/geometry.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"

namespace store {

/// What has to be computed of rows before they are bound: their personal values sealed for their
/// place, their geometry as it is stored, its box. Needs no database, so many rows can be prepared
/// while others are written.
class PreparedRows {
public:
    using Rows = std::vector<std::pair<std::int64_t, const registers::Row*>>;  ///< with their ids

    PreparedRows(const registers::Declaration& declaration, Dialect dialect)
        : declaration_(declaration), dialect_(dialect) {}

    /// `sealer` null: personal values stay plain. The rows must stay where they are.
    void prepare(const Rows& rows, privacy::Sealer* sealer);

    /// The sealed text of a field of the row at `index`, or null when it stands as it is.
    [[nodiscard]] const std::string* sealed(std::size_t index, std::size_t field) const;
    /// Empty: none.
    [[nodiscard]] const std::string& geometry(std::size_t index) const {
        return geometries_[index];
    }
    [[nodiscard]] const std::optional<registers::Envelope>& box(std::size_t index) const {
        return boxes_[index];
    }

private:
    const registers::Declaration& declaration_;
    Dialect dialect_;
    std::vector<int> place_of_field_;  // among the personal fields; -1: not personal
    std::size_t personal_fields_ = 0;
    std::vector<std::string> sealed_;  // by row, then personal field; empty: no value
    std::vector<std::string> geometries_;
    std::vector<std::optional<registers::Envelope>> boxes_;
};

}  // namespace store
