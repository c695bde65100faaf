#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The HTTP interface of China Mobile's cloud MAS (云MAS): bodies of requests and what comes back.
/// Nothing here sends anything.
namespace messages {

/// As the platform gives it. `secret_key` is never printed or kept by this module.
struct MasAccount {
    std::string ec_name;  ///< 企业名称
    std::string ap_id;    ///< 接口账号
    std::string secret_key;
    std::string sign;        ///< 签名编码
    std::string add_serial;  ///< extension of the service code; may be empty
};

constexpr std::size_t mobiles_max = 5'000;  ///< in one request
/// Refused because of one number among those of the request.
constexpr const char* invalid_mobile = "InvalidMobile";

/// 11 digits beginning with 1.
bool is_mobile(const std::string& text);

/// An ordinary message to numbers separated by commas: Base64 of a JSON text with `mac`, the MD5 of
/// ecName, apId, secretKey, mobiles, content, sign and addSerial joined. Throws invalid_input
/// without content, for a number that is not 11 digits beginning with 1, for none or more than
/// `mobiles_max`.
std::string ordinary_body(const MasAccount& account, const std::vector<std::string>& mobiles,
                          const std::string& content);
/// A template message; no parameters are sent as `[""]`. `mac` is over ecName, apId, secretKey,
/// templateId, mobiles, params, sign and addSerial.
std::string template_body(const MasAccount& account, const std::vector<std::string>& mobiles,
                          const std::string& template_id,
                          const std::vector<std::string>& parameters);

/// The `mac` alone, lower-case hexadecimal.
std::string ordinary_mac(const MasAccount& account, const std::string& mobiles,
                         const std::string& content);

struct MasAnswer {
    bool accepted = false;
    std::string group;  ///< msgGroup, which reports come back with; any length
    std::string code;   ///< rspcod: success, IllegalMac, InvalidUsrOrPwd, …
    /// Neither accepted nor refused: no such answer, one that contradicts itself, or a Timeout.
    bool is_in_doubt = false;
    /// Sending the same again later may succeed: SystemBusy, FlowOverLimit and the like. What is
    /// wrong with account, signature or number stays wrong.
    bool may_retry = false;
};
MasAnswer read_answer(std::string_view json);

struct MasReport {
    std::string group;
    std::vector<std::string> mobiles;
    bool delivered = false;  ///< reportStatus DELIVRD
    std::string status, error, received;
};
/// A status report that the platform pushes. Throws invalid_input.
MasReport read_report(std::string_view json);

struct MasReply {
    std::string mobile, content, sent;
    bool opts_out = false;      ///< 退订, TD, T, N or STOP alone
    bool acknowledges = false;  ///< 收到, 已收到, 1, Y or OK alone
};
/// A reply (上行) that the platform pushes. Throws invalid_input.
MasReply read_reply(std::string_view json);

/// How many messages the platform counts: up to 70 characters one, else 67 a part.
std::size_t parts_of(std::string_view content);

}  // namespace messages
