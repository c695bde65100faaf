#include "ledgers_for_tests.hpp"

// What an export masked is no value: brought back, it leaves what is stored.
namespace {

using namespace for_tests;

class MaskedExportTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2020-03-02");
        put_chengkou();
    }
    ordered_json bring(const std::string& name, const std::filesystem::path& file) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload =
            ordered_json{{"register", name}, {"file_name", file.filename().string()}}.dump();
        command.attachment = file;
        return ordered_json::parse(app_->apply(command).json);
    }

    const std::string village_code = "500229101001";
};

TEST_P(MaskedExportTest, C_63_declarations_that_were_exported_come_back_unchanged) {
    for (const char* cause : {"split", "new_house", "remote"})
        opened("no_power_case", {{"region", village_code},
                                 {"found_on", "2020-03-01"},
                                 {"cause", cause},
                                 {"head", "王小明"}});
    const auto file = data_ / "申报表.xlsx";
    EXPECT_EQ(app_->export_register("no_power_case", file, {}), 3);
    const auto answer = bring("no_power_case", file);
    EXPECT_EQ(answer.at("unchanged"), 3) << answer.dump(1);
}

TEST_P(MaskedExportTest, X_25_a_masked_export_comes_back_without_harm_to_what_it_hides) {
    const auto household = [&](const char* number) {
        return ordered_json{{"region", village_code}, {"number", number},
                            {"head_name", "王小明"},  {"head_id", "110101199003070011"},
                            {"phone", "13800001234"}, {"residents", "4"}};
    };
    put("household", household("71"));
    put("household", household("72"));
    const auto file = data_ / "户册.xlsx";
    (void)app_->export_register("household", file, {});
    EXPECT_EQ(bring("household", file).at("rejected"), 0);
    EXPECT_EQ(bring("household", file).at("imported"), 0) << "masks are no values";
    // Only what was filled in anew is written.
    const auto edited = data_ / "户册.csv";
    files_.write(edited, "村代码,户编号,户主姓名,联系电话,常住人口\n" + village_code +
                             ",71,王*,138****1234,5\n" + village_code + ",72,李四,138****1234,4\n");
    EXPECT_EQ(bring("household", edited).at("imported"), 2);
    const auto names = [&](const char* name) {
        return app_->find_rows("household", "head_name", name, village_code, 10).total;
    };
    EXPECT_EQ(names("王小明"), 1);
    EXPECT_EQ(names("李四"), 1);
    EXPECT_EQ(app_->find_rows("household", "phone", "13800001234", village_code, 10).total, 2);
    for (const char* row : {",71,赵*,,5\n", ",99,王*,,5\n", ",72,,139****1234,4\n"}) {
        files_.write(edited, "村代码,户编号,户主姓名,联系电话,常住人口\n" + village_code + row);
        EXPECT_THROW((void)bring("household", edited), base::Error) << row;
    }
    EXPECT_EQ(names("王小明"), 1);
}

INSTANTIATE_ON_BOTH_DATABASES(MaskedExportTest);

}  // namespace
