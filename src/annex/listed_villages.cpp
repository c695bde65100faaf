#include "annex/listed_villages.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "village_names.hpp"

namespace annex {
namespace {

using registers::Value;

struct Columns {
    std::size_t number = 0;
    std::size_t area = 0;
    std::size_t quantity = 0;
    std::vector<std::size_t> classes;
    std::vector<std::string> titles;
};

std::string cell_at(const SheetRow& row, std::size_t column) {
    return column < row.cells.size() ? base::normalise_cell(row.cells[column]) : std::string{};
}

// No county has nearly so many villages; every one stated without a name becomes a row.
constexpr std::int64_t area_villages_max = 10'000;
constexpr std::int64_t placeholders_max = 100'000;

std::optional<std::int64_t> parse_whole(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

// The count of a header such as 数量 (100个).
std::optional<std::int64_t> stated_count(std::string_view title) {
    const std::string folded = base::fold(title);
    const auto open = folded.rfind('(');
    const auto unit = folded.find("个", open == std::string::npos ? folded.size() : open);
    if (unit == std::string::npos) return std::nullopt;
    return parse_whole(std::string_view(folded).substr(open + 1, unit - open - 1));
}

std::optional<Columns> read_header(const SheetRow& row) {
    std::optional<std::size_t> number, area, quantity;
    Columns columns;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        columns.titles.push_back(base::normalise_cell(row.cells[i]));
        const std::string title = base::fold(row.cells[i]);
        if (title.empty()) continue;
        if (title == "序号")
            number = i;
        else if (title.starts_with("县"))
            area = i;
        else if (title.starts_with("数量"))
            quantity = i;
        else if (columns.classes.size() < class_count)
            columns.classes.push_back(i);
    }
    if (!number || !area || !quantity || columns.classes.empty()) return std::nullopt;
    columns.number = *number;
    columns.area = *area;
    columns.quantity = *quantity;
    return columns;
}

std::string_view to_string(Review review) {
    switch (review) {
        case Review::matched:
            return "matched";
        case Review::unmatched:
            return "unmatched";
        case Review::irregular:
            return "irregular";
    }
    return {};
}

// Reads the sheets row by row into one result.
class Reader {
public:
    explicit Reader(const Context& context) : context_(context) {}

    void read(const Sheet& sheet) {
        sheet_ = &sheet;
        columns_.reset();
        for (const SheetRow& row : sheet.rows) {
            if (auto columns = read_header(row)) {
                if (!header_seen_) take_stated_counts(*columns, row.number);
                header_seen_ = true;
                columns_ = std::move(columns);
            } else if (columns_ && !cell_at(row, columns_->area).empty()) {
                read_area(row);
            }
        }
    }

    ListedVillages finish() {
        if (!header_seen_)
            throw base::Error(
                base::ErrorKind::invalid_input,
                {"“" + context_.file_name +
                     "”中没有找到重点村名单的表头：应有“序号”“县（市、区）”“数量”和各类村名列。",
                 context_.file_name +
                     " has no sheet with the header of the list of villages: 序号, 县（市、区）, "
                     "数量 and a column for each class are expected."});
        check_totals();
        return std::move(result_);
    }

private:
    void take_stated_counts(const Columns& columns, std::int64_t row) {
        header_ = {sheet_->name, row, columns};
        result_.reconciliation.total_stated = stated_count(columns.titles[columns.quantity]);
        for (std::size_t i = 0; i < columns.classes.size(); ++i)
            result_.reconciliation.class_stated[i] =
                stated_count(columns.titles[columns.classes[i]]);
    }

    void read_area(const SheetRow& row) {
        AreaCount area;
        area.name = cell_at(row, columns_->area);
        area.number = parse_whole(cell_at(row, columns_->number)).value_or(0);
        const auto match =
            context_.regions.resolve(area.name, registers::RegionLevel::county, context_.date);
        if (match.status != registers::RegionMatch::Status::found)
            return report_unknown_area(row, area.name);
        area.code = match.code;
        for (std::size_t i = 0; i < columns_->classes.size(); ++i) read_class(row, i, area);
        read_quantity(row, area);
        result_.reconciliation.areas.push_back(std::move(area));
    }

    void read_class(const SheetRow& row, std::size_t index, AreaCount& area) {
        const std::size_t column = columns_->classes[index];
        for (const NamedVillage& name :
             parse_cell(cell_at(row, column), context_.regions, area.code, context_.date)) {
            const Match match = match_village(name, context_.regions, area.code, context_.date);
            add_named(name, match, static_cast<std::int64_t>(index) + 1, area.code);
            if (match.review != Review::matched)
                report_name(row, column, area.name, name, match);
            else
                report_repeat(row, column, name, match.code);
            ++area.named[index];
        }
    }

    void read_quantity(const SheetRow& row, AreaCount& area) {
        const std::string text = cell_at(row, columns_->quantity);
        const auto stated = parse_whole(text);
        if (!stated || *stated > area_villages_max)
            return report(row.number, columns_->titles[columns_->quantity], text,
                          {"0 到 " + std::to_string(area_villages_max) + " 的整数",
                           "a whole number from 0 to " + std::to_string(area_villages_max)},
                          {"“" + text + "”不是村数，" + area.name + "没有按数量补足。",
                           "\"" + text + "\" is not a number of villages; nothing was added for " +
                               area.name + "."});
        area.stated = *stated;
        if (area.named_total() > area.stated) {
            const std::string named = std::to_string(area.named_total());
            report(row.number, columns_->titles[columns_->quantity], text,
                   {"不少于 " + named, named + " or more"},
                   {area.name + "数量为 " + text + "，列出的村名有 " + named + " 个。",
                    area.name + " states " + text + " villages but names " + named + "."});
        }
        area.placeholders = std::max<std::int64_t>(0, area.stated - area.named_total());
        if (result_.reconciliation.placeholders + area.placeholders > placeholders_max)
            refuse_placeholders();
        for (std::int64_t i = 0; i < area.placeholders; ++i) add_placeholder(area.code);
    }

    [[noreturn]] void refuse_placeholders() const {
        const std::string most = std::to_string(placeholders_max);
        throw base::Error(base::ErrorKind::invalid_input,
                          {"文件“" + context_.file_name + "”中没有村名的数量合计超过 " + most +
                               " 个。请核对“数量”列后再导入。",
                           "The file \"" + context_.file_name + "\" states more than " + most +
                               " villages without a name. Check the quantities, then import it."});
    }

    void add_named(const NamedVillage& name, const Match& match, std::int64_t village_class,
                   const std::string& area_code) {
        auto row = new_row(match.code.empty() ? area_code : match.code, village_class, "no",
                           to_string(match.review));
        set(row, "township_name", name.township);
        set(row, "village_name", name.village);
        set(row, "suggestion", match.suggestion);
        set(row, "source_text", name.source);
        result_.rows.push_back(std::move(row));
        ++result_.reconciliation.named;
        ++result_.reconciliation.by_class[static_cast<std::size_t>(village_class - 1)];
        if (match.review != Review::matched) ++result_.reconciliation.to_review;
    }

    void add_placeholder(const std::string& area_code) {
        result_.rows.push_back(new_row(area_code, class_count, "yes", "placeholder"));
        ++result_.reconciliation.placeholders;
        ++result_.reconciliation.by_class[class_count - 1];
    }

    registers::Row new_row(const std::string& region, std::int64_t village_class,
                           std::string_view placeholder, std::string_view review) const {
        registers::Row row;
        row.values.resize(context_.declaration.fields.size());
        set(row, "list", context_.list);
        set(row, "number", static_cast<std::int64_t>(result_.rows.size()) + 1);
        set(row, "region", region);
        set(row, "class", village_class);
        set(row, "placeholder", std::string(placeholder));
        set(row, "review", std::string(review));
        return row;
    }

    void set(registers::Row& row, std::string_view field, Value value) const {
        if (const auto* text = std::get_if<std::string>(&value); text && text->empty()) value = {};
        row.values[context_.declaration.find(field).value()] = std::move(value);
    }

    void report(std::int64_t row, const std::string& column, const std::string& value,
                base::Text expected, base::Text message) {
        result_.findings.push_back({context_.file_name, sheet_->name, row, column, value,
                                    std::move(expected), std::move(message)});
    }

    void report_unknown_area(const SheetRow& row, const std::string& area) {
        std::vector<std::string> names;
        for (const std::size_t column : columns_->classes)
            if (auto text = cell_at(row, column); !text.empty()) names.push_back(std::move(text));
        const std::string all = base::join(names, "；");
        report(row.number, columns_->titles[columns_->area], area,
               {"行政区划中的县（市、区）或功能区",
                "a county or functional zone of the region register"},
               {"行政区划中没有“" + area + "”，该行没有导入：" + (all.empty() ? "无村名" : all) +
                    "。请先导入行政区划。",
                "The region register has no " + area + ", so this row was not taken: " +
                    (all.empty() ? "no names" : all) + ". Import the regions first."});
    }

    void report_name(const SheetRow& row, std::size_t column, const std::string& area,
                     const NamedVillage& name, const Match& match) {
        const std::string printed = name.township + name.village;
        const std::string& close = match.suggestion;
        report(row.number, columns_->titles[column], printed,
               {"行政区划中的“乡镇＋村名”", "township and village as in the region register"},
               {"行政区划中的" + area + "没有“" + printed + "”，已列入待核对" +
                    (close.empty() ? "。" : "；是否为“" + close + "”？"),
                "The region register has no " + printed + " in " + area +
                    "; it is kept for review" + (close.empty() ? "." : ". Is it " + close + "?")});
    }

    void report_repeat(const SheetRow& row, std::size_t column, const NamedVillage& name,
                       const std::string& code) {
        const auto [first, is_new] = first_number_.emplace(code, result_.rows.size());
        if (is_new) return;
        const std::string printed = name.township + name.village;
        const std::string number = std::to_string(first->second);
        report(row.number, columns_->titles[column], printed,
               {"每村只列一次", "every village once"},
               {"“" + printed + "”重复列入，与第 " + number + " 个村相同。",
                printed + " is listed twice; it is the same village as number " + number + "."});
    }

    void check_totals() {
        sheet_ = &header_sheet_;
        header_sheet_.name = header_.sheet;
        std::int64_t stated = 0;
        for (const AreaCount& area : result_.reconciliation.areas) stated += area.stated;
        check_total(header_.columns.quantity, result_.reconciliation.total_stated, stated);
        for (std::size_t i = 0; i < header_.columns.classes.size(); ++i)
            check_total(header_.columns.classes[i], result_.reconciliation.class_stated[i],
                        result_.reconciliation.by_class[i]);
    }

    void check_total(std::size_t column, std::optional<std::int64_t> stated, std::int64_t counted) {
        if (!stated || *stated == counted) return;
        const std::string& title = header_.columns.titles[column];
        const std::string want = std::to_string(*stated);
        const std::string have = std::to_string(counted);
        report(header_.row, title, have, {want, want},
               {"“" + title + "”应为 " + want + "，实为 " + have + "。",
                "The column \"" + title + "\" states " + want + " but comes to " + have + "."});
    }

    struct Header {
        std::string sheet;
        std::int64_t row = 0;
        Columns columns;
    };

    const Context& context_;
    const Sheet* sheet_ = nullptr;
    std::optional<Columns> columns_;
    bool header_seen_ = false;
    Header header_;
    Sheet header_sheet_;
    std::map<std::string, std::size_t> first_number_;
    ListedVillages result_;
};

}  // namespace

ListedVillages read_listed_villages(const std::vector<Sheet>& sheets, const Context& context) {
    Reader reader(context);
    for (const Sheet& sheet : sheets) reader.read(sheet);
    return reader.finish();
}

}  // namespace annex
