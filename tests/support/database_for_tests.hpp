#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

/// Both databases for a parameterised test. The server is the one of tools/with_postgres.sh; a test
/// that runs without it fails, so that no run passes for want of a database.
namespace for_tests {

enum class Kind { embedded, server };

inline std::string name_of(const testing::TestParamInfo<Kind>& info) {
    return info.param == Kind::embedded ? "sqlite" : "postgres";
}

/// An empty folder, and for the server an emptied database; both go with it.
class TemporaryDatabase {
public:
    explicit TemporaryDatabase(Kind kind) : kind_(kind) {
        char name[] = "/tmp/wanjia_test_XXXXXX";
        if (!::mkdtemp(name)) throw std::runtime_error("no temporary folder");
        folder_ = name;
        if (kind_ == Kind::embedded) return;
        const char* url = std::getenv("WANJIA_TEST_POSTGRES");
        if (!url) throw std::runtime_error("run this test by tools/with_postgres.sh");
        url_ = url;
        clear();
    }
    ~TemporaryDatabase() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    TemporaryDatabase(const TemporaryDatabase&) = delete;
    TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
    /// Empty for the embedded database.
    [[nodiscard]] const std::string& url() const { return url_; }

    /// Takes away what a Wanjia has made in the server's database.
    void clear() const { run_sql("DROP SCHEMA IF EXISTS wanjia CASCADE"); }
    void run_sql(const std::string& sql) const { run_sql({sql}, url_); }

    /// Keeps the server's database as it is now under another name, to begin again from. Nobody is
    /// connected to it.
    void keep() const {
        run_sql({"DROP DATABASE IF EXISTS kept", "CREATE DATABASE kept TEMPLATE wanjia"}, other());
    }
    void begin_from_kept() const {
        run_sql({"DROP DATABASE wanjia WITH (FORCE)", "CREATE DATABASE wanjia TEMPLATE kept"},
                other());
    }

private:
    /// The server by a database that no test uses.
    [[nodiscard]] std::string other() const {
        std::string url = url_;
        return url.replace(url.find("/wanjia?"), 8, "/postgres?");
    }
    static void run_sql(const std::vector<std::string>& statements, const std::string& url) {
        std::string command = "psql -q -X -v ON_ERROR_STOP=1 '" + url +
                              "' -c \"SET client_min_messages=warning\"";
        for (const std::string& sql : statements) command += " -c \"" + sql + "\"";
        command += " >/dev/null";
        if (std::system(command.c_str()) != 0)
            throw std::runtime_error("psql failed: " + statements.front());
    }

    Kind kind_;
    std::filesystem::path folder_;
    std::string url_;
};

}  // namespace for_tests

#define INSTANTIATE_ON_BOTH_DATABASES(suite)                                                      \
    INSTANTIATE_TEST_SUITE_P(on, suite,                                                           \
                             testing::Values(for_tests::Kind::embedded, for_tests::Kind::server), \
                             for_tests::name_of)
