#include "sequence.hpp"

namespace documents {
namespace {

FieldProblem no_list() {
    return {{"它不是列表，不能重复", "it is no list and cannot be repeated"}};
}

}  // namespace

void for_each_item(Scope& scope, const std::string& list, const std::function<void()>& body,
                   const std::function<void(const std::string& words)>& none) {
    const nlohmann::json items = evaluate(list, scope);
    if (items.is_null()) return;
    const bool has_filter =
        list.find('|') != std::string::npos || list.find("｜") != std::string::npos;
    if (items.is_string() && has_filter) return none(items.get<std::string>());
    if (!items.is_array()) throw no_list();
    for (std::size_t i = 0; i < items.size(); ++i) {
        scope.enter(items[i], i, items.size());
        body();
        scope.leave();
    }
}

std::vector<Node> Sequence::run(const std::vector<Node>& nodes) {
    Nodes out;
    run(nodes, 0, nodes.size(), out);
    return out;
}

void Sequence::run(const Nodes& nodes, std::size_t from, std::size_t to, Nodes& out) {
    for (std::size_t i = from; i < to; ++i) {
        std::optional<Tag> tag;
        try {
            tag = rules_.control(nodes[i]);
            if (tag && !opens(*tag))
                throw FieldProblem{
                    {"前面没有对应的“重复”或“如果”", "no \"each\" or \"if\" stands before it"}};
            if (tag) {
                const Block block = block_at(nodes, i, to);
                run_block(nodes, i, *tag, block, out);
                i = block.end;
            }
        } catch (const FieldProblem& problem) {
            rules_.complain(nodes[i], problem);
        }
        if (!tag) rules_.fill(nodes[i], out);
    }
}

Sequence::Block Sequence::block_at(const Nodes& nodes, std::size_t from, std::size_t to) const {
    std::size_t depth = 0, otherwise = 0;
    for (std::size_t i = from; i < to; ++i) {
        const auto tag = rules_.control(nodes[i]);
        if (!tag) continue;
        if (opens(*tag)) ++depth;
        if (tag->kind == TagKind::otherwise && depth == 1) otherwise = i;
        if (tag->kind == TagKind::end && --depth == 0) return {otherwise ? otherwise : i, i};
    }
    throw FieldProblem{{"后面没有对应的“结束”", "no \"end\" follows it"}};
}

void Sequence::run_block(const Nodes& nodes, std::size_t from, const Tag& tag, Block block,
                         Nodes& out) {
    if (tag.kind == TagKind::each) {
        for_each_item(scope_, tag.body, [&] { run(nodes, from + 1, block.otherwise, out); });
    } else if (holds(tag.body, scope_)) {
        run(nodes, from + 1, block.otherwise, out);
    } else if (block.otherwise != block.end) {
        run(nodes, block.otherwise + 1, block.end, out);
    }
}

std::optional<Tag> take_row_tag(const std::vector<std::string>& texts,
                                const std::function<void(std::size_t, const Tag&)>& remove) {
    std::optional<Tag> first;
    std::size_t first_text = 0, depth = 0;
    for (std::size_t i = 0; i < texts.size(); ++i)
        for (Tag& tag : find_tags(texts[i])) {
            if (!first) {
                if (!opens(tag)) return std::nullopt;
                first = tag;
                first_text = i;
                depth = 1;
                continue;
            }
            if (opens(tag)) ++depth;
            if (tag.kind != TagKind::end || --depth > 0) continue;
            if (i == first_text) return std::nullopt;
            remove(i, tag);
            remove(first_text, *first);
            return first;
        }
    return std::nullopt;
}

}  // namespace documents
