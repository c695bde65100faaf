#include "programme/yaml_document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <tuple>
#include <utility>

#include "base/text.hpp"

namespace programme {
namespace {

using base::Text;

struct Refusal {
    Position at;
    Text message;
};

/// Lines of the file, to turn the library's byte columns into characters.
class Source {
public:
    explicit Source(std::string_view bytes) : bytes_(bytes), characters_(bytes.size() + 1) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (bytes[i] == '\n') begins_.push_back(i + 1);
            const bool begins = (static_cast<unsigned char>(bytes[i]) & 0xC0U) != 0x80U;
            characters_[i + 1] = characters_[i] + (begins ? 1U : 0U);
        }
    }

    [[nodiscard]] Position position(std::size_t offset) const {
        offset = std::min(offset, bytes_.size());
        const auto after = std::upper_bound(begins_.begin(), begins_.end(), offset);
        const auto line = static_cast<std::size_t>(after - begins_.begin());
        return {line, characters_[offset] - characters_[begins_[line - 1]] + 1};
    }

    [[nodiscard]] Position position(const YAML::Mark& mark) const {
        return position(mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos));
    }

    [[nodiscard]] std::size_t line_count() const { return begins_.size(); }

    [[nodiscard]] std::string_view line(std::size_t index) const {
        const std::size_t begin = begins_[index];
        const std::size_t end = index + 1 < begins_.size() ? begins_[index + 1] : bytes_.size();
        return bytes_.substr(begin, end - begin);
    }

    /// Where the text of a scalar begins, when it stands in the file letter by letter.
    [[nodiscard]] std::optional<Position> verbatim(const YAML::Mark& mark,
                                                   std::string_view text) const {
        if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= bytes_.size()) return {};
        auto offset = static_cast<std::size_t>(mark.pos);
        if (bytes_[offset] == '"' || bytes_[offset] == '\'') ++offset;
        if (!bytes_.substr(offset).starts_with(text)) return {};
        return position(offset);
    }

private:
    std::string_view bytes_;
    std::vector<std::size_t> begins_{0};
    std::vector<std::uint32_t> characters_;  // begun before each byte
};

class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Source& source) : source_(source) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        add({YamlNode::Kind::null, source_.position(mark), {}, {}, {}, {}});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark, 1); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        add({YamlNode::Kind::scalar,
             source_.position(mark),
             value,
             source_.verbatim(mark, value),
             {},
             {}});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::sequence, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::mapping, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

    std::optional<YamlNode> take() { return std::move(root_); }

private:
    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
        if (anchor == 0) return;
        throw Refusal{
            source_.position(mark),
            {"方案文件不使用 YAML 的锚点（&）和别名（*），请直接写出内容。",
             "A programme file uses no YAML anchors (&) or aliases (*); write the content "
             "out."}};
    }

    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (tag.empty() || tag == "?" || tag == "!") return;
        throw Refusal{source_.position(mark),
                      {"方案文件不使用 YAML 标签（!），请删除。",
                       "A programme file uses no YAML tags (!); remove it."}};
    }

    [[nodiscard]] bool expects_key() const {
        return !open_.empty() && open_.back().kind == YamlNode::Kind::mapping &&
               open_.back().keys.size() == open_.back().children.size();
    }

    void refuse_key(Position at) const {
        throw Refusal{at, {"此处应为一个键名。", "A key is expected here."}};
    }

    void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        const Position at = source_.position(mark);
        if (expects_key()) refuse_key(at);
        if (open_.size() >= max_yaml_depth)
            throw Refusal{at,
                          {"嵌套超过 " + std::to_string(max_yaml_depth) + " 层。",
                           "Nested more than " + std::to_string(max_yaml_depth) + " levels deep."}};
        open_.push_back({kind, at, {}, {}, {}, {}});
    }

    void close() {
        YamlNode node = std::move(open_.back());
        open_.pop_back();
        add(std::move(node));
    }

    void add(YamlNode node) {
        if (++values_ > max_yaml_values)
            throw Refusal{node.at,
                          {"文件中的值太多，最多 " + std::to_string(max_yaml_values) + " 个。",
                           "The file holds too many values; at most " +
                               std::to_string(max_yaml_values) + "."}};
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (expects_key()) {
            if (node.kind != YamlNode::Kind::scalar) refuse_key(node.at);
            open_.back().keys.push_back({std::move(node.text), node.at});
        } else {
            open_.back().children.push_back(std::move(node));
        }
    }

    const Source& source_;
    std::vector<YamlNode> open_;
    std::size_t values_ = 0;
    std::optional<YamlNode> root_;
};

void refuse_size(std::string_view bytes) {
    if (bytes.size() <= max_yaml_bytes) return;
    const std::string most = std::to_string(max_yaml_bytes / 1024 / 1024);
    throw Refusal{
        {},
        {"文件有 " + std::to_string(bytes.size()) + " 字节，方案文件最大 " + most + " MiB。",
         "The file has " + std::to_string(bytes.size()) + " bytes; a programme file has at most " +
             most + " MiB."}};
}

void refuse_encoding(const Source& source) {
    for (std::size_t i = 0; i < source.line_count(); ++i)
        if (!base::is_valid_utf8(source.line(i)))
            throw Refusal{
                {i + 1, 1},
                {"这一行不是有效的 UTF-8 文字。请用编辑器把文件另存为 UTF-8 编码（可能现在是 "
                 "GBK）。",
                 "This line is not valid UTF-8. Save the file as UTF-8 in your editor (it "
                 "may be GBK now)."}};
}

bool is_control(char c) {
    const auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\n' && c != '\r' && c != '\t') || code == 0x7f;
}

void refuse_controls(std::string_view bytes, const Source& source) {
    const auto* const found = std::find_if(bytes.begin(), bytes.end(), is_control);
    if (found == bytes.end()) return;
    throw Refusal{
        source.position(static_cast<std::size_t>(found - bytes.begin())),
        {"此处有不可见的控制字符，请删除。", "A control character stands here; remove it."}};
}

/// Reports every line that is indented with a tab.
bool has_tabs(const Source& source, Problems& problems) {
    bool found = false;
    for (std::size_t i = 0; i < source.line_count(); ++i) {
        const std::string_view line = source.line(i);
        const std::size_t text = line.find_first_not_of(" \t\r\n");
        const std::size_t tab = line.find('\t');
        if (text == std::string_view::npos || tab >= text) continue;
        found = true;
        problems.add({i + 1, tab + 1}, "",
                     {"这一行用制表符（Tab）缩进，YAML 只能用空格缩进。",
                      "This line is indented with a tab; YAML is indented with spaces only."});
    }
    return found;
}

YamlNode parse(std::string_view bytes, const Source& source) {
    std::istringstream stream{std::string(bytes)};
    YAML::Parser parser(stream);
    TreeBuilder builder(source);
    parser.HandleNextDocument(builder);
    std::optional<YamlNode> root = builder.take();
    if (!root || root->kind == YamlNode::Kind::null)
        throw Refusal{{}, {"文件是空的。", "The file is empty."}};
    TreeBuilder rest(source);
    parser.HandleNextDocument(rest);
    if (const auto second = rest.take())
        throw Refusal{second->at,
                      {"一个文件只写一个方案，此处开始了第二个 YAML 文档（---）。",
                       "A file holds one programme; a second YAML document (---) begins here."}};
    return *std::move(root);
}

YamlNode parse_or_refuse(std::string_view bytes, const Source& source) {
    try {
        return parse(bytes, source);
    } catch (const YAML::Exception& e) {
        throw Refusal{
            source.position(e.mark),
            {"从这里起不是有效的 YAML：请检查缩进、冒号后的空格、引号和括号是否成对（" + e.msg +
                 "）。",
             "From here on this is not valid YAML: check the indentation, the space after "
             "colons, and that quotes and brackets are closed (" +
                 e.msg + ")."}};
    }
}

}  // namespace

void Problems::add(Position at, std::string path, Text message) {
    problems_.push_back({at.line, at.column, std::move(path), std::move(message)});
}

std::vector<Problem> Problems::sorted() const {
    std::vector<Problem> result = problems_;
    std::stable_sort(result.begin(), result.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.line, a.column, a.path) < std::tie(b.line, b.column, b.path);
    });
    return result;
}

std::optional<YamlNode> load_yaml(std::string_view bytes, Problems& problems) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    try {
        refuse_size(bytes);
        if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
        const Source source(bytes);
        refuse_encoding(source);
        refuse_controls(bytes, source);
        if (has_tabs(source, problems)) return std::nullopt;
        return parse_or_refuse(bytes, source);
    } catch (const Refusal& refusal) {
        problems.add(refusal.at, "", refusal.message);
        return std::nullopt;
    }
}

}  // namespace programme
