#pragma once

#include "loopback_for_tests.hpp"

namespace for_tests {

/// A gateway on the loopback: it reads a request and says what `answer` gives for it: the body of
/// a 200, or a whole answer beginning with `HTTP/`, cut off or not, after which the connection
/// ends. An empty answer closes it without a word.
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

    explicit Gateway(Answering answer)
        : answer_(std::move(answer)), loopback_([this](int peer) {
              while (!loopback_.is_stopping() && take_one(peer)) {
              }
          }) {}
    [[nodiscard]] std::string url() const { return "http://" + loopback_.address(); }

private:
    // False at the end of the connection.
    bool take_one(int peer) {
        std::string bytes;
        std::size_t head = std::string::npos, length = 0;
        while (head == std::string::npos || bytes.size() < head + 4 + length) {
            if (loopback_.is_stopping()) return false;
            if (!Loopback::is_ready(peer)) continue;
            char part[4'096];
            const ssize_t size = recv(peer, part, sizeof part, 0);
            if (size <= 0) return false;
            bytes.append(part, static_cast<std::size_t>(size));
            head = bytes.find("\r\n\r\n");
            const auto at = bytes.find("Content-Length: ");
            if (head != std::string::npos && at < head) length = std::stoul(bytes.substr(at + 16));
        }
        const std::string said = answer_({bytes.substr(0, head + 2), bytes.substr(head + 4)});
        const bool is_whole = said.starts_with("HTTP/");
        const std::string answer =
            is_whole || said.empty()
                ? said
                : "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(said.size()) + "\r\n\r\n" +
                      said;
        const auto sent = send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
        return sent == static_cast<ssize_t>(answer.size()) && !said.empty() && !is_whole;
    }

    Answering answer_;
    Loopback loopback_;
};

}  // namespace for_tests
