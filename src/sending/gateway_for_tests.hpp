#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace for_tests {

/// A gateway on the loopback that takes one connection at a time: it reads a request and says what
/// `answer` gives for it. An empty answer closes the connection.
class Gateway {
public:
    struct Request {
        std::string head, body;
        [[nodiscard]] std::string header(const std::string& name) const {
            const auto at = head.find("\r\n" + name + ": ");
            if (at == std::string::npos) return {};
            const auto from = at + name.size() + 4;
            return head.substr(from, head.find("\r\n", from) - from);
        }
    };
    using Answering = std::function<std::string(const Request&)>;

    explicit Gateway(Answering answer) : answer_(std::move(answer)) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
            listen(listener_, 16) != 0 ||
            getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
            throw std::runtime_error("no gateway on the loopback");
        port_ = ntohs(at.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Gateway() {
        stopping_ = true;
        thread_.join();
        close(listener_);
    }
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
    static bool is_ready(int file) {
        pollfd one{file, POLLIN, 0};
        return poll(&one, 1, 20) > 0;
    }

    void serve() {
        while (!stopping_) {
            if (!is_ready(listener_)) continue;
            const int peer = accept(listener_, nullptr, nullptr);
            if (peer < 0) continue;
            while (!stopping_ && take_one(peer)) {
            }
            close(peer);
        }
    }

    // False at the end of the connection.
    bool take_one(int peer) {
        std::string bytes;
        std::size_t head = std::string::npos, length = 0;
        while (head == std::string::npos || bytes.size() < head + 4 + length) {
            if (stopping_) return false;
            if (!is_ready(peer)) continue;
            char part[4'096];
            const ssize_t size = recv(peer, part, sizeof part, 0);
            if (size <= 0) return false;
            bytes.append(part, static_cast<std::size_t>(size));
            head = bytes.find("\r\n\r\n");
            const auto at = bytes.find("Content-Length: ");
            if (head != std::string::npos && at < head) length = std::stoul(bytes.substr(at + 16));
        }
        const std::string body = answer_({bytes.substr(0, head + 2), bytes.substr(head + 4)});
        if (body.empty()) return false;
        const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        return send(peer, answer.data(), answer.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(answer.size());
    }

    Answering answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace for_tests
