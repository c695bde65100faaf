#include "tags.hpp"

#include "values.hpp"

namespace documents {
namespace {

struct Brace {
    std::size_t at = std::string_view::npos;
    std::size_t size = 0;
};

Brace next_of(std::string_view text, std::size_t from, std::string_view plain,
              std::string_view wide) {
    const auto a = text.find(plain, from), b = text.find(wide, from);
    if (a == b) return {};
    return a < b ? Brace{a, plain.size()} : Brace{b, wide.size()};
}

struct Keyword {
    const char* zh;
    const char* en;
    TagKind kind;
};

constexpr Keyword keywords[] = {{"重复", "each", TagKind::each},
                                {"如果", "if", TagKind::condition},
                                {"否则", "else", TagKind::otherwise},
                                {"结束", "end", TagKind::end}};

bool begins_word(const std::string& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    const std::string_view rest = std::string_view(text).substr(word.size());
    return rest.empty() || rest.front() == ' ' || rest.starts_with("　");
}

Tag tag_of(std::string_view inside) {
    const std::string text = trimmed(inside);
    for (const Keyword& keyword : keywords)
        for (const std::string_view word : {keyword.zh, keyword.en})
            if (begins_word(text, word))
                return {keyword.kind, trimmed(std::string_view(text).substr(word.size()))};
    return {TagKind::field, text};
}

}  // namespace

std::vector<Tag> find_tags(std::string_view text) {
    std::vector<Tag> tags;
    for (std::size_t from = 0;;) {
        const Brace open = next_of(text, from, "{{", "｛｛");
        if (open.at == std::string_view::npos) return tags;
        const std::size_t inside = open.at + open.size;
        const Brace close = next_of(text, inside, "}}", "｝｝");
        if (close.at == std::string_view::npos)
            throw FieldProblem{
                {"“" + std::string(text.substr(open.at)) + "”缺少右侧的双花括号",
                 "\"" + std::string(text.substr(open.at)) + "\" lacks its closing braces"}};
        Tag tag = tag_of(text.substr(inside, close.at - inside));
        tag.begin = open.at;
        tag.end = from = close.at + close.size;
        tags.push_back(std::move(tag));
    }
}

std::optional<Tag> lone_control(std::string_view text) {
    auto tags = find_tags(text);
    if (tags.size() != 1 || tags[0].kind == TagKind::field) return std::nullopt;
    const std::string rest =
        trimmed(std::string(text.substr(0, tags[0].begin)) + std::string(text.substr(tags[0].end)));
    return rest.empty() ? std::optional(std::move(tags[0])) : std::nullopt;
}

}  // namespace documents
