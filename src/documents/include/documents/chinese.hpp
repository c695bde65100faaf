#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace documents {

/// 10234 → 一万零二百三十四; 15 → 十五; 0 → 零; negative numbers begin with 负.
std::string chinese_number(std::int64_t value);
/// The financial form: 105 → 壹佰零伍; 15 → 壹拾伍.
std::string chinese_financial_number(std::int64_t value);
/// `2020-06-05` → 2020年6月5日, `2020-06` → 2020年6月, `2020-Q2` → 2020年第二季度, `2020-H1` →
/// 2020年上半年, `2020` → 2020年; GB/T 9704: Arabic numerals without leading zeros. Empty for any
/// other spelling.
std::optional<std::string> chinese_date(std::string_view date);
/// The same in Chinese numerals: 二〇二〇年六月五日.
std::optional<std::string> chinese_numeral_date(std::string_view date);

}  // namespace documents
