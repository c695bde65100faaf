#include <nlohmann/json.hpp>

#include "api_routes.hpp"
#include "app/messages.hpp"
#include "base/error.hpp"
#include "guard.hpp"
#include "parameters.hpp"

// Messages on their way, those on a person's own pages, and what gateways push (docs/messages.md).
namespace server {
namespace {

constexpr Limit reading{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 600};
constexpr Limit change{.body_bytes_max = 65'536, .seconds_max = 60, .per_minute = 120};
constexpr Limit pushed{.body_bytes_max = 65'536, .seconds_max = 60, .per_minute = 6'000};
constexpr std::int64_t messages_max = 500, farthest = 1'000'000'000;

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

std::string minute(const std::optional<std::string>& text) {
    return text && !text->empty() ? app::read_minute(*text) : std::string();
}

Response queue(app::Messages& messages, const Call& call) {
    app::QueueQuery query;
    query.state = optional_text(call.query, "state").value_or("");
    query.channel = optional_text(call.query, "channel").value_or("");
    query.region = optional_region(call.query, "region").value_or("");
    query.request = optional_text(call.query, "request").value_or("");
    query.tried_from = minute(optional_text(call.query, "tried_from"));
    query.tried_until = minute(optional_text(call.query, "tried_until"));
    query.after = whole_number(call.query, "after", 0, farthest, 0);
    query.limit = whole_number(call.query, "limit", 1, messages_max, 100);
    return json(messages.queue(query, call.caller.access));
}

[[noreturn]] void refuse_decision() {
    throw base::Error(base::ErrorKind::invalid_input,
                      {"请给出 again（true 再发一次，false 不再发），以及一条 message（消息），"
                       "或条件和 count（看到的条数）。",
                       "Give again (true: send once more, false: do not), and either one message "
                       "or conditions and count, the number that was shown."});
}

// One message, or all open ones of some conditions with the number that the person was shown.
app::MessageDecision decision_of(const std::string& body) {
    const auto json = nlohmann::json::parse(body);
    std::size_t conditions = 0;
    const auto text = [&](const char* name) {
        const auto found = json.find(name);
        if (found == json.end()) return std::string();
        if (!found->is_string() || found->get<std::string>().empty()) refuse_decision();
        ++conditions;
        return found->get<std::string>();
    };
    app::MessageDecision decision;
    decision.of = {.channel = text("channel"),
                   .region = text("region"),
                   .request = text("request"),
                   .tried_from = minute(text("tried_from")),
                   .tried_until = minute(text("tried_until"))};
    const bool is_many = json.contains("count");
    if (is_many == json.contains("message") || (!is_many && conditions > 0)) refuse_decision();
    if (!is_many) decision.message = text("message");
    if (is_many && (!json["count"].is_number_integer() || json["count"] < 1)) refuse_decision();
    if (is_many) decision.count = json["count"].get<std::int64_t>();
    if (!json.contains("again") || !json["again"].is_boolean()) refuse_decision();
    decision.again = json["again"];
    return decision;
}

Response decide(app::Messages& messages, const Call& call) {
    const auto decision = decision_of(body_with(
        call.request.body,
        {"message", "again", "channel", "region", "request", "tried_from", "tried_until", "count"},
        {}));
    return json(messages.decide(command_of(call, "note", "{}"), decision, call.caller.access));
}

// Whoever does not know the key is told that there is nothing.
void require_receiver(const app::Messages& messages, const Call& call) {
    if (!messages.is_receiver(call.path.at("key")))
        throw base::Error(base::ErrorKind::not_found,
                          {"没有这个网址。", "There is nothing at this address."});
}

}  // namespace

std::vector<Route> message_routes(app::App& app, const std::shared_ptr<app::Messages>& messages) {
    const auto write = [&app](const std::string& pattern, Role role, const char* audit,
                              const char* kind, std::vector<std::string> known) {
        return Route{Method::post,
                     pattern,
                     role,
                     Scope::all_regions,
                     {{}},
                     audit,
                     change,
                     [&app, kind, known = std::move(known)](const Call& call) {
                         return apply_command(
                             app, command_of(call, kind, body_with(call.request.body, known, {})));
                     }};
    };
    const auto push = [messages](const char* what, const char* audit,
                                 std::string (app::Messages::*take)(const std::string&)) {
        return Route{Method::post,
                     std::string(pushing_path) + "{key}/" + what,
                     Role::anyone,
                     Scope::no_region,
                     {{}},
                     audit,
                     pushed,
                     [messages, take](const Call& call) {
                         require_receiver(*messages, call);
                         return json((*messages.*take)(call.request.body));
                     }};
    };
    return {
        {Method::get,
         "/api/messages",
         Role::reader,
         Scope::region_parameter,
         {{"state", "channel", "request", "tried_from", "tried_until", "after", "limit", "region"}},
         "read.messages",
         reading,
         [messages](const Call& call) { return queue(*messages, call); }},
        write("/api/messages", Role::lead_unit, "change.message_write", "write_message",
              {"title", "text", "contacts", "users"}),
        {Method::post,
         "/api/messages/decisions",
         Role::lead_unit,
         Scope::all_regions,
         {{}},
         "change.message_decision",
         change,
         [messages](const Call& call) { return decide(*messages, call); }},
        {Method::get,
         "/api/inbox",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "read.inbox",
         reading,
         [messages](const Call& call) { return json(messages->inbox(call.caller.access)); }},
        write("/api/inbox/marks", Role::signed_in, "change.message_mark", "mark_messages",
              {"messages", "read"}),
        push("reports", "change.message_reports", &app::Messages::take_reports),
        push("replies", "change.message_replies", &app::Messages::take_replies),
    };
}

}  // namespace server
