#include "messages/cloud_mas.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace messages {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t characters_of_one = 70, characters_of_a_part = 67;
constexpr std::array passing = {"SystemBusy", "FlowOverLimit", "OverDailyMax"};
constexpr const char* ran_out_of_time = "Timeout";
constexpr std::array opting_out = {"退订", "TD", "T", "N", "STOP"};
constexpr std::array acknowledging = {"收到", "已收到", "1", "Y", "OK"};

std::string md5(const std::string& text) {
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_md5(), nullptr) != 1)
        throw base::Error(base::ErrorKind::internal, {"", ""}, "MD5 is not available");
    return base::to_hex({digest.data(), size});
}

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

// Not printed: a number is somebody's.
void require_mobile(const std::string& mobile) {
    if (!is_mobile(mobile))
        refuse("手机号码应为 1 开头的 11 位数字。",
               "A mobile number has 11 digits and begins with 1.");
}

std::string joined(const std::vector<std::string>& mobiles) {
    if (mobiles.empty() || mobiles.size() > mobiles_max)
        refuse("一次发送应有 1 至 5000 个号码。", "One request has 1 to 5,000 numbers.");
    std::for_each(mobiles.begin(), mobiles.end(), require_mobile);
    return base::join(mobiles, ",");
}

std::string base64_of(const ordered_json& body) {
    return base::to_base64(base::as_bytes(body.dump()));
}

ordered_json object_of(std::string_view text) {
    auto json = ordered_json::parse(text, nullptr, false);
    return json.is_object() ? json : ordered_json();
}

std::string trimmed(const std::string& text) {
    constexpr const char* blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string text_of(const ordered_json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

bool is_mobile(const std::string& text) {
    return text.size() == 11 && text[0] == '1' &&
           text.find_first_not_of("0123456789") == std::string::npos;
}

std::string ordinary_mac(const MasAccount& account, const std::string& mobiles,
                         const std::string& content) {
    return md5(account.ec_name + account.ap_id + account.secret_key + mobiles + content +
               account.sign + account.add_serial);
}

std::string ordinary_body(const MasAccount& account, const std::vector<std::string>& mobiles,
                          const std::string& content) {
    if (content.empty()) refuse("短信内容不能为空。", "A message needs a content.");
    const std::string numbers = joined(mobiles);
    return base64_of({{"ecName", account.ec_name},
                      {"apId", account.ap_id},
                      {"secretKey", account.secret_key},
                      {"mobiles", numbers},
                      {"content", content},
                      {"sign", account.sign},
                      {"addSerial", account.add_serial},
                      {"mac", ordinary_mac(account, numbers, content)}});
}

std::string template_body(const MasAccount& account, const std::vector<std::string>& mobiles,
                          const std::string& template_id,
                          const std::vector<std::string>& parameters) {
    const std::string numbers = joined(mobiles);
    const std::string params =
        ordered_json(parameters.empty() ? std::vector<std::string>{""} : parameters).dump();
    return base64_of(
        {{"ecName", account.ec_name},
         {"apId", account.ap_id},
         {"secretKey", account.secret_key},
         {"templateId", template_id},
         {"mobiles", numbers},
         {"params", params},
         {"sign", account.sign},
         {"addSerial", account.add_serial},
         {"mac", md5(account.ec_name + account.ap_id + account.secret_key + template_id + numbers +
                     params + account.sign + account.add_serial)}});
}

MasAnswer read_answer(std::string_view json) {
    const auto object = object_of(json);
    MasAnswer answer;
    answer.code = text_of(object, "rspcod");
    answer.group = text_of(object, "msgGroup");
    const auto success = object.find("success");
    const bool says = success != object.end() && success->is_boolean();
    const bool is_refusal = says && *success == false && !answer.code.empty() &&
                            answer.code != "success" && answer.code != ran_out_of_time;
    answer.accepted = says && *success == true && answer.code == "success";
    answer.is_in_doubt = !answer.accepted && !is_refusal;
    answer.may_retry =
        is_refusal && std::find(passing.begin(), passing.end(), answer.code) != passing.end();
    return answer;
}

MasReport read_report(std::string_view json) {
    const auto object = object_of(json);
    MasReport report;
    report.group = text_of(object, "msgGroup");
    report.status = text_of(object, "reportStatus");
    if (report.group.empty() || report.status.empty())
        refuse("状态报告缺少 msgGroup 或 reportStatus。",
               "The status report lacks msgGroup or reportStatus.");
    for (const auto& mobile : object.value("mobiles", ordered_json::array()))
        if (mobile.is_string()) report.mobiles.push_back(mobile.get<std::string>());
    report.delivered = report.status == "DELIVRD";
    report.error = text_of(object, "errorCode");
    report.received = text_of(object, "receiveDate");
    return report;
}

MasReply read_reply(std::string_view json) {
    const auto object = object_of(json);
    MasReply reply{text_of(object, "mobile"), text_of(object, "smsContent"),
                   text_of(object, "sendTime")};
    if (reply.mobile.empty()) refuse("上行短信缺少 mobile。", "The reply lacks mobile.");
    std::string word = trimmed(reply.content);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const auto is_one_of = [&](const auto& words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    reply.opts_out = is_one_of(opting_out);
    reply.acknowledges = is_one_of(acknowledging);
    return reply;
}

std::size_t parts_of(std::string_view content) {
    const std::size_t characters = base::count_characters(content);
    if (characters <= characters_of_one) return 1;
    return (characters + characters_of_a_part - 1) / characters_of_a_part;
}

}  // namespace messages
