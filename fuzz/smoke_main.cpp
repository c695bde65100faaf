// PROGRAM COUNT CORPUS…: gives every file of the corpus to the parser as it is, then COUNT inputs
// made from them by changes that are the same in every run. A broken promise ends the process.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "input.hpp"

namespace {

std::vector<std::string> inputs_of(const std::vector<std::filesystem::path>& folders) {
    std::vector<std::filesystem::path> paths;
    for (const auto& folder : folders)
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> inputs;
    for (const auto& path : paths) {
        std::string& bytes = inputs.emplace_back(std::filesystem::file_size(path), '\0');
        std::ifstream(path, std::ios::binary)
            .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    return inputs;
}

std::string changed(std::string bytes, const std::vector<std::string>& inputs,
                    std::mt19937& random) {
    for (auto changes = 1 + random() % 6; changes > 0 && !bytes.empty(); --changes) {
        const std::size_t at = random() % bytes.size();
        const std::size_t length = 1 + random() % std::min<std::size_t>(bytes.size() - at, 40);
        const std::string& other = inputs[random() % inputs.size()];
        switch (random() % 6) {
            case 0:
                bytes[at] = static_cast<char>(random());
                break;
            case 1:
                bytes.erase(at, length);
                break;
            case 2:
                bytes.insert(at, bytes.substr(random() % bytes.size(), length));
                break;
            case 3:
                if (!other.empty()) bytes.insert(at, other.substr(random() % other.size(), length));
                break;
            case 4:
                bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^
                                              (1U << (random() % 8)));
                break;
            default:
                bytes.resize(at);
                break;
        }
    }
    return bytes;
}

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) return 2;
    const std::vector<std::string> inputs = inputs_of({words + 2, words + count});
    if (inputs.empty()) return 2;
    for (const std::string& input : inputs) run(input);
    std::mt19937 random(20);
    const int wanted = std::stoi(words[1]);
    for (int i = 0; i < wanted; ++i) run(changed(inputs[random() % inputs.size()], inputs, random));
    std::printf("%zu stored and %d changed inputs\n", inputs.size(), wanted);
}
