#include "trail/trail.hpp"

#include <stdexcept>
#include <string>

#include "benches.hpp"

namespace bench {
namespace {

trail::Entry entry_of(std::int64_t number) {
    trail::Entry entry;
    entry.server_time = base::Instant(std::chrono::milliseconds(1561852800000 + number));
    entry.client_time = "2019-06-30T08:00:00.000+08:00";
    entry.user = "local";
    entry.role = "lead_unit";
    entry.action = "register.put";
    entry.object = "household";
    entry.details_hash = std::string(64, 'd');
    return entry;
}

std::vector<std::string> make_lines(std::int64_t count) {
    std::vector<std::string> lines;
    std::string previous = trail::genesis_hash("bench-audit");
    for (std::int64_t i = 1; i <= count; ++i) {
        lines.push_back(trail::format_line(i, previous, trail::format_entry(entry_of(i))));
        previous = trail::line_hash(lines.back());
    }
    return lines;
}

}  // namespace

void measure_trail(std::int64_t entries, Figures& figures) {
    const auto lines = make_lines(entries);
    std::vector<double> runs;
    for (int run = 0; run < 5; ++run)
        runs.push_back(seconds_of([&] {
            trail::ChainVerifier verifier("bench-audit");
            for (const std::string& line : lines)
                if (!verifier.add(line)) throw std::runtime_error("a clean log was refused");
            (void)verifier.tree().root();
        }));
    figures.push_back({"trail: verify chain and root", median(runs), "s",
                       std::to_string(entries) + " entries in memory, goal at most 10 s for 10^6"});
}

double trail_seconds_per_entry() {
    constexpr int count = 20000;
    trail::MerkleTree tree;
    std::string previous = trail::genesis_hash("bench-audit");
    base::Digest key{};
    const double seconds = seconds_of([&] {
        for (int i = 1; i <= count; ++i) {
            const std::string line =
                trail::format_line(i, previous, trail::format_entry(entry_of(i)));
            previous = trail::line_hash(line);
            tree = trail::MerkleTree::restore(tree.size(), tree.peaks());
            tree.add(line);
            (void)base::hmac_sha256(key, line);
            key = trail::next_ratchet_key(key);
        }
    });
    return seconds / count;
}

}  // namespace bench
