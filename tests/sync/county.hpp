#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "app/app.hpp"

/// A county in memory with some villages, and the commands of people and phones there.
namespace sync_tests {

using nlohmann::ordered_json;

inline constexpr const char* county_code = "433124000000";
inline constexpr const char* township_code = "433124100000";
std::string village_code(int number);

/// How often: `usual` in a run before every change, `full` under WANJIA_TEST_FULL=1.
int times(int usual, int full);
/// The seed of the run, WANJIA_TEST_SEED or one fixed; printed with every failure.
std::uint64_t seed();

class County {
public:
    explicit County(int villages);
    ~County();
    County(const County&) = delete;
    County& operator=(const County&) = delete;

    app::Command command(const std::string& kind, const ordered_json& payload,
                         const std::string& user = "local");
    app::Outcome apply(const std::string& kind, const ordered_json& payload,
                       const std::string& user = "local");
    void put(const std::string& register_name, const ordered_json& values);
    int pick(int below);
    /// One line a table: its name, number of rows and the hash of its content.
    [[nodiscard]] std::string tables() const;

    app::App& app() { return *app_; }
    base::SystemFiles& files() { return files_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
    base::FixedClock clock_;
    base::SeededRandom random_;
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
    std::unique_ptr<app::App> app_;
};

}  // namespace sync_tests
