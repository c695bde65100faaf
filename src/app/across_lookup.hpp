#pragma once

#include <string>
#include <vector>

#include "handlers.hpp"
#include "store/register_store.hpp"

namespace app {

/// A field's text; null where it has none.
const std::string* text_in(const registers::Declaration& declaration, const registers::Row& row,
                           std::string_view name);

/// What was dropped counts nowhere.
bool is_dropped(const Catalogue& catalogue, const registers::Declaration& declaration,
                const registers::Row& row);

/// True unless the rule is kept to a programme whose scope the row lies outside of.
bool is_in_programme(const Catalogue& catalogue, const across::Rule& rule,
                     const registers::Declaration& declaration, const registers::Row& row);

/// Rows with the names they are shown under; `rows` outlives them.
std::vector<across::Named> named(const registers::Declaration& declaration,
                                 const std::vector<store::StoredRow>& rows);

/// Looks rows up for rules across rows, from one snapshot.
class Lookup {
public:
    /// Rows as they are now, or (others alone) as they were at `as_of`.
    Lookup(store::Connection& connection, const Catalogue& catalogue, base::Date today,
           store::AsOf as_of = {});

    [[nodiscard]] const std::string& today() const { return today_; }
    [[nodiscard]] const registers::Declaration& declaration(const std::string& name) const {
        return catalogue_.declaration(name);
    }
    /// The rows that may count for `row`: equal in the rule's fields, or more.
    [[nodiscard]] std::vector<store::StoredRow> others(const across::Rule& rule,
                                                       const registers::Row& row) const;
    /// The rows for which `other` may count.
    [[nodiscard]] std::vector<store::StoredRow> owners(const across::Rule& rule,
                                                       const registers::Row& other) const;
    /// Those that were not dropped.
    [[nodiscard]] std::vector<store::StoredRow> living(const registers::Declaration& declaration,
                                                       std::vector<store::StoredRow> rows) const;

private:
    [[nodiscard]] std::vector<store::StoredRow> rows_in(const registers::Declaration& declaration,
                                                        const std::string& scope) const;

    store::Connection& connection_;
    const Catalogue& catalogue_;
    std::string today_;
    store::AsOf as_of_;
};

}  // namespace app
