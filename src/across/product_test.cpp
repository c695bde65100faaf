#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "across/rule.hpp"
#include "places_for_tests.hpp"

// The rules of the registers and ledgers that come with the program.
namespace {

struct File {
    std::string name, yaml;
};

std::vector<File> product_files() {
    std::vector<File> files;
    for (const char* folder : {"/schema/registers", "/schema/ledgers"})
        for (const auto& entry : std::filesystem::directory_iterator(places::source() + folder)) {
            std::stringstream text;
            text << std::ifstream(entry.path()).rdbuf();
            files.push_back({entry.path().filename().string(), text.str()});
        }
    return files;
}

TEST(Product, Every_rule_across_rows_reads_and_no_name_stands_twice) {
    const auto files = product_files();
    std::vector<registers::Declaration> all;
    for (const File& file : files) all.push_back(registers::read_declaration(file.yaml, file.name));
    std::size_t rules = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto checked = across::check_rules(files[i].yaml, all[i], all);
        for (const auto& problem : checked.problems)
            ADD_FAILURE() << files[i].name << ":" << problem.line << ": " << problem.message.en;
        std::set<std::string> names;
        for (const auto& rule : checked.rules)
            EXPECT_TRUE(names.insert(rule.name).second) << files[i].name << " " << rule.name;
        rules += checked.rules.size();
    }
    EXPECT_GT(rules, 20U);
}

}  // namespace
