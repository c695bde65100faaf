#pragma once

#include <string>
#include <vector>

#include "parts.hpp"
#include "serial_date.hpp"
#include "shared_strings.hpp"

namespace ingest {

/// What a workbook's parts say about its sheets.
struct Workbook {
    struct Sheet {
        std::string name;
        std::string part;
        bool visible = true;
    };
    std::vector<Sheet> sheets;  ///< worksheets in the order of their tabs
    bool from_1904 = false;
    std::vector<DateStyle> styles;  ///< by a cell's style number
    SharedStrings strings;
};

/// Reads everything but the sheets. Throws invalid_input when a part is missing or broken, when it
/// is a binary workbook (.xlsb), and when the shared texts pass their limit.
Workbook read_workbook(Parts& parts, const ReadContext& context, ByteBudget& budget);

}  // namespace ingest
