#include "unpacked_shapefiles.hpp"

#include <gdal/cpl_vsi.h>

#include <map>

namespace reader {
namespace {

std::string last_name(const std::string& stem) {
    const std::size_t slash = stem.find_last_of("/\\");
    const std::string name = slash == std::string::npos ? stem : stem.substr(slash + 1);
    return name.empty() || name.find('\0') != std::string::npos ? "shape" : name;
}

}  // namespace

UnpackedShapefiles::UnpackedShapefiles(const std::filesystem::path& archive,
                                       const ingest::ReadLimits& limits)
    : files_(ingest::unpack_shapefiles(archive, limits)) {
    std::map<std::string, std::size_t> folders;  // by name without its ending
    for (ingest::UnpackedFile& file : files_) {
        const std::string stem = file.name.substr(0, file.name.size() - 4);
        std::string ending = file.name.substr(file.name.size() - 4);
        for (char& c : ending)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const std::size_t folder = folders.try_emplace(stem, folders.size()).first->second;
        const std::string path =
            "/vsimem/" + std::to_string(folder) + "/" + last_name(stem) + ending;
        VSIFCloseL(VSIFileFromMemBuffer(path.c_str(), reinterpret_cast<GByte*>(file.bytes.data()),
                                        file.bytes.size(), FALSE));
        if (ending == ".shp") paths_.push_back(path);
    }
}

}  // namespace reader
