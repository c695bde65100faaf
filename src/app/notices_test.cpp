#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "ledgers_for_tests.hpp"
#include "people/access.hpp"
#include "places_for_tests.hpp"

// What the notices of Yunnan, Ganzhou and Huayuan ask of the whole product, not of one file.
namespace {

using namespace for_tests;
using ::testing::HasSubstr;
using ::testing::Not;

class NoticesTest : public LedgersTest {
protected:
    ordered_json programme(const std::string& code) {
        const auto all = ordered_json::parse(app::to_json(app_->programmes()));
        for (const auto& one : all.at("programmes"))
            if (one.at("code") == code) return one;
        ADD_FAILURE() << code;
        return {};
    }
    // The sentence a step is refused with.
    std::string refused(const std::string& ledger, const std::string& number, const char* name,
                        const ordered_json& values) {
        try {
            step(ledger, number, name, values.is_null() ? ordered_json::object() : values,
                 "somebody");
        } catch (const base::Error& error) {
            return error.message().zh;
        }
        ADD_FAILURE() << name << " was not refused";
        return {};
    }
    people::Access village_clerk(const std::string& region) {
        people::Grant grant;
        grant.user = "clerk";
        grant.role = "village_clerk";
        grant.region = region;
        return people::access_of(app_->roles(), "clerk", {grant},
                                 base::parse_date("2019-06-30").value());
    }
    std::string exported(const std::string& name) {
        const auto file = database_.folder() / (name + ".csv");
        (void)app_->export_register(name, file, {});
        return files_.read(file);
    }
};

TEST_P(NoticesTest, N_01_a_figure_of_the_background_keeps_the_words_of_its_source) {
    load("yunnan-grid-2020");
    const std::string facts = programme("yunnan-grid-2020").at("facts").dump();
    EXPECT_THAT(facts, HasSubstr("超过40万人"));
    EXPECT_THAT(facts, Not(HasSubstr("400000")));
    EXPECT_THAT(facts, HasSubstr("50.04亿元"));
    EXPECT_THAT(facts, HasSubstr("2019-12-31"));
}

TEST_P(NoticesTest, H_01_a_programme_shows_what_it_rests_on_and_what_it_belongs_to) {
    load("huayuan-2019");
    const auto json = programme("huayuan-2019");
    ASSERT_EQ(json.at("basis").size(), 3U);
    EXPECT_EQ(json.at("basis")[0].at("zh"), "乡村振兴战略规划（2018—2022年）");
    EXPECT_NE(json.at("parent"), "");
}

TEST_P(NoticesTest, H_13_a_village_sees_its_own_village_and_no_other) {
    put_regions(2);
    for (int i = 0; i < 2; ++i) put_vector(village(i));
    load("huayuan-2019");
    const auto own = village_clerk(village(0));
    EXPECT_EQ(app_->register_rows("settlement", "", 0, 100, {}, own).total, 5);
    EXPECT_EQ(app_->register_rows("settlement", village(1), 0, 100, {}, own).total, 0);
    const auto table = app_->score("huayuan-2019", "2019-06", {}, own);
    ASSERT_EQ(table.units.size(), 1U);
    EXPECT_EQ(table.units[0].region, village(0));
    const std::string other = opened("issue", {{"region", village(1)},
                                               {"source", "screening"},
                                               {"found_on", "2019-06-01"},
                                               {"category", "no_4g"},
                                               {"description", "无信号"}});
    EXPECT_THROW((void)app_->ledgers().entry("issue", other, own), base::Error);
}

TEST_P(NoticesTest, H_29_and_G_32_names_and_telephones_leave_no_export_unmasked) {
    put_regions(1);
    put("leading_group_post", {{"programme", "huayuan-2019"},
                               {"region", county},
                               {"number", "1"},
                               {"role", "head"},
                               {"title", "副县长"},
                               {"person_name", "欧阳明远"},
                               {"since", "2019-01-24"}});
    put("programme_contact", {{"programme", "ganzhou-2020"},
                              {"number", "1"},
                              {"region", county},
                              {"person_name", "欧阳明远"},
                              {"phone", "13907971234"},
                              {"mailbox", "bangongshi@example.org"}});
    for (const char* name : {"leading_group_post", "programme_contact"}) {
        const std::string text = exported(name);
        EXPECT_THAT(text, Not(HasSubstr("欧阳明远"))) << name;
        EXPECT_THAT(text, Not(HasSubstr("13907971234"))) << name;
        EXPECT_THAT(text, Not(HasSubstr("bangongshi"))) << name;
    }
    EXPECT_THAT(exported("leading_group_post"), HasSubstr("副县长"));
}

// The files that the product brings: declarations, programmes, and the texts of its documents.
TEST_P(NoticesTest, G_32_no_file_of_the_product_holds_a_telephone_number_or_mailbox) {
    const std::regex telephone("(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)|0797-[0-9]{7,8}");
    const std::regex mailbox("[A-Za-z0-9._-]+@[A-Za-z0-9-]+\\.(com|cn|net|org|gov)");
    const std::filesystem::path root = places::source();
    int files = 0;
    for (const char* folder : {"schema", "programmes", "src/report"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            const auto ending = entry.path().extension();
            if (ending != ".yaml" && ending != ".csv" && ending != ".cpp" && ending != ".html")
                continue;
            ++files;
            std::istringstream lines(files_.read(entry.path()));
            for (std::string line; std::getline(lines, line);) {
                EXPECT_FALSE(std::regex_search(line, telephone)) << entry.path() << ": " << line;
                EXPECT_FALSE(std::regex_search(line, mailbox)) << entry.path() << ": " << line;
            }
        }
    EXPECT_GT(files, 100);
}

TEST_P(NoticesTest, G_33_the_assignment_table_comes_in_with_four_rows_and_goes_out_as_it_came) {
    put_region("360700000000", "赣州市", "prefecture", "");
    const std::pair<const char*, const char*> counties[] = {{"360730000000", "宁都县"},
                                                            {"360731000000", "于都县"},
                                                            {"360732000000", "兴国县"},
                                                            {"360704000000", "赣县区"}};
    for (const auto& [code, name] : counties) put_region(code, name, "county", "360700000000");
    app::Command command;
    command.id = app_->new_id();
    command.kind = "import";
    command.payload =
        ordered_json{{"register", "supervision_assignment"}, {"file_name", "附件1.xlsx"}}.dump();
    command.attachment =
        std::filesystem::path(places::source("programmes/ganzhou-2020/附件1.xlsx"));
    const auto outcome = ordered_json::parse(app_->apply(command).json);
    EXPECT_EQ(outcome.at("imported"), 4) << outcome;
    EXPECT_EQ(outcome.at("rejected"), 0) << outcome;
    const auto rows = app_->register_rows("supervision_assignment", "", 0, 10).rows;
    ASSERT_EQ(rows.size(), 4U);
    std::set<std::string> named;
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(rows[i].texts[0], std::to_string(i + 1));
        named.insert(rows[i].texts[1]);
    }
    EXPECT_EQ(named.size(), 4U);
    EXPECT_THAT(exported("supervision_assignment"), HasSubstr("序号"));
}

TEST_P(NoticesTest, G_04_the_count_of_a_past_day_is_what_was_open_on_that_day) {
    put_region("360700000000", "赣州市", "prefecture", "");
    put_region("360730000000", "宁都县", "county", "360700000000");
    load("ganzhou-2020");
    std::vector<std::string> numbers;
    std::map<std::string, std::int64_t> open_on;
    const char* days[] = {"2020-05-10", "2020-05-20", "2020-06-10", "2020-06-30"};
    for (const char* day : days) {
        today(day);
        for (int i = 0; i < 3; ++i)
            numbers.push_back(opened("issue", {{"region", "360730000000"},
                                               {"source", "screening"},
                                               {"found_on", day},
                                               {"category", "no_4g"},
                                               {"description", "无信号"}}));
        if (open_on.size() % 2 == 1)
            for (int i = 0; i < 2; ++i) {
                const std::string number = numbers.back();
                numbers.pop_back();
                by("ask",
                   {{"ledger", "issue"},
                    {"number", number},
                    {"request", "drop"},
                    {"reason", "误报"}},
                   "village");
                by("decide", {{"ledger", "issue"}, {"number", number}, {"granted", true}},
                   "county");
            }
        open_on[day] = static_cast<std::int64_t>(numbers.size());
    }
    today("2020-07-01");
    for (const auto& [day, open] : open_on) {
        const auto table = app_->score("ganzhou-2020", "2020-06", base::parse_date(day));
        EXPECT_EQ(table.total.counts.at(table.programme.find_indicator("open_issues").value()),
                  (programme::Count{open, 1}))
            << day;
    }
}

TEST_P(NoticesTest,
       N_03_parts_of_thirty_do_not_make_up_a_hundred_and_a_lower_rate_needs_its_reason) {
    put_region("530000000000", "云南省", "province", "");
    const auto target = [&](const char* kind, const char* value, const std::string& parent) {
        ordered_json values{{"region", "530000000000"},
                            {"programme", "yunnan-grid-2020"},
                            {"unit", "p1"},
                            {"item", "整改台区"},
                            {"kind", kind},
                            {"target", value}};
        if (!parent.empty()) values["parent"] = parent;
        return opened("target_assignment", values);
    };
    const std::string whole = target("additive", "100", "");
    for (int i = 0; i < 3; ++i) (void)target("additive", "30", whole);
    EXPECT_THAT(refused("target_assignment", whole, "hand_down", {}), HasSubstr("90"));
    (void)target("additive", "10", whole);
    step("target_assignment", whole, "hand_down", ordered_json::object(), "province");
    step("target_assignment", whole, "sign", ordered_json::object(), "prefecture");
    const std::string rate = target("rate", "95", "");
    const std::string below = target("rate", "94.9", rate);
    EXPECT_THAT(refused("target_assignment", below, "hand_down", {}), HasSubstr("理由"));
    step("target_assignment", below, "hand_down", {{"reason", "山区"}}, "province");
    const std::string equal = target("rate", "95", rate);
    step("target_assignment", equal, "hand_down", ordered_json::object(), "province");
}

TEST_P(NoticesTest, G_27_and_X_31_a_county_stricter_than_its_city_needs_the_citys_consent) {
    put_region("360700000000", "赣州市", "prefecture", "");
    put_region("360730000000", "宁都县", "county", "360700000000");
    const auto target = [&](const char* region, const ordered_json& more) {
        ordered_json values{{"region", region},
                            {"programme", "ganzhou-2020"},
                            {"unit", "u"},
                            {"item", "4G"},
                            {"kind", "rate"}};
        values.update(more);
        return opened("target_assignment", values);
    };
    const std::string city =
        target("360700000000", {{"target", "95"}, {"due_on", "2020-06-30"}, {"form_fields", "10"}});
    const auto county_of = [&](const ordered_json& more) {
        ordered_json values{
            {"target", "95"}, {"due_on", "2020-06-30"}, {"form_fields", "10"}, {"parent", city}};
        values.update(more);
        return target("360730000000", values);
    };
    for (const ordered_json& stricter :
         {ordered_json{{"target", "98"}}, ordered_json{{"due_on", "2020-06-29"}},
          ordered_json{{"form_fields", "11"}}}) {
        const std::string number = county_of(stricter);
        EXPECT_THAT(refused("target_assignment", number, "hand_down", {}),
                    HasSubstr("疑似层层加码"))
            << stricter;
        step("target_assignment", number, "agree",
             {{"stricter_agreed", "是"}, {"agreement", "市局同意"}}, "city");
        step("target_assignment", number, "hand_down", ordered_json::object(), "county");
    }
    const std::string equal = county_of(ordered_json::object());
    step("target_assignment", equal, "hand_down", ordered_json::object(), "county");
}

TEST_P(NoticesTest, N_38_and_X_31_what_is_there_is_not_asked_for_again) {
    load("yunnan-grid-2020");
    put_region("530000000000", "云南省", "province", "");
    const auto asks = [&](const char* item, const char* month, const char* unit) {
        try {
            (void)opened("burden_request", {{"region", "530000000000"},
                                            {"unit", unit},
                                            {"kind", "data"},
                                            {"item", item},
                                            {"of_month", month},
                                            {"requester", "营销部"}});
            return std::string();
        } catch (const base::Error& error) {
            return error.message().zh;
        }
    };
    EXPECT_THAT(asks("供电可靠率", "2020-06", "p1"), HasSubstr("已有数据，不得重复索要"));
    EXPECT_EQ(asks("供电可靠率", "2021-01", "p1"), "");  // no programme counts it then
    EXPECT_EQ(asks("驻村队员食宿情况", "2020-06", "p1"), "");
    EXPECT_THAT(asks("驻村队员食宿情况", "2020-06", "p1"), HasSubstr("不得重复索要"));
    EXPECT_EQ(asks("驻村队员食宿情况", "2020-06", "p2"), "");
    EXPECT_EQ(asks("驻村队员食宿情况", "2020-07", "p1"), "");
}

TEST_P(NoticesTest, H_15_and_H_46_an_offer_is_below_its_standard_price_and_for_those_it_is_for) {
    put_regions(1);
    const auto household = [&](const char* number, const char* category) {
        put("household", {{"region", village(0)}, {"number", number}, {"category", category}});
    };
    household("1", "registered_poor");
    household("2", "ordinary");
    const ordered_json offer{{"number", "Y1"},
                             {"region", county},
                             {"product", "家庭宽带"},
                             {"standard_price", "50"},
                             {"eligibility", "poor_household"}};
    const auto priced = [&](const char* price) {
        ordered_json values = offer;
        values["price"] = price;
        put("offer", values);
    };
    EXPECT_THROW(priced("50.01"), base::Error);
    priced("50");
    const auto use = [&](const char* number, const char* eligibility) {
        put("offer_use", {{"region", village(0)},
                          {"household", number},
                          {"offer", "Y1"},
                          {"eligibility", eligibility},
                          {"used_on", "2019-06-01"}});
    };
    EXPECT_THROW(use("2", "poor_household"), base::Error);
    EXPECT_THROW(use("2", "rural"), base::Error);  // the offer is not for these
    EXPECT_THROW(use("9", "poor_household"), base::Error);
    use("1", "poor_household");
}

TEST_P(NoticesTest, H_16_and_H_37_a_catalogue_of_nine_products_is_not_published) {
    put_regions(0);
    const std::string catalogue =
        opened("offer_catalogue", {{"region", county}, {"title", "优惠服务内容"}});
    const auto product = [&](int number) {
        put("offer", {{"number", "Y" + std::to_string(number)},
                      {"region", county},
                      {"catalogue", catalogue},
                      {"product", "产品" + std::to_string(number)},
                      {"standard_price", "50"},
                      {"price", "10"},
                      {"eligibility", "village"}});
    };
    for (int i = 1; i <= 9; ++i) product(i);
    EXPECT_THAT(refused("offer_catalogue", catalogue, "publish", {}), HasSubstr("现有9项"));
    product(10);
    step("offer_catalogue", catalogue, "publish", ordered_json::object(), "operator");
}

TEST_P(NoticesTest, H_09_an_event_shows_its_business_product_by_product) {
    put_regions(0);
    const std::string event = opened("activity", {{"region", township}, {"kind", "service"}});
    step("activity", event, "schedule", {{"place", "集镇"}, {"planned_on", "2019-06-01"}}, "clerk");
    step("activity", event, "hold",
         {{"held_on", "2019-06-01"}, {"reached", "80"}, {"business", "30"}}, "clerk",
         {evidence_of("activity", event)});
    const auto done = [&](const char* product, const char* count) {
        put("activity_product", {{"activity", event},
                                 {"region", township},
                                 {"product", product},
                                 {"transactions", count}});
    };
    done("家庭宽带", "20");
    done("手机套餐", "9");
    EXPECT_THAT(refused("activity", event, "close", {}), HasSubstr("29"));
    done("手机套餐", "10");
    step("activity", event, "close", ordered_json::object(), "leader");
}

TEST_P(NoticesTest, H_10_an_operator_gets_the_agreed_columns_of_those_who_consented) {
    put_regions(1);
    const auto household = [&](const char* number, const char* consent) {
        put("collected_data", {{"region", village(0)},
                               {"number", number},
                               {"purpose", "核对宽带需求"},
                               {"head_name", "欧阳明远"},
                               {"residents", "4"},
                               {"wants", "broadband"},
                               {"consent", consent}});
    };
    household("1", "是");
    household("2", "否");
    household("3", "");
    const auto file = database_.folder() / "operator.csv";
    EXPECT_EQ(
        app_->export_register("collected_data", file, {}, {}, people::everything(), "operator"), 1);
    const std::string text = files_.read(file);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_THAT(text, HasSubstr("户编号"));
    EXPECT_THAT(text, Not(HasSubstr("户主")));
    EXPECT_THAT(text, Not(HasSubstr("目的")));
    // An operator has no other way, and an identity number is not collected at all.
    people::Grant grant;
    grant.user = "m";
    grant.role = "operator";
    const auto access =
        people::access_of(app_->roles(), "m", {grant}, base::parse_date("2019-06-30").value());
    EXPECT_THROW((void)app_->export_register("collected_data", file, {}, {}, access), base::Error);
    EXPECT_EQ(app_->export_register("collected_data", file, {}, {}, access, "operator"), 1);
    const auto all = app_->register_declarations();
    const auto declaration = std::find_if(
        all.begin(), all.end(), [](const auto& each) { return each.name == "collected_data"; });
    ASSERT_NE(declaration, all.end());
    for (const auto& field : declaration->fields)
        EXPECT_NE(field.type, registers::FieldType::id_number) << field.name;
}

TEST_P(NoticesTest, H_29_a_group_has_one_head_at_a_time) {
    put_regions(0);
    const auto post = [&](const char* number, const char* since, const char* until) {
        put("leading_group_post", {{"programme", "huayuan-2019"},
                                   {"region", county},
                                   {"number", number},
                                   {"role", "head"},
                                   {"title", "副县长"},
                                   {"since", since},
                                   {"until", until}});
    };
    post("1", "2019-01-24", "");
    EXPECT_THROW(post("2", "2019-03-01", ""), base::Error);
    post("1", "2019-01-24", "2019-02-28");
    post("2", "2019-03-01", "");
}

INSTANTIATE_ON_BOTH_DATABASES(NoticesTest);

}  // namespace
