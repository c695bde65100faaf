#include "tokens.hpp"

#include <array>
#include <optional>

#include "base/text.hpp"
#include "programme/expression.hpp"

namespace programme {
namespace {

struct Spelling {
    std::string_view wrong;
    std::string_view right;
};

/// What other languages and Chinese input methods produce, and what it is called here.
constexpr std::array spellings = {
    Spelling{"==", "="},   Spelling{"<>", "!="}, Spelling{"=>", ">="}, Spelling{"=<", "<="},
    Spelling{"&&", "and"}, Spelling{"||", "or"}, Spelling{"\"", "'"},  Spelling{"`", "'"},
    Spelling{"（", "("},   Spelling{"）", ")"},  Spelling{"，", ","},  Spelling{"、", ","},
    Spelling{"＝", "="},   Spelling{"＜", "<"},  Spelling{"＞", ">"},  Spelling{"≥", ">="},
    Spelling{"≤", "<="},   Spelling{"≠", "!="},  Spelling{"＋", "+"},  Spelling{"－", "-"},
    Spelling{"＊", "*"},   Spelling{"×", "*"},   Spelling{"‘", "'"},   Spelling{"’", "'"},
    Spelling{"“", "'"},    Spelling{"”", "'"},   Spelling{"＇", "'"},  Spelling{"　", " "}};

constexpr std::array<std::string_view, 12> symbols = {"!=", "<=", ">=", "=", "<", ">",
                                                      "+",  "-",  "*",  "(", ")", ","};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80U;
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view text) : text_(text) {}

    std::vector<Token> run() {
        std::vector<Token> tokens;
        while (skip_spaces()) tokens.push_back(next());
        tokens.push_back({Token::Kind::end, "", column_});
        return tokens;
    }

private:
    bool skip_spaces() {
        while (position_ < text_.size() && is_space(text_[position_])) take(1);
        return position_ < text_.size();
    }

    std::string_view take(std::size_t bytes) {
        const std::string_view taken = text_.substr(position_, bytes);
        for (const char c : taken)
            if (!continues_character(c)) ++column_;
        position_ += taken.size();
        return taken;
    }

    std::string_view rest() const { return text_.substr(position_); }

    Token next() {
        refuse_wrong_spelling();
        const char c = text_[position_];
        if (is_digit(c)) return number();
        if (c == '\'') return quoted();
        if (is_name_start(c)) return name();
        for (const std::string_view symbol : symbols)
            if (rest().starts_with(symbol)) {
                const std::size_t column = column_;
                return {Token::Kind::symbol, std::string(take(symbol.size())), column};
            }
        refuse_character(c);
    }

    std::optional<Spelling> wrong_spelling_here() const {
        for (const Spelling& s : spellings)
            if (rest().starts_with(s.wrong)) return s;
        return std::nullopt;
    }

    void refuse_wrong_spelling() const {
        const auto found = wrong_spelling_here();
        if (!found) return;
        const std::string wrong(found->wrong);
        const std::string right(found->right);
        throw ExpressionError{column_,
                              {"「" + wrong + "」在这里没有意义，请写作「" + right + "」。",
                               "`" + wrong + "` has no meaning here; write `" + right + "`."}};
    }

    [[noreturn]] void refuse_character(char c) const {
        if (c == '/')
            throw ExpressionError{
                column_,
                {"条件中没有除法。请把除数乘到另一边：a / b >= 0.5 写作 a * 2 >= b。",
                 "There is no division in a condition. Multiply the other side instead: "
                 "a / b >= 0.5 is written a * 2 >= b."}};
        if (c == '%')
            throw ExpressionError{column_,
                                  {"条件中没有百分号。70% 请写作 0.7。",
                                   "There is no percent sign in a condition; 70% is written 0.7."}};
        if (c == '!')
            throw ExpressionError{column_, {"「!」请写作 not。", "Write `not` instead of `!`."}};
        const bool printable = c > ' ' && c < '\x7f';
        const std::string shown = printable ? std::string(1, c) : std::string("控制字符");
        throw ExpressionError{
            column_,
            {"条件中不能有「" + shown + "」。",
             printable ? "`" + shown + "` has no meaning in a condition."
                       : std::string("A control character has no meaning in a condition.")}};
    }

    void take_digits() {
        while (position_ < text_.size() && is_digit(text_[position_])) take(1);
    }

    Token number() {
        const std::size_t begin = position_;
        const std::size_t column = column_;
        take_digits();
        if (rest().size() > 1 && rest()[0] == '.' && is_digit(rest()[1])) {
            take(1);
            take_digits();
        }
        const bool runs_on =
            !rest().empty() &&
            (rest()[0] == '.' || (is_name_start(rest()[0]) && !wrong_spelling_here()));
        if (runs_on)
            throw ExpressionError{
                column,
                {"此处的数字写法不对。数字只写整数或小数，如 25、0.5；日期、月份和代码请加单引号。",
                 "This is not a number. Write whole or decimal numbers such as 25 or 0.5; put "
                 "dates, months and codes in single quotes."}};
        return {Token::Kind::number, std::string(text_.substr(begin, position_ - begin)), column};
    }

    Token quoted() {
        const std::size_t column = column_;
        take(1);
        std::string value;
        while (position_ < text_.size()) {
            if (!rest().starts_with('\'')) {
                value += take(1);
            } else if (rest().starts_with("''")) {
                take(2);
                value += '\'';
            } else {
                take(1);
                return finish_quoted(std::move(value), column);
            }
        }
        throw ExpressionError{column,
                              {"从这里开始的文字没有用单引号结束。",
                               "The text that begins here is not closed with a single quote."}};
    }

    static Token finish_quoted(std::string value, std::size_t column) {
        if (base::has_forbidden_character(value))
            throw ExpressionError{column,
                                  {"引号内的文字含有控制字符或方向控制符，请删除。",
                                   "The quoted text holds a control or direction character; "
                                   "remove it."}};
        return {Token::Kind::text, std::move(value), column};
    }

    Token name() {
        const std::size_t begin = position_;
        const std::size_t column = column_;
        while (position_ < text_.size() && !wrong_spelling_here() &&
               (is_name_start(text_[position_]) || is_digit(text_[position_])))
            take(1);
        return {Token::Kind::name, std::string(text_.substr(begin, position_ - begin)), column};
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::size_t column_ = 1;
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
    return Tokenizer(text).run();
}

}  // namespace programme
