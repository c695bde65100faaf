#include "entry_search.hpp"

#include <algorithm>
#include <set>

#include "ledger/entry.hpp"
#include "registers/search.hpp"

namespace app {
namespace {

constexpr std::int64_t page_rows_max = 1000;

std::string text_at(const registers::Declaration& declaration, const registers::Row& row,
                    const char* field) {
    const auto* text = std::get_if<std::string>(&row.values[declaration.find(field).value()]);
    return text ? *text : std::string{};
}

EntryPage page_of(store::Connection& connection, const ledger::Ledger& ledger,
                  const store::EntryQuery& query, const people::Reach& reach) {
    EntryPage page;
    page.entries = store::list_entries(connection, ledger.declaration, query, reach);
    page.total = store::count_entries(connection, ledger.declaration, query, reach);
    if (static_cast<std::int64_t>(page.entries.size()) == query.limit)
        page.next = page.entries.back().stored.id;
    return page;
}

void check_light(const std::string& light) {
    static const std::set<std::string> known{"green", "blue", "yellow", "red", "grey"};
    if (!known.contains(light))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"灯色“" + light + "”应为 green、blue、yellow、red 或 grey。",
             "The light \"" + light + "\" must be green, blue, yellow, red or grey."});
}

}  // namespace

std::string Names::place(const std::string& region) const {
    const std::string path = catalogue_.regions.path_name(region, today_);
    return path.empty() ? region : path;
}

std::string Names::unit(const std::string& code) const {
    if (code.empty()) return {};
    if (!units_) {
        const auto& declaration = catalogue_.declaration("unit");
        units_.emplace();
        store::for_each_row(connection_, declaration, [&](const store::StoredRow& stored) {
            (*units_)[text_at(declaration, stored.row, "code")] =
                text_at(declaration, stored.row, "name");
        });
    }
    const auto found = units_->find(code);
    return found == units_->end() ? std::string{} : found->second;
}

store::RowSearch row_search(const Catalogue& catalogue, base::Date today, const std::string& typed,
                            const std::string& sort, bool descending) {
    store::RowSearch search;
    search.sort = sort;
    search.descending = descending;
    for (std::string& word : registers::search_words(typed)) {
        auto regions = registers::search_regions(catalogue.regions, word, today);
        search.words.push_back({std::move(word), std::move(regions)});
    }
    return search;
}

std::vector<std::string> own_units(const people::Access& who) {
    std::set<std::string> units;
    for (const auto& allowance : who.allowances)
        if (!allowance.grant.unit.empty()) units.insert(allowance.grant.unit);
    return {units.begin(), units.end()};
}

store::EntryQuery::Turn turn_of(const ledger::Ledger& ledger, const people::Access& who) {
    const auto roles = people::roles_of(who);
    const auto has_one = [&](const std::vector<std::string>& wanted) {
        return who.everything || std::any_of(wanted.begin(), wanted.end(), [&](const auto& role) {
                   return std::find(roles.begin(), roles.end(), role) != roles.end();
               });
    };
    std::set<std::string> any;
    std::set<std::string> own;
    for (const auto& step : ledger.steps)
        if (has_one(step.who))
            (step.own_unit && !who.everything ? own : any)
                .insert(step.from.begin(), step.from.end());
    return {{any.begin(), any.end()}, {own.begin(), own.end()}, own_units(who)};
}

store::EntryQuery entry_query(const Catalogue& catalogue, const EntryFilter& filter,
                              const people::Access& who, base::Date today) {
    store::EntryQuery query;
    query.scope = filter.scope;
    query.state = filter.state;
    query.unit = filter.unit;
    query.only_asked = filter.only_asked;
    query.only_open =
        filter.only_open || filter.only_mine || filter.only_turn || !filter.light.empty();
    if (filter.only_turn) query.turn = turn_of(catalogue.ledger(filter.ledger), who);
    if (filter.only_overdue) query.overdue_on = base::format_date(today);
    if (filter.only_mine) {
        query.units = own_units(who);
        if (query.units.empty()) query.units.emplace_back();
    }
    query.search = row_search(catalogue, today, filter.q, filter.sort, filter.descending);
    query.after = filter.after;
    query.limit = std::clamp<std::int64_t>(filter.limit, 1, page_rows_max);
    return query;
}

EntryPage find_entries(store::Connection& connection, const ledger::Ledger& ledger,
                       const store::EntryQuery& query, const people::Reach& reach,
                       const std::string& light, base::Date today) {
    if (light.empty()) return page_of(connection, ledger, query, reach);
    check_light(light);
    EntryPage page;
    std::vector<std::int64_t> ids;
    bool reached = query.after == 0;
    store::for_each_entry(
        connection, ledger.declaration, query, reach,
        [&](std::int64_t id, const registers::Row& row) {
            if (ledger::to_string(ledger::entry_light(ledger, row, today)) != light) return;
            ++page.total;
            if (reached && static_cast<std::int64_t>(ids.size()) < query.limit) ids.push_back(id);
            reached = reached || id == query.after;
        });
    page.entries = store::entries_with(connection, ledger.declaration, ids);
    const auto place = [&](const store::StoredEntry& entry) {
        return std::find(ids.begin(), ids.end(), entry.stored.id);
    };
    std::sort(page.entries.begin(), page.entries.end(),
              [&](const auto& a, const auto& b) { return place(a) < place(b); });
    if (static_cast<std::int64_t>(ids.size()) == query.limit) page.next = ids.back();
    return page;
}

}  // namespace app
