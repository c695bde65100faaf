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

/// The settlements while corrections are applied, and into which one those that are no more went.
class Corrected {
public:
    explicit Corrected(std::vector<Membership> found) {
        for (Membership& one : found) settlements_[one.number] = std::move(one.members);
    }

    void found(std::uint32_t number) { settlements_.try_emplace(number); }

    void merge(std::uint32_t into, std::uint32_t from) {
        const auto taken = settlements_.find(from);
        const auto kept = settlements_.find(into);
        if (into == from || taken == settlements_.end() || kept == settlements_.end()) return;
        kept->second.insert(kept->second.end(), taken->second.begin(), taken->second.end());
        settlements_.erase(taken);
        gone_to_[from] = into;
    }

    void reject(std::uint32_t number) { settlements_.erase(number); }

    void assign(const std::map<std::uint64_t, std::uint32_t>& wanted) {
        std::map<std::uint64_t, std::uint32_t> there;
        for (auto& [number, members] : settlements_)
            std::erase_if(members, [&](std::uint64_t member) {
                const auto decision = wanted.find(member);
                if (decision == wanted.end()) return false;
                const std::uint32_t target = now_of(decision->second);
                const bool leaves =
                    target != number && (target == 0 || settlements_.contains(target));
                if (leaves) there[member] = target;
                return leaves;
            });
        for (const auto& [member, number] : there)
            if (number != 0) settlements_[number].push_back(member);
    }

    std::vector<Membership> take() {
        std::vector<Membership> result;
        for (auto& [number, members] : settlements_) {
            if (members.empty()) continue;
            std::ranges::sort(members);
            result.push_back({number, std::move(members)});
        }
        return result;
    }

private:
    [[nodiscard]] std::uint32_t now_of(std::uint32_t number) const {
        for (auto next = gone_to_.find(number); next != gone_to_.end();
             next = gone_to_.find(number))
            number = next->second;
        return number;
    }

    ByNumber settlements_;
    std::map<std::uint32_t, std::uint32_t> gone_to_;
};

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
    using Kind = Correction::Kind;
    Corrected corrected(std::move(found));
    std::map<std::uint64_t, std::uint32_t> wanted;
    for (const Correction& each : corrections) {
        if (each.kind == Kind::found) corrected.found(each.settlement);
        if (each.kind == Kind::assign) wanted[each.household] = each.settlement;
    }
    for (const Correction& each : corrections)
        if (each.kind == Kind::merge) corrected.merge(each.settlement, each.other);
    corrected.assign(wanted);
    for (const Correction& each : corrections)
        if (each.kind == Kind::reject) corrected.reject(each.settlement);
    return corrected.take();
}

}  // namespace settlements
