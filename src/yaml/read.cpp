#include <yaml.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <utility>

#include "base/text.hpp"
#include "yaml/document.hpp"

namespace yaml {
namespace {

using base::Text;

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

/// Lines of the file by byte and by character: the library counts characters.
class Source {
public:
    explicit Source(std::string_view bytes) : bytes_(bytes) {
        std::size_t characters = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i % stride_bytes == 0) stops_.push_back({i, characters});
            characters += begins_character(bytes[i]) ? 1U : 0U;
            if (bytes[i] == '\n') lines_.push_back({i + 1, characters});
        }
    }

    [[nodiscard]] Position position(std::size_t offset) const {
        offset = std::min(offset, bytes_.size());
        const std::size_t line = last_before(lines_, offset, &Place::byte);
        const auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(lines_[line].byte);
        const auto end = bytes_.begin() + static_cast<std::ptrdiff_t>(offset);
        return {line + 1,
                static_cast<std::size_t>(std::count_if(begin, end, begins_character)) + 1};
    }

    [[nodiscard]] Position position(const yaml_mark_t& mark) const {
        const std::size_t line = last_before(lines_, mark.index, &Place::character);
        return {line + 1, mark.index - lines_[line].character + 1};
    }

    [[nodiscard]] std::size_t line_count() const { return lines_.size(); }

    [[nodiscard]] std::string_view line(std::size_t index) const {
        const std::size_t begin = lines_[index].byte;
        const std::size_t end = index + 1 < lines_.size() ? lines_[index + 1].byte : bytes_.size();
        return bytes_.substr(begin, end - begin);
    }

    /// Where the text of a scalar begins, when it stands in the file letter by letter.
    [[nodiscard]] std::optional<Position> verbatim(const yaml_mark_t& mark,
                                                   std::string_view text) const {
        std::size_t begin = offset(mark);
        if (begin >= bytes_.size()) return {};
        const bool quoted = bytes_[begin] == '"' || bytes_[begin] == '\'';
        if (quoted) ++begin;
        if (!bytes_.substr(begin).starts_with(text)) return {};
        Position at = position(mark);
        if (quoted) ++at.column;
        return at;
    }

private:
    static constexpr std::size_t stride_bytes = 64;

    struct Place {
        std::size_t byte = 0;
        std::size_t character = 0;  // begun before the byte
    };

    /// The last of `places` that does not lie behind `wanted`.
    static std::size_t last_before(const std::vector<Place>& places, std::size_t wanted,
                                   std::size_t Place::* unit) {
        const auto after = std::upper_bound(
            places.begin(), places.end(), wanted,
            [&](std::size_t value, const Place& place) { return value < place.*unit; });
        return static_cast<std::size_t>(after - places.begin()) - 1;
    }

    /// Not from the beginning of its line: a file may be one line.
    [[nodiscard]] std::size_t offset(const yaml_mark_t& mark) const {
        if (stops_.empty()) return 0;
        const Place& stop = stops_[last_before(stops_, mark.index, &Place::character)];
        std::size_t left = mark.index - stop.character + 1;
        for (std::size_t i = stop.byte; i < bytes_.size(); ++i)
            if (begins_character(bytes_[i]) && --left == 0) return i;
        return bytes_.size();
    }

    std::string_view bytes_;
    std::vector<Place> lines_{{}};
    std::vector<Place> stops_;
};

/// What the library finds, one event after the other; each is freed when the next comes.
class Events {
public:
    explicit Events(std::string_view bytes) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(bytes.data()),
                                     bytes.size());
    }
    ~Events() {
        yaml_event_delete(&event_);
        yaml_parser_delete(&parser_);
    }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;

    const yaml_event_t& next(const Source& source) {
        yaml_event_delete(&event_);
        if (yaml_parser_parse(&parser_, &event_) == 0) refuse(source);
        return event_;
    }

private:
    [[noreturn]] void refuse(const Source& source) const {
        if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
        const std::string why = parser_.problem != nullptr ? parser_.problem : "?";
        throw Fault{parser_.error == YAML_READER_ERROR ? source.position(parser_.problem_offset)
                                                       : source.position(parser_.problem_mark),
                    {"从这里起不是有效的 YAML：请检查缩进、冒号后的空格、引号和括号是否成对（" +
                         why + "）。",
                     "From here on this is not valid YAML: check the indentation, the space after "
                     "colons, and that quotes and brackets are closed (" +
                         why + ")."}};
    }

    yaml_parser_t parser_{};
    yaml_event_t event_{};
};

bool is_null(const yaml_event_t& event, std::string_view text) {
    constexpr std::array<std::string_view, 5> nulls = {"", "~", "null", "Null", "NULL"};
    return event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           std::find(nulls.begin(), nulls.end(), text) != nulls.end();
}

class TreeBuilder {
public:
    explicit TreeBuilder(const Source& source) : source_(source) {}

    void take(const yaml_event_t& event) {
        const auto& data = event.data;
        switch (event.type) {
            case YAML_ALIAS_EVENT:
                return refuse_anchor(event, data.alias.anchor);
            case YAML_SCALAR_EVENT:
                return add_scalar(event);
            case YAML_SEQUENCE_START_EVENT:
                return open(Node::Kind::sequence, event, data.sequence_start.tag,
                            data.sequence_start.anchor);
            case YAML_MAPPING_START_EVENT:
                return open(Node::Kind::mapping, event, data.mapping_start.tag,
                            data.mapping_start.anchor);
            case YAML_SEQUENCE_END_EVENT:
            case YAML_MAPPING_END_EVENT:
                return close();
            default:
                return;  // the frames of stream and document
        }
    }

    std::optional<Node> root() { return std::move(root_); }

private:
    void refuse_anchor(const yaml_event_t& event, const yaml_char_t* anchor) const {
        if (anchor == nullptr) return;
        throw Fault{source_.position(event.start_mark),
                    {"这里不使用 YAML 的锚点（&）和别名（*），请直接写出内容。",
                     "YAML anchors (&) and aliases (*) are not used here; write the content out."}};
    }

    void refuse_tag(const yaml_event_t& event, const yaml_char_t* tag) const {
        if (tag == nullptr || std::string_view(reinterpret_cast<const char*>(tag)) == "!") return;
        throw Fault{
            source_.position(event.start_mark),
            {"这里不使用 YAML 标签（!），请删除。", "YAML tags (!) are not used here; remove it."}};
    }

    void add_scalar(const yaml_event_t& event) {
        const auto& scalar = event.data.scalar;
        refuse_anchor(event, scalar.anchor);
        refuse_tag(event, scalar.tag);
        const Position at = source_.position(event.start_mark);
        std::string text(reinterpret_cast<const char*>(scalar.value), scalar.length);
        if (is_null(event, text)) return add({Node::Kind::null, at, {}, {}, {}, {}});
        const auto verbatim = source_.verbatim(event.start_mark, text);
        add({Node::Kind::scalar, at, std::move(text), verbatim, {}, {}});
    }

    [[nodiscard]] bool expects_key() const {
        return !open_.empty() && open_.back().kind == Node::Kind::mapping &&
               open_.back().keys.size() == open_.back().children.size();
    }

    void refuse_key(Position at) const {
        throw Fault{at, {"此处应为一个键名。", "A key is expected here."}};
    }

    void open(Node::Kind kind, const yaml_event_t& event, const yaml_char_t* tag,
              const yaml_char_t* anchor) {
        refuse_anchor(event, anchor);
        refuse_tag(event, tag);
        const Position at = source_.position(event.start_mark);
        if (expects_key()) refuse_key(at);
        if (open_.size() >= max_depth)
            throw Fault{at,
                        {"嵌套超过 " + std::to_string(max_depth) + " 层。",
                         "Nested more than " + std::to_string(max_depth) + " levels deep."}};
        open_.push_back({kind, at, {}, {}, {}, {}});
    }

    void close() {
        Node node = std::move(open_.back());
        open_.pop_back();
        add(std::move(node));
    }

    void add(Node node) {
        if (++values_ > max_values)
            throw Fault{
                node.at,
                {"文件中的值太多，最多 " + std::to_string(max_values) + " 个。",
                 "The file holds too many values; at most " + std::to_string(max_values) + "."}};
        if (open_.empty()) {
            root_ = std::move(node);
        } else if (expects_key()) {
            if (node.kind != Node::Kind::scalar) refuse_key(node.at);
            open_.back().keys.push_back({std::move(node.text), node.at});
        } else {
            open_.back().children.push_back(std::move(node));
        }
    }

    const Source& source_;
    std::vector<Node> open_;
    std::size_t values_ = 0;
    std::optional<Node> root_;
};

void refuse_size(std::string_view bytes) {
    if (bytes.size() <= max_bytes) return;
    const std::string most = std::to_string(max_bytes / 1024 / 1024);
    throw Fault{{},
                {"文件有 " + std::to_string(bytes.size()) + " 字节，最大 " + most + " MiB。",
                 "The file has " + std::to_string(bytes.size()) + " bytes; at most " + most +
                     " MiB are read."}};
}

void refuse_encoding(const Source& source) {
    for (std::size_t i = 0; i < source.line_count(); ++i)
        if (!base::is_valid_utf8(source.line(i)))
            throw Fault{
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
    throw Fault{
        source.position(static_cast<std::size_t>(found - bytes.begin())),
        {"此处有不可见的控制字符，请删除。", "A control character stands here; remove it."}};
}

/// Reports every line that is indented with a tab.
std::vector<Fault> tabs(const Source& source) {
    std::vector<Fault> faults;
    for (std::size_t i = 0; i < source.line_count(); ++i) {
        const std::string_view line = source.line(i);
        const std::size_t text = line.find_first_not_of(" \t\r\n");
        const std::size_t tab = line.find('\t');
        if (text == std::string_view::npos || tab >= text) continue;
        faults.push_back(
            {{i + 1, tab + 1},
             {"这一行用制表符（Tab）缩进，YAML 只能用空格缩进。",
              "This line is indented with a tab; YAML is indented with spaces only."}});
    }
    return faults;
}

Node parse(std::string_view bytes, const Source& source) {
    Events events(bytes);
    TreeBuilder builder(source);
    for (auto type = YAML_NO_EVENT;
         type != YAML_DOCUMENT_END_EVENT && type != YAML_STREAM_END_EVENT;) {
        const yaml_event_t& event = events.next(source);
        builder.take(event);
        type = event.type;
    }
    std::optional<Node> root = builder.root();
    if (!root || root->kind == Node::Kind::null)
        throw Fault{{}, {"文件是空的。", "The file is empty."}};
    const yaml_event_t& rest = events.next(source);
    if (rest.type != YAML_STREAM_END_EVENT)
        throw Fault{source.position(rest.start_mark),
                    {"一个文件只写一个 YAML 文档，此处开始了第二个（---）。",
                     "A file holds one document; a second YAML document (---) begins here."}};
    return *std::move(root);
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].text == key) return &children[i];
    return nullptr;
}

Document read(std::string_view bytes) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    try {
        refuse_size(bytes);
        if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
        const Source source(bytes);
        refuse_encoding(source);
        refuse_controls(bytes, source);
        if (auto faults = tabs(source); !faults.empty()) return {std::nullopt, std::move(faults)};
        return {parse(bytes, source), {}};
    } catch (const Fault& fault) {
        return {std::nullopt, {fault}};
    }
}

}  // namespace yaml
