#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "app_state.hpp"

namespace app {

/// What the commands of one device brought about.
class Earlier {
public:
    Earlier(App::State& state, std::string device) : state_(state), device_(std::move(device)) {}

    /// Puts what command 7 did in the place of `@7` in `number`, `key`, `seen` and `evidence`.
    /// Throws a conflict when that command is not done.
    void resolve(nlohmann::json& payload);

private:
    std::optional<store::Operation> spoken_of(const nlohmann::json& value);
    std::optional<store::Operation> spoken_of(const nlohmann::json& payload, const char* name);
    store::Operation find(const std::string& counter);

    App::State& state_;
    std::string device_;
};

/// `device` and `counter` as they must be; throw invalid_input otherwise.
std::string device_of(const nlohmann::json& batch);
std::int64_t counter_of(const nlohmann::json& command);
std::string id_of(const std::string& device, std::int64_t counter);

/// The command that one item of a phone is, in the name of `actor`.
Command phone_command(const nlohmann::json& given, const std::string& device, const Actor& actor,
                      Earlier& earlier);

/// What `work` did, or in words why it did not: `{"status",…}`.
nlohmann::ordered_json outcome_of(const std::function<Outcome()>& work);

}  // namespace app
