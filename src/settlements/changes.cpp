#include "settlements/changes.hpp"

#include <algorithm>
#include <map>

namespace settlements {
namespace {

/// Households of one settlement by the settlement of the other state that they share.
using Shares = std::map<std::uint32_t, std::size_t>;

struct Tally {
    std::map<std::uint32_t, Shares> out;   // earlier number -> later number (0: none)
    std::map<std::uint32_t, Shares> into;  // later number -> earlier number (0: none)
    std::vector<Move> moves;
};

std::map<std::uint64_t, Move> places(const std::vector<Membership>& earlier,
                                     const std::vector<Membership>& later) {
    std::map<std::uint64_t, Move> places;
    for (const Membership& one : earlier)
        for (const std::uint64_t member : one.members) places[member].from = one.number;
    for (const Membership& one : later)
        for (const std::uint64_t member : one.members) places[member].to = one.number;
    return places;
}

Tally tally(const std::vector<Membership>& earlier, const std::vector<Membership>& later) {
    Tally result;
    for (const auto& [household, place] : places(earlier, later)) {
        if (place.from != 0) ++result.out[place.from][place.to];
        if (place.to != 0) ++result.into[place.to][place.from];
        if (place.from != place.to) result.moves.push_back({household, place.from, place.to});
    }
    return result;
}

std::size_t sum(const Shares& shares) {
    std::size_t households = 0;
    for (const auto& [number, count] : shares) households += count;
    return households;
}

std::size_t share(const Shares& shares, std::uint32_t number) {
    const auto found = shares.find(number);
    return found == shares.end() ? 0 : found->second;
}

// The settlement with the largest share, the smaller number of equal ones; 0 when there is none.
std::uint32_t largest(const Shares& shares) {
    std::uint32_t best = 0;
    for (const auto& [number, count] : shares)
        if (number != 0 && (best == 0 || count > shares.at(best))) best = number;
    return best;
}

Change change_of(std::uint32_t number, const Shares& out, const Shares& into) {
    using Kind = Change::Kind;
    Change change{Kind::same, number, 0, sum(out), sum(into), 0, 0};
    change.came = change.after - share(into, number);
    change.left = change.before - share(out, number);
    if (change.before == 0) {
        change.other = largest(into);
        change.kind = change.other == 0 ? Kind::appeared : Kind::split;
    } else if (change.after == 0) {
        change.other = largest(out);
        change.kind = change.other == 0 ? Kind::gone : Kind::merged;
    } else if (change.after != change.before) {
        change.kind = change.after > change.before ? Kind::grown : Kind::shrunk;
    } else if (change.came != 0) {
        change.kind = Kind::changed;
    }
    return change;
}

}  // namespace

Comparison compare(const std::vector<Membership>& earlier, const std::vector<Membership>& later) {
    Tally shares = tally(earlier, later);
    Comparison result;
    std::map<std::uint32_t, bool> numbers;
    for (const auto& [number, unused] : shares.out) numbers[number] = true;
    for (const auto& [number, unused] : shares.into) numbers[number] = true;
    for (const auto& [number, unused] : numbers)
        result.changes.push_back(change_of(number, shares.out[number], shares.into[number]));
    result.moves = std::move(shares.moves);
    return result;
}

}  // namespace settlements
