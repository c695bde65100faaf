#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "fuzz_entries.hpp"
#include "test_files.hpp"

namespace ingest {
namespace {

using Entry = void (*)(std::string_view);

constexpr int mutations = 2'000;

std::vector<std::string> corpus(const std::string& target) {
    std::vector<std::filesystem::path> paths;
    const auto folder = std::filesystem::path(WANJIA_SOURCE_DIR) / "fuzz/corpus" / target;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (const auto& path : paths) inputs.push_back(test::read_bytes(path));
    return inputs;
}

std::string mutate(std::string bytes, std::mt19937& random) {
    for (auto changes = 1 + random() % 6; changes > 0 && !bytes.empty(); --changes) {
        const std::size_t at = random() % bytes.size();
        const std::size_t length = 1 + random() % std::min<std::size_t>(bytes.size() - at, 40);
        switch (random() % 4) {
            case 0:
                bytes[at] = static_cast<char>(random());
                break;
            case 1:
                bytes.erase(at, length);
                break;
            case 2:
                bytes.insert(at, bytes.substr(random() % bytes.size(), length));
                break;
            default:
                bytes.resize(at);
                break;
        }
    }
    return bytes;
}

void replay(const std::string& target, Entry entry) {
    const std::vector<std::string> inputs = corpus(target);
    ASSERT_FALSE(inputs.empty());
    for (const std::string& input : inputs) entry(input);
    std::mt19937 random(20);
    for (int i = 0; i < mutations; ++i) entry(mutate(inputs[random() % inputs.size()], random));
}

// A broken promise ends the process, which fails the test.
TEST(FuzzReplay, Any_bytes_as_a_workbook_give_rows_or_an_error) {
    replay("xlsx", fuzz::read_xlsx_bytes);
}
TEST(FuzzReplay, Any_bytes_as_csv_give_rows_or_an_error) {
    replay("csv", fuzz::read_csv_bytes);
}

}  // namespace
}  // namespace ingest
