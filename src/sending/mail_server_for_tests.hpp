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

/// A mail server on the loopback that takes one connection at a time. `said` is all that its
/// clients said, `mail` the latest one's text as its reader gets it.
class MailServer {
public:
    /// What it says to a line instead of the usual, or empty; `.` asks about the whole mail.
    using Answering = std::function<std::string(const std::string& line)>;

    explicit MailServer(Answering answer = {}) : answer_(std::move(answer)) {
        listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
            listen(listener_, 16) != 0 ||
            getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
            throw std::runtime_error("no mail server on the loopback");
        port_ = ntohs(at.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~MailServer() { stop(); }
    MailServer(const MailServer&) = delete;
    MailServer& operator=(const MailServer&) = delete;
    [[nodiscard]] std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    /// From here on `said`, `mail` and `mails` may be read.
    void stop() {
        if (!thread_.joinable()) return;
        stopping_ = true;
        thread_.join();
        close(listener_);
    }

    std::string said, mail;
    int mails = 0;

private:
    bool is_ready(int file) {
        pollfd one{file, POLLIN, 0};
        return poll(&one, 1, 20) > 0;
    }

    void serve() {
        while (!stopping_) {
            if (!is_ready(listener_)) continue;
            const int peer = accept(listener_, nullptr, nullptr);
            if (peer < 0) continue;
            talk(peer);
            close(peer);
        }
    }

    // Without its line end; empty at the end of the connection.
    std::string line_from(int peer, std::string& bytes) {
        for (;;) {
            if (const auto end = bytes.find("\r\n"); end != std::string::npos) {
                std::string line = bytes.substr(0, end);
                bytes.erase(0, end + 2);
                said += line + "\n";
                return line;
            }
            char part[4'096];
            if (!is_ready(peer)) {
                if (stopping_) return {};
                continue;
            }
            const ssize_t size = recv(peer, part, sizeof part, 0);
            if (size <= 0) return {};
            bytes.append(part, static_cast<std::size_t>(size));
        }
    }

    void talk(int peer) {
        const auto say = [&](const std::string& line) {
            const std::string sent = line + "\r\n";
            return send(peer, sent.data(), sent.size(), MSG_NOSIGNAL) > 0;
        };
        std::string bytes;
        say("220 mail.example.org");
        for (;;) {
            const std::string line = line_from(peer, bytes);
            if (line.empty()) return;
            const std::string other = answer_ ? answer_(line) : std::string();
            if (!other.empty()) {
                say(other);
            } else if (line.starts_with("EHLO")) {
                say("250-mail.example.org\r\n250 8BITMIME");
            } else if (line == "DATA") {
                say("354 go on");
                say(take_mail(peer, bytes));
            } else {
                say(line == "QUIT" ? "221 bye" : "250 well");
            }
        }
    }

    // RFC 5321, 4.5.2: a line of one dot ends the mail; of another's first dot the reader sees
    // none.
    std::string take_mail(int peer, std::string& bytes) {
        std::string text, line;
        for (;;) {
            const auto end = bytes.find("\r\n");
            if (end == std::string::npos) {
                char part[4'096];
                const ssize_t size = recv(peer, part, sizeof part, 0);
                if (size <= 0) return "451 cut off";
                bytes.append(part, static_cast<std::size_t>(size));
                continue;
            }
            line = bytes.substr(0, end);
            bytes.erase(0, end + 2);
            if (line == ".") break;
            text += (line.starts_with(".") ? line.substr(1) : line) + "\r\n";
        }
        const std::string other = answer_ ? answer_(".") : std::string();
        if (!other.empty()) return other;
        mail = text;
        ++mails;
        return "250 taken";
    }

    Answering answer_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace for_tests
