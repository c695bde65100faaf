#include "suggest.hpp"

#include <algorithm>
#include <numeric>

#include "base/text.hpp"

namespace programme {
namespace {

/// Longer names are no misspellings of ours; the bound keeps hostile files cheap.
constexpr std::size_t longest_compared = 60;
constexpr std::size_t most_listed = 10;

/// Equal letters at either end change no distance and are most of a misspelled name.
void drop_common_ends(std::string_view& a, std::string_view& b) {
    while (!a.empty() && !b.empty() && a.front() == b.front()) {
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    while (!a.empty() && !b.empty() && a.back() == b.back()) {
        a.remove_suffix(1);
        b.remove_suffix(1);
    }
}

/// The distance, or any number not below `limit` when it is not below it.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    drop_common_ends(a, b);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        std::size_t least = row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
            least = std::min(least, row[j + 1]);
        }
        if (least >= limit) return least;
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& known) {
    if (name.empty() || name.size() > longest_compared) return std::nullopt;
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t longer = std::max(candidate.size(), name.size());
        const std::size_t shorter = std::min(candidate.size(), name.size());
        if (longer > longest_compared || longer - shorter >= best_distance) continue;
        const std::size_t distance = edit_distance(name, candidate, best_distance);
        if (distance >= best_distance) continue;
        best = candidate;
        best_distance = distance;
    }
    return best;
}

base::Text suggest(std::string_view name, const std::vector<std::string>& known) {
    if (const auto near = nearest_name(name, known))
        return {"您是否要写「" + *near + "」？", " Did you mean `" + *near + "`?"};
    if (known.empty()) return {};
    std::vector<std::string> listed(
        known.begin(),
        known.begin() + static_cast<std::ptrdiff_t>(std::min(known.size(), most_listed)));
    const bool more = known.size() > most_listed;
    return {"可用的有：" + base::join(listed, "、") + (more ? " 等。" : "。"),
            " Available: " + base::join(listed, ", ") + (more ? ", …" : ".")};
}

base::Text operator+(base::Text left, const base::Text& right) {
    left.zh += right.zh;
    left.en += right.en;
    return left;
}

}  // namespace programme
