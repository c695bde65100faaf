#include "base/text.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Text, X_14_full_width_digits_and_outer_spaces_are_what_the_clerk_meant) {
    EXPECT_EQ(base::normalise_cell("　２０１９－０６ "), "2019-06");
    EXPECT_EQ(base::normalise_cell("\xEF\xBB\xBF名称\t"), "名称");
    EXPECT_EQ(base::normalise_cell("梓山镇，上焦村"), "梓山镇，上焦村");
    EXPECT_EQ(base::normalise_cell("   "), "");
}

TEST(Text, X_33_brackets_width_and_case_do_not_matter_for_matching) {
    EXPECT_EQ(base::fold("户数（户）"), base::fold("户数 (户)"));
    EXPECT_EQ(base::fold("〔2020〕6号"), base::fold("[2020]6号"));
    EXPECT_EQ(base::fold("ＲＳＲＰ"), "rsrp");
}

TEST(Text, only_well_formed_utf8_is_valid) {
    EXPECT_TRUE(base::is_valid_utf8("花垣县𠀀"));
    for (const char* text : {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80",
                             "\xe8\x8a", "\x80", "\xf4\x90\x80\x80"})
        EXPECT_FALSE(base::is_valid_utf8(text));
}

TEST(Text, control_and_bidirectional_marks_are_noticed) {
    EXPECT_FALSE(base::has_forbidden_character("石坝村"));
    EXPECT_TRUE(base::has_forbidden_character("石\xe2\x80\xae坝"));
    EXPECT_TRUE(base::has_forbidden_character("a\x01"));
}

}  // namespace
