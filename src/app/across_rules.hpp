#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "handlers.hpp"
#include "ledger/entry.hpp"

namespace app {

/// A row that a command wrote, as it was and as it is; null where there is none.
struct Touched {
    const registers::Row* before = nullptr;
    const registers::Row* after = nullptr;
};

/// Checks the rules across rows that a written row bears on: its own, and those of other rows that
/// count it. `act` is put, open or the name of a step. Throws conflict with the rule's sentence.
/// Another row's rule refuses only what breaks it anew.
void require_across(const Context& context, const registers::Declaration& declaration,
                    std::string_view act, const Touched& touched);

/// Gives the fields that rules fill at this step their values. What was typed stays where the rule
/// says itself what `must` hold, and is refused as a conflict where it is another value.
void fill_across(const Context& context, const registers::Declaration& declaration,
                 const registers::Row& entry, ledger::Attempt& attempt);

/// What rules have counted or would count for a row, with the rows behind each number: of the
/// moment `as_of`, or (empty) now. `{"fields":[{"field","label","of","of_label","is_ledger","sum",
/// "count","rows":[{"key","id"}],"hidden"}]}`; rows beyond the reach of `who` are only counted
/// (`hidden`).
nlohmann::ordered_json counted_json(store::Connection& connection, const Catalogue& catalogue,
                                    const registers::Declaration& declaration,
                                    const registers::Row& row, const people::Access& who,
                                    base::Date today, store::AsOf as_of);

/// A row that breaks a rule.
struct Broken {
    const across::Rule* rule = nullptr;
    std::string key, region;
    base::Text message;
};
/// Every row that breaks one of the rules that always hold, by rule, then row. Only rules that
/// `wanted` says yes to, and rows within `scope` and `reach`.
void for_each_broken(store::Connection& connection, const Catalogue& catalogue, base::Date today,
                     const std::function<bool(const across::Rule&)>& wanted,
                     const std::function<void(const Broken&)>& visit, std::string_view scope = {},
                     const people::Reach& reach = people::reach_everywhere());

nlohmann::ordered_json broken_json(const Broken& broken);

/// The rules that an import bears on: remembers what is broken before it, and refuses it as a whole
/// when it breaks more.
class ImportedRules {
public:
    ImportedRules(const Context& context, const registers::Declaration& declaration);
    /// After the rows are written. Throws conflict naming how many rows are broken, and the first.
    void require() const;

private:
    [[nodiscard]] bool bears_on(const across::Rule& rule) const;

    const Context& context_;
    const registers::Declaration& declaration_;
    std::set<std::string> before_;
};

}  // namespace app
