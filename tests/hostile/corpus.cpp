#include "corpus.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/text.hpp"

namespace hostile {
namespace {

int digit(char c) {
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

std::string bytes_of_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    return bytes;
}

std::vector<HostileFile> read_list(const std::filesystem::path& path) {
    std::vector<HostileFile> files;
    std::ifstream stream(path);
    for (std::string line; std::getline(stream, line);) {
        const std::vector<std::string> parts = base::split(line, '\t');
        HostileFile file{bytes_of_hex(parts.at(0)), parts.at(3), {}, 0};
        if (parts[1] == "refuse")
            file.sentences = base::split(parts[2], '|');
        else
            file.rows = std::stoll(parts[2]);
        files.push_back(std::move(file));
    }
    return files;
}

std::string trace_of(const std::filesystem::path& path) {
    struct stat found{};
    if (lstat(path.c_str(), &found) != 0) return path.string();
    return path.string() + " " + std::to_string(found.st_size) + " " +
           std::to_string(found.st_mtim.tv_sec) + "." + std::to_string(found.st_mtim.tv_nsec);
}

}  // namespace

Corpus::Corpus(const std::vector<std::string>& selected) {
    std::string name = (std::filesystem::temp_directory_path() / "hostile-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    outer_ = name;
    spool_ = outer_ / "a/b/spool";
    std::filesystem::create_directories(spool_);
    std::string command =
        std::string(WANJIA_PYTHON) + " -B " + WANJIA_MAKE_FILES + " " + spool_.string();
    for (const std::string& file : selected) command += " " + file;
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
    files_ = read_list(spool_ / "expected.tsv");
}

Corpus::~Corpus() {
    std::filesystem::remove_all(outer_);
}

std::vector<std::string> Corpus::traces() const {
    std::vector<std::string> traces;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(outer_))
        traces.push_back(trace_of(entry.path()));
    for (const char* escaped : {"/tmp/wanjia_slip", "/wanjia_slip"})
        if (std::filesystem::exists(escaped)) traces.emplace_back(escaped);
    std::sort(traces.begin(), traces.end());
    return traces;
}

}  // namespace hostile
