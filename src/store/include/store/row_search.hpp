#pragma once

#include <string>
#include <vector>

namespace store {

/// One word of a search: rows that hold it in an open text field, lie in one of these regions, or
/// are a matter of a unit whose name holds it.
struct SearchWord {
    std::string text;                  ///< folded (base::fold)
    std::vector<std::string> regions;  ///< codes
};

/// Which rows are wanted and in what order. Personal fields can be neither searched nor ordered by.
struct RowSearch {
    std::vector<SearchWord> words;  ///< all of them must be met
    std::string sort{};             ///< a field; empty: by id. Rows without it come last
    bool descending = false;
};

}  // namespace store
