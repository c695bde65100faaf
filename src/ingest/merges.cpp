#include "merges.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <tuple>

#include "sentence.hpp"

namespace ingest {
namespace {

constexpr std::int64_t last_column = 16'384;
constexpr std::size_t merges_max = 200'000;
// `<mergeCell ` and its range; other attributes may stand between.
constexpr std::string_view tag = "mergeCell ";
constexpr std::size_t tag_length_max = 256;

std::optional<Merge> parse_range(std::string_view range) {
    const std::size_t colon = range.find(':');
    const auto first = parse_place(range.substr(0, colon));
    if (!first) return std::nullopt;
    const auto last =
        colon == std::string_view::npos ? first : parse_place(range.substr(colon + 1));
    if (!last || last->row < first->row || last->column < first->column) return std::nullopt;
    return Merge{first->row, first->column, static_cast<std::int32_t>(last->row - first->row + 1),
                 static_cast<std::int32_t>(last->column - first->column + 1)};
}

std::optional<Merge> parse_tag(std::string_view attributes) {
    const std::size_t name = attributes.find("ref=");
    if (name == std::string_view::npos || name + 5 > attributes.size()) return std::nullopt;
    const char quote = attributes[name + 4];
    const std::size_t end = attributes.find(quote, name + 5);
    if (end == std::string_view::npos) return std::nullopt;
    return parse_range(attributes.substr(name + 5, end - name - 5));
}

/// Collects the ranges in `window`; returns how much of it is dealt with.
std::size_t scan(std::string_view window, std::vector<Merge>& merges) {
    std::size_t position = 0;
    for (;;) {
        const std::size_t found = window.find(tag, position);
        if (found == std::string_view::npos)
            return std::max(position, window.size() - std::min(window.size(), tag.size() - 1));
        const std::size_t end = window.find('>', found);
        if (end == std::string_view::npos && window.size() - found < tag_length_max) return found;
        const auto merge = parse_tag(window.substr(found, std::min(end - found, tag_length_max)));
        if (merge) merges.push_back(*merge);
        position = found + tag.size();
    }
}

}  // namespace

std::optional<CellPlace> parse_place(std::string_view reference) {
    std::int64_t column = 0;
    std::size_t i = 0;
    for (; i < reference.size() && i < 4 && reference[i] >= 'A' && reference[i] <= 'Z'; ++i)
        column = column * 26 + (reference[i] - 'A' + 1);
    std::int64_t row = 0;
    const char* end = reference.data() + reference.size();
    const auto [stop, error] = std::from_chars(reference.data() + i, end, row);
    if (i == 0 || error != std::errc{} || stop != end) return std::nullopt;
    if (row < 1 || row > last_row || column > last_column) return std::nullopt;
    return CellPlace{row, column - 1};
}

std::vector<Merge> read_merges(PartStream& part, const ReadContext& context, ByteBudget& budget) {
    std::vector<Merge> merges;
    std::array<char, 1 << 16> buffer{};
    std::string window;
    for (;;) {
        const std::size_t count = part.read(buffer);
        if (count == 0) break;
        budget.spend(count);
        window.append(buffer.data(), count);
        window.erase(0, scan(window, merges));
        if (merges.size() > merges_max)
            refuse_file(
                context.file, "的合并单元格超过 200000 个，未予读取。请取消合并后再导入。",
                "has more than 200000 merged ranges, so it was not read. Unmerge the cells, "
                "then import it.");
    }
    std::sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
        return std::tie(a.row, a.column) < std::tie(b.row, b.column);
    });
    return merges;
}

}  // namespace ingest
