#include "documents/draw.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "base/error.hpp"

namespace documents {
namespace {

std::uint32_t word_at(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i)
        value = (value << 8) | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

// Every record leads to the next, the last is the end, and the header's counts are true.
void expect_sound(const std::string& bytes) {
    std::size_t at = 0;
    std::uint32_t records = 0, last = 0;
    while (at + 8 <= bytes.size()) {
        last = word_at(bytes, at);
        const std::uint32_t size = word_at(bytes, at + 4);
        ASSERT_GE(size, 8U);
        ASSERT_EQ(size % 4, 0U);
        at += size;
        ++records;
    }
    EXPECT_EQ(at, bytes.size());
    EXPECT_EQ(last, 14U);
    EXPECT_EQ(word_at(bytes, 48), bytes.size());
    EXPECT_EQ(word_at(bytes, 52), records);
}

TEST(Draw, EveryDrawingIsASoundMetafile) {
    for (
        const char* drawing :
        {R"({"kind":"bars","items":[{"label":"甲单位","value":3},{"label":"乙","value":"7/2"}],
             "target":"3","unit":"项"})",
         R"({"kind":"lines","labels":["1月","2月"],"series":[{"label":"率","values":["1/2",null]}]})",
         R"({"kind":"map","places":[{"name":"甲","light":"red","rings":[[[109,28],[110,28],[110,29]]]},
             {"name":"乙","light":"green","at":[109.5,28.5]}],"legend":[{"light":"red","label":"超期"}]})",
         R"({"kind":"bars","items":[]})", R"({"kind":"map"})", R"({"kind":"lines"})"}) {
        const std::string bytes = draw(drawing, {16'000, 9'000});
        expect_sound(bytes);
        EXPECT_EQ(bytes, draw(drawing, {16'000, 9'000}));
    }
}

TEST(Draw, what_is_not_applicable_is_drawn_as_such_and_never_as_0_percent) {
    const auto bars = [](const char* items) {
        return draw(std::string(R"({"kind":"bars","unit":"%","items":)") + items + "}", {});
    };
    const std::string nothing = bars("[]");
    EXPECT_EQ(bars(R"([{"label":"甲","value":null},{"label":"乙"}])"), nothing);
    const char* both = R"([{"label":"甲","value":null},{"label":"乙","value":"1/2"}])";
    const char* zero = R"([{"label":"甲","value":0},{"label":"乙","value":"1/2"}])";
    EXPECT_NE(bars(both), bars(zero));
    expect_sound(bars(both));
    EXPECT_EQ(
        draw(R"({"kind":"lines","labels":["1月"],"series":[{"label":"率","values":[null]}]})", {}),
        nothing);
}

TEST(Draw, AnUnknownKindIsRefused) {
    EXPECT_THROW((void)draw(R"({"kind":"pie"})", {}), base::Error);
}

}  // namespace
}  // namespace documents
