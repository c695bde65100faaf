#include "styles.hpp"

#include <string>

namespace report {
namespace {

struct Look {
    lxw_color_t fill = 0;
    lxw_color_t ink = 0;
    bool bold = false;
};

Look look_of(CellStyle style) {
    switch (style) {
        case CellStyle::header:
            return {0xDCE6F1, 0x1F3864, true};
        case CellStyle::required:
            return {0xFCE4D6, 0x833C0B, true};
        case CellStyle::title:
            return {0, 0x1F3864, true};
        case CellStyle::wrong:
            return {0xFFC7CE, 0x9C0006, true};
        case CellStyle::note:
            return {0, 0x595959, false};
        case CellStyle::good:
            return {0xE2EFDA, 0x375623, false};
        case CellStyle::bad:
            return {0xFFF2CC, 0x7F6000, false};
        default:
            return {};
    }
}

std::string number_pattern(CellStyle style, int decimals) {
    if (style == CellStyle::percent) return "0.00%";
    if (style != CellStyle::number && decimals < 0) return "@";
    if (decimals < 0) return "#,##0";
    return decimals == 0 ? "0" : "0." + std::string(static_cast<std::size_t>(decimals), '0');
}

void align(lxw_format* format, CellStyle style) {
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    const bool is_head = style == CellStyle::header || style == CellStyle::required;
    if (is_head || style == CellStyle::title) format_set_align(format, LXW_ALIGN_CENTER);
    if (is_head || style == CellStyle::note) format_set_text_wrap(format);
}

lxw_format* make_format(lxw_workbook* workbook, CellStyle style, int decimals) {
    lxw_format* format = workbook_add_format(workbook);
    const Look look = look_of(style);
    format_set_font_name(format, "宋体");
    format_set_font_size(format, style == CellStyle::title ? 16 : 11);
    if (look.bold) format_set_bold(format);
    if (look.ink != 0) format_set_font_color(format, look.ink);
    if (look.fill != 0) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, look.fill);
    }
    if (style != CellStyle::title) {
        format_set_border(format, LXW_BORDER_THIN);
        format_set_border_color(format, 0xBFBFBF);
    }
    format_set_num_format(format, number_pattern(style, decimals).c_str());
    align(format, style);
    return format;
}

}  // namespace

lxw_format* Styles::get(CellStyle style, int decimals) {
    lxw_format*& format = formats_[{style, decimals}];
    if (format == nullptr) format = make_format(workbook_, style, decimals);
    return format;
}

lxw_format* Styles::unframed_text() {
    if (unframed_text_ == nullptr) {
        unframed_text_ = workbook_add_format(workbook_);
        format_set_font_name(unframed_text_, "宋体");
        format_set_num_format(unframed_text_, "@");
    }
    return unframed_text_;
}

}  // namespace report
