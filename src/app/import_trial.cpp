#include "app/import_trial.hpp"

#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "ingest/import.hpp"
#include "payload.hpp"
#include "store/register_store.hpp"
#include "text_json.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

ordered_json complaint_json(const ingest::RejectedRow::CellComplaint& complaint) {
    return {{"cell", complaint.column},
            {"column", complaint.finding.column},
            {"expected", text_json(complaint.finding.expected)},
            {"message", text_json(complaint.finding.message)}};
}

class TrialSink final : public ingest::ImportSink {
public:
    TrialSink(const registers::Declaration& declaration, const people::Reach& reach)
        : declaration_(declaration), reach_(reach) {}

    void header(const std::string&, const std::vector<std::string>& columns) override {
        if (columns.size() > columns_.size()) columns_ = columns;
    }
    void accepted(const std::string&, std::int64_t, registers::Row&& row) override {
        if (!store::lies_within(declaration_, row, reach_)) ++outside_;
    }
    void rejected(ingest::RejectedRow&& row) override {
        if (rejected_.size() >= trial_rows_rejected_max) return;
        ordered_json complaints = ordered_json::array();
        for (const auto& complaint : row.complaints)
            complaints.push_back(complaint_json(complaint));
        rejected_.push_back({{"sheet", row.sheet},
                             {"row", row.row},
                             {"cells", row.cells},
                             {"complaints", complaints}});
    }

    [[nodiscard]] ordered_json json(const ingest::ImportCounts& counts) const {
        return {{"columns", columns_}, {"rows", counts.rows},         {"good", counts.accepted},
                {"outside", outside_}, {"rejected", counts.rejected}, {"rejected_rows", rejected_}};
    }

private:
    const registers::Declaration& declaration_;
    const people::Reach& reach_;
    std::vector<std::string> columns_;
    std::int64_t outside_ = 0;
    ordered_json rejected_ = ordered_json::array();
};

// Keeps the first rows as they were read, title and header among them, and hands all of them on.
class FirstRows final : public ingest::TableSink {
public:
    explicit FirstRows(ingest::TableSink& next) : next_(next) {}
    void begin_sheet(const ingest::SheetInfo& sheet) override {
        sheet_ = sheet.name;
        next_.begin_sheet(sheet);
    }
    void row(ingest::TableRow&& row) override {
        if (rows.size() < trial_rows_shown) {
            ordered_json cells = ordered_json::array();
            for (const auto& cell : row.cells) cells.push_back(cell.text);
            rows.push_back({{"sheet", sheet_}, {"row", row.number}, {"cells", cells}});
        }
        next_.row(std::move(row));
    }

    ordered_json rows = ordered_json::array();

private:
    ingest::TableSink& next_;
    std::string sheet_;
};

}  // namespace

std::string import_trial(App& app, const TrialFile& trial, const people::Access& who) {
    auto& state = app.ledgers().state();
    const base::Date today = base::shanghai_date(state.environment.clock.now());
    return state.read([&](store::Connection&, const Catalogue& catalogue) {
        const auto& declaration = catalogue.declaration(trial.register_name);
        people::Target about;
        about.register_name = declaration.name;
        const auto reach = people::reach(who, people::Right::write, about);
        if (reach.areas.empty())
            throw base::Error(base::ErrorKind::forbidden,
                              {"您没有填写这本底册的权限。", "You may not write this register."});
        TrialSink sink(declaration, reach);
        ingest::Importer importer({declaration, catalogue.regions, trial.file_name,
                                   parse_datum(trial.datum.value_or("")), today},
                                  sink);
        FirstRows first(importer);
        ingest::read_table(state.options.reader, trial.file, {}, first);
        ordered_json json = sink.json(importer.finish());
        json["first_rows"] = std::move(first.rows);
        return json.dump();
    });
}

}  // namespace app
