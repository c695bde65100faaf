#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "base/rational.hpp"
#include "cell_reference.hpp"
#include "docx.hpp"
#include "preview.hpp"
#include "row_heights.hpp"
#include "xml.hpp"

namespace documents {
namespace {

constexpr const char* workbook_part = "xl/workbook.xml";
constexpr std::int64_t columns_max = 256;

std::int64_t whole(const std::string* text, std::int64_t fallback = 0) {
    std::int64_t value = fallback;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

std::vector<const Node*> children_of(const Node& root, std::string_view list) {
    std::vector<const Node*> found;
    if (const Node* parent = root.child(list))
        for (const Node& child : parent->children)
            if (!child.name.empty()) found.push_back(&child);
    return found;
}

/// How numbers are shown: decimals, or as they are, and whether as percent.
struct NumberLook {
    std::optional<int> decimals;
    bool is_percent = false;
};

struct CellLook {
    std::string classes;
    NumberLook number;
};

// Formats 0 to 49 are known by number only (ISO/IEC 29500-1 18.8.30); of others the code tells.
NumberLook look_of_code(const std::string& code) {
    NumberLook look;
    look.is_percent = code.find('%') != std::string::npos;
    const auto digits = code.find('0');
    if (digits == std::string::npos) return look;
    const auto point = code.find('.', digits);
    look.decimals = 0;
    for (auto at = point; at != std::string::npos && at + 1 < code.size() && code[at + 1] == '0';
         ++at)
        ++*look.decimals;
    return look;
}

class Looks {
public:
    Looks(const Looks&) = delete;
    Looks& operator=(const Looks&) = delete;
    explicit Looks(const Package& package) {
        const auto* part = package.find("xl/styles.xml");
        if (part == nullptr) return;
        root_ = parse_xml(part->bytes, part->name);
        fonts_ = children_of(root_, "fonts");
        fills_ = children_of(root_, "fills");
        borders_ = children_of(root_, "borders");
        for (const Node* format : children_of(root_, "numFmts"))
            if (const auto* code = format->attribute("formatCode"))
                codes_[whole(format->attribute("numFmtId"))] = *code;
        for (const Node* style : children_of(root_, "cellXfs")) looks_.push_back(look(*style));
    }

    [[nodiscard]] CellLook at(const std::string* style) const {
        const auto index = static_cast<std::size_t>(std::max<std::int64_t>(0, whole(style)));
        return index < looks_.size() ? looks_[index] : CellLook{};
    }

private:
    static const Node* nth(const std::vector<const Node*>& list, const std::string* index) {
        const auto at = static_cast<std::size_t>(std::max<std::int64_t>(0, whole(index)));
        return at < list.size() ? list[at] : nullptr;
    }

    CellLook look(const Node& style) const {
        CellLook look;
        std::string& classes = look.classes;
        const auto add = [&](const char* one) {
            if (!classes.empty()) classes += ' ';
            classes += one;
        };
        if (const Node* font = nth(fonts_, style.attribute("fontId"))) {
            const Node* size = font->child("sz");
            if (whole(size ? size->attribute("val") : nullptr) >= 16) add("title");
            if (font->child("b")) add("b");
        }
        const Node* fill = nth(fills_, style.attribute("fillId"));
        const Node* pattern = fill ? fill->child("patternFill") : nullptr;
        const auto* kind = pattern ? pattern->attribute("patternType") : nullptr;
        if (kind && *kind == "solid") add("head");
        const Node* border = nth(borders_, style.attribute("borderId"));
        const Node* left = border ? border->child("left") : nullptr;
        if (left && left->attribute("style")) add("line");
        const Node* alignment = style.child("alignment");
        const auto* side = alignment ? alignment->attribute("horizontal") : nullptr;
        if (side && *side == "center") add("c");
        if (side && *side == "right") add("r");
        look.number = number_look(whole(style.attribute("numFmtId")));
        return look;
    }

    [[nodiscard]] NumberLook number_look(std::int64_t format) const {
        if (const auto code = codes_.find(format); code != codes_.end())
            return look_of_code(code->second);
        if (format == 1 || format == 3) return {0, false};
        if (format == 2 || format == 4) return {2, false};
        if (format == 9) return {0, true};
        if (format == 10) return {2, true};
        return {};
    }

    Node root_;
    std::vector<const Node*> fonts_, fills_, borders_;  // of root_
    std::map<std::int64_t, std::string> codes_;
    std::vector<CellLook> looks_;
};

std::string number_text(const std::string& value, const NumberLook& look) {
    const auto exact = base::parse_rational(value);
    if (!exact || (!look.decimals && !look.is_percent)) return value;
    const base::Rational shown = look.is_percent ? base::Rational(*exact * 100) : *exact;
    return base::format_fixed(shown, look.decimals.value_or(0)) + (look.is_percent ? "%" : "");
}

std::int64_t column_number(const std::string& letters) {
    std::int64_t number = 0;
    for (const char letter : letters) number = number * 26 + (letter - 'A' + 1);
    return number;
}

struct Area {
    std::int64_t column = 0, row = 0, columns = 1, rows = 1;
};

class Sheet {
public:
    Sheet(const Node& root, const Looks& looks, const std::vector<std::string>& texts, Html& html)
        : root_(root), looks_(looks), texts_(texts), html_(html) {
        for (const Node* merge : children_of(root, "mergeCells"))
            if (const auto* range = merge->attribute("ref")) merged(*range);
    }

    void write() {
        html_.open("table", "");
        columns();
        for (const Node* line : children_of(root_, "sheetData")) {
            const auto* hidden = line->attribute("hidden");
            if (line->name == "row" && (!hidden || *hidden != "1")) row(*line);
        }
        html_.close("table");
    }

private:
    void merged(const std::string& range) {
        const auto colon = range.find(':');
        if (colon == std::string::npos) return;
        const auto first = read_cell(range.substr(0, colon)),
                   last = read_cell(range.substr(colon + 1));
        if (!first || !last) return;
        const Area area{column_number(first->column), first->row,
                        column_number(last->column) - column_number(first->column) + 1,
                        last->row - first->row + 1};
        areas_.emplace(std::pair{area.row, area.column}, area);
        if (area.columns > columns_max || area.rows > 10'000) return;
        for (std::int64_t y = 0; y < area.rows; ++y)
            for (std::int64_t x = 0; x < area.columns; ++x)
                if (x + y > 0) covered_.emplace(area.row + y, area.column + x);
    }

    void columns() {
        struct Column {
            std::int64_t first, last, width;
        };
        std::vector<Column> all;
        std::int64_t total = 0;
        for (const Node* column : children_of(root_, "cols")) {
            const Column one{whole(column->attribute("min"), 1),
                             std::min(whole(column->attribute("max"), 1), columns_max),
                             std::max<std::int64_t>(1, whole(column->attribute("width"), 9))};
            all.push_back(one);
            total += one.width * std::max<std::int64_t>(0, one.last - one.first + 1);
        }
        if (total <= 0) return;
        html_.open("colgroup", "");
        for (const Column& one : all)
            for (std::int64_t i = one.first; i <= one.last; ++i)
                html_.raw("<col width=\"" + std::to_string(one.width * 100 / total) + "%\">");
        html_.close("colgroup");
    }

    void row(const Node& line) {
        html_.open("tr", "");
        const std::int64_t number = whole(line.attribute("r"));
        std::int64_t next = 1;
        for (const Node& cell : line.children) {
            const auto* name = cell.attribute("r");
            const auto at = name ? read_cell(*name) : std::nullopt;
            const std::int64_t column = at ? column_number(at->column) : next;
            if (column > columns_max) break;
            for (; next < column; ++next)
                if (!covered_.contains({number, next})) html_.raw("<td></td>");
            next = column + 1;
            if (!covered_.contains({number, column})) write_cell(cell, number, column);
        }
        html_.close("tr");
    }

    void write_cell(const Node& cell, std::int64_t row, std::int64_t column) {
        const CellLook look = looks_.at(cell.attribute("s"));
        std::string spans;
        if (const auto area = areas_.find({row, column}); area != areas_.end())
            spans = "colspan=\"" + std::to_string(area->second.columns) + "\" rowspan=\"" +
                    std::to_string(area->second.rows) + "\"";
        html_.open("td", look.classes, spans);
        html_.text(text_of(cell, look.number));
        html_.close("td");
    }

    [[nodiscard]] std::string text_of(const Node& cell, const NumberLook& look) const {
        const auto* type = cell.attribute("t");
        if (type && *type == "inlineStr") return cell_text(cell);
        const Node* value = cell.child("v");
        if (value == nullptr) {
            const Node* formula = cell.child("f");
            return formula ? "=" + formula->inner_text() : "";
        }
        const std::string text = value->inner_text();
        if (type && *type == "s") {
            const auto index =
                static_cast<std::size_t>(std::max<std::int64_t>(0, whole(&text, -1)));
            return index < texts_.size() ? texts_[index] : "";
        }
        return type && *type != "n" ? text : number_text(text, look);
    }

    const Node& root_;
    const Looks& looks_;
    const std::vector<std::string>& texts_;
    Html& html_;
    std::map<std::pair<std::int64_t, std::int64_t>, Area> areas_;
    std::set<std::pair<std::int64_t, std::int64_t>> covered_;
};

}  // namespace

void preview_xlsx(const Package& package, Html& html) {
    const Looks looks(package);
    const auto texts = shared_texts(package);
    const auto targets = relations_of(package, workbook_part);
    const Node workbook = parse_xml(package.find(workbook_part)->bytes, workbook_part);
    for (const Node* entry : children_of(workbook, "sheets")) {
        const auto* id = entry->attribute("r:id");
        const auto* name = entry->attribute("name");
        const auto* state = entry->attribute("state");
        const auto target = id ? targets.find(*id) : targets.end();
        const auto* part = target == targets.end() ? nullptr : package.find(target->second);
        if (part == nullptr || (state && *state != "visible")) continue;
        const Node root = parse_xml(part->bytes, part->name);
        html.open("section", "sheet");
        html.open("h3", "");
        html.text(name ? *name : "");
        html.close("h3");
        Sheet(root, looks, texts, html).write();
        html.close("section");
    }
}

}  // namespace documents
