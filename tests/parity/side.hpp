#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/environment.hpp"
#include "store/tables.hpp"

namespace parity {

/// Chance that follows from the request alone, however often one of the databases asks for it.
class RequestRandom final : public base::Random {
public:
    void begin(std::uint64_t request) {
        request_ = request;
        asked_ = 0;
    }
    void fill(std::span<std::uint8_t> bytes) override {
        base::SeededRandom random(request_ * 2 + (asked_++ > 0 ? 1 : 0));
        random.fill(bytes);
    }

private:
    std::uint64_t request_ = 0, asked_ = 0;
};

/// One county on one database, with a clock and chance of its own that go on request by request.
class Side {
public:
    /// `url` empty: the embedded database in `folder`.
    Side(const std::filesystem::path& folder, const std::string& url);
    /// Every byte of the answer, or the sentence of the refusal. Request `number` happens at a time
    /// that follows from it.
    std::string answer(const nlohmann::ordered_json& request, std::uint64_t number);
    [[nodiscard]] std::vector<store::TableHash> tables() const;

private:
    std::string change(const nlohmann::ordered_json& request);
    std::string read(const nlohmann::ordered_json& request);
    std::string exported(const nlohmann::ordered_json& request);

    base::FixedClock clock_{base::Instant{std::chrono::sys_days{std::chrono::year{2019} / 7 / 1}}};
    RequestRandom random_;
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
    app::Options options_;
    std::unique_ptr<app::App> app_;
    app::Command last_;
};

}  // namespace parity
