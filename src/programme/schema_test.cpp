#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <span>
#include <string>
#include <string_view>

#include "format_keys.hpp"
#include "places_for_tests.hpp"

namespace {

namespace keys = programme::keys;

std::set<std::string> properties_of(const YAML::Node& schema) {
    std::set<std::string> names;
    for (const auto& property : schema["properties"]) names.insert(property.first.Scalar());
    return names;
}

std::set<std::string> as_set(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

// JSON is YAML, so the module needs no JSON reader for this.
TEST(Schema, lists_exactly_the_keys_the_reader_knows) {
    const YAML::Node schema = YAML::LoadFile(places::source("schema/programme.schema.json"));
    const YAML::Node parts = schema["$defs"];
    EXPECT_EQ(properties_of(schema), as_set(keys::top));
    EXPECT_EQ(properties_of(parts["periods"]), as_set(keys::periods));
    EXPECT_EQ(properties_of(parts["goal"]), as_set(keys::goal));
    EXPECT_EQ(properties_of(parts["indicator"]), as_set(keys::indicator));
    EXPECT_EQ(properties_of(parts["measure"]), as_set(keys::measure));
    EXPECT_EQ(properties_of(parts["among"]), as_set(keys::among));
    EXPECT_EQ(properties_of(parts["scorecard"]), as_set(keys::scorecard));
    EXPECT_EQ(properties_of(parts["aspect"]), as_set(keys::aspect));
    EXPECT_EQ(properties_of(parts["item"]), as_set(keys::item));
    EXPECT_EQ(properties_of(parts["band"]), as_set(keys::band));
    EXPECT_EQ(properties_of(parts["factor"]), as_set(keys::factor));
}

}  // namespace
