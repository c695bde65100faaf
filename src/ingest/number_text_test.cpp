#include "number_text.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <random>

namespace ingest {

TEST(NumberText, A_decimal_reads_as_a_person_typed_it) {
    EXPECT_EQ(plain_number("0.30000000000000004"), "0.3");
    EXPECT_EQ(plain_number("1E-3"), "0.001");
    EXPECT_EQ(plain_number("-2.5000000000000001E-2"), "-0.025");
    EXPECT_EQ(plain_number("1.5E+3"), "1500");
    EXPECT_EQ(plain_number("0.99999999999999999"), "1");
    EXPECT_EQ(plain_number("12.50"), "12.5");
    EXPECT_EQ(plain_number("0.0"), "0");
}

TEST(NumberText, A_whole_number_without_an_exponent_keeps_every_digit) {
    EXPECT_EQ(plain_number("500229190001010019"), "500229190001010019");
    EXPECT_EQ(plain_number("007"), "007");
}

TEST(NumberText, A_number_that_lost_digits_stays_in_exponent_form) {
    EXPECT_EQ(plain_number("5.0022919000101E+17"), "5.0022919000101E+17");
    EXPECT_EQ(plain_number("1E+15"), "1E+15") << "16 digits: just outside";
    EXPECT_EQ(plain_number("1E+14"), "100000000000000") << "15 digits: just inside";
    EXPECT_EQ(plain_number("1E-300"), "1E-300");
    EXPECT_EQ(plain_number("1E+999999999999"), "1E+999999999999");
    EXPECT_EQ(plain_number("abc"), "abc");
    EXPECT_EQ(plain_number(""), "");
}

TEST(NumberText, Every_decimal_of_up_to_15_digits_survives_a_double) {
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const auto digits = static_cast<std::int64_t>(random() % 1'000'000'000'000);
        std::string typed = std::to_string(digits + 1'000'000'000'000);
        typed.insert(typed.size() - random() % 10 - 1, ".");
        while (typed.back() == '0') typed.pop_back();
        if (typed.back() == '.') typed.pop_back();
        double value = 0;
        std::from_chars(typed.data(), typed.data() + typed.size(), value);
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "%.17G", value);
        EXPECT_EQ(plain_number(buffer), typed) << buffer << " in round " << i;
    }
}

}  // namespace ingest
