#include "recording.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <string_view>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "privacy/file_cipher.hpp"
#include "privacy/key.hpp"

namespace faults {

std::string plain_content(const Image& found, const std::filesystem::path& file,
                          const std::string& sealed) {
    const auto key = found.find((file.parent_path().parent_path() / "keys/field.key").string());
    if (!privacy::is_sealed_file(sealed)) return sealed;
    if (key == found.end()) return {};
    try {
        privacy::FileOpener opener(
            std::make_shared<const privacy::KeyRing>(privacy::read_key_ring(key->second)),
            "files/" + file.filename().string());
        const std::string plain = opener.add(sealed);
        return plain + opener.finish();
    } catch (const base::Error&) {
        return {};
    }
}

namespace {

bool is_database(const std::string& path) {
    return path.find(".gpkg") != std::string::npos;
}

Finding check_files(const Recording& recording, std::size_t operations, const Image& found) {
    for (const auto& [path, kept] : recording.kept()) {
        if (kept.acknowledged > operations) continue;
        const auto file = found.find(path);
        if (file == found.end()) return {Finding::Kind::loss, "file " + path + " is gone"};
        if (file->second != kept.content)
            return {Finding::Kind::loss, "file " + path + " is not as it was acknowledged"};
    }
    for (const auto& [path, content] : found) {
        const std::filesystem::path name(path);
        if (name.parent_path().filename() == "files" &&
            name.stem() != base::to_hex(base::sha256(plain_content(found, name, content))))
            return {Finding::Kind::half_file, "file " + path + " is half a file"};
    }
    return {};
}

// The state must be the one after a step that was begun, and none older than the last acknowledged.
Finding check_state(const Recording& recording, std::size_t operations,
                    const DataFileState& state) {
    bool acknowledged = false;
    std::string last;
    bool allowed = false;
    bool older = state.digest.empty();
    for (const Step& step : recording.steps()) {
        if (step.begun > operations) break;
        if (step.acknowledged <= operations) {
            acknowledged = true;
            older = older || allowed;
            allowed = false;
            last = step.name;
        }
        allowed = allowed || step.digest == state.digest;
    }
    if (!acknowledged || allowed) return {};
    return older ? Finding{Finding::Kind::loss, "acknowledged step " + last + " is gone"}
                 : Finding{Finding::Kind::half_done, "a state that no step left, last " + last};
}

const std::filesystem::path& filled(const std::filesystem::path& folder, const Image& image) {
    write_image(image, folder);
    return folder;
}

}  // namespace

bool is_full_run() {
    const char* value = std::getenv("WANJIA_TEST_FULL");
    return value && std::string_view(value) == "1";
}

Recording::Recording(const Image& found) : recorder_(filled(folder_.path(), found)) {
    // The same work then gives the same bytes: the log's salts come from SQLite's own stream.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 1, nullptr);
}

void Recording::step(const std::string& name, const std::function<void()>& work) {
    Step step;
    step.name = name;
    step.begun = recorder_.position();
    work();
    step.acknowledged = recorder_.position();
    const Unwatched unwatched;
    const Image image = read_folder(folder_.path());
    write_image(image, copy_.path());
    step.digest = inspect_data_file(copy_.path() / data_file).digest;
    for (const auto& [path, content] : image)
        if (!is_database(path)) kept_.try_emplace(path, KeptFile{step.acknowledged, content});
    steps_.push_back(std::move(step));
}

Finding check_after_power_cut(const Recording& recording, std::size_t operations,
                              const std::filesystem::path& folder) {
    const Image found = read_folder(folder);
    const Finding files = check_files(recording, operations, found);
    if (files.kind != Finding::Kind::none) return files;
    const bool acknowledged =
        !recording.steps().empty() && recording.steps().front().acknowledged <= operations;
    if (!found.contains(Recording::data_file)) {
        if (acknowledged) return {Finding::Kind::loss, "the data file is gone"};
        return {};
    }
    const DataFileState state = inspect_data_file(folder / Recording::data_file);
    if (state.problem && (acknowledged || !state.digest.empty()))
        return {Finding::Kind::corruption, *state.problem};
    return check_state(recording, operations, state);
}

}  // namespace faults
