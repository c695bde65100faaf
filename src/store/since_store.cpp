#include "store/since_store.hpp"

#include "register_sql.hpp"

namespace store {
namespace {

std::string text(const Statement& statement, int column) {
    return std::string(statement.text(column));
}

}  // namespace

std::optional<SealedPeriod> last_sealed(Connection& connection) {
    const auto statement = prepare_file(connection, "common/frozen_last");
    if (!statement->step()) return std::nullopt;
    return SealedPeriod{text(*statement, 0), text(*statement, 1), statement->integer(2)};
}

std::vector<ApprovedIssue> list_approved_issues(Connection& connection, std::int64_t limit) {
    const auto statement = prepare_file(connection, "common/document_issues_approved");
    statement->with(limit);
    std::vector<ApprovedIssue> issues;
    while (statement->step())
        issues.push_back({text(*statement, 0), text(*statement, 1), text(*statement, 2),
                          text(*statement, 3), text(*statement, 4), statement->integer(5)});
    return issues;
}

std::vector<StepCount> count_steps(Connection& connection,
                                   const registers::Declaration& declaration,
                                   std::int64_t after_sequence, const people::Reach& reach) {
    SqlText sql;
    sql.text = "SELECT ledger, step, COALESCE(to_state, ''), count(*) FROM " +
               quote(declaration.name) + " WHERE begin_seq > ";
    sql.value(after_sequence);
    sql.text += " AND ";
    append_reach(sql, declaration, reach);
    sql.text += " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
    const auto statement = sql.prepare(connection);
    std::vector<StepCount> counts;
    while (statement->step())
        counts.push_back(
            {text(*statement, 0), text(*statement, 1), text(*statement, 2), statement->integer(3)});
    return counts;
}

}  // namespace store
