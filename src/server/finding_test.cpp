// Lists of entries and rows searched, ordered and paged, as the pages ask for them.
#include <algorithm>
#include <tuple>

#include "api_for_tests.hpp"

namespace {

using for_tests::Answer;
using for_tests::ordered_json;

constexpr const char* county = "433124000000";
constexpr const char* town = "433124100000";
constexpr const char* shitan = "433124100001";
constexpr const char* yanqing = "433124100002";

class FindingTest : public for_tests::ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        region(county, "花垣县", "county", "");
        region(town, "云岭镇", "township", county);
        region(shitan, "石潭屯村", "village", town);
        region(yanqing, "岩箐村", "village", town);
        at_machine("put", {{"register", "unit"},
                           {"values",
                            {{"code", "POWER"},
                             {"name", "县供电公司"},
                             {"kind", "power_company"},
                             {"region", county}}}});
        add_user("jingxin", "lead_unit", county, "BUREAU");
        add_user("cunwei", "village_clerk", shitan, "VILLAGE");
        add_user("zhenzhang", "township_leader", town, "TOWN");
        add_user("gongdian", "power_company", county, "POWER");
        set_day("2020-05-06");
        for (const auto& [place, found, cause] : {std::tuple{shitan, "2020-05-01", "split"},
                                                  std::tuple{yanqing, "2020-05-03", "remote"},
                                                  std::tuple{yanqing, "2020-05-02", "split"}})
            numbers_.push_back(opened(place, found, cause));
    }

    void region(const char* code, const char* name, const char* level, const char* parent) {
        ordered_json values{
            {"region", code}, {"valid_from", "2000-01-01"}, {"name", name}, {"level", level}};
        if (*parent) values["parent"] = parent;
        at_machine("put", {{"register", "region"}, {"values", values}});
    }

    std::string opened(const char* place, const char* found, const char* cause) {
        const Answer answer =
            post("zhenzhang", entries(),
                 {{"values", {{"region", place}, {"found_on", found}, {"cause", cause}}}});
        EXPECT_EQ(answer.status, 200) << answer.json.dump();
        return answer.json.value("number", "");
    }

    Answer step(const std::string& user, const std::string& number, const std::string& name,
                const ordered_json& values) {
        const std::string at = entries() + "/" + number;
        const auto seen = get("jingxin", at).json.value("version", std::int64_t{0});
        return post(user, at + "/steps", {{"step", name}, {"seen", seen}, {"values", values}});
    }

    static std::string entries() { return "/api/ledgers/no_power_case/entries"; }

    std::vector<std::string> found(const std::string& user, const std::string& query) {
        const Answer answer = get(user, entries() + "?" + query);
        EXPECT_EQ(answer.status, 200) << answer.json.dump();
        std::vector<std::string> list;
        for (const auto& entry : answer.json["entries"]) list.push_back(entry["values"]["number"]);
        return list;
    }

    std::vector<std::string> numbers_;
};

TEST_P(FindingTest, X_33_Entries_are_found_by_village_initials_code_number_and_unit) {
    using List = std::vector<std::string>;
    EXPECT_EQ(found("jingxin", "q=sttc"), List{numbers_[0]});
    EXPECT_EQ(found("jingxin", "q=" + server::percent_encode("岩箐")),
              (List{numbers_[1], numbers_[2]}));
    EXPECT_EQ(found("jingxin", "q=433124100002").size(), 2U);
    EXPECT_EQ(found("jingxin", "q=" + numbers_[2]), List{numbers_[2]});
    EXPECT_EQ(found("jingxin", "q=" + server::percent_encode("岩箐 ") + numbers_[1]),
              List{numbers_[1]});
    EXPECT_TRUE(found("jingxin", "q=xyz").empty());
    EXPECT_TRUE(found("jingxin", "q=%25").empty());
    EXPECT_EQ(step("zhenzhang", numbers_[1], "check", {{"safety_conclusion", "fit"}}).status, 200);
    EXPECT_EQ(step("jingxin", numbers_[1], "classify",
                   {{"branch", "connect"}, {"unit", "POWER"}, {"due_on", "2020-05-21"}})
                  .status,
              200);
    EXPECT_EQ(found("jingxin", "q=" + server::percent_encode("供电公司")), List{numbers_[1]});
}

TEST_P(FindingTest,
       Pages_of_an_ordered_list_hold_every_entry_once_with_those_without_a_value_last) {
    ASSERT_EQ(step("zhenzhang", numbers_[0], "check", {{"pole_distance_m", "90"}}).status, 200);
    ASSERT_EQ(step("zhenzhang", numbers_[2], "check", {{"pole_distance_m", "40"}}).status, 200);
    for (const char* direction : {"ascending", "descending"}) {
        const std::string order = std::string("sort=pole_distance_m&direction=") + direction;
        const auto all = found("jingxin", order);
        ASSERT_EQ(all.size(), 3U);
        EXPECT_EQ(all.back(), numbers_[1]);
        EXPECT_EQ(all.front(), numbers_[*direction == 'a' ? 2 : 0]);
        std::vector<std::string> paged;
        for (std::string after = "0";;) {
            const Answer page = get("jingxin", entries() + "?limit=1&after=" + after + "&" + order);
            for (const auto& entry : page.json["entries"])
                paged.push_back(entry["values"]["number"]);
            if (page.json["next"].is_null()) break;
            after = std::to_string(page.json["next"].get<std::int64_t>());
        }
        EXPECT_EQ(paged, all);
    }
}

TEST_P(FindingTest, S_03_A_list_is_ordered_by_declared_open_fields_only) {
    for (const char* field : {"head", "phone", "id_number", "fid", "begin_seq", "x", "unit;--",
                              "unit%22%20DESC", "1"}) {
        const Answer answer = get("jingxin", entries() + "?sort=" + field);
        EXPECT_EQ(answer.status, 400) << field;
        EXPECT_FALSE(answer.zh().empty());
    }
}

TEST_P(FindingTest, Entries_by_light_are_those_that_the_overview_counts) {
    set_day("2020-05-20");
    const Answer overview = get("jingxin", "/api/overview");
    ASSERT_EQ(overview.status, 200);
    const auto& ledgers = overview.json["ledgers"];
    const auto cases = std::find_if(ledgers.begin(), ledgers.end(), [](const auto& one) {
        return one["ledger"] == "no_power_case";
    });
    ASSERT_NE(cases, ledgers.end());
    EXPECT_EQ((*cases)["open"], 3);
    EXPECT_EQ((*cases)["lights"]["red"], 3);
    int sum = 0;
    for (const char* light : {"green", "blue", "yellow", "red", "grey"}) {
        const int listed = static_cast<int>(found("jingxin", std::string("light=") + light).size());
        EXPECT_EQ((*cases)["lights"][light], listed) << light;
        sum += listed;
    }
    EXPECT_EQ(sum, 3);
    EXPECT_EQ(get("jingxin", entries() + "?light=pink").status, 400);
    EXPECT_EQ(get("cunwei", entries() + "?light=red").json["total"], 1);
}

TEST_P(FindingTest, What_waits_for_a_person_is_what_its_roles_and_unit_may_move) {
    using List = std::vector<std::string>;
    EXPECT_EQ(found("zhenzhang", "only=turn").size(), 3U);
    EXPECT_TRUE(found("jingxin", "only=turn").empty());
    ASSERT_EQ(step("zhenzhang", numbers_[1], "check", {{"safety_conclusion", "fit"}}).status, 200);
    EXPECT_EQ(found("jingxin", "only=turn"), List{numbers_[1]});
    EXPECT_TRUE(found("gongdian", "only=turn").empty());
    ASSERT_EQ(step("jingxin", numbers_[1], "classify",
                   {{"branch", "connect"}, {"unit", "POWER"}, {"due_on", "2020-05-21"}})
                  .status,
              200);
    EXPECT_EQ(found("gongdian", "only=turn"), List{numbers_[1]});
    EXPECT_EQ(found("gongdian", "only=mine"), List{numbers_[1]});
    EXPECT_TRUE(found("zhenzhang", "only=mine").empty());
}

TEST_P(FindingTest, An_entry_shows_its_place_and_its_unit_by_name) {
    const Answer answer = get("jingxin", entries() + "/" + numbers_[0]);
    EXPECT_EQ(answer.json["place"], "花垣县云岭镇石潭屯村");
    EXPECT_EQ(answer.json["unit_name"], "");
    const Answer units = get("cunwei", "/api/units?q=xgdgs");
    ASSERT_EQ(units.json["units"].size(), 1U) << units.json.dump();
    EXPECT_EQ(units.json["units"][0]["code"], "POWER");
}

TEST_P(FindingTest, X_33_Rows_of_a_register_are_searched_and_ordered_within_reach) {
    const auto codes = [&](const std::string& user, const std::string& query) {
        const Answer answer = get(user, "/api/registers/region/rows?" + query);
        std::vector<std::string> list;
        for (const auto& row : answer.json["rows"]) list.push_back(row["values"]["region"]);
        return list;
    };
    using List = std::vector<std::string>;
    EXPECT_EQ(codes("jingxin", "q=yqc"), List{yanqing});
    EXPECT_EQ(codes("jingxin", "sort=region&direction=descending&limit=2"),
              (List{yanqing, shitan}));
    EXPECT_EQ(codes("cunwei", "q=4331"), List{shitan});
}

INSTANTIATE_ON_BOTH_DATABASES(FindingTest);

}  // namespace
