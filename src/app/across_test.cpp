#include <gmock/gmock.h>

#include "ledgers_for_tests.hpp"

// Rules across rows as commands meet them.
namespace {

using namespace for_tests;

constexpr const char* host_yaml = R"(
register: host
label: {zh: 主站, en: Host}
key: [region, number]
fields:
  - {name: region, type: region, level: village, class: open, required: true, label: {zh: 村, en: Village}}
  - {name: number, type: text, max: 20, class: open, required: true, label: {zh: 编号, en: Number}}
  - {name: in_service, type: fact, class: open, label: {zh: 在用, en: In service}}
)";
constexpr const char* repeater_yaml = R"(
register: repeater
label: {zh: 直放站, en: Repeater}
key: [region, number]
fields:
  - {name: region, type: region, level: village, class: open, required: true, label: {zh: 村, en: Village}}
  - {name: number, type: text, max: 20, class: open, required: true, label: {zh: 编号, en: Number}}
  - {name: host, type: text, max: 20, class: open, label: {zh: 主站, en: Host}}
  - {name: channels, type: integer, min: 0, class: open, label: {zh: 信道, en: Channels}}
across:
  - name: has_host
    of: host
    same: [region, {theirs: number, mine: host}]
    where: "in_service = yes"
    must: "count = 1"
    otherwise: {zh: '主站“{host}”不存在或不在用。', en: 'No host "{host}" is in service.'}
  - name: channels_of_a_host
    same: [region, host]
    sum: channels
    must: "sum <= 10"
    otherwise: {zh: '同一主站的信道共{sum}个，超过10个：{rows}。', en: 'The channels add up to {sum}: {rows}.'}
  - name: two_is_many
    same: [region, host]
    must: "count < 2"
    warn: true
    otherwise: {zh: '同一主站有{count}个直放站。', en: '{count} repeaters of one host.'}
)";

class AcrossTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2020-06-01");
        put_region("500229000000", "城口县", "county", "");
        put_region("500229101000", "葛城街道", "township", "500229000000");
        put_region("500229101001", "一村", "village", "500229101000");
        apply("declare", {{"yaml", host_yaml}});
        apply("declare", {{"yaml", repeater_yaml}});
    }
    void host(const char* number, const char* in_service) {
        put("host", {{"region", one_}, {"number", number}, {"in_service", in_service}});
    }
    void repeater(const char* number, const char* of, const char* channels) {
        put("repeater",
            {{"region", one_}, {"number", number}, {"host", of}, {"channels", channels}});
    }
    const char* one_ = "500229101001";
};

TEST_P(AcrossTest, Each_row_has_its_partner_and_the_partner_stays_while_it_is_needed) {
    EXPECT_NE(refused([&] { repeater("1", "A", "4"); }).find("“A”"), std::string::npos);
    EXPECT_NE(refused([&] { repeater("1", "", "4"); }).find("不存在"), std::string::npos);
    host("A", "是");
    repeater("1", "A", "4");
    const auto says = refused([&] { host("A", "否"); });
    EXPECT_NE(says.find("直放站”500229101001/1："), std::string::npos) << says;
    EXPECT_NE(refused([&] {
                  apply("remove",
                        {{"register", "host"}, {"values", {{"region", one_}, {"number", "A"}}}});
              }).find("直放站"),
              std::string::npos);
    apply("remove", {{"register", "repeater"}, {"values", {{"region", one_}, {"number", "1"}}}});
    host("A", "否");
}

TEST_P(AcrossTest, A_sum_over_a_group_is_refused_beyond_its_limit_and_leaves_no_trace) {
    host("A", "是");
    repeater("1", "A", "4");
    repeater("2", "A", "6");
    const auto says = refused([&] { repeater("3", "A", "1"); });
    EXPECT_NE(says.find("共11个"), std::string::npos) << says;
    EXPECT_NE(says.find("500229101001/3"), std::string::npos) << says;
    EXPECT_NE(refused([&] { repeater("2", "A", "7"); }).find("共11个"), std::string::npos);
    repeater("3", "A", "0");
    repeater("1", "A", "3");
    repeater("3", "A", "1");
}

TEST_P(AcrossTest, What_only_warns_is_written_and_found_by_the_daily_look) {
    host("A", "是");
    repeater("1", "A", "1");
    auto found = ordered_json::parse(apply("evaluate", {{"date", "2020-06-01"}}).json);
    EXPECT_EQ(found.at("broken"), 0);
    repeater("2", "A", "1");
    found = ordered_json::parse(apply("evaluate", {{"date", "2020-06-01"}}).json);
    EXPECT_EQ(found.at("broken"), 2);
    EXPECT_EQ(found.at("findings").at(0).at("message").at("zh"), "同一主站有2个直放站。");
    EXPECT_EQ(found.at("findings").at(1).at("key"), "500229101001/2");
}

TEST_P(AcrossTest, A_file_that_breaks_a_rule_is_refused_as_a_whole_and_one_that_mends_it_is_not) {
    host("A", "是");
    const auto import_rows = [&](const std::string& rows) {
        const auto file = database_.folder() / "rows.csv";
        files_.write(file, "region,number,host,channels\n" + rows);
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.attachment = file;
        command.payload = ordered_json{{"register", "repeater"}, {"file_name", "rows.csv"}}.dump();
        return app_->apply(command);
    };
    const auto says = refused(
        [&] { import_rows("500229101001,1,A,4\n500229101001,2,A,4\n500229101001,3,A,4\n"); });
    EXPECT_NE(says.find("有 3 行"), std::string::npos) << says;
    (void)import_rows("500229101001,1,A,4\n500229101001,2,A,4\n500229101001,3,A,2\n");
    EXPECT_NE(refused([&] { import_rows("500229101001,4,B,0\n"); }).find("有 1 行"),
              std::string::npos);
}

TEST_P(AcrossTest, A_declaration_whose_rule_names_no_register_is_refused) {
    std::string yaml = repeater_yaml;
    yaml.replace(yaml.find("register: repeater"), 18, "register: another1");
    yaml.replace(yaml.find("of: host"), 8, "of: hosts");
    EXPECT_THROW(apply("declare", {{"yaml", yaml}}), base::Error);
}

INSTANTIATE_ON_BOTH_DATABASES(AcrossTest);

}  // namespace
