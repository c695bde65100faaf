#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/ledgers.hpp"
#include "app/messages.hpp"
#include "app/outgoing.hpp"
#include "app_state.hpp"
#include "message_rows.hpp"
#include "sending/loop.hpp"

namespace app {

constexpr auto sender_patience = std::chrono::minutes(1);  // a server's round ends before

using Outgoing = std::vector<OutgoingMessage>;
using Receipts = std::map<std::pair<std::string, std::string>, Receipt>;

bool is_in_page(const OutgoingMessage& message);
bool may_publish(const OutgoingMessage& message, const people::Access& who);
/// True where the latest attempt is one of the query's: in its request, within its minutes.
bool is_tried_as(const QueueQuery& query, const messages::Progress& progress);

/// Which messages somebody may see in the queue.
class Sight {
public:
    explicit Sight(const people::Access& who) : who_(who), contacts_(reach(contact_register)) {}
    [[nodiscard]] bool covers(const OutgoingMessage& message);

private:
    [[nodiscard]] people::Reach reach(const std::string& register_name) const;

    const people::Access& who_;
    people::Reach contacts_;
    std::map<std::string, people::Reach> ledgers_;
};

struct Messages::State {
    State(base::Environment& e, App& a) : environment(e), app(a) {}

    base::Environment& environment;
    App& app;
    std::optional<sending::Settings> settings;
    std::unique_ptr<sending::Loop> loop;

    [[nodiscard]] std::int64_t now_s() const;
    /// The first day of the queue and the inbox.
    [[nodiscard]] base::Date since() const;
    [[nodiscard]] messages::Policy policy() const;
    sending::Journal& journal();

    /// What is told, and what of it goes to whom.
    struct Told {
        std::vector<Notice> notices;
        Outgoing outgoing;
        std::shared_ptr<const registers::RegionIndex> regions;
    };
    /// Read anew once a row of theirs was written.
    std::shared_ptr<const Told> told();
    Receipts receipts(const std::string& user);
    std::vector<messages::Message> wanted();
    [[nodiscard]] std::string state_of(const OutgoingMessage& message,
                                       const messages::Outbox& outbox,
                                       const Receipts& receipts) const;

    /// Calls `visit` with each message of the query, but for its state, that `who` may see, newest
    /// first, with its state and progress.
    template <class Visit>
    void for_each(const Outgoing& outgoing, const QueueQuery& query, const people::Access& who,
                  const messages::Outbox& outbox, const Receipts& receipts, Visit visit) const {
        Sight sight(who);
        for (auto at = outgoing.rbegin(); at != outgoing.rend(); ++at) {
            if (!query.channel.empty() && at->channel != query.channel) continue;
            if (!query.region.empty() && !registers::is_in_scope(at->region, query.region))
                continue;
            const auto progress = outbox.of(at->key);
            if (!is_tried_as(query, progress) || !sight.covers(*at)) continue;
            visit(*at, state_of(*at, outbox, receipts), progress);
        }
    }

    /// Of the query those unknown that `who` may decide of.
    [[nodiscard]] std::vector<std::string> open_keys(const Outgoing& outgoing,
                                                     const QueueQuery& query,
                                                     const people::Access& who,
                                                     const messages::Outbox& outbox) const;

private:
    [[nodiscard]] bool is_untouched(std::int64_t then, std::int64_t now);

    std::mutex mutex_;
    std::unique_ptr<sending::Journal> journal_;
    std::shared_ptr<const Told> told_;
    std::int64_t told_at_ = 0;
    base::Date told_since_{};
};

}  // namespace app
