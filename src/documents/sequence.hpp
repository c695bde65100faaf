#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tags.hpp"
#include "values.hpp"
#include "xml.hpp"

namespace documents {

/// Paragraphs, rows or words one behind another, some of them controls.
class Sequence {
public:
    struct Rules {
        /// The tag when the node is nothing but a control.
        std::function<std::optional<Tag>(const Node&)> control;
        /// Fills one node, a copy of its own, and puts what becomes of it behind `out`.
        std::function<void(Node, std::vector<Node>& out)> fill;
        /// Throws the error of a node.
        std::function<void(const Node&, const FieldProblem&)> complain;
    };
    Sequence(Scope& scope, Rules rules) : scope_(scope), rules_(std::move(rules)) {}

    std::vector<Node> run(const std::vector<Node>& nodes);

private:
    using Nodes = std::vector<Node>;
    struct Block {
        std::size_t otherwise, end;
    };
    void run(const Nodes& nodes, std::size_t from, std::size_t to, Nodes& out);
    [[nodiscard]] Block block_at(const Nodes& nodes, std::size_t from, std::size_t to) const;
    void run_block(const Nodes& nodes, std::size_t from, const Tag& tag, Block block, Nodes& out);

    Scope& scope_;
    Rules rules_;
};

/// Calls `body` once for each item of the list, inside its scope. For a list without items that
/// says what stands in its place (`list｜缺省:本期无`), `none` is called once with that.
void for_each_item(
    Scope& scope, const std::string& list, const std::function<void()>& body,
    const std::function<void(const std::string& words)>& none = [](const std::string&) {});

/// The texts of a row's cells or paragraphs: when its first tag opens what only another of them
/// closes, both tags go and the opening one is returned: it takes the row.
std::optional<Tag> take_row_tag(const std::vector<std::string>& texts,
                                const std::function<void(std::size_t, const Tag&)>& remove);

}  // namespace documents
