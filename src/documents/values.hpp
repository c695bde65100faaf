#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace documents {

/// What is wrong with a field; whoever knows where it stands makes a base::Error of it.
struct FieldProblem {
    base::Text reason;
};

/// The figures that a place in the template sees: the whole, and the items of the repetitions
/// around it.
class Scope {
public:
    explicit Scope(const nlohmann::json& all) : all_(all) {}

    void enter(const nlohmann::json& item, std::size_t index, std::size_t size) {
        items_.push_back({&item, index, size});
    }
    void leave() { items_.pop_back(); }

    /// The figure at a path; `index` counts from 1. Throws FieldProblem naming what there is.
    [[nodiscard]] nlohmann::json find(std::string_view path) const;

private:
    struct Item {
        const nlohmann::json* value;
        std::size_t index, size;
    };
    [[nodiscard]] const nlohmann::json* begin_of(std::string_view name) const;
    [[nodiscard]] std::string known_names() const;

    const nlohmann::json& all_;
    std::vector<Item> items_;
};

/// The value of `path|filter:argument|…`.
///
/// A figure is a text, a whole number, or an object {"value": exact fraction as text or null,
/// "unit": percent, points or count, "previous", "year_ago": the same of the month and year before,
/// null when there is none}; it is printed as 83.33%, 84.18 or 12, rounded half away from zero, and
/// 不适用 without a value. Filters, in either language:
///   环比 mom, 同比 yoy    较上期上升1.25个百分点 · 较上期增加3（12.50%）· 与上期持平 ·
///   上期无可比数据 升降 arrow            ↑1.25 ↓1.25 — against the month before 日期 date
///   2020年6月5日; 中文日期 numeral_date: 二〇二〇年六月五日 中文 chinese, 大写 financial 一百零五,
///   壹佰零伍 保留:N places:N       N decimals, 0 to 6 数值:N number:N      a number to compute
///   with in a workbook, N decimals, 0 to 12 (6) 条数 count            how many items a list has
///   列举:、 join:、       the items of a list with that between them
///   缺省:X default:X      X in place of nothing
nlohmann::json evaluate(std::string_view expression, const Scope& scope);
/// As it is printed; nothing is —.
std::string printed(const nlohmann::json& value);
/// True unless it is nothing, 否, 0, an empty text or an empty list.
bool holds(std::string_view condition, const Scope& scope);
/// Between two exact values: 上升1.25个百分点 and so on; decided by the exact values, so a change
/// too small for the display is still a rise.
std::string change_in_words(const nlohmann::json& figure, std::string_view against);

std::string trimmed(std::string_view text);

}  // namespace documents
