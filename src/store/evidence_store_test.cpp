#include "store/evidence_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>

#include "database_for_tests.hpp"
#include "store/store.hpp"

namespace {

using namespace for_tests;

class EvidenceStoreTest : public testing::TestWithParam<Kind> {
protected:
    EvidenceStoreTest() {
        store::Options options;
        options.file = database_.folder() / "wanjia.gpkg";
        options.url = database_.url();
        store::Store::create(options);
        store_ = std::make_unique<store::Store>(options);
    }
    TemporaryDatabase database_{GetParam()};
    std::unique_ptr<store::Store> store_;
};

TEST_P(EvidenceStoreTest, X_12_the_index_finds_what_comparing_with_all_finds) {
    std::mt19937_64 random(12);
    std::vector<std::pair<std::string, std::uint64_t>> all;
    store_->write([&](store::Connection& connection) {
        for (int i = 0; i < 400; ++i) {
            // Most are near one of a few, with 0 to 6 bits turned, so that two differ in up to 12.
            std::uint64_t bits =
                (i % 4 == 0 ? random()
                            : std::uint64_t{0x0123456789ABCDEF} * static_cast<unsigned>(i % 7 + 1));
            for (auto turns = random() % 7; turns > 0; --turns)
                bits ^= std::uint64_t{1} << (random() % 64);
            all.emplace_back("picture-" + std::to_string(i), bits);
            store::save_picture(connection, all.back().first, bits, 1);
        }
    });
    std::size_t found = 0;
    store_->read([&](store::Connection& connection) {
        for (int bits = 0; bits <= store::alike_bits_max; ++bits)
            for (int i = 0; i < 25; ++i) {
                const std::uint64_t wanted = all[static_cast<std::size_t>(i) * 15 + 1].second;
                std::vector<std::string> expected;
                for (const auto& [name, likeness] : all)
                    if (std::popcount(likeness ^ wanted) <= bits) expected.push_back(name);
                std::sort(expected.begin(), expected.end());
                EXPECT_EQ(store::find_alike(connection, wanted, bits), expected);
                found += expected.size();
            }
    });
    EXPECT_GT(found, 400U) << "some are alike, or nothing was tested";
}

INSTANTIATE_ON_BOTH_DATABASES(EvidenceStoreTest);

}  // namespace
