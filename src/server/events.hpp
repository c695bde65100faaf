#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "message.hpp"

namespace server {

/// `event: changed` with data `{"sequence":N}` (server-sent events, HTML living standard 9.2).
std::string changed_event(std::int64_t sequence);

/// A comment line, which clients pass over: keeps connections open and finds broken ones.
std::string keep_alive_comment();

/// Tells each open stream the newest sequence number, once for each number seen. A stream whose
/// earlier write is still under way is passed over and told the newest number later: it never waits
/// and never keeps others waiting.
class Broadcaster {
public:
    static constexpr std::size_t streams_max = 200;
    static constexpr std::chrono::seconds comment_interval{15};

    [[nodiscard]] bool is_full() const;
    /// `may_go_on` is asked every few seconds (check_interval); false ends the stream. Empty: it
    /// may.
    void add(std::shared_ptr<Stream> stream, std::function<bool()> may_go_on = {});
    /// Writes what each stream lacks; forgets closed ones.
    void tick(std::int64_t sequence, base::Instant now);
    static constexpr std::chrono::seconds check_interval{3};
    void close_all();
    [[nodiscard]] std::size_t size() const { return followers_.size(); }

private:
    struct Follower {
        std::shared_ptr<Stream> stream;
        std::optional<std::int64_t> told;
        base::Instant last_write{};
        std::function<bool()> may_go_on;
        base::Instant last_check{};
    };
    void end_refused(base::Instant now);
    static void tell(Follower& follower, std::int64_t sequence, base::Instant now);
    void forget_closed();

    std::vector<Follower> followers_;
};

/// Runs a Broadcaster: asks for the newest sequence number every 200 ms, once for all streams, and
/// not at all while there are none.
class EventHub {
public:
    using Sequence = std::function<std::int64_t()>;

    /// `latest_sequence` may throw: that round is then left out.
    EventHub(const base::Clock& clock, Sequence latest_sequence);
    ~EventHub();
    EventHub(const EventHub&) = delete;
    EventHub& operator=(const EventHub&) = delete;

    /// False when there are as many streams as are allowed, or after stop().
    bool has_room();
    /// The stream is told the current number at once.
    void add(std::shared_ptr<Stream> stream, std::function<bool()> may_go_on = {});
    /// Ends every stream and the thread.
    void stop();

private:
    void run();
    [[nodiscard]] std::optional<std::int64_t> ask() const;

    const base::Clock& clock_;
    Sequence latest_sequence_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    bool has_newcomer_ = false;
    Broadcaster broadcaster_;
    std::thread thread_;
};

}  // namespace server
