#include "registers/declaration.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "places_for_tests.hpp"

namespace {

const std::string good = R"(register: pond
label: {zh: 鱼塘, en: Pond}
key: [region, number]
geometry: polygon
fields:
  - {name: region, type: region, level: village, required: true, label: {zh: 村代码, en: Village code}}
  - {name: number, type: text, required: true, label: {zh: 编号, en: Number}}
  - {name: area_m2, type: decimal, decimals: 1, min: 0, label: {zh: 面积, en: Area}}
)";

std::string complaint(const std::string& yaml) {
    try {
        (void)registers::read_declaration(yaml, "pond.yaml");
    } catch (const base::Error& error) {
        return error.message().en;
    }
    return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
}

TEST(Declaration, X_03_a_register_is_made_from_its_file) {
    const auto declaration = registers::read_declaration(good, "pond.yaml");
    EXPECT_EQ(declaration.name, "pond");
    EXPECT_EQ(declaration.geometry, registers::GeometryType::polygon);
    EXPECT_EQ(declaration.fields.size(), 3u);
    EXPECT_EQ(declaration.fields[2].minimum, 0);
    EXPECT_FALSE(declaration.is_periodic());
}

TEST(Declaration, a_wrong_file_is_refused_with_line_and_column) {
    EXPECT_NE(complaint(replaced(good, "geometry: polygon", "geometri: polygon")).find("line 4"),
              std::string::npos);
    EXPECT_NE(complaint(replaced(good, "type: decimal", "type: float")).find("one of text"),
              std::string::npos);
    EXPECT_NE(complaint(replaced(good, "key: [region, number]", "key: [region, nr]")).find("nr"),
              std::string::npos);
    EXPECT_NE(complaint(replaced(good, "name: number", "name: region")).find("twice"),
              std::string::npos);
    EXPECT_NE(complaint(replaced(good, "name: number", "name: fid")).find("reserved"),
              std::string::npos);
    EXPECT_NE(complaint("a: [").find("line"), std::string::npos);
}

TEST(Declaration, aliases_which_could_unfold_without_end_are_refused) {
    try {
        (void)registers::read_declaration("register: a\nlabel: &l {zh: 甲, en: A}\nkey: *l\n",
                                          "a.yaml");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().en.find("aliases"), std::string::npos);
    }
}

TEST(Declaration, every_register_of_the_product_can_be_read) {
    for (const auto& entry :
         std::filesystem::directory_iterator(places::source("schema/registers"))) {
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        const auto declaration = registers::read_declaration(text.str(), entry.path().string());
        EXPECT_EQ(declaration.name, entry.path().stem().string());
    }
}

TEST(Declaration, a_field_may_not_bear_the_name_of_a_column_of_the_store) {
    const auto with = [](const std::string& name) {
        return "register: mast\nlabel: {zh: 塔, en: Mast}\nkey: [region]\nfields:\n"
               "  - {name: region, type: region, required: true, label: {zh: 区划, en: Region}}\n"
               "  - {name: " +
               name + ", type: integer, label: {zh: 数, en: Number}}\n";
    };
    for (const char* name :
         {"fid", "geom", "county", "begin_seq", "batch", "end_seq", "version", "end_batch"})
        EXPECT_THROW((void)registers::read_declaration(with(name), "mast.yaml"), base::Error)
            << name;
    EXPECT_EQ(registers::read_declaration(with("edition"), "mast.yaml").fields.size(), 2U);
}

}  // namespace
