#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>
#include <sstream>

#include <algorithm>
#include <set>

#include "base/rational.hpp"
#include "registers/declaration.hpp"

namespace registers {
namespace {

// Reads one register file; every complaint names the file, line and column.
class Reader {
public:
    explicit Reader(std::string_view file_name) : file_name_(file_name) {}

    Declaration read(const YAML::Node& top) {
        Declaration declaration;
        declaration.is_ledger = top.IsMap() && top["ledger"];
        if (declaration.is_ledger) {
            begin_ledger(top, declaration);
        } else {
            expect_map(top, {"register", "label", "key", "geometry", "keep_years", "purpose",
                             "basis", "fields", "across", "findings", "shares"});
            declaration.name = name(require(top, "register"));
        }
        declaration.label = label(require(top, "label"));
        if (const YAML::Node node = top["geometry"]) declaration.geometry = geometry(node);
        if (const YAML::Node node = top["keep_years"]) declaration.keep_years = years(node);
        if (const YAML::Node node = top["purpose"]) declaration.purpose = label(node);
        if (const YAML::Node node = top["basis"]) declaration.basis = label(node);
        const YAML::Node fields = require(top, "fields");
        if (!fields.IsSequence()) fail(fields, "fields 应为列表", "fields must be a list");
        for (const YAML::Node& node : fields) {
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

private:
    // The keys of a workflow are looked into by the module that runs it.
    void begin_ledger(const YAML::Node& top, Declaration& declaration) const {
        declaration.name = name(require(top, "ledger"));
        declaration.key = {"number"};
        std::vector<Code> states;
        const YAML::Node list = require(top, "states");
        if (!list.IsSequence() || list.size() == 0)
            fail(list, "states 应为列表", "states must be a list");
        for (const YAML::Node& node : list) {
            if (!node.IsMap()) fail(node, "应为键值对", "a mapping of keys to values is expected");
            states.push_back({name(require(node, "name")), label(require(node, "label")), {}});
            if (const YAML::Node aliases = node["aliases"]) states.back().aliases = texts(aliases);
        }
        std::optional<RegionLevel> place;
        if (const YAML::Node node = top["level"]) place = level(node);
        declaration.fields = entry_fields(std::move(states), place);
    }

    [[noreturn]] void fail(const YAML::Node& node, const std::string& zh,
                           const std::string& en) const {
        const YAML::Mark mark = node.Mark();
        const std::string line = std::to_string(mark.line + 1);
        const std::string column = std::to_string(mark.column + 1);
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"“" + file_name_ + "”第 " + line + " 行第 " + column + " 列：" + zh + "。",
             file_name_ + ", line " + line + ", column " + column + ": " + en + "."});
    }

    void expect_map(const YAML::Node& node, const std::set<std::string>& keys) const {
        if (!node.IsMap()) fail(node, "应为键值对", "a mapping of keys to values is expected");
        std::set<std::string> seen;
        for (const auto& pair : node) {
            const std::string key = pair.first.Scalar();
            if (!keys.contains(key))
                fail(pair.first, "不认识的键“" + key + "”", "the key \"" + key + "\" is unknown");
            if (!seen.insert(key).second)
                fail(pair.first, "键“" + key + "”重复", "the key \"" + key + "\" stands twice");
        }
    }

    YAML::Node require(const YAML::Node& node, const char* key) const {
        const YAML::Node value = node[key];
        if (!value)
            fail(node, std::string("缺少“") + key + "”", std::string("\"") + key + "\" is missing");
        return value;
    }

    std::string scalar(const YAML::Node& node) const {
        if (!node.IsScalar()) fail(node, "应为单个值", "a single value is expected");
        return node.Scalar();
    }

    std::string name(const YAML::Node& node) const {
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

    base::Text label(const YAML::Node& node) const {
        expect_map(node, {"zh", "en"});
        return {scalar(require(node, "zh")), scalar(require(node, "en"))};
    }

    std::vector<std::string> texts(const YAML::Node& node) const {
        if (!node.IsSequence()) fail(node, "应为列表", "a list is expected");
        std::vector<std::string> result;
        for (const YAML::Node& item : node) result.push_back(scalar(item));
        return result;
    }

    std::int64_t whole(const YAML::Node& node, int decimals = 0) const {
        const auto value = base::parse_rational(scalar(node));
        if (!value) fail(node, "应为数字", "a number is expected");
        base::Rational scaled = *value;
        for (int i = 0; i < decimals; ++i) scaled *= 10;
        if (scaled.get_den() != 1 || !scaled.get_num().fits_slong_p())
            fail(node, "小数位数过多", "too many decimal places");
        return scaled.get_num().get_si();
    }

    bool truth(const YAML::Node& node) const {
        const std::string text = scalar(node);
        if (text != "true" && text != "false")
            fail(node, "应为 true 或 false", "true or false is expected");
        return text == "true";
    }

    template <class Enum>
    Enum choice(const YAML::Node& node,
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

    GeometryType geometry(const YAML::Node& node) const {
        return choice<GeometryType>(node, {{"none", GeometryType::none},
                                           {"point", GeometryType::point},
                                           {"line", GeometryType::line},
                                           {"polygon", GeometryType::polygon}});
    }

    FieldType type(const YAML::Node& node) const {
        std::vector<std::pair<std::string, FieldType>> choices;
        for (int i = 0; i <= static_cast<int>(FieldType::moment); ++i) {
            const auto value = static_cast<FieldType>(i);
            choices.emplace_back(to_string(value), value);
        }
        return choice(node, choices);
    }

    FieldClass field_class(const YAML::Node& node) const {
        return choice<FieldClass>(node, {{"open", FieldClass::open},
                                         {"internal", FieldClass::internal},
                                         {"personal", FieldClass::personal},
                                         {"sensitive", FieldClass::sensitive}});
    }

    RegionLevel level(const YAML::Node& node) const {
        const auto value = parse_region_level(scalar(node));
        if (!value)
            fail(node, "级别应为 province、prefecture、county、township 或 village",
                 "the level must be province, prefecture, county, township or village");
        return *value;
    }

    Code code(const YAML::Node& node) const {
        expect_map(node, {"value", "label", "aliases"});
        Code result{scalar(require(node, "value")), label(require(node, "label")), {}};
        if (const YAML::Node aliases = node["aliases"]) result.aliases = texts(aliases);
        return result;
    }

    void read_codes(const YAML::Node& node, Field& field) const {
        if (const YAML::Node codes = node["codes"]) {
            if (!codes.IsSequence()) fail(codes, "codes 应为列表", "codes must be a list");
            for (const YAML::Node& item : codes) field.codes.push_back(code(item));
        }
        if ((field.type == FieldType::code) == field.codes.empty())
            fail(node, "type: code 与 codes 必须同时出现", "type: code and codes go together");
    }

    Field field(const YAML::Node& node) const {
        expect_map(node, {"name", "type", "label", "aliases", "unit", "class", "required",
                          "decimals", "min", "max", "codes", "level"});
        Field result;
        result.name = name(require(node, "name"));
        constexpr std::string_view reserved[] = {"fid",   "geom",    "county",  "begin_seq",
                                                 "batch", "end_seq", "version", "end_batch"};
        if (std::find(std::begin(reserved), std::end(reserved), result.name) != std::end(reserved))
            fail(node["name"], "“" + result.name + "”是保留的名称",
                 "\"" + result.name + "\" is a reserved name");
        result.type = type(require(node, "type"));
        result.label = label(require(node, "label"));
        if (const YAML::Node n = node["aliases"]) result.aliases = texts(n);
        if (const YAML::Node n = node["unit"]) result.unit = scalar(n);
        if (const YAML::Node n = node["class"]) result.field_class = field_class(n);
        if (const YAML::Node n = node["required"]) result.required = truth(n);
        if (const YAML::Node n = node["decimals"]) result.decimals = static_cast<int>(whole(n));
        if (result.decimals < 0 || result.decimals > 9)
            fail(node["decimals"], "decimals 应为 0 到 9", "decimals must be 0 to 9");
        if (const YAML::Node n = node["min"]) result.minimum = whole(n, result.decimals);
        if (const YAML::Node n = node["max"]) {
            if (result.type == FieldType::text) {
                result.max_characters = static_cast<std::size_t>(whole(n));
            } else {
                result.maximum = whole(n, result.decimals);
            }
        }
        if (const YAML::Node n = node["level"]) result.region_level = level(n);
        read_codes(node, result);
        check_personal(node, result);
        return result;
    }

    int years(const YAML::Node& node) const {
        const std::int64_t value = whole(node);
        if (value < 1 || value > 100)
            fail(node, "keep_years 应为 1 到 100", "keep_years must be 1 to 100");
        return static_cast<int>(value);
    }

    // Sealed values stand in a column of text, and nothing can be added up or looked up by them.
    void check_personal(const YAML::Node& node, const Field& field) const {
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

    void read_key(const YAML::Node& node, Declaration& declaration) const {
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

    void check_region(const YAML::Node& node, const Declaration& declaration) const {
        const auto index = declaration.find("region");
        const bool good = index && (declaration.fields[*index].type == FieldType::region ||
                                    declaration.fields[*index].type == FieldType::region_code);
        if (!good)
            fail(node, "每个底册都要有类型为 region 的字段 region",
                 "every register needs a field named region of type region");
    }

    std::string file_name_;
};

// A few aliases of aliases would unfold to millions of nodes.
class AliasFinder final : public YAML::EventHandler {
public:
    bool found = false;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override { found = true; }
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

void refuse_aliases(const std::string& yaml, std::string_view file_name) {
    if (yaml.find('*') == std::string::npos) return;  // no alias without its mark
    std::istringstream input(yaml);
    YAML::Parser parser(input);
    AliasFinder finder;
    (void)parser.HandleNextDocument(finder);  // only the first document is read
    if (finder.found)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + std::string(file_name) + "”不能使用 YAML 别名（*名称）。",
                           std::string(file_name) + ": YAML aliases (*name) are not allowed."});
}

}  // namespace

Declaration read_declaration(std::string_view yaml, std::string_view file_name) {
    try {
        refuse_aliases(std::string(yaml), file_name);
        return Reader(file_name).read(YAML::Load(std::string(yaml)));
    } catch (const YAML::Exception& error) {
        const std::string line = std::to_string(error.mark.line + 1);
        const std::string column = std::to_string(error.mark.column + 1);
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + std::string(file_name) + "”第 " + line + " 行第 " + column +
                               " 列不是正确的 YAML。",
                           std::string(file_name) + ", line " + line + ", column " + column +
                               ": this is not valid YAML (" + error.msg + ")."});
    }
}

}  // namespace registers
