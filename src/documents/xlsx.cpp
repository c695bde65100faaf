#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cell_reference.hpp"
#include "docx.hpp"
#include "inline_text.hpp"
#include "preview.hpp"
#include "row_heights.hpp"
#include "sequence.hpp"
#include "xml.hpp"

namespace documents {
namespace {

constexpr std::int64_t rows_max = 1'048'576;

// What a `{{x|number}}` alone in its cell becomes; see values.hpp.
std::optional<std::string> numeric_text(const nlohmann::json& value) {
    if (value.is_number_integer()) return value.dump();
    if (!value.is_object()) return std::nullopt;
    if (const auto number = value.find("number"); number != value.end())
        return number->get<std::string>();
    const bool is_whole = value.value("unit", "") == "count" && value.contains("value") &&
                          value["value"].is_string() &&
                          value["value"].get<std::string>().find('/') == std::string::npos;
    return is_whole ? std::optional(value["value"].get<std::string>()) : std::nullopt;
}

// 0 for what is no row number.
std::uint32_t row_number(const std::string& text) {
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number <= rows_max ? number : 0;
}

std::string row_text(const Node& row) {
    std::string text;
    for (const Node& cell : row.children) text += cell_text(cell);
    return text;
}

void set_text(Node& cell, std::string text) {
    cell.children.clear();
    cell.set("t", "inlineStr");
    Node content = element("t", {{"xml:space", "preserve"}});
    content.set_text(std::move(text));
    cell.children.push_back(element("is", {}, {std::move(content)}));
}

// Which rows of the filled sheet came from a row of the template.
class RowMap {
public:
    explicit RowMap(const std::vector<Node>& before, const std::vector<Node>& after) {
        std::set<std::int64_t> gone;
        for (const Node& row : before) gone.insert(row.origin.row);
        for (const Node& row : after) gone.erase(row.origin.row);
        std::int64_t origin = 0, now = 0;
        for (const Node& row : after) {
            const std::int64_t here = row.origin.row;
            std::int64_t step = here > origin ? here - origin : 1;
            if (here > origin) step -= between(gone, origin, here);
            now += step;
            origin = here;
            places_[here].push_back(now);
            rows_.push_back(now);
        }
        gone_ = std::move(gone);
        grown_ = now - origin;
    }

    [[nodiscard]] const std::vector<std::int64_t>& rows() const { return rows_; }
    [[nodiscard]] bool is_changed() const { return grown_ != 0 || !gone_.empty(); }
    [[nodiscard]] const std::vector<std::int64_t>* places(std::int64_t row) const {
        const auto found = places_.find(row);
        return found == places_.end() ? nullptr : &found->second;
    }

    [[nodiscard]] std::int64_t moved(std::int64_t row, RangeSide side) const {
        if (const auto* there = places(row))
            return side == RangeSide::end ? there->back() : there->front();
        const auto next = places_.upper_bound(row);
        if (next != places_.begin()) {
            const auto& [origin, there] = *std::prev(next);
            std::int64_t step = row - origin;
            step -= between(gone_, origin, row + 1);
            return there.back() + step;
        }
        return row;
    }

private:
    // How many lie after `low` and before `high`.
    static std::int64_t between(const std::set<std::int64_t>& rows, std::int64_t low,
                                std::int64_t high) {
        return std::distance(rows.upper_bound(low), rows.lower_bound(high));
    }

    std::map<std::int64_t, std::vector<std::int64_t>> places_;
    std::vector<std::int64_t> rows_;
    std::set<std::int64_t> gone_;
    std::int64_t grown_ = 0;
};

class SheetPart {
public:
    SheetPart(const std::string& file, std::string name, Scope& scope)
        : file_(file), name_(std::move(name)), scope_(scope) {}

    void fill(Node& sheet) {
        Node* data = sheet.child("sheetData");
        if (data == nullptr) return;
        for (Node& row : data->children)
            if (const auto* number = row.attribute("r")) row.origin.row = row_number(*number);
        heights_.emplace(sheet);
        const std::vector<Node> before = data->children;
        data->children = expand(before);
        const RowMap map(before, data->children);
        for (std::size_t i = 0; i < data->children.size(); ++i)
            place_row(data->children[i], map.rows()[i], map);
        move_ranges(sheet, map);
    }

private:
    std::vector<Node> expand(const std::vector<Node>& rows) {
        return Sequence(scope_, {[](const Node& row) { return lone_control(row_text(row)); },
                                 [&](Node row, auto& out) { fill_row(std::move(row), out); },
                                 [&](const Node& row, const FieldProblem& problem) {
                                     complain(row, nullptr, problem);
                                 }})
            .run(rows);
    }

    void fill_row(Node row, std::vector<Node>& out) {
        try {
            std::vector<std::string> texts;
            for (const Node& cell : row.children) texts.push_back(cell_text(cell));
            const auto tag = take_row_tag(texts, [&](std::size_t index, const Tag& gone) {
                std::string text = cell_text(row.children[index]);
                text.erase(gone.begin, gone.end - gone.begin);
                set_text(row.children[index], text);
            });
            if (!tag) return fill_cells(std::move(row), out);
            if (tag->kind == TagKind::each) {
                for_each_item(
                    scope_, tag->body, [&] { fill_cells(row, out); },
                    [&](const std::string& words) {
                        fill_cells(row_of(row, words), out);
                        heights_->set(out.back());
                    });
            } else if (holds(tag->body, scope_)) {
                fill_cells(std::move(row), out);
            }
        } catch (const FieldProblem& problem) {
            complain(row, nullptr, problem);
        }
    }

    // The words stand in the first cell.
    static Node row_of(Node row, std::string words) {
        for (Node& cell : row.children) set_text(cell, std::exchange(words, {}));
        return row;
    }

    void fill_cells(Node row, std::vector<Node>& out) {
        written_ += 1 + row.children.size();
        if (written_ > elements_max || out.size() >= rows_max)
            complain(row, nullptr, {{"填写后的表格过大", "the filled sheet is too large"}});
        bool is_filled = false;
        for (Node& cell : row.children) {
            try {
                is_filled = fill_cell(cell) || is_filled;
            } catch (const FieldProblem& problem) {
                complain(row, &cell, problem);
            }
        }
        if (is_filled) heights_->set(row);
        out.push_back(std::move(row));
    }

    // False when it has no tag.
    bool fill_cell(Node& cell) {
        const std::string text = cell_text(cell);
        const auto tags = find_tags(text);
        if (tags.empty()) return false;
        const bool is_alone = tags.size() == 1 && tags[0].kind == TagKind::field &&
                              trimmed(text).size() == tags[0].end - tags[0].begin;
        if (is_alone) {
            if (const auto number = numeric_text(evaluate(tags[0].body, scope_))) {
                cell.drop("t");
                Node value = element("v");
                value.set_text(*number);
                cell.children = {std::move(value)};
                return true;
            }
        }
        set_text(cell, fill_text(text, scope_));
        return true;
    }

    void place_row(Node& row, std::int64_t number, const RowMap& map) {
        row.set("r", std::to_string(number));
        for (Node& cell : row.children) {
            const auto* text = cell.attribute("r");
            const auto reference = text ? read_cell(*text) : std::nullopt;
            if (reference) cell.set("r", reference->column + std::to_string(number));
            Node* formula = cell.child("f");
            if (formula == nullptr) continue;
            if (formula->attribute("t") != nullptr && map.is_changed())
                complain(
                    row, &cell,
                    {{"共享公式或数组公式不能随行移动，请改为普通公式",
                      "a shared or array formula cannot move with its rows; make it a plain one"}});
            formula->set_text(move_rows(formula->inner_text(), [&](std::int64_t r, RangeSide side) {
                const bool is_own = r == row.origin.row && side == RangeSide::single;
                return is_own ? number : map.moved(r, side);
            }));
            std::erase_if(cell.children, [](const Node& child) { return child.name == "v"; });
            cell.drop("t");
        }
    }

    static void move_ranges(Node& sheet, const RowMap& map) {
        const auto moved = [&](std::int64_t row, RangeSide side) { return map.moved(row, side); };
        if (Node* merges = sheet.child("mergeCells")) move_merges(*merges, map);
        for (Node& child : sheet.children) {
            for (const char* attribute : {"ref", "sqref"})
                if (const auto* text = child.attribute(attribute))
                    child.set(attribute, move_rows(*text, moved));
            if (child.name != "dataValidations") continue;
            for (Node& rule : child.children)
                if (const auto* text = rule.attribute("sqref"))
                    rule.set("sqref", move_rows(*text, moved));
        }
        std::erase_if(sheet.children, [](const Node& child) {
            return child.name == "mergeCells" && child.children.empty();
        });
    }

    // Merged cells of a row that is repeated are merged in each of its copies.
    static void move_merges(Node& merges, const RowMap& map) {
        std::vector<Node> all;
        for (const Node& merge : merges.children) {
            const auto* text = merge.attribute("ref");
            const auto sides = base::split(text ? *text : "", ':');
            const auto first = read_cell(sides[0]);
            const auto last = sides.size() == 2 ? read_cell(sides[1]) : std::nullopt;
            if (!first || !last) continue;
            const auto* places = map.places(first->row);
            if (places == nullptr) continue;
            for (const std::int64_t row : *places)
                all.push_back(element(
                    "mergeCell", {{"ref", first->column + std::to_string(row) + ":" + last->column +
                                              std::to_string(row + last->row - first->row)}}));
        }
        merges.set("count", std::to_string(all.size()));
        merges.children = std::move(all);
    }

    void complain(const Node& row, const Node* cell, const FieldProblem& problem) const {
        base::Text place{"第" + std::to_string(row.origin.row) + "行",
                         "row " + std::to_string(row.origin.row)};
        const auto reference =
            cell && cell->attribute("r") ? read_cell(*cell->attribute("r")) : std::nullopt;
        if (reference) {
            const std::string name = reference->column + std::to_string(row.origin.row);
            place = {"单元格 " + name, "cell " + name};
        }
        const std::string text = cell ? cell_text(*cell) : row_text(row);
        throw base::Error(base::ErrorKind::invalid_input,
                          {"模板“" + file_ + "”工作表“" + name_ + "”" + place.zh + "“" + text +
                               "”：" + problem.reason.zh + "。",
                           "Template " + file_ + ", sheet " + name_ + ", " + place.en + ", \"" +
                               text + "\": " + problem.reason.en + "."});
    }

    const std::string& file_;
    std::string name_;
    Scope& scope_;
    std::optional<RowHeights> heights_;
    std::size_t written_ = 0;
};

// Cells whose shared text has tags hold it themselves from here on.
void take_shared_texts(Node& sheet, const std::vector<std::string>& texts) {
    Node* data = sheet.child("sheetData");
    if (data == nullptr) return;
    for (Node& row : data->children)
        for (Node& cell : row.children) {
            const auto* type = cell.attribute("t");
            const Node* value = cell.child("v");
            if (!type || *type != "s" || !value) continue;
            const std::string index = value->inner_text();
            const bool is_number = !index.empty() && index.size() < 9 &&
                                   index.find_first_not_of("0123456789") == std::string::npos;
            if (!is_number || std::stoul(index) >= texts.size()) continue;
            const std::string& text = texts[std::stoul(index)];
            if (text.find("{{") != std::string::npos || text.find("｛｛") != std::string::npos)
                set_text(cell, text);
        }
}

void drop_listed(Package& package, const char* list, const char* attribute,
                 std::string_view ending) {
    auto* part = package.find(list);
    if (part == nullptr) return;
    Node root = parse_xml(part->bytes, part->name);
    std::erase_if(root.children, [&](const Node& child) {
        const auto* text = child.attribute(attribute);
        return text && text->ends_with(ending);
    });
    part->bytes = write_xml(root);
}

// Formulas are computed by whoever opens the file: no old order of them may stay.
void compute_on_opening(Package& package, Node& workbook) {
    Node* settings = workbook.child("calcPr");
    if (settings == nullptr) {
        const auto after =
            std::find_if(workbook.children.begin(), workbook.children.end(), [](const Node& child) {
                return child.name == "definedNames" || child.name == "sheets";
            });
        const bool names = workbook.child("definedNames") != nullptr;
        auto at = after;
        if (names)
            at = std::find_if(workbook.children.begin(), workbook.children.end(),
                              [](const Node& child) { return child.name == "definedNames"; });
        if (at == workbook.children.end()) return;
        settings = &*workbook.children.insert(std::next(at), element("calcPr"));
    }
    settings->set("fullCalcOnLoad", "1");
    if (!package.find("xl/calcChain.xml")) return;
    package.remove("xl/calcChain.xml");
    drop_listed(package, "[Content_Types].xml", "PartName", "/calcChain.xml");
    drop_listed(package, "xl/_rels/workbook.xml.rels", "Target", "calcChain.xml");
}

}  // namespace

std::vector<std::string> shared_texts(const Package& package) {
    std::vector<std::string> texts;
    const auto* part = package.find("xl/sharedStrings.xml");
    if (part == nullptr) return texts;
    for (const Node& item : parse_xml(part->bytes, part->name).children) {
        std::string text;
        for (const Node& child : item.children) {
            if (child.name == "t") text += child.inner_text();
            if (child.name == "r")
                if (const Node* run = child.child("t")) text += run->inner_text();
        }
        texts.push_back(std::move(text));
    }
    return texts;
}

void fill_xlsx(Package& package, const std::string& file, const nlohmann::json& figures) {
    Scope scope(figures);
    const auto texts = shared_texts(package);
    const std::string workbook_name = "xl/workbook.xml";
    const auto targets = relations_of(package, workbook_name);
    Node workbook = parse_xml(package.find(workbook_name)->bytes, workbook_name);
    const Node* sheets = workbook.child("sheets");
    for (const Node& entry : sheets ? sheets->children : std::vector<Node>{}) {
        const auto* id = entry.attribute("r:id");
        const auto* name = entry.attribute("name");
        const auto target = id ? targets.find(*id) : targets.end();
        auto* part = target == targets.end() ? nullptr : package.find(target->second);
        if (part == nullptr) continue;
        Node sheet = parse_xml(part->bytes, part->name);
        take_shared_texts(sheet, texts);
        SheetPart(file, name ? *name : "", scope).fill(sheet);
        part->bytes = write_xml(sheet);
    }
    compute_on_opening(package, workbook);
    package.find(workbook_name)->bytes = write_xml(workbook);
}

}  // namespace documents
