#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace yaml {

/// 1-based line and character.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

struct Key {
    std::string text;
    Position at;
};

/// A value with its place. Keys that stand twice are kept, so that they can be reported.
struct Node {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    Position at;
    std::string text;                  ///< scalar
    std::optional<Position> verbatim;  ///< scalar: its first character, where it stands as it is
    std::vector<Key> keys;             ///< mapping: as many as children
    std::vector<Node> children;        ///< sequence or mapping, in order

    /// The first value of `key`; null where this is no mapping or lacks the key.
    [[nodiscard]] const Node* find(std::string_view key) const;
};

/// Why a file cannot be read, and from where on.
struct Fault {
    Position at;
    base::Text message;
};

struct Document {
    std::optional<Node> root;   ///< absent when there are faults
    std::vector<Fault> faults;  ///< in the order of their lines
};

/// At most this many bytes, levels, and keys and values together; anchors, aliases and tags are
/// refused, so a small file cannot grow into a large tree.
constexpr std::size_t max_bytes = 1024 * 1024;
constexpr std::size_t max_depth = 40;
constexpr std::size_t max_values = 50'000;

/// The only document of `bytes`, which are UTF-8 with or without its mark. Plain `~`, `null` and
/// nothing are null; every other scalar is its text, whatever type YAML would give it.
Document read(std::string_view bytes);

}  // namespace yaml
