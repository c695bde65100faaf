#pragma once

#include <string>

#include "app/app.hpp"
#include "base/error.hpp"

namespace cli {

/// True when people see it: a terminal, not a pipe.
bool is_terminal(int descriptor);

/// A line for people, on standard output; 中文 where the locale is Chinese, else English.
void say(const base::Text& text);
/// The same on standard error, beside what a command answers.
void warn(const base::Text& text);
/// The text in the language of the terminal.
const std::string& in_language(const base::Text& text);

/// A JSON document on standard output.
void print_document(const std::string& json);

/// The ranking as a table; at most `rows_max` ranked rows.
void print_ranking(const app::ScoreTable& table, std::size_t rows_max);
void print_explanation(const app::Explanation& explanation);
void print_error(const base::Error& error, bool json);

/// Rewrites one line on a terminal's standard error; silent in a pipe.
void show_progress(const std::string& what, std::int64_t rows);
void end_progress();

}  // namespace cli
