#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/files.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"
#include "store/register_store.hpp"

namespace app {

/// A row's canonical texts, personal fields masked, in field order.
std::vector<std::string> masked_texts(const registers::Declaration& declaration,
                                      const registers::Row& row);

/// A row as it may be shown.
RegisterPage::Row shown_row(const registers::Declaration& declaration,
                            const store::StoredRow& stored);

/// Writes a register's rows within `reach`, personal fields masked, as .xlsx, .csv (UTF-8 with BOM)
/// or .geojson by the file's ending; returns the number of rows. What is written can be imported
/// again.
std::int64_t export_rows(store::Connection& connection, base::Files& files,
                         const registers::Declaration& declaration,
                         const std::filesystem::path& file, store::AsOf as_of = {},
                         const people::Reach& reach = people::reach_everywhere(),
                         Columns columns = Columns::all);

}  // namespace app
