#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace for_tests {

/// A server on the loopback that takes one connection at a time, in a thread of its own. Owners
/// hold it behind everything that `talk` uses.
class Loopback {
public:
    explicit Loopback(std::function<void(int peer)> talk) : talk_(std::move(talk)) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
            listen(listener_, 16) != 0 ||
            getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
            throw std::runtime_error("no server on the loopback");
        port_ = ntohs(at.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Loopback() { stop(); }
    Loopback(const Loopback&) = delete;
    Loopback& operator=(const Loopback&) = delete;

    void stop() {
        if (!thread_.joinable()) return;
        stopping_ = true;
        thread_.join();
        close(listener_);
    }
    [[nodiscard]] bool is_stopping() const { return stopping_; }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

    static bool is_ready(int file) {
        pollfd one{file, POLLIN, 0};
        return poll(&one, 1, 20) > 0;
    }

private:
    void serve() {
        while (!stopping_) {
            if (!is_ready(listener_)) continue;
            const int peer = accept(listener_, nullptr, nullptr);
            if (peer < 0) continue;
            talk_(peer);
            close(peer);
        }
    }

    std::function<void(int)> talk_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace for_tests
