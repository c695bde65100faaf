#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "database_for_tests.hpp"
#include "route.hpp"
#include "site.hpp"

/// Two counties' worth of villages under one server, each row carrying a word of its own, and a
/// person for every role in every place.
namespace access_tests {

using nlohmann::ordered_json;

inline constexpr const char* password = "Tq7#mlvxRk";

/// A place with its rows; the word stands in each of them and nowhere else.
struct Place {
    std::string region;  ///< of the village
    std::string word;
};

struct Answer {
    int status = 0;
    std::string body;
    std::map<std::string, std::string> headers;
};

class World {
public:
    explicit World(for_tests::Kind kind = for_tests::Kind::embedded);
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    app::Outcome apply(const std::string& kind, const ordered_json& payload,
                       const std::string& user = "local");
    void put(const std::string& name, const ordered_json& values);
    /// Makes an account that signs in by a cheap hash of `password`.
    void add_user(const std::string& user, bool must_change = false);
    void grant(const std::string& user, const std::string& role, const std::string& region = {},
               const std::string& operator_name = {});
    /// A batch with a rejected row, brought in by `user`; its number.
    std::int64_t import(const std::string& user, const Place& place);
    /// The cookie of a fresh session.
    std::string sign_in(const std::string& user);
    Answer ask(const std::string& method, const std::string& target, const std::string& cookie = {},
               const std::string& body = {}, const std::string& address = "127.0.0.1",
               const std::map<std::string, std::string>& headers = {});
    /// A photo of the place's household, whose purpose and file name hold its word; its SHA-256.
    std::string photograph(const Place& place);
    /// An upload that `user` began; its id.
    std::string begin_upload(const std::string& cookie, const Place& place);

    base::FixedClock clock{base::Instant{std::chrono::sys_days{std::chrono::year{2019} / 7 / 1}}};
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    std::unique_ptr<app::App> app;
    /// The server's own table, which the tests read their cases from.
    std::vector<server::Route> routes;
    std::vector<std::string> photos;   ///< SHA-256 of the photo of each place
    std::vector<std::string> entries;  ///< number of the ledger's entry of each place
    std::string log;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// Does the trail again in an embedded database of its own.
    app::ReplayReport replay();
    /// Of the trail, as it is exported.
    std::string last_line();

    static const std::vector<Place>& places();
    /// The programme `people`, as the given version.
    static std::string programme_text(int version);

private:
    void fill();

    for_tests::TemporaryDatabase database_;
    std::filesystem::path folder_;
    app::Options options_;
    std::mutex log_mutex_;
    std::unique_ptr<server::Site> site_;
    int next_ = 0;
};

}  // namespace access_tests
