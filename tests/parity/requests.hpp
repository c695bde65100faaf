#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/environment.hpp"
#include "registers/declaration.hpp"

namespace parity {

using nlohmann::ordered_json;

/// Requests as people send them, good and bad, from a seed: `{"do": …}` and what it needs. The same
/// seed gives the same requests, whatever was answered.
class Requests {
public:
    /// Files to be imported are written into `folder`.
    Requests(std::uint64_t seed, std::filesystem::path folder);
    /// The county, its townships and villages, and every built-in programme.
    [[nodiscard]] std::vector<ordered_json> beginning() const;
    ordered_json next();

private:
    std::size_t below(std::size_t bound);
    bool one_in(std::size_t times) { return below(times) == 0; }
    template <class Values>
    const auto& one_of(const Values& values) {
        return values[below(values.size())];
    }

    std::string text();
    std::string region();
    std::string scope();
    std::string number(const registers::Field& field);
    std::string value(const registers::Field& field);
    const registers::Declaration& some_register();
    ordered_json values(const registers::Declaration& declaration);
    ordered_json put();
    ordered_json change();
    ordered_json read();
    ordered_json import();
    ordered_json import_map();
    ordered_json regions();
    ordered_json programme();
    ordered_json seal(const char* kind);
    ordered_json declare();
    std::filesystem::path write(const std::string& bytes, const std::string& ending);
    std::filesystem::path write_workbook(const std::vector<std::vector<std::string>>& rows);
    ordered_json known(ordered_json request);

    base::SeededRandom random_;
    std::filesystem::path folder_;
    std::vector<registers::Declaration> declarations_;
    std::vector<std::string> villages_, periods_;
    std::vector<ordered_json> put_;
    std::int64_t files_ = 0, declared_ = 0, batches_ = 0, splits_ = 0, version_ = 1;
};

}  // namespace parity
