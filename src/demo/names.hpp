#pragma once

#include <cstdint>
#include <string>

#include "stream.hpp"

namespace demo {

// All names are invented by putting together common syllables.

/// Different for every index below 1,200.
std::string village_name(std::int64_t index);
/// Different for every index below 40; without 镇 or 乡.
std::string township_name(std::int64_t index);
/// `index`-th county after the first.
std::string county_name(std::int64_t index);
std::string hamlet_name(std::int64_t index);
std::string person_name(Stream& stream);

/// The `serial`-th invented person's number: area 990000, which does not exist, and the check digit
/// of GB 11643. Different for every serial below 18 million.
std::string identity_number(std::int64_t serial);
/// The check digit of 17 digits (GB 11643-1999: weights 7 9 10 5 8 4 2 …, sum modulo 11).
char identity_check_digit(const std::string& digits17);
/// 1000xxxxxxx: no number plan has it.
std::string telephone_number(std::int64_t serial);

}  // namespace demo
