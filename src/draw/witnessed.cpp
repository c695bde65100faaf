#include "draw/witnessed.hpp"

#include <algorithm>

#include "trail/trail.hpp"
#include "trail/witness.hpp"

namespace draw {
namespace {

/// True when one of the first `size` lines says that this was done.
bool has_entry(const PublishedTrail& published, std::int64_t size, const std::string& action,
               const std::string& object) {
    const auto end = published.lines.begin() + static_cast<std::ptrdiff_t>(size);
    return std::any_of(published.lines.begin(), end, [&](const std::string& line) {
        if (line.find(object) == std::string::npos) return false;
        const auto entry = trail::parse_entry(line);
        return entry && entry->succeeded && entry->action == action && entry->object == object;
    });
}

std::size_t signed_before(const PublishedTrail& published, base::Instant moment) {
    const auto limit = base::to_milliseconds(moment) / 1000;
    return static_cast<std::size_t>(
        std::count_if(published.witnesses.begin(), published.witnesses.end(), [&](const auto& key) {
            const auto time = trail::cosigned_at(published.checkpoint, key.name, key.public_pem);
            return time && *time < limit;
        }));
}

}  // namespace

std::optional<base::Text> check_frozen_in_time(const Documents& documents, const Verdict& verdict,
                                               const PublishedTrail& published,
                                               std::size_t witnesses_needed) {
    const Announcement terms = read_announcement(document(documents, "announce.txt"));
    const auto checkpoint = trail::parse_checkpoint(published.checkpoint);
    if (!checkpoint) return base::Text{"检查点读不懂。", "The checkpoint is none."};
    if (!trail::verify_log_signature(published.checkpoint, checkpoint->origin,
                                     published.log_public_pem))
        return base::Text{"检查点上没有该日志的有效签名。",
                          "The checkpoint bears no valid signature of its log."};
    const auto lines = static_cast<std::int64_t>(published.lines.size());
    if (lines < checkpoint->size)
        return base::Text{"留痕比检查点短。", "The trail is shorter than its checkpoint."};
    trail::ChainVerifier chain(checkpoint->origin);
    for (std::int64_t i = 0; i < checkpoint->size; ++i)
        if (!chain.add(published.lines[static_cast<std::size_t>(i)])) return chain.problem();
    if (const auto problem = trail::compare(chain, *checkpoint)) return problem;
    const std::string announced =
        terms.draw_id + "/announce/" + hash(terms.hash, document(documents, "announce.txt"));
    if (!has_entry(published, checkpoint->size, "draw.announce", announced))
        return base::Text{"检查点之前的留痕里没有这份公告。",
                          "The trail under the checkpoint does not have this announcement."};
    if (!has_entry(published, checkpoint->size, "draw.close",
                   terms.draw_id + "/frozen/" + verdict.frozen_hash))
        return base::Text{
            "公共随机值之前冻结的揭示不是这些：可能有参与方是事后才被记为 absent。",
            "The reveals frozen in the trail are others: a party may have been called "
            "absent afterwards."};
    const std::size_t before = signed_before(published, terms.public_at);
    if (before < witnesses_needed)
        return base::Text{"公共随机值产生之前见证的有 " + std::to_string(before) + " 家，需要 " +
                              std::to_string(witnesses_needed) + " 家。",
                          std::to_string(before) +
                              " witnesses signed before the public value came, " +
                              std::to_string(witnesses_needed) + " are needed."};
    return std::nullopt;
}

}  // namespace draw
