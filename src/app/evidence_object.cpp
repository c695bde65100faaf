#include "evidence_object.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "entries.hpp"
#include "payload.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (c == '/') {
            result += "%2F";
        } else if (c == '%') {
            result += "%25";
        } else {
            result += c;
        }
    }
    return result;
}

std::string unescaped(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view three = text.substr(i, 3);
        if (three == "%2F" || three == "%25") {
            result += three == "%2F" ? '/' : '%';
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

bool takes_steps(const ledger::Ledger& ledger, const people::Access& who,
                 const registers::Row& entry) {
    const std::vector<std::string> held = ledger_actor(who, ledger, entry).roles;
    const auto is_held = [&](const std::string& role) {
        return std::find(held.begin(), held.end(), role) != held.end();
    };
    return std::any_of(ledger.steps.begin(), ledger.steps.end(), [&](const ledger::Step& step) {
        return std::any_of(step.who.begin(), step.who.end(), is_held);
    });
}

}  // namespace

std::string object_key(const registers::Declaration& declaration, const registers::Row& row) {
    std::vector<std::string> parts;
    for (const std::string& name : declaration.key) {
        const std::size_t index = *declaration.find(name);
        parts.push_back(
            escaped(registers::canonical_text(declaration.fields[index], row.values[index])));
    }
    return base::join(parts, "/");
}

std::vector<registers::Value> parse_object_key(const registers::Declaration& declaration,
                                               const std::string& text) {
    const auto parts = base::split(text, '/');
    if (parts.size() != declaration.key.size()) {
        const std::string form = base::join(declaration.key, "/");
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"底册“" + declaration.label.zh + "”的对象应写作 " + form + "。",
             "An object of the register " + declaration.name + " is written " + form + "."});
    }
    std::vector<registers::Value> values;
    for (std::size_t i = 0; i < parts.size(); ++i)
        values.push_back(key_value(declaration.fields[*declaration.find(declaration.key[i])],
                                   unescaped(parts[i])));
    return values;
}

std::string canonical_object_key(const registers::Declaration& declaration,
                                 const std::string& text) {
    std::vector<std::string> parts;
    for (const registers::Value& value : parse_object_key(declaration, text)) {
        const auto* number = std::get_if<std::int64_t>(&value);
        parts.push_back(number ? std::to_string(*number) : escaped(std::get<std::string>(value)));
    }
    return base::join(parts, "/");
}

store::StoredRow find_object(store::Connection& connection,
                             const registers::Declaration& declaration, const std::string& key) {
    auto found = store::find_row(connection, declaration, parse_object_key(declaration, key));
    if (!found)
        throw base::Error(base::ErrorKind::not_found,
                          {"底册“" + declaration.label.zh + "”中没有“" + key + "”，佐证没有保存。",
                           "The register " + declaration.name + " has no \"" + key +
                               "\"; the evidence was not kept."});
    return *std::move(found);
}

void refuse_evidence_by_hand(const registers::Declaration& declaration) {
    if (declaration.name != evidence_register) return;
    throw base::Error(base::ErrorKind::invalid_input,
                      {"佐证材料只能随文件上传登记，不能手工填写或导入。",
                       "Evidence is entered by sending its file; it cannot be written by hand or "
                       "imported."});
}

void require_part(const Catalogue& catalogue, const people::Access& who,
                  const registers::Declaration& declaration, const registers::Row& row) {
    if (declaration.is_ledger && takes_steps(catalogue.ledger(declaration.name), who, row)) return;
    const people::Target about{{}, {}, {}, {}, declaration.name};
    if (store::lies_within(declaration, row, people::reach(who, people::Right::write, about)))
        return;
    throw base::Error(
        base::ErrorKind::forbidden,
        {"这个对象不在您可以修改的范围内。", "This object lies outside what you may change."});
}

bool shows_one_place(const std::string& media_type) {
    return media_type.starts_with("image/") || media_type.starts_with("video/") ||
           media_type.starts_with("audio/");
}

}  // namespace app
