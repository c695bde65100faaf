#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "programme/definition.hpp"

namespace programme {

/// 1-based line and character.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};

struct YamlKey {
    std::string text;
    Position at;
};

/// A YAML value with its place. Unlike the library's own node it keeps repeated keys, so that they
/// can be reported.
struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };
    Kind kind = Kind::null;
    Position at;
    std::string text;                  ///< scalar
    std::optional<Position> verbatim;  ///< scalar: its first character, where it stands as it is
    std::vector<YamlKey> keys;         ///< mapping: as many as children
    std::vector<YamlNode> children;    ///< sequence or mapping, in order
};

/// Collects what is wrong.
class Problems {
public:
    void add(Position at, std::string path, base::Text message);
    [[nodiscard]] bool empty() const { return problems_.empty(); }
    /// By line, then column, then path.
    [[nodiscard]] std::vector<Problem> sorted() const;

private:
    std::vector<Problem> problems_;
};

/// At most this many bytes, levels, and keys and values together; anchors, aliases and tags are
/// refused, so a small file cannot grow into a large tree.
constexpr std::size_t max_yaml_bytes = 1024 * 1024;
constexpr std::size_t max_yaml_depth = 40;
constexpr std::size_t max_yaml_values = 50'000;

/// The only document of `bytes`, or empty with the reason in `problems`.
std::optional<YamlNode> load_yaml(std::string_view bytes, Problems& problems);

}  // namespace programme
