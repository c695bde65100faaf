#include "masked_values.hpp"

#include "base/error.hpp"
#include "registers/value.hpp"

namespace store {
namespace {

using registers::Declaration;
using registers::Row;

base::Text key_of(const Declaration& declaration, const Row& row) {
    base::Text text;
    for (const std::string& name : declaration.key) {
        const std::size_t i = *declaration.find(name);
        const auto& field = declaration.fields[i];
        const std::string value = registers::canonical_text(field, row.values[i]);
        text.zh += (text.zh.empty() ? "" : "、") + field.label.zh + " " + value;
        text.en += (text.en.empty() ? "" : ", ") + field.label.en + " " + value;
    }
    return text;
}

[[noreturn]] void refuse(const Declaration& declaration, const registers::Field& field,
                         const Row& row, const std::string& text) {
    const base::Text key = key_of(declaration, row);
    throw base::Error(base::ErrorKind::invalid_input,
                      {key.zh + "：“" + field.label.zh + "”的“" + text +
                           "”是打码后的值，与库中的不符。请填写真实值或清空；全部没有写入。",
                       key.en + ": \"" + text + "\" in \"" + field.label.en +
                           "\" is a masked value and not that of what is stored. Enter the real "
                           "one or clear it. Nothing was written."});
}

}  // namespace

MaskedValues::MaskedValues(const Declaration& declaration) : declaration_(declaration) {
    for (std::size_t i = 0; i < declaration.fields.size(); ++i)
        if (registers::is_personal(declaration.fields[i])) personal_.push_back(i);
}

void MaskedValues::resolve(Row& next, const Row* stored) const {
    for (const std::size_t i : personal_) {
        const auto* text = std::get_if<std::string>(&next.values[i]);
        const registers::Field& field = declaration_.fields[i];
        if (!text || !registers::is_masked(field, *text)) continue;
        if (!stored || registers::mask_value(
                           field, registers::canonical_text(field, stored->values[i])) != *text)
            refuse(declaration_, field, next, *text);
        next.values[i] = stored->values[i];
    }
}

}  // namespace store
