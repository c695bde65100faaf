#include "demo/june_round.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "draw/verify.hpp"

namespace demo {
namespace {

class JuneRoundTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "round-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        round_ = hold_june_round(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::string file_of(const std::string& register_name) const {
        for (const auto& source : round_.files)
            if (source.register_name == register_name) return base::SystemFiles().read(source.file);
        return {};
    }
    static std::set<std::string> visited(const draw::Documents& documents) {
        std::set<std::string> units;
        for (const auto& listed : draw::current_list(documents).units)
            if (listed.visit != draw::Visit::replaced) units.insert(listed.drawn.unit);
        return units;
    }
    std::filesystem::path folder_;
    JuneRound round_;
};

TEST_F(JuneRoundTest, both_draws_come_out_as_they_say) {
    for (const auto* documents : {&round_.villages, &round_.households}) {
        const auto verdict = draw::verify(*documents);
        EXPECT_FALSE(verdict.problem) << verdict.problem->en;
    }
    EXPECT_EQ(visited(round_.villages).size(), 24U);
    EXPECT_EQ(visited(round_.households).size(), 48U);
}

TEST_F(JuneRoundTest, the_replaced_village_is_followed_by_the_next_rank_and_gets_no_household) {
    std::map<draw::Visit, std::vector<draw::Drawn>> by_visit;
    for (const auto& listed : draw::current_list(round_.villages).units)
        by_visit[listed.visit].push_back(listed.drawn);
    ASSERT_EQ(by_visit[draw::Visit::replaced].size(), 1U);
    ASSERT_EQ(by_visit[draw::Visit::replacement].size(), 1U);
    const auto& gone = by_visit[draw::Visit::replaced].front();
    const auto& next = by_visit[draw::Visit::replacement].front();
    EXPECT_EQ(gone.stratum, "YN08");
    EXPECT_EQ(next.stratum, "YN08");
    EXPECT_EQ(next.rank, gone.rank + 1);
    for (const auto& household : visited(round_.households))
        EXPECT_FALSE(household.starts_with(gone.unit)) << household;
}

TEST_F(JuneRoundTest, every_drawn_unit_has_one_sheet_and_nothing_else_has) {
    const auto sheets = [&](const char* register_name, const draw::Documents& documents) {
        std::set<std::string> units;
        const auto drawn = visited(documents);
        const auto lines = base::split(file_of(register_name), '\n');
        EXPECT_EQ(lines.size(), drawn.size() + 2) << "a head and the end";
        for (const std::string& line : lines)
            for (const std::string& cell : base::split(line, ','))
                if (drawn.contains(cell)) units.insert(cell);
        return units;
    };
    EXPECT_EQ(sheets("village_sheet", round_.villages), visited(round_.villages));
    EXPECT_EQ(sheets("household_sheet", round_.households), visited(round_.households));
}

TEST_F(JuneRoundTest, it_is_the_same_each_time) {
    const auto again = hold_june_round(folder_);
    EXPECT_EQ(again.villages, round_.villages);
    EXPECT_EQ(again.households, round_.households);
}

}  // namespace
}  // namespace demo
