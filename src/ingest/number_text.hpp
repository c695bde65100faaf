#pragma once

#include <string>
#include <string_view>

namespace ingest {

/// A number as a person typed it, from the text a spreadsheet program stored: binary noise beyond
/// the 15 digits that such programs keep is rounded away (0.30000000000000004 -> 0.3) and small
/// exponents are written out (1E-3 -> 0.001, 1.5E+3 -> 1500). Whole numbers without an exponent
/// keep all their digits. A number of more than 15 digits in exponent form has lost digits already:
/// it is returned as it stands, so that who reads it can refuse it. So is text that is not a
/// number.
std::string plain_number(std::string_view stored);

}  // namespace ingest
