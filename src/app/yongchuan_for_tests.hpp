#pragma once

#include "ledgers_for_tests.hpp"

/// Zhongshan Road with two communities, and what its plan counts.
namespace for_tests::yongchuan {

using programme::Count;

inline constexpr const char* street = "500118901000";
inline constexpr const char* one = "500118901001";
inline constexpr const char* two = "500118901002";

class ZhongshanTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2021-09-01");
        put_region("500118000000", "永川区", "county", "");
        put_region(street, "中山路街道", "township", "500118000000");
        for (const char* region : {one, two}) {
            put_region(region, std::string("社区") + region[11], "village", street);
            put("village", {{"region", region}, {"residents", "100"}, {"households", "30"}});
        }
        load("yongchuan-zhongshan-2021");
    }
    void expect(const char* indicator, std::int64_t numerator, std::int64_t denominator) {
        EXPECT_EQ(total("yongchuan-zhongshan-2021", "2021-12", indicator),
                  (Count{numerator, denominator}))
            << indicator;
    }
    std::vector<std::string> found(const char* rule) {
        today("2021-12-20");
        const auto answer = ordered_json::parse(apply("evaluate", {{"date", "2021-12-20"}}).json);
        std::vector<std::string> sentences;
        for (const auto& each : answer.at("findings"))
            if (each.at("rule") == rule) sentences.push_back(each.at("message").at("zh"));
        return sentences;
    }
    ordered_json counts(const app::CountQuery& query) {
        return ordered_json::parse(app_->ledgers().counts(query));
    }
    // The group of a table, or null.
    static ordered_json group(const ordered_json& table, const ordered_json& by) {
        for (const auto& row : table.at("rows"))
            if (row.at("by") == by) return row;
        return nullptr;
    }
    void document(const char* number, const char* kind, const char* parent) {
        put("official_document", {{"region", street},
                                  {"number", number},
                                  {"kind", kind},
                                  {"title", "创建安全用电示范街道"},
                                  {"issuer", "中山路街道办事处"},
                                  {"issued_on", "2021-09-01"},
                                  {"public", "是"},
                                  {"parent", parent}});
    }
    void post(const char* organ, int number, const char* duty, const char* side) {
        put("org_post", {{"region", street},
                         {"programme", "yongchuan-zhongshan-2021"},
                         {"organ", organ},
                         {"number", std::to_string(number)},
                         {"duty", duty},
                         {"side", side},
                         {"role_title", "经发办负责人"},
                         {"person_name", "王小明"}});
    }
    std::string hazard(const char* region, const ordered_json& more) {
        ordered_json values{{"region", region},
                            {"category", "line"},
                            {"level", "general"},
                            {"found_on", "2021-10-10"},
                            {"due_on", "2021-12-31"}};
        values.update(more);
        return opened("hazard", values);
    }
    void close_hazard(const std::string& number) {
        step("hazard", number, "assign",
             {{"unit", "power"}, {"measure", "更换"}, {"accountable", "班长"}}, "county");
        step("hazard", number, "report", ordered_json::object(), "power",
             {evidence_of("hazard", number)});
        step("hazard", number, "close", ordered_json::object(), "county");
    }
    std::string held(const char* region, const char* kind, const char* on,
                     const ordered_json& more = ordered_json::object()) {
        ordered_json values{{"region", region}, {"kind", kind}};
        values.update(more);
        const std::string number = opened("activity", values);
        step("activity", number, "schedule", {{"place", "广场"}, {"planned_on", on}}, "power");
        step("activity", number, "hold", {{"held_on", on}, {"reached", "20"}}, "power",
             {evidence_of("activity", number)});
        return number;
    }
};

}  // namespace for_tests::yongchuan
