#include "shares.hpp"

#include <algorithm>

#include "programme/cursor.hpp"
#include "store/records.hpp"

namespace app {
namespace {

using programme::Cursor;
using programme::Mapping;
using registers::Declaration;

constexpr std::string_view share_keys[] = {"name", "label", "columns", "where", "roles"};

std::size_t read_column(const Cursor& at, const Declaration& declaration) {
    const std::string name = programme::read_name(at).value_or("");
    if (const auto index = declaration.find(name)) return *index;
    at.report({"“" + declaration.label.zh + "”没有字段“" + name + "”。",
               declaration.name + " has no field `" + name + "`."});
    return 0;
}

Share read_share(const Cursor& at, const Declaration& declaration) {
    const Mapping mapping(at, share_keys);
    Share share;
    if (!mapping.valid()) return share;
    if (const auto name = mapping.require("name"))
        share.name = programme::read_name(*name).value_or("");
    if (const auto label = mapping.require("label"))
        share.label = programme::read_text(*label).value_or(base::Text{});
    if (const auto columns = mapping.require("columns"))
        for (const Cursor& column : programme::read_list(*columns))
            share.columns.push_back(read_column(column, declaration));
    if (const auto where = mapping.find("where"))
        share.where = programme::read_condition(*where, declaration);
    if (const auto roles = mapping.require("roles"))
        for (const Cursor& role : programme::read_list(*roles))
            share.roles.push_back(programme::read_name(role).value_or(""));
    return share;
}

bool has_nothing_but(const std::vector<Share>& shares, const people::Access& who) {
    if (who.everything || shares.empty()) return false;
    const auto roles = people::roles_of(who);
    return std::all_of(roles.begin(), roles.end(), [&](const std::string& role) {
        return std::any_of(shares.begin(), shares.end(), [&](const Share& share) {
            return std::find(share.roles.begin(), share.roles.end(), role) != share.roles.end();
        });
    });
}

}  // namespace

std::vector<Share> read_shares(std::string_view yaml, const Declaration& declaration) {
    programme::Problems problems;
    std::vector<Share> shares;
    const auto root = programme::load_yaml(yaml, problems);
    for (std::size_t i = 0; root && i < root->keys.size(); ++i)
        if (root->keys[i].text == "shares")
            for (const Cursor& item :
                 programme::read_list(Cursor(root->children[i], "shares", problems)))
                shares.push_back(read_share(item, declaration));
    if (problems.empty()) return shares;
    const auto first = problems.sorted().front();
    throw base::Error(base::ErrorKind::invalid_input, first.message,
                      declaration.name + ":" + std::to_string(first.line) + " " + first.path);
}

std::vector<Share> kept_shares(store::Connection& connection, const Declaration& declaration) {
    for (const auto& stored : store::load_declarations(connection))
        if (stored.name == declaration.name) return read_shares(stored.yaml, declaration);
    return {};
}

std::optional<Share> share_for(const std::vector<Share>& shares, const std::string& name,
                               const people::Access& who) {
    if (name.empty()) {
        if (!has_nothing_but(shares, who)) return std::nullopt;
        throw base::Error(base::ErrorKind::forbidden,
                          {"这份底册只能按约定的字段导出：" + shares.front().label.zh + "（" +
                               shares.front().name + "）。",
                           "Of this register you may export only what was agreed: " +
                               shares.front().label.en + " (" + shares.front().name + ")."});
    }
    for (const Share& share : shares)
        if (share.name == name) return share;
    throw base::Error(base::ErrorKind::not_found,
                      {"这份底册没有约定“" + name + "”这样的提供方式。",
                       "No share \"" + name + "\" of this register was agreed."});
}

}  // namespace app
