#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "package.hpp"

namespace documents {

/// Fills body, headers, footers and notes of a Word document.
void fill_docx(Package& package, const std::string& file, const nlohmann::json& figures);
/// Fills the sheets of a workbook: formulas and merged cells follow the rows that are repeated.
void fill_xlsx(Package& package, const std::string& file, const nlohmann::json& figures);

/// The texts that cells refer to by number.
std::vector<std::string> shared_texts(const Package& package);

/// How much one template may grow.
constexpr std::size_t elements_max = 2'000'000;

}  // namespace documents
