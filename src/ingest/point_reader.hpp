#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/points.hpp"

namespace ingest {

/// `text` × 10^`places`, rounded half away from zero; empty when it is no decimal number or more
/// than 18 digits come of it.
std::optional<std::int64_t> scaled_number(std::string_view text, int places);

/// Which columns of a header are meant.
struct PointHeader {
    std::optional<std::size_t> id, first, second, datum;
};
/// Throws invalid_input that names what is missing; a vector file has positions of its own.
PointHeader point_header(const std::vector<std::string_view>& names, const PointOptions& options,
                         bool has_geometry = false);

/// Takes rows and checks them.
class PointCollector {
public:
    explicit PointCollector(const PointOptions& options) : options_(options) {}
    /// `datum`: of the row's own cell, or empty.
    void take(std::int64_t line, std::string_view first, std::string_view second,
              std::string_view datum);
    void take_position(std::int64_t line, geo::Position position);
    void set_file_datum(std::string_view datum, std::int64_t line);
    /// Moves to CGCS2000.
    void finish(PointColumns& columns);

private:
    [[noreturn]] void refuse(std::int64_t line, const std::string& zh, const std::string& en) const;
    std::int64_t number(std::int64_t line, std::string_view text, int places, const char* zh,
                        const char* en) const;

    const PointOptions& options_;
    std::string datum_text_;
    std::optional<geo::Datum> datum_;
    PointColumns columns_;
};

}  // namespace ingest
