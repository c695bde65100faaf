#include "ingest/unpack.hpp"

#include <algorithm>
#include <array>

#include "parts.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

// Five for each of the 500 layers that are read at most.
constexpr std::size_t unpacked_parts_max = 2'500;
constexpr std::array<std::string_view, 5> endings = {".shp", ".shx", ".dbf", ".prj", ".cpg"};

bool is_part(std::string_view name) {
    if (name.size() < 4) return false;
    std::string ending(name.substr(name.size() - 4));
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

std::string unpack(PartStream& part, ByteBudget& budget) {
    std::array<char, 1 << 16> buffer{};
    std::string bytes;
    while (const std::size_t count = part.read(buffer)) {
        budget.spend(count);
        bytes.append(buffer.data(), count);
    }
    return bytes;
}

}  // namespace

std::vector<UnpackedFile> unpack_shapefiles(const std::filesystem::path& file,
                                            const ReadLimits& limits) {
    ReadContext context{file.filename().string(), limits};
    context.limits.bytes_max = std::min(
        unpacked_shapefile_bytes_max,
        limits.expanded_bytes_max(static_cast<std::int64_t>(std::filesystem::file_size(file))));
    ZipParts parts(file, context);
    ByteBudget budget(context);
    std::vector<std::string> names;
    parts.any_name([&](std::string_view name) {
        if (is_part(name)) names.emplace_back(name);
        return false;
    });
    if (names.size() > unpacked_parts_max)
        refuse_file(context.file,
                    "内含的文件超过 " + std::to_string(unpacked_parts_max) +
                        " 个的上限。请分成几个文件导入。",
                    "holds more than " + std::to_string(unpacked_parts_max) +
                        " files. Split it into several archives.");
    std::vector<UnpackedFile> files;
    for (const std::string& name : names)
        if (const auto stream = parts.open(name)) files.push_back({name, unpack(*stream, budget)});
    return files;
}

}  // namespace ingest
