#include <algorithm>
#include <set>

#include "base/rational.hpp"
#include "registers/declaration.hpp"
#include "yaml/document.hpp"

namespace registers {
namespace {

using Kind = yaml::Node::Kind;

// Reads one register file; every complaint names the file, line and column.
class Reader {
public:
    explicit Reader(std::string_view file_name) : file_name_(file_name) {}

    Declaration read(const yaml::Node& top) const {
        Declaration declaration;
        declaration.is_ledger = top.find("ledger") != nullptr;
        if (declaration.is_ledger) {
            begin_ledger(top, declaration);
        } else {
            expect_map(top, {"register", "label", "key", "geometry", "keep_years", "purpose",
                             "basis", "fields", "across", "findings", "shares"});
            declaration.name = name(require(top, "register"));
        }
        declaration.label = label(require(top, "label"));
        if (const yaml::Node* node = top.find("geometry")) declaration.geometry = geometry(*node);
        if (const yaml::Node* node = top.find("keep_years")) declaration.keep_years = years(*node);
        if (const yaml::Node* node = top.find("purpose")) declaration.purpose = label(*node);
        if (const yaml::Node* node = top.find("basis")) declaration.basis = label(*node);
        const yaml::Node& fields = require(top, "fields");
        if (fields.kind != Kind::sequence) fail(fields, "fields 应为列表", "fields must be a list");
        for (const yaml::Node& node : fields.children) {
            Field next = field(node);
            if (declaration.find(next.name))
                fail(node, "字段“" + next.name + "”重复",
                     "the field \"" + next.name + "\" is declared twice");
            declaration.fields.push_back(std::move(next));
        }
        if (!declaration.is_ledger) read_key(require(top, "key"), declaration);
        check_region(top, declaration);
        return declaration;
    }

    [[noreturn]] void fail(yaml::Position at, const base::Text& why) const {
        const std::string line = std::to_string(at.line);
        const std::string column = std::to_string(at.column);
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + file_name_ + "”第 " + line + " 行第 " + column + " 列：" + why.zh,
                           file_name_ + ", line " + line + ", column " + column + ": " + why.en});
    }

private:
    // The keys of a workflow are looked into by the module that runs it.
    void begin_ledger(const yaml::Node& top, Declaration& declaration) const {
        declaration.name = name(require(top, "ledger"));
        declaration.key = {"number"};
        std::vector<Code> states;
        const yaml::Node& list = require(top, "states");
        if (list.kind != Kind::sequence || list.children.empty())
            fail(list, "states 应为列表", "states must be a list");
        for (const yaml::Node& node : list.children) {
            if (node.kind != Kind::mapping)
                fail(node, "应为键值对", "a mapping of keys to values is expected");
            states.push_back({name(require(node, "name")), label(require(node, "label")), {}});
            if (const yaml::Node* aliases = node.find("aliases"))
                states.back().aliases = texts(*aliases);
        }
        std::optional<RegionLevel> place;
        if (const yaml::Node* node = top.find("level")) place = level(*node);
        declaration.fields = entry_fields(std::move(states), place);
    }

    [[noreturn]] void fail(const yaml::Node& node, const std::string& zh,
                           const std::string& en) const {
        fail(node.at, base::Text{zh + "。", en + "."});
    }

    void expect_map(const yaml::Node& node, const std::set<std::string>& keys) const {
        if (node.kind != Kind::mapping)
            fail(node, "应为键值对", "a mapping of keys to values is expected");
        std::set<std::string> seen;
        for (const auto& [key, at] : node.keys) {
            if (!keys.contains(key))
                fail(at, {"不认识的键“" + key + "”。", "the key \"" + key + "\" is unknown."});
            if (!seen.insert(key).second)
                fail(at, {"键“" + key + "”重复。", "the key \"" + key + "\" stands twice."});
        }
    }

    const yaml::Node& require(const yaml::Node& node, const char* key) const {
        if (const yaml::Node* value = node.find(key)) return *value;
        fail(node, std::string("缺少“") + key + "”", std::string("\"") + key + "\" is missing");
    }

    std::string scalar(const yaml::Node& node) const {
        if (node.kind != Kind::scalar) fail(node, "应为单个值", "a single value is expected");
        return node.text;
    }

    std::string name(const yaml::Node& node) const {
        const std::string text = scalar(node);
        const bool good =
            !text.empty() && text.size() <= 60 && text[0] >= 'a' && text[0] <= 'z' &&
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
        if (!good)
            fail(node, "“" + text + "”应为小写字母、数字和下划线，以字母开头",
                 "\"" + text +
                     "\" must be lower-case letters, digits and underscores, a letter first");
        return text;
    }

    base::Text label(const yaml::Node& node) const {
        expect_map(node, {"zh", "en"});
        return {scalar(require(node, "zh")), scalar(require(node, "en"))};
    }

    std::vector<std::string> texts(const yaml::Node& node) const {
        if (node.kind != Kind::sequence) fail(node, "应为列表", "a list is expected");
        std::vector<std::string> result;
        for (const yaml::Node& item : node.children) result.push_back(scalar(item));
        return result;
    }

    std::int64_t whole(const yaml::Node& node, int decimals = 0) const {
        const auto value = base::parse_rational(scalar(node));
        if (!value) fail(node, "应为数字", "a number is expected");
        base::Rational scaled = *value;
        for (int i = 0; i < decimals; ++i) scaled *= 10;
        if (scaled.get_den() != 1 || !scaled.get_num().fits_slong_p())
            fail(node, "小数位数过多", "too many decimal places");
        return scaled.get_num().get_si();
    }

    bool truth(const yaml::Node& node) const {
        const std::string text = scalar(node);
        if (text != "true" && text != "false")
            fail(node, "应为 true 或 false", "true or false is expected");
        return text == "true";
    }

    template <class Enum>
    Enum choice(const yaml::Node& node,
                const std::vector<std::pair<std::string, Enum>>& choices) const {
        const std::string text = scalar(node);
        std::string list;
        for (const auto& [known, value] : choices) {
            if (known == text) return value;
            list += (list.empty() ? "" : ", ") + known;
        }
        fail(node, "“" + text + "”应为 " + list + " 之一",
             "\"" + text + "\" must be one of " + list);
    }

    GeometryType geometry(const yaml::Node& node) const {
        return choice<GeometryType>(node, {{"none", GeometryType::none},
                                           {"point", GeometryType::point},
                                           {"line", GeometryType::line},
                                           {"polygon", GeometryType::polygon}});
    }

    FieldType type(const yaml::Node& node) const {
        std::vector<std::pair<std::string, FieldType>> choices;
        for (int i = 0; i <= static_cast<int>(FieldType::moment); ++i) {
            const auto value = static_cast<FieldType>(i);
            choices.emplace_back(to_string(value), value);
        }
        return choice(node, choices);
    }

    FieldClass field_class(const yaml::Node& node) const {
        return choice<FieldClass>(node, {{"open", FieldClass::open},
                                         {"internal", FieldClass::internal},
                                         {"personal", FieldClass::personal},
                                         {"sensitive", FieldClass::sensitive}});
    }

    RegionLevel level(const yaml::Node& node) const {
        const auto value = parse_region_level(scalar(node));
        if (!value)
            fail(node, "级别应为 province、prefecture、county、township 或 village",
                 "the level must be province, prefecture, county, township or village");
        return *value;
    }

    Code code(const yaml::Node& node) const {
        expect_map(node, {"value", "label", "aliases"});
        Code result{scalar(require(node, "value")), label(require(node, "label")), {}};
        if (const yaml::Node* aliases = node.find("aliases")) result.aliases = texts(*aliases);
        return result;
    }

    void read_codes(const yaml::Node& node, Field& field) const {
        if (const yaml::Node* codes = node.find("codes")) {
            if (codes->kind != Kind::sequence)
                fail(*codes, "codes 应为列表", "codes must be a list");
            for (const yaml::Node& item : codes->children) field.codes.push_back(code(item));
        }
        if ((field.type == FieldType::code) == field.codes.empty())
            fail(node, "type: code 与 codes 必须同时出现", "type: code and codes go together");
    }

    Field field(const yaml::Node& node) const {
        expect_map(node, {"name", "type", "label", "aliases", "unit", "class", "required",
                          "decimals", "min", "max", "codes", "level"});
        Field result;
        result.name = name(require(node, "name"));
        constexpr std::string_view reserved[] = {"fid",   "geom",    "county",  "begin_seq",
                                                 "batch", "end_seq", "version", "end_batch"};
        if (std::find(std::begin(reserved), std::end(reserved), result.name) != std::end(reserved))
            fail(*node.find("name"), "“" + result.name + "”是保留的名称",
                 "\"" + result.name + "\" is a reserved name");
        result.type = type(require(node, "type"));
        result.label = label(require(node, "label"));
        if (const yaml::Node* n = node.find("aliases")) result.aliases = texts(*n);
        if (const yaml::Node* n = node.find("unit")) result.unit = scalar(*n);
        if (const yaml::Node* n = node.find("class")) result.field_class = field_class(*n);
        if (const yaml::Node* n = node.find("required")) result.required = truth(*n);
        if (const yaml::Node* n = node.find("decimals"))
            result.decimals = static_cast<int>(whole(*n));
        if (result.decimals < 0 || result.decimals > 9)
            fail(*node.find("decimals"), "decimals 应为 0 到 9", "decimals must be 0 to 9");
        if (const yaml::Node* n = node.find("min")) result.minimum = whole(*n, result.decimals);
        if (const yaml::Node* n = node.find("max")) {
            if (result.type == FieldType::text) {
                result.max_characters = static_cast<std::size_t>(whole(*n));
            } else {
                result.maximum = whole(*n, result.decimals);
            }
        }
        if (const yaml::Node* n = node.find("level")) result.region_level = level(*n);
        read_codes(node, result);
        check_personal(node, result);
        return result;
    }

    int years(const yaml::Node& node) const {
        const std::int64_t value = whole(node);
        if (value < 1 || value > 100)
            fail(node, "keep_years 应为 1 到 100", "keep_years must be 1 to 100");
        return static_cast<int>(value);
    }

    // Sealed values stand in a column of text, and nothing can be added up or looked up by them.
    void check_personal(const yaml::Node& node, const Field& field) const {
        if (!is_personal(field)) return;
        if (field.type == FieldType::integer || field.type == FieldType::decimal ||
            field.type == FieldType::region || field.type == FieldType::region_code ||
            field.type == FieldType::fact)
            fail(node,
                 "类别为 personal 或 sensitive 的字段“" + field.name + "”不能是数字、是否或区划",
                 "the field \"" + field.name +
                     "\" of class personal or sensitive must not be a number, a fact or a region");
        if (field.name == "period" || field.name == "region")
            fail(node, "字段“" + field.name + "”不能是个人信息",
                 "the field \"" + field.name + "\" must not be personal");
    }

    void read_key(const yaml::Node& node, Declaration& declaration) const {
        declaration.key = texts(node);
        if (declaration.key.empty()) fail(node, "key 不能为空", "key must not be empty");
        for (const std::string& part : declaration.key) {
            const auto index = declaration.find(part);
            if (!index)
                fail(node, "key 中的“" + part + "”不是字段",
                     "\"" + part + "\" in key is not a field");
            if (is_personal(declaration.fields[*index]))
                fail(node, "key 中的“" + part + "”不能是个人信息",
                     "\"" + part + "\" in key must not be personal");
            if (!declaration.fields[*index].required)
                fail(node, "key 中的“" + part + "”应为必填",
                     "\"" + part + "\" in key must be required");
        }
    }

    void check_region(const yaml::Node& node, const Declaration& declaration) const {
        const auto index = declaration.find("region");
        const bool good = index && (declaration.fields[*index].type == FieldType::region ||
                                    declaration.fields[*index].type == FieldType::region_code);
        if (!good)
            fail(node, "每个底册都要有类型为 region 的字段 region",
                 "every register needs a field named region of type region");
    }

    std::string file_name_;
};

}  // namespace

Declaration read_declaration(std::string_view yaml, std::string_view file_name) {
    const yaml::Document document = yaml::read(yaml);
    const Reader reader(file_name);
    if (!document.root) reader.fail(document.faults.front().at, document.faults.front().message);
    return reader.read(*document.root);
}

}  // namespace registers
