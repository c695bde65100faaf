#include "catalogue.hpp"

#include "base/error.hpp"
#include "store/records.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

template <class Item, class Name>
const Item& find_named(const std::vector<Item>& items, const std::string& name, Name name_of,
                       const char* zh, const char* en) {
    std::string known;
    for (const Item& item : items) {
        if (name_of(item) == name) return item;
        known += (known.empty() ? "" : ", ") + name_of(item);
    }
    throw base::Error(
        base::ErrorKind::not_found,
        {"没有名为“" + name + "”的" + zh + "；现有：" + known + "。",
         std::string("There is no ") + en + " \"" + name + "\"; there are: " + known + "."});
}

std::string stamp_of(const std::vector<store::StoredDeclaration>& declarations,
                     const std::vector<store::StoredProgramme>& programmes) {
    std::string stamp = std::to_string(declarations.size());
    for (const auto& declaration : declarations)
        if (declaration.name == "region")
            stamp += "/" + std::to_string(declaration.changed_sequence);
    for (const auto& programme : programmes) stamp += "/" + std::to_string(programme.sequence);
    return stamp;
}

}  // namespace

const registers::Declaration& Catalogue::declaration(const std::string& name) const {
    return find_named(declarations, name, [](const auto& d) { return d.name; }, "底册", "register");
}

const programme::Programme& Catalogue::programme(const std::string& code) const {
    return find_named(programmes, code, [](const auto& p) { return p.code; }, "方案", "programme");
}

programme::Programme read_programme(const std::string& yaml,
                                    const std::vector<registers::Declaration>& declarations) {
    auto checked = programme::check_programme(yaml, declarations);
    if (checked.programme) return std::move(*checked.programme);
    const auto& problem = checked.problems.front();
    const std::string line = std::to_string(problem.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"方案文件第 " + line + " 行：" + problem.message.zh,
                       "Programme file, line " + line + ": " + problem.message.en});
}

std::shared_ptr<const Catalogue> load_catalogue(store::Connection& connection,
                                                const std::shared_ptr<const Catalogue>& known) {
    const auto declarations = store::load_declarations(connection);
    const auto programmes = store::load_programmes(connection);
    auto fresh = std::make_shared<Catalogue>();
    fresh->stamp = stamp_of(declarations, programmes);
    if (known && known->stamp == fresh->stamp) return known;
    for (const auto& stored : declarations)
        fresh->declarations.push_back(
            registers::read_declaration(stored.yaml, stored.name + ".yaml"));
    for (const auto& stored : programmes)
        fresh->programmes.push_back(read_programme(stored.yaml, fresh->declarations));
    fresh->regions =
        registers::RegionIndex(store::load_regions(connection, fresh->declaration("region")));
    return fresh;
}

}  // namespace app
