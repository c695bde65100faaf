#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace crash {

/// The PostgreSQL server of tools/with_postgres.sh, as somebody with rights on the machine sees it.
class Server {
public:
    Server();
    [[nodiscard]] pid_t postmaster() const;
    /// One process that serves a Wanjia connection; 0 when there is none.
    [[nodiscard]] pid_t some_backend() const;
    /// Kills the postmaster as a crash does; what runs under it ends by itself.
    void kill_postmaster() const;
    /// Starts it again and returns when it answers.
    void start() const;
    /// Returns when it answers.
    void wait_until_it_answers() const;

private:
    [[nodiscard]] bool answers() const;
    std::filesystem::path data_, programs_;
};

}  // namespace crash
