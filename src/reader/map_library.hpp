#pragma once

#include <cstddef>
#include <filesystem>

namespace reader {

/// Sets GDAL and SQLite up for one hostile file: the drivers for its possible formats and no other;
/// no network; in databases no views, triggers or functions with effects; bounded values, features
/// and queries, the last by the size of `file`. Of a database with more than `layers_max` layers
/// only `layers_max` + 1 are opened.
void prepare_map_library(const std::filesystem::path& file, std::size_t layers_max);

}  // namespace reader
