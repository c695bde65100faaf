#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crossings/find.hpp"

namespace app {

/// The clearances that come with the program, as YAML: what the command `find_crossings` takes when
/// an office gives no table of its own.
std::string built_in_clearances();

/// Lines and objects of two files, and what lies across what.
struct CrossingFiles {
    std::filesystem::path reader;  ///< the wanjia-read program
    std::filesystem::path lines, objects;
    std::string datum;  ///< for files that declare none
    std::int64_t buffer_um = 0;
    unsigned threads = 1;
};

/// One candidate: rows count from 1 as the files' own programs do, spans from 1 within a row.
struct FoundCrossing {
    std::int64_t line = 0, span = 0, object = 0;
    bool meets = false;
    crossings::Detail detail;
};
/// Throws invalid_input as reading the files does, and when one holds no lines or no objects.
std::vector<FoundCrossing> find_crossings(const CrossingFiles& files);

/// By line, span, object: header
/// `line,span,object,relation,lon,lat,along_m,over_m,apart_m,angle_deg`.
std::string to_csv(const std::vector<FoundCrossing>& found);

}  // namespace app
