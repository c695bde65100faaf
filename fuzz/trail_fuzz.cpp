// Any bytes as the lines of a log. Lines whose previous hash is written `@` get the right one, so
// that the fuzzer gets past the first line.
#include "base/text.hpp"
#include "input.hpp"
#include "trail/trail.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    trail::ChainVerifier log("fuzz/log");
    std::int64_t taken = 0;
    for (std::string line : base::split(fuzz::text_of(data, size), '\n')) {
        const std::size_t mark = line.find("\t@\t");
        if (mark != std::string::npos)
            line.replace(mark + 1, 1,
                         taken == 0 ? trail::genesis_hash("fuzz/log") : log.last_hash());
        const bool good = log.add(line);
        taken += good ? 1 : 0;
        fuzz::require(good == !log.problem().has_value(), "a line that breaks the chain is named");
        if (!good) break;
        fuzz::require(trail::line_hash(line) == log.last_hash(), "the last hash is the line's");
    }
    fuzz::require(log.size() == taken, "only good lines count");
    trail::Checkpoint same;
    same.size = log.size();
    same.root = log.tree().root();
    same.chain = log.last_hash();
    if (!log.problem())
        fuzz::require(!trail::compare(log, same), "a log is that of its own checkpoint");
    same.root[0] ^= 1;
    fuzz::require(trail::compare(log, same).has_value(), "another root is noticed");
    const auto peaks = log.tree().peaks();
    fuzz::require(trail::MerkleTree::restore(taken, peaks).root() == log.tree().root(),
                  "a tree kept by its peaks has the same root");
    return 0;
}
