#include "app/messages.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/ledgers.hpp"
#include "app/outgoing.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "message_handlers.hpp"
#include "message_rows.hpp"
#include "messages/cloud_mas.hpp"
#include "sending/loop.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t days_back = 30;
constexpr std::size_t inbox_max = 200;
constexpr std::int64_t contacts_of_a_number_max = 50;
constexpr auto patience = std::chrono::minutes(1);  // a server's round ends before
constexpr std::size_t id_characters = 32;

using Outgoing = std::vector<OutgoingMessage>;
using Receipts = std::map<std::pair<std::string, std::string>, Receipt>;

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

bool is_in_page(const OutgoingMessage& message) {
    return message.channel == "in_page";
}

/// Which messages somebody may see in the queue.
class Sight {
public:
    explicit Sight(const people::Access& who) : who_(who), contacts_(reach(contact_register)) {}

    bool covers(const OutgoingMessage& message) {
        if (!message.written_by.empty() && message.written_by == who_.user) return true;
        const auto& at = message.contact_region;
        if (!contacts_.covers(at.empty() ? message.region : at)) return false;
        if (message.ledger.empty()) return true;
        const auto [known, fresh] = ledgers_.try_emplace(message.ledger);
        if (fresh) known->second = reach(message.ledger);
        return known->second.covers(message.region);
    }

private:
    [[nodiscard]] people::Reach reach(const std::string& register_name) const {
        return people::reach(who_, people::Right::read, {{}, {}, {}, {}, register_name});
    }

    const people::Access& who_;
    people::Reach contacts_;
    std::map<std::string, people::Reach> ledgers_;
};

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
            {"reason", progress.reason}};
}

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

struct Messages::State {
    State(base::Environment& e, App& a) : environment(e), app(a) {}

    base::Environment& environment;
    App& app;
    std::optional<sending::Settings> settings;
    std::unique_ptr<sending::Loop> loop;

    [[nodiscard]] std::int64_t now_s() const {
        return base::to_milliseconds(environment.clock.now()) / 1'000;
    }
    [[nodiscard]] base::Date since() const {
        const auto today = base::shanghai_date(environment.clock.now());
        return base::Date(std::chrono::sys_days(today) - std::chrono::days(days_back));
    }
    [[nodiscard]] messages::Policy policy() const {
        return settings ? settings->policy : messages::Policy{};
    }

    sending::Journal& journal() {
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

    /// What is told, and what of it goes to whom.
    struct Told {
        std::vector<Notice> notices;
        Outgoing outgoing;
        std::shared_ptr<const registers::RegionIndex> regions;
    };

    // Read anew once a row of theirs was written.
    std::shared_ptr<const Told> told() {
        const base::Date first = since();
        const std::int64_t now = app.latest_sequence();
        {
            const std::lock_guard lock(mutex_);
            if (told_ && first == told_since_ && is_untouched(told_at_, now)) {
                told_at_ = now;
                return told_;
            }
        }
        auto fresh = std::make_shared<const Told>(app.ledgers().state().read(
            [&](store::Connection& connection, const Catalogue& catalogue) {
                Told all{
                    notices_since(connection, catalogue, first), {}, shared_regions(catalogue)};
                all.outgoing = outgoing_of(connection, catalogue, all.notices);
                return all;
            }));
        const std::lock_guard lock(mutex_);
        told_ = fresh;
        told_at_ = now;
        told_since_ = first;
        return fresh;
    }

    Receipts receipts(const std::string& user) {
        return app.ledgers().state().read(
            [&](store::Connection& connection, const Catalogue& catalogue) {
                return load_receipts(connection, catalogue, user);
            });
    }

    std::vector<messages::Message> wanted() {
        std::vector<messages::Message> all;
        for (const auto& one : told()->outgoing)
            if (!one.opted_out && !one.gone && !is_in_page(one))
                all.push_back({one.key, one.channel, one.address, one.title, one.text});
        return all;
    }

    std::string state_of(const OutgoingMessage& message, const messages::Outbox& outbox,
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

private:
    bool is_untouched(std::int64_t then, std::int64_t now) {
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

    std::mutex mutex_;
    std::unique_ptr<sending::Journal> journal_;
    std::shared_ptr<const Told> told_;
    std::int64_t told_at_ = 0;
    base::Date told_since_{};
};

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
    Sight sight(who);
    std::map<std::string, std::int64_t> counts;
    ordered_json list = ordered_json::array();
    std::int64_t total = 0;
    auto& journal = state_->journal();
    journal.follow();
    journal.look([&](const messages::Outbox& outbox) {
        for (auto at = told->outgoing.rbegin(); at != told->outgoing.rend(); ++at) {
            if (!query.channel.empty() && at->channel != query.channel) continue;
            if (!query.region.empty() && !registers::is_in_scope(at->region, query.region))
                continue;
            if (!sight.covers(*at)) continue;
            const std::string state = state_->state_of(*at, outbox, receipts);
            ++counts[state];
            if (!query.state.empty() && state != query.state) continue;
            ++total;
            if (total > query.after && total <= query.after + query.limit)
                list.push_back(message_json(*at, state, outbox.of(at->key), *told->regions));
        }
        return true;
    });
    const std::int64_t shown = query.after + query.limit;
    return ordered_json{{"counts", counts},
                        {"total", total},
                        {"next", total > shown ? ordered_json(shown) : ordered_json(nullptr)},
                        {"sending", state_->loop != nullptr},
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
    const auto hold = journal.hold(patience);
    const auto transport = sending::network_transport(state_->settings->ca_file);
    const auto round = sending::send_due(state_->wanted(), *state_->settings, journal, *transport,
                                         [this] { return state_->now_s(); });
    return ordered_json{{"sent", round.sent},       {"failed", round.failed},
                        {"refused", round.refused}, {"later", round.later},
                        {"settled", round.settled}, {"no_channel", round.no_channel},
                        {"unknown", round.unknown}}
        .dump();
}

std::string Messages::decide(Command by, const std::string& key, bool again,
                             const people::Access& who) {
    const auto told = state_->told();
    const auto message = std::ranges::find(told->outgoing, key, &OutgoingMessage::key);
    if (message == told->outgoing.end() || !Sight(who).covers(*message))
        throw base::Error(base::ErrorKind::not_found,
                          {"没有这条消息。", "There is no such message."});
    if (!people::allows(who, people::Right::publish,
                        {message->contact_region, {}, {}, {}, contact_register}))
        throw base::Error(base::ErrorKind::forbidden,
                          {"您没有在这里发送消息的权限。", "You may not send messages there."});
    auto& journal = state_->journal();
    const auto hold = journal.hold(patience);
    const auto state = journal.look([&](const auto& outbox) { return outbox.of(key).state; });
    if (state != messages::State::unknown)
        throw base::Error(base::ErrorKind::conflict,
                          {"这条消息不是“送达不明”，不用决定。",
                           "Whether this message arrived is no open question."});
    by.kind = "note";
    by.payload = ordered_json{
        {"action", again ? "message_again" : "message_settle"},
        {"object",
         key}}.dump();
    (void)state_->app.apply(by);
    journal.write(messages::journal_line(again ? "again" : "sent", key, state_->now_s()));
    const auto now = again ? messages::State::waiting : messages::State::sent;
    return ordered_json{{"message", key}, {"state", messages::to_string(now)}}.dump();
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
    const auto hold = journal.hold(patience);
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
