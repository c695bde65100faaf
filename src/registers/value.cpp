#include "registers/value.hpp"

#include <array>
#include <charconv>

#include "base/date.hpp"
#include "base/rational.hpp"
#include "base/text.hpp"

namespace registers {
namespace {

Complaint complain(base::Text expected, base::Text message) {
    return {std::move(expected), std::move(message)};
}

std::string quoted_zh(const std::string& text) {
    return "“" + text + "”";
}

std::string quoted_en(const std::string& text) {
    return "\"" + text + "\"";
}

// The usual sentence: the value stands in this field, and this was expected.
Complaint expected(const Field& field, const std::string& value, base::Text wanted) {
    return complain(
        wanted, {field.label.zh + "应为" + wanted.zh + "，现为" + quoted_zh(value) + "。",
                 field.label.en + " must be " + wanted.en + "; it is " + quoted_en(value) + "."});
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 5.0022919E+17: a spreadsheet has already rounded a long number.
bool is_exponent_form(std::string_view text) {
    const std::size_t e = text.find_first_of("Ee");
    if (e == std::string_view::npos || e == 0 || e + 1 >= text.size()) return false;
    const std::string_view mantissa = text.substr(0, e);
    std::string_view exponent = text.substr(e + 1);
    if (exponent[0] == '+' || exponent[0] == '-') exponent.remove_prefix(1);
    return is_digits(exponent) &&
           mantissa.find_first_not_of("0123456789.") == std::string_view::npos &&
           mantissa.find('.') != std::string_view::npos;
}

Complaint digits_lost(const Field& field, const std::string& value) {
    return complain(
        {"以文本保存的完整号码", "the whole number stored as text"},
        {field.label.zh + "的值" + quoted_zh(value) +
             "已被表格软件改成科学计数法，末尾数字已丢失；请把该列设为文本格式后重新填写。",
         field.label.en + " " + quoted_en(value) +
             " was turned into exponent form by the spreadsheet and has lost its last digits; "
             "format "
             "the column as text and enter it again."});
}

// 12,345 → 12345; empty when the commas do not stand at thousands.
std::string remove_thousands(const std::string& text) {
    if (text.find(',') == std::string::npos) return text;
    const std::size_t dot = text.find('.');
    const std::string whole = text.substr(0, dot);
    const auto groups = base::split(whole, ',');
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::string digits =
            i == 0 && groups[i].starts_with('-') ? groups[i].substr(1) : groups[i];
        const bool good = is_digits(digits) && (i == 0 ? digits.size() <= 3 : digits.size() == 3);
        if (!good) return {};
    }
    return base::join(groups, "") + (dot == std::string::npos ? "" : text.substr(dot));
}

std::string scaled_text(std::int64_t value, int decimals) {
    base::Rational scaled = base::make_rational(value);
    for (int i = 0; i < decimals; ++i) scaled /= 10;
    return base::format_fixed(scaled, decimals);
}

base::Text number_wanted(const Field& field) {
    base::Text wanted = field.decimals == 0
                            ? base::Text{"整数", "a whole number"}
                            : base::Text{"最多 " + std::to_string(field.decimals) + " 位小数的数",
                                         "a number with at most " + std::to_string(field.decimals) +
                                             " decimal places"};
    const auto bound = [&](std::int64_t value) { return scaled_text(value, field.decimals); };
    if (field.minimum && field.maximum) {
        wanted.zh = bound(*field.minimum) + " 至 " + bound(*field.maximum) + " 的" + wanted.zh;
        wanted.en += " from " + bound(*field.minimum) + " to " + bound(*field.maximum);
    } else if (field.minimum) {
        wanted.zh = "不小于 " + bound(*field.minimum) + " 的" + wanted.zh;
        wanted.en += " of at least " + bound(*field.minimum);
    } else if (field.maximum) {
        wanted.zh = "不大于 " + bound(*field.maximum) + " 的" + wanted.zh;
        wanted.en += " of at most " + bound(*field.maximum);
    }
    return wanted;
}

ParsedValue parse_number(const Field& field, const std::string& text) {
    std::string digits = text;
    if (!field.unit.empty() && digits.ends_with(field.unit))
        digits = base::normalise_cell(digits.substr(0, digits.size() - field.unit.size()));
    const auto value = base::parse_rational(remove_thousands(digits));
    if (!value || digits.ends_with('%')) return expected(field, text, number_wanted(field));
    base::Rational scaled = *value;
    for (int i = 0; i < field.decimals; ++i) scaled *= 10;
    if (scaled.get_den() != 1 || !scaled.get_num().fits_slong_p())
        return expected(field, text, number_wanted(field));
    const std::int64_t number = scaled.get_num().get_si();
    if ((field.minimum && number < *field.minimum) || (field.maximum && number > *field.maximum))
        return expected(field, text, number_wanted(field));
    return Value{number};
}

ParsedValue parse_fact(const Field& field, const std::string& text) {
    constexpr std::array yes = {"是", "有", "√", "✓", "yes", "y", "true", "1", "已"};
    constexpr std::array no = {"否", "无", "没有", "×", "x", "no", "n", "false", "0", "未"};
    constexpr std::array unknown = {"未核实", "待核实", "待核", "不详", "unknown", "?"};
    const std::string folded = base::fold(text);
    for (const char* word : yes)
        if (folded == word) return Value{std::string("yes")};
    for (const char* word : no)
        if (folded == word) return Value{std::string("no")};
    for (const char* word : unknown)
        if (folded == word) return Value{std::string("unknown")};
    return expected(field, text, {"是、否或未核实", "是 (yes), 否 (no) or 未核实 (unknown)"});
}

ParsedValue parse_code(const Field& field, const std::string& text) {
    const std::string folded = base::fold(text);
    base::Text wanted;
    for (const Code& code : field.codes) {
        bool same = folded == base::fold(code.value) || folded == base::fold(code.label.zh) ||
                    folded == base::fold(code.label.en);
        for (const std::string& alias : code.aliases) same = same || folded == base::fold(alias);
        if (same) return Value{code.value};
        wanted.zh += (wanted.zh.empty() ? "" : "、") + code.label.zh;
        wanted.en += (wanted.en.empty() ? "" : ", ") + code.label.zh + " (" + code.label.en + ")";
    }
    return expected(field, text, {"以下之一：" + wanted.zh, "one of " + wanted.en});
}

struct DateParts {
    int year = 0;
    int month = 0;
    int day = 0;  // 0 where only a month is given
};

std::optional<int> to_int(std::string_view text) {
    int value = 0;
    if (text.empty() || text.size() > 4) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at))
        text.replace(at, from.size(), to);
}

// 2020-03-25, 2020/3/25, 2020.3.25, 20200325, 2020年3月25日, with or without a day; a time of day
// after a space is dropped.
std::optional<DateParts> read_date_parts(std::string text) {
    if (const std::size_t space = text.find(' '); space != std::string::npos && space >= 8)
        text.resize(space);
    replace_all(text, "年", "-");
    replace_all(text, "月", "-");
    replace_all(text, "日", "");
    for (char& c : text)
        if (c == '/' || c == '.') c = '-';
    if (text.ends_with('-')) text.pop_back();
    if (is_digits(text) && (text.size() == 8 || text.size() == 6)) {
        text.insert(4, "-");
        if (text.size() == 9) text.insert(7, "-");
    }
    const auto parts = base::split(text, '-');
    if (parts.size() < 2 || parts.size() > 3 || parts[0].size() != 4) return std::nullopt;
    if (parts[1].size() > 2 || (parts.size() == 3 && parts[2].size() > 2)) return std::nullopt;
    const auto year = to_int(parts[0]);
    const auto month = to_int(parts[1]);
    const auto day = parts.size() == 3 ? to_int(parts[2]) : std::optional<int>{0};
    if (!year || !month || !day || (parts.size() == 3 && *day == 0)) return std::nullopt;
    return DateParts{*year, *month, *day};
}

ParsedValue parse_date_value(const Field& field, const std::string& text) {
    const base::Text wanted{"存在的日期，如 2020-03-25", "a day that exists, such as 2020-03-25"};
    const auto parts = read_date_parts(text);
    if (!parts || parts->day == 0) return expected(field, text, wanted);
    const base::Date date{std::chrono::year{parts->year},
                          std::chrono::month{static_cast<unsigned>(parts->month)},
                          std::chrono::day{static_cast<unsigned>(parts->day)}};
    if (!date.ok())
        return complain(wanted, {field.label.zh + quoted_zh(text) + "不存在：没有这一天。",
                                 field.label.en + " " + quoted_en(text) +
                                     " does not exist: there is no such day."});
    return Value{base::format_date(date)};
}

ParsedValue parse_month(const Field& field, const std::string& text) {
    const auto parts = read_date_parts(text);
    if (!parts || parts->month < 1 || parts->month > 12)
        return expected(field, text, {"月份，如 2019-06", "a month, such as 2019-06"});
    const base::Date first{std::chrono::year{parts->year},
                           std::chrono::month{static_cast<unsigned>(parts->month)},
                           std::chrono::day{1}};
    return Value{base::format_date(first).substr(0, 7)};
}

base::Text level_text(std::optional<RegionLevel> level) {
    if (!level) return {"行政区划代码或名称", "a region code or name"};
    constexpr std::array<const char*, 5> zh = {"省级", "地级", "县级", "乡级", "村级"};
    const auto index = static_cast<std::size_t>(*level);
    return {std::string(zh[index]) + "行政区划代码（12 位）或名称",
            "the 12-digit code or the name of a " + std::string(to_string(*level))};
}

std::string list_regions(const RegionIndex& regions, const std::vector<std::string>& codes,
                         base::Date today) {
    std::string list;
    for (const std::string& code : codes) {
        if (!list.empty()) list += "、";
        list += regions.path_name(code, today) + " " + code;
        if (list.size() > 200) break;
    }
    return list;
}

ParsedValue parse_region(const Field& field, const std::string& text, const RegionIndex& regions,
                         base::Date today) {
    const RegionMatch match = regions.resolve(text, field.region_level, today);
    const base::Text wanted = level_text(field.region_level);
    using Status = RegionMatch::Status;
    switch (match.status) {
        case Status::found:
            return Value{match.code};
        case Status::expired: {
            const std::string next = list_regions(regions, match.suggestions, today);
            return complain(
                wanted, {field.label.zh + quoted_zh(text) + "已撤并，不再有效" +
                             (next.empty() ? "。" : "；现为 " + next + "，请改填。"),
                         field.label.en + " " + quoted_en(text) + " no longer exists" +
                             (next.empty() ? "." : "; it is now " + next + ". Use that code.")});
        }
        case Status::ambiguous: {
            const std::string list = list_regions(regions, match.suggestions, today);
            return complain(wanted, {field.label.zh + quoted_zh(text) + "对应多个区划：" + list +
                                         "；请填 12 位代码。",
                                     field.label.en + " " + quoted_en(text) + " may be any of " +
                                         list + "; use the 12-digit code."});
        }
        case Status::wrong_level:
            return complain(
                wanted, {field.label.zh + quoted_zh(text) + "的级别不对，应为" + wanted.zh + "。",
                         field.label.en + " " + quoted_en(text) +
                             " is a region of another level; " + wanted.en + " is expected."});
        case Status::unknown:
            break;
    }
    return complain(wanted,
                    {field.label.zh + quoted_zh(text) + "不在行政区划表中，应为" + wanted.zh + "。",
                     field.label.en + " " + quoted_en(text) + " is not in the region register; " +
                         wanted.en + " is expected."});
}

// GB 11643-1999: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum mod 11 → 1 0 X 9 8 7 6 5 4 3 2.
bool has_right_check_digit(std::string_view id) {
    constexpr std::array weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::string_view checks = "10X98765432";
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (id[i] - '0');
    return id[17] == checks[static_cast<std::size_t>(sum % 11)];
}

ParsedValue parse_id_number(const Field& field, std::string text) {
    if (is_exponent_form(text)) return digits_lost(field, text);
    if (text.ends_with('x')) text.back() = 'X';
    const base::Text wanted{"18 位公民身份号码（末位为校验码）",
                            "an 18-digit identity number with a right check digit"};
    if (text.size() == 15 && is_digits(text)) return Value{text};
    const bool form = text.size() == 18 && is_digits(std::string_view(text).substr(0, 17));
    if (!form || !has_right_check_digit(text)) return expected(field, text, wanted);
    return Value{text};
}

ParsedValue parse_phone(const Field& field, const std::string& text) {
    if (is_exponent_form(text)) return digits_lost(field, text);
    std::string digits;
    for (const char c : text)
        if (c != '-' && c != ' ') digits += c;
    const bool mobile = digits.size() == 11 && digits[0] == '1';
    const bool landline = digits.size() >= 7 && digits.size() <= 12 && digits[0] != '1';
    if (!is_digits(digits) || (!mobile && !landline))
        return expected(field, text,
                        {"11 位手机号或带区号的座机号",
                         "an 11-digit mobile number or a landline with area code"});
    return Value{digits};
}

ParsedValue parse_text(const Field& field, const std::string& text) {
    if (is_exponent_form(text)) return digits_lost(field, text);
    if (base::has_forbidden_character(text))
        return complain({"没有控制字符的文字", "text without control characters"},
                        {field.label.zh + "含有看不见的控制字符，请重新录入。",
                         field.label.en + " holds invisible control characters; enter it again."});
    if (base::count_characters(text) > field.max_characters)
        return expected(field, text,
                        {"不超过 " + std::to_string(field.max_characters) + " 个字",
                         "at most " + std::to_string(field.max_characters) + " characters"});
    return Value{text};
}

ParsedValue parse_region_code(const Field& field, const std::string& text) {
    if (is_region_code(text)) return Value{text};
    return expected(field, text, {"12 位数字的区划代码", "a region code of 12 digits"});
}

std::optional<int> two_digits(std::string_view text, int most) {
    if (text.size() != 2 || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    const int number = (text[0] - '0') * 10 + (text[1] - '0');
    return number <= most ? std::optional(number) : std::nullopt;
}

// A day and a time of it: 2020-06-01 08:30, 2020年6月1日 8:30, 2020-06-01T08:30.
ParsedValue parse_moment(const Field& field, const std::string& text) {
    const std::size_t gap = text.find_first_of(" T");
    std::string time = gap == std::string::npos ? "" : text.substr(gap + 1);
    if (time.size() == 8 && time[5] == ':') time.resize(5);  // seconds say nothing here
    if (time.size() == 4 && time[1] == ':') time.insert(0, "0");
    const bool good = time.size() == 5 && time[2] == ':' && two_digits(time.substr(0, 2), 23) &&
                      two_digits(time.substr(3), 59);
    const auto day = good ? parse_date_value(field, text.substr(0, gap)) : ParsedValue{Value{}};
    if (good && std::holds_alternative<Value>(day))
        return Value{std::get<std::string>(std::get<Value>(day)) + "T" + time};
    return expected(field, text,
                    {"日期和时间，如 2020-06-01 08:30", "a day and time such as 2020-06-01 08:30"});
}

}  // namespace

ParsedValue parse_value(const Field& field, std::string_view cell_text, const RegionIndex& regions,
                        base::Date today) {
    const std::string text = base::normalise_cell(cell_text);
    if (text.empty()) {
        if (field.required)
            return complain({"必填", "a value"}, {field.label.zh + "不能为空。",
                                                  field.label.en + " must not be empty."});
        return field.type == FieldType::fact ? Value{std::string("unknown")} : Value{};
    }
    switch (field.type) {
        case FieldType::integer:
        case FieldType::decimal:
            return parse_number(field, text);
        case FieldType::fact:
            return parse_fact(field, text);
        case FieldType::code:
            return parse_code(field, text);
        case FieldType::date:
            return parse_date_value(field, text);
        case FieldType::month:
            return parse_month(field, text);
        case FieldType::region:
            return parse_region(field, text, regions, today);
        case FieldType::region_code:
            return parse_region_code(field, text);
        case FieldType::id_number:
            return parse_id_number(field, text);
        case FieldType::phone:
            return parse_phone(field, text);
        case FieldType::moment:
            return parse_moment(field, text);
        case FieldType::text:
            break;
    }
    return parse_text(field, text);
}

std::string canonical_text(const Field& field, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return scaled_text(*number, field.decimals);
    return {};
}

void append_key(std::string& text, const Row& row, const std::vector<std::size_t>& fields) {
    for (const std::size_t index : fields) {
        const Value& value = row.values[index];
        if (const auto* string = std::get_if<std::string>(&value)) text += *string;
        if (const auto* number = std::get_if<std::int64_t>(&value)) text += std::to_string(*number);
        text += '\x1f';
    }
}

std::string display_value(const Field& field, const Value& value, bool chinese) {
    const std::string text = canonical_text(field, value);
    if (field.type == FieldType::fact && !text.empty()) {
        if (!chinese) return text;
        return text == "yes" ? "是" : text == "no" ? "否" : "未核实";
    }
    for (const Code& code : field.codes)
        if (code.value == text) return chinese ? code.label.zh : code.label.en;
    return text;
}

}  // namespace registers
