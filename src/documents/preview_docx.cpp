#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/bytes.hpp"
#include "metafile_svg.hpp"
#include "preview.hpp"
#include "xml.hpp"

namespace documents {
namespace {

constexpr const char* document_part = "word/document.xml";
constexpr std::int64_t text_width_emu = std::int64_t{156} * 36'000;  // of the type area, 156 mm
constexpr std::size_t picture_bytes_max = std::size_t{2} << 20;

const std::string* value_of(const Node* parent, std::string_view name,
                            std::string_view attribute = "w:val") {
    const Node* child = parent ? parent->child(name) : nullptr;
    return child ? child->attribute(attribute) : nullptr;
}

std::int64_t whole(const std::string* text) {
    std::int64_t value = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
}

bool is_on(const Node* parent, std::string_view name) {
    const Node* child = parent ? parent->child(name) : nullptr;
    if (child == nullptr) return false;
    const auto* value = child->attribute("w:val");
    return !value || (*value != "0" && *value != "false" && *value != "none");
}

const Node* below(const Node& node, std::string_view name) {
    for (const Node& child : node.children) {
        if (child.name == name) return &child;
        if (const Node* found = below(child, name)) return found;
    }
    return nullptr;
}

void add_class(std::string& classes, std::string_view one) {
    if (!classes.empty()) classes += ' ';
    classes += one;
}

// Half points: the issuer's mark 55 pt and more, titles 18 pt and more, small below 14 pt.
void add_size(std::string& classes, std::int64_t half_points) {
    if (half_points >= 80) return add_class(classes, "mark");
    if (half_points >= 36) return add_class(classes, "title");
    if (half_points > 0 && half_points < 28) add_class(classes, "small");
}

void add_typeface(std::string& classes, const Node* properties) {
    const auto* face = value_of(properties, "w:rFonts", "w:eastAsia");
    if (face == nullptr) return;
    for (const auto& [part, name] : {std::pair{"黑体", "hei"}, {"楷体", "kai"}, {"宋", "song"}})
        if (face->find(part) != std::string::npos && face->find("仿宋") == std::string::npos)
            add_class(classes, name);
}

std::string run_classes(const Node& run) {
    std::string classes;
    const Node* properties = run.child("w:rPr");
    add_size(classes, whole(value_of(properties, "w:sz")));
    add_typeface(classes, properties);
    if (is_on(properties, "w:b")) add_class(classes, "b");
    const auto* colour = value_of(properties, "w:color");
    if (colour && *colour == "FF0000") add_class(classes, "red");
    return classes;
}

std::string paragraph_classes(const Node& paragraph) {
    std::string classes;
    const Node* properties = paragraph.child("w:pPr");
    const auto* side = value_of(properties, "w:jc");
    if (side && *side == "center") add_class(classes, "c");
    if (side && (*side == "right" || *side == "end")) add_class(classes, "r");
    if (side && *side == "both") add_class(classes, "j");
    if (whole(value_of(properties, "w:ind", "w:firstLineChars")) > 0 ||
        whole(value_of(properties, "w:ind", "w:firstLine")) > 0)
        add_class(classes, "in");
    const Node* border = properties ? properties->child("w:pBdr") : nullptr;
    if (border && border->child("w:bottom")) add_class(classes, "rule");
    return classes;
}

class Writer {
public:
    Writer(const Package& package, Html& html)
        : package_(package), html_(html), relations_(relations_of(package, document_part)) {}

    void blocks(const Node& parent) {
        for (const Node& child : parent.children) {
            if (child.name == "w:p") {
                paragraph(child);
            } else if (child.name == "w:tbl") {
                table(child);
            } else if (child.name == "w:sdt") {
                if (const Node* content = child.child("w:sdtContent")) blocks(*content);
            }
        }
    }

private:
    void paragraph(const Node& node) {
        html_.open("p", paragraph_classes(node));
        is_hidden_ = false;
        runs(node);
        html_.close("p");
    }

    void runs(const Node& parent) {
        for (const Node& child : parent.children) {
            if (child.name == "w:r") {
                run(child);
            } else if (child.name == "w:hyperlink" || child.name == "w:ins" ||
                       child.name == "w:smartTag") {
                runs(child);
            }
        }
    }

    // What stands between the beginning and the separation of a field is its instruction.
    void run(const Node& node) {
        if (is_on(node.child("w:rPr"), "w:vanish")) return;
        const std::string classes = run_classes(node);
        if (!classes.empty()) html_.open("span", classes);
        for (const Node& child : node.children) {
            if (child.name == "w:fldChar") {
                const auto* kind = child.attribute("w:fldCharType");
                is_hidden_ = kind && *kind == "begin";
            } else if (!is_hidden_) {
                piece(child);
            }
        }
        if (!classes.empty()) html_.close("span");
    }

    void piece(const Node& node) {
        if (node.name == "w:t") html_.text(node.inner_text());
        if (node.name == "w:tab") html_.text("　");
        if (node.name == "w:drawing") drawing(node);
        if (node.name != "w:br") return;
        const auto* kind = node.attribute("w:type");
        html_.raw(kind && *kind == "page" ? "<span class=\"page\"></span>" : "<br>");
    }

    void drawing(const Node& node) {
        const Node* extent = below(node, "wp:extent");
        const Node* blip = below(node, "a:blip");
        const auto* id = blip ? blip->attribute("r:embed") : nullptr;
        const auto target = id ? relations_.find(*id) : relations_.end();
        const auto* part = target == relations_.end() ? nullptr : package_.find(target->second);
        if (part == nullptr) return;
        const std::int64_t emu = whole(extent ? extent->attribute("cx") : nullptr);
        const auto percent = std::clamp<std::int64_t>(emu / (text_width_emu / 100), 1, 100);
        const std::string width = std::to_string(percent) + "%";
        if (part->name.ends_with(".emf")) return html_.raw(svg_of(part->bytes, width));
        picture(*part, width);
    }

    void picture(const Package::Part& part, const std::string& width) {
        const bool is_png = part.name.ends_with(".png");
        const bool is_jpeg = part.name.ends_with(".jpg") || part.name.ends_with(".jpeg");
        if ((!is_png && !is_jpeg) || part.bytes.size() > picture_bytes_max) return;
        const std::string data = base::to_base64(
            {reinterpret_cast<const std::uint8_t*>(part.bytes.data()), part.bytes.size()});
        html_.raw("<img alt=\"\" width=\"" + width + "\" src=\"data:image/" +
                  (is_png ? "png" : "jpeg") + ";base64," + data + "\">");
    }

    void table(const Node& node) {
        const Node* properties = node.child("w:tblPr");
        const bool is_ruled =
            properties && (properties->child("w:tblBorders") || properties->child("w:tblStyle"));
        html_.open("table", is_ruled ? "line" : "");
        columns(node);
        for (const Node& child : node.children)
            if (child.name == "w:tr") row(child);
        html_.close("table");
    }

    void columns(const Node& node) {
        const Node* grid = node.child("w:tblGrid");
        if (grid == nullptr) return;
        std::int64_t all = 0;
        for (const Node& column : grid->children)
            all += std::max<std::int64_t>(0, whole(column.attribute("w:w")));
        if (all <= 0) return;
        html_.open("colgroup", "");
        for (const Node& column : grid->children)
            html_.raw("<col width=\"" +
                      std::to_string(std::max<std::int64_t>(0, whole(column.attribute("w:w"))) *
                                     100 / all) +
                      "%\">");
        html_.close("colgroup");
    }

    void row(const Node& node) {
        html_.open("tr", "");
        for (const Node& child : node.children)
            if (child.name == "w:tc") cell(child);
        html_.close("tr");
    }

    void cell(const Node& node) {
        const Node* properties = node.child("w:tcPr");
        std::string classes;
        const auto* shade = value_of(properties, "w:shd", "w:fill");
        if (shade && *shade != "auto" && *shade != "FFFFFF") add_class(classes, "head");
        const Node* merge = properties ? properties->child("w:vMerge") : nullptr;
        const auto* begins = merge ? merge->attribute("w:val") : nullptr;
        if (merge && (!begins || *begins != "restart")) add_class(classes, "up");
        const std::int64_t span = whole(value_of(properties, "w:gridSpan"));
        html_.open("td", classes,
                   span > 1
                       ? "colspan=\"" + std::to_string(std::min<std::int64_t>(span, 1'000)) + "\""
                       : "");
        blocks(node);
        html_.close("td");
    }

    const Package& package_;
    Html& html_;
    std::map<std::string, std::string> relations_;
    bool is_hidden_ = false;
};

}  // namespace

void preview_docx(const Package& package, Html& html) {
    const Node root = parse_xml(package.find(document_part)->bytes, document_part);
    html.open("section", "word");
    if (const Node* body = root.child("w:body")) Writer(package, html).blocks(*body);
    html.close("section");
}

}  // namespace documents
