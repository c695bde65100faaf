#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "cell_reference.hpp"
#include "xml.hpp"

namespace documents {

/// The text that stands in a cell itself.
std::string cell_text(const Node& cell);

/// How high a row must be for its wrapped texts, where the template gives it no height: some
/// programs open a file without looking.
class RowHeights {
public:
    explicit RowHeights(const Node& sheet);
    void set(Node& row) const;

private:
    [[nodiscard]] double width(const Node& row, const CellReference& cell) const;

    std::map<std::int64_t, double> widths_;  // of columns from 1, in characters
    std::map<std::pair<std::int64_t, std::string>, std::string> merged_;
};

}  // namespace documents
