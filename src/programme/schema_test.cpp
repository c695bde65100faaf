#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "format_keys.hpp"
#include "places_for_tests.hpp"

namespace {

namespace keys = programme::keys;
using Json = nlohmann::json;

std::set<std::string> properties_of(const Json& schema) {
    std::set<std::string> names;
    for (const auto& property : schema.at("properties").items()) names.insert(property.key());
    return names;
}

std::set<std::string> as_set(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

TEST(Schema, lists_exactly_the_keys_the_reader_knows) {
    std::ifstream file(places::source("schema/programme.schema.json"));
    const Json schema = Json::parse(file);
    const Json& parts = schema.at("$defs");
    EXPECT_EQ(properties_of(schema), as_set(keys::top));
    EXPECT_EQ(properties_of(parts.at("periods")), as_set(keys::periods));
    EXPECT_EQ(properties_of(parts.at("goal")), as_set(keys::goal));
    EXPECT_EQ(properties_of(parts.at("indicator")), as_set(keys::indicator));
    EXPECT_EQ(properties_of(parts.at("measure")), as_set(keys::measure));
    EXPECT_EQ(properties_of(parts.at("among")), as_set(keys::among));
    EXPECT_EQ(properties_of(parts.at("scorecard")), as_set(keys::scorecard));
    EXPECT_EQ(properties_of(parts.at("aspect")), as_set(keys::aspect));
    EXPECT_EQ(properties_of(parts.at("item")), as_set(keys::item));
    EXPECT_EQ(properties_of(parts.at("band")), as_set(keys::band));
    EXPECT_EQ(properties_of(parts.at("factor")), as_set(keys::factor));
}

}  // namespace
