#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cctype>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "people/lockout.hpp"
#include "people/password.hpp"
#include "people/totp.hpp"

namespace people {
namespace {

constexpr PasswordCost cheap{64, 1};
const std::vector<std::uint8_t> salt(salt_bytes, 7);

TEST(Password, S_06_a_hash_is_argon2id_names_its_cost_and_knows_its_password_only) {
    const std::string hash = hash_password("Chengkou#2020x", salt, cheap);
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << hash;
    EXPECT_TRUE(is_password("Chengkou#2020x", hash));
    EXPECT_FALSE(is_password("Chengkou#2020X", hash));
    EXPECT_FALSE(is_password("", hash));
    EXPECT_FALSE(is_password("Chengkou#2020x", "$argon2id$v=19$m=64,t=1,p=1$broken"));
    const std::vector<std::uint8_t> other(salt_bytes, 8);
    EXPECT_NE(hash, hash_password("Chengkou#2020x", other, cheap));
}

TEST(Password, S_06_the_cost_is_at_least_46_MiB) {
    EXPECT_GE(PasswordCost{}.memory_kib, 46U * 1024U);
    EXPECT_FALSE(is_password_hash(hash_password("x", salt, cheap), PasswordCost{}));
    EXPECT_FALSE(is_password_hash("$argon2id$v=19$m=99999999,t=1,p=1$a$b"));
}

TEST(Password, S_06_easy_passwords_are_refused) {
    for (const char* password : {"short#1A", "alllowercaseletters", "Password2020!", "P@ssw0rd123",
                                 "Wanjia2020!!", "Admin@123456", "Qwertyuiop1!", "Aa12345678!",
                                 "Liming#2020", "AAaa11!!AA", "!Mima123456", "1Qaz2wsx3edc!"})
        EXPECT_TRUE(password_complaint(password, "liming")) << password;
}

// What lists of leaked passwords are full of, made from what people do: a word or a walk over the
// keyboard, written with a capital or in disguise, before or after a year, a PIN or signs.
std::vector<std::string> common_passwords() {
    const std::vector<std::string> bases{
        "password", "welcome",  "iloveyou", "sunshine", "princess",  "football", "superman",
        "monkey",   "dragon",   "letmein",  "admin",    "master",    "qwerty",   "qwertyuiop",
        "asdfgh",   "zxcvbn",   "1qaz2wsx", "qazwsx",   "abc123",    "aaaaaa",   "abcabc",
        "woaini",   "zhang",    "wang",     "chen",     "huawei",    "xiaoming", "zhongguo",
        "wanjia",   "chengkou", "huayuan",  "ganzhou",  "yongchuan", "liming",   "guanliyuan",
        "summer",   "winter",   "monday",   "computer", "hello",     "whatever", "michael"};
    const std::vector<std::string> tails{
        "1",     "12",   "123",   "1234",     "12345", "123456", "!",   "!!",     "!@#",  "@123",
        "#2020", "2019", "2020!", "19900101", "_2018", "@2021",  "888", "666666", "520!", "1314"};
    const auto capital = [](std::string text) {
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
        return text;
    };
    const auto disguised = [](std::string text) {
        for (char& c : text) {
            const std::size_t at = std::string_view("aoes").find(c);
            if (at != std::string_view::npos) c = "@03$"[at];
        }
        return text;
    };
    std::vector<std::string> passwords;
    for (const std::string& base : bases)
        for (const std::string& tail : tails)
            for (const std::string& word : {base, capital(base), disguised(base), base + base})
                for (const std::string& text : {word + tail, tail + word})
                    passwords.push_back(text);
    return passwords;
}

TEST(Password, S_06_three_thousand_passwords_that_guessers_try_first_are_refused) {
    const auto passwords = common_passwords();
    const std::set<std::string> different(passwords.begin(), passwords.end());
    EXPECT_GE(different.size(), 3'000U);
    std::size_t by_guess = 0;
    for (const std::string& password : different) {
        EXPECT_TRUE(password_complaint(password, "liming")) << password;
        // Long enough and mixed enough: most are refused all the same.
        const std::string dressed = password + "A#1";
        const auto why = password_complaint(dressed, "liming");
        if (why && why->en.find("guess") != std::string::npos) ++by_guess;
    }
    EXPECT_GE(by_guess, 3'000U);
    std::printf("%zu passwords, %zu of them refused for being guessable alone\n", different.size(),
                by_guess);
}

TEST(Password, S_06_what_chance_makes_is_taken) {
    std::mt19937_64 random(7);
    const std::string letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789#%+-=?_";
    int refused = 0;
    for (int i = 0; i < 2'000; ++i) {
        std::string password;
        while (password.size() < 14) password += letters[random() % letters.size()];
        const auto why = password_complaint(password, "liming");
        refused += why && why->en.find("guess") != std::string::npos ? 1 : 0;
    }
    EXPECT_LE(refused, 2);
}

TEST(Password, S_06_long_and_mixed_passwords_are_taken_at_the_limits) {
    EXPECT_FALSE(password_complaint("Tq7#mlvxRk", "liming"));  // ten characters
    EXPECT_TRUE(password_complaint("Tq7#mlvxR", "liming"));    // nine
    EXPECT_FALSE(password_complaint("石栏镇的水塔Tq7vx", "liming"));
    std::string longest = "Tq7#mlvx";
    while (longest.size() < password_bytes_max) longest += "jw";
    EXPECT_FALSE(password_complaint(longest, "liming"));
    EXPECT_TRUE(password_complaint(longest + "w", "liming"));
}

TEST(Totp, S_06_the_codes_are_those_of_rfc_6238_appendix_b) {
    const std::string secret = "12345678901234567890";
    const std::pair<std::int64_t, const char*> vectors[] = {
        {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [time, code] : vectors)
        EXPECT_EQ(totp_code(secret, time / totp_step_s, 8), code) << time;
}

TEST(Totp, S_06_a_code_counts_once_and_only_within_one_step_of_its_own) {
    EXPECT_TRUE(rc::check([] {
        const std::string secret = "12345678901234567890";
        const auto now = *rc::gen::inRange<std::int64_t>(100'000, 2'000'000'000);
        const auto away = *rc::gen::inRange<std::int64_t>(-4, 5);
        const std::int64_t step = now / totp_step_s + away;
        const std::string code = totp_code(secret, step);
        const auto taken = accept_totp(secret, code, now, 0);
        if (taken != step) {
            // The same six digits may belong to another step near by.
            RC_ASSERT(away < -1 || away > 1 || taken.has_value());
            return;
        }
        RC_ASSERT(away >= -1 && away <= 1);
        RC_ASSERT(!accept_totp(secret, code, now, step) ||
                  *accept_totp(secret, code, now, step) > step);
    }));
}

TEST(Totp, base_32_goes_there_and_back) {
    EXPECT_TRUE(rc::check(
        [](const std::string& bytes) { RC_ASSERT(from_base32(to_base32(bytes)) == bytes); }));
    EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
    EXPECT_FALSE(from_base32("MZXW1"));
}

TEST(Lockout, S_06_the_fifth_failure_waits_a_minute_and_no_wait_is_longer_than_fifteen) {
    Attempts attempts;
    for (int i = 1; i <= 40; ++i) {
        attempts = after_failure(attempts, 1'000'000);
        const std::int64_t until = blocked_until_ms(attempts);
        EXPECT_EQ(until == 0, i < 5) << i;
        EXPECT_TRUE(i != 5 || until == 1'000'000 + first_wait_ms);
        EXPECT_LE(until, 1'000'000 + longest_wait_ms);
    }
    EXPECT_EQ(blocked_until_ms({19, 5}, address_share), 0);
    EXPECT_GT(blocked_until_ms({20, 5}, address_share), 0);
}

TEST(Lockout, S_06_a_day_without_failures_forgets_the_earlier_ones) {
    const Attempts many{30, 1'000};
    EXPECT_EQ(after_failure(many, 1'000 + forgotten_after_ms).failures, 31);
    EXPECT_EQ(after_failure(many, 1'001 + forgotten_after_ms).failures, 1);
}

}  // namespace
}  // namespace people
