#pragma once

#include <string_view>

#include "programme/cursor.hpp"

namespace across {

/// What `read` makes of each item of the list under `key` of a register or ledger file; the
/// problems alone when there are any. `Checked` has `rules` and `problems`.
template <class Checked, class Read>
Checked read_each(std::string_view yaml, std::string_view key, Read read) {
    programme::Problems problems;
    Checked result;
    const auto root = programme::load_yaml(yaml, problems);
    for (std::size_t i = 0; root && i < root->keys.size(); ++i) {
        if (root->keys[i].text != key) continue;
        const programme::Cursor list(root->children[i], std::string(key), problems);
        for (const programme::Cursor& item : programme::read_list(list))
            result.rules.push_back(read(item));
    }
    if (!problems.empty()) return {{}, problems.sorted()};
    return result;
}

}  // namespace across
