// Commands that were made without a network, in the order in which they were made.
#include "field_batch.hpp"

#include <algorithm>

#include "app/field.hpp"
#include "operation_reused.hpp"
#include "payload.hpp"
#include "seen.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* field_kinds[] = {"open_entry", "step", "ask", "put"};
constexpr std::size_t device_characters_min = 8;
constexpr std::size_t device_characters_max = 40;
constexpr std::int64_t counter_max = 1'000'000'000;

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

/// What a command speaks of has not arrived yet.
class Waits : public base::Error {
public:
    explicit Waits(const std::string& counter)
        : base::Error(
              base::ErrorKind::conflict,
              {"所依赖的第 " + counter + " 项还没有办成，这一项先等着。",
               "Number " + counter + ", on which this depends, is not done yet; this one waits."}) {
    }
};

const char* status_of(const base::Error& error) {
    if (dynamic_cast<const FieldConflict*>(&error)) return "conflict";
    if (dynamic_cast<const OperationReused*>(&error)) return "forked";
    if (dynamic_cast<const Waits*>(&error)) return "waits";
    const bool passing =
        error.kind() == base::ErrorKind::unavailable || error.kind() == base::ErrorKind::internal;
    return passing ? "later" : "refused";
}

}  // namespace

void Earlier::resolve(json& payload) {
    for (const char* name : {"number", "key"})
        if (const auto done = spoken_of(payload, name))
            payload[name] = required_text(json::parse(done->answer), "number");
    if (const auto done = spoken_of(payload, "seen")) payload["seen"] = done->sequence;
    const auto evidence = payload.find("evidence");
    if (evidence == payload.end() || !evidence->is_array()) return;
    for (json& each : *evidence)
        if (const auto done = spoken_of(each))
            each = required_text(json::parse(done->answer), "sha256");
}

std::optional<store::Operation> Earlier::spoken_of(const json& value) {
    if (!value.is_string()) return std::nullopt;
    const auto text = value.get<std::string>();
    if (!text.starts_with('@')) return std::nullopt;
    return find(text.substr(1));
}

std::optional<store::Operation> Earlier::spoken_of(const json& payload, const char* name) {
    const auto at = payload.find(name);
    return at == payload.end() ? std::nullopt : spoken_of(*at);
}

store::Operation Earlier::find(const std::string& counter) {
    std::optional<store::Operation> found;
    state_.store.read([&](store::Connection& connection) {
        found = store::find_operation(connection, device_ + "-" + counter, "");
    });
    if (!found) throw Waits(counter);
    return *found;
}

std::string device_of(const json& batch) {
    std::string device = required_text(batch, "device");
    const bool fits =
        device.size() >= device_characters_min && device.size() <= device_characters_max &&
        std::all_of(device.begin(), device.end(),
                    [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    if (!fits)
        refuse("device 应为 8 至 40 个小写字母或数字。",
               "\"device\" must be 8 to 40 small letters or digits.");
    return device;
}

std::int64_t counter_of(const json& command) {
    const std::int64_t counter = command.is_object() ? required_integer(command, "counter") : 0;
    if (counter < 1 || counter > counter_max)
        refuse("每项应有序号 counter（1 起的整数）。",
               "Each command must have a \"counter\", a whole number from 1.");
    return counter;
}

std::string id_of(const std::string& device, std::int64_t counter) {
    return device + "-" + std::to_string(counter);
}

Command phone_command(const json& given, const std::string& device, const Actor& actor,
                      Earlier& earlier) {
    Command command;
    command.id = id_of(device, counter_of(given));
    command.actor = actor;
    command.actor.device = device;
    command.client_time = required_text(given, "time");
    command.kind = required_text(given, "kind");
    if (std::find(std::begin(field_kinds), std::end(field_kinds), command.kind) ==
        std::end(field_kinds))
        refuse("手机上不能做“" + command.kind + "”这个操作。",
               "The field page cannot do \"" + command.kind + "\".");
    if (!base::parse_date(command.client_time.substr(0, 10)))
        refuse("time 应为手机的日期和时间，如 2020-06-30T08:00:00.000+08:00。",
               "\"time\" must be the phone's date and time, such as "
               "2020-06-30T08:00:00.000+08:00.");
    json payload = given.value("payload", json());
    if (!payload.is_object()) refuse("payload 应为对象。", "\"payload\" must be an object.");
    earlier.resolve(payload);
    command.payload = payload.dump();
    return command;
}

ordered_json outcome_of(const std::function<Outcome()>& work) {
    try {
        const Outcome done = work();
        return {{"status", "done"},
                {"sequence", done.sequence},
                {"answer", ordered_json::parse(done.json)}};
    } catch (const base::Error& error) {
        return {{"status", status_of(error)},
                {"error", ordered_json::parse(to_json(error)).at("error")}};
    }
}

std::string Field::take(std::string_view batch, const Actor& actor) {
    const json given = parse_payload(std::string(batch));
    const std::string device = device_of(given);
    const auto commands = given.find("commands");
    if (commands == given.end() || !commands->is_array() || commands->size() > batch_commands_max) {
        const std::string most = std::to_string(batch_commands_max);
        refuse("commands 应为列表，最多 " + most + " 项。",
               "\"commands\" must be a list of at most " + most + ".");
    }
    for (const json& command : *commands) (void)counter_of(command);
    Earlier earlier(state_, device);
    ordered_json outcomes = ordered_json::array();
    for (const json& command : *commands) {
        ordered_json outcome{{"counter", counter_of(command)}};
        outcome.update(
            outcome_of([&] { return app_.apply(phone_command(command, device, actor, earlier)); }));
        outcomes.push_back(std::move(outcome));
    }
    return ordered_json{{"device", device}, {"outcomes", outcomes}}.dump();
}

}  // namespace app
