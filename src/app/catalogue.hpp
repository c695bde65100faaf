#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "across/finding.hpp"
#include "across/rule.hpp"
#include "ledger/definition.hpp"
#include "programme/definition.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"
#include "store/connection.hpp"
#include "store/indicator_store.hpp"
#include "store/records.hpp"

namespace app {

/// A programme as one of its versions says.
struct RuleVersion {
    std::int64_t sequence = 0;  ///< trail number at which it was loaded: its name in the store
    std::string from_period;    ///< the first period it is the rule of; empty: from the first one
    programme::Programme programme;
    /// How many of programme.scope its file names; behind them stand the codes that these became
    /// or were before.
    std::size_t named_scopes = 0;

    [[nodiscard]] store::Rules stored() const { return {programme, sequence}; }
};

/// What the rules need to know beside the rows: registers, programmes and regions, all read from
/// one snapshot. Immutable.
struct Catalogue {
    store::CatalogueStamp stamp;
    std::vector<registers::Declaration> declarations;
    std::vector<std::string> files;                ///< what each declaration was read from
    std::vector<programme::Programme> programmes;  ///< the newest version of each
    /// The newest versions, by which a period may be restated, and every version that is the rule
    /// of at least one period: the figures kept up to date.
    std::vector<RuleVersion> rules;
    registers::RegionIndex regions;
    std::vector<ledger::Ledger> ledgers;  ///< by name
    ledger::Calendar calendar;
    std::vector<across::Rule> across;           ///< what must hold between rows, by register
    std::vector<across::FindingRule> findings;  ///< what rows find that is an entry elsewhere

    /// Throws not_found naming those that exist.
    [[nodiscard]] const ledger::Ledger& ledger(const std::string& name) const;
    /// Throws not_found naming those that exist.
    [[nodiscard]] const registers::Declaration& declaration(const std::string& name) const;
    [[nodiscard]] const programme::Programme& programme(const std::string& code) const;
};

/// Whether the regions of the catalogue must be those of the snapshot, or may be older ones.
enum class Regions { current, any };

/// Reads the catalogue of a snapshot with that stamp, or returns `known` when it is still the same.
std::shared_ptr<const Catalogue> load_catalogue(store::Connection& connection,
                                                const std::shared_ptr<const Catalogue>& known,
                                                const store::CatalogueStamp& stamp,
                                                Regions wanted = Regions::current);

/// Lets the scope of the rules go on where a region of it has another code by now (升格).
void follow_succession(RuleVersion& rules, const registers::RegionIndex& regions);

/// The version that is the rule of `period`, as known at `as_of`; not_found when there is none.
RuleVersion rules_for(store::Connection& connection, const Catalogue& catalogue,
                      const std::string& programme, const std::string& period,
                      store::AsOf as_of = {});
/// The newest version known at `as_of`; not_found when there is none.
RuleVersion newest_rules(store::Connection& connection, const Catalogue& catalogue,
                         const std::string& programme, store::AsOf as_of = {});
/// The version that was loaded at trail number `sequence`.
RuleVersion rules_loaded_at(store::Connection& connection, const Catalogue& catalogue,
                            const std::string& programme, std::int64_t sequence);

/// A ledger as its file says; throws invalid_input with the first problem.
ledger::Ledger read_ledger(const std::string& yaml, const std::string& file_name);
/// The same where the file's register has been read before.
ledger::Ledger read_ledger(const std::string& yaml, const std::string& file_name,
                           registers::Declaration declaration);

/// The rules across rows of a register or ledger file; throws invalid_input with the first problem.
std::vector<across::Rule> read_across(const std::string& yaml, const registers::Declaration& own,
                                      const std::vector<registers::Declaration>& all);
/// The findings of a register or ledger file, likewise.
std::vector<across::FindingRule> read_findings(const std::string& yaml,
                                               const registers::Declaration& own,
                                               const std::vector<registers::Declaration>& all);

/// A programme as its file of the time said; throws invalid_input with the first problem.
programme::Programme read_programme(const std::string& yaml,
                                    const std::vector<registers::Declaration>& declarations);

}  // namespace app
