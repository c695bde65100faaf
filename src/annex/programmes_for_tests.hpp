#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "places_for_tests.hpp"
#include "programme/definition.hpp"
#include "programme/score.hpp"
#include "registers/declaration.hpp"

/// The programme files as they are committed, and rows to count by them without a database.
namespace programmes_tests {

inline const std::filesystem::path source_dir = places::source();

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline const std::vector<registers::Declaration>& declarations() {
    static const auto all = [] {
        std::vector<registers::Declaration> result;
        for (const char* folder : {"schema/registers", "schema/ledgers"})
            for (const auto& entry : std::filesystem::directory_iterator(source_dir / folder))
                result.push_back(registers::read_declaration(read_file(entry.path()),
                                                             entry.path().filename().string()));
        return result;
    }();
    return all;
}

inline const registers::Declaration& declaration(std::string_view name) {
    return *std::find_if(declarations().begin(), declarations().end(),
                         [&](const auto& each) { return each.name == name; });
}

inline programme::CheckedProgramme check(const std::string& code) {
    return programme::check_programme(read_file(source_dir / "programmes" / (code + ".yaml")),
                                      declarations());
}

inline programme::Programme load(const std::string& code) {
    return check(code).programme.value();
}

inline const programme::Indicator& indicator(const programme::Programme& programme,
                                             std::string_view name) {
    return programme.indicators.at(programme.find_indicator(name).value());
}

/// Row of a register with the named values set; decimals as whole numbers of their last place.
inline registers::Row row_of(const registers::Declaration& declaration,
                             const std::map<std::string, registers::Value>& values) {
    registers::Row row;
    row.values.resize(declaration.fields.size());
    for (const auto& [name, value] : values) row.values.at(declaration.find(name).value()) = value;
    return row;
}

/// Registers in memory, counted as a programme file says: an indicator's own pair, and the one that
/// is shown.
class Rows {
public:
    explicit Rows(const std::string& code) : programme_(load(code)) {}

    void add(const std::string& name, const std::map<std::string, registers::Value>& values) {
        rows_[name].push_back(row_of(declaration(name), values));
    }
    [[nodiscard]] programme::Count shown(std::string_view name) const {
        programme::UnitFacts unit{"", {}};
        for (const auto& each : programme_.indicators)
            unit.counts.push_back({half(each.numerator), half(each.denominator)});
        return programme::effective_count(programme_, unit,
                                          programme_.find_indicator(name).value());
    }

private:
    [[nodiscard]] const std::vector<registers::Row>& of(const std::string& name) const {
        static const std::vector<registers::Row> none;
        const auto it = rows_.find(name);
        return it == rows_.end() ? none : it->second;
    }
    static std::string region_of(const std::string& name, const registers::Row& row) {
        return std::get<std::string>(row.values.at(declaration(name).find("region").value()));
    }
    [[nodiscard]] bool stands_among(const programme::Measure::Among& among,
                                    const std::string& region) const {
        return std::any_of(
            of(among.register_name).begin(), of(among.register_name).end(), [&](const auto& row) {
                return region_of(among.register_name, row) == region &&
                       (!among.where ||
                        programme::matches(*among.where, declaration(among.register_name), row));
            });
    }
    [[nodiscard]] std::int64_t half(const programme::Measure& measure) const {
        if (measure.register_name.empty()) return measure.constant;
        const auto& register_ = declaration(measure.register_name);
        std::int64_t sum = 0;
        for (const auto& row : of(measure.register_name)) {
            if (measure.where && !programme::matches(*measure.where, register_, row)) continue;
            if (measure.among &&
                !stands_among(*measure.among, region_of(measure.register_name, row)))
                continue;
            const auto* value = measure.sum_field.empty()
                                    ? nullptr
                                    : std::get_if<std::int64_t>(&row.values.at(
                                          register_.find(measure.sum_field).value()));
            sum += measure.sum_field.empty() ? 1 : value ? *value : 0;
        }
        return sum;
    }

    programme::Programme programme_;
    std::map<std::string, std::vector<registers::Row>> rows_;
};

}  // namespace programmes_tests
