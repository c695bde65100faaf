#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer_of.hpp"
#include "message_state.hpp"

// What a person says to messages of which nobody knows whether the gateway took them.
namespace app {
namespace {

using nlohmann::ordered_json;

[[noreturn]] void refuse(base::ErrorKind kind, const char* zh, const char* en) {
    throw base::Error(kind, {zh, en});
}

// Throws what keeps somebody from deciding of one message.
void require_decidable(const Outgoing& outgoing, const std::string& key, messages::State state,
                       const people::Access& who) {
    const auto message = std::ranges::find(outgoing, key, &OutgoingMessage::key);
    if (message == outgoing.end() || !Sight(who).covers(*message))
        refuse(base::ErrorKind::not_found, "没有这条消息。", "There is no such message.");
    if (!may_publish(*message, who))
        refuse(base::ErrorKind::forbidden, "您没有在这里发送消息的权限。",
               "You may not send messages there.");
    if (state != messages::State::unknown)
        refuse(base::ErrorKind::conflict, "这条消息不是“送达不明”，不用决定。",
               "Whether this message arrived is no open question.");
}

[[noreturn]] void refuse_count(std::size_t found, std::int64_t count) {
    const std::string there = std::to_string(found), shown = std::to_string(count);
    throw base::Error(
        base::ErrorKind::conflict,
        {"“送达不明”的现在是 " + there + " 条，不是 " + shown + " 条；请按现在的条数重新确认。",
         there + " messages are an open question now, not " + shown +
             "; look again and confirm their number."});
}

// The same for the same decision: by it a repeated command is known.
std::string note_of(const MessageDecision& decision) {
    ordered_json note{{"action", decision.again ? "message_again" : "message_settle"}};
    if (!decision.message.empty()) {
        note["object"] = decision.message;
        return note.dump();
    }
    const QueueQuery& of = decision.of;
    note["object"] = of.request;
    note["count"] = decision.count;
    const std::pair<const char*, const std::string*> rest[] = {{"channel", &of.channel},
                                                               {"region", &of.region},
                                                               {"tried_from", &of.tried_from},
                                                               {"tried_until", &of.tried_until}};
    for (const auto& [name, value] : rest)
        if (!value->empty()) note[name] = *value;
    return note.dump();
}

}  // namespace

std::string read_minute(const std::string& text) {
    const auto is_two_digits = [&](std::size_t at, int most) {
        const std::string part = text.substr(at, 2);
        return part.find_first_not_of("0123456789") == std::string::npos && std::stoi(part) <= most;
    };
    if (text.size() != 16 || !base::parse_date(text.substr(0, 10)) ||
        (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || !is_two_digits(11, 23) ||
        !is_two_digits(14, 59))
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + text + "”应写作 2020-06-24T12:00。",
                           "\"" + text + "\" should be written as 2020-06-24T12:00."});
    return text.substr(0, 10) + "T" + text.substr(11);
}

std::string Messages::decide(Command by, const MessageDecision& decision,
                             const people::Access& who) {
    const auto told = state_->told();
    auto& journal = state_->journal();
    const auto hold = journal.hold(sender_patience);
    by.kind = "note";
    by.payload = note_of(decision);
    const auto now = decision.again ? messages::State::waiting : messages::State::sent;
    const std::string answer =
        ordered_json{{"count", decision.count}, {"state", messages::to_string(now)}}.dump();
    // In the trail without its last line in the journal: cut off, and carried on.
    const bool is_begun = answer_of(state_->app, by).has_value();
    if (is_begun && journal.look([&](const auto& outbox) { return outbox.has_decided(by.id); }))
        return answer;
    const auto keys = journal.look([&](const messages::Outbox& outbox) {
        if (decision.message.empty())
            return state_->open_keys(told->outgoing, decision.of, who, outbox);
        if (!is_begun)
            require_decidable(told->outgoing, decision.message, outbox.of(decision.message).state,
                              who);
        return std::vector{decision.message};
    });
    if (!is_begun && static_cast<std::int64_t>(keys.size()) != decision.count)
        refuse_count(keys.size(), decision.count);
    (void)state_->app.apply(by);
    std::string lines;
    for (const std::string& key : keys)
        lines += messages::journal_line(decision.again ? "again" : "sent", key, state_->now_s());
    journal.write(lines + messages::journal_line("decided", by.id, state_->now_s()));
    return answer;
}

}  // namespace app
