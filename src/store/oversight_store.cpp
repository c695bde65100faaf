#include "store/oversight_store.hpp"

namespace store {

void visit_trail_backwards(Connection& connection, std::int64_t before, std::int64_t limit,
                           const std::function<bool(std::int64_t, std::string_view)>& visit) {
    const auto statement = prepare_file(connection, "common/trail_page");
    statement->with(before, limit);
    while (statement->step())
        if (!visit(statement->integer(0), statement->text(1))) return;
}

std::int64_t database_bytes(Connection& connection) {
    const bool embedded = connection.dialect() == Dialect::sqlite;
    const auto statement =
        prepare_file(connection, embedded ? "sqlite/database_size" : "postgres/database_size");
    return statement->step() ? statement->integer(0) : 0;
}

}  // namespace store
