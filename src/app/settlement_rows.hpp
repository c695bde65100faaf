#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalogue.hpp"
#include "settlements/changes.hpp"
#include "settlements/corrections.hpp"
#include "settlements/describe.hpp"
#include "store/register_store.hpp"

namespace app {

/// The registers in which computed settlements stand. Rows of them come from runs and corrections.
inline constexpr const char* settlement_register = "computed_settlement";
inline constexpr const char* area_register = "settlement_area";
inline constexpr const char* member_register = "settlement_member";
inline constexpr const char* run_register = "settlement_run";
inline constexpr const char* correction_register = "settlement_correction";

/// Throws invalid_input when rows of this register are not written by hand or imported.
void refuse_computed_by_hand(const registers::Declaration& declaration);

/// A household as the register of households and that of members know it.
struct SettledHousehold {
    std::string region, number;
    bool placed = false;  ///< it stands in the register, with a position
    settlements::Corner at{};
    std::string reported{};        ///< the settlement that its village reports for it; may be empty
    std::uint32_t found = 0;       ///< by the run; 0: in none
    std::uint32_t settlement = 0;  ///< as staff decided; 0: in none
    settlements::Role role = settlements::Role::none;
    std::uint32_t old_found = 0, old_settlement = 0;  ///< as the rows stand
    settlements::Role old_role = settlements::Role::none;
};

/// One computed settlement as its row says.
struct SettlementRow {
    std::int64_t number = 0;
    std::string region, name;
    std::int64_t households = 0, core = 0;
    std::string state, reported_number;
    std::int64_t radius_mm = 0, min_households = 0;
    std::string rule;
    std::int64_t run = 0;
    std::string geometry_wkb;
};

struct RunRow {
    std::int64_t number = 0;
    std::string region, run_on, rule;
    std::int64_t radius_mm = 0, min_households = 0;
    std::int64_t households = 0, unplaced = 0, core = 0, border = 0, found = 0, settlements = 0;
    std::int64_t last_number = 0;
    std::int64_t id = 0;  ///< of the row
};

struct CorrectionRow {
    std::int64_t number = 0;
    std::string region, kind;
    std::int64_t settlement = 0, other = 0;  ///< 0: not given
    std::string household;
    std::int64_t part_of = 0;
    std::string name, reason, made_on, withdrawn_on;
};

/// What stands in the registers within one region, at one moment.
struct SettlementState {
    /// By region, then number, shorter numbers first: the household's id for the kernel is its
    /// place, from 1.
    std::vector<SettledHousehold> households;
    std::vector<SettlementRow> settlements;  ///< by number
    std::vector<CorrectionRow> corrections;  ///< by number, withdrawn ones too
    std::int64_t unplaced = 0;               ///< households without a position
};

/// Which rows are read.
struct SettlementQuery {
    std::string region;  ///< empty: everywhere
    store::AsOf as_of{};
    people::Reach reach = people::reach_everywhere();
    bool with_places = true;  ///< the register of households too
};
SettlementState load_settlements(store::Connection& connection, const Catalogue& catalogue,
                                 const SettlementQuery& query);

std::vector<SettlementRow> settlement_rows(store::Connection& connection,
                                           const Catalogue& catalogue,
                                           const SettlementQuery& query);
std::vector<RunRow> run_rows(store::Connection& connection, const Catalogue& catalogue,
                             const SettlementQuery& query);
std::vector<CorrectionRow> correction_rows(store::Connection& connection,
                                           const Catalogue& catalogue,
                                           const SettlementQuery& query);

/// Groups of households by one of their numbers, in the order of the numbers.
std::vector<settlements::Membership> memberships(const std::vector<SettledHousehold>& households,
                                                 std::uint32_t SettledHousehold::* number);

registers::Row to_row(const registers::Declaration& declaration, const SettlementRow& row);
/// The same as a row of areas: the hull in place of the centre.
registers::Row to_area_row(const registers::Declaration& declaration, const SettlementRow& row,
                           std::string hull_wkb);
registers::Row to_row(const registers::Declaration& declaration, const RunRow& row);
registers::Row to_row(const registers::Declaration& declaration, const CorrectionRow& row);
registers::Row to_row(const registers::Declaration& declaration, const SettledHousehold& row);

/// Areas have room: a hull of one or two corners becomes a rectangle that reaches 10⁻⁴ degrees
/// beyond them.
std::string hull_wkb(std::vector<settlements::Corner> hull);
std::string centre_wkb(settlements::Corner centre);

}  // namespace app
