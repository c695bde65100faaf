#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace programme {

/// One word of an expression: a name (or reserved word), a number as written, the text between
/// single quotes, or a symbol. `column` is the 1-based character where it begins.
struct Token {
    enum class Kind { name, number, text, symbol, end };
    Kind kind = Kind::end;
    std::string text;
    std::size_t column = 1;
};

/// Ends with one token of kind `end`. Throws ExpressionError on a character that has no meaning,
/// saying what to write instead.
std::vector<Token> tokenize(std::string_view text);

}  // namespace programme
