#include "store/oversight_store.hpp"

#include "store/records.hpp"

namespace store {

void visit_trail_backwards(Connection& connection, std::int64_t before, std::int64_t limit,
                           const std::function<bool(std::int64_t, std::string_view)>& visit) {
    const auto statement = prepare_file(connection, "common/trail_page");
    statement->with(before, limit);
    while (statement->step())
        if (!visit(statement->integer(0), statement->text(1))) return;
}

void visit_trail_since(
    Connection& connection, std::int64_t since_ms,
    const std::function<void(std::int64_t, std::int64_t, std::string_view)>& visit) {
    const auto statement = prepare_file(connection, "common/trail_since");
    std::int64_t after = sequence_at(connection, since_ms - 1);
    for (bool more = true; more;) {
        more = false;
        statement->with(after);
        while (statement->step()) {
            after = statement->integer(0);
            visit(after, statement->integer(1), statement->text(2));
            more = true;
        }
        statement->reset();
    }
}

std::int64_t database_bytes(Connection& connection) {
    const bool embedded = connection.dialect() == Dialect::sqlite;
    const auto statement =
        prepare_file(connection, embedded ? "sqlite/database_size" : "postgres/database_size");
    return statement->step() ? statement->integer(0) : 0;
}

}  // namespace store
