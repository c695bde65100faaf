#include "programme/expression.hpp"

#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "expression_terms.hpp"
#include "suggest.hpp"
#include "tokens.hpp"

namespace programme {
namespace {

using Op = Expression::Op;

/// The tree stays far below the expression depth that databases accept.
constexpr std::size_t max_characters = 2000;
constexpr int max_nesting = 60;

constexpr std::array<std::string_view, 9> reserved = {"and",     "or",  "not", "in",     "is",
                                                      "missing", "yes", "no",  "unknown"};

const std::map<std::string_view, Op> comparisons = {{"=", Op::equal},   {"!=", Op::not_equal},
                                                    {"<", Op::less},    {"<=", Op::less_equal},
                                                    {">", Op::greater}, {">=", Op::greater_equal}};

bool is_reserved(std::string_view word) {
    for (const std::string_view r : reserved)
        if (r == word) return true;
    return false;
}

std::string lower_ascii(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

class Parser {
public:
    Parser(std::vector<Token> tokens, const registers::Declaration& declaration)
        : tokens_(std::move(tokens)), declaration_(declaration) {}

    Expression run() {
        Term term = parse_or();
        if (current().kind != Token::Kind::end) refuse_rest();
        require_truth(term);
        return std::move(term.expression);
    }

    Amount run_amount() {
        Term term = parse_sum();
        if (current().kind != Token::Kind::end)
            refuse({"运算符号，到此为止应是一个数", "an operator: this is to be one number"});
        if (term.kind != TermKind::number)
            throw ExpressionError{term.column, {"此处应是一个数。", "This is to be a number."}};
        return {std::move(term.expression), term.scale};
    }

private:
    /// Counts how deep the text is nested while one level of it is being read.
    class Nesting {
    public:
        Nesting(int& depth, std::size_t column) : depth_(depth) {
            if (++depth_ > max_nesting)
                throw ExpressionError{column,
                                      {"括号或 not 嵌套太深，请简化条件。",
                                       "Parentheses or `not` are nested too deeply; simplify."}};
        }
        ~Nesting() { --depth_; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;

    private:
        int& depth_;
    };

    const Token& current() const { return tokens_[position_]; }
    const Token& peek() const {
        return tokens_[position_ + 1 < tokens_.size() ? position_ + 1 : position_];
    }
    Token advance() { return tokens_[position_++]; }

    bool at_word(std::string_view word) const {
        return current().kind == Token::Kind::name && current().text == word;
    }
    bool at_symbol(std::string_view symbol) const {
        return current().kind == Token::Kind::symbol && current().text == symbol;
    }
    bool accept_word(std::string_view word) {
        if (!at_word(word)) return false;
        ++position_;
        return true;
    }
    bool accept_symbol(std::string_view symbol) {
        if (!at_symbol(symbol)) return false;
        ++position_;
        return true;
    }

    [[noreturn]] void refuse(const base::Text& expected) const {
        const Token& token = current();
        if (token.kind == Token::Kind::end)
            throw ExpressionError{
                token.column,
                {"条件在这里突然结束，此处应有" + expected.zh + "。",
                 "The condition ends here, but " + expected.en + " is expected."}};
        throw ExpressionError{token.column,
                              {"此处应有" + expected.zh + "，而写的是「" + token.text + "」。",
                               "Expected " + expected.en + " here, found `" + token.text + "`."}};
    }

    void expect_symbol(std::string_view symbol) {
        const std::string text(symbol);
        if (!accept_symbol(symbol)) refuse({"「" + text + "」", "`" + text + "`"});
    }

    [[noreturn]] void refuse_rest() const {
        if (at_word("not") && peek().text == "in")
            throw ExpressionError{current().column,
                                  {"「不在其中」请写作 not (字段 in (…))。",
                                   "Write not (field in (…)) for `not in`."}};
        const std::string lower = lower_ascii(current().text);
        if (lower != current().text && is_reserved(lower))
            throw ExpressionError{current().column,
                                  {"「" + current().text + "」请用小写 " + lower + "。",
                                   "Write `" + lower + "` in lower case."}};
        refuse({"and、or 或比较符号", "and, or, or a comparison"});
    }

    Term parse_or() {
        Term left = parse_and();
        while (accept_word("or")) left = connect_pair(Op::logical_or, std::move(left), parse_and());
        return left;
    }

    Term parse_and() {
        Term left = parse_not();
        while (accept_word("and"))
            left = connect_pair(Op::logical_and, std::move(left), parse_not());
        return left;
    }

    static Term connect_pair(Op op, Term left, Term right) {
        std::vector<Term> operands;
        operands.push_back(std::move(left));
        operands.push_back(std::move(right));
        return connect(op, std::move(operands));
    }

    Term parse_not() {
        const Nesting nesting(depth_, current().column);
        if (!accept_word("not")) return parse_comparison();
        std::vector<Term> operand;
        operand.push_back(parse_not());
        return connect(Op::logical_not, std::move(operand));
    }

    std::optional<Op> comparison_here() const {
        if (current().kind != Token::Kind::symbol) return std::nullopt;
        const auto found = comparisons.find(current().text);
        return found == comparisons.end() ? std::nullopt : std::optional{found->second};
    }

    Term parse_comparison() {
        Term left = parse_sum();
        if (accept_word("in")) return contain(std::move(left), parse_list());
        if (accept_word("is")) return parse_missing(std::move(left));
        const auto op = comparison_here();
        if (!op) return left;
        const std::size_t column = advance().column;
        Term result = compare(*op, std::move(left), parse_sum(), column);
        if (comparison_here())
            throw ExpressionError{current().column,
                                  {"比较不能连写。1 < a < 3 请写作 a > 1 and a < 3。",
                                   "Comparisons cannot be chained: 1 < a < 3 is written a > 1 and "
                                   "a < 3."}};
        return result;
    }

    Term parse_missing(Term value) {
        const bool negated = accept_word("not");
        if (!accept_word("missing")) refuse({"missing", "`missing`"});
        std::vector<Term> result;
        result.push_back(missing(std::move(value)));
        return negated ? connect(Op::logical_not, std::move(result)) : std::move(result.front());
    }

    std::vector<Term> parse_list() {
        expect_symbol("(");
        std::vector<Term> items;
        do {
            items.push_back(parse_list_item());
        } while (accept_symbol(","));
        expect_symbol(")");
        return items;
    }

    Term parse_list_item() {
        Term item = parse_unary();
        const Op op = item.expression.op;
        if (op != Op::integer && op != Op::text)
            throw ExpressionError{
                item.column,
                {"in 的括号里只能写固定的值。", "The list after `in` holds fixed values only."}};
        return item;
    }

    Term parse_sum() {
        Term left = parse_product();
        for (;;) {
            if (accept_symbol("+"))
                left = combine(Op::add, std::move(left), parse_product());
            else if (accept_symbol("-"))
                left = combine(Op::subtract, std::move(left), parse_product());
            else
                return left;
        }
    }

    Term parse_product() {
        Term left = parse_unary();
        while (accept_symbol("*")) left = combine(Op::multiply, std::move(left), parse_unary());
        return left;
    }

    Term parse_unary() {
        const Nesting nesting(depth_, current().column);
        return accept_symbol("-") ? negate(parse_unary()) : parse_primary();
    }

    Term parse_primary() {
        const std::size_t column = current().column;
        if (accept_symbol("(")) {
            Term inner = parse_or();
            expect_symbol(")");
            return inner;
        }
        switch (current().kind) {
            case Token::Kind::number:
                return number_term(advance().text, column);
            case Token::Kind::text:
                return literal_term(advance().text, column);
            case Token::Kind::name:
                return parse_name();
            case Token::Kind::symbol:
            case Token::Kind::end:
                break;
        }
        refuse({"字段名或值", "a field name or a value"});
    }

    Term parse_name() {
        const std::size_t column = current().column;
        if (at_word("yes") || at_word("no") || at_word("unknown"))
            return fact_term(advance().text, column);
        if (is_reserved(current().text)) refuse({"字段名或值", "a field name or a value"});
        const auto index = declaration_.find(current().text);
        if (!index) refuse_field();
        ++position_;
        return field_term(declaration_.fields[*index], column);
    }

    [[noreturn]] void refuse_field() const {
        const std::string& name = current().text;
        throw ExpressionError{
            current().column,
            base::Text{"底册 " + declaration_.name + "（" + declaration_.label.zh + "）没有字段「" +
                           name + "」。",
                       "Register " + declaration_.name + " has no field `" + name + "`."} +
                suggest_field(name)};
    }

    base::Text suggest_field(const std::string& name) const {
        if (name == "true" || name == "false") {
            const std::string word = name == "true" ? "yes" : "no";
            return {"请写作 " + word + "。", " Write `" + word + "`."};
        }
        std::vector<std::string> names;
        for (const registers::Field& field : declaration_.fields) {
            names.push_back(field.name);
            if (base::fold(field.label.zh) == base::fold(name))
                return {"请用字段名 " + field.name + "。",
                        " Use the field's name `" + field.name + "`."};
        }
        return suggest(name, names);
    }

    std::vector<Token> tokens_;
    const registers::Declaration& declaration_;
    std::size_t position_ = 0;
    int depth_ = 0;
};

}  // namespace

namespace {

Parser parser_of(std::string_view text, const registers::Declaration& declaration) {
    if (text.size() > max_characters)
        throw ExpressionError{
            1,
            {"条件太长，最多 " + std::to_string(max_characters) + " 个字节。",
             "The condition is too long; at most " + std::to_string(max_characters) + " bytes."}};
    return {tokenize(text), declaration};
}

}  // namespace

Expression parse_expression(std::string_view text, const registers::Declaration& declaration) {
    return parser_of(text, declaration).run();
}

Amount parse_amount(std::string_view text, const registers::Declaration& declaration) {
    return parser_of(text, declaration).run_amount();
}

}  // namespace programme
