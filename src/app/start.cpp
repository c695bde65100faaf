#include "app/start.hpp"

#include <algorithm>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "entry_search.hpp"
#include "exports.hpp"
#include "ledger/entry.hpp"
#include "ledger_reads.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

// Ledgers of what is to be handed in: their entries stand in a list of their own.
constexpr const char* report_ledgers[] = {"report_duty", "monthly_progress"};

bool is_report(const ledger::Ledger& ledger) {
    return std::find(std::begin(report_ledgers), std::end(report_ledgers),
                     ledger.declaration.name) != std::end(report_ledgers);
}

std::string nearest_due(const ledger::Ledger& ledger, const registers::Row& row) {
    std::string nearest = "9999";
    for (const char* field : {"due_on", "step_due_on"})
        if (const std::string due = ledger::text_of(ledger, row, field); !due.empty())
            nearest = std::min(nearest, due);
    return nearest;
}

class StartPage {
public:
    StartPage(store::Connection& connection, const Catalogue& catalogue, const people::Access& who,
              base::Date today)
        : connection_(connection),
          catalogue_(catalogue),
          who_(who),
          today_(today),
          names_(connection, catalogue, today) {}

    [[nodiscard]] ordered_json json() const {
        return {{"date", base::format_date(today_)},
                {"ledgers", ledgers()},
                {"turn", entries([](EntryFilter& f) { f.only_turn = true; }, false)},
                {"reports", entries([](EntryFilter& f) { f.only_turn = true; }, true)},
                {"red", entries([](EntryFilter& f) { f.light = "red"; }, false)},
                {"slips", slips()},
                {"news", news()},
                {"since", since_last_bulletin(connection_, catalogue_, who_, today_, start_lines)}};
    }

private:
    struct Line {
        std::string due;
        ordered_json json;
    };

    [[nodiscard]] bool may_open(const ledger::Ledger& ledger) const {
        const auto roles = people::roles_of(who_);
        return !who_.everything && std::any_of(roles.begin(), roles.end(), [&](const auto& role) {
            return std::find(ledger.open_who.begin(), ledger.open_who.end(), role) !=
                   ledger.open_who.end();
        });
    }

    [[nodiscard]] ordered_json ledgers() const {
        ordered_json list = overview_of(connection_, catalogue_, {}, who_, today_);
        for (auto& one : list)
            one["may_open"] = may_open(catalogue_.ledger(one["ledger"].get<std::string>()));
        return list;
    }

    // The nearest of every ledger, put together by deadline.
    template <typename Ask>
    [[nodiscard]] ordered_json entries(Ask ask, bool reports) const {
        std::vector<Line> lines;
        for (const auto& ledger : catalogue_.ledgers) {
            const auto reach = entries_reach(who_, ledger);
            if (is_report(ledger) != reports || reach.areas.empty()) continue;
            EntryFilter filter;
            filter.ledger = ledger.declaration.name;
            filter.sort = "due_on";
            filter.limit = start_lines;
            ask(filter);
            const auto page =
                find_entries(connection_, ledger, entry_query(catalogue_, filter, who_, today_),
                             reach, filter.light, today_);
            for (const auto& entry : page.entries)
                lines.push_back({nearest_due(ledger, entry.stored.row),
                                 entry_line(ledger, entry, today_, names_)});
        }
        std::stable_sort(lines.begin(), lines.end(),
                         [](const Line& a, const Line& b) { return a.due < b.due; });
        ordered_json list = ordered_json::array();
        for (std::size_t i = 0; i < std::min(start_lines, lines.size()); ++i)
            list.push_back(std::move(lines[i].json));
        return list;
    }

    // The newest rows of one of the registers that ledgers write.
    [[nodiscard]] std::vector<store::StoredRow> newest(const registers::Declaration& declaration,
                                                       const char* day, std::int64_t most) const {
        people::Target about;
        about.register_name = declaration.name;
        const auto reach = people::reach(who_, people::Right::read, about);
        if (reach.areas.empty()) return {};
        store::RowSearch search;
        search.sort = day;
        search.descending = true;
        auto rows = store::list_rows(connection_, declaration, {}, 0, most, {}, reach, search);
        std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
            return a.begin_sequence > b.begin_sequence;
        });
        if (rows.size() > start_lines) rows.resize(start_lines);
        return rows;
    }

    [[nodiscard]] const ledger::Ledger* ledger_named(const std::string& name) const {
        const auto found =
            std::find_if(catalogue_.ledgers.begin(), catalogue_.ledgers.end(),
                         [&](const auto& ledger) { return ledger.declaration.name == name; });
        return found == catalogue_.ledgers.end() ? nullptr : &*found;
    }

    // The entry a row speaks of.
    static ordered_json head(const store::StoredRow& stored, const ledger::Ledger& ledger,
                             const std::string& number) {
        return {{"id", stored.id},
                {"version", stored.begin_sequence},
                {"ledger", ledger.declaration.name},
                {"label", text_json(ledger.declaration.label)},
                {"number", number}};
    }

    [[nodiscard]] ordered_json slips() const {
        const auto& declaration = catalogue_.declaration("reminder");
        const auto& kinds = declaration.fields[declaration.find("kind").value()].codes;
        ordered_json list = ordered_json::array();
        for (const auto& stored : newest(declaration, "issued_on", start_lines)) {
            const auto texts = masked_texts(declaration, stored.row);
            const auto at = [&](const char* f) { return texts[declaration.find(f).value()]; };
            const auto* ledger = ledger_named(at("ledger"));
            if (!ledger) continue;
            ordered_json line = head(stored, *ledger, at("number"));
            line["kind"] = at("kind");
            for (const auto& code : kinds)
                if (code.value == at("kind")) line["kind_label"] = text_json(code.label);
            line["on"] = at("issued_on");
            list.push_back(std::move(line));
        }
        return list;
    }

    [[nodiscard]] ordered_json news() const {
        constexpr std::int64_t looked_at = 40;
        const auto& declaration = catalogue_.declaration("entry_step");
        ordered_json list = ordered_json::array();
        for (const auto& stored : newest(declaration, "done_on", looked_at)) {
            const auto texts = masked_texts(declaration, stored.row);
            const auto at = [&](const char* f) { return texts[declaration.find(f).value()]; };
            const auto* ledger = ledger_named(at("ledger"));
            if (!ledger) continue;
            ordered_json line = head(stored, *ledger, at("number"));
            const auto* step = ledger->find_step(at("step"));
            line["step"] = at("step");
            line["step_label"] = step ? text_json(step->label) : ordered_json(nullptr);
            line["to"] = nullptr;
            for (const auto& state : ledger->states)
                if (state.name == at("to_state")) line["to"] = text_json(state.label);
            line["user"] = at("user");
            line["on"] = at("done_on");
            line["late"] = at("late") == "yes";
            list.push_back(std::move(line));
        }
        return list;
    }

    store::Connection& connection_;
    const Catalogue& catalogue_;
    const people::Access& who_;
    base::Date today_;
    Names names_;
};

}  // namespace

std::string start_page(App& app, const people::Access& who) {
    auto& state = app.ledgers().state();
    const base::Date today = base::shanghai_date(state.environment.clock.now());
    return state.read([&](store::Connection& connection, const Catalogue& catalogue) {
        return StartPage(connection, catalogue, who, today).json().dump();
    });
}

std::string start_day(App& app) {
    return base::format_date(base::shanghai_date(app.ledgers().state().environment.clock.now()));
}

}  // namespace app
