#include "prepared_rows.hpp"

#include "stored_geometry.hpp"

namespace store {

void PreparedRows::prepare(const Rows& rows, privacy::Sealer* sealer) {
    for (const auto& field : declaration_.fields) {
        const bool seals = sealer && registers::is_personal(field);
        place_of_field_.push_back(seals ? static_cast<int>(personal_fields_) : -1);
        personal_fields_ += seals ? 1 : 0;
    }
    const bool has_geometry = declaration_.geometry != registers::GeometryType::none;
    sealed_.reserve(rows.size() * personal_fields_);
    geometries_.resize(has_geometry ? rows.size() : 0);
    boxes_.resize(has_geometry ? rows.size() : 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& [id, row] = rows[i];
        for (std::size_t field = 0; field < row->values.size(); ++field) {
            if (place_of_field_[field] < 0) continue;
            const auto* text = std::get_if<std::string>(&row->values[field]);
            sealed_.push_back(
                text ? sealer->seal({declaration_.name, declaration_.fields[field].name, id}, *text)
                     : std::string{});
        }
        if (!has_geometry) continue;
        geometries_[i] = to_stored_geometry(row->geometry_wkb, dialect_);
        boxes_[i] = registers::wkb_envelope(row->geometry_wkb);
    }
}

const std::string* PreparedRows::sealed(std::size_t index, std::size_t field) const {
    const int place = place_of_field_[field];
    if (place < 0) return nullptr;
    const std::string& text = sealed_[index * personal_fields_ + static_cast<std::size_t>(place)];
    return text.empty() ? nullptr : &text;
}

}  // namespace store
