#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace app {

/// What a document is made of, as its file says (docs/documents.md): a template and the figures
/// that it speaks of.
struct DocumentSpec {
    std::string name;  ///< R-18
    base::Text label;
    std::string programme;      ///< code; empty: every region, no indicators
    std::string template_file;  ///< R-18.docx
    /// The beginning of its number; empty: the document bears none.
    std::string organ;
    bool is_bulletin = false;  ///< makes figures known to those it speaks of (`bulletin: yes`)
    nlohmann::ordered_json figures;  ///< by name, in the order they are made
    std::string yaml;
};

/// Throws invalid_input naming the file and what is wrong.
DocumentSpec read_document_spec(const std::string& yaml, const std::string& file_name);

/// Those built into the program, by name.
std::vector<DocumentSpec> built_in_documents();
/// Throws not_found naming those that exist.
DocumentSpec built_in_document(const std::string& name);
/// The bytes of a template of the program.
std::string built_in_template(const std::string& file_name);

}  // namespace app
