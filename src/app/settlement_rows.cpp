#include "settlement_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <tuple>

#include "base/error.hpp"
#include "registers/geometry.hpp"
#include "store/map_store.hpp"

namespace app {
namespace {

using registers::Declaration;
using registers::Row;
using registers::Value;

/// Fields of a row by name.
class Fields {
public:
    Fields(const Declaration& declaration, const Row& row) : declaration_(declaration), row_(row) {}
    [[nodiscard]] std::string text(const char* name) const {
        const auto* value = std::get_if<std::string>(&row_.values[at(name)]);
        return value ? *value : std::string{};
    }
    [[nodiscard]] std::int64_t number(const char* name) const {
        const auto* value = std::get_if<std::int64_t>(&row_.values[at(name)]);
        return value ? *value : 0;
    }

private:
    [[nodiscard]] std::size_t at(const char* name) const { return declaration_.find(name).value(); }

    const Declaration& declaration_;
    const Row& row_;
};

/// A row made field by field; an empty text and a number 0 of `unless_zero` are missing.
class Made {
public:
    explicit Made(const Declaration& declaration) : declaration_(declaration) {
        row_.values.resize(declaration.fields.size());
    }
    Made& text(const char* name, const std::string& value) {
        if (!value.empty()) row_.values[at(name)] = value;
        return *this;
    }
    Made& number(const char* name, std::int64_t value) {
        row_.values[at(name)] = value;
        return *this;
    }
    Made& unless_zero(const char* name, std::int64_t value) {
        return value == 0 ? *this : number(name, value);
    }
    Row take(std::string geometry_wkb = {}) {
        row_.geometry_wkb = std::move(geometry_wkb);
        return std::move(row_);
    }

private:
    [[nodiscard]] std::size_t at(const char* name) const { return declaration_.find(name).value(); }

    const Declaration& declaration_;
    Row row_;
};

template <class Read>
auto rows_of(store::Connection& connection, const Catalogue& catalogue, const char* name,
             const SettlementQuery& query, Read read) {
    std::vector<decltype(read(std::declval<const Fields&>(),
                              std::declval<const store::StoredRow&>()))>
        rows;
    const Declaration& declaration = catalogue.declaration(name);
    store::for_each_row(
        connection, declaration,
        [&](const store::StoredRow& stored) {
            rows.push_back(read(Fields(declaration, stored.row), stored));
        },
        query.as_of, query.region, query.reach);
    return rows;
}

std::string_view name_of(settlements::Role role) {
    return role == settlements::Role::core ? "core" : "border";
}

settlements::Role role_of(const std::string& text) {
    return text == "core" ? settlements::Role::core : settlements::Role::border;
}

void read_members(store::Connection& connection, const Catalogue& catalogue,
                  const SettlementQuery& query, std::vector<SettledHousehold>& households) {
    households = rows_of(connection, catalogue, member_register, query,
                         [](const Fields& fields, const store::StoredRow&) {
                             SettledHousehold one{fields.text("region"), fields.text("household")};
                             one.old_found = static_cast<std::uint32_t>(fields.number("found"));
                             one.old_settlement =
                                 static_cast<std::uint32_t>(fields.number("settlement"));
                             one.old_role = role_of(fields.text("role"));
                             one.found = one.old_found;
                             one.settlement = one.old_settlement;
                             one.role = one.old_role;
                             return one;
                         });
}

std::string text_at(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? *text : std::string{};
}

void read_places(store::Connection& connection, const Catalogue& catalogue,
                 const SettlementQuery& query, SettlementState& state) {
    const Declaration& declaration = catalogue.declaration("household");
    store::MapQuery placed;
    if (!query.region.empty()) placed.scopes = {query.region};
    placed.as_of = query.as_of;
    const auto count = store::count_placed(connection, declaration, placed, query.reach);
    state.unplaced = count.rows - count.placed;
    store::for_each_placed(connection, declaration,
                           {declaration.find("region").value(), declaration.find("number").value(),
                            declaration.find("settlement_number").value()},
                           placed, query.reach,
                           [&](std::int64_t, std::string_view wkb, std::span<const Value> values) {
                               const auto at = registers::first_position(wkb);
                               if (!at) return;
                               SettledHousehold one{text_at(values[0]), text_at(values[1])};
                               one.placed = true;
                               one.at = {std::llround(at->lon_deg * 1e7),
                                         std::llround(at->lat_deg * 1e7)};
                               one.reported = text_at(values[2]);
                               state.households.push_back(std::move(one));
                           });
}

auto key_of(const SettledHousehold& one) {
    return std::tuple(std::string_view(one.region), one.number.size(),
                      std::string_view(one.number));
}

// A household of both registers stands there twice, and becomes one.
void join(std::vector<SettledHousehold>& households) {
    std::ranges::sort(households, [](const SettledHousehold& a, const SettledHousehold& b) {
        return std::tuple(key_of(a), a.placed) < std::tuple(key_of(b), b.placed);
    });
    std::vector<SettledHousehold> joined;
    joined.reserve(households.size());
    for (SettledHousehold& one : households) {
        if (joined.empty() || key_of(joined.back()) != key_of(one)) {
            joined.push_back(std::move(one));
            continue;
        }
        SettledHousehold& member = joined.back();
        member.placed = one.placed;
        member.at = one.at;
        member.reported = std::move(one.reported);
    }
    households.swap(joined);
}

template <class Rows>
void sort_by_number(Rows& rows) {
    std::ranges::sort(rows, {}, [](const auto& row) { return row.number; });
}

void append_position(std::string& bytes, settlements::Corner corner) {
    const double degrees[2] = {static_cast<double>(corner.x) / 1e7,
                               static_cast<double>(corner.y) / 1e7};
    bytes.append(reinterpret_cast<const char*>(degrees), sizeof degrees);
}

void append_count(std::string& bytes, std::size_t count) {
    const auto number = static_cast<std::uint32_t>(count);
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

void refuse_computed_by_hand(const Declaration& declaration) {
    constexpr const char* names[] = {settlement_register, area_register, member_register,
                                     run_register, correction_register};
    if (std::ranges::find(names, declaration.name) == std::end(names)) return;
    throw base::Error(base::ErrorKind::invalid_input,
                      {"“" + declaration.label.zh +
                           "”由测算和更正产生，不能手工填写或导入；请在“聚居点”页面更正。",
                       "Rows of " + declaration.name +
                           " come from runs and corrections; they are not written by hand or "
                           "imported. Correct them on the page of settlements."});
}

SettlementState load_settlements(store::Connection& connection, const Catalogue& catalogue,
                                 const SettlementQuery& query) {
    SettlementState state;
    read_members(connection, catalogue, query, state.households);
    if (query.with_places) read_places(connection, catalogue, query, state);
    join(state.households);
    state.settlements = settlement_rows(connection, catalogue, query);
    state.corrections = correction_rows(connection, catalogue, query);
    return state;
}

std::vector<SettlementRow> settlement_rows(store::Connection& connection,
                                           const Catalogue& catalogue,
                                           const SettlementQuery& query) {
    auto rows = rows_of(connection, catalogue, settlement_register, query,
                        [](const Fields& fields, const store::StoredRow& stored) {
                            return SettlementRow{fields.number("number"),
                                                 fields.text("region"),
                                                 fields.text("name"),
                                                 fields.number("households"),
                                                 fields.number("core"),
                                                 fields.text("state"),
                                                 fields.text("reported_number"),
                                                 fields.number("radius_m"),
                                                 fields.number("min_households"),
                                                 fields.text("rule"),
                                                 fields.number("run"),
                                                 stored.row.geometry_wkb};
                        });
    sort_by_number(rows);
    return rows;
}

std::vector<RunRow> run_rows(store::Connection& connection, const Catalogue& catalogue,
                             const SettlementQuery& query) {
    auto rows =
        rows_of(connection, catalogue, run_register, query,
                [](const Fields& fields, const store::StoredRow& stored) {
                    return RunRow{fields.number("number"),      fields.text("region"),
                                  fields.text("run_on"),        fields.text("rule"),
                                  fields.number("radius_m"),    fields.number("min_households"),
                                  fields.number("households"),  fields.number("unplaced"),
                                  fields.number("core"),        fields.number("border"),
                                  fields.number("found"),       fields.number("settlements"),
                                  fields.number("last_number"), stored.id};
                });
    sort_by_number(rows);
    return rows;
}

std::vector<CorrectionRow> correction_rows(store::Connection& connection,
                                           const Catalogue& catalogue,
                                           const SettlementQuery& query) {
    auto rows = rows_of(
        connection, catalogue, correction_register, query,
        [](const Fields& fields, const store::StoredRow&) {
            return CorrectionRow{
                fields.number("number"),     fields.text("region"),      fields.text("kind"),
                fields.number("settlement"), fields.number("other"),     fields.text("household"),
                fields.number("part_of"),    fields.text("name"),        fields.text("reason"),
                fields.text("made_on"),      fields.text("withdrawn_on")};
        });
    sort_by_number(rows);
    return rows;
}

std::vector<settlements::Membership> memberships(const std::vector<SettledHousehold>& households,
                                                 std::uint32_t SettledHousehold::* number) {
    std::map<std::uint32_t, std::vector<std::uint64_t>> groups;
    for (std::size_t i = 0; i < households.size(); ++i)
        if (households[i].*number != 0) groups[households[i].*number].push_back(i + 1);
    std::vector<settlements::Membership> result;
    for (auto& [group, members] : groups) result.push_back({group, std::move(members)});
    return result;
}

Row to_row(const Declaration& declaration, const SettlementRow& row) {
    return Made(declaration)
        .text("region", row.region)
        .number("number", row.number)
        .text("name", row.name)
        .number("households", row.households)
        .number("core", row.core)
        .text("state", row.state)
        .text("reported_number", row.reported_number)
        .number("radius_m", row.radius_mm)
        .number("min_households", row.min_households)
        .text("rule", row.rule)
        .number("run", row.run)
        .take(row.geometry_wkb);
}

Row to_area_row(const Declaration& declaration, const SettlementRow& row, std::string hull_wkb) {
    return Made(declaration)
        .text("region", row.region)
        .number("number", row.number)
        .text("name", row.name)
        .number("households", row.households)
        .text("state", row.state)
        .take(std::move(hull_wkb));
}

Row to_row(const Declaration& declaration, const RunRow& row) {
    return Made(declaration)
        .number("number", row.number)
        .text("region", row.region)
        .text("run_on", row.run_on)
        .text("rule", row.rule)
        .number("radius_m", row.radius_mm)
        .number("min_households", row.min_households)
        .number("households", row.households)
        .number("unplaced", row.unplaced)
        .number("core", row.core)
        .number("border", row.border)
        .number("found", row.found)
        .number("settlements", row.settlements)
        .number("last_number", row.last_number)
        .take();
}

Row to_row(const Declaration& declaration, const CorrectionRow& row) {
    return Made(declaration)
        .number("number", row.number)
        .text("region", row.region)
        .text("kind", row.kind)
        .unless_zero("settlement", row.settlement)
        .unless_zero("other", row.other)
        .text("household", row.household)
        .unless_zero("part_of", row.part_of)
        .text("name", row.name)
        .text("reason", row.reason)
        .text("made_on", row.made_on)
        .text("withdrawn_on", row.withdrawn_on)
        .take();
}

Row to_row(const Declaration& declaration, const SettledHousehold& row) {
    return Made(declaration)
        .text("region", row.region)
        .text("household", row.number)
        .unless_zero("settlement", row.settlement)
        .number("found", row.found)
        .text("role", std::string(name_of(row.role)))
        .take();
}

std::string hull_wkb(std::vector<settlements::Corner> hull) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::int64_t room = 1'000;
    if (hull.size() < 3 && !hull.empty()) {
        const auto [west, east] = std::minmax(hull.front().x, hull.back().x);
        const auto [south, north] = std::minmax(hull.front().y, hull.back().y);
        hull = {{west - room, south - room},
                {east + room, south - room},
                {east + room, north + room},
                {west - room, north + room}};
    }
    std::string bytes("\x01\x03\0\0\0\x01\0\0\0", 9);
    append_count(bytes, hull.size() + 1);
    for (const settlements::Corner& corner : hull) append_position(bytes, corner);
    append_position(bytes, hull.front());
    return bytes;
}

std::string centre_wkb(settlements::Corner centre) {
    return registers::point_wkb(
        {static_cast<double>(centre.x) / 1e7, static_cast<double>(centre.y) / 1e7});
}

}  // namespace app
