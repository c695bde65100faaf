#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "near.hpp"
#include "parallel.hpp"
#include "settlements/delineate.hpp"

namespace settlements {

/// Short units of a step east and north.
struct Scale {
    double east = 0, north = 0;
};

/// The nearest whole number modulo 2³², of a number less than 2⁵¹: what a double of that size has
/// no bits for is rounded away.
inline std::uint32_t nearest_whole(double number) {
    return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(number + 0x1.8p52));
}

/// How positions become cells. Positions are whole steps: 10⁻⁷ degrees, or a binary fraction of a
/// metre on a plane. Cells stand in rows from south to north; two positions of one cell are always
/// within the radius of each other. A row's cells are as wide as its southern or northern edge
/// allows, so the cells of two rows do not stand in line.
///
/// A place (near.hpp) counts short units east by the scale in the middle of its row, and north from
/// the southern edge of the row. Between positions in rows at most two apart the fast distance, of
/// their places in the row of either, differs by at most `slack_m` from the exact one when either
/// is within the radius plus `slack_m`; docs/methods/settlements.md has the bound.
class Frame {
public:
    /// Throws invalid_input when a coordinate is outside its range.
    Frame(const Points& points, std::int64_t radius_mm, Team& team);

    [[nodiscard]] double radius_m() const { return radius_m_; }
    [[nodiscard]] double slack_m() const { return slack_m_; }
    [[nodiscard]] std::uint32_t row_height() const { return row_height_; }
    [[nodiscard]] std::uint32_t rows() const { return rows_; }
    [[nodiscard]] std::uint32_t row_of(std::uint32_t north) const {
        return static_cast<std::uint32_t>((north + 0.5) * row_inverse_);
    }
    [[nodiscard]] std::uint32_t width_of(std::uint32_t row) const { return row_at(row).cell_width; }
    [[nodiscard]] std::uint32_t column_of(std::uint32_t east, std::uint32_t row) const {
        return static_cast<std::uint32_t>((east + 0.5) * row_at(row).cell_inverse);
    }
    /// No column is as large.
    [[nodiscard]] std::uint64_t columns() const { return columns_; }
    [[nodiscard]] Place place_of(std::uint32_t east, std::uint32_t north, std::uint32_t row) const {
        const Scale& scale = row_at(row).scale;
        return place_at(nearest_whole(east * scale.east),
                        nearest_whole((north - row * row_height_) * scale.north));
    }
    /// In the middle of a row.
    [[nodiscard]] Scale scale_of(std::uint32_t row) const { return row_at(row).scale; }
    /// Steps east beyond which nothing in `row_b` is within the radius of a position of `row_a`.
    [[nodiscard]] std::int64_t reach_of(std::uint32_t row_a, std::uint32_t row_b) const;

    [[nodiscard]] bool is_plane() const { return is_plane_; }
    /// Of a geographic frame: the westernmost and southernmost position, degrees × 10⁷. Of a plane:
    /// in millionths of a metre.
    [[nodiscard]] std::int64_t west() const { return west_; }
    [[nodiscard]] std::int64_t south() const { return south_; }
    /// Of a plane: steps in a millionth of a metre.
    [[nodiscard]] double steps_per_um() const { return steps_per_um_; }

private:
    struct Row {
        std::uint32_t cell_width = 0;
        double cell_inverse = 0;
        Scale scale;
    };

    [[nodiscard]] const Row& row_at(std::uint32_t row) const {
        return row_shapes_[is_plane_ ? 0 : row];
    }

    void set_plane(std::int64_t east_um, std::int64_t north_um);
    void set_geographic(std::int64_t north);
    void set_rows(std::int64_t east);
    [[nodiscard]] double latitude_at(double step) const;
    [[nodiscard]] double east_step_m(double step) const;
    [[nodiscard]] double north_step_m(double step) const;

    bool is_plane_ = false;
    std::int64_t west_ = 0, south_ = 0;
    double steps_per_um_ = 0;
    double step_m_ = 0;  // plane
    double radius_m_ = 0, slack_m_ = 0;
    std::uint32_t row_height_ = 1, rows_ = 1;
    double row_inverse_ = 1;
    std::uint64_t columns_ = 1;
    std::vector<Row> row_shapes_;  // one for all on a plane
};

}  // namespace settlements
