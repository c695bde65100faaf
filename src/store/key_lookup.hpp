#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"

namespace store {

Parameter to_parameter(const registers::Value& value);

/// Finds the rows of a register by their key. What it remembers of empty places is of the moment it
/// was first asked about them.
class KeyLookup {
public:
    KeyLookup(Connection& connection, const registers::Declaration& declaration);

    /// A row that is stored, with the version it is of.
    struct Found {
        std::int64_t id = 0;
        std::int64_t begin_sequence = 0;
        std::optional<std::int64_t> batch;
        registers::Row row;
    };
    std::optional<Found> find_one(const registers::Row& row);
    /// By key_text: one question for many rows, where every question costs a journey to the server.
    std::map<std::string, Found> find_many(const std::vector<const registers::Row*>& rows);
    /// True for a row of a county without a row of this register: there is nothing to look up. A
    /// key that holds no region is unique across counties, and the place then is the whole country.
    bool has_empty_place(const registers::Row& row);

    [[nodiscard]] std::string key_text(const registers::Row& row) const;
    [[nodiscard]] const std::vector<std::size_t>& key() const { return key_; }

private:
    [[nodiscard]] std::string find_sql(const std::string& condition) const;
    [[nodiscard]] std::string_view county(const registers::Row& row) const;
    Found read_found(const Statement& statement) const;

    Connection& connection_;
    const registers::Declaration& declaration_;
    std::size_t region_;
    std::vector<std::size_t> key_;
    bool keyed_by_region_ = true;
    std::map<std::string, bool, std::less<>> was_empty_;
    std::unique_ptr<Statement> statement_;
};

}  // namespace store
