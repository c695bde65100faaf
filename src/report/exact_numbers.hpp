#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace report {

/// A number cell whose stored text is not the digits that were meant.
struct ExactNumber {
    std::string cell;    ///< A1 reference
    std::string digits;  ///< what the file must hold
};

/// The text the workbook library prints for a number: %.16G.
std::string printed_number(double value);

/// `-012.50` → `-12.5`: the shortest text with the same value. Empty when `digits` is not a
/// decimal.
std::string shortest_decimal(std::string_view digits);

/// Copies sheet rows from `from` to `to`, putting the exact digits into the named cells, which come
/// in the order of the file. False when reading or writing fails or a cell is not there.
bool copy_with_exact_numbers(std::FILE* from, std::FILE* to,
                             const std::vector<ExactNumber>& numbers);

}  // namespace report
