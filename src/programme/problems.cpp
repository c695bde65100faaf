#include "programme/problems.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace programme {

void Problems::add(yaml::Position at, std::string path, base::Text message) {
    problems_.push_back({at.line, at.column, std::move(path), std::move(message)});
}

std::vector<Problem> Problems::sorted() const {
    std::vector<Problem> result = problems_;
    std::stable_sort(result.begin(), result.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.line, a.column, a.path) < std::tie(b.line, b.column, b.path);
    });
    return result;
}

std::optional<yaml::Node> load_yaml(std::string_view bytes, Problems& problems) {
    yaml::Document document = yaml::read(bytes);
    for (yaml::Fault& fault : document.faults) problems.add(fault.at, "", std::move(fault.message));
    return std::move(document.root);
}

}  // namespace programme
