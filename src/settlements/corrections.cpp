#include "settlements/corrections.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace settlements {
namespace {

struct Share {
    std::size_t households = 0;
    std::uint32_t number = 0;
    std::uint64_t first_member = 0;
    std::size_t found = 0;
};

std::vector<Share> shares_of(const std::vector<Membership>& earlier,
                             const std::vector<Membership>& found) {
    std::unordered_map<std::uint64_t, std::uint32_t> number_of;
    for (const Membership& one : earlier)
        for (const std::uint64_t member : one.members) number_of[member] = one.number;
    std::vector<Share> shares;
    for (std::size_t i = 0; i < found.size(); ++i) {
        std::map<std::uint32_t, std::size_t> shared;
        for (const std::uint64_t member : found[i].members)
            if (const auto known = number_of.find(member); known != number_of.end())
                ++shared[known->second];
        for (const auto& [number, households] : shared)
            shares.push_back({households, number, found[i].members.front(), i});
    }
    std::ranges::sort(shares, [](const Share& a, const Share& b) {
        return std::tuple(b.households, a.number, a.first_member) <
               std::tuple(a.households, b.number, b.first_member);
    });
    return shares;
}

using ByNumber = std::map<std::uint32_t, std::vector<std::uint64_t>>;

void merge(ByNumber& settlements, std::uint32_t into, std::uint32_t from) {
    const auto taken = settlements.find(from);
    const auto kept = settlements.find(into);
    if (into == from || taken == settlements.end() || kept == settlements.end()) return;
    kept->second.insert(kept->second.end(), taken->second.begin(), taken->second.end());
    settlements.erase(taken);
}

void assign(ByNumber& settlements, const std::map<std::uint64_t, std::uint32_t>& wanted) {
    std::map<std::uint64_t, std::uint32_t> there;
    for (auto& [number, members] : settlements)
        std::erase_if(members, [&](std::uint64_t member) {
            const auto decision = wanted.find(member);
            const bool leaves = decision != wanted.end() && decision->second != number &&
                                (decision->second == 0 || settlements.contains(decision->second));
            if (leaves) there[member] = decision->second;
            return leaves;
        });
    for (const auto& [member, number] : there)
        if (number != 0) settlements[number].push_back(member);
}

}  // namespace

std::vector<std::uint32_t> carry_numbers(const std::vector<Membership>& earlier,
                                         const std::vector<Membership>& found,
                                         std::uint32_t& next_number) {
    std::vector<std::uint32_t> numbers(found.size());
    std::map<std::uint32_t, bool> given;
    for (const Share& share : shares_of(earlier, found)) {
        if (numbers[share.found] != 0 || given[share.number]) continue;
        numbers[share.found] = share.number;
        given[share.number] = true;
    }
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < found.size(); ++i)
        if (numbers[i] == 0) fresh.push_back(i);
    std::ranges::sort(fresh, {}, [&](std::size_t i) { return found[i].members.front(); });
    for (const std::size_t i : fresh) numbers[i] = next_number++;
    return numbers;
}

std::vector<Membership> apply_corrections(std::vector<Membership> found,
                                          const std::vector<Correction>& corrections) {
    ByNumber settlements;
    for (Membership& one : found) settlements[one.number] = std::move(one.members);
    std::map<std::uint64_t, std::uint32_t> wanted;
    for (const Correction& correction : corrections) {
        if (correction.kind == Correction::Kind::merge)
            merge(settlements, correction.settlement, correction.other);
        if (correction.kind == Correction::Kind::assign)
            wanted[correction.household] = correction.settlement;
    }
    for (const Correction& correction : corrections)
        if (correction.kind == Correction::Kind::reject) settlements.erase(correction.settlement);
    assign(settlements, wanted);
    std::vector<Membership> result;
    for (auto& [number, members] : settlements) {
        if (members.empty()) continue;
        std::ranges::sort(members);
        result.push_back({number, std::move(members)});
    }
    return result;
}

}  // namespace settlements
