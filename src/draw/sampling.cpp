#include <algorithm>
#include <map>

#include "base/bytes.hpp"
#include "draw/protocol.hpp"
#include "hash_detail.hpp"

namespace draw {

std::string commitment(HashName name, std::string_view announce_hash, std::string_view party,
                       std::string_view number) {
    std::string text = "VRS-1/commit\n";
    for (const std::string_view line : {announce_hash, party, number}) {
        text += line;
        text += '\n';
    }
    return hash(name, text);
}

std::vector<Drawn> rank_units(HashName name, std::string_view seed, const Frame& frame) {
    struct Ticket {
        base::Digest digest;
        const Unit* unit;
    };
    Hasher hasher(name);
    std::string text = std::string(seed) + "," + frame.nonce + ",";
    const std::size_t prefix = text.size();
    std::map<std::string_view, std::vector<Ticket>> strata;
    for (const Unit& unit : frame.units) {
        text.resize(prefix);
        text += unit.id;
        strata[unit.stratum].push_back({hasher(text), &unit});
    }
    std::vector<Drawn> ranked;
    ranked.reserve(frame.units.size());
    for (auto& [stratum, tickets] : strata) {
        std::sort(tickets.begin(), tickets.end(), [](const Ticket& a, const Ticket& b) {
            return a.digest != b.digest ? a.digest < b.digest : a.unit->id < b.unit->id;
        });
        std::int64_t rank = 0;
        for (const Ticket& ticket : tickets)
            ranked.push_back(
                {std::string(stratum), ++rank, ticket.unit->id, base::to_hex(ticket.digest)});
    }
    return ranked;
}

std::vector<Drawn> take_sample(const std::vector<Drawn>& ranked,
                               const std::vector<Allocation>& allocations) {
    std::map<std::string_view, std::int64_t> counts;
    for (const Allocation& a : allocations) counts[a.stratum] = a.count;
    std::vector<Drawn> sample;
    std::copy_if(ranked.begin(), ranked.end(), std::back_inserter(sample), [&](const Drawn& d) {
        const auto count = counts.find(d.stratum);
        return count != counts.end() && d.rank <= count->second;
    });
    return sample;
}

}  // namespace draw
