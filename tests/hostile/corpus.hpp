#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hostile {

/// A file of the corpus and what must come of reading it.
struct HostileFile {
    std::string name;                    ///< bytes as they are; need not be text
    std::string why;                     ///< what is wrong with it
    std::vector<std::string> sentences;  ///< refused with a sentence that holds one of these
    std::int64_t rows = 0;               ///< when there are no sentences: read with so many rows
    [[nodiscard]] bool must_be_refused() const { return !sentences.empty(); }
};

/// A folder with a spool folder inside that make_files.py has filled; removed with this object.
class Corpus {
public:
    /// With `selected` only those, and what is written beside them.
    explicit Corpus(const std::vector<std::string>& selected = {});
    ~Corpus();
    Corpus(const Corpus&) = delete;
    Corpus& operator=(const Corpus&) = delete;

    [[nodiscard]] const std::vector<HostileFile>& files() const { return files_; }
    [[nodiscard]] std::filesystem::path path(const std::string& name) const {
        return spool_ / name;
    }
    /// Every file below the outer folder with its size and time of change.
    [[nodiscard]] std::vector<std::string> traces() const;

private:
    std::filesystem::path outer_;
    std::filesystem::path spool_;
    std::vector<HostileFile> files_;
};

}  // namespace hostile
