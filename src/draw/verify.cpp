#include "draw/verify.hpp"

#include <algorithm>

#include "text_detail.hpp"

namespace draw {
namespace {

/// What the checks before have read.
struct Read {
    Announcement announcement;
    std::string announce_hash;
    Frame frame;
    std::vector<Allocation> allocations;
    std::vector<Commit> commits;
    Seed seed;
};

[[noreturn]] void refuse_difference(std::string_view file) {
    refuse(std::string(file) + " 与重新计算的结果不同。",
           std::string(file) + " is not what the draw's own rules give.");
}

void require_same(const Documents& documents, std::string_view file, std::string_view expected) {
    if (document(documents, file) != expected) refuse_difference(file);
}

void read_frozen_files(const Documents& documents, Read& read) {
    const std::string& announcement = document(documents, "announce.txt");
    read.announcement = read_announcement(announcement);
    const Announcement& a = read.announcement;
    read.announce_hash = hash(a.hash, announcement);
    const std::string& frame = document(documents, "frame.tsv");
    if (hash(a.hash, frame) != a.frame_hash)
        refuse("frame.tsv 不是公告时的样本框（杂凑值不同）。",
               "frame.tsv is not the frame that was announced: its hash is another.");
    read.frame = read_frame(frame);
    if (static_cast<std::int64_t>(read.frame.units.size()) != a.frame_count)
        refuse("frame.tsv 的单元数与公告不同。",
               "frame.tsv has another number of units than was announced.");
    const std::string& allocations = document(documents, "alloc.tsv");
    if (hash(a.hash, allocations) != a.alloc_hash)
        refuse("alloc.tsv 不是公告时的分层抽取数（杂凑值不同）。",
               "alloc.tsv is not what was announced: its hash is another.");
    read.allocations = read_allocations(allocations);
    require_enough(read.frame, read.allocations);
}

void check_contributions(const Documents& documents, Read& read) {
    const Announcement& a = read.announcement;
    read.commits = read_commits(document(documents, "commits.tsv"), a);
    read.seed = read_seed(document(documents, "seed.txt"), a);
    if (read.seed.announce_hash != read.announce_hash)
        refuse("seed.txt 不是这份公告的种子。", "seed.txt is the seed of another announcement.");
    std::size_t contributed = 0;
    for (const Reveal& reveal : read.seed.reveals) {
        if (!reveal.number) continue;
        const auto made = std::find_if(read.commits.begin(), read.commits.end(),
                                       [&](const Commit& c) { return c.party == reveal.party; });
        if (made == read.commits.end() || commitment(a.hash, read.announce_hash, reveal.party,
                                                     *reveal.number) != made->commitment)
            refuse(reveal.party + " 揭示的数与它的承诺不符。",
                   "The number revealed by " + reveal.party + " is not the one it committed to.");
        if (reveal.party != pool_party) ++contributed;
    }
    if (contributed < 2 && public_bits(read.seed.public_name) < public_bits_alone)
        refuse("有效参与方不足两个，而公共随机值不足 40 比特。",
               "Fewer than two parties contributed and the public value has fewer than 40 bits.");
}

/// reveals.txt and frozen.txt must be the seed's own.
void check_frozen_reveals(const Documents& documents, const Read& read, Verdict& verdict) {
    const std::string reveals = format_reveals(read.seed.reveals);
    const std::string frozen = format_frozen(read.announcement.hash, read.announce_hash,
                                             document(documents, "commits.tsv"), reveals);
    verdict.frozen_hash = hash(read.announcement.hash, frozen);
    if (documents.contains("reveals.txt")) require_same(documents, "reveals.txt", reveals);
    if (documents.contains("frozen.txt") && document(documents, "frozen.txt") != frozen)
        refuse("frozen.txt 与承诺或揭示不符：公共随机值之前冻结的不是这些。",
               "frozen.txt does not fit the commitments and reveals: others were frozen before the "
               "public value.");
}

const Reveal* pool_of(const Read& read) {
    for (const Reveal& reveal : read.seed.reveals)
        if (reveal.party == pool_party) return &reveal;
    return nullptr;
}

void check_inspectors(const Documents& documents, const Read& read, const std::string& seed,
                      const std::vector<Drawn>& sample) {
    const Reveal* const pool = pool_of(read);
    if (!pool) {
        if (documents.contains("inspectors.tsv") || documents.contains("assignment.tsv"))
            refuse("检查人员名单没有随公告冻结。",
                   "The inspectors were not frozen with the announcement.");
        return;
    }
    const std::string& text = document(documents, "inspectors.tsv");
    if (hash(read.announcement.hash, text) != pool->number)
        refuse("inspectors.tsv 不是公告时的检查人员名单。",
               "inspectors.tsv is not the pool that was frozen with the announcement.");
    require_same(
        documents, "assignment.tsv",
        format_assignments(assign_inspectors(read.announcement.hash, seed, read.frame.nonce, sample,
                                             read_inspectors(text))));
}

void check_follow_up(const Documents& documents, const Read& read, const std::vector<Drawn>& ranked,
                     const std::vector<Drawn>& sample, Verdict& verdict) {
    const auto optional = [&](std::string_view file, auto reader) {
        const auto found = documents.find(file);
        return found == documents.end() ? decltype(reader(""))() : reader(found->second);
    };
    const auto replacements = optional("replaced.tsv", read_replacements);
    const auto enlargements = optional("enlarged.tsv", read_enlargements);
    if (replacements.empty() && enlargements.empty() && !documents.contains("list.tsv")) return;
    const VisitList list = visit_list(ranked, read.allocations, replacements, enlargements);
    require_same(documents, "list.tsv", format_list(list));
    if (pool_of(read))
        require_same(documents, "assignment-later.tsv",
                     format_assignments(assign_later(
                         read.announcement.hash, verdict.seed, read.frame.nonce, list, sample,
                         read_inspectors(document(documents, "inspectors.tsv")))));
    for (const std::string& stratum : list.degraded)
        verdict.notes.push_back(
            {"层 " + stratum + " 替换超过十分之一，本次抽取质量下降。",
             "In stratum " + stratum + " more than a tenth was replaced: the draw is degraded."});
    for (const std::string& stratum : list.exhausted)
        verdict.notes.push_back({"层 " + stratum + " 已没有可替换的单元。",
                                 "Stratum " + stratum + " has no further unit to take."});
}

void add_notes(const Documents& documents, const Read& read, Verdict& verdict) {
    for (const Reveal& reveal : read.seed.reveals)
        if (!reveal.number)
            verdict.notes.push_back({reveal.party + " 没有揭示（absent）。",
                                     reveal.party + " did not reveal (absent)."});
    if (documents.contains("shortfalls.tsv"))
        verdict.notes.push_back({"有的层样本框不足，见 shortfalls.tsv。",
                                 "The frame was short in some strata: see shortfalls.tsv."});
}

void check_all(const Documents& documents, Verdict& verdict) {
    Read read;
    read_frozen_files(documents, read);
    verdict.draw_id = read.announcement.draw_id;
    if (documents.contains("void.txt")) {
        if (documents.contains("seed.txt") || documents.contains("sample.tsv"))
            refuse("有公共随机值之后不能作废。", "A draw with a seed cannot be void.");
        verdict.notes.push_back(describe(Stage::voided));
        return;
    }
    check_contributions(documents, read);
    check_frozen_reveals(documents, read, verdict);
    verdict.seed = hash(read.announcement.hash, document(documents, "seed.txt"));
    const auto ranked = rank_units(read.announcement.hash, verdict.seed, read.frame);
    const auto sample = take_sample(ranked, read.allocations);
    require_same(documents, "sample.tsv", format_sample(sample));
    verdict.sampled = static_cast<std::int64_t>(sample.size());
    check_inspectors(documents, read, verdict.seed, sample);
    check_follow_up(documents, read, ranked, sample, verdict);
    add_notes(documents, read, verdict);
}

}  // namespace

Verdict verify(const Documents& documents) {
    Verdict verdict;
    try {
        check_all(documents, verdict);
    } catch (const base::Error& error) {
        // A document that does not hold is the answer here, not a failure to answer.
        if (error.kind() != base::ErrorKind::invalid_input) throw;
        verdict.problem = error.message();
    }
    return verdict;
}

}  // namespace draw
