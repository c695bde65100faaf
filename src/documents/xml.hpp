#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace documents {

/// Where an element stood in the template, counted from 1; 0: outside.
struct Origin {
    std::uint32_t paragraph = 0;  ///< of the part, those in tables left out
    std::uint32_t table = 0;
    std::uint32_t row = 0;
};

/// One element of a part, or a stretch of text (no name). Prefixes stay as they are written.
struct Node {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::vector<Node> children;
    std::string text;
    Origin origin;

    [[nodiscard]] const std::string* attribute(std::string_view wanted) const;
    void set(std::string_view attribute_name, std::string value);
    void drop(std::string_view attribute_name);
    [[nodiscard]] Node* child(std::string_view wanted);
    [[nodiscard]] const Node* child(std::string_view wanted) const;
    /// Puts `value` in place of what stands in the element.
    void set_text(std::string value);
    /// All text below.
    [[nodiscard]] std::string inner_text() const;
};

Node element(std::string name, std::vector<std::pair<std::string, std::string>> attributes = {},
             std::vector<Node> children = {});
Node text_node(std::string text);

/// Throws invalid_input: not well-formed, a document type declaration, deeper than 200.
Node parse_xml(std::string_view bytes, const std::string& part);
std::string write_xml(const Node& root);

}  // namespace documents
