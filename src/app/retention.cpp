#include "app/retention.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/error.hpp"
#include "payload.hpp"
#include "personal_rows.hpp"
#include "store/personal.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

struct Due {
    Expired said;
    PersonalRow row;
};

bool holds_personal_values(const PersonalRow& row) {
    const auto& fields = row.declaration.fields;
    for (const auto& version : row.versions)
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (registers::is_personal(fields[i]) &&
                !registers::canonical_text(fields[i], version.stored.row.values[i]).empty())
                return true;
    return false;
}

// Collects what is due on a day, register by register.
class Overdue {
public:
    Overdue(store::Connection& connection, const Catalogue& catalogue, base::Date on)
        : connection_(connection), catalogue_(catalogue), on_(on) {}

    std::vector<Due> run() {
        for (const auto& declaration : catalogue_.declarations) {
            const bool personal = std::any_of(declaration.fields.begin(), declaration.fields.end(),
                                              registers::is_personal);
            if (!personal || !declaration.keep_years) continue;
            for (const auto& removed : store::removed_rows(connection_, declaration))
                look_at(
                    declaration, removed.id,
                    base::shanghai_date(base::Instant(std::chrono::milliseconds(removed.time_ms))));
            if (const auto closed = declaration.find("closed_on"))
                look_at_closed(declaration, *closed);
        }
        return std::move(due_);
    }

private:
    // Entries of ledgers, and rows of registers that say by this field when they have ended.
    void look_at_closed(const registers::Declaration& declaration, std::size_t closed) {
        std::vector<std::pair<std::int64_t, base::Date>> ended;
        store::for_each_row(connection_, declaration, [&](const store::StoredRow& stored) {
            const auto day = base::parse_date(
                registers::canonical_text(declaration.fields[closed], stored.row.values[closed]));
            if (day) ended.emplace_back(stored.id, *day);
        });
        for (const auto& [id, day] : ended) look_at(declaration, id, day);
    }

    void look_at(const registers::Declaration& declaration, std::int64_t id, base::Date ended) {
        const base::Date last = last_day_kept(ended, *declaration.keep_years);
        if (on_ <= last) return;
        PersonalRow row{declaration, id, store::row_versions(connection_, declaration, id)};
        if (holds_personal_values(row))
            due_.push_back({{declaration.name, id, ended, last}, std::move(row)});
    }

    store::Connection& connection_;
    const Catalogue& catalogue_;
    base::Date on_;
    std::vector<Due> due_;
};

ordered_json rows_json(const std::vector<Expired>& expired) {
    ordered_json rows = ordered_json::array();
    for (const Expired& each : expired)
        rows.push_back({{"register", each.register_name},
                        {"row", each.row},
                        {"ended", base::format_date(each.ended)},
                        {"last_day", base::format_date(each.last_day)}});
    return rows;
}

}  // namespace

base::Date last_day_kept(base::Date ended, int years) {
    const base::Date same = ended + std::chrono::years(years);
    return same.ok() ? same : base::Date(same.year() / same.month() / std::chrono::last);
}

// A day to come is looked at by a dry run only: nothing goes before its time.
Handled handle_retention(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const base::Date today = today_of(context);
    const std::string said = text_of(payload, "on");
    const auto on = said.empty() ? std::optional(today) : base::parse_date(said);
    if (!on || *on > today)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"日期应写成 2026-12-31 的样子，且不晚于今天。",
                           "The day is written like 2026-12-31 and is not after today."});
    std::vector<Expired> expired;
    std::vector<PersonalRow> rows;
    for (Due& due : Overdue(context.connection, context.catalogue, *on).run()) {
        expired.push_back(std::move(due.said));
        rows.push_back(std::move(due.row));
    }
    Handled handled;
    const Erasure erased = erase_rows(context, rows, handled.files_gone);
    handled.record = {"retention", base::format_date(*on), "", context.command.payload};
    handled.answer = ordered_json{{"on", base::format_date(*on)},
                                  {"rows", rows_json(expired)},
                                  {"versions", erased.versions},
                                  {"entries", erased.entries},
                                  {"files", handled.files_gone}}
                         .dump();
    return handled;
}

std::vector<Expired> App::expired(base::Date on) {
    return state_->read([&](store::Connection& connection, const Catalogue& catalogue) {
        std::vector<Expired> expired;
        for (Due& due : Overdue(connection, catalogue, on).run())
            expired.push_back(std::move(due.said));
        return expired;
    });
}

std::string to_json(const std::vector<Expired>& expired, base::Date on) {
    return ordered_json{{"on", base::format_date(on)}, {"rows", rows_json(expired)}}.dump();
}

}  // namespace app
