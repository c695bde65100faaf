#include "app/unit_file.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "app/documents.hpp"
#include "app/evidence.hpp"
#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "document_spec.hpp"
#include "exports.hpp"
#include "ledger/entry.hpp"
#include "people/role.hpp"
#include "store/document_store.hpp"
#include "store/evidence_store.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using registers::Declaration;

constexpr int year_min = 2000, year_max = 2100;
constexpr std::int64_t evidence_max = 100'000, issues_max = 1'000'000;
constexpr const char* evidence_register = "evidence_item";
constexpr const char* index_name = "目录.csv";
constexpr const char* sums_name = "SHA256SUMS";

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

class UnitFile {
public:
    UnitFile(App& app, App::State& state, const UnitFileWanted& wanted)
        : app_(app), state_(state), wanted_(wanted), year_(std::to_string(wanted.year)) {}

    std::string write() {
        files().make_folder(wanted_.folder);
        state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
            const auto isolated = people::built_in_roles().isolated_registers;
            for (const auto& ledger : catalogue.ledgers)
                if (std::ranges::find(isolated, ledger.declaration.name) == isolated.end())
                    add_ledger(connection, catalogue, ledger);
            return 0;
        });
        if (entries_ == 0)
            refuse(base::ErrorKind::not_found,
                   year_ + "年没有单位“" + wanted_.unit + "”的台账记录。",
                   "No ledger names the unit \"" + wanted_.unit + "\" in " + year_ + ".");
        copy_evidence();
        add_bulletins();
        write_index();
        return ordered_json{{"unit", wanted_.unit},    {"year", wanted_.year},
                            {"entries", entries_},     {"evidence", evidence_.size()},
                            {"bulletins", bulletins_}, {"files", listed_.size()},
                            {"index", index_name}}
            .dump();
    }

private:
    [[nodiscard]] base::Files& files() const { return state_.environment.files; }

    [[nodiscard]] bool was_open_in_year(const ledger::Ledger& ledger,
                                        const registers::Row& row) const {
        const std::string opened = ledger::text_of(ledger, row, "opened_on"),
                          closed = ledger::text_of(ledger, row, "closed_on");
        return !opened.empty() && opened <= year_ + "-12-31" &&
               (closed.empty() || closed >= year_ + "-01-01");
    }

    void add_ledger(store::Connection& connection, const Catalogue& catalogue,
                    const ledger::Ledger& ledger) {
        const Declaration& declaration = ledger.declaration;
        auto rows = store::rows_with(connection, declaration, {}, {{"unit", wanted_.unit}});
        std::erase_if(rows,
                      [&](const auto& stored) { return !was_open_in_year(ledger, stored.row); });
        if (rows.empty()) return;
        std::ranges::sort(rows, {}, &store::StoredRow::id);
        entries_ += static_cast<std::int64_t>(rows.size());
        const std::string name = declaration.label.zh + ".csv";
        Extent extent;
        extent.rows = &rows;
        export_rows(connection, files(), declaration, wanted_.folder / name, extent);
        list(name, declaration.label.zh);
        for (const auto& stored : rows)
            add_evidence(connection, catalogue, declaration,
                         ledger::text_of(ledger, stored.row, "number"));
    }

    void add_evidence(store::Connection& connection, const Catalogue& catalogue,
                      const Declaration& declaration, const std::string& number) {
        const auto& items = catalogue.declaration(evidence_register);
        const auto text = [&](const store::StoredRow& stored, const char* field) {
            return registers::canonical_text(items.fields[*items.find(field)],
                                             stored.row.values[*items.find(field)]);
        };
        store::RowFilter filter;
        filter.conditions = {{"object_register", declaration.name, true},
                             {"object_key", number, true}};
        filter.limit = evidence_max;
        for (const auto& stored : store::find_rows(connection, items, filter)) {
            const std::string sha256 = text(stored, "sha256");
            evidence_.try_emplace(
                sha256, "佐证/" + sha256 + fs::path(text(stored, "file_name")).extension().string(),
                declaration.label.zh + " " + number + "：" + text(stored, "purpose"));
        }
    }

    void copy_evidence() {
        if (!evidence_.empty()) files().make_folder(wanted_.folder / "佐证");
        for (const auto& [sha256, item] : evidence_) {
            files().copy(app_.evidence().file(sha256, {}).path, wanted_.folder / item.first);
            list(item.first, item.second);
        }
    }

    void add_bulletins() {
        const auto issues = state_.read([&](store::Connection& connection, const Catalogue&) {
            return store::list_document_issues(connection, "", issues_max);
        });
        for (const auto& issue : issues) {
            if (!issue.period.starts_with(year_) || issue.number.empty() ||
                !read_document_spec(issue.spec, issue.document).is_bulletin)
                continue;
            const auto made = Documents(app_).issue(issue.id);
            const std::string name = "通报/" + std::to_string(issue.id) + "-" +
                                     fs::path(made.file_name).filename().string();
            files().make_folder(wanted_.folder / "通报");
            files().write(wanted_.folder / name, made.bytes);
            list(name, issue.number);
            ++bulletins_;
        }
    }

    void list(const std::string& name, const std::string& what) {
        listed_.emplace_back(name, what);
    }

    void write_index() {
        std::string index = "\xEF\xBB\xBF文件,SHA-256,字节数,内容\r\n", sums;
        std::ranges::sort(listed_);
        for (const auto& [name, what] : listed_) {
            const fs::path path = wanted_.folder / name;
            const std::string hash = hash_of_file(files(), path);
            std::string plain = what;
            std::ranges::replace(plain, ',', ' ');
            std::ranges::replace(plain, '"', ' ');
            index += name + "," + hash + "," + std::to_string(fs::file_size(path)) + "," + plain +
                     "\r\n";
            sums += hash + "  " + name + "\n";
        }
        files().write(wanted_.folder / index_name, index);
        sums += hash_of_file(files(), wanted_.folder / index_name) + "  " + index_name + "\n";
        files().write(wanted_.folder / sums_name, sums);
    }

    App& app_;
    App::State& state_;
    const UnitFileWanted& wanted_;
    std::string year_;
    std::int64_t entries_ = 0, bulletins_ = 0;
    std::map<std::string, std::pair<std::string, std::string>> evidence_;  // hash -> file, what
    std::vector<std::pair<std::string, std::string>> listed_;              // file, what it is
};

}  // namespace

std::string write_unit_file(App& app, const UnitFileWanted& wanted, const Actor& actor) {
    if (wanted.year < year_min || wanted.year > year_max)
        refuse(base::ErrorKind::invalid_input, "年份应写作 2020 这样的四位数。",
               "The year must be written as 2020.");
    App::State& state = app.ledgers().state();
    if (!state.environment.files.list(wanted.folder).empty())
        refuse(base::ErrorKind::conflict,
               "文件夹“" + wanted.folder.string() + "”里已有文件，请另选一个。",
               "The folder \"" + wanted.folder.string() + "\" is not empty; choose another.");
    Command command;
    command.id = app.new_id();
    command.actor = actor;
    command.kind = "note";
    command.payload =
        ordered_json{{"action", "export"},
                     {"object", "unit_file/" + wanted.unit + "/" + std::to_string(wanted.year)}}
            .dump();
    app.apply(command);
    return UnitFile(app, state, wanted).write();
}

}  // namespace app
