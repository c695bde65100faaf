#include <algorithm>

#include "annex/listed_villages.hpp"

namespace annex {
namespace {

// Reads fields of a row by name.
class Fields {
public:
    Fields(const registers::Declaration& declaration, const registers::Row& row)
        : declaration_(declaration), row_(row) {}

    [[nodiscard]] std::string text(std::string_view field) const {
        const auto* value = std::get_if<std::string>(&row_.values[index(field)]);
        return value ? *value : std::string{};
    }
    [[nodiscard]] std::int64_t whole(std::string_view field) const {
        const auto* value = std::get_if<std::int64_t>(&row_.values[index(field)]);
        return value ? *value : 0;
    }

private:
    [[nodiscard]] std::size_t index(std::string_view field) const {
        return declaration_.find(field).value();
    }
    const registers::Declaration& declaration_;
    const registers::Row& row_;
};

// An area while it is printed: the township that stands open at the end of each class cell.
struct OpenArea {
    std::string code;
    PrintedArea printed;
    std::array<std::string, class_count> township;
};

std::string area_of(const std::string& region) {
    return region.substr(0, 6) + "000000";
}

std::string area_name(const std::string& code, const Context& context) {
    const registers::Region* region = context.regions.find(code, context.date);
    if (!region) region = context.regions.find_latest(code);
    return region ? region->name : code;
}

OpenArea& open_area(std::vector<OpenArea>& areas, const std::string& code, const Context& context) {
    const auto it = std::find_if(areas.begin(), areas.end(),
                                 [&](const OpenArea& area) { return area.code == code; });
    if (it != areas.end()) return *it;
    OpenArea area{code, {}, {}};
    area.printed.number = static_cast<std::int64_t>(areas.size()) + 1;
    area.printed.name = area_name(code, context);
    return areas.emplace_back(std::move(area));
}

void print_row(OpenArea& area, const Fields& fields) {
    ++area.printed.count;
    if (fields.text("placeholder") == "yes") {
        ++area.printed.placeholders;
        return;
    }
    const auto index = static_cast<std::size_t>(fields.whole("class") - 1);
    std::string& cell = area.printed.classes.at(index);
    const std::string township = fields.text("township_name");
    const bool same_group = !cell.empty() && !township.empty() && township == area.township[index];
    if (!cell.empty()) cell += same_group ? "、" : ";";
    if (!same_group) cell += township;
    cell += fields.text("village_name");
    area.township[index] = township;
}

}  // namespace

std::vector<PrintedArea> print_listed_villages(std::vector<registers::Row> rows,
                                               const Context& context) {
    std::sort(rows.begin(), rows.end(), [&](const registers::Row& a, const registers::Row& b) {
        return Fields(context.declaration, a).whole("number") <
               Fields(context.declaration, b).whole("number");
    });
    std::vector<OpenArea> areas;
    for (const registers::Row& row : rows) {
        const Fields fields(context.declaration, row);
        print_row(open_area(areas, area_of(fields.text("region")), context), fields);
    }
    std::vector<PrintedArea> printed;
    for (OpenArea& area : areas) printed.push_back(std::move(area.printed));
    return printed;
}

}  // namespace annex
