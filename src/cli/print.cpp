#include "print.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "base/rational.hpp"
#include "base/text.hpp"

namespace cli {
namespace {

bool wants_chinese() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value && *value) return std::string_view(value).starts_with("zh");
    }
    return false;
}

// Columns on a terminal: Chinese characters take two.
std::size_t width_of(const std::string& text) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if ((c & 0xc0) == 0x80) continue;
        width += c >= 0xe2 ? 2 : 1;
    }
    return width;
}

void print_cell(const std::string& text, std::size_t width) {
    std::cout << text;
    for (std::size_t i = width_of(text); i < width; ++i) std::cout << ' ';
}

const char* grade_text(programme::Grade grade, const programme::Scorecard& card,
                       std::string& buffer) {
    switch (grade) {
        case programme::Grade::passed:
            buffer = in_language(card.pass_label);
            break;
        case programme::Grade::excellent:
            buffer = in_language(card.top_label);
            break;
        case programme::Grade::awaiting_decision:
            buffer = in_language({"待领导小组审定", "awaiting decision"});
            break;
        case programme::Grade::none:
            buffer = in_language({"未达标", "not passed"});
    }
    return buffer.c_str();
}

void print_indicators(const app::ScoreTable& table) {
    for (std::size_t i = 0; i < table.programme.indicators.size(); ++i) {
        const auto& indicator = table.programme.indicators[i];
        const auto& count = table.total.counts[i];
        print_cell(in_language(indicator.label), 60);
        std::cout << "  ";
        if (count.denominator == 0) {
            say({"不适用", "not applicable"});
            continue;
        }
        if (indicator.unit == programme::Unit::percent)
            std::cout << count.numerator << "/" << count.denominator << " = "
                      << app::display_count(indicator, count) << " %\n";
        else
            std::cout << app::display_count(indicator, count) << '\n';
    }
}

}  // namespace

bool is_terminal(int descriptor) {
    return ::isatty(descriptor) == 1;
}

const std::string& in_language(const base::Text& text) {
    static const bool chinese = wants_chinese();
    return chinese ? text.zh : text.en;
}

void warn(const base::Text& text) {
    std::cerr << in_language(text) << '\n' << std::flush;
}

void say(const base::Text& text) {
    std::cout << in_language(text) << '\n' << std::flush;
}

void print_document(const std::string& json) {
    std::cout << json << '\n' << std::flush;
}

void print_ranking(const app::ScoreTable& table, std::size_t rows_max) {
    std::cout << in_language(table.programme.title) << " · " << table.period << '\n';
    if (!table.programme.scorecard) return print_indicators(table);
    std::size_t ranked = 0;
    std::size_t passed = 0;
    std::size_t apart = 0;
    std::string buffer;
    for (const auto& unit : table.units) {
        if (!unit.score || !unit.score->rank) {
            ++apart;
            continue;
        }
        if (unit.score->passed) ++passed;
        if (++ranked > rows_max) continue;
        std::cout << '\t';
        print_cell(std::to_string(*unit.score->rank), 5);
        print_cell(unit.path_name, 34);
        print_cell(base::format_fixed(unit.score->total, 2), 8);
        std::cout << grade_text(unit.score->grade, *table.programme.scorecard, buffer) << '\n';
    }
    const auto text = [](std::size_t number) { return std::to_string(number); };
    say({"共 " + text(table.units.size()) + " 个单位：排名 " + text(ranked) + "，达标 " +
             text(passed) + "，不适用另列 " + text(apart) + "。",
         text(table.units.size()) + " units: " + text(ranked) + " ranked, " + text(passed) +
             " passed, " + text(apart) + " listed apart."});
}

void print_explanation(const app::Explanation& e) {
    std::cout << e.indicator << (e.used_indicator == e.indicator ? "" : " → " + e.used_indicator)
              << " · " << e.region << " · " << e.period << ": " << e.count.numerator << " / "
              << e.count.denominator << '\n';
    for (const auto& row : e.rows) {
        std::cout << '\t' << row.register_name << " #" << row.id << "  " << row.region_name << "  +"
                  << row.numerator << " / +" << row.denominator;
        for (const auto& [name, text] : row.fields)
            if (name != "region") std::cout << "  " << name << "=" << text;
        std::cout << '\n';
    }
}

void print_error(const base::Error& error, bool json) {
    if (json) print_document(app::to_json(error));
    std::cerr << in_language(error.message()) << '\n';
    if (!error.details().empty()) std::cerr << "  (" << error.details() << ")\n";
}

void show_progress(const std::string& what, std::int64_t rows) {
    if (is_terminal(STDERR_FILENO))
        std::cerr << '\r' << what << ": " << rows << "    " << std::flush;
}

void end_progress() {
    if (is_terminal(STDERR_FILENO)) std::cerr << "\r\033[K" << std::flush;
}

}  // namespace cli
