#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/datum.hpp"
#include "ingest/table.hpp"
#include "registers/declaration.hpp"

namespace ingest {

/// What a column of a file means.
struct ColumnMeaning {
    enum class Kind { unknown, blank, ignored, field, lon, lat, datum };
    Kind kind = Kind::unknown;
    std::size_t field = 0;  ///< index into the declaration's fields, for Kind::field
    bool operator==(const ColumnMeaning&) const = default;
};

/// The header of one sheet.
struct Header {
    std::vector<std::string> texts;  ///< several rows joined by `/`
    std::vector<ColumnMeaning> meanings;
    std::size_t rows = 0;   ///< that stand before the data, titles included
    std::size_t score = 0;  ///< number of different things that were recognised
};

/// Matches header texts with a declaration's labels, names and aliases.
class HeaderMatcher {
public:
    explicit HeaderMatcher(const registers::Declaration& declaration);

    /// The meaning of one text: matched whole, without `*` and a unit in brackets, and by its last
    /// part.
    [[nodiscard]] ColumnMeaning match(const std::string& text) const;
    /// The same for a shapefile's field name, which may be cut off after ten bytes.
    [[nodiscard]] ColumnMeaning match_cut_off(const std::string& text) const;
    /// The row, or up to three rows tied by merged cells, that matches most; a title stands above.
    [[nodiscard]] Header find(const std::vector<TableRow>& rows) const;
    /// A header whose texts are given, as vector files do.
    [[nodiscard]] Header from_names(const std::vector<std::string>& names) const;
    /// The label that is nearest to `text` by its characters; empty when none is near.
    [[nodiscard]] std::string nearest_label(const std::string& text) const;
    /// The unit in brackets at the end of `text` when it is another than the field's; else empty.
    [[nodiscard]] std::string wrong_unit(const std::string& text,
                                         const ColumnMeaning& meaning) const;

private:
    struct Key {
        std::string folded;
        ColumnMeaning meaning;
    };
    void add(std::string_view text, ColumnMeaning meaning);
    [[nodiscard]] std::optional<ColumnMeaning> match_folded(const std::string& folded) const;
    [[nodiscard]] Header describe(std::vector<std::string> texts) const;

    const registers::Declaration& declaration_;
    std::vector<Key> keys_;
};

/// Reads what people write in a 坐标系 column; empty for anything else.
std::optional<geo::Datum> parse_datum(std::string_view text);

}  // namespace ingest
