#include "requests.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <stdexcept>

#include "app/app.hpp"

namespace parity {
namespace {

constexpr std::size_t villages_lasting = 5;
constexpr const char* county = "433124000000";
constexpr const char* townships[] = {"433124100000", "433124101000"};
// Programmes and periods that mostly belong together.
const std::vector<std::pair<std::string, std::string>>& published() {
    static const std::vector<std::pair<std::string, std::string>> all = {
        {"huayuan-2019", "2019-01"},
        {"huayuan-2019", "2019-02"},
        {"huayuan-2019", "2019-03"},
        {"huayuan-2019", "2019-04"},
        {"huayuan-2019", "2019-05"},
        {"huayuan-2019", "2019-06"},
        {"huayuan-2019", "2019-07"},
        {"chengkou-2020", "2020-Q2"},
        {"chengkou-2020", "2020-Q3"},
        {"ganzhou-2020", "2020-04"},
        {"ganzhou-2020", "2020-06"},
        {"yongchuan-zhongshan-2021", "2021-10"},
        {"yunnan-grid-2020", "2020-06"},
        {"huayuan-2019", "2020-Q2"},
        {"none", "2019-01"}};
    return all;
}

// Texts that sort, compare and print differently where something is not the plain order of bytes.
const std::vector<std::string>& texts() {
    static const std::vector<std::string> all = {
        "石栏镇",   "龙潭", "吉卫",   "Zhang", "zhang", "Åland",   "ä",  "z",    "a b", "a  b",
        "A-1",      "A_1",  "a'b\"c", "10",    "9",     "009",     "９", "𠮷野", "㐀",  "、顿号",
        "（括号）", "%",    "_",      "\\",    "é",     "e\u0301", "ß",  "ss",   "乙",  "丙",
        "重庆",     "长沙", "阿",     "啊",    " 前空", "NULL",    "é́",  "ﬁ"};
    return all;
}

ordered_json region_row(const std::string& code, const std::string& name, const std::string& level,
                        const std::string& parent) {
    return {{"do", "put"},
            {"register", "region"},
            {"values",
             {{"region", code},
              {"valid_from", "2000-01-01"},
              {"name", name},
              {"level", level},
              {"parent", parent}}}};
}

std::string quoted(std::string text) {
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2)
        text.insert(at, 1, '"');
    return '"' + text + '"';
}

std::string as_csv(const std::vector<std::vector<std::string>>& rows) {
    std::string bytes;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) bytes += (i > 0 ? "," : "") + quoted(row[i]);
        bytes += '\n';
    }
    return bytes;
}

}  // namespace

Requests::Requests(std::uint64_t seed, std::filesystem::path folder)
    : random_(seed), folder_(std::move(folder)), declarations_(app::built_in_registers()) {
    for (int i = 0; i < 8; ++i)
        villages_.push_back(std::string(townships[i % 2]).substr(0, 9) + std::to_string(200 + i));
    for (int month = 1; month <= 7; ++month) periods_.push_back("2019-0" + std::to_string(month));
    for (const char* other : {"2020-04", "2020-06", "2020-Q2", "2020-Q3", "2021-10"})
        periods_.emplace_back(other);
}

std::size_t Requests::below(std::size_t bound) {
    return static_cast<std::size_t>(random_.next() % bound);
}

std::vector<ordered_json> Requests::beginning() const {
    std::vector<ordered_json> result = {region_row(county, "花垣县", "county", "")};
    for (const char* code : townships)
        result.push_back(
            region_row(code, code == townships[0] ? "石栏镇" : "龙潭镇", "township", county));
    for (std::size_t i = 0; i < villages_.size(); ++i)
        result.push_back(region_row(villages_[i], texts()[i] + "村", "village", townships[i % 2]));
    for (const auto& file : app::built_in_programmes())
        result.push_back({{"do", "load_programme"}, {"yaml", file.text}});
    return result;
}

std::string Requests::text() {
    return one_of(texts());
}

std::string Requests::region() {
    if (one_in(30)) return one_in(2) ? "433124999999" : "43312410020";
    // The first ones stay; the others may have been merged, split or given new codes.
    return one_in(3) ? one_of(villages_) : villages_[below(villages_lasting)];
}

std::string Requests::number(const registers::Field& field) {
    if (one_in(25))
        return std::vector<std::string>{"-1",           "1e3", "abc", "99999999999999999999",
                                        "0.1234567891", ""}[below(6)];
    std::string digits = std::to_string(below(one_in(4) ? 100000 : 400));
    if (field.decimals == 0) return digits;
    digits += '.';
    for (int i = 0; i < field.decimals; ++i) digits += static_cast<char>('0' + below(10));
    return digits;
}

std::string Requests::value(const registers::Field& field) {
    using registers::FieldType;
    switch (field.type) {
        case FieldType::text:
            return one_in(40) ? std::string(300, 'x') : text();
        case FieldType::integer:
        case FieldType::decimal:
            return number(field);
        case FieldType::fact:
            return std::vector<std::string>{"是", "否", "", "yes",
                                            "不知道"}[below(one_in(9) ? 5 : 4)];
        case FieldType::code:
            if (one_in(25)) return "没有的";
            return one_in(2) ? one_of(field.codes).value : one_of(field.codes).label.zh;
        case FieldType::date:
            return one_in(25) ? "2019-02-30" : "2019-0" + std::to_string(1 + below(6)) + "-15";
        case FieldType::month:
            return one_in(25) ? "2019-13" : periods_[below(7)];
        case FieldType::moment:
            return one_in(25) ? "2019-06-01 25:00"
                              : "2019-06-1" + std::to_string(below(10)) + " 08:30";
        case FieldType::region:
        case FieldType::region_code:
            return region();
        case FieldType::id_number:
            return "11010519491231002X";
        case FieldType::phone:
            return "1000000000" + std::to_string(below(10));
    }
    return {};
}

const registers::Declaration& Requests::some_register() {
    static const std::vector<std::string> usual = {"settlement",   "household",   "village",
                                                   "telecom_stat", "service_use", "public_place",
                                                   "station"};
    if (one_in(3)) return one_of(declarations_);
    const std::string& name = one_of(usual);
    for (const auto& declaration : declarations_)
        if (declaration.name == name) return declaration;
    return declarations_.front();
}

ordered_json Requests::values(const registers::Declaration& declaration) {
    ordered_json result = ordered_json::object();
    for (const auto& field : declaration.fields) {
        const bool is_key = std::find(declaration.key.begin(), declaration.key.end(), field.name) !=
                            declaration.key.end();
        if (is_key && field.type == registers::FieldType::text) {
            result[field.name] = text();
        } else if (field.required || is_key || one_in(2)) {
            result[field.name] = value(field);
        }
    }
    if (declaration.geometry == registers::GeometryType::point && one_in(2)) {
        result["lon"] = "109." + std::to_string(below(1000000));
        result["lat"] = "28." + std::to_string(below(1000000));
        result["datum"] = std::vector<std::string>{"wgs84", "gcj02", "bd09", "cgcs2000"}[below(4)];
    }
    if (one_in(60)) result["no_such_field"] = "1";
    return result;
}

ordered_json Requests::put() {
    const auto& declaration = some_register();
    if (declaration.name == "region") return regions();
    ordered_json request{
        {"do", "put"}, {"register", declaration.name}, {"values", values(declaration)}};
    // What was put is changed and removed later by its key.
    if (!put_.empty() && one_in(3)) {
        const auto& before = one_of(put_);
        if (before.at("register") == declaration.name)
            for (const auto& name : declaration.key)
                request["values"][name] = before.at("values").value(name, "");
    }
    put_.push_back(request);
    return request;
}

std::filesystem::path Requests::write(const std::string& bytes, const std::string& ending) {
    base::SystemFiles files;
    auto path = folder_ / ("表" + std::to_string(++files_) + ending);
    files.write(path, bytes);
    return path;
}

std::filesystem::path Requests::write_workbook(const std::vector<std::vector<std::string>>& rows) {
    auto path = folder_ / ("表" + std::to_string(++files_) + ".xlsx");
    lxw_workbook* book = workbook_new(path.c_str());
    lxw_worksheet* sheet = workbook_add_worksheet(book, "底册");
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t column = 0; column < rows[row].size(); ++column)
            worksheet_write_string(sheet, static_cast<lxw_row_t>(row),
                                   static_cast<lxw_col_t>(column), rows[row][column].c_str(),
                                   nullptr);
    if (workbook_close(book) != LXW_NO_ERROR) throw std::runtime_error("no workbook written");
    return path;
}

ordered_json Requests::import() {
    ++batches_;
    const auto& declaration = some_register();
    std::vector<const registers::Field*> fields;
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& field : declaration.fields)
        if (field.required || one_in(2)) {
            fields.push_back(&field);
            rows[0].push_back(field.label.zh);
        }
    for (std::size_t more = below(12); more > 0; --more) {
        rows.emplace_back();
        for (const auto* field : fields) rows.back().push_back(value(*field));
    }
    const std::filesystem::path path =
        one_in(3) ? write_workbook(rows) : write(as_csv(rows), one_in(12) ? ".xlsx" : ".csv");
    ordered_json request{{"do", "import"}, {"register", declaration.name}, {"file", path.string()}};
    if (declaration.geometry == registers::GeometryType::point && one_in(2))
        request["datum"] = "gcj02";
    return request;
}

ordered_json Requests::import_map() {
    ++batches_;
    std::string features;
    for (std::size_t i = 1 + below(3); i > 0; --i) {
        const std::string lon = "109." + std::to_string(100000 + below(800000));
        const std::string lat = "28." + std::to_string(100000 + below(800000));
        features += features.empty() ? "" : ",";
        features += R"({"type":"Feature","properties":{"区划代码":")" + region() +
                    R"("},"geometry":{"type":"Polygon","coordinates":[[[)" + lon + ',' + lat +
                    "],[110.1," + lat + "],[110.1,29.2],[" + lon + ',' + lat + "]]]}}";
    }
    const auto path = write(
        R"({"type":"FeatureCollection","name":"村界","features":[)" + features + "]}", ".geojson");
    return {{"do", "import"}, {"register", "boundary"}, {"file", path.string()}};
}

ordered_json Requests::regions() {
    const auto changing = [&] {
        return one_in(8) ? region()
                         : villages_[villages_lasting + below(villages_.size() - villages_lasting)];
    };
    ordered_json request{{"do", "change_regions"}, {"on", "2019-06-01"}, {"region", changing()}};
    const std::string fresh =
        std::string(townships[splits_ % 2]).substr(0, 9) + std::to_string(300 + splits_);
    switch (below(4)) {
        case 0:
            request["operation"] = "rename";
            request["name"] = text();
            return request;
        case 1:
            ++splits_;
            request["operation"] = "recode";
            request["code"] = fresh;
            request["name"] = text() + "新村";
            request["parent"] = townships[below(2)];
            break;
        case 2:
            ++splits_;
            request["operation"] = "merge";
            request["from"] = {changing(), changing()};
            request["to"] = {{"code", fresh}, {"name", text() + "合村"}};
            break;
        default:
            splits_ += 2;
            request["operation"] = "split";
            request["to"] = {
                {{"code", fresh}, {"name", text() + "甲"}},
                {{"code", std::string(townships[0]).substr(0, 9) + std::to_string(300 + splits_)},
                 {"name", text() + "乙"}}};
            request["heir"] = fresh;
    }
    if (villages_.size() < 40) villages_.push_back(fresh);
    return request;
}

ordered_json Requests::programme() {
    const auto all = app::built_in_programmes();
    std::string yaml = one_of(all).text;
    const std::size_t at = yaml.find("version: 1");
    yaml.replace(at, 10, "version: " + std::to_string(++version_));
    if (one_in(4)) yaml.replace(yaml.find("indicators:"), 11, "indicator:");
    ordered_json request{{"do", "load_programme"}, {"yaml", yaml}};
    if (one_in(2)) request["from"] = one_of(periods_);
    return request;
}

ordered_json Requests::seal(const char* kind) {
    const auto& [programme, period] = one_of(published());
    ordered_json request{{"do", kind}, {"programme", programme}, {"period", period}};
    if (std::string(kind) == "restate") request["reason"] = one_in(4) ? "" : "更正" + text();
    return request;
}

ordered_json Requests::declare() {
    // Names that a linguistic order would sort otherwise than bytes do.
    static const std::vector<std::string> names = {"a_b", "ab", "a_c", "b", "a1", "a_1", "aa_z"};
    const std::int64_t number = declared_++;
    const std::string name = "x_" + names[static_cast<std::size_t>(number) % names.size()] +
                             (number > 6 ? std::to_string(number) : "");
    const bool point = one_in(2);
    const std::string yaml =
        "register: " + name + "\nlabel: {zh: 另册" + name + ", en: Extra " + name +
        "}\nkey: [region, number]\n" + (point ? "geometry: point\n" : "") +
        "fields:\n  - {name: region, type: region, required: true, class: open, label: {zh: "
        "村代码, en: Village}}\n  - {name: number, type: text, class: open, required: true, label: "
        "{zh: 编号, en: Number}}\n  - {name: amount, type: decimal, decimals: 3, class: open, "
        "label: {zh: 数量, en: Amount}}\n";
    if (!one_in(5)) declarations_.push_back(registers::read_declaration(yaml, "x.yaml"));
    return {{"do", "declare"}, {"yaml", one_in(8) ? yaml + "  - 3\n" : yaml}};
}

ordered_json Requests::change() {
    const std::size_t kind = below(100);
    if (kind < 62) return put();
    if (kind < 74) {
        ordered_json request =
            put_.empty() || one_in(6)
                ? put()
                : put_[put_.size() - 1 - below(std::min<std::size_t>(put_.size(), 40))];
        request["do"] = "remove";
        return request;
    }
    if (kind < 77) return import();
    if (kind < 78) return import_map();
    if (kind < 80) return put();
    if (kind < 84)
        return {{"do", "undo"},
                {"batch", 1 + static_cast<std::int64_t>(
                                  below(static_cast<std::size_t>(batches_) * 3 / 4 + 1))}};
    if (kind < 86) return regions();
    if (kind < 88) return programme();
    if (kind < 90) return seal("freeze");
    if (kind < 92) return seal("restate");
    if (kind < 93) return declare();
    if (kind < 96) return {{"do", "note"}, {"action", "page.print"}, {"object", text()}};
    if (kind < 98) return {{"do", "again"}};
    return {{"do", "unknown_kind"}, {"text", text()}};
}

ordered_json Requests::known(ordered_json request) {
    if (one_in(3)) request["known_on"] = "2019-07-" + std::to_string(1 + below(28));
    return request;
}

std::string Requests::scope() {
    if (one_in(3)) return {};
    return one_in(2) ? townships[below(2)] : region();
}

ordered_json Requests::read() {
    const auto& [programme, period] = one_of(published());
    switch (below(13)) {
        case 0:
        case 1:
            return known({{"do", "score"},
                          {"programme", programme},
                          {"period", one_in(3) ? std::string() : period}});
        case 2:
        case 3:
            return known({{"do", "explain"},
                          {"programme", programme},
                          {"indicator", below(40)},
                          {"region", one_in(4) ? std::string(county) : region()},
                          {"period", one_in(2) ? std::string() : period}});
        case 4:
        case 5:
        case 6:
            return known({{"do", "rows"},
                          {"register", some_register().name},
                          {"scope", one_in(3)   ? ""
                                    : one_in(2) ? townships[below(2)]
                                                : region()},
                          {"after", below(20)},
                          {"limit", 1 + below(30)}});
        case 7:
            return {{"do", "history"}, {"register", some_register().name}, {"id", below(30)}};
        case 8:
            return {{"do", "batches"}};
        case 9:
            return {{"do", "map"}, {"programme", programme}, {"period", ""}};
        case 10:
            return {{"do", one_in(2) ? "programmes" : "registers"}};
        case 11:
            return one_in(8) ? ordered_json{{"do", "verify"}} : ordered_json{{"do", "batches"}};
        default:
            return {{"do", "export"},
                    {"register", some_register().name},
                    {"ending", one_in(2) ? ".csv" : ".geojson"}};
    }
}

ordered_json Requests::next() {
    return one_in(3) ? read() : change();
}

}  // namespace parity
