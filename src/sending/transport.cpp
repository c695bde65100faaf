#include "sending/transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>

#include "base/error.hpp"

namespace sending {
namespace {

constexpr std::size_t answer_bytes_max = std::size_t{1} << 16;
constexpr std::int64_t retry_after_s_max = 86'400;
constexpr long connect_seconds = 10, whole_seconds = 30;

base::Text why(CURLcode code) {
    switch (code) {
        case CURLE_PEER_FAILED_VERIFICATION:
            return {
                "对方服务器的证书没有通过核对，没有登录也没有发送。请检查地址；单位自建的证书，把签"
                "发"
                "者的证书写入设置 ca_file。",
                "The server's certificate did not pass the check; nothing was signed in to or "
                "sent. Check the address; for a certificate of your own organisation name its "
                "issuer's in ca_file of the settings."};
        case CURLE_SSL_CACERT_BADFILE:
            return {"设置 ca_file 指的证书文件读不了。",
                    "The file that ca_file of the settings names cannot be read."};
        case CURLE_USE_SSL_FAILED:
            return {
                "邮件服务器不提供加密连接，密码没有发出。请改用 smtps:// 或支持 STARTTLS 的端口。",
                "The mail server offers no encryption, so the password was not sent. Use "
                "smtps:// or a port with STARTTLS."};
        case CURLE_SSL_CONNECT_ERROR:
            return {"与对方服务器建立加密连接没有成功，请检查地址和端口。",
                    "No encrypted connection could be made; check the address and the port."};
        case CURLE_LOGIN_DENIED:
            return {
                "邮件服务器不接受用户名或密码，请检查设置。",
                "The mail server does not accept the user or the password; check the settings."};
        default:
            return {"连接不上发送平台，请检查地址和网络。",
                    "The gateway cannot be reached; check its address and the network."};
    }
}

[[noreturn]] void unreachable(CURLcode code) {
    throw base::Error(base::ErrorKind::unavailable, why(code), curl_easy_strerror(code));
}

// Without name and password a server takes no mail of anybody: the settings are wrong, not it.
bool is_about_login(long code) {
    return code == 530 || code == 534 || code == 535 || code == 538;
}

[[noreturn]] void undeliverable(long code) {
    const std::string number = std::to_string(code);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"邮件服务器拒收（" + number + "），请检查地址。",
                       "The mail server refuses it (" + number + "); check the address."});
}

std::size_t take_answer(char* bytes, std::size_t size, std::size_t count, void* target) {
    auto& body = *static_cast<std::string*>(target);
    if (body.size() + size * count > answer_bytes_max) return 0;
    body.append(bytes, size * count);
    return size * count;
}

struct Rest {
    const std::string* text;
    std::size_t at = 0;
    bool is_all_given = false;
};

std::size_t give_mail(char* target, std::size_t size, std::size_t count, void* source) {
    auto& rest = *static_cast<Rest*>(source);
    const std::size_t part = std::min(size * count, rest.text->size() - rest.at);
    std::memcpy(target, rest.text->data() + rest.at, part);
    rest.at += part;
    rest.is_all_given = rest.at == rest.text->size();
    return part;
}

struct List {
    ~List() { curl_slist_free_all(head); }
    List() = default;
    List(const List&) = delete;
    List& operator=(const List&) = delete;
    void add(const std::string& line) { head = curl_slist_append(head, line.c_str()); }
    curl_slist* head = nullptr;
};

class Network final : public Transport {
public:
    explicit Network(std::string ca_file) : ca_file_(std::move(ca_file)) {
        static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
        handle_ = started == CURLE_OK ? curl_easy_init() : nullptr;
        if (!handle_) unreachable(CURLE_FAILED_INIT);
    }
    ~Network() override { curl_easy_cleanup(handle_); }
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    std::optional<Answer> post(
        const std::string& url, const std::string& body,
        const std::vector<std::pair<std::string, std::string>>& headers) override {
        begin(url, "http,https");
        List lines;
        lines.add("Content-Type: application/json; charset=utf-8");
        lines.add("Expect:");
        for (const auto& [name, value] : headers) lines.add(name + ": " + value);
        Answer answer;
        curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, lines.head);
        curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, body.c_str());
        curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, take_answer);
        curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &answer.body);
        // On a connection that died it would be sent a second time, unseen by us.
        curl_easy_setopt(handle_, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(handle_, CURLOPT_FORBID_REUSE, 1L);
        const CURLcode code = curl_easy_perform(handle_);
        long asked_bytes = 0;
        curl_easy_getinfo(handle_, CURLINFO_REQUEST_SIZE, &asked_bytes);
        if (code != CURLE_OK && asked_bytes > 0) return std::nullopt;
        if (code != CURLE_OK) unreachable(code);
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        answer.status = static_cast<int>(status);
        answer.retry_after_s = retry_after();
        return answer;
    }

    bool mail(const Mail& mail) override {
        begin(mail.server, "smtp,smtps");
        List to;
        to.add("<" + mail.to + ">");
        Rest rest{&mail.text};
        const std::string from = "<" + mail.from + ">";
        if (!mail.user.empty()) {
            curl_easy_setopt(handle_, CURLOPT_USERNAME, mail.user.c_str());
            curl_easy_setopt(handle_, CURLOPT_PASSWORD, mail.password.c_str());
            // A password goes over an encrypted connection alone.
            curl_easy_setopt(handle_, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        }
        curl_easy_setopt(handle_, CURLOPT_MAIL_FROM, from.c_str());
        curl_easy_setopt(handle_, CURLOPT_MAIL_RCPT, to.head);
        curl_easy_setopt(handle_, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle_, CURLOPT_READFUNCTION, give_mail);
        curl_easy_setopt(handle_, CURLOPT_READDATA, &rest);
        const CURLcode code = curl_easy_perform(handle_);
        long said = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &said);
        if (code != CURLE_OK && said >= 500 && said < 600 && !is_about_login(said))
            undeliverable(said);
        if (code != CURLE_OK && rest.is_all_given && said < 400) return false;
        if (code != CURLE_OK) unreachable(is_about_login(said) ? CURLE_LOGIN_DENIED : code);
        return true;
    }

private:
    std::optional<std::int64_t> retry_after() {
        curl_header* header = nullptr;
        curl_off_t seconds = 0;
        if (curl_easy_header(handle_, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
            return std::nullopt;
        curl_easy_getinfo(handle_, CURLINFO_RETRY_AFTER, &seconds);
        return std::clamp<std::int64_t>(seconds, 0, retry_after_s_max);
    }

    void begin(const std::string& url, const char* protocols) {
        curl_easy_reset(handle_);
        curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, protocols);
        curl_easy_setopt(handle_, CURLOPT_PROXY, "");
        curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT, connect_seconds);
        curl_easy_setopt(handle_, CURLOPT_TIMEOUT, whole_seconds);
        // Beside those that the machine trusts, which stand in a folder.
        if (!ca_file_.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, ca_file_.c_str());
    }

    std::string ca_file_;
    CURL* handle_ = nullptr;
};

}  // namespace

std::unique_ptr<Transport> network_transport(const std::string& ca_file) {
    return std::make_unique<Network>(ca_file);
}

}  // namespace sending
