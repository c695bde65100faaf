#include "ingest/import.hpp"

#include <nlohmann/json.hpp>

#include "across_rules.hpp"
#include "annex/listed_villages.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "evidence_object.hpp"
#include "handlers.hpp"
#include "message_rows.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "report/reports.hpp"
#include "row_queue.hpp"
#include "settlement_rows.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t findings_listed_max = 1000;
constexpr std::size_t rows_kept_max = 20'000;

// What came of the rows of one file.
struct Tally {
    store::WriteCounts written;
    base::Findings findings;

    [[nodiscard]] std::int64_t imported() const { return written.inserted + written.updated; }
};

// Runs in the thread that reads; the tally is read when that thread has ended.
class RowSink final : public ingest::ImportSink {
public:
    RowSink(const Context& context, RowQueue& queue, Tally& tally, report::ErrorTable& rejected)
        : context_(context), queue_(queue), tally_(tally), rejected_(rejected) {}

    void use(const ingest::Importer& importer) { importer_ = &importer; }

    void header(const std::string&, const std::vector<std::string>& columns) override {
        if (columns.size() > rejected_.columns.size()) rejected_.columns = columns;
        present_ = std::make_shared<const std::vector<bool>>(importer_->present());
    }

    void accepted(const std::string&, std::int64_t, registers::Row&& row) override {
        queue_.put(std::move(row), present_);
        context_.work.advance();
    }

    void rejected(ingest::RejectedRow&& row) override {
        report::ErrorTable::Row kept{row.sheet, row.row, std::move(row.cells), {}};
        for (auto& complaint : row.complaints) {
            if (tally_.findings.size() < findings_listed_max)
                tally_.findings.push_back(complaint.finding);
            kept.complaints.emplace_back(complaint.column, std::move(complaint.finding));
        }
        if (rejected_.rows.size() < rows_kept_max) rejected_.rows.push_back(std::move(kept));
        context_.work.advance();
    }

private:
    const Context& context_;
    RowQueue& queue_;
    Tally& tally_;
    report::ErrorTable& rejected_;
    const ingest::Importer* importer_ = nullptr;
    store::Present present_;
};

ordered_json to_json(const base::Text& text) {
    return {{"zh", text.zh}, {"en", text.en}};
}

ordered_json to_json(const base::Finding& finding) {
    return {{"file", finding.file},
            {"sheet", finding.sheet},
            {"row", finding.row},
            {"column", finding.column},
            {"value", finding.value},
            {"expected", to_json(finding.expected)},
            {"message", to_json(finding.message)}};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

// One import: the file, what it is, and the batch it becomes.
class FileImport {
public:
    explicit FileImport(const Context& context)
        : context_(context),
          payload_(parse_payload(context.command.payload)),
          declaration_(context.catalogue.declaration(required_text(payload_, "register"))),
          file_name_(required_text(payload_, "file_name")),
          sha256_(required_text(payload_, "sha256")),
          batch_(store::next_batch_id(context.connection)),
          writer_(context.connection, declaration_, context.sequence, batch_),
          file_(file_of(context, evidence_name(sha256_, file_name_))) {
        refuse_evidence_by_hand(declaration_);
        refuse_computed_by_hand(declaration_);
        refuse_message_by_hand(declaration_);
        writer_.keep_within(writable(context, declaration_.name));
        date_ = base::parse_date(text_of(payload_, "date"))
                    .value_or(base::shanghai_date(context.environment.clock.now()));
    }

    Handled run() {
        // An old ledger is brought in at the machine itself, once; from then on steps move it.
        if (declaration_.is_ledger && context_.command.actor.user != Actor{}.user)
            throw base::Error(
                base::ErrorKind::forbidden,
                {"“" + declaration_.label.zh + "”是台账；旧台账只能由管理人员在本机迁入。",
                 declaration_.name + " is a ledger; an old one is brought in only at "
                                     "the machine itself."});
        const ImportedRules rules(context_, declaration_);
        context_.work.enter(Work::Stage::reading);
        const ingest::ImportCounts counts =
            text_of(payload_, "layout") == "listed_villages" ? read_annex() : read_rows();
        context_.work.enter(Work::Stage::writing);
        tally_.written = writer_.finish();
        rules.require();
        recompute(context_, declaration_.name, &writer_.dirty());
        store::save_batch(
            context_.connection,
            {batch_, declaration_.name, file_name_, sha256_,
             base::to_milliseconds(context_.environment.clock.now()), context_.sequence,
             counts.rows, tally_.imported(), tally_.written.unchanged, counts.rejected, false});
        Handled handled;
        handled.record = {"import", declaration_.name, "", context_.command.payload};
        handled.answer = answer(counts);
        handled.has_findings = !tally_.findings.empty();
        return handled;
    }

private:
    static LocalFile file_of(const Context& context, const std::string& name) {
        if (!context.command.attachment.empty()) return LocalFile(context.command.attachment);
        return context.files.get(context.connection, name);
    }

    ingest::ImportCounts read_rows() {
        const ingest::ImportOptions options{declaration_, context_.catalogue.regions, file_name_,
                                            parse_datum(text_of(payload_, "datum")), date_};
        ingest::ImportCounts counts;
        report::ErrorTable rejected;
        RowQueue queue([&](RowQueue& rows) {
            RowSink sink(context_, rows, tally_, rejected);
            ingest::Importer importer(options, sink);
            sink.use(importer);
            read_file(importer);
            counts = importer.finish();
        });
        while (auto piece = queue.take())
            // The importer lets no key through twice.
            for (auto& row : piece->rows) writer_.put_distinct(std::move(row), piece->present);
        if (!rejected.rows.empty()) {
            const LocalFile workbook(context_.files.temporary(".xlsx"), true);
            report::write_error_workbook(workbook.path(), rejected);
            context_.files.put(context_.connection, error_workbook_name(batch_), workbook.path());
        }
        return counts;
    }

    // A file may stand under its hash; sentences about it use the name the user knows.
    void read_file(ingest::TableSink& sink) {
        try {
            ingest::read_table(context_.options.reader, file_.path(), {}, sink);
        } catch (const base::Error& error) {
            const std::string kept = file_.path().filename().string();
            throw base::Error(error.kind(),
                              {replaced(error.message().zh, kept, file_name_),
                               replaced(error.message().en, kept, file_name_)},
                              error.details());
        }
    }

    ingest::ImportCounts read_annex() {
        struct Collect final : ingest::TableSink {
            std::vector<annex::Sheet> sheets;
            void begin_sheet(const ingest::SheetInfo& sheet) override {
                sheets.push_back({sheet.name, {}});
            }
            void row(ingest::TableRow&& row) override {
                annex::SheetRow next{row.number, {}};
                for (auto& cell : row.cells) next.cells.push_back(std::move(cell.text));
                sheets.back().rows.push_back(std::move(next));
            }
        } table;
        read_file(table);
        const auto read = annex::read_listed_villages(
            table.sheets, {declaration_, context_.catalogue.regions, file_name_,
                           required_text(payload_, "list"), date_});
        for (const auto& row : read.rows) writer_.put(row);
        tally_.findings = read.findings;
        const auto rows = static_cast<std::int64_t>(read.rows.size());
        return {rows, rows, 0};
    }

    [[nodiscard]] std::string answer(const ingest::ImportCounts& counts) const {
        ordered_json json{{"batch", batch_},
                          {"register", declaration_.name},
                          {"file", file_name_},
                          {"rows", counts.rows},
                          {"imported", tally_.imported()},
                          {"unchanged", tally_.written.unchanged},
                          {"rejected", counts.rejected},
                          {"errors", ordered_json::array()}};
        for (const auto& finding : tally_.findings) json["errors"].push_back(to_json(finding));
        return json.dump();
    }

    const Context& context_;
    nlohmann::json payload_;
    const registers::Declaration& declaration_;
    std::string file_name_;
    std::string sha256_;
    std::int64_t batch_;
    store::RegisterWriter writer_;
    LocalFile file_;
    base::Date date_{};
    Tally tally_;
};

}  // namespace

Handled handle_import(const Context& context) {
    return FileImport(context).run();
}

}  // namespace app
