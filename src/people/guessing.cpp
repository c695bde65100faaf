#include "guessing.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

namespace people {
namespace {

// What most guessed passwords are made of, in English and pinyin.
constexpr std::array words{
    "password",   "passwd",    "pass",       "word",      "admin",     "administrator", "root",
    "user",       "guest",     "test",       "demo",      "welcome",   "letmein",       "login",
    "master",     "secret",    "default",    "change",    "changeme",  "love",          "iloveyou",
    "forever",    "monkey",    "dragon",     "tiger",     "lion",      "eagle",         "panda",
    "sunshine",   "princess",  "prince",     "queen",     "king",      "angel",         "baby",
    "football",   "baseball",  "basketball", "soccer",    "hockey",    "superman",      "batman",
    "spiderman",  "pokemon",   "starwars",   "shadow",    "michael",   "jordan",        "charlie",
    "thomas",     "daniel",    "jessica",    "ashley",    "george",    "david",         "hello",
    "freedom",    "whatever",  "trustno",    "summer",    "winter",    "spring",        "autumn",
    "monday",     "friday",    "sunday",     "january",   "october",   "december",      "flower",
    "cookie",     "chocolate", "cheese",     "orange",    "banana",    "apple",         "purple",
    "silver",     "golden",    "killer",     "hunter",    "ranger",    "computer",      "internet",
    "google",     "microsoft", "windows",    "linux",     "oracle",    "mysql",         "server",
    "system",     "network",   "router",     "cisco",     "huawei",    "xiaomi",        "lenovo",
    "samsung",    "office",    "manager",    "support",   "service",   "company",       "public",
    "private",    "security",  "access",     "start",     "money",     "lucky",         "happy",
    "family",     "friend",    "mother",     "father",    "sister",    "brother",       "abc",
    "abcd",       "asd",       "asdf",       "qaz",       "wsx",       "qwe",           "qwer",
    "zxc",        "zxcv",      "aa",         "woaini",    "woaiwojia", "aini",          "wangjun",
    "xiaoming",   "xiaohong",  "zhangsan",   "lisi",      "wangwu",    "zhang",         "wang",
    "liu",        "chen",      "yang",       "huang",     "zhao",      "zhou",          "china",
    "zhongguo",   "beijing",   "shanghai",   "guangdong", "shenzhen",  "mima",          "kouling",
    "guanliyuan", "guanli",    "yonghu",     "xitong",    "xinxi",     "dianli",        "diangong",
    "gongdian",   "guodian",   "guowang",    "nanwang",   "dianwang",  "yidong",        "liantong",
    "dianxin",    "tieta",     "wangluo",    "kuandai",   "jizhan",    "fupin",         "tuopin",
    "xiangcun",   "zhenxing",  "xiangzhen",  "cunwei",    "zhenfu",    "zhengfu",       "xianwei",
    "bangong",    "gongzuo",   "jiceng",     "nongcun"};

// The product, the counties and regions it was made for, what the work is about.
constexpr std::array context{
    "wanjia",  "wanjiadenghuo", "denghuo",   "万家",     "灯火",     "密码",     "管理员",
    "供电",    "通信",          "扶贫",      "chengkou", "城口",     "huayuan",  "花垣",
    "ganzhou", "赣州",          "yongchuan", "永川",     "yunnan",   "云南",     "chongqing",
    "重庆",    "hunan",         "湖南",      "jiangxi",  "江西",     "xiangxi",  "湘西",
    "county",  "township",      "village",   "power",    "xianzhen", "tongdian", "tongwang",
    "dianhua", "wang",          "dian"};

// Walks over the keyboard, with and without the shift key, and the two other orders.
constexpr std::array walks{"01234567890123456789",
                           "98765432109876543210",
                           "abcdefghijklmnopqrstuvwxyzabc",
                           "zyxwvutsrqponmlkjihgfedcba",
                           "qwertyuiop[]",
                           "asdfghjkl;'",
                           "zxcvbnm,./",
                           "poiuytrewq",
                           "lkjhgfdsa",
                           "mnbvcxz",
                           "qwertyuiopasdfghjklzxcvbnm",
                           "!@#$%^&*()_+",
                           ")(*&^%$#@!",
                           "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
                           "qazwsxedcrfvtgbyhnujmikolp",
                           "zaqxswcdevfrbgtnhymjukilop",
                           "1q2w3e4r5t6y7u8i9o0p",
                           "q1w2e3r4t5y6u7i8o9p0",
                           "!qaz@wsx#edc$rfv%tgb^yhn",
                           "147258369",
                           "159357",
                           "789456123",
                           "741852963",
                           "abc123",
                           "a1b2c3d4e5f6g7h8",
                           "1a2b3c4d5e6f7g8h"};
constexpr std::size_t walk_characters_min = 3;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

// 1 and ! stand for i and l, both.
bool stands_for(char written, char meant) {
    if (written == meant) return true;
    constexpr std::string_view signs = "@4$501!1!37+8";
    constexpr std::string_view letters = "aassoiillettb";
    for (std::size_t i = 0; i < signs.size(); ++i)
        if (signs[i] == written && letters[i] == meant) return true;
    return false;
}

bool begins_with(std::string_view text, std::string_view word) {
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(),
                      [](char meant, char written) { return stands_for(written, meant); });
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t walk_length(std::string_view text) {
    std::size_t longest = 0;
    for (const std::string_view walk : walks)
        for (std::size_t at = 0; at < walk.size(); ++at) {
            const auto end =
                std::mismatch(text.begin(), text.end(),
                              walk.begin() + static_cast<std::ptrdiff_t>(at), walk.end());
            longest = std::max(longest, static_cast<std::size_t>(end.first - text.begin()));
        }
    return longest >= walk_characters_min ? longest : 0;
}

// One, two or three characters over and over: aaa, abab, 123123.
std::size_t repeated_length(std::string_view text) {
    std::size_t longest = 0;
    for (std::size_t unit = 1; unit <= 3; ++unit) {
        std::size_t length = unit;
        while (length < text.size() && text[length] == text[length - unit]) ++length;
        if (length >= std::max<std::size_t>(3, 2 * unit)) longest = std::max(longest, length);
    }
    return longest;
}

// A year, a day with or without its year, or up to four digits: telephones' ends, PINs.
std::size_t digits_length(std::string_view text) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits >= 8 && (text.starts_with("19") || text.starts_with("20"))) return 8;
    return std::min<std::size_t>(digits, 4);
}

std::vector<std::string> parts_of(std::string_view user) {
    const std::string name = lower(user);
    std::vector<std::string> parts{name};
    std::string part;
    for (const char c : name + ".") {
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
            part += c;
        } else if (!part.empty()) {
            parts.push_back(std::exchange(part, {}));
        }
    }
    std::erase_if(parts, [](const std::string& each) { return each.size() < 3; });
    return parts;
}

// Lengths of all pieces that a guesser tries, beginning here.
std::vector<std::size_t> guessed_lengths(std::string_view text,
                                         const std::vector<std::string>& names) {
    std::vector<std::size_t> lengths;
    const auto take = [&](std::string_view word) {
        if (begins_with(text, word)) lengths.push_back(word.size());
    };
    for (const char* word : words) take(word);
    for (const char* word : context) take(word);
    for (const std::string& name : names) take(name);
    for (const std::size_t longest :
         {walk_length(text), repeated_length(text), digits_length(text)})
        for (std::size_t length = 1; length <= longest; ++length) lengths.push_back(length);
    return lengths;
}

}  // namespace

std::size_t unguessed_characters(std::string_view password, std::string_view user) {
    const std::string text = lower(password);
    const auto names = parts_of(user);
    // Characters left of the first so many bytes.
    std::vector<std::size_t> least(text.size() + 1, text.size());
    least.at(0) = 0;
    const auto reach = [&](std::size_t end, std::size_t left) {
        least.at(end) = std::min(least.at(end), left);
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        reach(at + 1, least.at(at) + (begins ? 1 : 0));
        for (const std::size_t length : guessed_lengths(std::string_view(text).substr(at), names))
            reach(at + length, least.at(at));
    }
    return least.back();
}

}  // namespace people
