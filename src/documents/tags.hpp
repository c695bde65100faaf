#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

enum class TagKind { field, each, condition, otherwise, end };

/// What stands between two pairs of braces.
struct Tag {
    TagKind kind = TagKind::field;
    std::string body;                ///< the field, the list or the condition
    std::size_t begin = 0, end = 0;  ///< bytes of the text that hold it, braces included
};

/// The tags of a stretch of text, in order. Throws FieldProblem for braces that are not closed.
std::vector<Tag> find_tags(std::string_view text);

/// The tag, when nothing else but it and spaces stands in the text and it is no field.
std::optional<Tag> lone_control(std::string_view text);

inline bool opens(const Tag& tag) {
    return tag.kind == TagKind::each || tag.kind == TagKind::condition;
}

}  // namespace documents
