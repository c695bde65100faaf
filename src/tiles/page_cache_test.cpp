#include "tiles/page_cache.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tiles {
namespace {

TEST(PageCache, gives_back_what_was_put_or_nothing_and_never_holds_more_than_its_pages) {
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
        std::mt19937 random(seed);
        PageCache cache(8);
        std::map<std::string, std::string> truth;
        int found = 0;
        for (int i = 0; i < 600; ++i) {
            const std::string key = "tile " + std::to_string(random() % 60);
            const auto kept = cache.find(key);
            if (kept) {
                ++found;
                ASSERT_EQ(*kept, truth.at(key)) << "seed " << seed;
                continue;
            }
            std::string bytes(random() % (3 * PageCache::page_bytes), '\0');
            for (std::size_t at = 0; at < bytes.size(); at += 97)
                bytes[at] = static_cast<char>(random());
            truth[key] = bytes;
            cache.put(key, bytes);
            ASSERT_LE(cache.bytes_held(), 8 * PageCache::page_bytes);
        }
        EXPECT_GT(found, 20);
    }
}

TEST(PageCache, keeps_nothing_that_takes_more_than_half_of_it) {
    PageCache cache(4);
    cache.put("at", std::string(2 * PageCache::page_bytes, 'a'));
    cache.put("over", std::string(2 * PageCache::page_bytes + 1, 'b'));
    EXPECT_TRUE(cache.find("at"));
    EXPECT_FALSE(cache.find("over"));
}

TEST(PageCache, the_oldest_makes_room) {
    PageCache cache(2);
    for (int i = 0; i < 100; ++i) cache.put(std::to_string(i), std::string(4096, 'x'));
    EXPECT_FALSE(cache.find("0"));
    EXPECT_TRUE(cache.find("99"));
    EXPECT_LE(cache.size(), 32U);
    cache.put("nothing", "");
    EXPECT_EQ(cache.find("nothing"), std::optional<std::string>(""));
}

}  // namespace
}  // namespace tiles
