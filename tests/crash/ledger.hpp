#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/app.hpp"

namespace crash {

/// What a client of the killed programs knows.
class Ledger {
public:
    struct Entry {
        std::string kind;
        int rows = 0;          ///< of the register household
        std::string answered;  ///< sha256 of the answer; empty: no answer came
        bool refused = false;
    };
    /// Takes over the lines that a worker told before its end; the last may be half.
    void read(const std::string& lines);
    [[nodiscard]] const std::map<std::string, Entry>& entries() const { return entries_; }
    [[nodiscard]] const std::vector<std::filesystem::path>& backups() const { return backups_; }
    [[nodiscard]] std::size_t acknowledged() const;

private:
    std::map<std::string, Entry> entries_;
    std::vector<std::filesystem::path> backups_;
};

/// What is found after a kill.
struct Findings {
    std::vector<std::string> problems;
    std::chrono::microseconds first_answer{};  ///< from opening to the first page of rows
};

/// Opens the data anew and holds them against the ledger: every acknowledged command there with its
/// answer, every other wholly there or absent, the database and the trail sound, every kept file
/// whole and none besides.
Findings check(const app::Options& options, const Ledger& ledger);

}  // namespace crash
