#include "proxy.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace crash {
namespace {

namespace fs = std::filesystem;

sockaddr_un address_of(const fs::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
    return address;
}

void send_all(int to, const std::string& bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t size = ::send(to, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (size <= 0) return;
        at += static_cast<std::size_t>(size);
    }
}

}  // namespace

Proxy::Proxy(const std::string& url, fs::path folder) : url_(url) {
    const std::size_t begin = url.find("host=") + 5;
    const std::size_t end = url.find('&', begin);
    target_ = fs::path(url.substr(begin, end - begin)) / ".s.PGSQL.5432";
    url_.replace(begin, end - begin, folder.string());
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_of(folder / ".s.PGSQL.5432");
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 16) != 0)
        throw std::runtime_error("the proxy cannot listen");
    thread_ = std::thread([this] { accept_all(); });
}

Proxy::~Proxy() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void Proxy::accept_all() {
    std::vector<std::thread> served;
    for (;;) {
        const int client = ::accept(listener_, nullptr, nullptr);
        if (client < 0) break;
        served.emplace_back([this, client] { serve(client); });
    }
    for (auto& thread : served) thread.join();
}

// False when the connection was cut instead.
bool Proxy::pass_on(int client, int server, std::string& message) {
    const bool is_commit = message.find("COMMIT") != std::string::npos && message[0] == 'Q';
    const Cut how = is_commit ? cut_.exchange(Cut::never) : Cut::never;
    if (how == Cut::never) {
        send_all(server, message);
        return true;
    }
    ++cuts_;
    if (how == Cut::after_the_server) {
        send_all(server, message);
        char answer[1024];
        (void)!::recv(server, answer, sizeof answer, 0);
    }
    ::shutdown(client, SHUT_RDWR);
    if (how == Cut::late_arrival) {
        // Long enough for a program that does not wait to look too early.
        ::usleep(300'000);
        send_all(server, message);
        char answer[1024];
        (void)!::recv(server, answer, sizeof answer, 0);
    }
    return false;
}

void Proxy::serve(int client) {
    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_of(target_);
    std::string bytes(65536, '\0');
    bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    while (open) {
        pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
        if (::poll(ends, 2, -1) < 0) break;
        for (const bool from_client : {true, false}) {
            if ((ends[from_client ? 0 : 1].revents & (POLLIN | POLLHUP)) == 0 || !open) continue;
            const ssize_t size =
                ::recv(from_client ? client : server, bytes.data(), bytes.size(), 0);
            open = size > 0;
            if (!open) continue;
            std::string message = bytes.substr(0, static_cast<std::size_t>(size));
            if (from_client) {
                open = pass_on(client, server, message);
            } else {
                send_all(client, message);
            }
        }
    }
    ::close(client);
    ::close(server);
}

}  // namespace crash
