#include <array>

#include "programme/cursor.hpp"
#include "suspicion/rules.hpp"

namespace suspicion {
namespace {

using programme::Cursor;
using programme::Mapping;

/// A whole number of a rule: its key, where it goes, and the least and most it may be.
struct Number {
    std::string_view key;
    std::int64_t* value;
    std::int64_t least = 0, most = 1'000'000;
};

void read_number(const Cursor& at, const Number& number) {
    const auto value = programme::read_integer(at, number.least);
    if (!value) return;
    if (*value > number.most)
        at.report({"应不超过" + std::to_string(number.most),
                   "expected at most " + std::to_string(number.most)});
    else
        *number.value = *value;
}

/// `numbers` lists the members that the file must give.
template <class Rule, class Numbers>
void read_rule(const Mapping& rules, std::string_view key, std::optional<Rule>& rule,
               Numbers numbers) {
    const auto at = rules.find(key);
    if (!at) return;
    rule.emplace();
    const auto members = numbers(*rule);
    std::vector<std::string_view> known;
    for (const Number& number : members) known.push_back(number.key);
    const Mapping mapping(*at, known);
    for (const Number& number : members)
        if (const auto value = mapping.require(number.key)) read_number(*value, number);
}

std::vector<std::string> read_names(const Mapping& mapping, std::string_view key) {
    std::vector<std::string> names;
    if (const auto list = mapping.find(key))
        for (const Cursor& item : programme::read_list(*list))
            if (auto name = programme::read_name(item)) names.push_back(*name);
    return names;
}

std::vector<From> read_from(const Mapping& from, std::string_view key) {
    constexpr std::string_view known[] = {"register", "fields", "same", "at", "object"};
    std::vector<From> all;
    const auto list = from.find(key);
    if (!list) return all;
    for (const Cursor& item : programme::read_list(*list, true)) {
        const Mapping mapping(item, known);
        From one;
        if (const auto name = mapping.require("register"))
            one.register_name = programme::read_name(*name).value_or("");
        one.fields = read_names(mapping, "fields");
        one.same = read_names(mapping, "same");
        if (const auto at = mapping.find("at")) one.at = programme::read_name(*at).value_or("");
        if (const auto object = mapping.find("object"))
            one.object = programme::read_name(*object).value_or("");
        if (key == "records" ? one.at.empty() : one.fields.empty())
            item.report({"缺少 fields 或 at", "fields or at is missing"});
        all.push_back(std::move(one));
    }
    return all;
}

void read_asked(const Mapping& asked, Rules& rules) {
    read_rule(asked, "same_photo", rules.same_photo,
              [](SamePhoto& r) { return std::array{Number{"objects", &r.objects, 2}}; });
    read_rule(asked, "alike_photo", rules.alike_photo,
              [](AlikePhoto& r) { return std::array{Number{"bits", &r.bits, 0, 7}}; });
    read_rule(asked, "photo_place", rules.photo_place,
              [](PhotoPlace& r) { return std::array{Number{"metres", &r.metres, 1}}; });
    read_rule(asked, "photo_time", rules.photo_time, [](PhotoTime& r) {
        return std::array{Number{"days_before", &r.days_before},
                          Number{"days_before_opened", &r.days_before_opened}};
    });
    read_rule(asked, "speed", rules.speed, [](Speed& r) {
        return std::array{Number{"km_per_hour", &r.km_per_hour, 1, 2000},
                          Number{"metres", &r.metres, 1}};
    });
    read_rule(asked, "too_quick", rules.too_quick, [](TooQuick& r) {
        return std::array{Number{"records", &r.records, 2}, Number{"seconds", &r.seconds, 1}};
    });
    read_rule(asked, "closed_at_once", rules.closed_at_once,
              [](ClosedAtOnce& r) { return std::array{Number{"minutes", &r.minutes, 1}}; });
    read_rule(asked, "same_answers", rules.same_answers, [](SameAnswers& r) {
        return std::array{Number{"rows", &r.rows, 2}, Number{"percent", &r.percent, 1, 100},
                          Number{"times", &r.times, 1}, Number{"items", &r.items, 1}};
    });
    read_rule(asked, "jump", rules.jump, [](Jump& r) {
        return std::array{Number{"deviations", &r.deviations, 1}, Number{"percent", &r.percent, 1},
                          Number{"periods", &r.periods, 3}};
    });
    read_rule(asked, "late_batch", rules.late_batch, [](LateBatch& r) {
        return std::array{Number{"edits", &r.edits, 2}, Number{"minutes", &r.minutes, 1},
                          Number{"hours", &r.hours, 1}};
    });
    read_rule(asked, "digits", rules.digits, [](Digits& r) {
        return std::array{Number{"readings", &r.readings, 20},
                          Number{"chi_square_thousandths", &r.chi_square_thousandths, 1}};
    });
    read_rule(asked, "no_change", rules.no_change,
              [](NoChange&) { return std::array<Number, 0>{}; });
    read_rule(asked, "shared_device", rules.shared_device,
              [](SharedDevice& r) { return std::array{Number{"minutes", &r.minutes, 1}}; });
}

Rules read_all(const Cursor& root) {
    constexpr std::string_view known[] = {"version", "look_back_days", "rules", "from"};
    constexpr std::string_view asked[] = {
        "same_photo",     "alike_photo",  "photo_place",  "photo_time", "speed",
        "too_quick",      "same_answers", "jump",         "late_batch", "digits",
        "closed_at_once", "no_change",    "shared_device"};
    constexpr std::string_view sources[] = {"records", "answers", "reported", "readings",
                                            "measured"};
    const Mapping mapping(root, known);
    Rules rules;
    if (!mapping.valid()) return rules;
    if (const auto version = mapping.require("version"))
        rules.version = programme::read_integer(*version, 1).value_or(0);
    if (const auto days = mapping.require("look_back_days"))
        read_number(*days, {"look_back_days", &rules.look_back_days, 1, 3'650});
    if (const auto list = mapping.require("rules")) read_asked(Mapping(*list, asked), rules);
    if (const auto from = mapping.require("from")) {
        const Mapping each(*from, sources);
        rules.records = read_from(each, "records");
        rules.answers = read_from(each, "answers");
        rules.reported = read_from(each, "reported");
        rules.readings = read_from(each, "readings");
        rules.measured = read_from(each, "measured");
    }
    return rules;
}

}  // namespace

Rules read_rules(std::string_view yaml, const std::string& file_name) {
    programme::Problems problems;
    Rules rules;
    if (const auto root = programme::load_yaml(yaml, problems))
        rules = read_all(Cursor(*root, "", problems));
    if (problems.empty()) return rules;
    const programme::Problem first = problems.sorted().front();
    const std::string line = std::to_string(first.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {file_name + " 第" + line + "行 " + first.path + "：" + first.message.zh,
                       file_name + " line " + line + " " + first.path + ": " + first.message.en});
}

}  // namespace suspicion
