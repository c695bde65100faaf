#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/rational.hpp"

namespace crossings {

/// What is looked for beside lines, and the clearance a measurement is compared with: for screening
/// and records; the power company's own standard decides.
struct Clearance {
    std::string kind;           ///< of the crossed object, as the ledger of crossings has it
    std::string register_name;  ///< where the objects stand
    std::int64_t buffer_um = 0;
    base::Rational lines_from_kv;
    /// Millimetres for each class of voltage; empty where no figure is known.
    std::vector<std::optional<std::int64_t>> vertical_mm, horizontal_mm;
    base::Text source;
    bool is_verified = false;
};

struct VoltageClass {
    std::string name;
    base::Rational from_kv;
};

struct ClearanceTable {
    std::int64_t version = 0;
    std::vector<VoltageClass> voltages;  ///< by rising voltage, the first from 0
    std::vector<Clearance> objects;
    /// The class of a line of so many kilovolts.
    [[nodiscard]] std::size_t voltage_of(const base::Rational& kv) const;
};

/// Reads rules/clearances.yaml or a changed one. Throws invalid_input naming file, line and what
/// was expected.
ClearanceTable read_clearances(std::string_view yaml, const std::string& file_name);

}  // namespace crossings
