#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "message_handlers.hpp"
#include "message_state.hpp"
#include "messages/cloud_mas.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t inbox_max = 200, requests_max = 100;
constexpr std::int64_t contacts_of_a_number_max = 50;
constexpr std::size_t id_characters = 32;

ordered_json parsed(const std::string& text) {
    auto json = ordered_json::parse(text, nullptr, false);
    if (json.is_object()) return ordered_json::array({json});
    if (json.is_array()) return json;
    throw base::Error(base::ErrorKind::invalid_input,
                      {"推送内容应为 JSON 对象或列表。",
                       "What is pushed must be a JSON object or a list of them."});
}

const char* meaning_of(const messages::MasReply& reply) {
    if (reply.opts_out) return "opt_out";
    return reply.acknowledges ? "received" : "other";
}

// 2020-06-24 12:00:00 as the register writes a moment; empty when it is none.
std::string moment_of(const std::string& text) {
    if (text.size() < 16 || !base::parse_date(text.substr(0, 10))) return {};
    return text.substr(0, 10) + "T" + text.substr(11, 5);
}

// The same reply of the same contact is the same command, however often it is pushed.
Command reply_command(const messages::MasReply& reply, const std::string& region,
                      const std::string& number) {
    const std::string all = region + '\x1f' + number + '\x1f' + reply.sent + '\x1f' + reply.content;
    const std::string id = base::to_hex(base::sha256(all)).substr(0, id_characters);
    ordered_json payload{{"reply", id},
                         {"region", region},
                         {"contact", std::stoll(number)},
                         {"meaning", meaning_of(reply)},
                         {"text", reply.content}};
    if (const std::string at = moment_of(reply.sent); !at.empty()) payload["received_at"] = at;
    Command command;
    command.id = "reply-" + id;
    command.actor.user = gateway_user;
    command.actor.role.clear();
    command.kind = "take_reply";
    command.payload = payload.dump();
    return command;
}

std::string without_country(const std::string& mobile) {
    for (const char* prefix : {"+86", "0086", "86"})
        if (mobile.starts_with(prefix) && mobile.size() > 11)
            return mobile.substr(std::char_traits<char>::length(prefix));
    return mobile;
}

ordered_json message_json(const OutgoingMessage& message, const std::string& state,
                          const messages::Progress& progress,
                          const registers::RegionIndex& regions) {
    const auto* region = regions.find_latest(message.region);
    return {{"key", message.key},
            {"kind", message.kind},
            {"channel", message.channel},
            {"state", state},
            {"title", message.title},
            {"text", message.text},
            {"issued_on", message.issued_on},
            {"region", message.region},
            {"region_name", region ? region->name : ""},
            {"written_by", message.written_by},
            {"contact_region", message.contact_region},
            {"contact_number", message.contact_number},
            {"holder", message.holder},
            {"address", message.shown_address},
            {"user", message.user},
            {"attempts", progress.attempts},
            {"tried_at", progress.tried_at_s},
            {"request", progress.request},
            {"reason", progress.reason}};
}

/// Requests of which nobody knows whether they were taken, each with how many went out in it.
class OpenRequests {
public:
    void add(const OutgoingMessage& message, const messages::Progress& progress) {
        const auto [at, fresh] = places_.try_emplace(progress.request, list_.size());
        if (fresh)
            list_.push_back({{"request", progress.request},
                             {"channel", message.channel},
                             {"title", message.title},
                             {"tried_at", progress.tried_at_s},
                             {"reason", progress.reason},
                             {"count", 0}});
        auto& count = list_[at->second]["count"];
        count = count.get<std::int64_t>() + 1;
    }
    /// The latest first.
    [[nodiscard]] ordered_json list() {
        std::ranges::stable_sort(list_, std::greater{}, [](const ordered_json& one) {
            return one.at("tried_at").get<std::int64_t>();
        });
        list_.resize(std::min(list_.size(), requests_max));
        return list_;
    }

private:
    std::vector<ordered_json> list_;
    std::map<std::string, std::size_t> places_;
};

ordered_json notice_json(const Notice& notice, const Receipt& receipt,
                         const registers::RegionIndex& regions) {
    const auto* region = regions.find_latest(notice.region);
    return {{"message", notice.id},
            {"kind", notice.kind},
            {"title", notice.title},
            {"text", notice.text},
            {"ledger", notice.ledger},
            {"number", notice.number},
            {"region", notice.region},
            {"region_name", region ? region->name : ""},
            {"due_on", notice.due_on},
            {"issued_on", notice.issued_on},
            {"written_by", notice.written_by},
            {"shown_at", receipt.shown_at},
            {"read_at", receipt.read_at}};
}

}  // namespace

Messages::Messages(base::Environment& environment, App& app)
    : state_(std::make_unique<State>(environment, app)) {}

Messages::~Messages() {
    stop();
}

void Messages::configure(const std::filesystem::path& settings) {
    struct stat about{};
    if (stat(settings.c_str(), &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw base::Error(base::ErrorKind::forbidden,
                          {"设置文件里有密钥，别人也能读。请先执行：chmod 600 " + settings.string(),
                           "Others may read the settings file, which holds secrets. First run: "
                           "chmod 600 " +
                               settings.string()});
    state_->settings = sending::read_settings(state_->environment.files.read(settings));
}

std::string Messages::queue(const QueueQuery& query, const people::Access& who) {
    const auto told = state_->told();
    const Receipts receipts = state_->receipts("");
    std::map<std::string, std::int64_t> counts;
    OpenRequests open;
    ordered_json list = ordered_json::array();
    std::int64_t total = 0;
    const auto take = [&](const OutgoingMessage& message, const std::string& state,
                          const messages::Progress& progress) {
        ++counts[state];
        if (state == messages::to_string(messages::State::unknown)) open.add(message, progress);
        if (!query.state.empty() && state != query.state) return;
        ++total;
        if (total > query.after && total <= query.after + query.limit)
            list.push_back(message_json(message, state, progress, *told->regions));
    };
    auto& journal = state_->journal();
    journal.follow();
    journal.look([&](const messages::Outbox& outbox) {
        state_->for_each(told->outgoing, query, who, outbox, receipts, take);
        return true;
    });
    const std::int64_t shown = query.after + query.limit;
    return ordered_json{{"counts", counts},
                        {"total", total},
                        {"next", total > shown ? ordered_json(shown) : ordered_json(nullptr)},
                        {"sending", state_->loop != nullptr},
                        {"open", open.list()},
                        {"messages", list}}
        .dump();
}

std::string Messages::inbox(const people::Access& who) {
    const auto told = state_->told();
    const Receipts receipts = state_->receipts(who.user);
    std::vector<const Notice*> own;
    for (const Notice& notice : told->notices)
        if (is_for(notice, who)) own.push_back(&notice);
    std::ranges::stable_sort(own, std::greater{}, [](const Notice* one) { return one->issued_on; });
    std::int64_t unread = 0;
    ordered_json list = ordered_json::array();
    for (const Notice* notice : own) {
        const auto found = receipts.find({who.user, notice->id});
        const Receipt receipt = found == receipts.end() ? Receipt{} : found->second;
        unread += receipt.read_at.empty() ? 1 : 0;
        if (list.size() < inbox_max) list.push_back(notice_json(*notice, receipt, *told->regions));
    }
    return ordered_json{{"unread", unread}, {"messages", list}}.dump();
}

std::string Messages::send() {
    if (!state_->settings)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请给出消息设置文件。", "Give the file of message settings."});
    auto& journal = state_->journal();
    const auto hold = journal.hold(sender_patience);
    const auto transport = sending::network_transport(state_->settings->ca_file);
    const auto round = sending::send_due(state_->wanted(), *state_->settings, journal, *transport,
                                         [this] { return state_->now_s(); });
    return ordered_json{{"sent", round.sent},       {"failed", round.failed},
                        {"refused", round.refused}, {"later", round.later},
                        {"settled", round.settled}, {"no_channel", round.no_channel},
                        {"unknown", round.unknown}}
        .dump();
}

void Messages::start(std::function<void(const std::string& line)> log) {
    if (!state_->settings) return;
    state_->loop = std::make_unique<sending::Loop>(sending::Loop::Parts{
        state_->journal(), *state_->settings, [this] { return state_->wanted(); },
        [this] { return state_->now_s(); }, std::move(log),
        sending::network_transport(state_->settings->ca_file)});
}

void Messages::stop() {
    state_->loop.reset();
}

bool Messages::is_receiver(const std::string& key) const {
    if (!state_->settings || state_->settings->receiver_key.empty()) return false;
    // Compared as hashes, so that the time says nothing of where they differ.
    return base::sha256(key) == base::sha256(state_->settings->receiver_key);
}

std::string Messages::take_reports(const std::string& json) {
    std::vector<messages::MasReport> reports;
    for (const auto& each : parsed(json)) reports.push_back(messages::read_report(each.dump()));
    auto& journal = state_->journal();
    const auto hold = journal.hold(sender_patience);
    std::optional<std::map<std::string, std::string>> addresses;
    const auto address_of = [&](const std::string& key) {
        if (!addresses) {
            addresses.emplace();
            for (const auto& message : state_->wanted())
                (*addresses)[message.key] = message.address;
        }
        const auto found = addresses->find(key);
        return found == addresses->end() ? std::string() : found->second;
    };
    const auto known = std::ranges::count_if(reports, [&](const auto& report) {
        return sending::take_report(report, journal, state_->now_s(), address_of);
    });
    return ordered_json{{"taken", known},
                        {"unknown", static_cast<std::int64_t>(reports.size()) - known}}
        .dump();
}

std::string Messages::take_replies(const std::string& json) {
    std::vector<messages::MasReply> replies;
    for (const auto& each : parsed(json)) replies.push_back(messages::read_reply(each.dump()));
    std::int64_t taken = 0, unknown = 0, opted_out = 0;
    const auto declarations = state_->app.register_declarations();
    const auto contact =
        std::ranges::find(declarations, contact_register, &registers::Declaration::name);
    for (const auto& reply : replies) {
        RegisterPage page;
        if (contact != declarations.end())
            page = state_->app.find_rows(contact_register, "address", without_country(reply.mobile),
                                         "", contacts_of_a_number_max);
        for (const auto& row : page.rows)
            (void)state_->app.apply(reply_command(reply, row.texts[contact->find("region").value()],
                                                  row.texts[contact->find("number").value()]));
        ++(page.rows.empty() ? unknown : taken);
        if (reply.opts_out && !page.rows.empty()) ++opted_out;
    }
    return ordered_json{{"taken", taken}, {"unknown", unknown}, {"opted_out", opted_out}}.dump();
}

}  // namespace app
