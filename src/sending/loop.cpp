#include "sending/loop.hpp"

#include "base/error.hpp"

namespace sending {
namespace {

constexpr auto round_longest = std::chrono::seconds(20);

std::string line_of(const Round& round) {
    return "messages: sent " + std::to_string(round.sent) + ", to be tried again " +
           std::to_string(round.failed) + ", refused " + std::to_string(round.refused) +
           ", waiting " + std::to_string(round.later) +
           (round.unknown > 0 ? ", without an answer " + std::to_string(round.unknown) : "");
}

}  // namespace

Loop::Loop(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

Loop::~Loop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    stopping_.notify_all();
    thread_.join();
}

bool Loop::is_stopping() {
    const std::lock_guard lock(mutex_);
    return stop_;
}

void Loop::run() {
    while (!is_stopping()) {
        try {
            one_round();
        } catch (const base::Error& error) {
            parts_.log("messages: " + error.message().en);
        } catch (const std::exception&) {
            parts_.log("messages: a round failed; it will be tried again");
        }
        std::unique_lock lock(mutex_);
        stopping_.wait_for(lock, parts_.pause, [this] { return stop_; });
    }
}

void Loop::one_round() {
    const auto wanted = parts_.wanted();
    const auto hold = parts_.journal.hold();
    const auto until = std::chrono::steady_clock::now() + round_longest;
    const Round round =
        send_due(wanted, parts_.settings, parts_.journal, *parts_.transport, parts_.now_s,
                 [&] { return !is_stopping() && std::chrono::steady_clock::now() < until; });
    if (round.sent + round.failed + round.refused + round.unknown > 0) parts_.log(line_of(round));
}

}  // namespace sending
