#include "drawings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.hpp"
#include "documents/draw.hpp"
#include "tags.hpp"

namespace documents {
namespace {

constexpr std::int64_t emu_per_hundredth_millimetre = 360;
constexpr const char* image_type =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image";

Node* find_below(Node& node, std::string_view name) {
    for (Node& child : node.children) {
        if (child.name == name) return &child;
        if (Node* found = find_below(child, name)) return found;
    }
    return nullptr;
}

std::optional<Tag> field_of(const Node& properties) {
    for (const char* attribute : {"descr", "title", "name"})
        if (const auto* text = properties.attribute(attribute)) {
            auto tags = find_tags(*text);
            if (tags.size() == 1 && tags[0].kind == TagKind::field) return tags[0];
        }
    return std::nullopt;
}

std::int32_t hundredths(const Node* extent, const char* attribute) {
    const auto* text = extent ? extent->attribute(attribute) : nullptr;
    std::int64_t emu = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), emu);
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(emu / emu_per_hundredth_millimetre, 1, 100'000));
}

std::string relations_of(const std::string& part) {
    const auto slash = part.rfind('/');
    return part.substr(0, slash) + "/_rels" + part.substr(slash) + ".rels";
}

void declare_ending(Package& package) {
    auto* part = package.find("[Content_Types].xml");
    if (part == nullptr) return;
    Node types = parse_xml(part->bytes, part->name);
    for (const Node& child : types.children)
        if (const auto* ending = child.attribute("Extension"); ending && *ending == "emf") return;
    types.children.insert(
        types.children.begin(),
        element("Default", {{"Extension", "emf"}, {"ContentType", "image/x-emf"}}));
    part->bytes = write_xml(types);
}

}  // namespace

void Drawings::replace(Node& node, const Scope& scope) {
    std::erase_if(node.children, [&](Node& child) {
        return child.name == "w:drawing" && !replace_one(child, scope);
    });
    for (Node& child : node.children)
        if (child.name != "w:drawing" && child.name != "w:txbxContent") replace(child, scope);
}

bool Drawings::replace_one(Node& drawing, const Scope& scope) {
    Node* properties = find_below(drawing, "wp:docPr");
    const auto field = properties ? field_of(*properties) : std::nullopt;
    if (!field) return true;
    const nlohmann::json figure = evaluate(field->body, scope);
    Node* blip = find_below(drawing, "a:blip");
    if (figure.is_null() || blip == nullptr) return false;
    if (!figure.is_object())
        throw FieldProblem{{"图片字段“{{" + field->body + "}}”的数据不是图",
                            "the picture's field {{" + field->body + "}} is no drawing"}};
    const Node* extent = find_below(drawing, "wp:extent");
    blip->set("r:embed",
              add(draw(figure.dump(), {hundredths(extent, "cx"), hundredths(extent, "cy")})));
    const std::string title = figure.value("title", field->body);
    properties->set("name", title);
    properties->set("descr", title);
    properties->set("id", std::to_string(10'000 + added_.size()));
    return true;
}

std::string Drawings::add(const std::string& bytes) {
    std::size_t number = 1;
    const auto name = [&] { return "word/media/figure" + std::to_string(number) + ".emf"; };
    while (package_.find(name())) ++number;
    package_.put(name(), bytes);
    added_.emplace_back("wjFigure" + std::to_string(number),
                        "media/figure" + std::to_string(number) + ".emf");
    return added_.back().first;
}

void Drawings::finish() {
    if (added_.empty()) return;
    const std::string name = relations_of(part_);
    const auto* part = package_.find(name);
    Node relations =
        part ? parse_xml(part->bytes, name)
             : element("Relationships",
                       {{"xmlns", "http://schemas.openxmlformats.org/package/2006/relationships"}});
    for (const auto& [id, target] : added_)
        relations.children.push_back(
            element("Relationship", {{"Id", id}, {"Type", image_type}, {"Target", target}}));
    package_.put(name, write_xml(relations));
    declare_ending(package_);
}

}  // namespace documents
