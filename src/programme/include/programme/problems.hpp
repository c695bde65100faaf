#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "programme/definition.hpp"
#include "yaml/document.hpp"

namespace programme {

/// Collects what is wrong.
class Problems {
public:
    void add(yaml::Position at, std::string path, base::Text message);
    [[nodiscard]] bool empty() const { return problems_.empty(); }
    /// By line, then column, then path.
    [[nodiscard]] std::vector<Problem> sorted() const;

private:
    std::vector<Problem> problems_;
};

/// The only document of `bytes`, or empty with the reason in `problems`.
std::optional<yaml::Node> load_yaml(std::string_view bytes, Problems& problems);

}  // namespace programme
