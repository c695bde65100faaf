#include "row_heights.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.hpp"

namespace documents {
namespace {

constexpr std::int64_t columns_max = 16'384, lines_max = 26, points_a_line = 15;
constexpr double default_width = 8.5;

std::int64_t whole(const Node& node, const char* attribute) {
    std::int64_t number = 0;
    if (const auto* text = node.attribute(attribute))
        std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

std::int64_t index_of(const std::string& letters) {
    std::int64_t index = 0;
    for (const char c : letters) index = index * 26 + (c & 0x1F);
    return index;
}

// A Chinese character is as wide as two figures.
std::int64_t lines_of(const std::string& text, double width) {
    std::int64_t lines = 0;
    for (const std::string& line : base::split(text, '\n')) {
        double used = 0;
        for (const char c : line) {
            const auto byte = static_cast<unsigned char>(c);
            if ((byte & 0xC0) != 0x80) used += byte < 0x80 ? 1.1 : 2.1;
        }
        lines += std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(used / width)));
    }
    return lines;
}

}  // namespace

std::string cell_text(const Node& cell) {
    const Node* content = cell.child("is");
    return content ? content->inner_text() : "";
}

RowHeights::RowHeights(const Node& sheet) {
    std::int64_t left = columns_max;  // a file may name each column once
    const Node* columns = sheet.child("cols");
    for (const Node& column : columns ? columns->children : std::vector<Node>{}) {
        const std::int64_t first = whole(column, "min"), last = whole(column, "max");
        const auto* width = column.attribute("width");
        for (std::int64_t i = first; width && i <= last && left > 0; ++i, --left)
            widths_[i] = std::atof(width->c_str());
    }
    const Node* merges = sheet.child("mergeCells");
    for (const Node& merge : merges ? merges->children : std::vector<Node>{}) {
        const auto* range = merge.attribute("ref");
        const auto sides = base::split(range ? *range : "", ':');
        const auto first = read_cell(sides[0]);
        const auto last = sides.size() == 2 ? read_cell(sides[1]) : std::nullopt;
        if (first && last) merged_[{first->row, first->column}] = last->column;
    }
}

void RowHeights::set(Node& row) const {
    if (row.attribute("ht")) return;
    std::int64_t lines = 1;
    for (const Node& cell : row.children) {
        const auto* place = cell.attribute("r");
        const auto reference = place ? read_cell(*place) : std::nullopt;
        if (reference) lines = std::max(lines, lines_of(cell_text(cell), width(row, *reference)));
    }
    row.set("ht", std::to_string(std::min<std::int64_t>(lines, lines_max) * points_a_line + 5));
    row.set("customHeight", "1");
}

double RowHeights::width(const Node& row, const CellReference& cell) const {
    const auto merged = merged_.find({row.origin.row, cell.column});
    const std::int64_t first = index_of(cell.column);
    const std::int64_t last = merged == merged_.end() ? first : index_of(merged->second);
    double sum = 0;
    for (std::int64_t i = first; i <= std::min(last, first + columns_max); ++i) {
        const auto known = widths_.find(i);
        sum += known == widths_.end() ? default_width : known->second;
    }
    return std::max(sum - 1, 1.0);
}

}  // namespace documents
