// Any bytes as a csv table that becomes rows of a register: header, regions, points, values.
#include "csv.hpp"
#include "ingest/import.hpp"
#include "tables.hpp"
#include "world.hpp"

namespace {

class Rows final : public ingest::ImportSink {
public:
    void header(const std::string& /*sheet*/, const std::vector<std::string>& columns) override {
        width_ = columns.size();
    }
    void accepted(const std::string& /*sheet*/, std::int64_t /*row*/,
                  registers::Row&& values) override {
        ++accepted_;
        fuzz::require(values.values.size() == fuzz::village().fields.size(),
                      "an accepted row has every field");
    }
    void rejected(ingest::RejectedRow&& row) override {
        ++rejected_;
        fuzz::require(!row.complaints.empty(), "a rejected row says why");
        for (const auto& complaint : row.complaints)
            fuzz::require(complaint.column <= row.cells.size(), "a complaint names a cell");
    }
    std::int64_t accepted_ = 0;
    std::int64_t rejected_ = 0;

private:
    std::size_t width_ = 0;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const registers::Declaration village = fuzz::village();
    const ingest::ReadContext file = fuzz::context();
    ingest::MemorySource source(fuzz::text_of(data, size));
    const ingest::ImportOptions options{village, fuzz::regions(), "fuzz.csv", geo::Datum::cgcs2000,
                                        fuzz::today()};
    Rows rows;
    ingest::Importer importer(options, rows);
    fuzz::rows_or_error([&] {
        ingest::read_csv(source, file, importer);
        const ingest::ImportCounts counts = importer.finish();
        fuzz::require(counts.accepted == rows.accepted_ && counts.rejected == rows.rejected_,
                      "the counts are those of the rows");
    });
    return 0;
}
