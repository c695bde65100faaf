// Any bytes as a notice's table of villages: lines of cells separated by TAB; a line `====` begins
// another sheet.
#include "annex/listed_villages.hpp"

#include "base/text.hpp"
#include "input.hpp"
#include "world.hpp"

namespace {

std::vector<annex::Sheet> sheets_of(std::string_view text) {
    std::vector<annex::Sheet> sheets(1);
    for (const std::string& line : base::split(text, '\n')) {
        if (line == "====") {
            sheets.emplace_back();
            continue;
        }
        auto& rows = sheets.back().rows;
        rows.push_back({static_cast<std::int64_t>(rows.size() + 1), base::split(line, '\t')});
    }
    return sheets;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const registers::Declaration listed = fuzz::listed_village();
    const std::string_view text = fuzz::text_of(data, size);
    // Cells reach the annex as the readers give them, and those give UTF-8 only.
    if (!base::is_valid_utf8(text)) return 0;
    const annex::Context context{listed, fuzz::regions(), "fuzz.xlsx", "fuzz", fuzz::today()};
    try {
        const annex::ListedVillages found = annex::read_listed_villages(sheets_of(text), context);
        fuzz::require(found.rows.size() < 1'000'000, "a small table gives few rows");
        annex::print_listed_villages(found.rows, context);
    } catch (const base::Error& error) {
        fuzz::require(!error.message().zh.empty(), "errors have a sentence");
    }
    return 0;
}
