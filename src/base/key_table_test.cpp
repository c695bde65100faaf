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

TEST(KeyTable, rising_keys_are_known_again_when_the_order_ends) {
    for (const int rising : {1, 2, 682, 683, 1365, 5'000}) {
        base::KeyTable table;
        const auto key = [](int i) { return std::to_string(100'000 + i); };
        for (int i = 0; i < rising; ++i) ASSERT_FALSE(table.insert(key(i), i));
        EXPECT_EQ(table.insert(key(rising - 1), 9), rising - 1) << "the last one again";
        for (int i = rising; i < 2 * rising; ++i) ASSERT_FALSE(table.insert(key(i), i));
        EXPECT_FALSE(table.insert("1", -1)) << "before all others";
        for (int i = 0; i < 2 * rising; ++i) ASSERT_EQ(table.insert(key(i), 9), i) << rising;
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
