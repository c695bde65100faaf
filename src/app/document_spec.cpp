#include "document_spec.hpp"

#include <algorithm>

#include "app/app.hpp"
#include "base/text.hpp"
#include "built_in/embedded.hpp"
#include "programme/problems.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using yaml::Node;

[[noreturn]] void refuse(const std::string& file, const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {"文档说明“" + file + "”：" + zh + "。",
                                                       "Document file " + file + ": " + en + "."});
}

ordered_json json_of(const yaml::Node& node) {
    switch (node.kind) {
        case yaml::Node::Kind::null:
            return nullptr;
        case yaml::Node::Kind::scalar:
            return node.text;
        case yaml::Node::Kind::sequence: {
            ordered_json list = ordered_json::array();
            for (const yaml::Node& child : node.children) list.push_back(json_of(child));
            return list;
        }
        case yaml::Node::Kind::mapping:
            break;
    }
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < node.keys.size(); ++i)
        object[node.keys[i].text] = json_of(node.children[i]);
    return object;
}

std::string text_at(const ordered_json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

constexpr const char* known_keys[] = {"document", "label",    "programme", "template",
                                      "organ",    "bulletin", "figures"};

constexpr std::string_view folder = "templates/";

}  // namespace

DocumentSpec read_document_spec(const std::string& yaml, const std::string& file_name) {
    programme::Problems problems;
    const auto root = programme::load_yaml(yaml, problems);
    if (!root) {
        const auto first = problems.sorted().front();
        refuse(file_name, "第" + std::to_string(first.line) + "行，" + first.message.zh,
               "line " + std::to_string(first.line) + ", " + first.message.en);
    }
    const ordered_json json = json_of(*root);
    if (!json.is_object()) refuse(file_name, "应是键和值", "it must be a mapping");
    for (const auto& [key, value] : json.items())
        if (std::find(std::begin(known_keys), std::end(known_keys), key) == std::end(known_keys))
            refuse(file_name, "不认识的键“" + key + "”", "the key \"" + key + "\" is unknown");
    DocumentSpec spec;
    spec.name = text_at(json, "document");
    spec.programme = text_at(json, "programme");
    spec.template_file = text_at(json, "template");
    spec.organ = text_at(json, "organ");
    spec.is_bulletin = text_at(json, "bulletin") == "yes";
    spec.figures = json.value("figures", ordered_json::object());
    spec.yaml = yaml;
    if (const auto label = json.find("label"); label != json.end() && label->is_object())
        spec.label = {text_at(*label, "zh"), text_at(*label, "en")};
    if (spec.name.empty() || spec.label.zh.empty() || spec.template_file.empty() ||
        !spec.figures.is_object())
        refuse(file_name, "缺少 document、label、template 或 figures",
               "document, label, template or figures is missing");
    return spec;
}

std::vector<DocumentSpec> built_in_documents() {
    std::vector<DocumentSpec> specs;
    for (const auto& file : built_in::embedded_files())
        if (file.path.starts_with(folder) && file.path.ends_with(".yaml"))
            specs.push_back(read_document_spec(std::string(file.bytes),
                                               std::string(file.path.substr(folder.size()))));
    std::sort(specs.begin(), specs.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return specs;
}

DocumentSpec built_in_document(const std::string& name) {
    std::vector<std::string> names;
    for (auto& spec : built_in_documents()) {
        if (spec.name == name) return std::move(spec);
        names.push_back(spec.name);
    }
    const std::string all = base::join(names, ", ");
    throw base::Error(base::ErrorKind::not_found,
                      {"没有文档“" + name + "”，有：" + all + "。",
                       "There is no document " + name + "; there are: " + all + "."});
}

std::string built_in_template(const std::string& file_name) {
    for (const auto& file : built_in::embedded_files())
        if (file.path == std::string(folder) + file_name) return std::string(file.bytes);
    throw base::Error(base::ErrorKind::not_found,
                      {"程序里没有模板“" + file_name + "”。",
                       "The program has no template \"" + file_name + "\"."});
}

}  // namespace app
