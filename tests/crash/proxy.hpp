#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace crash {

/// Stands between a program and its PostgreSQL server on a socket of its own, and cuts the
/// connection at the first commit after it was told to.
class Proxy {
public:
    enum class Cut {
        never,
        before_the_server,  ///< the commit does not arrive
        after_the_server,   ///< it arrives; its answer does not come back
        late_arrival        ///< it arrives after the program has seen the connection break
    };
    /// `url`: of the server, with its socket's folder as host.
    Proxy(const std::string& url, std::filesystem::path folder);
    ~Proxy();
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    void cut_next(Cut how) { cut_ = how; }
    [[nodiscard]] bool has_cut() const { return cuts_ > 0; }

private:
    void accept_all();
    void serve(int client);
    bool pass_on(int client, int server, std::string& message);

    std::string url_;
    std::filesystem::path target_;
    int listener_ = -1;
    std::atomic<Cut> cut_{Cut::never};
    std::atomic<int> cuts_{0};
    std::thread thread_;
};

}  // namespace crash
