#include "period_detail.hpp"

#include <cstdio>

namespace programme {
namespace {

int periods_a_year(PeriodKind kind) {
    switch (kind) {
        case PeriodKind::month:
            return 12;
        case PeriodKind::quarter:
            return 4;
        case PeriodKind::half_year:
            return 2;
        case PeriodKind::year:
            return 1;
    }
    return 1;
}

std::optional<int> parse_digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<PeriodNumber> make_period(PeriodKind kind, int year, std::optional<int> one_based) {
    const int count = periods_a_year(kind);
    if (!one_based || *one_based < 1 || *one_based > count) return std::nullopt;
    return PeriodNumber{kind, year * count + *one_based - 1};
}

base::Date month_day(int month_ordinal, std::chrono::day day) {
    return {std::chrono::year{month_ordinal / 12},
            std::chrono::month{static_cast<unsigned>(month_ordinal % 12 + 1)}, day};
}

}  // namespace

std::optional<PeriodNumber> parse_period(std::string_view text) {
    if (text.size() != 4 && text.size() != 7) return std::nullopt;
    const auto year = parse_digits(text.substr(0, 4));
    if (!year || *year < 1) return std::nullopt;
    if (text.size() == 4) return make_period(PeriodKind::year, *year, 1);
    if (text[4] != '-') return std::nullopt;
    if (text[5] == 'Q')
        return make_period(PeriodKind::quarter, *year, parse_digits(text.substr(6)));
    if (text[5] == 'H')
        return make_period(PeriodKind::half_year, *year, parse_digits(text.substr(6)));
    return make_period(PeriodKind::month, *year, parse_digits(text.substr(5)));
}

std::string format_period(PeriodNumber period) {
    const int count = periods_a_year(period.kind);
    const int year = period.ordinal / count;
    const int index = period.ordinal % count + 1;
    char text[32];
    switch (period.kind) {
        case PeriodKind::month:
            std::snprintf(text, sizeof text, "%04d-%02d", year, index);
            break;
        case PeriodKind::quarter:
            std::snprintf(text, sizeof text, "%04d-Q%d", year, index);
            break;
        case PeriodKind::half_year:
            std::snprintf(text, sizeof text, "%04d-H%d", year, index);
            break;
        case PeriodKind::year:
            std::snprintf(text, sizeof text, "%04d", year);
            break;
    }
    return text;
}

std::vector<std::string> list_periods(const Periods& periods) {
    const auto first = parse_period(periods.first);
    const auto last = parse_period(periods.last);
    if (!first || !last || first->kind != periods.kind || last->kind != periods.kind) return {};
    std::vector<std::string> names;
    for (int ordinal = first->ordinal; ordinal <= last->ordinal; ++ordinal)
        names.push_back(format_period({periods.kind, ordinal}));
    return names;
}

std::optional<base::Date> period_begin(std::string_view period) {
    const auto parsed = parse_period(period);
    if (!parsed) return std::nullopt;
    const int months = 12 / periods_a_year(parsed->kind);
    return month_day(parsed->ordinal * months, std::chrono::day{1});
}

std::optional<base::Date> period_end(std::string_view period) {
    const auto parsed = parse_period(period);
    if (!parsed) return std::nullopt;
    const int months = 12 / periods_a_year(parsed->kind);
    const base::Date in_last_month =
        month_day(parsed->ordinal * months + months - 1, std::chrono::day{1});
    return base::Date{in_last_month.year() / in_last_month.month() / std::chrono::last};
}

}  // namespace programme
