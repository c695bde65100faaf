#include "registers/search.hpp"

#include <gtest/gtest.h>

namespace {

using registers::answers_to;
using registers::has_initials;

registers::Region region(const char* code, const char* name, registers::RegionLevel level,
                         base::Date from) {
    registers::Region region;
    region.code = code;
    region.name = name;
    region.level = level;
    region.valid_from = from;
    return region;
}

TEST(SearchTest, X_33_Pinyin_initials_find_a_village) {
    EXPECT_TRUE(has_initials("石潭屯村", "sttc"));
    EXPECT_TRUE(has_initials("花垣县石潭屯村", "sttc"));
    EXPECT_FALSE(has_initials("石潭村", "sttc"));
    EXPECT_FALSE(has_initials("石潭屯村", "stct"));
    EXPECT_FALSE(has_initials("石潭屯村", ""));
}

TEST(SearchTest, A_character_read_in_two_ways_answers_to_both) {
    EXPECT_TRUE(has_initials("重庆市", "cqs"));
    EXPECT_TRUE(has_initials("重石村", "zsc"));
    EXPECT_TRUE(has_initials("长坡", "cp"));
    EXPECT_TRUE(has_initials("长老村", "zlc"));
}

TEST(SearchTest, Rare_characters_of_place_names_have_their_initials_too) {
    for (const auto& [name, letters] :
         {std::pair{"补垭村", "byc"}, {"双坳村", "sac"}, {"岩箐村", "yqc"}, {"白坨村", "btc"}})
        EXPECT_TRUE(has_initials(name, letters)) << name;
}

TEST(SearchTest, The_first_and_the_last_character_of_the_table_are_within_it) {
    EXPECT_TRUE(has_initials("一", "y"));
    EXPECT_TRUE(has_initials("龥", "y"));
    EXPECT_FALSE(has_initials("㐀", "y"));
}

TEST(SearchTest, X_33_A_part_of_a_name_and_either_width_and_bracket_find_it) {
    EXPECT_TRUE(answers_to("赣县区", "赣县"));
    EXPECT_TRUE(answers_to("Ａ村〔北〕", "a村"));
    EXPECT_EQ(registers::search_words("　石潭　２０２６ "),
              (std::vector<std::string>{"石潭", "2026"}));
    EXPECT_TRUE(registers::search_words("  ").empty());
}

TEST(SearchTest, Regions_are_found_by_name_alias_code_and_initials_and_the_topmost_stand_for_all) {
    const auto day = base::parse_date("2020-01-01").value();
    using registers::RegionLevel;
    registers::Region county = region("360704000000", "赣县区", RegionLevel::county, day);
    county.aliases = {"赣县"};
    const auto town = region("360704100000", "梅林镇", RegionLevel::township, day);
    registers::Region gone = region("360704101000", "赣县旧镇", RegionLevel::township, day);
    gone.valid_to = day;
    const registers::RegionIndex index({county, town, gone});
    const auto later = base::parse_date("2021-01-01").value();
    const auto found = [&](const char* word) {
        return registers::search_regions(index, word, later);
    };
    EXPECT_EQ(found("赣县"), std::vector<std::string>{"360704000000"});
    EXPECT_EQ(found("mlz"), std::vector<std::string>{"360704100000"});
    EXPECT_EQ(found("3607"), std::vector<std::string>{"360704000000"});
    EXPECT_EQ(found("360704100"), std::vector<std::string>{"360704100000"});
    EXPECT_TRUE(found("3").empty());
    EXPECT_TRUE(found("旧镇").empty());
}

}  // namespace
