#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"
#include "store/row_search.hpp"

namespace store {

/// Declares a register by the text of its declaration: its typed table, its history, their indexes
/// and, with a geometry, a layer with a spatial index. Throws invalid_input when the text is not a
/// declaration, conflict when there is a register of that name.
registers::Declaration declare_register(Connection& connection, const std::string& yaml,
                                        std::int64_t sequence);

/// Gives a register that is declared another text: labels, lists of codes, a ledger's workflow, new
/// fields at the end. Throws conflict when a field is gone, became another or is newly required.
registers::Declaration redeclare_register(Connection& connection, const std::string& yaml,
                                          std::int64_t sequence);

/// Places whose figures a change may have moved: region code and, for a periodic register, month.
using Dirty = std::set<std::pair<std::string, std::string>>;

/// What became of the rows that were put.
struct WriteCounts {
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t unchanged = 0;
};

/// By field of a declaration, shared by the rows of one source.
using Present = std::shared_ptr<const std::vector<bool>>;

/// Writes rows of one register under one trail number. A row replaces the current one with the same
/// key; the replaced version goes to history. Rows are held back and written many at a time; what
/// is asked of the writer takes them into account. After finish() the writer is spent.
class RegisterWriter {
public:
    RegisterWriter(Connection& connection, const registers::Declaration& declaration,
                   std::int64_t sequence, std::optional<std::int64_t> batch);
    ~RegisterWriter();
    /// From now on a row that lies outside, or would replace one that does, throws forbidden, and
    /// remove() does not find it.
    void keep_within(const people::Reach& reach);
    /// `present` says which fields the source speaks of (null: all); the others keep the value of
    /// the row that is stored. A row without geometry keeps the stored one.
    void put(registers::Row row, Present present = {});
    /// As put, for the rows of one source whose keys all differ: nothing is remembered of them.
    void put_distinct(registers::Row row, Present present = {});
    /// True when a row with the key of `row` is stored.
    [[nodiscard]] bool contains(const registers::Row& row);
    /// The row with the key of `row` and the trail number its version is of, or empty. A put of the
    /// same key right after it looks nothing up again.
    struct Current {
        registers::Row row;
        std::int64_t begin_sequence = 0;
        std::int64_t id = 0;
    };
    [[nodiscard]] std::optional<Current> find(const registers::Row& row);
    /// As put, for a row that is known to be new: nothing is looked up.
    void add(registers::Row row);
    /// Moves the row with the key of `row` to history; false when there is none.
    bool remove(const registers::Row& row);
    /// Writes what is held back, the layer's extent and the register's change mark.
    WriteCounts finish();
    /// Complete after finish().
    [[nodiscard]] const Dirty& dirty() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Closes the versions that `batch` made and reopens those it closed, under trail number
/// `sequence`. Throws conflict naming the number of rows that a later change has touched.
Dirty undo_batch(Connection& connection, const registers::Declaration& declaration,
                 std::int64_t batch, std::int64_t sequence);

/// True when every row that a batch made or replaced lies within `reach`.
bool lies_batch_within(Connection& connection, const registers::Declaration& declaration,
                       std::int64_t batch, const people::Reach& reach);
/// True when the row does.
bool lies_within(const registers::Declaration& declaration, const registers::Row& row,
                 const people::Reach& reach);

struct StoredRow {
    std::int64_t id = 0;
    registers::Row row;
    std::int64_t begin_sequence = 0;  ///< trail number its version is of; 0 where nobody asked
};

/// A moment of the past as a trail number; empty: now.
using AsOf = std::optional<std::int64_t>;

/// Rows within `scope` (a region code, or empty for all) and `reach` with id > `after`, by id, at
/// most `limit`, with their versions. With a `search`, those it wants in its order, after the row
/// `after` in that order.
std::vector<StoredRow> list_rows(Connection& connection, const registers::Declaration& declaration,
                                 std::string_view scope, std::int64_t after, std::int64_t limit,
                                 AsOf as_of = {},
                                 const people::Reach& reach = people::reach_everywhere(),
                                 const RowSearch& search = {});

/// Rows within one county (empty: all) whose fields have these values, ordered by the key.
struct Wanted {
    std::string field;
    registers::Value value;
};
std::vector<StoredRow> rows_with(Connection& connection, const registers::Declaration& declaration,
                                 std::string_view county, const std::vector<Wanted>& wanted);
/// The same, asked now and read later: a server is asked together with what is read first. The
/// connection and the declaration outlive it.
class AskedRows {
public:
    AskedRows(Connection& connection, const registers::Declaration& declaration,
              std::string_view county, const std::vector<Wanted>& wanted);
    std::vector<StoredRow> read();

private:
    Connection& connection_;
    const registers::Declaration& declaration_;
    std::unique_ptr<Statement> statement_;
};

/// How many rows have these values.
std::int64_t count_with(Connection& connection, const registers::Declaration& declaration,
                        const std::vector<Wanted>& wanted);

/// The next number under this beginning: 1, 2, …; none is given twice. Within Store::write only.
std::int64_t next_serial(Connection& connection, std::string_view ledger, std::string_view prefix);

std::int64_t count_rows(Connection& connection, const registers::Declaration& declaration,
                        std::string_view scope, AsOf as_of = {},
                        const people::Reach& reach = people::reach_everywhere(),
                        const RowSearch& search = {});
/// Every row within `scope` and `reach`, by id, in bounded memory.
void for_each_row(Connection& connection, const registers::Declaration& declaration,
                  const std::function<void(const StoredRow&)>& visit, AsOf as_of = {},
                  std::string_view scope = {},
                  const people::Reach& reach = people::reach_everywhere());

/// Every version of one row, oldest first; empty when there never was one with this id.
struct RowVersion {
    StoredRow stored;
    std::int64_t begin_sequence = 0;
    std::optional<std::int64_t> end_sequence;  ///< empty: it is the current one
};
std::vector<RowVersion> row_versions(Connection& connection,
                                     const registers::Declaration& declaration, std::int64_t id);

/// Rows of which a version began or ended after `from` and at or before `to`, with id > `after`, by
/// id, at most `limit`.
struct Between {
    std::int64_t from = 0, to = 0;
};
std::vector<std::int64_t> touched_rows(Connection& connection,
                                       const registers::Declaration& declaration,
                                       std::string_view scope, Between moments, std::int64_t after,
                                       std::int64_t limit,
                                       const people::Reach& reach = people::reach_everywhere());

/// The region register within `scope` as regions.
std::vector<registers::Region> load_regions(Connection& connection,
                                            const registers::Declaration& declaration,
                                            AsOf as_of = {}, std::string_view scope = {});

}  // namespace store
