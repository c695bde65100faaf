#pragma once

#include <string>

#include "package.hpp"
#include "values.hpp"
#include "xml.hpp"

namespace documents {

/// The pictures of one part of a Word document that are named like a field.
class Drawings {
public:
    /// Not to outlive `package`.
    Drawings(Package& package, std::string part) : package_(package), part_(std::move(part)) {}

    /// Puts drawings in place of the pictures below `node` whose name or alternative text is a
    /// field; takes away those for which there is no figure. Throws FieldProblem.
    void replace(Node& node, const Scope& scope);
    /// Writes what refers to the new pictures.
    void finish();

private:
    [[nodiscard]] bool replace_one(Node& drawing, const Scope& scope);
    std::string add(const std::string& bytes);

    Package& package_;
    std::string part_;
    std::vector<std::pair<std::string, std::string>> added_;  // relationship, file
};

}  // namespace documents
