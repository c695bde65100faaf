#include "names.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace demo {
namespace {

constexpr std::array village_first = {"石", "龙", "磨", "雅", "补", "麻", "岩", "夯", "老", "吉",
                                      "卧", "芷", "螺", "古", "葫", "排", "窝", "茶", "竹", "金",
                                      "新", "大", "双", "长", "白", "黄", "水", "杉", "枫", "桐",
                                      "梨", "桃", "麦", "高", "下", "上", "中", "小", "东", "南"};
constexpr std::array village_second = {"坝", "坪", "溪", "冲", "湾", "塘", "岭", "寨", "坳", "坡",
                                       "洞", "崖", "潭", "田", "井", "沟", "垭", "岔", "滩", "坨",
                                       "盘", "箐", "槽", "岗", "桥", "庄", "垅", "峒", "头", "脚"};
constexpr std::array townships = {
    "云岭", "清溪",   "白岩", "双河", "龙潭", "凤鸣",   "碧泉", "松桐", "石门", "望峰",
    "雅桥", "长乐",   "麻冲", "响水", "竹坪", "古丈坡", "茶园", "金竹", "枫香", "黄泥",
    "排楼", "梯子岩", "青山", "两岔", "杉木", "马颈",   "团结", "永安", "高坡", "鱼塘",
    "大坳", "九曲",   "梨坪", "桃花", "麦地", "回龙",   "天星", "沙子", "岩口", "莲台"};
constexpr std::array counties = {"云溪", "清江", "松岭", "龙坪", "白水", "石泉坡", "枫林",
                                 "金峰", "碧山", "长谷", "双桥", "青岩", "望江岭", "桐峰"};
constexpr std::array hamlets = {"大寨",   "小寨", "上湾", "下湾", "田坎上", "河边",   "坡脚",
                                "老屋场", "岩脚", "井边", "新屋", "垭口",   "对门坡", "塘边"};
constexpr std::array surnames = {"石", "龙", "吴", "麻", "田", "彭", "向", "张", "李", "王",
                                 "杨", "刘", "陈", "黄", "周", "廖", "罗", "梁", "唐", "欧阳"};
constexpr std::array given_first = {"建", "明", "光", "德", "秀", "金", "玉", "文", "志", "春",
                                    "国", "正", "兴", "世", "昌", "永", "桂", "荣", "发", "家"};
constexpr std::array given_second = {"华", "军", "英", "平", "林", "生", "兰", "富", "成", "贵",
                                     "云", "珍", "海", "山", "花", "清", "友", "龙", "香", "才"};

template <std::size_t N>
const char* pick(const std::array<const char*, N>& list, std::int64_t index) {
    return list[static_cast<std::size_t>(index) % N];
}

}  // namespace

std::string village_name(std::int64_t index) {
    // 467 has no factor in common with 1,200: the walk comes to each pair once.
    constexpr auto seconds = static_cast<std::int64_t>(village_second.size());
    const std::int64_t pair = index * 467 % 1'200;
    return std::string(pick(village_first, pair / seconds)) + pick(village_second, pair % seconds);
}

std::string township_name(std::int64_t index) {
    return pick(townships, index);
}

std::string county_name(std::int64_t index) {
    const auto size = static_cast<std::int64_t>(counties.size());
    const std::string turn = index < size ? "" : std::to_string(index / size + 1);
    return std::string(pick(counties, index)) + turn + "县";
}

std::string hamlet_name(std::int64_t index) {
    return pick(hamlets, index);
}

std::string person_name(Stream& stream) {
    std::string name = pick(surnames, stream.below(surnames.size()));
    name += pick(given_first, stream.below(given_first.size()));
    if (stream.chance(700)) name += pick(given_second, stream.below(given_second.size()));
    return name;
}

char identity_check_digit(const std::string& digits17) {
    constexpr std::array weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (digits17[i] - '0');
    return "10X98765432"[sum % 11];
}

std::string identity_number(std::int64_t serial) {
    constexpr std::int64_t days = 18'250;   // 1940 to 1989
    constexpr std::int64_t stride = 7'919;  // prime, so that the days are all visited
    const std::chrono::sys_days first{std::chrono::year{1940} / 1 / 1};
    const std::chrono::year_month_day born{first + std::chrono::days{serial * stride % days}};
    char text[48];
    std::snprintf(text, sizeof text, "990000%04d%02u%02u%03d", static_cast<int>(born.year()),
                  static_cast<unsigned>(born.month()), static_cast<unsigned>(born.day()),
                  static_cast<int>(serial / days % 999 + 1));
    std::string digits(text, 17);
    return digits + identity_check_digit(digits);
}

std::string telephone_number(std::int64_t serial) {
    char text[32];
    std::snprintf(text, sizeof text, "1000%07d", static_cast<int>(serial % 10'000'000));
    return text;
}

}  // namespace demo
