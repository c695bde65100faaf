// Whole map files with some bytes changed, through the reader program: whatever the map library
// makes of them, the reader ends by itself and within its bounds. WANJIA_TEST_FULL=1 tries 25 times
// as many.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include "corpus.hpp"
#include "supervised.hpp"

namespace hostile {
namespace {

int mutations() {
    constexpr int quick = 40;
    return std::getenv("WANJIA_TEST_FULL") != nullptr ? 25 * quick : quick;
}

std::string read_bytes(const std::filesystem::path& path) {
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary)
        .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

void change(std::string& bytes, std::mt19937& random) {
    constexpr std::uint32_t edges[] = {0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    for (auto changes = 1 + random() % 8; changes > 0 && bytes.size() > 8; --changes) {
        // The head of a file says how the rest is laid out.
        const std::size_t range =
            random() % 2 == 0 ? std::min<std::size_t>(bytes.size(), 200) : bytes.size();
        const std::size_t at = random() % (range - 4);
        const std::uint32_t edge = edges[random() % std::size(edges)];
        switch (random() % 4) {
            case 0:
                bytes[at] = static_cast<char>(random());
                break;
            case 1:
                for (std::size_t i = 0; i < 4; ++i)
                    bytes[at + i] = static_cast<char>(edge >> (8 * i));
                break;
            case 2:
                for (std::size_t i = 0; i < 4; ++i)
                    bytes[at + i] = static_cast<char>(edge >> (24 - 8 * i));
                break;
            default:
                if (random() % 8 == 0) bytes.resize(at + 4);
                break;
        }
    }
}

/// Changes one of the files that belong together, each in its turn, and reads the first.
void attack(const std::vector<std::string>& names) {
    Corpus originals(names);
    Corpus changed(names);
    std::mt19937 random(20);
    int refused = 0;
    for (int i = 0; i < mutations(); ++i) {
        const std::string& target = names[static_cast<std::size_t>(i) % names.size()];
        for (const std::string& name : names) {
            std::string bytes = read_bytes(originals.path(name));
            if (name == target) change(bytes, random);
            std::ofstream(changed.path(name), std::ios::binary) << bytes;
        }
        const Outcome outcome =
            read_supervised(WANJIA_READER, changed.path(names[0]), {}, default_allowance());
        refused += outcome.refused ? 1 : 0;
        EXPECT_EQ(outcome.broken, "") << target << " " << i;
        EXPECT_EQ(outcome.details.find("killed by signal"), std::string::npos)
            << target << " " << i << ": " << outcome.details;
        EXPECT_LE(outcome.memory_kib, default_allowance().memory_kib) << target << " " << i;
    }
    std::printf("%d changed files, %d refused\n", mutations(), refused);
    EXPECT_GT(refused, 0);
}

TEST(Mutations, A_changed_geopackage_is_read_or_refused) {
    attack({"plain.gpkg"});
}
TEST(Mutations, A_changed_shapefile_is_read_or_refused) {
    attack({"plain.shp", "plain.shx", "plain.dbf", "plain.prj"});
}
TEST(Mutations, A_changed_geojson_is_read_or_refused) {
    attack({"plain.geojson"});
}

}  // namespace
}  // namespace hostile
