#include <algorithm>
#include <utility>

#include "registers/value.hpp"

namespace registers {
namespace {

std::string family_name(const std::string& name) {
    std::size_t length = name.empty() ? 0 : 1;
    while (length < name.size() && (static_cast<unsigned char>(name[length]) & 0xc0) == 0x80)
        ++length;
    return name.substr(0, length);
}

bool is_telephone(const std::string& text) {
    constexpr std::size_t shortest = 8, longest = 20;
    return text.size() >= shortest && text.size() <= longest &&
           text.find_first_not_of("0123456789-+ ") == std::string::npos;
}

std::string mask_telephone(const std::string& text) {
    return text.substr(0, 3) + "****" + text.substr(text.size() - 4);
}

std::string mask_link(const std::string& text, std::size_t host) {
    const std::string authority = text.substr(host, text.find('/', host) - host);
    return text.substr(0, host) + authority.substr(authority.rfind('@') + 1) + "/****";
}

// A text may be where somebody is reached: a link whose path is a secret, a mailbox or a number.
std::string mask_text(const std::string& text) {
    constexpr std::size_t digits_of_identity = 18;
    if (const auto scheme = text.find("://"); scheme != std::string::npos)
        return mask_link(text, scheme + 3);
    if (const auto at = text.find('@'); at != std::string::npos && at > 0)
        return family_name(text) + "***" + text.substr(at);
    if (is_telephone(text) && text.size() != digits_of_identity) return mask_telephone(text);
    return family_name(text) + "*";
}

}  // namespace

std::string mask_value(const Field& field, const std::string& text) {
    if (field.field_class == FieldClass::open || field.field_class == FieldClass::internal ||
        text.empty())
        return text;
    if (field.type == FieldType::id_number)
        return text.size() <= 4 ? "****" : "**************" + text.substr(text.size() - 4);
    if (field.type == FieldType::phone) return text.size() < 8 ? "****" : mask_telephone(text);
    if (field.type != FieldType::text) return "*";
    return field.field_class == FieldClass::personal ? mask_text(text) : family_name(text) + "*";
}

namespace {

// Whether masking some text gives this one.
bool is_masked_text(const Field& field, std::string_view text) {
    constexpr std::pair<std::string_view, std::string_view> hidden[] = {
        {"/****", "/x"}, {"***@", "x@"}, {"****", "0000"}, {"*", "某"}};
    return std::ranges::any_of(hidden, [&](const auto& one) {
        const auto& [stars, instead] = one;
        const auto at = text.rfind(stars);
        if (at == std::string_view::npos) return false;
        std::string whole(text);
        return mask_value(field, whole.replace(at, stars.size(), instead)) == text;
    });
}

}  // namespace

bool is_masked(const Field& field, std::string_view text) {
    if (!is_personal(field) || text.find('*') == std::string_view::npos) return false;
    if (field.type == FieldType::id_number) return text.starts_with("****");
    if (field.type == FieldType::phone) return text.find("****") != std::string_view::npos;
    if (field.type != FieldType::text) return text == "*";
    return is_masked_text(field, text);
}

}  // namespace registers
