#include "base/key_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace {

TEST(KeyTable, behaves_like_a_map_that_keeps_the_first_number) {
    base::KeyTable table;
    std::map<std::string, std::int64_t> model;
    std::mt19937 random(7);
    for (int round = 0; round < 3; ++round) {
        for (std::int64_t i = 0; i < 20'000; ++i) {
            const std::string key(random() % 4, static_cast<char>('a' + random() % 3));
            const std::string longer = key + std::to_string(random() % 15'000);
            const auto [it, is_new] = model.try_emplace(longer, i);
            const auto found = table.insert(longer, i);
            ASSERT_EQ(found.has_value(), !is_new) << longer;
            if (found) {
                ASSERT_EQ(*found, it->second);
            }
        }
        table.clear();
        model.clear();
    }
}

TEST(KeyTable, knows_the_empty_key_and_keys_with_zero_bytes) {
    base::KeyTable table;
    EXPECT_FALSE(table.insert("", 1));
    EXPECT_FALSE(table.insert(std::string_view("\0", 1), 2));
    EXPECT_EQ(table.insert("", 3), 1);
    EXPECT_EQ(table.insert(std::string_view("\0", 1), 3), 2);
}

}  // namespace
