#include "sending/sender.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "messages/other_channels.hpp"

namespace sending {
namespace {

using messages::journal_line;
using messages::Message;
using nlohmann::json;

enum class Result { sent, failed, refused, unknown };
struct Told {
    Result result = Result::failed;
    std::string text;  // the group, or the reason
    std::int64_t retry_after_s = 0;
};

[[noreturn]] void refuse(const std::string& member) {
    throw base::Error(base::ErrorKind::invalid_input,
                      {"消息设置中的“" + member + "”不认识或不正确。",
                       "\"" + member + "\" of the message settings is unknown or wrong."});
}

// Members of a group of texts, each put where it belongs.
void read_texts(const json& object, const std::string& group,
                const std::vector<std::pair<const char*, std::string*>>& known) {
    if (!object.is_object()) refuse(group);
    for (const auto& [name, value] : object.items()) {
        const auto found =
            std::find_if(known.begin(), known.end(),
                         [&, &name = name](const auto& one) { return name == one.first; });
        if (found == known.end() || !value.is_string()) refuse(group + "." + name);
        *found->second = value.get<std::string>();
    }
}

int number_within(const json& value, const std::string& name, int least, int most) {
    if (!value.is_number_integer() || value < least || value > most) refuse(name);
    return value.get<int>();
}

std::set<std::string> channels_of(const json& list, const std::string& name) {
    if (!list.is_array()) refuse(name);
    std::set<std::string> channels;
    for (const json& one : list) {
        if (one != "sms" && one != "webhook" && one != "email") refuse(name);
        channels.insert(one.get<std::string>());
    }
    return channels;
}

// It stands in an address: long enough not to be guessed, and nothing that has to be escaped.
void require_key(const std::string& key) {
    constexpr std::size_t shortest = 16;
    const bool clean = std::all_of(key.begin(), key.end(), [](unsigned char c) {
        return std::isdigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
    if (key.size() < shortest || !clean) refuse("receiver.key");
}

bool has_channel(const Message& message, const Settings& settings) {
    if (message.channel == "sms") return !settings.sms_url.empty();
    if (message.channel == "email") return !settings.mail_server.empty();
    return message.channel == "webhook" && !settings.webhook_secret.empty();
}

Told no_answer() {
    return {Result::unknown, "请求已发出，没有收到答复"};
}

// A proxy answers 502 and 504, and often 500 and 503, when what lies behind it took the request and
// then went silent. Only a 503 that says when to come back, and 429, turn it away for certain.
Told no_success(const Answer& answer, Result refused_with) {
    const bool turns_away = answer.status == 429 || (answer.status == 503 && answer.retry_after_s);
    const std::string text = "HTTP " + std::to_string(answer.status);
    if (turns_away) return {Result::failed, text, answer.retry_after_s.value_or(0)};
    if (answer.status >= 500) return {Result::unknown, text + "，平台没有说明是否已收下"};
    return {refused_with, text};
}

/// What goes out in one request: one message, or text messages with the same words.
using Batch = std::vector<const Message*>;

// What a gateway can know it again by; it tells nothing of the messages.
std::string request_of(const Batch& batch) {
    std::vector<std::string> keys;
    for (const Message* message : batch) keys.push_back(message->key);
    return base::to_hex(base::sha256(base::join(keys, "\n"))).substr(0, 32);
}

Told tell_by_sms(const Batch& batch, const Settings& settings, Transport& transport) {
    std::vector<std::string> mobiles;
    for (const Message* message : batch) mobiles.push_back(message->address);
    const std::string body = messages::ordinary_body(settings.sms, mobiles, batch.front()->text);
    const auto answer = transport.post(settings.sms_url + "/sms/norsubmit", body,
                                       {{"X-Wanjia-Message", request_of(batch)}});
    if (!answer) return no_answer();
    if (answer->status < 200 || answer->status >= 300) return no_success(*answer, Result::failed);
    const auto said = messages::read_answer(answer->body);
    if (said.accepted) return {Result::sent, said.group};
    if (said.is_in_doubt)
        return {Result::unknown, said.code.empty() ? "平台的答复看不懂" : said.code};
    const bool others_wrong = said.code == messages::invalid_mobile && batch.size() > 1;
    return {said.may_retry || others_wrong ? Result::failed : Result::refused, said.code};
}

Told tell_by_webhook(const Message& message, const Settings& settings, Transport& transport,
                     std::int64_t now_s) {
    const auto answer = transport.post(
        message.address, messages::webhook_body(message, settings.webhook_secret, now_s),
        {{"X-Wanjia-Message", request_of({&message})}});
    if (!answer) return no_answer();
    if (answer->status >= 200 && answer->status < 300) return {Result::sent, ""};
    return no_success(*answer, answer->status >= 400 ? Result::refused : Result::failed);
}

Told tell(const Batch& batch, const Settings& settings, Transport& transport, std::int64_t now_s) {
    const Message& message = *batch.front();
    try {
        if (message.channel == "sms") return tell_by_sms(batch, settings, transport);
        if (message.channel == "webhook")
            return tell_by_webhook(message, settings, transport, now_s);
        const bool answered = transport.mail(
            {settings.mail_server, settings.mail_user, settings.mail_password, settings.mail_from,
             message.address, messages::mail_text(message, settings.mail_from, now_s)});
        return answered ? Told{Result::sent, ""} : no_answer();
    } catch (const base::Error& error) {
        const bool for_good = error.kind() == base::ErrorKind::invalid_input;
        return {for_good ? Result::refused : Result::failed, error.message().zh};
    }
}

std::string lines_of(const char* event, const Batch& batch, std::int64_t now_s,
                     const std::string& text = {}) {
    std::string lines;
    for (const Message* message : batch) lines += journal_line(event, message->key, now_s, text);
    return lines;
}

struct Outcome {
    const char* event;
    int Round::* count;
};

Outcome outcome_of(Result result) {
    switch (result) {
        case Result::sent:
            return {"sent", &Round::sent};
        case Result::failed:
            return {"failed", &Round::failed};
        case Result::refused:
            return {"refused", &Round::refused};
        case Result::unknown:
            break;
    }
    return {"unknown", &Round::unknown};
}

void write_down(const Batch& batch, const Told& told, Journal& journal, std::int64_t now_s,
                Round& round) {
    const Outcome outcome = outcome_of(told.result);
    journal.write(told.retry_after_s > 0
                      ? lines_of("later", batch, now_s,
                                 std::to_string(now_s + told.retry_after_s) + " " + told.text)
                      : lines_of(outcome.event, batch, now_s, told.text));
    round.*outcome.count += static_cast<int>(batch.size());
}

void send_batch(const Batch& batch, const Settings& settings, Journal& journal,
                Transport& transport, std::int64_t now_s, Round& round) {
    journal.write(lines_of("try", batch, now_s, request_of(batch)));
    write_down(batch, tell(batch, settings, transport, now_s), journal, now_s, round);
}

messages::Policy policy_for(const Message& message, const Settings& settings) {
    messages::Policy policy = settings.policy;
    policy.resends_unknown = settings.send_again.contains(message.channel);
    return policy;
}

// Nobody else is sending: whoever began these was killed before their answer was kept.
Batch interrupted(const std::vector<Message>& wanted, const Settings& settings,
                  const messages::Outbox& outbox) {
    Batch batch;
    for (const Message& message : wanted)
        if (outbox.of(message.key).state == messages::State::trying &&
            !policy_for(message, settings).resends_unknown)
            batch.push_back(&message);
    return batch;
}

/// Text messages with the same words, in their order, and how far they have been handled.
struct SameWords {
    std::vector<const Message*> messages;
    std::size_t next = 0;
};

std::map<std::string_view, SameWords> by_words(const std::vector<Message>& wanted) {
    std::map<std::string_view, SameWords> all;
    for (const Message& message : wanted)
        if (message.channel == "sms") all[message.text].messages.push_back(&message);
    return all;
}

/// May go with others: a number that is one, and not among those of a request that was refused
/// because of one of its numbers.
bool may_go_with_others(const Message& message, const messages::Outbox& outbox) {
    return messages::is_mobile(message.address) &&
           outbox.of(message.key).reason != messages::invalid_mobile;
}

/// The due message `first` and those with the same words that follow it and may go with it, up to
/// the next that is due and may not or whose number is there already.
Batch batch_from(const Message& first, SameWords& same, const messages::Outbox& outbox,
                 const messages::Policy& policy, std::int64_t now_s) {
    Batch batch{&first};
    while (same.messages[same.next++] != &first) {
    }
    const auto most = std::min<std::size_t>(messages::mobiles_max,
                                            static_cast<std::size_t>(outbox.room(policy, now_s)));
    std::set<std::string_view> numbers{first.address};
    if (!may_go_with_others(first, outbox)) return batch;
    for (; same.next < same.messages.size() && batch.size() < most; ++same.next) {
        const Message& message = *same.messages[same.next];
        if (!outbox.is_due(message.key, policy, now_s) || !may_go_with_others(message, outbox) ||
            !numbers.insert(message.address).second)
            break;
        batch.push_back(&message);
    }
    return batch;
}

}  // namespace

Settings read_settings(const std::string& text) {
    const auto all = json::parse(text, nullptr, false);
    if (!all.is_object()) refuse("{}");
    Settings settings;
    for (const auto& [name, value] : all.items()) {
        if (name == "sms") {
            auto& sms = settings.sms;
            read_texts(value, name,
                       {{"url", &settings.sms_url},
                        {"ec_name", &sms.ec_name},
                        {"ap_id", &sms.ap_id},
                        {"secret_key", &sms.secret_key},
                        {"sign", &sms.sign},
                        {"add_serial", &sms.add_serial}});
        } else if (name == "webhook") {
            read_texts(value, name, {{"secret", &settings.webhook_secret}});
        } else if (name == "mail") {
            read_texts(value, name,
                       {{"server", &settings.mail_server},
                        {"user", &settings.mail_user},
                        {"password", &settings.mail_password},
                        {"from", &settings.mail_from}});
        } else if (name == "receiver") {
            read_texts(value, name, {{"key", &settings.receiver_key}});
            require_key(settings.receiver_key);
        } else if (name == "ca_file") {
            if (!value.is_string()) refuse(name);
            settings.ca_file = value.get<std::string>();
        } else if (name == "send_again") {
            settings.send_again = channels_of(value, name);
        } else if (name == "quiet") {
            if (!value.is_array() || value.size() != 2) refuse(name);
            settings.policy.quiet_from = number_within(value[0], name, 0, 23);
            settings.policy.quiet_to = number_within(value[1], name, 0, 23);
        } else if (name == "per_minute") {
            settings.policy.per_minute = number_within(value, name, 1, 100'000);
        } else if (name == "attempts_max") {
            settings.policy.attempts_max = number_within(value, name, 1, 100);
        } else {
            refuse(name);
        }
    }
    return settings;
}

Round send_due(const std::vector<Message>& wanted, const Settings& settings, Journal& journal,
               Transport& transport, const std::function<std::int64_t()>& now_s,
               const std::function<bool()>& keep_going) {
    Round round;
    const Batch begun =
        journal.look([&](const auto& outbox) { return interrupted(wanted, settings, outbox); });
    if (!begun.empty())
        write_down(begun, {Result::unknown, "发送时程序中断，没有记下答复"}, journal, now_s(),
                   round);
    auto words = by_words(wanted);
    std::set<const Message*> gone(begun.begin(), begun.end());
    for (const Message& message : wanted) {
        if (gone.erase(&message) > 0) continue;
        const auto policy = policy_for(message, settings);
        const std::int64_t now = now_s();
        const auto look = [&](auto question) { return journal.look(question); };
        if (look([&](const auto& outbox) { return outbox.is_settled(message.key, policy); })) {
            ++round.settled;
        } else if (!has_channel(message, settings)) {
            ++round.no_channel;
        } else if (messages::is_quiet(policy, now) || !keep_going() ||
                   look([&](const auto& outbox) {
                       return outbox.wait(policy, now) > 0 ||
                              !outbox.is_due(message.key, policy, now);
                   })) {
            ++round.later;
        } else {
            const Batch batch =
                message.channel != "sms" ? Batch{&message} : look([&](const auto& outbox) {
                    return batch_from(message, words.at(message.text), outbox, policy, now);
                });
            gone.insert(batch.begin() + 1, batch.end());
            send_batch(batch, settings, journal, transport, now, round);
        }
    }
    return round;
}

bool take_report(const messages::MasReport& report, Journal& journal, std::int64_t now_s,
                 const AddressOf& address_of) {
    auto keys =
        journal.look([&](const auto& outbox) { return outbox.keys_of_group(report.group); });
    if (keys.size() > 1)
        std::erase_if(keys, [&](const std::string& key) {
            return std::ranges::find(report.mobiles, address_of(key)) == report.mobiles.end();
        });
    const auto told = report.delivered ? messages::State::delivered : messages::State::failed;
    for (const std::string& key : keys)
        if (journal.look([&](const auto& outbox) { return outbox.of(key).state; }) != told)
            journal.write(journal_line(report.delivered ? "delivered" : "undelivered", key, now_s,
                                       report.error.empty() ? report.status : report.error));
    return !keys.empty();
}

}  // namespace sending
