#include "xml.hpp"

#include <expat.h>

#include <algorithm>
#include <memory>

#include "base/error.hpp"
#include "documents/escape.hpp"

namespace documents {
namespace {

constexpr std::size_t depth_max = 200;

struct Reading {
    Node root;
    std::vector<Node> open;
    XML_Parser parser = nullptr;
    bool refused = false;

    void stop() {
        refused = true;
        XML_StopParser(parser, XML_FALSE);
    }
};

void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
    auto& reading = *static_cast<Reading*>(data);
    if (reading.open.size() >= depth_max) return reading.stop();
    Node node;
    node.name = name;
    for (; *attributes != nullptr; attributes += 2)
        node.attributes.emplace_back(attributes[0], attributes[1]);
    reading.open.push_back(std::move(node));
}

void XMLCALL on_end(void* data, const XML_Char*) {
    auto& reading = *static_cast<Reading*>(data);
    Node done = std::move(reading.open.back());
    reading.open.pop_back();
    if (reading.open.empty()) {
        reading.root = std::move(done);
    } else {
        reading.open.back().children.push_back(std::move(done));
    }
}

void XMLCALL on_text(void* data, const XML_Char* text, int length) {
    auto& reading = *static_cast<Reading*>(data);
    auto& children = reading.open.back().children;
    if (children.empty() || !children.back().name.empty()) children.push_back({});
    children.back().text.append(text, static_cast<std::size_t>(length));
}

void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<Reading*>(data)->stop();
}

void append(std::string& out, const Node& node) {
    if (node.name.empty()) return append_escaped(out, node.text, Place::text);
    out += '<' + node.name;
    for (const auto& [name, value] : node.attributes) {
        out += ' ' + name + "=\"";
        append_escaped(out, value, Place::attribute);
        out += '"';
    }
    if (node.children.empty()) {
        out += "/>";
        return;
    }
    out += '>';
    for (const Node& child : node.children) append(out, child);
    out += "</" + node.name + '>';
}

}  // namespace

const std::string* Node::attribute(std::string_view wanted) const {
    for (const auto& [key, value] : attributes)
        if (key == wanted) return &value;
    return nullptr;
}

void Node::set(std::string_view attribute_name, std::string value) {
    for (auto& [key, old] : attributes)
        if (key == attribute_name) {
            old = std::move(value);
            return;
        }
    attributes.emplace_back(attribute_name, std::move(value));
}

void Node::drop(std::string_view attribute_name) {
    std::erase_if(attributes, [&](const auto& pair) { return pair.first == attribute_name; });
}

const Node* Node::child(std::string_view wanted) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [&](const Node& node) { return node.name == wanted; });
    return found == children.end() ? nullptr : &*found;
}

Node* Node::child(std::string_view wanted) {
    return const_cast<Node*>(std::as_const(*this).child(wanted));
}

void Node::set_text(std::string value) {
    children.clear();
    if (!value.empty()) children.push_back(text_node(std::move(value)));
}

std::string Node::inner_text() const {
    std::string all = text;
    for (const Node& child : children) all += child.inner_text();
    return all;
}

Node element(std::string name, std::vector<std::pair<std::string, std::string>> attributes,
             std::vector<Node> children) {
    Node node;
    node.name = std::move(name);
    node.attributes = std::move(attributes);
    node.children = std::move(children);
    return node;
}

Node text_node(std::string text) {
    Node node;
    node.text = std::move(text);
    return node;
}

Node parse_xml(std::string_view bytes, const std::string& part) {
    Reading reading;
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(
        XML_ParserCreate(nullptr), &XML_ParserFree);
    reading.parser = parser.get();
    XML_SetUserData(parser.get(), &reading);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    const auto status =
        XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
    if (status != XML_STATUS_OK || reading.refused)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"模板的部件 " + part + " 不是有效的 XML。",
                           "The template's part " + part + " is not valid XML."},
                          XML_ErrorString(XML_GetErrorCode(parser.get())));
    return std::move(reading.root);
}

std::string write_xml(const Node& root) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    append(out, root);
    return out;
}

}  // namespace documents
