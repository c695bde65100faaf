// The resumable upload protocol tus 1.0.0 with its extensions creation, expiration, checksum and
// termination. A piece is the body of one request.
#include <algorithm>
#include <charconv>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api_routes.hpp"
#include "app/uploads.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "errors.hpp"

namespace server {
namespace {

using base::Error;
using base::ErrorKind;

constexpr const char* version = "1.0.0";
constexpr const char* uploads_path = "/api/evidence/uploads";
constexpr const char* piece_type = "application/offset+octet-stream";
constexpr int wrong_checksum_status = 460;

constexpr Limit without_body{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 6'000};
constexpr Limit one_piece{
    .body_bytes_max = std::size_t{8} << 20, .seconds_max = 300, .per_minute = 6'000};

/// An answer with a status of the protocol's own.
class Refusal {
public:
    Refusal(int status, std::string zh, std::string en)
        : status_(status), error_(ErrorKind::invalid_input, {std::move(zh), std::move(en)}) {}
    [[nodiscard]] Response response() const { return error_response(error_, status_); }

private:
    int status_;
    Error error_;
};

std::int64_t number_of(const Call& call, const char* header) {
    const std::string text = call.request.header(header);
    std::int64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && end.ec == std::errc{} && end.ptr == text.data() + text.size() &&
        number >= 0)
        return number;
    throw Error(ErrorKind::invalid_input,
                {std::string("请求头 ") + header + " 应为不小于 0 的整数。",
                 std::string("The header ") + header + " must be a whole number from 0."});
}

// `name base64,name base64`; names that mean nothing here are passed over.
std::map<std::string, std::string> metadata_of(const std::string& header) {
    std::map<std::string, std::string> values;
    for (const std::string& pair : base::split(header, ',')) {
        const auto words = base::split(base::normalise_cell(pair), ' ');
        if (words.size() != 2) continue;
        const auto value = base::from_base64(words[1]);
        if (!value || !base::is_valid_utf8(*value))
            throw Error(
                ErrorKind::invalid_input,
                {"请求头 Upload-Metadata 中“" + words[0] + "”的值应为 UTF-8 文字的 Base64。",
                 "In the header Upload-Metadata the value of '" + words[0] +
                     "' must be the Base64 of UTF-8 text."});
        values[words[0]] = *value;
    }
    return values;
}

app::EvidenceClaim claim_of(std::map<std::string, std::string> values) {
    return {values["register"], values["key"],      values["purpose"],
            values["filename"], values["taken_at"], values["lon"],
            values["lat"],      values["datum"],    values["device"]};
}

// An upload is its beginner's own.
app::Upload own(const app::Uploads& uploads, const Call& call) {
    app::Upload upload = uploads.find(call.path.at("upload"));
    if (upload.by.actor.user == command_of(call, "attach_evidence", "{}").actor.user) return upload;
    throw Error(ErrorKind::not_found, {"没有这次上传，或已过期；请重新上传。",
                                       "There is no such upload, or it has expired. Send the file "
                                       "again."});
}

// RFC 9110 5.6.7, always in English.
std::string http_date(base::Instant instant) {
    const std::time_t seconds = base::to_milliseconds(instant) / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[40];
    std::snprintf(text, sizeof text, "%s, %02d %s %d %02d:%02d:%02d GMT", days[parts.tm_wday],
                  parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour,
                  parts.tm_min, parts.tm_sec);
    return text;
}

Response nothing(int status) {
    Response response;
    response.status = status;
    response.content_type.clear();
    return response;
}

void add_progress(Response& response, const app::Upload& upload) {
    response.headers.emplace_back("Upload-Offset", std::to_string(upload.offset));
    response.headers.emplace_back("Upload-Length", std::to_string(upload.length));
    response.headers.emplace_back("Upload-Expires", http_date(upload.expires));
}

void require_version(const Call& call) {
    if (call.request.header("tus-resumable") == version) return;
    throw Refusal(412, "请求头 Tus-Resumable 应为 1.0.0。",
                  "The header Tus-Resumable must be 1.0.0.");
}

void check_sum(const Call& call) {
    const std::string header = call.request.header("upload-checksum");
    if (header.empty()) return;
    const auto words = base::split(header, ' ');
    const auto wanted = words.size() == 2 ? base::from_base64(words[1]) : std::nullopt;
    std::string sum;
    const auto take = [&](const auto& digest) { sum.assign(digest.begin(), digest.end()); };
    if (words[0] == "sha1") take(base::sha1(call.request.body));
    if (words[0] == "sha256") take(base::sha256(call.request.body));
    if (!wanted || sum.empty())
        throw Refusal(400, "请求头 Upload-Checksum 应为 sha1 或 sha256 加空格和 Base64。",
                      "The header Upload-Checksum must be sha1 or sha256, a space and Base64.");
    if (sum != *wanted)
        throw Refusal(wrong_checksum_status, "这一块在传送中损坏，请重发。",
                      "This piece was damaged on its way. Send it again.");
}

Response options() {
    Response response = nothing(204);
    response.headers.emplace_back("Tus-Version", version);
    response.headers.emplace_back("Tus-Extension", "creation,expiration,checksum,termination");
    response.headers.emplace_back("Tus-Checksum-Algorithm", "sha1,sha256");
    response.headers.emplace_back("Tus-Max-Size", std::to_string(app::Uploads::length_max));
    return response;
}

Response create(app::Uploads& uploads, const Call& call) {
    const std::int64_t length = number_of(call, "upload-length");
    if (length > app::Uploads::length_max) {
        const std::string most = std::to_string(app::Uploads::length_max >> 20);
        throw Refusal(413, "文件最大 " + most + " MB。",
                      "A file may have at most " + most + " MB.");
    }
    const auto claim = claim_of(metadata_of(call.request.header("upload-metadata")));
    const app::Upload upload =
        uploads.begin(claim, length, command_of(call, "attach_evidence", "{}"), call.caller.access);
    Response response = nothing(201);
    response.headers.emplace_back("Location", std::string(uploads_path) + "/" + upload.id);
    response.headers.emplace_back("Upload-Expires", http_date(upload.expires));
    return response;
}

Response head(const app::Uploads& uploads, const Call& call) {
    Response response = nothing(200);
    add_progress(response, own(uploads, call));
    return response;
}

Response append(app::Uploads& uploads, const Call& call) {
    if (call.request.header("content-type") != piece_type)
        throw Refusal(415, std::string("内容类型应为 ") + piece_type + "。",
                      std::string("The content type must be ") + piece_type + ".");
    const std::int64_t offset = number_of(call, "upload-offset");
    check_sum(call);
    (void)own(uploads, call);
    Response response = nothing(204);
    add_progress(response, uploads.append(call.path.at("upload"), offset, call.request.body));
    return response;
}

Response remove(app::Uploads& uploads, const Call& call) {
    (void)own(uploads, call);
    uploads.remove(call.path.at("upload"));
    return nothing(204);
}

// Beside the protocol: how far it is and what came of it.
Response state(const app::Uploads& uploads, const Call& call) {
    const app::Upload upload = own(uploads, call);
    nlohmann::ordered_json json{{"offset", upload.offset},
                                {"length", upload.length},
                                {"expires", base::format_instant(upload.expires)},
                                {"evidence", nullptr}};
    if (!upload.outcome.empty()) json["evidence"] = nlohmann::ordered_json::parse(upload.outcome);
    Response response;
    response.body = json.dump();
    return response;
}

/// Every answer of the protocol says its version, also a refusal.
Handler of_protocol(Handler handler) {
    return [handler = std::move(handler)](const Call& call) {
        Response response;
        try {
            require_version(call);
            response = handler(call);
        } catch (const Refusal& refusal) {
            response = refusal.response();
            response.headers.emplace_back("Tus-Version", version);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::internal) throw;
            response = error_response(error);
        }
        response.headers.emplace_back("Tus-Resumable", version);
        return response;
    };
}

}  // namespace

std::vector<Route> upload_routes(base::Environment& environment, app::App& app) {
    const auto uploads = std::make_shared<app::Uploads>(environment, app);
    const std::string one = std::string(uploads_path) + "/{upload}";
    const auto route = [](Method method, const std::string& pattern, const char* action,
                          const Limit& limit, Handler handler) {
        const Scope scope = method == Method::options ? Scope::no_region : Scope::all_regions;
        return Route{method, pattern, Role::reader, scope, {{}}, action, limit, std::move(handler)};
    };
    return {
        route(Method::options, uploads_path, "read.upload_options", without_body,
              [](const Call&) { return options(); }),
        route(Method::post, uploads_path, "change.upload_begin", without_body,
              of_protocol([uploads](const Call& call) { return create(*uploads, call); })),
        route(Method::head, one, "read.upload_offset", without_body,
              of_protocol([uploads](const Call& call) { return head(*uploads, call); })),
        route(Method::patch, one, "change.upload_append", one_piece,
              of_protocol([uploads](const Call& call) { return append(*uploads, call); })),
        route(Method::delete_, one, "change.upload_remove", without_body,
              of_protocol([uploads](const Call& call) { return remove(*uploads, call); })),
        route(Method::get, one, "read.upload", without_body,
              [uploads](const Call& call) { return state(*uploads, call); }),
    };
}

}  // namespace server
