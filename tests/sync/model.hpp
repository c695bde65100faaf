#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What a small county must be after any sequence of changes, said a second time in the plainest
/// way: no database, no declarations, no history tables. Nothing here is taken from the program.
namespace sync_tests {

using nlohmann::ordered_json;

/// A register of the model: what a row holds by key, and which texts a field may have.
class Register {
public:
    enum class Kind { text, whole, fact };
    struct Field {
        std::string name;
        Kind kind = Kind::text;
        bool required = false;
    };
    using Values = std::map<std::string, std::string>;

    Register(std::vector<std::string> key, std::vector<Field> fields)
        : key_(std::move(key)), fields_(std::move(fields)) {}

    /// False: refused, and nothing has changed.
    bool put(const ordered_json& values);
    bool remove(const ordered_json& key);
    [[nodiscard]] const std::map<std::string, Values>& rows() const { return rows_; }

private:
    [[nodiscard]] std::string key_of(const ordered_json& values) const;

    std::vector<std::string> key_;
    std::vector<Field> fields_;
    std::map<std::string, Values> rows_;
};

/// The ledger of funds: applied >= approved >= arrived >= spent, closed by another person than who
/// spent. Amounts in hundredths.
class Funds {
public:
    struct Entry {
        std::string state = "applied";
        std::map<std::string, std::int64_t> amounts;  ///< those that were set
        std::vector<std::string> spenders;
        bool proved = false;  ///< a voucher has come with a step
        /// The amounts by the trail number from which they held.
        std::map<std::int64_t, std::map<std::string, std::int64_t>> past;
    };
    struct Step {
        std::string name, user;
        std::int64_t seen = 0;
        std::map<std::string, std::int64_t> values;
        bool evidence = false;
    };

    static bool may_open(const std::map<std::string, std::int64_t>& values);
    void opened(const std::string& number, std::int64_t sequence,
                const std::map<std::string, std::int64_t>& values);
    /// Empty: refused. Otherwise the entry as it becomes, to be handed to `stepped`.
    [[nodiscard]] std::optional<Entry> after(const std::string& number, const Step& step) const;
    void stepped(const std::string& number, std::int64_t sequence, Entry entry);
    [[nodiscard]] const std::map<std::string, Entry>& entries() const { return entries_; }

private:
    std::map<std::string, Entry> entries_;
};

}  // namespace sync_tests
