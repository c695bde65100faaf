#include "refusal.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

#include "seen.hpp"

namespace app {
namespace {

using nlohmann::json;

constexpr std::string_view beginning = R"({"error":)";

base::Text text_in(const json& text) {
    return {text.at("zh").get<std::string>(), text.at("en").get<std::string>()};
}

base::ErrorKind kind_in(const json& error) {
    const auto name = error.at("kind").get<std::string>();
    if (name == "invalid_input") return base::ErrorKind::invalid_input;
    if (name == "not_found") return base::ErrorKind::not_found;
    if (name == "conflict") return base::ErrorKind::conflict;
    return base::ErrorKind::forbidden;
}

}  // namespace

bool leaves_a_trace(const base::Error& error) {
    return error.kind() == base::ErrorKind::forbidden ||
           dynamic_cast<const FieldConflict*>(&error) != nullptr;
}

bool is_for_good(const base::Error& error) {
    return error.kind() != base::ErrorKind::unavailable &&
           error.kind() != base::ErrorKind::internal;
}

bool is_refusal(const std::string& answer) {
    return answer.starts_with(beginning);
}

void refuse_again(const std::string& answer) {
    const json error = json::parse(answer).at("error");
    std::vector<FieldConflict::Field> fields;
    if (error.contains("fields"))
        for (const json& field : error.at("fields"))
            fields.push_back({field.at("name").get<std::string>(), text_in(field.at("label")),
                              field.at("before").get<std::string>(),
                              field.at("now").get<std::string>(),
                              field.at("yours").get<std::string>()});
    if (!fields.empty()) throw FieldConflict(std::move(fields));
    throw base::Error(kind_in(error), text_in(error.at("message")));
}

}  // namespace app
