#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "people/role.hpp"
#include "people_files/embedded.hpp"
#include "yaml/document.hpp"

namespace people {
namespace {

constexpr std::array<std::pair<Right, std::string_view>, 12> right_names{{
    {Right::read, "read"},
    {Right::figures, "figures"},
    {Right::export_, "export"},
    {Right::write, "write"},
    {Right::publish, "publish"},
    {Right::configure, "configure"},
    {Right::accounts, "accounts"},
    {Right::grant, "grant"},
    {Right::delegate, "delegate"},
    {Right::trail, "trail"},
    {Right::reveal, "reveal"},
    {Right::erase, "erase"},
}};

constexpr std::array<std::pair<RoleKind, std::string_view>, 3> kind_names{{
    {RoleKind::business, "business"},
    {RoleKind::restricted, "restricted"},
    {RoleKind::administrative, "administrative"},
}};

class Reader {
public:
    explicit Reader(std::string file_name) : file_name_(std::move(file_name)) {}

    Roles read(const yaml::Node& top) const {
        check_keys(top, {"isolated_registers", "roles"});
        Roles roles;
        roles.isolated_registers = texts(top.find("isolated_registers"));
        if (const yaml::Node* list = top.find("roles"))
            for (const yaml::Node& node : list->children) {
                Role role = read_role(node);
                if (roles.find(role.name))
                    refuse("the role \"" + role.name + "\" stands there twice");
                roles.roles.push_back(std::move(role));
            }
        if (roles.roles.empty()) refuse("there are no roles");
        return roles;
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw base::Error(base::ErrorKind::invalid_input,
                          {"角色文件 " + file_name_ + " 有误：" + why + "。",
                           "The file of roles " + file_name_ + " is wrong: " + why + "."});
    }

private:
    template <class Names>
    [[nodiscard]] auto named(const Names& names, const std::string& name,
                             const std::string& what) const {
        for (const auto& [value, each] : names)
            if (each == name) return value;
        refuse("there is no " + what + " \"" + name + "\"");
    }

    Role read_role(const yaml::Node& node) const {
        check_keys(node, {"name", "label", "kind", "rights", "registers"});
        Role role;
        role.name = text(node, "name");
        const yaml::Node* label = node.find("label");
        if (label == nullptr) refuse("the role \"" + role.name + "\" lacks its label");
        check_keys(*label, {"zh", "en"});
        role.label = {text(*label, "zh"), text(*label, "en")};
        role.kind = named(kind_names, text(node, "kind"), "kind");
        for (const std::string& right : texts(node.find("rights")))
            role.rights.insert(named(right_names, right, "right"));
        role.registers = texts(node.find("registers"));
        return role;
    }

    void check_keys(const yaml::Node& node, const std::vector<std::string>& known) const {
        if (node.kind != yaml::Node::Kind::mapping) refuse("a mapping was expected");
        for (const yaml::Key& key : node.keys)
            if (std::find(known.begin(), known.end(), key.text) == known.end())
                refuse("the key \"" + key.text + "\" is not known");
    }

    std::string text(const yaml::Node& node, const std::string& key) const {
        const yaml::Node* value = node.find(key);
        if (value == nullptr || value->text.empty()) refuse("\"" + key + "\" must be given");
        return value->text;
    }

    std::vector<std::string> texts(const yaml::Node* node) const {
        std::vector<std::string> result;
        if (node == nullptr) return result;
        if (node->kind != yaml::Node::Kind::sequence) refuse("a list was expected");
        for (const yaml::Node& each : node->children) result.push_back(each.text);
        return result;
    }

    std::string file_name_;
};

}  // namespace

std::string_view to_string(Right right) {
    for (const auto& [value, name] : right_names)
        if (value == right) return name;
    return {};
}

const Role* Roles::find(std::string_view name) const {
    const auto found = std::find_if(roles.begin(), roles.end(),
                                    [&](const Role& role) { return role.name == name; });
    return found == roles.end() ? nullptr : &*found;
}

Roles read_roles(std::string_view yaml, const std::string& file_name) {
    const Reader reader(file_name);
    const yaml::Document document = yaml::read(yaml);
    if (!document.root) reader.refuse(document.faults.front().message.en);
    return reader.read(*document.root);
}

Roles built_in_roles() {
    const auto file = people_files::embedded_files().front();
    return read_roles(file.bytes, std::string(file.path));
}

}  // namespace people
