#include "figures.hpp"

#include <algorithm>
#include <string_view>

#include "store/register_store.hpp"

namespace app {
namespace {

constexpr const char* register_name = "figure";

std::string month_of(const std::optional<base::Date>& day) {
    return day ? base::format_date(*day).substr(0, 7) : std::string{};
}

registers::Row figure_row(const registers::Declaration& declaration,
                          const programme::Programme& programme,
                          const programme::Indicator& indicator) {
    const auto periods = programme::list_periods(programme.periods);
    registers::Row row;
    row.values.resize(declaration.fields.size());
    const auto set = [&](const char* name, const std::string& text) {
        row.values[declaration.find(name).value()] = text;
    };
    set("programme", programme.code);
    set("name", indicator.name);
    set("region", programme.scope.front());
    set("title", indicator.label.zh);
    set("first_month", month_of(programme::period_begin(periods.front())));
    set("last_month", month_of(programme::period_end(periods.back())));
    return row;
}

}  // namespace

void keep_figures(const Context& context, const programme::Programme& programme) {
    const auto& all = context.catalogue.declarations;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [](const auto& each) { return each.name == register_name; });
    if (found == all.end()) return;
    const auto& declaration = *found;
    const auto known =
        store::rows_with(context.connection, declaration, {}, {{"programme", programme.code}});
    store::RegisterWriter writer(context.connection, declaration, context.sequence, std::nullopt);
    for (const auto& indicator : programme.indicators)
        writer.put(figure_row(declaration, programme, indicator));
    const std::size_t name = declaration.find("name").value();
    for (const auto& stored : known)
        if (!programme.find_indicator(std::get<std::string>(stored.row.values[name])))
            (void)writer.remove(stored.row);
    (void)writer.finish();
}

void refuse_figures_asked_again(const Context& context, const registers::Declaration& declaration) {
    const auto found =
        std::ranges::find(context.catalogue.declarations, register_name,
                          [](const auto& each) { return std::string_view(each.name); });
    if (found == context.catalogue.declarations.end() ||
        std::ranges::any_of(built_in_registers(),
                            [&](const auto& each) { return each.name == declaration.name; }))
        return;
    const auto& figures = *found;
    const std::string month = base::format_date(today_of(context)).substr(0, 7);
    const auto text = [&](const registers::Row& row, const char* field) {
        const auto index = figures.find(field).value();
        return registers::canonical_text(figures.fields[index], row.values[index]);
    };
    const registers::Declaration* known = nullptr;
    for (const auto& each : context.catalogue.declarations)
        if (each.name == declaration.name) known = &each;
    for (const auto& field : declaration.fields) {
        if (known && known->find(field.name)) continue;
        for (const auto& [id, row, begin] :
             store::rows_with(context.connection, figures, {}, {{"title", field.label.zh}}))
            if (text(row, "first_month") <= month && month <= text(row, "last_month"))
                throw base::Error(
                    base::ErrorKind::conflict,
                    {"已有数据，不得重复索要：“" + field.label.zh + "”已由方案“" +
                         text(row, "programme") + "”统计。",
                     "The data are there and are not asked for again: \"" + field.label.en +
                         "\" is counted by the programme " + text(row, "programme") + "."});
    }
}

}  // namespace app
