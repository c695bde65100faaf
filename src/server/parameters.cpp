#include "parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "registers/region.hpp"

namespace server {
namespace {

using base::Error;
using base::ErrorKind;
using Json = nlohmann::json;

// A shapefile is several files, which one request does not carry: it goes through the command line.
constexpr std::array<std::string_view, 5> import_endings = {".xlsx", ".csv", ".tsv", ".gpkg",
                                                            ".geojson"};
constexpr std::array<std::string_view, 4> datums = {"wgs84", "cgcs2000", "gcj02", "bd09"};

std::string listed(const auto& words) {
    return base::join(std::vector<std::string>(words.begin(), words.end()), " ");
}

constexpr std::array<std::string_view, 9> region_change_names = {
    "operation", "on", "region", "name", "from", "to", "heir", "code", "parent"};

// How a request's content should look.
constexpr const char* values_form = R"({"values":{"字段名":"文字"},"seen":12})";
constexpr const char* reason_form = R"({"reason":"理由"})";
constexpr const char* object_form = R"({"名称":"值"})";
constexpr const char* change_form =
    R"({"operation":"merge","on":"2019-07-01","from":["…","…"],"to":{"code":"…","name":"…"}})";

[[noreturn]] void refuse_body(const std::string& form, const std::string& zh,
                              const std::string& en) {
    throw Error(ErrorKind::invalid_input,
                {"请求内容不对：" + zh + "。应为 " + form + "。",
                 "The request's content is wrong: " + en + ". It should be " + form + "."});
}

// nlohmann keeps the last of two equal names; the first would vanish without a word.
Json parse_without_duplicates(const std::string& form, std::string_view body) {
    std::vector<std::vector<std::string>> open;
    const auto watch = [&open, &form](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event != Json::parse_event_t::key) return true;
        const std::string name = parsed.get<std::string>();
        if (std::find(open.back().begin(), open.back().end(), name) != open.back().end())
            refuse_body(form, "“" + name + "”出现了两次", "'" + name + "' is given twice");
        open.back().push_back(name);
        return true;
    };
    try {
        return Json::parse(body.begin(), body.end(), watch);
    } catch (const Json::parse_error& error) {
        refuse_body(form, "第 " + std::to_string(error.byte) + " 个字节处不是合法的 JSON",
                    "not JSON at byte " + std::to_string(error.byte));
    }
}

}  // namespace

std::optional<std::string> optional_text(const Values& values, const std::string& name) {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    std::string text = base::normalise_cell(found->second);
    if (text.empty()) return std::nullopt;
    return text;
}

std::string required_text(const Values& values, const std::string& name) {
    std::optional<std::string> text = optional_text(values, name);
    if (!text)
        throw Error(ErrorKind::invalid_input,
                    {"缺少参数“" + name + "”。", "The parameter '" + name + "' is missing."});
    return *std::move(text);
}

std::int64_t whole_number(const Values& values, const std::string& name, std::int64_t least,
                          std::int64_t most, std::int64_t fallback) {
    const std::optional<std::string> text = optional_text(values, name);
    if (!text) return fallback;
    std::int64_t number = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, number);
    if (error == std::errc() && stopped == end && number >= least && number <= most) return number;
    const std::string range = std::to_string(least) + " – " + std::to_string(most);
    throw Error(ErrorKind::invalid_input,
                {"参数“" + name + "”的值“" + *text + "”不对，应为整数，范围 " + range + "。",
                 "The parameter '" + name + "' has the value '" + *text +
                     "'; it must be a whole number within " + range + "."});
}

std::optional<std::string> optional_region(const Values& values, const std::string& name) {
    std::optional<std::string> text = optional_text(values, name);
    if (text && !registers::is_region_code(*text))
        throw Error(ErrorKind::invalid_input,
                    {"参数“" + name + "”的值“" + *text + "”不对，应为 12 位行政区划代码。",
                     "The parameter '" + name + "' has the value '" + *text +
                         "'; it must be a region code of 12 digits."});
    return text;
}

std::optional<base::Date> optional_day(const Values& values, const std::string& name) {
    const std::optional<std::string> text = optional_text(values, name);
    if (!text) return std::nullopt;
    const auto day = base::parse_date(*text);
    if (!day)
        throw Error(ErrorKind::invalid_input,
                    {"参数“" + name + "”的值“" + *text + "”不对，日期应写成 2019-07-01 的样子。",
                     "The parameter '" + name + "' has the value '" + *text +
                         "'; a day is written like 2019-07-01."});
    return day;
}

base::Date required_day(const Values& values, const std::string& name) {
    (void)required_text(values, name);
    return optional_day(values, name).value();
}

std::int64_t row_number(const Values& path) {
    return whole_number(path, "id", 1, std::numeric_limits<std::int64_t>::max(), 0);
}

std::int64_t batch_number(const Values& path) {
    return whole_number(path, "batch", 1, std::numeric_limits<std::int64_t>::max(), 0);
}

std::string import_ending(std::string_view file_name) {
    const std::string folded = base::fold(file_name);
    const auto is_end = [&folded](std::string_view ending) { return folded.ends_with(ending); };
    const auto found = std::find_if(import_endings.begin(), import_endings.end(), is_end);
    if (found != import_endings.end()) return std::string(*found);
    const std::string name(file_name);
    throw Error(
        ErrorKind::invalid_input,
        {"文件“" + name + "”的扩展名不在可导入之列。可导入：" + listed(import_endings) +
             "；shapefile 请用命令行 wanjia import 导入。",
         "The file '" + name + "' has an ending that cannot be imported. Importable: " +
             listed(import_endings) + ". Import a shapefile with the command wanjia import."});
}

std::string put_payload(const std::string& register_name, std::string_view body) {
    const Json document = parse_without_duplicates(values_form, body);
    const bool has_seen = document.is_object() && document.contains("seen");
    if (!document.is_object() || !document.contains("values") ||
        document.size() != (has_seen ? 2U : 1U))
        refuse_body(values_form, "最外层应只有“values”和“seen”",
                    "only 'values' and 'seen' may stand at the outer level");
    const Json& values = document["values"];
    if (!values.is_object())
        refuse_body(values_form, "“values”应为对象", "'values' must be an object");
    for (const auto& [name, value] : values.items())
        if (!value.is_string())
            refuse_body(values_form, "字段“" + name + "”的值应为带引号的文字",
                        "the value of field '" + name + "' must be text in quotes");
    Json payload{{"register", register_name}, {"values", values}};
    if (has_seen) payload["seen"] = document["seen"];
    return payload.dump();
}

std::string import_payload(const std::string& register_name, const std::string& file_name,
                           const std::optional<std::string>& datum) {
    if (datum && std::find(datums.begin(), datums.end(), *datum) == datums.end())
        throw Error(ErrorKind::invalid_input,
                    {"参数“datum”的值“" + *datum + "”不对，坐标系应为：" + listed(datums) + "。",
                     "The parameter 'datum' has the value '" + *datum +
                         "'; the datum must be one of: " + listed(datums) + "."});
    Json payload = {{"register", register_name}, {"file_name", file_name}};
    if (datum) payload["datum"] = *datum;
    return payload.dump();
}

std::string undo_payload(std::int64_t batch) {
    return Json{{"batch", batch}}.dump();
}

std::string regions_payload(std::string_view body) {
    const Json document = parse_without_duplicates(change_form, body);
    if (!document.is_object())
        refuse_body(change_form, "最外层应为对象", "an object must stand at the outer level");
    for (const auto& [name, value] : document.items())
        if (std::find(region_change_names.begin(), region_change_names.end(), name) ==
            region_change_names.end())
            refuse_body(change_form, "不认识“" + name + "”，可用：" + listed(region_change_names),
                        "'" + name + "' is unknown; there are: " + listed(region_change_names));
    return document.dump();
}

std::string freeze_payload(const std::string& programme, const std::string& period) {
    return Json{{"programme", programme}, {"period", period}}.dump();
}

std::string restate_payload(const std::string& programme, const std::string& period,
                            std::string_view body) {
    const Json document = parse_without_duplicates(reason_form, body);
    if (!document.is_object() || document.size() != 1 || !document.contains("reason") ||
        !document["reason"].is_string())
        refuse_body(reason_form, "应只有文字“reason”", "only the text 'reason' may stand there");
    return Json{{"programme", programme}, {"period", period}, {"reason", document["reason"]}}
        .dump();
}

namespace {

std::string body_text(const std::string& form, const std::string& name, const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    const bool texts = value.is_array() && std::all_of(value.begin(), value.end(),
                                                       [](auto& each) { return each.is_string(); });
    if (!texts) refuse_body(form, "“" + name + "”应为文字", "'" + name + "' must be a text");
    return base::join(value.get<std::vector<std::string>>(), ",");
}

}  // namespace

Values body_texts(std::string_view body, const std::vector<std::string>& required,
                  const std::vector<std::string>& optional) {
    std::vector<std::string> known = required;
    known.insert(known.end(), optional.begin(), optional.end());
    const std::string form = "{\"" + base::join(known, "\",\"") + "\"}";
    const Json document = parse_without_duplicates(form, body);
    if (!document.is_object()) refuse_body(form, "应为对象", "an object is expected");
    Values values;
    for (const auto& [name, value] : document.items()) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            refuse_body(form, "不认识“" + name + "”", "'" + name + "' is not known");
        values[name] = body_text(form, name, value);
    }
    for (const std::string& name : required)
        if (!values.contains(name))
            refuse_body(form, "缺少“" + name + "”", "'" + name + "' is missing");
    return values;
}

std::string payload_of(const Values& values) {
    Json payload = Json::object();
    for (const auto& [name, text] : values) {
        if (name == "disabled")
            payload[name] = text == "true";
        else if (name == "programmes")
            payload[name] = text.empty() ? std::vector<std::string>{} : base::split(text, ',');
        else if (name == "grant" || name == "row")
            payload[name] =
                whole_number(values, name, 1, std::numeric_limits<std::int64_t>::max(), 0);
        else
            payload[name] = text;
    }
    return payload.dump();
}

std::string revealed_document(const std::string& value, std::int64_t sequence) {
    return Json{{"value", value}, {"sequence", sequence}}.dump();
}

std::string body_with(std::string_view body, const std::vector<std::string>& known,
                      const Values& path) {
    Json document = parse_without_duplicates(object_form, body);
    if (!document.is_object())
        refuse_body(object_form, "最外层应为对象", "an object must stand at the outer level");
    for (const auto& [name, value] : document.items())
        if (std::find(known.begin(), known.end(), name) == known.end())
            refuse_body(object_form, "不认识“" + name + "”", "'" + name + "' is not known");
    for (const auto& [name, value] : path) document[name] = value;
    return document.dump();
}

std::string outcome_document(std::string_view answer, std::int64_t sequence, bool repeated) {
    nlohmann::ordered_json document = nlohmann::ordered_json::parse(answer.begin(), answer.end());
    document["sequence"] = sequence;
    document["repeated"] = repeated;
    return document.dump();
}

}  // namespace server
