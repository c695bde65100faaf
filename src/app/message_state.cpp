#include "message_state.hpp"

#include <algorithm>
#include <array>

namespace app {
namespace {

constexpr std::int64_t days_back = 30;

}  // namespace

bool is_in_page(const OutgoingMessage& message) {
    return message.channel == "in_page";
}

bool may_publish(const OutgoingMessage& message, const people::Access& who) {
    return people::allows(who, people::Right::publish,
                          {message.contact_region, {}, {}, {}, contact_register});
}

bool is_tried_as(const QueueQuery& query, const messages::Progress& progress) {
    if (!query.request.empty() && progress.request != query.request) return false;
    if (query.tried_from.empty() && query.tried_until.empty()) return true;
    if (progress.tried_at_s == 0) return false;
    constexpr std::size_t to_the_minute = 16;
    const base::Instant at(std::chrono::seconds(progress.tried_at_s));
    const std::string minute = base::format_instant(at).substr(0, to_the_minute);
    return minute >= query.tried_from && (query.tried_until.empty() || minute <= query.tried_until);
}

bool Sight::covers(const OutgoingMessage& message) {
    if (!message.written_by.empty() && message.written_by == who_.user) return true;
    const auto& at = message.contact_region;
    if (!contacts_.covers(at.empty() ? message.region : at)) return false;
    if (message.ledger.empty()) return true;
    const auto [known, fresh] = ledgers_.try_emplace(message.ledger);
    if (fresh) known->second = reach(message.ledger);
    return known->second.covers(message.region);
}

people::Reach Sight::reach(const std::string& register_name) const {
    return people::reach(who_, people::Right::read, {{}, {}, {}, {}, register_name});
}

std::int64_t Messages::State::now_s() const {
    return base::to_milliseconds(environment.clock.now()) / 1'000;
}

base::Date Messages::State::since() const {
    const auto today = base::shanghai_date(environment.clock.now());
    return base::Date(std::chrono::sys_days(today) - std::chrono::days(days_back));
}

messages::Policy Messages::State::policy() const {
    return settings ? settings->policy : messages::Policy{};
}

sending::Journal& Messages::State::journal() {
    const std::lock_guard lock(mutex_);
    if (!journal_) {
        const auto& data = app.ledgers().state().options.data_folder;
        if (data.empty())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"发送记录保存在数据文件夹里，请用 --data 给出。",
                               "The sending journal is kept in the data folder; give --data."});
        const auto folder = data / "messages";
        environment.files.make_folder(folder);
        journal_ = std::make_unique<sending::Journal>(folder / "journal");
    }
    return *journal_;
}

std::shared_ptr<const Messages::State::Told> Messages::State::told() {
    const base::Date first = since();
    const std::int64_t now = app.latest_sequence();
    {
        const std::lock_guard lock(mutex_);
        if (told_ && first == told_since_ && is_untouched(told_at_, now)) {
            told_at_ = now;
            return told_;
        }
    }
    auto fresh = std::make_shared<const Told>(
        app.ledgers().state().read([&](store::Connection& connection, const Catalogue& catalogue) {
            Told all{notices_since(connection, catalogue, first), {}, shared_regions(catalogue)};
            all.outgoing = outgoing_of(connection, catalogue, all.notices);
            return all;
        }));
    const std::lock_guard lock(mutex_);
    told_ = fresh;
    told_at_ = now;
    told_since_ = first;
    return fresh;
}

Receipts Messages::State::receipts(const std::string& user) {
    return app.ledgers().state().read(
        [&](store::Connection& connection, const Catalogue& catalogue) {
            return load_receipts(connection, catalogue, user);
        });
}

std::vector<messages::Message> Messages::State::wanted() {
    std::vector<messages::Message> all;
    for (const auto& one : told()->outgoing)
        if (!one.opted_out && !one.gone && !is_in_page(one))
            all.push_back({one.key, one.channel, one.address, one.title, one.text});
    return all;
}

std::string Messages::State::state_of(const OutgoingMessage& message,
                                      const messages::Outbox& outbox,
                                      const Receipts& receipts) const {
    if (is_in_page(message)) {
        const auto receipt = receipts.find({message.user, message.notice});
        if (receipt == receipts.end()) return "waiting";
        return receipt->second.read_at.empty() ? "delivered" : "read";
    }
    const auto progress = outbox.of(message.key);
    const bool unsent = progress.state == messages::State::waiting;
    if (message.gone && unsent) return "failed";
    if (message.opted_out && unsent) return "opted_out";
    if (outbox.is_given_up(message.key, policy())) return "given_up";
    return std::string(messages::to_string(progress.state));
}

std::vector<std::string> Messages::State::open_keys(const Outgoing& outgoing,
                                                    const QueueQuery& query,
                                                    const people::Access& who,
                                                    const messages::Outbox& outbox) const {
    std::vector<std::string> keys;
    for_each(outgoing, query, who, outbox, {},
             [&](const OutgoingMessage& message, const std::string&,
                 const messages::Progress& progress) {
                 if (progress.state == messages::State::unknown && may_publish(message, who))
                     keys.push_back(message.key);
             });
    return keys;
}

bool Messages::State::is_untouched(std::int64_t then, std::int64_t now) {
    if (then == now) return true;
    return app.ledgers().state().read(
        [&](store::Connection& connection, const Catalogue& catalogue) {
            return std::ranges::none_of(
                std::array{reminder_register, written_register, contact_register, "region"},
                [&](const char* name) {
                    const auto* declaration = find_declaration(catalogue, name);
                    return declaration &&
                           !store::touched_rows(connection, *declaration, "", {then, now}, 0, 1)
                                .empty();
                });
        });
}

}  // namespace app
