#include "events.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace server {
namespace {

constexpr std::chrono::milliseconds poll_interval{200};

}  // namespace

std::string changed_event(std::int64_t sequence) {
    return "event: changed\ndata: {\"sequence\":" + std::to_string(sequence) + "}\n\n";
}

std::string keep_alive_comment() {
    return ": still here\n\n";
}

bool Broadcaster::is_full() const {
    return followers_.size() >= streams_max;
}

void Broadcaster::add(std::shared_ptr<Stream> stream, std::function<bool()> may_go_on) {
    followers_.push_back({std::move(stream), std::nullopt, {}, std::move(may_go_on), {}});
}

void Broadcaster::end_refused(base::Instant now) {
    for (Follower& follower : followers_) {
        if (!follower.may_go_on || now - follower.last_check < check_interval) continue;
        follower.last_check = now;
        if (!follower.may_go_on()) follower.stream->close();
    }
}

void Broadcaster::tell(Follower& follower, std::int64_t sequence, base::Instant now) {
    if (follower.stream->is_busy()) return;
    const bool has_news = follower.told != sequence;
    if (!has_news && now - follower.last_write < comment_interval) return;
    follower.stream->write(has_news ? changed_event(sequence) : keep_alive_comment());
    follower.told = sequence;
    follower.last_write = now;
}

void Broadcaster::forget_closed() {
    std::erase_if(followers_, [](const Follower& f) { return !f.stream->is_open(); });
}

void Broadcaster::tick(std::int64_t sequence, base::Instant now) {
    end_refused(now);
    forget_closed();
    for (Follower& follower : followers_) tell(follower, sequence, now);
}

void Broadcaster::close_all() {
    for (Follower& follower : followers_) follower.stream->close();
    followers_.clear();
}

EventHub::EventHub(const base::Clock& clock, Sequence latest_sequence)
    : clock_(clock), latest_sequence_(std::move(latest_sequence)), thread_([this] { run(); }) {}

EventHub::~EventHub() {
    stop();
}

bool EventHub::has_room() {
    const std::lock_guard lock(mutex_);
    return !stopping_ && !broadcaster_.is_full();
}

void EventHub::add(std::shared_ptr<Stream> stream, std::function<bool()> may_go_on) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            stream->close();
            return;
        }
        broadcaster_.add(std::move(stream), std::move(may_go_on));
        has_newcomer_ = true;
    }
    changed_.notify_one();
}

void EventHub::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        broadcaster_.close_all();
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

// A database that is briefly unavailable must not end the streams: the next round asks again.
std::optional<std::int64_t> EventHub::ask() const {
    try {
        return latest_sequence_();
    } catch (const base::Error&) {
        return std::nullopt;
    }
}

void EventHub::run() {
    std::unique_lock lock(mutex_);
    const auto wake = [this] { return stopping_ || has_newcomer_; };
    while (!stopping_) {
        if (broadcaster_.size() == 0)
            changed_.wait(lock, wake);
        else
            changed_.wait_for(lock, poll_interval, wake);
        has_newcomer_ = false;
        if (stopping_) return;
        lock.unlock();
        const std::optional<std::int64_t> sequence = ask();
        lock.lock();
        if (sequence && !stopping_) broadcaster_.tick(*sequence, clock_.now());
    }
}

}  // namespace server
