#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "sending/sender.hpp"

namespace for_tests {

inline constexpr std::int64_t noon = 1'592'971'200;  // 2020-06-24 12:00 in Shanghai
inline constexpr const char* accepted = R"({"msgGroup":"G","rspcod":"success","success":true})";

class SendingTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "wanjia-send-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        settings_.policy.per_minute = 1'000'000;
        settings_.sms = {"示例单位", "demoAp", "demoKey", "SIGN01", ""};
        settings_.webhook_secret = "s";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static std::vector<messages::Message> some(int count) {
        std::vector<messages::Message> all;
        for (int i = 0; i < count; ++i)
            all.push_back({"k" + std::to_string(i), "sms", "13900000001", "催办", "请办理"});
        return all;
    }
    sending::Round send(const std::vector<messages::Message>& wanted, std::int64_t now = noon) {
        sending::Journal journal(folder_ / "journal");
        const auto hold = journal.hold();
        const auto transport = sending::network_transport(settings_.ca_file);
        return sending::send_due(wanted, settings_, journal, *transport, [&] { return now; });
    }

    static messages::State state_of(const sending::Journal& journal, const std::string& key) {
        return journal.look([&](const auto& outbox) { return outbox.of(key).state; });
    }
    static messages::Message mail_to(const std::string& address) {
        return {"k0", "email", address, "催办", "请办理"};
    }

    std::filesystem::path folder_;
    sending::Settings settings_;
};

}  // namespace for_tests
