#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/files.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "shares.hpp"
#include "store/connection.hpp"
#include "store/register_store.hpp"

namespace app {

/// A row's canonical texts, personal fields masked, in field order.
std::vector<std::string> masked_texts(const registers::Declaration& declaration,
                                      const registers::Row& row);

/// A row as it may be shown.
RegisterPage::Row shown_row(const registers::Declaration& declaration,
                            const store::StoredRow& stored);

/// Which rows of a register are written, and which of their fields.
struct Extent {
    store::AsOf as_of = {};
    people::Reach reach = people::reach_everywhere();
    std::optional<Share> share = {};  ///< empty: all fields of all rows within reach
    Columns columns = Columns::all;
    /// These rows, chosen before, without their places; null: those of the register.
    const std::vector<store::StoredRow>* rows = nullptr;
};

/// Writes a register's rows, personal fields masked, as .xlsx, .csv (UTF-8 with BOM) or .geojson by
/// the file's ending; returns the number of rows. What is written whole can be imported again.
std::int64_t export_rows(store::Connection& connection, base::Files& files,
                         const registers::Declaration& declaration,
                         const std::filesystem::path& file, const Extent& extent = {});

}  // namespace app
