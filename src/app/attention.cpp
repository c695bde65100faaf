#include "app/attention.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "ledger/attention.hpp"
#include "store/ledger_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

/// Percent with two places, for people; the order rests on the exact score.
constexpr int score_decimals = 2;

class Loads {
public:
    Loads(store::Connection& connection, const Catalogue& catalogue, const std::string& scope,
          const people::Access& who, const std::string& today)
        : connection_(connection), catalogue_(catalogue), scope_(scope), who_(who), today_(today) {}

    std::vector<ledger::UnitLoad> read() {
        for_each("task", [](ledger::UnitLoad& load, const auto& figures, bool open) {
            load.tasks += figures.entries;
            if (open) load.tasks_open += figures.entries;
        });
        for_each("issue", [](ledger::UnitLoad& load, const auto& figures, bool open) {
            if (open) load.problems_open += figures.entries;
        });
        std::vector<ledger::UnitLoad> loads;
        for (auto& [unit, load] : loads_) loads.push_back(std::move(load));
        return loads;
    }

private:
    template <class Add>
    void for_each(const char* name, Add add) {
        const auto& ledger = catalogue_.ledger(name);
        people::Target about;
        about.register_name = name;
        const auto reach = people::reach(who_, people::Right::read, about);
        if (reach.areas.empty()) return;
        for (const auto& figures :
             store::entry_figures(connection_, ledger.declaration, scope_, today_, reach)) {
            const auto kind = ledger.state(figures.state).kind;
            if (figures.unit.empty() || kind == ledger::StateKind::dropped) continue;
            auto& load = loads_[figures.unit];
            load.unit = figures.unit;
            load.overdue += figures.overdue;
            add(load, figures, kind != ledger::StateKind::closed);
        }
    }

    store::Connection& connection_;
    const Catalogue& catalogue_;
    const std::string& scope_;
    const people::Access& who_;
    const std::string& today_;
    std::map<std::string, ledger::UnitLoad> loads_;
};

}  // namespace

AttentionList::AttentionList(App& app) : state_(app.ledgers().state()) {}

std::string AttentionList::list(const std::string& scope, const people::Access& who) {
    const std::string today =
        base::format_date(base::shanghai_date(state_.environment.clock.now()));
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        ordered_json units = ordered_json::array();
        for (const auto& each :
             ledger::rank_attention(Loads(connection, catalogue, scope, who, today).read()))
            units.push_back({{"unit", each.load.unit},
                             {"watched", each.watched},
                             {"score", base::format_fixed(each.score * 100, score_decimals)},
                             {"tasks", each.load.tasks},
                             {"tasks_open", each.load.tasks_open},
                             {"problems_open", each.load.problems_open},
                             {"overdue", each.load.overdue}});
        return ordered_json{{"date", today}, {"units", units}}.dump();
    });
}

}  // namespace app
