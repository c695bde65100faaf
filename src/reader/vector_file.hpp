#pragma once

#include <filesystem>

#include "ingest/recognise.hpp"
#include "ingest/table.hpp"

namespace reader {

/// Reads every layer with features of a GeoPackage, shapefile (plain or zipped) or GeoJSON file,
/// one sheet a layer. Throws invalid_input with a sentence that names the file. In a GeoPackage
/// only real tables are read: views and triggers are switched off in the database library itself.
/// Texts of a shapefile are read in the encoding it declares, else as UTF-8 when all of them are,
/// else as GB18030.
void read_vector_file(const std::filesystem::path& file, ingest::FileKind kind,
                      const ingest::ReadLimits& limits, ingest::TableSink& sink);

}  // namespace reader
