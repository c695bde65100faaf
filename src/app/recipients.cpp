#include "recipients.hpp"

#include <nlohmann/json.hpp>

#include "entries.hpp"
#include "payload.hpp"
#include "programme/expression.hpp"
#include "row_values.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

std::string text_in(const registers::Declaration& declaration, const registers::Row& row,
                    const std::string& name) {
    const auto index = declaration.find(name);
    const auto* value = index ? std::get_if<std::string>(&row.values[*index]) : nullptr;
    return value ? *value : std::string{};
}

}  // namespace

programme::Expression read_where(const std::string& text,
                                 const registers::Declaration& declaration) {
    try {
        return programme::parse_expression(text, declaration);
    } catch (const programme::ExpressionError& error) {
        const std::string column = std::to_string(error.column);
        throw base::Error(base::ErrorKind::invalid_input,
                          {"条件“" + text + "”第 " + column + " 个字符处有误：" + error.message.zh,
                           "The condition \"" + text + "\" is wrong at character " + column + ": " +
                               error.message.en});
    }
}

std::vector<Recipient> find_recipients(const Context& context, const RecipientQuery& query) {
    const auto& declaration = context.catalogue.declaration(query.each);
    std::optional<programme::Expression> where;
    if (!query.where.empty()) where = read_where(query.where, declaration);
    std::vector<Recipient> result;
    store::for_each_row(context.connection, declaration, [&](const store::StoredRow& stored) {
        if (where && !programme::matches(*where, declaration, stored.row)) return;
        result.push_back({text_in(declaration, stored.row, query.region_field),
                          query.unit_field.empty()
                              ? std::string{}
                              : text_in(declaration, stored.row, query.unit_field)});
    });
    return result;
}

// One entry for each unit that meets the condition today; a unit added later gets none.
Handled handle_open_for_units(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const auto& ledger = context.catalogue.ledger(required_text(payload, "ledger"));
    nlohmann::json values = payload.value("values", nlohmann::json::object());
    ordered_json numbers = ordered_json::array();
    for (const Recipient& recipient :
         find_recipients(context, {"unit", text_of(payload, "where"), "region", "code"})) {
        values["region"] = recipient.region;
        values["unit"] = recipient.unit;
        numbers.push_back(open_one(context, ledger, {{"values", values}}));
    }
    if (numbers.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"没有符合条件的单位，未下发任何一条。",
                           "No unit meets the condition: nothing was dispatched."});
    return {
        {"entry.open_for_units", ledger.declaration.name, ledger.sha256, context.command.payload},
        ordered_json{{"ledger", ledger.declaration.name}, {"numbers", numbers}}.dump(),
        false};
}

}  // namespace app
