#include "base/rational.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Rational, X_08_decimal_text_is_read_without_rounding) {
    EXPECT_EQ(base::parse_rational("0.7"), base::make_rational(7, 10));
    EXPECT_EQ(base::parse_rational("70%"), base::make_rational(7, 10));
    EXPECT_EQ(base::parse_rational("-12"), base::make_rational(-12));
    EXPECT_EQ(base::parse_rational("84.005"), base::make_rational(84005, 1000));
    EXPECT_EQ(base::parse_rational("010"), base::make_rational(10));
}

TEST(Rational, any_other_spelling_is_refused) {
    for (const char* text : {"", "-", "1.", ".5", "1e3", "1,000", "0x1", "7 0", "%", "1.2.3", "+1"})
        EXPECT_FALSE(base::parse_rational(text)) << text;
}

TEST(Rational, H_18_display_rounds_half_up_and_the_exact_value_stays) {
    EXPECT_EQ(base::format_fixed(base::make_rational(2357, 28), 2), "84.18");
    EXPECT_EQ(base::format_exact(base::make_rational(4714, 56)), "2357/28");
    EXPECT_EQ(base::format_fixed(*base::parse_rational("79.995"), 2), "80.00");
    EXPECT_EQ(base::format_fixed(*base::parse_rational("79.9949"), 2), "79.99");
    EXPECT_EQ(base::format_fixed(*base::parse_rational("-0.004"), 2), "0.00");
    EXPECT_EQ(base::format_fixed(*base::parse_rational("-0.005"), 2), "-0.01");
    EXPECT_EQ(base::format_fixed(base::make_rational(5), 0), "5");
    EXPECT_EQ(base::format_fixed(base::make_rational(1, 2), 0), "1");
}

}  // namespace
