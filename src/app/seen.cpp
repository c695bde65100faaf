#include "seen.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "registers/geometry.hpp"

namespace app {
namespace {

constexpr const char* position_name = "lon";

std::int64_t read_number(const nlohmann::json& value, std::int64_t newest) {
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        if (number >= 0 && number <= newest) return number;
    }
    throw base::Error(base::ErrorKind::invalid_input,
                      {"seen 应为读取该行时的版本号，或各字段的版本号；没读到的写 0。",
                       "\"seen\" must be the version number the row was read with, or one for "
                       "each field; 0 for what was not read."});
}

// The row as it stood at a trail number; null: it was not there.
const registers::Row* row_at(const std::vector<store::RowVersion>& versions, std::int64_t number) {
    for (const auto& version : versions)
        if (version.begin_sequence <= number &&
            (!version.end_sequence || *version.end_sequence > number))
            return &version.stored.row;
    return nullptr;
}

std::string place_text(const registers::Row* row) {
    return row && !row->geometry_wkb.empty() ? registers::to_geojson(row->geometry_wkb)
                                             : std::string{};
}

// Asked only once somebody is behind.
class Past {
public:
    Past(store::Connection& connection, const registers::Declaration& declaration, std::int64_t id)
        : connection_(connection), declaration_(declaration), id_(id) {}

    const registers::Row* at(std::int64_t number) {
        if (versions_.empty()) versions_ = store::row_versions(connection_, declaration_, id_);
        return row_at(versions_, number);
    }

private:
    store::Connection& connection_;
    const registers::Declaration& declaration_;
    std::int64_t id_;
    std::vector<store::RowVersion> versions_;
};

// A fact that was never said is unknown, whether the row was there or not.
registers::Value value_in(const registers::Row* row, const registers::Field& field,
                          std::size_t index) {
    if (row) return row->values[index];
    if (field.type == registers::FieldType::fact) return std::string("unknown");
    return {};
}

}  // namespace

FieldConflict::FieldConflict(std::vector<Field> fields)
    : base::Error(base::ErrorKind::conflict,
                  {"您查看之后，他人已修改了“" + fields.front().label.zh +
                       "”等内容；请核对后再提交，没有覆盖。",
                   "Somebody changed " + fields.front().label.en +
                       " after you looked; compare and send again. Nothing was overwritten."}),
      fields_(std::move(fields)) {}

std::optional<Seen> Seen::read(const nlohmann::json& payload, std::int64_t newest) {
    const auto it = payload.find("seen");
    if (it == payload.end()) return std::nullopt;
    Seen seen;
    if (!it->is_object()) {
        seen.whole_ = read_number(*it, newest);
        return seen;
    }
    for (const auto& [field, value] : it->items())
        seen.fields_.emplace(field, read_number(value, newest));
    return seen;
}

std::int64_t Seen::of(const std::string& field) const {
    const auto it = fields_.find(field);
    return it == fields_.end() ? whole_ : it->second;
}

std::int64_t Seen::latest() const {
    std::int64_t latest = whole_;
    for (const auto& [field, number] : fields_) latest = std::max(latest, number);
    return latest;
}

void require_no_conflict(store::Connection& connection, const registers::Declaration& declaration,
                         const store::RegisterWriter::Current& current, const Proposed& proposed,
                         const Seen& seen) {
    Past past(connection, declaration, current.id);
    std::vector<FieldConflict::Field> conflicts;
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        const auto& field = declaration.fields[i];
        const auto& now = current.row.values[i];
        const auto& yours = proposed.row.values[i];
        if (!proposed.present[i] || now == yours || seen.of(field.name) >= current.begin_sequence)
            continue;
        const registers::Value before = value_in(past.at(seen.of(field.name)), field, i);
        if (now == before) continue;
        const auto shown = [&](const registers::Value& value) {
            return registers::mask_value(field, registers::canonical_text(field, value));
        };
        conflicts.push_back({field.name, field.label, shown(before), shown(now), shown(yours)});
    }
    const std::int64_t place_seen = seen.of(position_name);
    if (!proposed.row.geometry_wkb.empty() && place_seen < current.begin_sequence) {
        const std::string before = place_text(past.at(place_seen));
        const std::string now = place_text(&current.row);
        const std::string yours = place_text(&proposed.row);
        if (now != before && now != yours)
            conflicts.push_back({position_name, {"位置", "Position"}, before, now, yours});
    }
    if (!conflicts.empty()) throw FieldConflict(std::move(conflicts));
}

}  // namespace app
