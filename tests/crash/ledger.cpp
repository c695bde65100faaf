#include "ledger.hpp"

#include <set>
#include <sstream>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "privacy/file_cipher.hpp"
#include "privacy/key.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

namespace crash {
namespace {

namespace fs = std::filesystem;

privacy::KeyRing keys_of(const app::Options& options) {
    return privacy::read_key_ring(
        base::SystemFiles().read(options.data_folder / "keys" / "field.key"));
}

store::Options place_of(const app::Options& options) {
    store::Options place;
    place.file = options.data_folder / "wanjia.gpkg";
    place.url = options.database;
    place.keys = std::make_shared<const privacy::KeyRing>(keys_of(options));
    return place;
}

// Rows of the register by the command that brought them: their number begins with its id.
std::map<std::string, int> rows_by_command(store::Connection& c) {
    std::map<std::string, int> rows;
    const auto statement = c.prepare("SELECT number FROM household");
    while (statement->step()) ++rows[std::string(statement->text(0).substr(0, 12))];
    return rows;
}

// What was sealed, opened; other bytes when it is not whole.
std::string opened_bytes(const app::Options& options, const std::string& name,
                         const std::string& bytes) {
    if (!privacy::is_sealed_file(bytes)) return bytes;
    try {
        privacy::FileOpener opener(std::make_shared<const privacy::KeyRing>(keys_of(options)),
                                   name);
        std::string plain = opener.add(bytes);
        return plain + opener.finish();
    } catch (const base::Error& error) {
        return error.message().en;
    }
}

std::string stored_bytes(store::Connection& c, const app::Options& options,
                         const std::string& name) {
    if (c.dialect() == store::Dialect::sqlite) {
        const fs::path path = options.data_folder / name;
        return fs::exists(path) ? opened_bytes(options, name, base::SystemFiles().read(path))
                                : "missing";
    }
    std::string bytes;
    for (std::int64_t part = 0; part < store::count_file_parts(c, name); ++part)
        bytes += store::load_file_part(c, name, part).value_or("");
    return opened_bytes(options, name, bytes);
}

class Check {
public:
    Check(const app::Options& options, const Ledger& ledger, std::vector<std::string>& problems)
        : options_(options), ledger_(ledger), problems_(problems) {}

    void run(store::Connection& c) {
        rows_ = rows_by_command(c);
        for (const auto& [id, entry] : ledger_.entries()) check_entry(c, id, entry);
        if (c.dialect() == store::Dialect::sqlite) {
            const auto statement = c.prepare("PRAGMA integrity_check");
            if (!statement->step() || statement->text(0) != "ok")
                problems_.push_back("integrity: " + std::string(statement->text(0)));
        }
        check_files(c);
    }

private:
    void check_entry(store::Connection& c, const std::string& id, const Ledger::Entry& entry) {
        const auto stored = store::find_operation(c, id, "");
        const auto found = rows_.find(id.substr(0, 12));
        const int rows = found == rows_.end() ? 0 : found->second;
        if (!entry.answered.empty() && !stored)
            problems_.push_back("lost: " + entry.kind + " " + id);
        if (entry.refused && stored) problems_.push_back("refused yet done: " + id);
        if (stored && entry.answered.size() > 1 &&
            base::to_hex(base::sha256(stored->answer)) != entry.answered)
            problems_.push_back("another answer: " + id);
        if (rows != (stored ? entry.rows : 0))
            problems_.push_back("half done: " + entry.kind + " " + id + " has " +
                                std::to_string(rows) + " rows");
    }

    void check_files(store::Connection& c) {
        std::set<std::string> known;
        for (const auto& evidence : store::list_evidence(c)) {
            known.insert(evidence.name);
            if (base::to_hex(base::sha256(stored_bytes(c, options_, evidence.name))) !=
                evidence.sha256)
                problems_.push_back("half file: " + evidence.name);
        }
        for (const char* folder : {"files", "temporary"}) {
            if (!fs::exists(options_.data_folder / folder)) continue;
            for (const auto& entry : fs::directory_iterator(options_.data_folder / folder))
                if (!known.contains(std::string(folder) + "/" + entry.path().filename().string()))
                    problems_.push_back("orphan: " + entry.path().string());
        }
    }

    const app::Options& options_;
    const Ledger& ledger_;
    std::vector<std::string>& problems_;
    std::map<std::string, int> rows_;
};

}  // namespace

void Ledger::read(const std::string& lines) {
    std::istringstream input(lines.substr(0, lines.rfind('\n') + 1));
    for (std::string line; std::getline(input, line);) {
        std::istringstream words(line);
        std::string what;
        std::string id;
        words >> what >> id;
        if (what == "S") words >> entries_[id].kind >> entries_[id].rows;
        if (what == "A") words >> entries_[id].answered;
        if (what == "R") entries_[id].refused = true;
        if (what == "B") backups_.emplace_back(id);
    }
}

std::size_t Ledger::acknowledged() const {
    std::size_t count = 0;
    for (const auto& [id, entry] : entries_) count += entry.answered.empty() ? 0U : 1U;
    return count;
}

Findings check(const app::Options& options, const Ledger& ledger) {
    Findings findings;
    // Two days on, when what a killed program left in `temporary` is nobody's any more.
    base::FixedClock clock(base::SystemClock().now() + std::chrono::hours(48));
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    const auto begin = std::chrono::steady_clock::now();
    app::App app(environment, options);
    (void)app.register_rows("household", "", 0, 10);
    findings.first_answer = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);
    app.tidy();
    const auto trail = app.verify_trail();
    if (trail.problem) findings.problems.push_back(trail.problem->en);
    store::Store opened(place_of(options));
    opened.read([&](store::Connection& c) { Check(options, ledger, findings.problems).run(c); });
    return findings;
}

}  // namespace crash
