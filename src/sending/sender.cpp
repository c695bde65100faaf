#include "sending/sender.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "messages/other_channels.hpp"

namespace sending {
namespace {

using messages::journal_line;
using messages::Message;
using nlohmann::json;

enum class Result { sent, failed, refused };
struct Told {
    Result result = Result::failed;
    std::string text;  // the group, or the reason
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

std::string header_of(const Message& message) {
    return base::to_hex(base::sha256(message.key)).substr(0, 32);
}

Told tell_by_sms(const Message& message, const Settings& settings, Transport& transport) {
    const std::string body = messages::ordinary_body(settings.sms, {message.address}, message.text);
    const Answer answer = transport.post(settings.sms_url + "/sms/norsubmit", body,
                                         {{"X-Wanjia-Message", header_of(message)}});
    if (answer.status != 200) return {Result::failed, "HTTP " + std::to_string(answer.status)};
    const auto said = messages::read_answer(answer.body);
    if (said.accepted) return {Result::sent, said.group};
    return {said.may_retry ? Result::failed : Result::refused, said.code};
}

Told tell_by_webhook(const Message& message, const Settings& settings, Transport& transport,
                     std::int64_t now_s) {
    const Answer answer = transport.post(
        message.address, messages::webhook_body(message, settings.webhook_secret, now_s),
        {{"X-Wanjia-Message", header_of(message)}});
    if (answer.status >= 200 && answer.status < 300) return {Result::sent, ""};
    const bool for_good = answer.status >= 400 && answer.status < 500 && answer.status != 429;
    return {for_good ? Result::refused : Result::failed, "HTTP " + std::to_string(answer.status)};
}

Told tell(const Message& message, const Settings& settings, Transport& transport,
          std::int64_t now_s) {
    try {
        if (message.channel == "sms") return tell_by_sms(message, settings, transport);
        if (message.channel == "webhook")
            return tell_by_webhook(message, settings, transport, now_s);
        transport.mail({settings.mail_server, settings.mail_user, settings.mail_password,
                        settings.mail_from, message.address,
                        messages::mail_text(message, settings.mail_from, now_s)});
        return {Result::sent, ""};
    } catch (const base::Error& error) {
        const bool for_good = error.kind() == base::ErrorKind::invalid_input;
        return {for_good ? Result::refused : Result::failed, error.message().zh};
    }
}

void send_one(const Message& message, const Settings& settings, Journal& journal,
              Transport& transport, std::int64_t now_s, Round& round) {
    journal.write(journal_line("try", message.key, now_s));
    const Told told = tell(message, settings, transport, now_s);
    const char* event = told.result == Result::sent     ? "sent"
                        : told.result == Result::failed ? "failed"
                                                        : "refused";
    journal.write(journal_line(event, message.key, now_s, told.text));
    ++(told.result == Result::sent     ? round.sent
       : told.result == Result::failed ? round.failed
                                       : round.refused);
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
    const auto& policy = settings.policy;
    for (const Message& message : wanted) {
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
            send_one(message, settings, journal, transport, now, round);
        }
    }
    return round;
}

bool take_report(const messages::MasReport& report, Journal& journal, std::int64_t now_s) {
    const auto key =
        journal.look([&](const auto& outbox) { return outbox.key_of_group(report.group); });
    if (!key) return false;
    const auto known = journal.look([&](const auto& outbox) { return outbox.of(*key).state; });
    if (known != (report.delivered ? messages::State::delivered : messages::State::failed))
        journal.write(journal_line(report.delivered ? "delivered" : "undelivered", *key, now_s,
                                   report.error.empty() ? report.status : report.error));
    return true;
}

}  // namespace sending
