#include <algorithm>
#include <map>

#include "document_spec.hpp"
#include "entry_search.hpp"
#include "ledger/entry.hpp"
#include "ledger_reads.hpp"
#include "store/ledger_store.hpp"
#include "store/records.hpp"
#include "store/since_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t issues_looked_at = 50;

// What was made known last, and by which trail number its figures stand.
struct Known {
    std::int64_t sequence = 0;
    ordered_json json;
};

const std::map<std::string, base::Text>& bulletins() {
    static const auto labels = [] {
        std::map<std::string, base::Text> found;
        for (const auto& spec : built_in_documents())
            if (spec.is_bulletin) found.emplace(spec.name, spec.label);
        return found;
    }();
    return labels;
}

std::optional<Known> last_bulletin(store::Connection& connection, const people::Access& who) {
    const auto reach = people::reach(who, people::Right::read);
    for (const auto& issue : store::list_approved_issues(connection, issues_looked_at)) {
        const auto label = bulletins().find(issue.document);
        if (label == bulletins().end()) continue;
        if (!issue.region.empty() && !reach.covers(issue.region)) continue;
        return Known{issue.begin_sequence,
                     {{"kind", "bulletin"},
                      {"name", issue.document},
                      {"label", text_json(label->second)},
                      {"period", issue.period},
                      {"number", issue.number}}};
    }
    return std::nullopt;
}

std::optional<Known> last_seal(store::Connection& connection, const Catalogue& catalogue) {
    const auto sealed = store::last_sealed(connection);
    if (!sealed) return std::nullopt;
    return Known{sealed->sequence,
                 {{"kind", "period"},
                  {"name", sealed->programme},
                  {"label", text_json(catalogue.programme(sealed->programme).title)},
                  {"period", sealed->period},
                  {"number", ""}}};
}

base::Date day_of(store::Connection& connection, std::int64_t sequence) {
    const auto entry = store::load_trail_entry(connection, sequence);
    return base::shanghai_date(
        base::Instant(std::chrono::milliseconds(entry ? entry->line.time_ms : 0)));
}

struct Steps {
    std::int64_t opened = 0, moved = 0, closed = 0;
    [[nodiscard]] bool any() const { return opened + moved + closed > 0; }
};

bool leads_to_close(const ledger::Ledger& ledger, const std::string& state) {
    return std::any_of(ledger.states.begin(), ledger.states.end(), [&](const auto& one) {
        return one.name == state && one.kind == ledger::StateKind::closed;
    });
}

Steps steps_of(const ledger::Ledger& ledger, const std::vector<store::StepCount>& counts) {
    Steps sum;
    for (const auto& count : counts) {
        if (count.ledger != ledger.declaration.name) continue;
        (count.step == "open" ? sum.opened : sum.moved) += count.steps;
        if (leads_to_close(ledger, count.to_state)) sum.closed += count.steps;
    }
    return sum;
}

// The ledgers' own history is a register like any other.
std::vector<store::StepCount> steps_since(store::Connection& connection, const Catalogue& catalogue,
                                          const people::Access& who, std::int64_t sequence) {
    const auto& declaration = catalogue.declaration("entry_step");
    people::Target about;
    about.register_name = declaration.name;
    const auto reach = people::reach(who, people::Right::read, about);
    if (reach.areas.empty()) return {};
    return store::count_steps(connection, declaration, sequence, reach);
}

struct Moment {
    std::int64_t sequence = 0;
    base::Date day{};
};

// Whether an entry showed red at a moment of the past.
bool was_red(store::Connection& connection, const ledger::Ledger& ledger,
             const store::StoredEntry& entry, const Moment& then) {
    const auto red_then = [&](const registers::Row& row) {
        return ledger::entry_light(ledger, row, then.day) == ledger::Light::red;
    };
    if (entry.begin_sequence <= then.sequence) return red_then(entry.stored.row);
    for (const auto& version : store::row_versions(connection, ledger.declaration, entry.stored.id))
        if (version.begin_sequence <= then.sequence &&
            (!version.end_sequence || *version.end_sequence > then.sequence))
            return red_then(version.stored.row);
    return false;
}

struct Red {
    std::string due;
    ordered_json json;
};

void add_turned_red(store::Connection& connection, const ledger::Ledger& ledger,
                    const people::Reach& reach, const Moment& then, base::Date today,
                    const Names& names, std::vector<Red>& turned) {
    store::EntryQuery query;
    query.only_open = true;
    std::vector<std::int64_t> ids;
    store::for_each_entry(connection, ledger.declaration, query, reach,
                          [&](std::int64_t id, const registers::Row& row) {
                              if (ledger::entry_light(ledger, row, today) == ledger::Light::red)
                                  ids.push_back(id);
                          });
    for (const auto& entry : store::entries_with(connection, ledger.declaration, ids))
        if (!was_red(connection, ledger, entry, then))
            turned.push_back({ledger::text_of(ledger, entry.stored.row, "due_on"),
                              entry_line(ledger, entry, today, names)});
}

}  // namespace

ordered_json since_last_bulletin(store::Connection& connection, const Catalogue& catalogue,
                                 const people::Access& who, base::Date today,
                                 std::size_t lines_max) {
    auto known = last_bulletin(connection, who);
    auto sealed = last_seal(connection, catalogue);
    if (sealed && (!known || sealed->sequence > known->sequence)) known = std::move(sealed);
    if (!known) return nullptr;
    const Moment then{known->sequence, day_of(connection, known->sequence)};
    const Names names(connection, catalogue, today);
    const auto steps = steps_since(connection, catalogue, who, then.sequence);
    std::vector<Red> turned;
    ordered_json ledgers = ordered_json::array();
    for (const auto& ledger : catalogue.ledgers) {
        const auto reach = entries_reach(who, ledger);
        if (reach.areas.empty()) continue;
        const std::size_t before = turned.size();
        add_turned_red(connection, ledger, reach, then, today, names, turned);
        const Steps of = steps_of(ledger, steps);
        if (turned.size() == before && !of.any()) continue;
        ledgers.push_back({{"ledger", ledger.declaration.name},
                           {"label", text_json(ledger.declaration.label)},
                           {"opened", of.opened},
                           {"moved", of.moved},
                           {"closed", of.closed},
                           {"turned_red", turned.size() - before}});
    }
    std::stable_sort(turned.begin(), turned.end(),
                     [](const Red& a, const Red& b) { return a.due > b.due; });
    ordered_json red = ordered_json::array();
    for (std::size_t i = 0; i < std::min(lines_max, turned.size()); ++i)
        red.push_back(std::move(turned[i].json));
    return {{"what", known->json},
            {"on", base::format_date(then.day)},
            {"sequence", then.sequence},
            {"ledgers", ledgers},
            {"turned_red", red}};
}

}  // namespace app
