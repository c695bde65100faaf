#include "docx.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "drawings.hpp"
#include "inline_text.hpp"
#include "sequence.hpp"
#include "xml.hpp"

namespace documents {
namespace {

struct PartLabel {
    std::string_view prefix;
    base::Text label;
};

const PartLabel part_labels[] = {{"word/document", {"正文", "the body"}},
                                 {"word/header", {"页眉", "a header"}},
                                 {"word/footer", {"页脚", "a footer"}},
                                 {"word/footnotes", {"脚注", "the footnotes"}},
                                 {"word/endnotes", {"尾注", "the endnotes"}}};

// Numbers paragraphs outside tables, tables, and rows, as a reader counts them.
class Numbering {
public:
    void number(Node& node, Origin inside = {}) {
        if (node.name == "w:tbl" && inside.table == 0) {
            inside.table = ++tables_;
            rows_ = 0;
        } else if (node.name == "w:tr" && inside.table != 0) {
            inside.row = ++rows_;
        } else if (node.name == "w:p" && inside.table == 0) {
            inside.paragraph = ++paragraphs_;
        }
        node.origin = inside;
        for (Node& child : node.children) number(child, inside);
    }

private:
    std::uint32_t paragraphs_ = 0, tables_ = 0, rows_ = 0;
};

void collect_texts(Node& node, std::vector<Node*>& texts) {
    for (Node& child : node.children) {
        if (child.name == "w:t") {
            texts.push_back(&child);
        } else if (child.name != "w:txbxContent" && child.name != "w:p") {
            collect_texts(child, texts);
        }
    }
}

std::vector<Node*> texts_of(Node& node) {
    std::vector<Node*> texts;
    collect_texts(node, texts);
    return texts;
}

std::string text_of(const Node& paragraph) {
    std::string text;
    for (const Node* node : texts_of(const_cast<Node&>(paragraph))) text += node->inner_text();
    return text;
}

void collect_paragraphs(Node& node, std::vector<Node*>& paragraphs) {
    for (Node& child : node.children) {
        if (child.name == "w:p") {
            paragraphs.push_back(&child);
        } else if (child.name != "w:tbl") {
            collect_paragraphs(child, paragraphs);
        }
    }
}

// A line feed in a figure is a line break in the run.
void break_lines(Node& node) {
    std::vector<Node> children;
    for (Node& child : node.children) {
        const std::string text = child.name == "w:t" ? child.inner_text() : "";
        if (text.find('\n') == std::string::npos) {
            break_lines(child);
            children.push_back(std::move(child));
            continue;
        }
        std::size_t from = 0;
        for (std::size_t at = 0; at != std::string::npos; from = at + 1) {
            at = text.find('\n', from);
            if (from > 0) children.push_back(element("w:br"));
            Node line = element("w:t", {{"xml:space", "preserve"}});
            line.set_text(text.substr(from, at - from));
            children.push_back(std::move(line));
            if (at == std::string::npos) break;
        }
    }
    node.children = std::move(children);
}

bool has(const Node& node, std::string_view name) {
    return std::any_of(node.children.begin(), node.children.end(),
                       [&](const Node& child) { return child.name == name || has(child, name); });
}

bool is_blank(const Node& paragraph) {
    return trimmed(text_of(paragraph)).empty() && !has(paragraph, "w:drawing") &&
           !has(paragraph, "w:br");
}

bool is_kept_with_next(const Node& paragraph) {
    const Node* properties = const_cast<Node&>(paragraph).child("w:pPr");
    return properties && const_cast<Node&>(*properties).child("w:keepNext");
}

void keep_with_next(Node& paragraph) {
    if (is_kept_with_next(paragraph)) return;
    if (!paragraph.child("w:pPr"))
        paragraph.children.insert(paragraph.children.begin(), element("w:pPr"));
    auto& properties = paragraph.child("w:pPr")->children;
    const bool has_style = !properties.empty() && properties.front().name == "w:pStyle";
    properties.insert(properties.begin() + (has_style ? 1 : 0), element("w:keepNext"));
}

// A seal's blank lines are kept with the signature below them; so is the text above, or the
// signature would stand alone on its page (GB/T 9704-2012, 7.3.5).
void keep_signatures_with_text(std::vector<Node>& blocks) {
    const auto is_seal = [&](std::size_t i) {
        return blocks[i].name == "w:p" && is_blank(blocks[i]) && is_kept_with_next(blocks[i]);
    };
    for (std::size_t i = blocks.size(); i-- > 0;) {
        if (!is_seal(i)) continue;
        while (i > 0 && is_seal(i - 1)) --i;
        for (std::size_t before = i; before-- > 0;) {
            Node& block = blocks[before];
            if (block.name == "w:tbl") {
                std::vector<Node*> paragraphs;
                if (!block.children.empty()) collect_paragraphs(block.children.back(), paragraphs);
                for (Node* paragraph : paragraphs) keep_with_next(*paragraph);
            }
            if (block.name != "w:p") break;
            const bool goes_on = is_blank(block) || is_kept_with_next(block);
            keep_with_next(block);
            i = before;
            if (!goes_on) break;
        }
    }
}

class WordPart {
public:
    WordPart(const std::string& file, base::Text label, Scope& scope, Drawings& drawings)
        : file_(file), label_(std::move(label)), scope_(scope), drawings_(drawings) {}

    void fill(Node& root) {
        Numbering().number(root);
        Node* body = root.child("w:body");
        if (!body) return blocks(root);
        blocks(*body);
        keep_signatures_with_text(body->children);
    }

private:
    void blocks(Node& parent) {
        parent.children =
            Sequence(
                scope_,
                {[](const Node& node) {
                     return node.name == "w:p" ? lone_control(text_of(node)) : std::nullopt;
                 },
                 [&](Node node, auto& out) { block(std::move(node), out); },
                 [&](const Node& node, const FieldProblem& problem) { complain(node, problem); }})
                .run(parent.children);
    }

    void block(Node node, std::vector<Node>& out) {
        count(node);
        if (node.name == "w:p") {
            if (paragraph(node)) out.push_back(std::move(node));
            return;
        }
        if (node.name == "w:tbl") {
            rows(node);
            if (!node.child("w:tr")) return;
        } else {
            blocks(node);
        }
        out.push_back(std::move(node));
    }

    void rows(Node& table) {
        table.children =
            Sequence(
                scope_,
                {[](const Node& node) {
                     return node.name == "w:tr" ? lone_control(row_text(node)) : std::nullopt;
                 },
                 [&](Node node, auto& out) { row(std::move(node), out); },
                 [&](const Node& node, const FieldProblem& problem) { complain(node, problem); }})
                .run(table.children);
    }

    static std::string row_text(const Node& row) {
        std::string text;
        std::vector<Node*> paragraphs;
        collect_paragraphs(const_cast<Node&>(row), paragraphs);
        for (const Node* paragraph : paragraphs) text += text_of(*paragraph);
        return text;
    }

    void row(Node node, std::vector<Node>& out) {
        if (node.name != "w:tr") {
            out.push_back(std::move(node));
            return;
        }
        try {
            const auto tag = row_tag(node);
            if (!tag) return cells(std::move(node), out);
            if (tag->kind == TagKind::each) {
                for_each_item(
                    scope_, tag->body, [&] { cells(node, out); },
                    [&](const std::string& words) { cells(row_of(node, words), out); });
            } else if (holds(tag->body, scope_)) {
                cells(std::move(node), out);
            }
        } catch (const FieldProblem& problem) {
            complain(node, problem);
        }
    }

    // The words stand in the first cell.
    static Node row_of(Node row, std::string words) {
        std::vector<Node*> paragraphs;
        collect_paragraphs(row, paragraphs);
        for (Node* paragraph : paragraphs)
            for (Node* text : texts_of(*paragraph)) text->set_text(std::exchange(words, {}));
        return row;
    }

    static std::optional<Tag> row_tag(Node& row) {
        std::vector<Node*> paragraphs;
        collect_paragraphs(row, paragraphs);
        std::vector<std::string> texts;
        for (const Node* paragraph : paragraphs) texts.push_back(text_of(*paragraph));
        return take_row_tag(texts, [&](std::size_t index, const Tag& tag) {
            std::size_t begin = 0;
            for (Node* node : texts_of(*paragraphs[index])) {
                const std::string text = node->inner_text();
                const std::size_t end = begin + text.size();
                const std::size_t from = std::clamp(tag.begin, begin, end) - begin;
                const std::size_t to = std::clamp(tag.end, begin, end) - begin;
                node->set_text(text.substr(0, from) + text.substr(to));
                begin = end;
            }
        });
    }

    void cells(Node row, std::vector<Node>& out) {
        count(row);
        for (Node& cell : row.children) {
            if (cell.name != "w:tc") continue;
            blocks(cell);
            if (!cell.child("w:p")) cell.children.push_back(element("w:p"));
        }
        out.push_back(std::move(row));
    }

    // False when nothing remains of it but a condition that does not hold.
    bool paragraph(Node& node) {
        try {
            inner_boxes(node);
            const auto texts = texts_of(node);
            std::vector<std::string> stretches;
            for (const Node* text : texts) stretches.push_back(text->inner_text());
            const std::string before = text_of(node);
            fill_stretches(stretches, scope_);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                texts[i]->set_text(stretches[i]);
                texts[i]->set("xml:space", "preserve");
            }
            drawings_.replace(node, scope_);
            if (before == text_of(node)) return true;
            break_lines(node);
            return !trimmed(text_of(node)).empty() || has(node, "w:drawing") ||
                   has(node, "w:sectPr") || !vanishes(before);
        } catch (const FieldProblem& problem) {
            complain(node, problem);
            throw;
        }
    }

    static bool vanishes(const std::string& before) {
        const auto tags = find_tags(before);
        return std::any_of(tags.begin(), tags.end(), [](const Tag& tag) { return opens(tag); });
    }

    void inner_boxes(Node& node) {
        for (Node& child : node.children) {
            if (child.name == "w:txbxContent") {
                blocks(child);
            } else if (child.name != "w:t") {
                inner_boxes(child);
            }
        }
    }

    void count(const Node& node) {
        written_ += 1 + node.children.size();
        if (written_ > elements_max)
            complain(node, {{"填写后的文档过大", "the filled document is too large"}});
    }

    void complain(const Node& node, const FieldProblem& problem) const {
        const Origin& at = node.origin;
        base::Text place = label_;
        if (at.table != 0) {
            place.zh +=
                "第" + std::to_string(at.table) + "个表格第" + std::to_string(at.row) + "行";
            place.en += ", table " + std::to_string(at.table) + ", row " + std::to_string(at.row);
        } else {
            place.zh += "第" + std::to_string(at.paragraph) + "段";
            place.en += ", paragraph " + std::to_string(at.paragraph);
        }
        const std::string text = node.name == "w:tr" ? row_text(node) : trimmed(text_of(node));
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"模板“" + file_ + "”" + place.zh + "“" + text + "”：" + problem.reason.zh + "。",
             "Template " + file_ + ", " + place.en + ", \"" + text + "\": " + problem.reason.en +
                 "."});
    }

    const std::string& file_;
    base::Text label_;
    Scope& scope_;
    Drawings& drawings_;
    std::size_t written_ = 0;
};

}  // namespace

void fill_docx(Package& package, const std::string& file, const nlohmann::json& figures) {
    Scope scope(figures);
    std::vector<std::pair<std::string, base::Text>> parts;
    for (const auto& part : package.parts)
        for (const auto& [prefix, label] : part_labels)
            if (part.name.starts_with(prefix) && part.name.ends_with(".xml"))
                parts.emplace_back(part.name, label);
    for (const auto& [name, label] : parts) {
        Drawings drawings(package, name);
        Node root = parse_xml(package.find(name)->bytes, name);
        WordPart(file, label, scope, drawings).fill(root);
        package.find(name)->bytes = write_xml(root);
        drawings.finish();
    }
}

}  // namespace documents
