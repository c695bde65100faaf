#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "base/text.hpp"
#include "ledger/entry.hpp"
#include "ledger/schedule.hpp"
#include "ledger_reads.hpp"
#include "store/register_store.hpp"

namespace app {

using nlohmann::ordered_json;

people::Reach entries_reach(const people::Access& who, const ledger::Ledger& ledger) {
    people::Target about;
    about.register_name = ledger.declaration.name;
    return people::reach(who, people::Right::read, about);
}

std::string title_field(const ledger::Ledger& ledger) {
    const auto& fields = ledger.declaration.fields;
    for (const char* name :
         {"content", "description", "problem", "title", "name", "place", "document"})
        if (ledger.declaration.find(name)) return name;
    const auto own = std::find_if(fields.begin(), fields.end(), [](const auto& field) {
        constexpr std::array common{"number",  "unit",      "parent",        "merged_into",
                                    "request", "programme", "request_value", "request_by"};
        return field.type == registers::FieldType::text &&
               field.field_class == registers::FieldClass::open &&
               !field.name.ends_with("_number") &&
               std::find(common.begin(), common.end(), field.name) == common.end();
    });
    return own == fields.end() ? "number" : own->name;
}

namespace {

// A column shows the most urgent ones; its count is of all.
constexpr std::size_t cards_of_column_max = 200;

// The first code field of the ledger's own (list, kind, level): what a board is filtered by.
const registers::Field* kind_field(const ledger::Ledger& ledger) {
    for (const auto& field : ledger.declaration.fields)
        if (field.type == registers::FieldType::code && field.name != "state") return &field;
    return nullptr;
}

ordered_json text_or_null(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

struct Card {
    ledger::Light light = ledger::Light::grey;
    std::string due, number;
    ordered_json json;

    // Red first, then by deadline; without one last.
    [[nodiscard]] auto order() const {
        constexpr int urgency[] = {3, 2, 1, 0, 4};
        return std::tuple(urgency[static_cast<int>(light)], due.empty() ? "9999" : due, number);
    }
};

class Board {
public:
    Board(const ledger::Ledger& ledger, const registers::RegionIndex& regions, base::Date day)
        : ledger_(ledger),
          regions_(regions),
          day_(day),
          title_(title_field(ledger)),
          kind_(kind_field(ledger)) {}

    void add(const store::StoredRow& stored) {
        const registers::Row& row = stored.row;
        const std::string state = text("state", row);
        Card card{
            ledger::entry_light(ledger_, row, day_), text("due_on", row), text("number", row), {}};
        card.json = card_json(stored, state, card);
        columns_[state].push_back(std::move(card));
    }

    ordered_json finish() {
        ordered_json columns = ordered_json::array();
        ordered_json cards = ordered_json::array();
        for (const auto& state : ledger_.states) {
            auto& column = columns_[state.name];
            columns.push_back({{"state", state.name},
                               {"label", text_json(state.label)},
                               {"kind", state_kind_names[static_cast<int>(state.kind)]},
                               {"entries", column.size()}});
            std::sort(column.begin(), column.end(),
                      [](const Card& a, const Card& b) { return a.order() < b.order(); });
            if (column.size() > cards_of_column_max) column.resize(cards_of_column_max);
            for (Card& card : column) cards.push_back(std::move(card.json));
        }
        ordered_json kinds = ordered_json::array();
        if (kind_)
            for (const auto& code : kind_->codes)
                kinds.push_back({{"value", code.value}, {"label", text_json(code.label)}});
        return {{"ledger", ledger_.declaration.name},
                {"date", base::format_date(day_)},
                {"columns", columns},
                {"kinds", kinds},
                {"cards", cards}};
    }

private:
    [[nodiscard]] std::string text(const char* field, const registers::Row& row) const {
        return ledger::text_of(ledger_, row, field);
    }

    [[nodiscard]] std::string title(const registers::Row& row) const {
        const auto index = ledger_.declaration.find(title_).value();
        const auto& field = ledger_.declaration.fields[index];
        const std::string said = registers::canonical_text(field, row.values[index]);
        return registers::mask_value(field, said);
    }

    ordered_json card_json(const store::StoredRow& stored, const std::string& state,
                           const Card& card) const {
        const registers::Row& row = stored.row;
        const auto due = ledger::date_of(ledger_, row, "due_on");
        const auto moved = ledger::date_of(ledger_, row, "moved_on");
        const auto kind = ledger_.state(state).kind;
        const bool ended = kind == ledger::StateKind::closed || kind == ledger::StateKind::dropped;
        const std::string region = text("region", row);
        const auto* place = regions_.find_latest(region);
        ordered_json json{
            {"id", stored.id},
            {"number", card.number},
            {"title", title(row)},
            {"state", state},
            {"kind", kind_ ? text_or_null(text(kind_->name.c_str(), row)) : ordered_json(nullptr)},
            {"unit", text_or_null(text("unit", row))},
            {"region", region},
            {"region_name", place ? place->name : region},
            {"light", std::string(ledger::to_string(card.light))},
            {"due_on", text_or_null(card.due)},
            {"moved_on", date_json(moved)},
            {"days_left", due && !ended ? ordered_json(ledger::days_between(day_, *due))
                                        : ordered_json(nullptr)},
            {"stale", !ended && moved && ledger::days_between(*moved, day_) > board_stale_days},
            {"request", text_or_null(text("request", row))}};
        const bool measured = !ledger_.progress_field.empty();
        const std::int64_t whole =
            measured ? ledger::whole_of(ledger_, row, ledger_.whole_field) : 0;
        json["progress"] =
            whole > 0
                ? ordered_json{{"done", ledger::whole_of(ledger_, row, ledger_.progress_field)},
                               {"whole", whole}}
                : ordered_json(nullptr);
        return json;
    }

    const ledger::Ledger& ledger_;
    const registers::RegionIndex& regions_;
    base::Date day_;
    std::string title_;
    const registers::Field* kind_;
    std::map<std::string, std::vector<Card>> columns_;
};

ledger::Activity activity_of(const ledger::Ledger& ledger, const registers::Row& row) {
    ledger::Activity activity;
    activity.name = ledger::text_of(ledger, row, "number");
    if (!ledger.duration_field.empty())
        activity.duration_days =
            std::max<std::int64_t>(1, ledger::whole_of(ledger, row, ledger.duration_field));
    if (!ledger.after_field.empty())
        for (const std::string& name :
             base::split(ledger::text_of(ledger, row, ledger.after_field), ','))
            if (!name.empty()) activity.predecessors.push_back(name);
    if (!ledger.begin_field.empty())
        activity.planned_start = ledger::date_of(ledger, row, ledger.begin_field);
    return activity;
}

// Who sees a part of the ledger plans with that part: what comes first elsewhere is not known to
// him.
void leave_unseen(std::vector<ledger::Activity>& activities) {
    std::set<std::string> seen;
    for (const auto& activity : activities) seen.insert(activity.name);
    for (auto& activity : activities)
        std::erase_if(activity.predecessors,
                      [&](const std::string& name) { return !seen.contains(name); });
}

// The dates an entry had when it first had a deadline.
ordered_json baseline_of(store::Connection& connection, const ledger::Ledger& ledger,
                         std::int64_t id) {
    for (const auto& version : store::row_versions(connection, ledger.declaration, id)) {
        const auto due = ledger::date_of(ledger, version.stored.row, "due_on");
        if (!due) continue;
        auto begin = ledger.begin_field.empty()
                         ? std::nullopt
                         : ledger::date_of(ledger, version.stored.row, ledger.begin_field);
        if (!begin) begin = ledger::date_of(ledger, version.stored.row, "opened_on");
        return {{"begin", date_json(begin)}, {"due", date_json(due)}};
    }
    return nullptr;
}

ordered_json planned_json(const ledger::Activity& activity, const ledger::Planned& planned) {
    return {{"number", activity.name},
            {"duration_days", activity.duration_days},
            {"after", activity.predecessors},
            {"planned_start", date_json(activity.planned_start)},
            {"earliest_start", base::format_date(planned.earliest_start)},
            {"earliest_finish", base::format_date(planned.earliest_finish)},
            {"latest_start", base::format_date(planned.latest_start)},
            {"latest_finish", base::format_date(planned.latest_finish)},
            {"slack_days", planned.slack_days},
            {"critical", planned.critical}};
}

}  // namespace

std::string Ledgers::board(const BoardFilter& filter, const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(filter.ledger);
        Board board(ledger, catalogue.regions, filter.known_on.value_or(today));
        const bool by_programme =
            !filter.programme.empty() && ledger.declaration.find("programme").has_value();
        const auto wanted = [&](const registers::Row& row) {
            if (by_programme && ledger::text_of(ledger, row, "programme") != filter.programme)
                return false;
            return filter.unit.empty() || ledger::text_of(ledger, row, "unit") == filter.unit;
        };
        store::for_each_row(
            connection, ledger.declaration,
            [&](const store::StoredRow& stored) {
                if (wanted(stored.row)) board.add(stored);
            },
            known_at(connection, filter.known_on), filter.scope, entries_reach(who, ledger));
        return board.finish().dump();
    });
}

std::string Ledgers::plan(const std::string& name, base::Date begin, base::Date deadline,
                          const people::Access& who) {
    const base::Date today = base::shanghai_date(state_.environment.clock.now());
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& ledger = catalogue.ledger(name);
        if (ledger.after_field.empty() && ledger.duration_field.empty())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"台账“" + ledger.declaration.label.zh + "”没有排期（plan）。",
                               "The ledger " + name + " has no plan."});
        std::vector<ledger::Activity> activities;
        std::vector<store::StoredRow> rows;
        const auto reach = entries_reach(who, ledger);
        store::for_each_row(
            connection, ledger.declaration,
            [&](const store::StoredRow& stored) {
                const auto kind = ledger.state(ledger::text_of(ledger, stored.row, "state")).kind;
                if (kind == ledger::StateKind::dropped) return;
                activities.push_back(activity_of(ledger, stored.row));
                rows.push_back(stored);
            },
            {}, {}, reach);
        if (!reach.is_everything()) leave_unseen(activities);
        const auto plan = ledger::schedule(activities, begin, deadline, catalogue.calendar);
        const std::string title = title_field(ledger);
        ordered_json list = ordered_json::array();
        for (std::size_t i = 0; i < plan.size(); ++i) {
            const registers::Row& row = rows[i].row;
            ordered_json json = planned_json(activities[i], plan[i]);
            json["title"] = ledger::text_of(ledger, row, title);
            json["state"] = ledger::text_of(ledger, row, "state");
            json["unit"] = ledger::text_of(ledger, row, "unit");
            json["light"] = std::string(ledger::to_string(ledger::entry_light(ledger, row, today)));
            json["opened_on"] = date_json(ledger::date_of(ledger, row, "opened_on"));
            json["due_on"] = date_json(ledger::date_of(ledger, row, "due_on"));
            json["closed_on"] = date_json(ledger::date_of(ledger, row, "closed_on"));
            json["baseline"] = baseline_of(connection, ledger, rows[i].id);
            json["late_to_start"] = ledger::days_between(plan[i].latest_start, today) > 0 &&
                                    !ledger::date_of(ledger, row, "closed_on") &&
                                    !activities[i].planned_start;
            list.push_back(std::move(json));
        }
        return ordered_json{{"ledger", name},
                            {"begin", base::format_date(begin)},
                            {"deadline", base::format_date(deadline)},
                            {"date", base::format_date(today)},
                            {"activities", list}}
            .dump();
    });
}

}  // namespace app
