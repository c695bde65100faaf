#include "app/unit_file.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "ledgers_for_tests.hpp"

// The whole-process record of a unit's year.
namespace {

using namespace for_tests;
using ::testing::HasSubstr;
using ::testing::Not;

class UnitFileTest : public LedgersTest {
protected:
    std::string issue(const char* unit) {
        const std::string number = opened("issue", {{"region", "500229101001"},
                                                    {"source", "supervision"},
                                                    {"found_on", "2020-06-01"},
                                                    {"category", "power"},
                                                    {"unit", unit},
                                                    {"description", "电压低"}});
        return number;
    }
};

TEST_P(UnitFileTest, N_41_one_command_writes_the_years_entries_evidence_and_an_index_of_hashes) {
    today("2020-06-01");
    put_chengkou();
    const std::string own = issue("gongdian"), other = issue("tieta");
    const std::string photo = evidence_of("issue", own);
    (void)opened("notice_receipt", {{"region", "500229000000"},
                                    {"unit", "gongdian"},
                                    {"kind", "letter"},
                                    {"document", "督战信"}});
    (void)opened(
        "clue_report",
        {{"region", "500229101001"}, {"unit", "gongdian"}, {"kind", "theft"}, {"content", "私接"}});
    today("2021-02-01");
    const auto folder = database_.folder() / "档案";
    const auto answer =
        ordered_json::parse(app::write_unit_file(*app_, {"gongdian", 2020, folder}, {}));
    EXPECT_EQ(answer.at("entries"), 2);
    EXPECT_EQ(answer.at("evidence"), 1);
    EXPECT_EQ(answer.at("files"), 3);
    const std::string issues = files_.read(folder / "问题与整改.csv");
    EXPECT_THAT(issues, HasSubstr(own));
    EXPECT_THAT(issues, Not(HasSubstr(other))) << "another unit's";
    EXPECT_THAT(files_.list(folder), Not(testing::Contains(HasSubstr("举报"))));
    const std::string index = files_.read(folder / "目录.csv");
    EXPECT_THAT(index, HasSubstr("佐证/" + photo));
    EXPECT_THAT(index, HasSubstr(base::to_hex(base::sha256(issues))));
    std::stringstream sums(files_.read(folder / "SHA256SUMS"));
    int lines = 0;
    for (std::string hash, name; sums >> hash >> name; ++lines)
        EXPECT_EQ(base::to_hex(base::sha256(files_.read(folder / name))), hash) << name;
    EXPECT_EQ(lines, 4);
}

TEST_P(UnitFileTest, N_41_a_year_or_unit_without_entries_and_a_folder_in_use_are_refused) {
    today("2020-06-01");
    put_chengkou();
    (void)issue("gongdian");
    const auto write = [&](const char* unit, int year, const char* folder) {
        return app::write_unit_file(*app_, {unit, year, database_.folder() / folder}, {});
    };
    EXPECT_THROW((void)write("gongdian", 2019, "a"), base::Error);
    EXPECT_THROW((void)write("nobody", 2020, "b"), base::Error);
    EXPECT_THROW((void)write("gongdian", 20, "c"), base::Error);
    (void)write("gongdian", 2020, "d");
    EXPECT_THROW((void)write("gongdian", 2020, "d"), base::Error);
}

INSTANTIATE_ON_BOTH_DATABASES(UnitFileTest);

}  // namespace
