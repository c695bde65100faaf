#include "messages/outbox.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.hpp"

namespace messages {
namespace {

constexpr std::int64_t shanghai_s = 8 * 3'600, day_s = 86'400, minute_s = 60;

[[noreturn]] void refuse(std::string_view line) {
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"发送记录中有一行看不懂：" + std::string(line.substr(0, 80)),
         "A line of the sending journal cannot be read: " + std::string(line.substr(0, 80))});
}

std::array<std::string_view, 4> columns_of(std::string_view line) {
    std::array<std::string_view, 4> columns;
    std::string_view rest = line;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto tab = rest.find('\t');
        if (tab == std::string_view::npos) refuse(line);
        columns[i] = rest.substr(0, tab);
        rest = rest.substr(tab + 1);
    }
    columns[3] = rest;
    return columns;
}

bool has_more_to_do(State state, const Policy& policy) {
    return state == State::waiting || state == State::trying ||
           (state == State::unknown && policy.resends_unknown);
}

}  // namespace

std::string_view to_string(State state) {
    switch (state) {
        case State::waiting:
            return "waiting";
        case State::trying:
            return "trying";
        case State::unknown:
            return "unknown";
        case State::sent:
            return "sent";
        case State::delivered:
            return "delivered";
        case State::failed:
            break;
    }
    return "failed";
}

void Outbox::read(std::string_view journal) {
    for (;;) {
        const auto end = journal.find('\n');
        if (end == std::string_view::npos) return;
        apply(journal.substr(0, end));
        journal.remove_prefix(end + 1);
    }
}

void Outbox::apply(std::string_view line) {
    const auto [event, key, seconds, text] = columns_of(line);
    if (event == "decided") {
        decisions_.emplace(key);
        return;
    }
    std::int64_t at = 0;
    std::from_chars(seconds.data(), seconds.data() + seconds.size(), at);
    Progress& progress = all_[std::string(key)];
    const bool has_ended = progress.state == State::delivered;
    if (event == "try") {
        progress.state = State::trying;
        ++progress.attempts;
        progress.tried_at_s = at;
        progress.not_before_s = 0;
        progress.request = text;
        ++attempts_of_[at];
        attempts_of_.erase(attempts_of_.begin(), attempts_of_.upper_bound(at - minute_s));
    } else if (event == "sent") {
        progress.state = State::sent;
        progress.group = text;
        if (!text.empty()) groups_[progress.group].emplace_back(key);
    } else if (event == "failed" || event == "unknown") {
        progress.state = event == "failed" ? State::waiting : State::unknown;
        progress.reason = text;
    } else if (event == "later") {
        const auto blank = std::min(text.find(' '), text.size());
        std::from_chars(text.data(), text.data() + blank, progress.not_before_s);
        progress.state = State::waiting;
        progress.reason = text.substr(std::min(blank + 1, text.size()));
    } else if (event == "again") {
        progress = {};
    } else if (event == "refused" || (event == "undelivered" && !has_ended)) {
        progress.state = State::failed;
        progress.reason = text;
    } else if (event == "delivered") {
        progress.state = State::delivered;
    } else if (event != "undelivered") {
        refuse(line);
    }
}

Progress Outbox::of(const std::string& key) const {
    const auto found = all_.find(key);
    return found == all_.end() ? Progress{} : found->second;
}

bool Outbox::is_given_up(const std::string& key, const Policy& policy) const {
    const Progress progress = of(key);
    return has_more_to_do(progress.state, policy) && progress.attempts >= policy.attempts_max;
}

bool Outbox::is_settled(const std::string& key, const Policy& policy) const {
    return !has_more_to_do(of(key).state, policy) || is_given_up(key, policy);
}

std::int64_t Outbox::room(const Policy& policy, std::int64_t now_s) const {
    std::int64_t left = policy.per_minute;
    for (auto at = attempts_of_.upper_bound(now_s - minute_s); at != attempts_of_.end(); ++at)
        left -= at->second;
    return std::max<std::int64_t>(left, 0);
}

std::int64_t Outbox::wait(const Policy& policy, std::int64_t now_s) const {
    if (room(policy, now_s) > 0) return 0;
    const auto first = attempts_of_.upper_bound(now_s - minute_s);
    return std::max<std::int64_t>(1, first->first + minute_s - now_s);
}

bool Outbox::is_due(const std::string& key, const Policy& policy, std::int64_t now_s) const {
    if (is_settled(key, policy)) return false;
    const Progress progress = of(key);
    const auto pause_ends = progress.tried_at_s + pause_after(policy, progress.attempts);
    return progress.attempts == 0 || progress.state == State::trying ||
           now_s >= std::max(pause_ends, progress.not_before_s);
}

std::vector<std::string> Outbox::keys_of_group(const std::string& group) const {
    const auto found = groups_.find(group);
    return found == groups_.end() ? std::vector<std::string>{} : found->second;
}

std::string journal_line(std::string_view event, const std::string& key, std::int64_t now_s,
                         std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return std::string(event) + "\t" + key + "\t" + std::to_string(now_s) + "\t" + text + "\n";
}

std::int64_t pause_after(const Policy& policy, int attempts) {
    std::int64_t pause = policy.first_pause_s;
    for (int i = 1; i < attempts && pause < policy.pause_max_s; ++i) pause *= 2;
    return std::min(pause, policy.pause_max_s);
}

bool is_quiet(const Policy& policy, std::int64_t now_s) {
    const auto hour = ((now_s + shanghai_s) % day_s + day_s) % day_s / 3'600;
    if (policy.quiet_from <= policy.quiet_to)
        return hour >= policy.quiet_from && hour < policy.quiet_to;
    return hour >= policy.quiet_from || hour < policy.quiet_to;
}

}  // namespace messages
