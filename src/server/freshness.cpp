#include "freshness.hpp"

#include <utility>

#include "base/bytes.hpp"

namespace server {

Freshness::Freshness(base::Instant start, std::function<std::int64_t()> latest_sequence)
    : start_(std::to_string(base::to_milliseconds(start))),
      latest_sequence_(std::move(latest_sequence)) {}

Response Freshness::answer(const Call& call, const std::function<std::string()>& make,
                           const std::string& also) {
    // Read before the figures: a change in between makes the tag too old, never too new.
    const std::int64_t sequence = latest_sequence_();
    // Another caller sees other rows: neither a tag nor a kept document passes between two.
    const std::string caller = people::fingerprint(call.caller.access) + also;
    const std::string tag = "\"" + start_ + "-" + std::to_string(sequence) + "-" +
                            base::to_hex(base::sha256(caller)).substr(0, 16) + "\"";
    Response response;
    if (call.request.header("if-none-match") == tag)
        response.status = 304;
    else
        response.body = document(call.request.target + "\n" + caller, sequence, make);
    response.headers.emplace_back("ETag", tag);
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    return response;
}

std::string Freshness::document(const std::string& target, std::int64_t sequence,
                                const std::function<std::string()>& make) {
    {
        const std::lock_guard lock(mutex_);
        if (sequence > kept_sequence_) {
            kept_sequence_ = sequence;
            kept_.clear();
        }
        const auto found = kept_.find(target);
        if (found != kept_.end() && sequence == kept_sequence_) return found->second;
    }
    std::string made = make();
    const std::lock_guard lock(mutex_);
    if (sequence == kept_sequence_) {
        if (kept_.size() >= documents_max) kept_.clear();
        kept_[target] = made;
    }
    return made;
}

}  // namespace server
