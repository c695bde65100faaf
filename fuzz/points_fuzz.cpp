// Any bytes as households: csv in degrees, csv in metres, binary columns.
#include "ingest/points.hpp"
#include "tables.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::text_of(data, size));
    for (const bool is_plane : {false, true})
        fuzz::rows_or_error([&] {
            const auto columns = ingest::read_point_csv(text, {"fuzz", is_plane, {}});
            fuzz::require(columns.id_places.size() == columns.size(), "each household has its id");
            for (std::size_t row = 0; row < columns.size(); ++row)
                fuzz::require(!columns.id(row).empty(), "no id is empty");
        });
    fuzz::rows_or_error([&] { (void)ingest::read_point_binary(text, {"fuzz", false, {}}); });
    return 0;
}
