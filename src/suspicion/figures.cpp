#include <array>

#include "base/bytes.hpp"
#include "hits.hpp"

namespace suspicion {
namespace {

std::string joined(const std::vector<std::string>& values) {
    std::string line;
    for (const std::string& value : values) line += value + '\x1f';
    return line;
}

std::int64_t answered(const Answers& answers) {
    return static_cast<std::int64_t>(std::ranges::count_if(
        answers.values, [](const std::string& value) { return !value.empty(); }));
}

/// The lower of the two middle values: a whole number.
std::int64_t median(std::vector<std::int64_t> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

constexpr std::int64_t ten = 10;

}  // namespace

std::vector<Hit> find_same_answers(std::span<const Answers> answers, const SameAnswers& rule) {
    std::map<std::string, std::map<std::string, std::int64_t>> everywhere;  // form -> answers
    std::map<std::string, std::int64_t> all;
    for (const Answers& each : answers) {
        ++everywhere[each.form][joined(each.values)];
        ++all[each.form];
    }
    std::vector<Hit> hits;
    for (const auto& [name, group] :
         grouped(answers, [](const Answers& each) { return each.form + " " + each.group; })) {
        std::map<std::string, std::vector<const Source*>> by_answers;
        for (const Answers* each : group)
            if (answered(*each) >= rule.items)
                by_answers[joined(each->values)].push_back(&each->of);
        const auto size = static_cast<std::int64_t>(group.size());
        const std::string& form = group.front()->form;
        for (const auto& [values, sources] : by_answers) {
            const auto same = static_cast<std::int64_t>(sources.size());
            const std::int64_t same_elsewhere = everywhere[form][values] - same;
            const std::int64_t elsewhere = all[form] - size;
            if (same < rule.rows || same * 100 < rule.percent * size ||
                same * elsewhere < rule.times * same_elsewhere * size || elsewhere == 0)
                continue;
            hits.push_back(
                hit_of(Kind::same_answers,
                       name + " " + base::to_hex(base::sha256(values)).substr(0, 12), sources,
                       {text(size) + "份中有" + text(same) + "份答案完全一样；别处" +
                            text(elsewhere) + "份中有" + text(same_elsewhere) +
                            "份这样答。列出条件：不少于" + text(rule.rows) + "份、" +
                            text(rule.percent) + "%，且为别处的" + text(rule.times) + "倍以上。",
                        text(same) + " of " + text(size) + " have the same answers; elsewhere " +
                            text(same_elsewhere) + " of " + text(elsewhere) + " do. Listed from " +
                            text(rule.rows) + ", " + text(rule.percent) + " % and " +
                            text(rule.times) + " times the share elsewhere."}));
        }
    }
    return hits;
}

std::vector<Hit> find_jumps(std::span<const Reported> reported, const Jump& rule) {
    std::vector<Hit> hits;
    for (auto& [series, own] :
         grouped(reported, [](const Reported& each) { return each.series; })) {
        if (static_cast<std::int64_t>(own.size()) < std::max<std::int64_t>(rule.periods, 3))
            continue;
        std::vector<const Reported*> sorted = own;
        std::ranges::sort(sorted, {}, [](const Reported* each) { return each->period; });
        std::vector<std::int64_t> values, changes, deviations;
        for (const Reported* each : sorted) values.push_back(each->value);
        for (std::size_t i = 1; i < values.size(); ++i)
            changes.push_back(values[i] - values[i - 1]);
        const std::int64_t usual = median(changes);
        for (const std::int64_t change : changes) deviations.push_back(std::abs(change - usual));
        const std::int64_t spread = median(deviations);
        const std::int64_t level = std::abs(median(values));
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (deviations[i] <= rule.deviations * spread ||
                deviations[i] * 100 <= rule.percent * level)
                continue;
            const Reported& at = *sorted[i + 1];
            hits.push_back(hit_of(
                Kind::jump, series + " " + at.period, {&sorted[i]->of, &at.of},
                {at.period + "由" + text(values[i]) + "变为" + text(values[i + 1]) +
                     "，平常每期变化" + text(usual) + "（中位偏差" + text(spread) + "）；超过" +
                     text(rule.deviations) + "倍且超过平常水平" + text(level) + "的" +
                     text(rule.percent) + "%。",
                 at.period + ": from " + text(values[i]) + " to " + text(values[i + 1]) +
                     "; the usual change is " + text(usual) + " (median deviation " + text(spread) +
                     "), the limit " + text(rule.deviations) + " of these and " +
                     text(rule.percent) + " % of the usual " + text(level) + "."}));
        }
    }
    return hits;
}

std::vector<Hit> find_heaped_digits(std::span<const Reading> readings, const Digits& rule) {
    std::vector<Hit> hits;
    for (const auto& [name, own] : grouped(readings, [](const Reading& each) {
             return each.of.who.empty() ? std::string{} : each.of.who + " " + each.field;
         })) {
        const auto count = static_cast<std::int64_t>(own.size());
        if (count < rule.readings) continue;
        std::array<std::int64_t, ten> digits{};
        std::vector<const Source*> sources;
        for (const Reading* each : own) {
            ++digits[static_cast<std::size_t>(std::abs(each->value % ten))];
            sources.push_back(&each->of);
        }
        std::int64_t squares = 0;
        for (const std::int64_t digit : digits) squares += digit * digit;
        // χ² = 10 Σ c² / n − n, times n to stay whole.
        const std::int64_t chi_square_n = ten * squares - count * count;
        if (chi_square_n * 1000 <= rule.chi_square_thousandths * count) continue;
        const auto most = std::ranges::max_element(digits);
        const std::int64_t tenths = chi_square_n * ten / count;
        const std::string shown = text(tenths / ten) + "." + text(tenths % ten);
        const std::string limit = text(rule.chi_square_thousandths / 1000) + "." +
                                  text(1000 + rule.chi_square_thousandths % 1000).substr(1);
        hits.push_back(
            hit_of(Kind::digits, name, sources,
                   {text(count) + "个读数中末位为" + text(most - digits.begin()) + "的有" +
                        text(*most) + "个，χ²=" + shown + "，限值" + limit + "（末位应大致均匀）。",
                    text(*most) + " of " + text(count) + " readings end in " +
                        text(most - digits.begin()) + "; χ² = " + shown + ", the limit " + limit +
                        " (last digits should be about equally frequent)."}));
    }
    return hits;
}

}  // namespace suspicion
