#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "documents/draw.hpp"
#include "metafile_svg.hpp"

// The map of a way on paper, looked at as the drawing that a browser would show.
namespace documents {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr DrawingSize paper{15'600, 15'600};

/// A village of two by two kilometres around a place.
json village(const char* name, double x, double y, bool own) {
    return {{"name", name},
            {"own", own},
            {"rings",
             {{{x - 1000, y - 1000},
               {x + 1000, y - 1000},
               {x + 1000, y + 1000},
               {x - 1000, y + 1000}}}}};
}

json stop(const char* label, double x, double y, bool round = false) {
    return {{"label", label}, {"round", round}, {"at", {x, y}}};
}

json way() {
    return {
        {"kind", "route"},
        {"areas",
         {village("桃湾村", 0, 0, true), village("云岭村", 2000, 0, true),
          village("石栏村", 40'000, 0, false)}},
        {"lines",
         {{{"name", "road"},
           {"label", "道路"},
           {"ways",
            {{{"name", "县道X012"}, {"paths", {{{-90'000, 300}, {0, 400}, {90'000, 500}}}}}}}},
          {{"name", "river"}, {"label", "河流"}, {"ways", json::array()}}}},
        {"legs", {{{0, 0}, {2000, 0}}}},
        {"shapes",
         {{{"label", "村级核查表"}, {"round", false}}, {{"label", "户级核查表"}, {"round", true}}}},
        {"stops", {stop("1", 0, 0), stop("2", 2000, 0)}}};
}

std::string svg(const json& drawing, DrawingSize size = paper) {
    return svg_of(draw(drawing.dump(), size), "100%");
}

struct Words {
    std::string text;
    double x = 0, y = 0, height = 0;
};

std::vector<Words> words_in(const std::string& svg) {
    static const std::regex text(
        R"re(<text x="(-?\d+)" y="(-?\d+)" font-size="(\d+)"[^>]*>([^<]*)</text>)re");
    std::vector<Words> words;
    for (std::sregex_iterator it(svg.begin(), svg.end(), text), end; it != end; ++it)
        words.push_back({(*it)[4], std::stod((*it)[1]), std::stod((*it)[2]), std::stod((*it)[3])});
    return words;
}

std::vector<std::string> texts_in(const std::string& svg) {
    std::vector<std::string> texts;
    for (const Words& words : words_in(svg)) texts.push_back(words.text);
    return texts;
}

TEST(RouteMap, it_names_stops_villages_and_roads_and_tells_north_and_scale) {
    const auto texts = texts_in(svg(way()));
    for (const char* wanted :
         {"1", "2", "桃湾村", "云岭村", "县道X012", "北", "1公里", "村级核查表", "户级核查表",
          "道路", "河流", "核查的村", "路线（直线）"})
        EXPECT_THAT(texts, Contains(wanted));
    EXPECT_THAT(texts, Not(Contains("石栏村"))) << "it lies beyond the frame";
}

TEST(RouteMap, its_scale_bar_is_as_long_as_it_says) {
    const std::string drawn = svg(way());
    const auto words = words_in(drawn);
    const auto at = [&](const char* text) {
        return std::ranges::find(words, std::string(text), &Words::text)->x;
    };
    const double kilometre = (at("2") - at("1")) / 2;
    static const std::regex bar(R"re(points="(\d+),(\d+) \1,(\d+) (\d+),\3 \4,\2")re");
    std::smatch found;
    ASSERT_TRUE(std::regex_search(drawn, found, bar));
    EXPECT_NEAR(std::stod(found[4]) - std::stod(found[1]), kilometre, 2);
}

TEST(RouteMap, whatever_goes_on_outside_is_cut_at_its_frame) {
    const std::string drawn = svg(way(), {15'600, 14'000});
    static const std::regex place(R"re((-?\d+),(-?\d+))re");
    int count = 0;
    for (std::sregex_iterator it(drawn.begin(), drawn.end(), place), end; it != end;
         ++it, ++count) {
        EXPECT_GE(std::stoi((*it)[1]), 0);
        EXPECT_LE(std::stoi((*it)[1]), 15'600);
        EXPECT_GE(std::stoi((*it)[2]), 0);
        EXPECT_LE(std::stoi((*it)[2]), 14'000);
    }
    EXPECT_GT(count, 50);
}

TEST(RouteMap, its_letters_have_nine_points_and_its_inks_are_grey) {
    const std::string drawn = svg(way());
    for (const Words& words : words_in(drawn))
        EXPECT_GE(words.height, 9 * 2540 / 72.0) << words.text;
    static const std::regex colour(R"re(#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))re");
    for (std::sregex_iterator it(drawn.begin(), drawn.end(), colour), end; it != end; ++it) {
        EXPECT_EQ((*it)[1], (*it)[2]) << (*it)[0];
        EXPECT_EQ((*it)[2], (*it)[3]) << (*it)[0];
    }
}

TEST(RouteMap, stops_that_lie_close_stand_beside_each_other_and_all_can_be_read) {
    json drawing = way();
    for (int i = 0; i < 12; ++i)
        drawing["stops"].push_back(
            stop(("户" + std::to_string(i + 1)).c_str(), 3.0 * (i % 4), 2.0 * (i % 3), true));
    const auto words = words_in(svg(drawing));
    std::vector<Words> pins;
    for (const Words& each : words)
        if (each.text.starts_with("户") && each.text != "户级核查表") pins.push_back(each);
    ASSERT_EQ(pins.size(), 12U);
    pins.push_back(*std::ranges::find(words, std::string("1"), &Words::text));
    for (std::size_t i = 0; i < pins.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            EXPECT_GE(std::max(std::abs(pins[i].x - pins[k].x), std::abs(pins[i].y - pins[k].y)),
                      540)
                << pins[i].text << " over " << pins[k].text;
}

TEST(RouteMap, one_stop_alone_is_a_map_of_two_hundred_metres) {
    json drawing{{"kind", "route"}, {"stops", {stop("1", 70, 70)}}};
    EXPECT_THAT(texts_in(svg(drawing)), Contains("50米"));
}

TEST(RouteMap, without_a_place_there_is_a_frame_that_says_so) {
    EXPECT_THAT(svg({{"kind", "route"}}), HasSubstr("无数据"));
}

TEST(RouteMap, the_same_way_is_the_same_bytes) {
    EXPECT_EQ(draw(way().dump(), paper), draw(way().dump(), paper));
}

}  // namespace
}  // namespace documents
