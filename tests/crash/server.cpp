#include "server.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace crash {
namespace fs = std::filesystem;

Server::Server() {
    const char* data = std::getenv("WANJIA_TEST_POSTGRES_DATA");
    if (!data) throw std::runtime_error("run this test by tools/with_postgres.sh");
    data_ = data;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql"))
        programs_ = std::max(programs_, entry.path() / "bin");
}

pid_t Server::postmaster() const {
    pid_t process = 0;
    std::ifstream(data_ / "postmaster.pid") >> process;
    return process;
}

pid_t Server::some_backend() const {
    const std::string command =
        "psql -X -A -t 'postgres:///wanjia?host=" + data_.parent_path().string() +
        "&user=wanjia' -c \"SELECT pid FROM pg_stat_activity WHERE application_name = 'wanjia' "
        "LIMIT 1\" 2>/dev/null";
    std::FILE* words = ::popen(command.c_str(), "r");
    int process = 0;
    if (std::fscanf(words, "%d", &process) != 1) process = 0;
    ::pclose(words);
    return process;
}

void Server::kill_postmaster() const {
    const pid_t process = postmaster();
    ::kill(process, SIGKILL);
    while (::kill(process, 0) == 0) ::usleep(1000);
}

bool Server::answers() const {
    const std::string command =
        "psql -X -q 'postgres:///wanjia?host=" + data_.parent_path().string() +
        "&user=wanjia' -c 'SELECT 1' >/dev/null 2>&1";
    return std::system(command.c_str()) == 0;
}

void Server::wait_until_it_answers() const {
    for (int attempt = 0; attempt < 3000; ++attempt) {
        if (answers()) return;
        ::usleep(10'000);
    }
    throw std::runtime_error("the server does not come back");
}

// Until the last process of the killed server has gone, a new one refuses to start.
void Server::start() const {
    const std::string as =
        ::getuid() == 0 ? "setpriv --reuid postgres --regid postgres --clear-groups " : "";
    const std::string command = "cd / && " + as + (programs_ / "pg_ctl").string() + " -D '" +
                                data_.string() + "' -w -l '" + (data_ / "again.log").string() +
                                "' -o \"-c listen_addresses='' -c unix_socket_directories='" +
                                data_.parent_path().string() +
                                "' -c max_connections=100\" start >/dev/null 2>&1";
    for (int attempt = 0; attempt < 100; ++attempt)
        if (std::system(command.c_str()) == 0) return wait_until_it_answers();
    throw std::runtime_error("the server does not start");
}

}  // namespace crash
