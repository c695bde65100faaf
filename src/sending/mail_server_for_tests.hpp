#pragma once

#include <memory>

#include "loopback_for_tests.hpp"
#include "tls_for_tests.hpp"

namespace for_tests {

/// What `Answering` says to end the connection without a word.
inline constexpr const char* hang_up = "-";

enum class Encryption { none, on_request, from_the_start };

struct Security {
    Encryption encryption = Encryption::none;
    std::shared_ptr<SSL_CTX> certificate{};
    std::string sign_in{};  ///< PLAIN or LOGIN: taken, whoever it is; asked about as `sign-in`
};

/// A mail server on the loopback that takes one connection at a time. `said` is all that its
/// clients said, `in_the_clear` what others on the way could read of it, `mail` the latest one's
/// text as its reader gets it.
class MailServer {
public:
    /// What it says to a line instead of the usual, or empty; `.` asks about the whole mail.
    using Answering = std::function<std::string(const std::string& line)>;

    explicit MailServer(Answering answer = {}, Security security = {})
        : answer_(std::move(answer)),
          security_(std::move(security)),
          loopback_([this](int peer) { serve(peer); }) {}
    [[nodiscard]] std::string url() const {
        const bool tls = security_.encryption == Encryption::from_the_start;
        return (tls ? "smtps://" : "smtp://") + loopback_.address();
    }
    /// From here on `said`, `in_the_clear`, `mail` and `mails` may be read.
    void stop() { loopback_.stop(); }

    std::string said, in_the_clear, mail;
    int mails = 0;

private:
    void serve(int peer) {
        Wire wire(peer);
        if (security_.encryption != Encryption::from_the_start ||
            wire.start_tls(security_.certificate.get()))
            talk(wire);
    }

    // Without its line end; empty at the end of the connection.
    std::string line_from(Wire& wire, std::string& bytes) {
        for (;;) {
            if (const auto end = bytes.find("\r\n"); end != std::string::npos) {
                std::string line = bytes.substr(0, end);
                bytes.erase(0, end + 2);
                said += line + "\n";
                if (!wire.is_encrypted()) in_the_clear += line + "\n";
                return line;
            }
            char part[4'096];
            if (!wire.has_more() && !Loopback::is_ready(wire.file())) {
                if (loopback_.is_stopping()) return {};
                continue;
            }
            const long size = wire.read(part, sizeof part);
            if (size <= 0) return {};
            bytes.append(part, static_cast<std::size_t>(size));
        }
    }

    void talk(Wire& wire) {
        const auto say = [&](const std::string& line) { return wire.write(line + "\r\n"); };
        std::string bytes;
        say("220 mail.example.org");
        for (;;) {
            const std::string line = line_from(wire, bytes);
            if (line.empty()) return;
            const std::string other = answer_ ? answer_(line) : std::string();
            if (other == hang_up) return;
            if (!other.empty()) {
                say(other);
            } else if (line.starts_with("EHLO")) {
                say("250-mail.example.org\r\n" + offers(wire) + "250 8BITMIME");
            } else if (line == "STARTTLS") {
                say("220 go on");
                if (!wire.start_tls(security_.certificate.get())) return;
            } else if (line.starts_with("AUTH ")) {
                say(take_sign_in(wire, bytes));
            } else if (line == "DATA") {
                say("354 go on");
                const std::string verdict = take_mail(wire, bytes);
                if (verdict == hang_up) return;
                say(verdict);
            } else {
                say(line == "QUIT" ? "221 bye" : "250 well");
            }
        }
    }

    std::string offers(const Wire& wire) const {
        std::string lines;
        if (security_.encryption == Encryption::on_request && !wire.is_encrypted())
            lines += "250-STARTTLS\r\n";
        if (!security_.sign_in.empty()) lines += "250-AUTH " + security_.sign_in + "\r\n";
        return lines;
    }

    // RFC 4954: an empty challenge for each line that the mechanism has.
    std::string take_sign_in(Wire& wire, std::string& bytes) {
        const int lines = security_.sign_in == "LOGIN" ? 2 : 1;
        for (int i = 0; i < lines; ++i) {
            wire.write("334 \r\n");
            if (line_from(wire, bytes).empty()) return "501 nothing";
        }
        const std::string other = answer_ ? answer_("sign-in") : std::string();
        return other.empty() ? "235 welcome" : other;
    }

    // RFC 5321, 4.5.2: a line of one dot ends the mail; of another's first dot the reader sees
    // none.
    std::string take_mail(Wire& wire, std::string& bytes) {
        std::string text, line;
        for (;;) {
            const auto end = bytes.find("\r\n");
            if (end == std::string::npos) {
                char part[4'096];
                const long size = wire.read(part, sizeof part);
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
    Security security_;
    Loopback loopback_;
};

}  // namespace for_tests
