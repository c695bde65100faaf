#pragma once

#include <array>
#include <nlohmann/json.hpp>

#include "app/messages.hpp"
#include "app/outgoing.hpp"
#include "app_for_tests.hpp"
#include "people/password.hpp"

namespace for_tests {

/// A county with an entry that is late, and slips about it.
class LateEntry : public AppTest {
protected:
    static constexpr const char* county_contact = for_tests::county;

    void SetUp() override {
        AppTest::SetUp();
        put_regions(2);
        apply("open_entry", {{"ledger", "no_power_case"},
                             {"values",
                              {{"region", village(0)},
                               {"found_on", base::format_date(today())},
                               {"cause", "split"}}}});
        clock_.set(clock_.now() + std::chrono::hours(24 * 200 + 4));
        apply("evaluate", nlohmann::json::object());
    }
    base::Date today() { return base::shanghai_date(clock_.now()); }
    void contact(const std::string& opted_out = "no", const std::string& number = "1",
                 const std::string& address = "13900000001") {
        put("contact", {{"region", county_contact},
                        {"number", number},
                        {"level", "township_leader"},
                        {"channel", "sms"},
                        {"holder_name", "向某某"},
                        {"address", address},
                        {"opted_out", opted_out}});
    }
    std::vector<app::OutgoingMessage> all() { return app::outgoing_messages(*app_, today()); }

    void user(const std::string& name, const std::string& role, const std::string& region) {
        const std::array<std::uint8_t, people::salt_bytes> salt{};
        apply("add_user", {{"user", name},
                           {"password", people::hash_password("not used here", salt, {64, 1})},
                           {"must_change", false},
                           {"region", region}});
        apply("grant", {{"user", name}, {"role", role}, {"region", region}});
    }
    people::Access access(const std::string& name) {
        return people::access_of(app_->roles(), name, app_->grants(), today());
    }
    app::Outcome apply_as(const std::string& name, const std::string& kind,
                          const nlohmann::ordered_json& payload) {
        app::Command command;
        command.id = app_->new_id();
        command.actor.user = name;
        command.kind = kind;
        command.payload = payload.dump();
        return app_->apply(command);
    }
};

}  // namespace for_tests
