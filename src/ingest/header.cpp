#include "header.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace ingest {
namespace {

using Kind = ColumnMeaning::Kind;

constexpr std::size_t first_rows = 10;
constexpr std::size_t header_rows_max = 3;
// What a dBASE field name can hold.
constexpr std::size_t cut_off_bytes = 10;

constexpr std::array lon_names = {"经度",      "东经", "lon",   "lng",
                                  "longitude", "x",    "x坐标", "经度坐标"};
constexpr std::array lat_names = {"纬度", "北纬", "lat", "latitude", "y", "y坐标", "纬度坐标"};
constexpr std::array datum_names = {"坐标系", "坐标系统", "坐标基准", "datum", "crs"};
// Running numbers, and the column that a workbook of rejected rows adds.
constexpr std::array ignored_names = {"序号", "问题 problem"};

/// Without a closing pair of brackets at the end; `inside` gets what stood between.
std::string without_brackets(const std::string& folded, std::string& inside) {
    if (!folded.ends_with(')') && !folded.ends_with(']')) return folded;
    const std::size_t open = folded.find_last_of("([");
    if (open == std::string::npos || open == 0) return folded;
    inside = folded.substr(open + 1, folded.size() - open - 2);
    return folded.substr(0, open);
}

std::string without_marks(std::string folded) {
    std::erase(folded, '*');
    for (const std::string_view mark : {"：", ":"})
        if (folded.ends_with(mark)) folded.resize(folded.size() - mark.size());
    return folded;
}

std::string last_part(const std::string& text) {
    const std::size_t slash = text.rfind('/');
    return slash == std::string::npos ? text : text.substr(slash + 1);
}

std::size_t width_of(const std::vector<TableRow>& rows, std::size_t first, std::size_t count) {
    std::size_t width = 0;
    for (std::size_t r = first; r < first + count; ++r)
        width = std::max(width, rows[r].cells.size());
    return width;
}

bool has_merge(const TableRow& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) {
        return cell.merged_columns > 1 || cell.merged_rows > 1;
    });
}

/// Column texts of rows [first, first + count): a merged cell speaks for all columns it covers, a
/// text is not repeated when it comes from a cell merged downwards, and a cell merged over the
/// whole width is a title, which speaks for none.
std::vector<std::string> join_rows(const std::vector<TableRow>& rows, std::size_t first,
                                   std::size_t count) {
    std::vector<std::string> texts(width_of(rows, first, count));
    for (std::size_t r = first; r < first + count; ++r) {
        const std::vector<Cell>& cells = rows[r].cells;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const std::string text = base::normalise_cell(cells[c].text);
            if (text.empty()) continue;
            const std::size_t end =
                std::min(texts.size(), c + static_cast<std::size_t>(cells[c].merged_columns));
            if (texts.size() > 1 && end - c == texts.size()) continue;
            for (std::size_t covered = c; covered < end; ++covered)
                texts[covered] += (texts[covered].empty() ? "" : "/") + text;
        }
    }
    return texts;
}

/// Number of edits between two texts of bytes; labels are short.
std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1,
                               diagonal + (a[i - 1] == b[j - 1] ? std::size_t{0} : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

HeaderMatcher::HeaderMatcher(const registers::Declaration& declaration)
    : declaration_(declaration) {
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        const registers::Field& field = declaration.fields[i];
        const ColumnMeaning meaning{Kind::field, i};
        for (const std::string& text : {field.label.zh, field.label.en, field.name})
            add(text, meaning);
        for (const std::string& alias : field.aliases) add(alias, meaning);
    }
    if (declaration.geometry == registers::GeometryType::point) {
        for (const char* name : lon_names) add(name, {Kind::lon, 0});
        for (const char* name : lat_names) add(name, {Kind::lat, 0});
        for (const char* name : datum_names) add(name, {Kind::datum, 0});
    }
    for (const char* name : ignored_names) add(name, {Kind::ignored, 0});
}

void HeaderMatcher::add(std::string_view text, ColumnMeaning meaning) {
    const std::string folded = base::fold(text);
    if (!folded.empty() && !match_folded(folded)) keys_.push_back({folded, meaning});
}

std::optional<ColumnMeaning> HeaderMatcher::match_folded(const std::string& folded) const {
    for (const Key& key : keys_)
        if (key.folded == folded) return key.meaning;
    return std::nullopt;
}

ColumnMeaning HeaderMatcher::match(const std::string& text) const {
    const std::string whole = without_marks(base::fold(text));
    if (whole.empty()) return {Kind::blank, 0};
    for (const std::string& candidate : {whole, last_part(whole)}) {
        std::string inside;
        if (const auto meaning = match_folded(candidate)) return *meaning;
        const std::string bare = without_marks(without_brackets(candidate, inside));
        if (const auto meaning = match_folded(bare)) return *meaning;
        // 中文 and English side by side: 村代码 Village code.
        for (const registers::Field& field : declaration_.fields) {
            const std::string both = base::fold(field.label.zh + field.label.en);
            if (both == candidate || both == bare)
                return {Kind::field, static_cast<std::size_t>(&field - declaration_.fields.data())};
        }
    }
    return {};
}

ColumnMeaning HeaderMatcher::match_cut_off(const std::string& text) const {
    const ColumnMeaning exact = match(text);
    if (exact.kind != Kind::unknown || text.size() < cut_off_bytes - 2) return exact;
    const std::string start = base::fold(text);
    ColumnMeaning found;
    for (const Key& key : keys_) {
        if (!key.folded.starts_with(start) || key.meaning == found) continue;
        if (found.kind != Kind::unknown) return {};
        found = key.meaning;
    }
    return found;
}

Header HeaderMatcher::describe(std::vector<std::string> texts) const {
    Header header;
    std::set<std::pair<Kind, std::size_t>> seen;
    for (const std::string& text : texts) {
        const ColumnMeaning meaning = match(text);
        header.meanings.push_back(meaning);
        if (meaning.kind >= Kind::field) seen.insert({meaning.kind, meaning.field});
    }
    header.texts = std::move(texts);
    header.score = seen.size();
    return header;
}

Header HeaderMatcher::find(const std::vector<TableRow>& rows) const {
    Header best;
    std::size_t best_count = 0;
    for (std::size_t first = 0; first < std::min(rows.size(), first_rows); ++first) {
        for (std::size_t count = 1; count <= header_rows_max; ++count) {
            if (first + count > rows.size()) break;
            if (count > 1 && !has_merge(rows[first + count - 2])) break;
            Header header = describe(join_rows(rows, first, count));
            // As many matches with fewer rows: what stands above is a title.
            const bool better =
                header.score > best.score || (header.score == best.score && count < best_count);
            if (!better) continue;
            header.rows = first + count;
            best_count = count;
            best = std::move(header);
        }
    }
    return best;
}

Header HeaderMatcher::from_names(const std::vector<std::string>& names) const {
    Header header = describe(names);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (header.meanings[i].kind == Kind::unknown) header.meanings[i] = match_cut_off(names[i]);
    return header;
}

std::string HeaderMatcher::nearest_label(const std::string& text) const {
    const std::string folded = base::fold(last_part(text));
    std::string nearest;
    std::size_t least = std::max<std::size_t>(folded.size() * 2 / 3, 1);
    if (folded.size() > 200) return nearest;
    for (const Key& key : keys_) {
        if (key.meaning.kind != Kind::field) continue;
        const std::size_t distance = edit_distance(folded, key.folded);
        if (distance >= least) continue;
        least = distance;
        nearest = declaration_.fields[key.meaning.field].label.zh;
    }
    return nearest;
}

std::string HeaderMatcher::wrong_unit(const std::string& text, const ColumnMeaning& meaning) const {
    static const std::set<std::string> units = {"人",   "户", "个", "台",   "次", "小时", "天",
                                                "m",    "km", "米", "公里", "亩", "公顷", "元",
                                                "万元", "千", "%",  "dbm",  "分", "分钟"};
    if (meaning.kind != Kind::field) return {};
    const registers::Field& field = declaration_.fields[meaning.field];
    std::string inside;
    without_brackets(without_marks(base::fold(last_part(text))), inside);
    if (field.unit.empty() || inside.empty() || inside == base::fold(field.unit)) return {};
    const bool multiple = inside.starts_with("万") || inside.starts_with("千") ||
                          inside.starts_with("百") || inside.starts_with("亿");
    return multiple || units.contains(inside) ? inside : std::string{};
}

std::optional<geo::Datum> parse_datum(std::string_view text) {
    std::string folded = base::fold(text);
    std::erase_if(folded, [](char c) { return c == '-' || c == '_' || c == ':'; });
    const auto is = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), folded) != names.end();
    };
    if (is({"wgs84", "wgs1984", "epsg4326", "4326", "gps", "wgs84坐标系"}))
        return geo::Datum::wgs84;
    if (is({"cgcs2000", "epsg4490", "4490", "国家2000", "2000国家大地坐标系", "大地2000",
            "cgcs2000坐标系"}))
        return geo::Datum::cgcs2000;
    if (is({"gcj02", "火星", "火星坐标", "火星坐标系", "国测局", "高德", "腾讯", "高德坐标",
            "腾讯坐标"}))
        return geo::Datum::gcj02;
    if (is({"bd09", "bd09ll", "百度", "百度坐标", "百度坐标系"})) return geo::Datum::bd09;
    return std::nullopt;
}

}  // namespace ingest
