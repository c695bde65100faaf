#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data_file.hpp"
#include "recorder.hpp"

namespace faults {

/// True under WANJIA_TEST_FULL=1: more moments, more seeds.
bool is_full_run();

/// A piece of work with the data file: where in the log it began and was acknowledged, and what the
/// data file said afterwards.
struct Step {
    std::string name;
    std::size_t begun = 0;
    std::size_t acknowledged = 0;
    std::string digest;
};

/// A file beside the database that an acknowledged step left behind.
struct KeptFile {
    std::size_t acknowledged = 0;
    std::string content;
};

/// Work on a watched folder, written down step by step.
class Recording {
public:
    static constexpr const char* data_file = "data/wanjia.gpkg";

    /// `found`: what the folder holds durably at the beginning.
    explicit Recording(const Image& found = {});
    /// Runs one step. The folder is read right after, past the recorder.
    void step(const std::string& name, const std::function<void()>& work);

    [[nodiscard]] std::filesystem::path folder() const { return folder_.path() / "data"; }
    [[nodiscard]] Recorder& recorder() { return recorder_; }
    [[nodiscard]] const Log& log() const { return recorder_.log(); }
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    [[nodiscard]] const std::map<std::string, KeptFile>& kept() const { return kept_; }

private:
    TemporaryFolder folder_;
    TemporaryFolder copy_;
    Recorder recorder_;
    std::vector<Step> steps_;
    std::map<std::string, KeptFile> kept_;
};

struct Finding {
    enum class Kind { none, loss, corruption, half_done, half_file };
    Kind kind = Kind::none;
    std::string what;
};

/// Compares what a power cut after `operations` operations left in `folder` with what was
/// acknowledged by then. Before the first acknowledged step nothing is asked of the data file.
Finding check_after_power_cut(const Recording& recording, std::size_t operations,
                              const std::filesystem::path& folder);

/// A kept file as it was before it was sealed; empty when it cannot be opened.
std::string plain_content(const Image& found, const std::filesystem::path& file,
                          const std::string& sealed);

}  // namespace faults
