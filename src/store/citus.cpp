#include "citus.hpp"

#include <string>
#include <vector>

#include "register_sql.hpp"
#include "store/records.hpp"

namespace store {
namespace {

constexpr const char* first_table = "indicator_part";

bool has_citus(Connection& connection) {
    const auto statement = connection.prepare(
        "SELECT to_regproc('create_distributed_table') IS NOT NULL AND "
        "to_regclass('pg_dist_partition') IS NOT NULL");
    return statement->step() && statement->integer(0) != 0;
}

bool is_spread(Connection& connection, const std::string& table) {
    const auto statement = connection.prepare(
        "SELECT count(*) FROM pg_dist_partition WHERE logicalrelid = to_regclass($1)");
    return statement->with(std::string_view(table)).step() && statement->integer(0) > 0;
}

void spread(Connection& connection, const std::string& table, std::string_view beside) {
    if (is_spread(connection, table)) return;
    connection
        .prepare("SELECT create_distributed_table(to_regclass($1), 'county', colocate_with => $2)")
        ->with(std::string_view(table), beside)
        .run();
}

}  // namespace

void spread_by_county(Connection& connection) {
    if (connection.dialect() != Dialect::postgres || !has_citus(connection)) return;
    // The histories' triggers refuse changes on every machine alike.
    connection.run_script("SET LOCAL citus.enable_unsafe_triggers = on");
    const std::string first = std::string("wanjia.") + first_table;
    spread(connection, first, "none");
    std::vector<std::string> tables = {"indicator_part_history"};
    for (const auto& stored : load_declarations(connection)) {
        tables.push_back(quote(stored.name));
        tables.push_back(quote(stored.name + "_history"));
    }
    for (const std::string& table : tables) spread(connection, "wanjia." + table, first);
}

}  // namespace store
