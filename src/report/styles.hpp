#pragma once

#include <xlsxwriter.h>

#include <map>
#include <utility>

#include "report/workbook.hpp"

namespace report {

/// The workbook's cell formats, made when first used.
class Styles {
public:
    explicit Styles(lxw_workbook* workbook) : workbook_(workbook) {}

    /// `decimals` below 0: a whole number with thousands separators.
    lxw_format* get(CellStyle style, int decimals = -1);

    /// Text without a frame: for whole columns still to be filled.
    lxw_format* unframed_text();

private:
    lxw_workbook* workbook_;
    lxw_format* unframed_text_ = nullptr;
    std::map<std::pair<CellStyle, int>, lxw_format*> formats_;
};

}  // namespace report
