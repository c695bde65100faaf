#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "places_for_tests.hpp"
#include "programme/definition.hpp"
#include "programme/score.hpp"

/// What the tests of this module share.
namespace programme_tests {

inline std::string read_file(const std::filesystem::path& path) {
    return base::SystemFiles().read(path);
}

/// The built-in registers, ledgers among them.
inline const std::vector<registers::Declaration>& builtin_registers() {
    static const std::vector<registers::Declaration> all = [] {
        std::vector<registers::Declaration> read;
        for (const char* folder : {"/schema/registers", "/schema/ledgers"})
            for (const auto& entry : std::filesystem::directory_iterator(
                     std::filesystem::path(places::source() + std::string(folder))))
                read.push_back(registers::read_declaration(read_file(entry.path()),
                                                           entry.path().filename().string()));
        std::sort(read.begin(), read.end(),
                  [](const auto& a, const auto& b) { return a.name < b.name; });
        return read;
    }();
    return all;
}

inline const registers::Declaration& register_named(const std::string& name) {
    for (const registers::Declaration& declaration : builtin_registers())
        if (declaration.name == name) return declaration;
    throw std::runtime_error("no register " + name);
}

inline std::string show(const std::vector<programme::Problem>& problems) {
    std::string text;
    for (const programme::Problem& p : problems)
        text += std::to_string(p.line) + ":" + std::to_string(p.column) + " " + p.path + " " +
                p.message.zh + " | " + p.message.en + "\n";
    return text;
}

inline programme::Indicator make_indicator(const std::string& name, programme::Unit unit) {
    programme::Indicator indicator;
    indicator.name = name;
    indicator.label = {name, name};
    indicator.unit = unit;
    return indicator;
}

inline programme::Item make_item(programme::ItemKind kind, const base::Rational& weight,
                                 const std::string& indicator) {
    programme::Item item;
    item.name = indicator + "_item";
    item.kind = kind;
    item.weight = weight;
    item.indicator = indicator;
    return item;
}

/// A programme of one item over one indicator named `i`.
inline programme::Programme one_item(const programme::Item& item, programme::Unit unit) {
    programme::Programme p;
    p.code = "test";
    p.indicators = {make_indicator("i", unit)};
    programme::Scorecard card;
    card.total = item.weight;
    card.pass = 1;
    card.aspects = {{"a", {"甲", "A"}, {item}}};
    p.scorecard = card;
    return p;
}

inline base::Rational fraction(std::int64_t numerator, std::int64_t denominator = 1) {
    return base::make_rational(numerator, denominator);
}

inline std::string region_number(int n) {
    return std::to_string(433124100000 + n);
}

}  // namespace programme_tests
