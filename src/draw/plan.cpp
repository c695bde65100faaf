#include "draw/plan.hpp"

#include <algorithm>
#include <map>

#include "text_detail.hpp"

namespace draw {
namespace {

constexpr std::int64_t share_max = 1'000'000;

/// Two words a line, whatever parts them.
std::vector<std::pair<std::size_t, std::pair<std::string, std::string>>> read_pairs(
    std::string_view file, std::string_view text) {
    std::vector<std::pair<std::size_t, std::pair<std::string, std::string>>> pairs;
    std::size_t index = 0;
    for (std::string line : base::split(text, '\n')) {
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\t' || c == ',' || c == '\r'; },
            ' ');
        std::vector<std::string> words;
        for (std::string& word : base::split(line, ' '))
            if (!word.empty()) words.push_back(std::move(word));
        const bool counts = !words.empty() && !words[0].starts_with('#');
        if (counts && words.size() != 2)
            refuse_line(file, index,
                        {"每行应有两项，以制表符、逗号或空格隔开。",
                         "a line has two words with TAB, comma or space between."});
        if (counts) pairs.push_back({index, {std::move(words[0]), std::move(words[1])}});
        ++index;
    }
    return pairs;
}

Wish parse_wish(std::size_t line, const std::string& stratum, const std::string& text) {
    const bool percent = text.ends_with('%');
    const std::size_t slash = text.find('/');
    const auto first =
        parse_count(percent ? text.substr(0, text.size() - 1) : text.substr(0, slash));
    const auto second = percent                      ? std::optional<std::int64_t>(100)
                        : slash == std::string::npos ? std::optional<std::int64_t>(0)
                                                     : parse_count(text.substr(slash + 1));
    const bool share = percent || slash != std::string::npos;
    if (!first || !second || (share && (*second < 1 || *first > *second || *second > share_max)))
        refuse_line("alloc", line,
                    {"“" + text + "”应为个数（3）或比例（10%、1/20）。",
                     "\"" + text + "\" should be a number (3) or a share (10%, 1/20)."});
    return {stratum, *first, *second};
}

std::int64_t wanted(const Wish& wish, std::int64_t size) {
    if (wish.share_of == 0) return wish.count;
    const std::int64_t whole = size / wish.share_of * wish.count;
    const std::int64_t rest = size % wish.share_of * wish.count;
    return whole + (rest + wish.share_of - 1) / wish.share_of;
}

}  // namespace

UnitList read_unit_list(std::string_view name, std::string_view text) {
    UnitList list{std::string(name), {}};
    for (auto& [line, words] : read_pairs(name, text)) {
        if (!is_id(words.first) || !is_id(words.second))
            refuse_line(name, line,
                        {"单元和层应为编号：1 至 64 个字母、数字、点、下划线或短横。",
                         "unit and stratum are ids: 1 to 64 letters, digits, dots, underscores or "
                         "hyphens."});
        list.units.push_back({std::move(words.first), std::move(words.second)});
    }
    return list;
}

std::vector<ListedUnit> unite(const std::vector<UnitList>& lists) {
    std::map<std::string, ListedUnit> all;
    for (const UnitList& list : lists)
        for (const Unit& unit : list.units) {
            ListedUnit& listed = all.try_emplace(unit.id, ListedUnit{unit, {}}).first->second;
            if (listed.unit.stratum != unit.stratum)
                refuse("单元 " + unit.id + " 在不同名单里属于不同的层：" + listed.unit.stratum +
                           "、" + unit.stratum + "。",
                       "Unit " + unit.id + " is in different strata: " + listed.unit.stratum +
                           " and " + unit.stratum + ".");
            if (listed.lists.empty() || listed.lists.back() != list.name)
                listed.lists.push_back(list.name);
        }
    std::vector<ListedUnit> united;
    for (auto& [id, listed] : all) united.push_back(std::move(listed));
    return united;
}

std::vector<Wish> read_wishes(std::string_view text) {
    std::vector<Wish> wishes;
    for (const auto& [line, words] : read_pairs("alloc", text)) {
        if (!is_id(words.first))
            refuse_line("alloc", line, {"层应为编号。", "the stratum is an id."});
        wishes.push_back(parse_wish(line, words.first, words.second));
    }
    return wishes;
}

std::vector<Wish> wish_each(const std::vector<std::string>& strata, std::int64_t count) {
    std::vector<Wish> wishes;
    for (const std::string& stratum : strata) wishes.push_back({stratum, count, 0});
    return wishes;
}

base::Text describe(const Shortfall& s) {
    const std::string wanted = std::to_string(s.wanted);
    const std::string available = std::to_string(s.available);
    return {"样本框不足：层 " + s.stratum + " 应抽 " + wanted + " 个，框内只有 " + available +
                " 个，需审批。",
            "The frame is short: stratum " + s.stratum + " has " + available + " of the " + wanted +
                " units to be drawn; this exception needs an approval."};
}

Plan plan_sample(const std::vector<Unit>& units, const std::vector<Wish>& wishes) {
    std::map<std::string, std::int64_t> sizes;
    for (const Unit& unit : units) ++sizes[unit.stratum];
    std::map<std::string, Wish> named;
    for (const Wish& wish : wishes)
        if (!named.try_emplace(wish.stratum, wish).second)
            refuse("层 " + wish.stratum + " 的抽取数写了两次。",
                   "Stratum " + wish.stratum + " has two numbers to draw.");
    for (const auto& [stratum, size] : sizes)
        if (!named.contains(stratum))
            refuse("样本框里的层 " + stratum + " 没有说明抽几个（不抽请写 0）。",
                   "Stratum " + stratum +
                       " of the frame has no number to draw (0 if none is to be drawn).");
    Plan plan;
    for (const auto& [stratum, wish] : named) {
        const auto found = sizes.find(stratum);
        const std::int64_t size = found == sizes.end() ? 0 : found->second;
        const std::int64_t count = wanted(wish, size);
        if (count > size) plan.shortfalls.push_back({stratum, count, size});
        if (size > 0) plan.allocations.push_back({stratum, std::min(count, size)});
    }
    return plan;
}

}  // namespace draw
