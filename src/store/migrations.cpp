#include "migrations.hpp"

#include <algorithm>
#include <iterator>

#include "base/error.hpp"
#include "programme/definition.hpp"
#include "register_sql.hpp"
#include "register_table.hpp"
#include "store/records.hpp"

namespace store {
namespace {

struct Step {
    std::int64_t version;
    const char* sqlite;  // file of statements; null: this database never had that schema
    const char* postgres;
    void (*then)(Connection&);  // what statements alone cannot do; may be null
    /// Of a step that came to its version late: without this table a database of that version
    /// lacks the step.
    const char* table = nullptr;
};

// A programme's new version was the rule of every period; now one says from which period on.
void say_from_which_period(Connection& connection,
                           const std::vector<registers::Declaration>& declarations) {
    for (const auto& stored : load_programmes(connection)) {
        const auto checked = programme::check_programme(stored.yaml, declarations);
        if (!checked.programme) continue;
        const auto periods = programme::list_periods(checked.programme->periods);
        connection
            .prepare(
                "UPDATE operation SET payload = json_set(payload, '$.from', $1) "
                "WHERE seq = $2 AND kind = 'load_programme'")
            ->with(std::string_view(periods.front()), stored.sequence)
            .run();
    }
}

// Version 2 keys every index of a register by county.
void key_registers_by_county(Connection& connection,
                             const std::vector<registers::Declaration>& declarations) {
    for (const auto& declaration : declarations) remake_indexes(connection, declaration);
}

void finish_version_2(Connection& connection) {
    if (connection.dialect() != Dialect::sqlite) return;  // there it is the first schema
    std::vector<registers::Declaration> declarations;
    for (const auto& stored : load_declarations(connection))
        declarations.push_back(registers::read_declaration(stored.yaml, stored.name + ".yaml"));
    key_registers_by_county(connection, declarations);
    say_from_which_period(connection, declarations);
}

constexpr Step steps[] = {
    {1, "migrations/sqlite/0001_first", nullptr, nullptr},
    {2, "migrations/sqlite/0002_as_known_then", "migrations/postgres/0002_first", finish_version_2},
    {3, "migrations/sqlite/0003_ledgers", "migrations/postgres/0003_ledgers", nullptr},
    {3, "migrations/sqlite/0003_people", "migrations/postgres/0003_people", nullptr},
    {3, "migrations/sqlite/0003_evidence", "migrations/postgres/0003_evidence", nullptr},
    {3, "migrations/sqlite/0003_documents", "migrations/postgres/0003_documents", nullptr,
     "document_issue"},
    {3, "migrations/sqlite/0003_second_person", "migrations/postgres/0003_second_person", nullptr},
    {3, "migrations/sqlite/0003_catalogue", "migrations/postgres/0003_catalogue", nullptr},
    {3, "migrations/sqlite/0003_draws", "migrations/postgres/0003_draws", nullptr, "draw_file"},
    {3, "migrations/sqlite/0003_devices", "migrations/postgres/0003_devices", nullptr,
     "sign_in_device"},
};
static_assert(steps[std::size(steps) - 1].version == schema_version);

bool is_there(Connection& connection, const char* table) {
    const bool embedded = connection.dialect() == Dialect::sqlite;
    const auto statement =
        prepare_file(connection, embedded ? "sqlite/table_there" : "postgres/table_there");
    statement->with(std::string_view(table));
    return statement->step() && statement->integer(0) > 0;
}

bool is_lacking(Connection& connection, const Step& step) {
    return step.table != nullptr && !is_there(connection, step.table);
}

}  // namespace

bool is_schema_whole(Connection& connection) {
    return std::none_of(std::begin(steps), std::end(steps),
                        [&](const Step& step) { return is_lacking(connection, step); });
}

std::int64_t read_schema_version(Connection& connection) {
    try {
        const auto statement = prepare_file(connection, "common/schema_version");
        return statement->step() ? statement->integer(0) : 0;
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::internal) throw;
        return 0;
    }
}

void migrate_schema(Connection& connection, std::int64_t from) {
    const bool embedded = connection.dialect() == Dialect::sqlite;
    for (const Step& step : steps) {
        if (step.version <= from && !is_lacking(connection, step)) continue;
        const char* file = embedded ? step.sqlite : step.postgres;
        if (!file) continue;
        connection.run_script(sql_text(file));
        if (step.then) step.then(connection);
    }
    set_meta(connection, "schema_version", std::to_string(schema_version));
}

}  // namespace store
