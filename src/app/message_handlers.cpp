#include "message_handlers.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "message_rows.hpp"
#include "payload.hpp"
#include "row_values.hpp"
#include "store/people_store.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t recipients_max = 500;
constexpr std::size_t marks_max = 500;
constexpr std::size_t id_characters = 24;

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

const json& list_in(const json& payload, const char* name) {
    static const json none = json::array();
    const auto found = payload.find(name);
    if (found == payload.end()) return none;
    if (!found->is_array())
        refuse(base::ErrorKind::invalid_input, "“" + std::string(name) + "”应是列表。",
               "\"" + std::string(name) + "\" must be a list.");
    return *found;
}

/// Writes rows given as texts, and the figures that read them.
class Rows {
public:
    Rows(const Context& context, const char* name)
        : context_(context),
          declaration_(context.catalogue.declaration(name)),
          writer_(context.connection, declaration_, context.sequence, std::nullopt) {}

    /// The region is another row's, and kept as it stands there even when it is no more.
    void put(json values) {
        auto present =
            std::make_shared<const std::vector<bool>>(present_fields(declaration_, values));
        const std::string region = required_text(values, "region");
        values.erase("region");
        registers::Row row =
            read_row({context_.catalogue.regions, today_of(context_)}, declaration_, values);
        row.values[declaration_.find("region").value()] = region;
        writer_.put(std::move(row), std::move(present));
    }
    void finish() {
        (void)writer_.finish();
        recompute(context_, declaration_.name, &writer_.dirty());
    }

private:
    const Context& context_;
    const registers::Declaration& declaration_;
    store::RegisterWriter writer_;
};

Handled done(const Context& context, const char* action, const std::string& object,
             const ordered_json& answer) {
    return {{action, object, "", context.command.payload}, answer.dump(), false};
}

std::string moment_of(const Context& context) {
    return base::format_instant(context.environment.clock.now()).substr(0, 16);
}

void require_contact(const Context& context, const std::string& region, std::int64_t number) {
    const auto& contacts = context.catalogue.declaration(contact_register);
    const bool may = people::allows(context.access, people::Right::publish,
                                    {region, {}, {}, {}, contact_register});
    if (!may ||
        store::rows_with(context.connection, contacts, "", {{"region", region}, {"number", number}})
            .empty())
        refuse(base::ErrorKind::not_found,
               "没有接收人 " + region + " 第 " + std::to_string(number) +
                   " 号，或不在您的授权范围内。",
               "There is no contact " + std::to_string(number) + " of " + region +
                   ", or not within your reach.");
}

// An account of the whole data has no place of its own: then the writer's, else the first of all.
std::string place_of_user(const Context& context, const std::string& user) {
    const auto account = store::find_account(context.connection, user);
    const bool may = account && !account->disabled &&
                     (account->region.empty() ||
                      people::allows(context.access, people::Right::publish,
                                     {account->region, {}, {}, {}, contact_register}));
    if (!may)
        refuse(base::ErrorKind::not_found, "没有账号“" + user + "”，或不在您的授权范围内。",
               "There is no account \"" + user + "\", or not within your reach.");
    if (!account->region.empty()) return account->region;
    for (const auto& each : context.access.allowances)
        if (!each.grant.region.empty()) return each.grant.region;
    const auto& regions = context.catalogue.regions.all();
    if (regions.empty())
        refuse(base::ErrorKind::invalid_input, "还没有区划，请先导入区划。",
               "There are no regions yet; import them first.");
    return regions.front().code;
}

std::string limited_text(const json& payload, const char* name) {
    const std::string text = required_text(payload, name);
    if (base::is_blank(text) || base::has_forbidden_character(text))
        refuse(base::ErrorKind::invalid_input, "标题和内容不能为空，也不能含控制字符。",
               "Title and text must not be empty nor hold control characters.");
    return text;
}

const registers::Declaration& register_of_notice(const Context& context, const std::string& id) {
    return context.catalogue.declaration(id.starts_with('r') ? reminder_register
                                                             : written_register);
}

Notice find_notice(const Context& context, const std::string& id) {
    const bool is_id = id.size() > 1 && id.size() < 18 && (id[0] == 'r' || id[0] == 'w') &&
                       id.find_first_not_of("0123456789", 1) == std::string::npos;
    if (is_id) {
        auto versions = store::row_versions(context.connection, register_of_notice(context, id),
                                            std::stoll(id.substr(1)));
        if (!versions.empty() && !versions.back().end_sequence) {
            const auto& stored = versions.back().stored;
            Notice notice = id[0] == 'r' ? slip_notice(context.catalogue, stored)
                                         : written_notice(context.catalogue, stored);
            if (is_for(notice, context.access)) return notice;
        }
    }
    refuse(base::ErrorKind::not_found, "没有发给您的这条消息。",
           "There is no such message for you.");
}

}  // namespace

Handled handle_write_message(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string title = limited_text(payload, "title"), text = limited_text(payload, "text");
    const std::string message =
        "m" + base::to_hex(base::sha256(context.command.id)).substr(0, id_characters);
    Rows rows(context, written_register);
    std::set<std::string> known;
    const auto add = [&](json values, const std::string& to) {
        if (!known.insert(to).second) return;
        values["message"] = message;
        values["recipient"] = std::to_string(known.size());
        values["title"] = title;
        values["text"] = text;
        values["written_by"] = context.command.actor.user;
        values["written_on"] = base::format_date(today_of(context));
        rows.put(values);
    };
    const auto &contacts = list_in(payload, "contacts"), &users = list_in(payload, "users");
    const std::size_t count = contacts.size() + users.size();
    if (count == 0 || count > recipients_max)
        refuse(base::ErrorKind::invalid_input,
               "一条消息应有 1 至 " + std::to_string(recipients_max) + " 个接收人。",
               "A message has 1 to " + std::to_string(recipients_max) + " recipients.");
    for (const json& each : contacts) {
        const std::string region = required_text(each, "region");
        const std::int64_t number = required_integer(each, "number");
        require_contact(context, region, number);
        add({{"region", region}, {"contact", std::to_string(number)}},
            region + "/" + std::to_string(number));
    }
    for (const json& each : users) {
        const std::string user = each.is_string() ? each.get<std::string>() : std::string();
        add({{"region", place_of_user(context, user)}, {"user", user}}, "@" + user);
    }
    rows.finish();
    return done(context, "message.write", message,
                {{"message", message}, {"recipients", known.size()}});
}

Handled handle_mark_messages(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const auto& wanted = list_in(payload, "messages");
    if (wanted.empty() || wanted.size() > marks_max)
        refuse(base::ErrorKind::invalid_input,
               "一次可签收 1 至 " + std::to_string(marks_max) + " 条消息。",
               "1 to " + std::to_string(marks_max) + " messages are marked at once.");
    const bool read = payload.value("read", json(false)) == true;
    const std::string& user = context.command.actor.user;
    const std::string now = moment_of(context);
    const auto before = load_receipts(context.connection, context.catalogue, user);
    Rows rows(context, receipt_register);
    for (const json& each : wanted) {
        const Notice notice =
            find_notice(context, each.is_string() ? each.get<std::string>() : std::string());
        json values{{"user", user}, {"message", notice.id}, {"region", notice.region}};
        const auto known = before.find({user, notice.id});
        if (known == before.end()) values["shown_at"] = now;
        if (read && (known == before.end() || known->second.read_at.empty()))
            values["read_at"] = now;
        if (values.size() > 3) rows.put(values);
    }
    rows.finish();
    return done(context, "message.mark", user, {{"marked", wanted.size()}});
}

Handled handle_take_reply(const Context& context) {
    if (!context.access.everything && context.command.actor.user != gateway_user)
        refuse(base::ErrorKind::forbidden, "短信回复由平台推送登记。",
               "Replies are taken from the gateway.");
    const auto payload = parse_payload(context.command.payload);
    const std::string region = required_text(payload, "region");
    const std::string contact = std::to_string(required_integer(payload, "contact"));
    const std::string meaning = required_text(payload, "meaning");
    json values{{"reply", required_text(payload, "reply")},
                {"region", region},
                {"contact", contact},
                {"meaning", meaning},
                {"text", text_of(payload, "text")},
                {"taken_on", base::format_date(today_of(context))}};
    if (context.catalogue.declaration(reply_register).find("closed_on"))
        values["closed_on"] = values.at("taken_on");
    if (payload.contains("received_at")) values["received_at"] = payload.at("received_at");
    Rows replies(context, reply_register);
    replies.put(values);
    replies.finish();
    if (meaning == "opt_out") {
        Rows contacts(context, contact_register);
        contacts.put({{"region", region}, {"number", contact}, {"opted_out", "yes"}});
        contacts.finish();
    }
    return done(context, "message.reply", region + "/" + contact, {{"meaning", meaning}});
}

}  // namespace app
