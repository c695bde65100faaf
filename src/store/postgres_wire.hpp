#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <string>

namespace store {

/// Whole numbers as PostgreSQL's binary form has them.
template <class Integer>
void append_big_endian(std::string& bytes, Integer value) {
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> shift));
}

/// Clears a result however its user ends.
class PostgresResult {
public:
    explicit PostgresResult(PGresult* result) : result_(result) {}
    ~PostgresResult() { PQclear(result_); }
    PostgresResult(const PostgresResult&) = delete;
    PostgresResult& operator=(const PostgresResult&) = delete;
    [[nodiscard]] PGresult* get() const { return result_; }

private:
    PGresult* result_;
};

}  // namespace store
