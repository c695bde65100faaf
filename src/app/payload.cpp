#include "payload.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/error.hpp"

namespace app {
namespace {

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

}  // namespace

nlohmann::json parse_payload(const std::string& payload) {
    auto object = nlohmann::json::parse(payload, nullptr, false);
    if (!object.is_object())
        refuse("命令内容应为 JSON 对象。", "The command's content must be a JSON object.");
    return object;
}

std::string required_text(const nlohmann::json& object, const char* key) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_string())
        refuse(std::string("缺少文字“") + key + "”。",
               std::string("The text \"") + key + "\" is missing.");
    return it->get<std::string>();
}

std::int64_t required_integer(const nlohmann::json& object, const char* key) {
    const auto it = object.find(key);
    if (it == object.end() || !it->is_number_integer())
        refuse(std::string("缺少整数“") + key + "”。",
               std::string("The whole number \"") + key + "\" is missing.");
    return it->get<std::int64_t>();
}

std::string text_of(const nlohmann::json& object, const std::string& key) {
    const auto it = object.find(key);
    if (it == object.end() || it->is_null()) return {};
    if (!it->is_string()) refuse("“" + key + "”应为文字。", "\"" + key + "\" must be text.");
    return it->get<std::string>();
}

std::string attachment_name(const nlohmann::json& payload) {
    const std::string ending = text_of(payload, "ending");
    return evidence_name(required_text(payload, "sha256"),
                         ending.empty() ? required_text(payload, "file_name") : "x" + ending);
}

std::optional<geo::Datum> parse_datum(const std::string& text) {
    const std::pair<const char*, geo::Datum> known[] = {{"wgs84", geo::Datum::wgs84},
                                                        {"cgcs2000", geo::Datum::cgcs2000},
                                                        {"gcj02", geo::Datum::gcj02},
                                                        {"bd09", geo::Datum::bd09}};
    for (const auto& [name, datum] : known)
        if (text == name) return datum;
    return std::nullopt;
}

registers::Value key_value(const registers::Field& field, const std::string& text) {
    if (field.type != registers::FieldType::integer && field.type != registers::FieldType::decimal)
        return text;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace app
