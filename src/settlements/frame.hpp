#pragma once

#include <cstdint>
#include <vector>

#include "near.hpp"
#include "parallel.hpp"
#include "settlements/delineate.hpp"

namespace settlements {

/// How positions become cells. Positions are whole steps: 10⁻⁷ degrees, or a binary fraction of a
/// metre on a plane. Cells stand in rows from south to north; two positions of one cell are always
/// within the radius of each other. A row's cells are as wide as its southern or northern edge
/// allows, so the cells of two rows do not stand in line.
///
/// Between positions in rows at most two apart the fast distance, by the scales at the middle of
/// the two rows, differs by at most `slack_m` from the exact one when either is within the radius
/// plus `slack_m`; docs/methods/settlements.md has the bound.
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
    [[nodiscard]] std::uint32_t width_of(std::uint32_t row) const {
        return widths_[is_plane_ ? 0 : row].cell;
    }
    [[nodiscard]] std::uint32_t column_of(std::uint32_t east, std::uint32_t row) const {
        return static_cast<std::uint32_t>((east + 0.5) * widths_[is_plane_ ? 0 : row].inverse);
    }
    /// No column is as large.
    [[nodiscard]] std::uint64_t columns() const { return columns_; }
    [[nodiscard]] Scale scale_of(std::uint32_t row_a, std::uint32_t row_b) const;
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
    struct Width {
        std::uint32_t cell = 0;
        double inverse = 0;
    };

    void set_plane(std::int64_t east_um, std::int64_t north_um);
    void set_geographic(std::int64_t north);
    void set_widths(std::int64_t east);
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
    std::vector<Width> widths_;
};

}  // namespace settlements
