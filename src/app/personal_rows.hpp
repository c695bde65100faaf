#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "handlers.hpp"
#include "store/register_store.hpp"

namespace app {

/// One row with all its versions, whose personal values a command speaks of.
struct PersonalRow {
    const registers::Declaration& declaration;
    std::int64_t id;
    std::vector<store::RowVersion> versions;  ///< oldest first; at least one

    [[nodiscard]] std::string object() const { return declaration.name + "/" + std::to_string(id); }
};

/// What an erasure took out.
struct Erasure {
    std::int64_t versions = 0;
    std::vector<std::int64_t> entries;  ///< trail numbers whose commands' texts went
};

/// Writes over the personal values of the rows in all their versions, takes out the commands that
/// named them and the imported files that brought them (their names are added to `files_gone`).
/// Throws forbidden when such a file holds rows beyond what the actor may erase.
Erasure erase_rows(const Context& context, const std::vector<PersonalRow>& rows,
                   std::vector<std::string>& files_gone);

}  // namespace app
