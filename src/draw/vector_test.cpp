#include <gtest/gtest.h>

#include "draw_for_tests.hpp"

namespace draw {
namespace {

struct Expected {
    HashName name;
    const char* frame;
    const char* allocation;
    const char* announcement;
    const char* county;
    const char* seed;
    std::vector<std::string> units;
    const char* first_ticket;
};

class Vector : public testing::TestWithParam<Expected> {};

TEST_P(Vector, X_09_the_published_example_gives_the_published_sample) {
    const Expected& expected = GetParam();
    const Documents documents = vector_draw(expected.name);
    const auto hash_of = [&](const char* file) {
        return hash(expected.name, document(documents, file));
    };
    EXPECT_EQ(hash_of("frame.tsv"), expected.frame);
    EXPECT_EQ(hash_of("alloc.tsv"), expected.allocation);
    EXPECT_EQ(hash_of("announce.txt"), expected.announcement);
    EXPECT_EQ(commitment(expected.name, expected.announcement, "county", number_of('1')),
              expected.county);
    EXPECT_EQ(hash_of("seed.txt"), expected.seed);
    const auto ranked =
        rank_units(expected.name, expected.seed, read_frame(document(documents, "frame.tsv")));
    std::vector<std::string> units;
    const auto sample = take_sample(ranked, read_allocations(document(documents, "alloc.tsv")));
    for (const Drawn& drawn : sample) units.push_back(drawn.unit);
    EXPECT_EQ(units, expected.units);
    EXPECT_EQ(sample[0].ticket, expected.first_ticket);
    EXPECT_EQ(document(documents, "sample.tsv"), format_sample(sample));
    EXPECT_FALSE(verify(documents).problem);
}

INSTANTIATE_TEST_SUITE_P(
    BothHashes, Vector,
    testing::Values(Expected{HashName::sha256,
                             "65edf547651178e70d8b5aa61dd58c73fef6e58e242ba6c95f05f3d875405352",
                             "cdd67c2bc382e658a549400e8bb4d12aa3a02146ba7e4b4a7ce14bee77065bb6",
                             "1a3061e6cad223cbcabd12c9991a33815df2a0bf800f352e6d55cf8ef06d03e7",
                             "aac1c33abdd2a3b89c253dc9a9108092aeb8a084e30c8f1f8c31d3018d570810",
                             "875f0980362f43b562b44ca2d9dce1e1a85432b36ee99d348c0a52ff6a4f81ba",
                             {"V003", "V004", "V006"},
                             "2a20b12063c1fc5e49cdf9a2a4cc694b2618ae32aed3839fc810ec4dd27cc018"},
                    Expected{HashName::sm3,
                             "724414382db4526cc6ab7861360464e7833a4394851cce4b3881398155f30b79",
                             "06ef3506ffa393d991ce0b6327c67680fc7150c8bdeb5bd51e7c5197fc015740",
                             "41cc67cf634b3928bce64830e8fac06a541b8e142c6286dedeeabc35b9ca969a",
                             "15e3e1dc8ea6afbac635e033d1014615497395a12fe2a3fac30a246fa3c5b978",
                             "f8640be5e395839fcc4504d5632b22f1fe2bf0ff1161a15bc26b21ee72628538",
                             {"V003", "V004", "V005"},
                             "8417f7f7e4324c968fa733bd72dc72f36326347d3596bf31af2f8f2eb8f1384a"}));

}  // namespace
}  // namespace draw
