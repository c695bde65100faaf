#include "map_library.hpp"

#include <gdal/cpl_conv.h>
#include <gdal/cpl_http.h>
#include <gdal/ogrsf_frmts.h>
#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace reader {
namespace {

constexpr int database_value_bytes_max = 48 << 20;
// A feature is held in memory as JSON values, at about ten times its text.
constexpr const char* feature_megabytes_max = "12";
constexpr int steps_stride = 1'000;

/// Steps that all queries together may still take.
std::int64_t& steps_left() {
    static std::int64_t left = 0;
    return left;
}

/// More than reading each byte of the file a few times takes. Pages that refer to each other in
/// rings look like endless tables.
void allow_steps(const std::filesystem::path& file) {
    constexpr std::int64_t free_steps = 5'000'000;
    constexpr std::int64_t steps_a_byte = 20;
    std::error_code ignored;
    const auto bytes = std::filesystem::file_size(file, ignored);
    steps_left() = free_steps + (ignored ? 0 : static_cast<std::int64_t>(bytes)) * steps_a_byte;
}

int spend_steps(void* /*unused*/) {
    return (steps_left() -= steps_stride) < 0 ? 1 : 0;
}

/// Runs on every database connection that GDAL and PROJ open; PROJ's own database lies under /usr
/// and needs its views.
int harden(sqlite3* database, const char** /*message*/, const void* /*routines*/) {
    const char* name = sqlite3_db_filename(database, "main");
    if (name != nullptr && std::string_view(name).starts_with("/usr/")) return SQLITE_OK;
    for (const auto& [option, value] :
         std::array<std::pair<int, int>, 4>{{{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                             {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                             {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                             {SQLITE_DBCONFIG_DEFENSIVE, 1}}})
        sqlite3_db_config(database, option, value, nullptr);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, database_value_bytes_max);
    sqlite3_progress_handler(database, steps_stride, spend_steps, nullptr);
    return SQLITE_OK;
}

/// Files may name addresses, for their reference system for one; nothing is fetched.
CPLHTTPResult* fetch_nothing(const char* /*address*/, CSLConstList /*options*/,
                             GDALProgressFunc /*progress*/, void* /*argument*/,
                             CPLHTTPFetchWriteFunc /*write*/, void* /*target*/,
                             void* /*user_data*/) {
    // The library frees it; an answer that is null would send it to the network itself.
    auto* nothing = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
    nothing->nStatus = 1;
    return nothing;
}

}  // namespace

void prepare_map_library(const std::filesystem::path& file, std::size_t layers_max) {
    allow_steps(file);
    CPLHTTPPushFetchCallback(fetch_nothing, nullptr);
    CPLSetConfigOption("OGR_GEOJSON_MAX_OBJ_SIZE", feature_megabytes_max);
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE");
    // One more than may be there shows that there are too many, before the rest is opened.
    CPLSetConfigOption("OGR_TABLE_LIMIT", std::to_string(layers_max + 1).c_str());
    CPLSetConfigOption("OGR_SQLITE_LOAD_EXTENSIONS", nullptr);
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&harden));
    RegisterOGRShape();
    RegisterOGRGeoJSON();
    RegisterOGRGeoPackage();
}

}  // namespace reader
