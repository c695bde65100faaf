#include "app/field.hpp"

#include <map>
#include <random>
#include <set>

#include "ledgers_for_tests.hpp"
#include "people/password.hpp"

namespace app {
namespace {

using for_tests::county;
using for_tests::ordered_json;
using for_tests::township;
using for_tests::village;

constexpr const char* device = "0123456789abcdef";

/// What a phone holds: rows by register and id, as its answers say.
struct Phone {
    std::int64_t since = 0;
    std::string view;
    std::map<std::string, std::map<std::int64_t, ordered_json>> rows;

    void take(const ordered_json& answer) {
        if (answer.at("whole").get<bool>()) rows.clear();
        for (const auto& [name, part] : answer.at("rows").items()) {
            for (const auto& row : part.value("rows", ordered_json::array()))
                rows[name][row.at(0).get<std::int64_t>()] = row;
            for (const auto& id : part.value("gone", ordered_json::array()))
                rows[name].erase(id.get<std::int64_t>());
            if (rows[name].empty()) rows.erase(name);
        }
        since = answer.at("next");
        view = answer.at("view");
    }
};

class FieldTest : public for_tests::LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        today("2020-03-02");
        put_region(county, "甲县", "county", "");
        put_region(township, "乙镇", "township", county);
        for (int i = 1; i <= 3; ++i)
            put_region(village(i), "村" + std::to_string(i), "village", township);
        for (int i = 1; i <= 3; ++i)
            for (int n = 1; n <= 3; ++n)
                put("household", {{"region", village(i)},
                                  {"number", std::to_string(n)},
                                  {"head_name", "王小明"},
                                  {"residents", "3"}});
        add("clerk", "village_clerk", village(1));
        add("patroller", "patroller", village(1));
    }
    void add(const std::string& user, const std::string& role, const std::string& region) {
        apply("add_user", {{"user", user},
                           {"password", people::hash_password("Tq7#mlvxRk", salt_, {64, 1})},
                           {"must_change", false}});
        apply("grant", {{"user", user}, {"role", role}, {"region", region}});
    }
    people::Access access(const std::string& user) {
        std::vector<people::Grant> grants;
        for (const auto& grant : app_->grants())
            if (grant.user == user) grants.push_back(grant);
        return people::access_of(people::built_in_roles(), user, grants,
                                 base::shanghai_date(clock_.now()));
    }
    ordered_json slice(const std::string& user, const Phone& phone = {},
                       const std::string& scope = {}) {
        return ordered_json::parse(
            Field(*app_).slice({scope, phone.since, phone.view}, access(user)));
    }
    static ordered_json opening(int counter, const std::string& region,
                                const char* cause = "split") {
        return {{"counter", counter},
                {"kind", "open_entry"},
                {"time", "2020-03-02T08:00:0" + std::to_string(counter % 10) + ".000+08:00"},
                {"payload",
                 {{"ledger", "no_power_case"},
                  {"values", {{"region", region}, {"found_on", "2020-03-01"}, {"cause", cause}}}}}};
    }
    ordered_json take(const ordered_json& commands, const std::string& user = "clerk",
                      const std::string& of_device = device) {
        Actor actor;
        actor.user = user;
        // One command in braces is no list of its own.
        const auto list = commands.is_array() ? commands : ordered_json::array({commands});
        const ordered_json batch{{"device", of_device}, {"commands", list}};
        return ordered_json::parse(Field(*app_).take(batch.dump(), actor)).at("outcomes");
    }
    std::size_t cases() { return entries("no_power_case").size(); }

    std::array<std::uint8_t, people::salt_bytes> salt_{};
};

TEST_P(FieldTest, S_01_a_phone_gets_its_own_village_masked_and_nothing_else) {
    const auto answer = slice("clerk");
    EXPECT_TRUE(answer.at("whole"));
    EXPECT_EQ(answer.at("rows").at("household").at("rows").size(), 3U);
    EXPECT_EQ(answer.at("regions").size(), 3U) << "the village and what stands above it";
    const std::string text = answer.dump();
    EXPECT_EQ(text.find("王小明"), std::string::npos);
    EXPECT_EQ(text.find(village(2)), std::string::npos);
    EXPECT_NE(text.find(village(1)), std::string::npos);
}

TEST_P(FieldTest, a_patroller_gets_the_forms_of_a_patroller_only) {
    std::set<std::string> forms;
    const auto answer = slice("patroller");
    for (const auto& form : answer.at("forms")) forms.insert(form.at("name"));
    EXPECT_TRUE(forms.contains("no_power_case"));
    EXPECT_TRUE(forms.contains("patrol_post"));
    EXPECT_FALSE(forms.contains("household"));
    EXPECT_FALSE(answer.at("rows").contains("household"));
}

TEST_P(FieldTest, N_36_an_inspector_hands_a_clue_over_and_cannot_read_it_from_then_on) {
    add("yizu", "inspector", county);
    add("jiwei", "discipline", county);
    const auto holds = [&](const char* user, const char* text) {
        return slice(user).dump().find(text) != std::string::npos;
    };
    ordered_json clue = opening(1, village(1));
    clue["payload"] = {{"ledger", "clue"},
                       {"values", {{"region", village(1)}, {"content", "截留补助金黄丝雀"}}}};
    EXPECT_TRUE(holds("yizu", R"("name":"clue")")) << "the form goes to the phone";
    Phone before;
    before.take(slice("yizu"));
    const auto outcome = take(clue, "yizu").at(0);
    ASSERT_EQ(outcome.at("status"), "done") << outcome;
    const std::string number = outcome.at("answer").at("number");
    EXPECT_EQ(slice("yizu", before).dump().find(number), std::string::npos) << "as a change";
    EXPECT_FALSE(holds("yizu", number.c_str()));
    EXPECT_TRUE(holds("jiwei", number.c_str()));
    for (const auto& who : {access("yizu"), access("clerk")})
        EXPECT_THROW((void)app_->ledgers().entry("clue", number, who), base::Error);
    clue["counter"] = 2;
    EXPECT_EQ(take(clue, "clerk").at(0).at("status"), "refused") << "of no role that hands over";
}

TEST_P(FieldTest, what_has_not_changed_is_not_sent_again) {
    Phone phone;
    phone.take(slice("clerk"));
    const auto nothing = slice("clerk", phone);
    EXPECT_FALSE(nothing.at("whole"));
    EXPECT_TRUE(nothing.at("rows").empty());
    put("household", {{"region", village(1)}, {"number", "2"}, {"residents", "5"}});
    put("household", {{"region", village(2)}, {"number", "2"}, {"residents", "5"}});
    const auto one = slice("clerk", phone);
    EXPECT_EQ(one.at("rows").at("household").at("rows").size(), 1U);
    EXPECT_FALSE(one.contains("forms"));
}

// Whatever happens, a phone that took every change holds what a new phone gets.
TEST_P(FieldTest, changes_one_after_another_add_up_to_the_whole) {
    std::mt19937 random(7);
    Phone phone;
    phone.take(slice("clerk"));
    for (int round = 0; round < 25; ++round) {
        const ordered_json key{{"region", village(1 + static_cast<int>(random() % 2))},
                               {"number", std::to_string(1 + random() % 5)}};
        try {
            switch (random() % 4) {
                case 0:
                    apply("remove", {{"register", "household"}, {"values", key}});
                    break;
                case 1:
                    opened("no_power_case", {{"region", key.at("region")},
                                             {"found_on", "2020-03-01"},
                                             {"cause", "split"}});
                    break;
                default: {
                    auto values = key;
                    values["residents"] = std::to_string(random() % 9);
                    put("household", values);
                }
            }
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::not_found);  // removed before
        }
        if (random() % 3 > 0) continue;
        phone.take(slice("clerk", phone));
        Phone fresh;
        fresh.take(slice("clerk"));
        EXPECT_EQ(phone.rows, fresh.rows) << round;
    }
}

TEST_P(FieldTest, an_entry_that_has_ended_leaves_the_phone) {
    const auto number = opened(
        "no_power_case", {{"region", village(1)}, {"found_on", "2020-03-01"}, {"cause", "split"}});
    Phone phone;
    phone.take(slice("clerk"));
    ASSERT_EQ(phone.rows.at("no_power_case").size(), 1U);
    apply("ask", {{"ledger", "no_power_case"},
                  {"number", number},
                  {"request", "drop"},
                  {"reason", "重复申报"}});
    add("lead", "lead_unit", county);
    by("decide", {{"ledger", "no_power_case"}, {"number", number}, {"granted", true}}, "lead");
    phone.take(slice("clerk", phone));
    EXPECT_FALSE(phone.rows.contains("no_power_case"));
}

TEST_P(FieldTest, another_reach_replaces_the_whole_phone) {
    Phone phone;
    phone.take(slice("clerk"));
    apply("grant", {{"user", "clerk"}, {"role", "village_clerk"}, {"region", village(2)}});
    const auto answer = slice("clerk", phone);
    EXPECT_TRUE(answer.at("whole"));
    EXPECT_EQ(answer.at("rows").at("household").at("rows").size(), 6U);
    phone.take(answer);
    const auto one_village = slice("clerk", phone, village(2));
    EXPECT_TRUE(one_village.at("whole"));
    EXPECT_EQ(one_village.at("rows").at("household").at("rows").size(), 3U);
}

TEST_P(FieldTest, the_lights_come_with_the_day_though_no_row_has_changed) {
    opened("no_power_case",
           {{"region", village(1)}, {"found_on", "2020-03-01"}, {"cause", "split"}});
    Phone phone;
    phone.take(slice("clerk"));
    today("2020-03-20");
    const auto later = slice("clerk", phone);
    EXPECT_TRUE(later.at("rows").empty());
    EXPECT_EQ(later.at("lights").at("no_power_case").at("red").size(), 1U);
}

TEST_P(FieldTest, C_13_a_household_declared_without_a_network_is_in_the_ledger_with_the_next) {
    const auto outcomes = take({opening(1, village(1)), opening(2, village(1), "moved")});
    EXPECT_EQ(outcomes.at(0).at("status"), "done");
    EXPECT_EQ(outcomes.at(1).at("answer").at("number"), "2020-433124100-002");
    EXPECT_EQ(cases(), 2U);
}

TEST_P(FieldTest, each_command_has_its_own_outcome_and_one_refusal_stops_no_other) {
    const auto outcomes = take(
        {opening(1, village(2)), opening(2, village(1)), opening(3, village(1), "no_such_cause")});
    EXPECT_EQ(outcomes.at(0).at("status"), "refused");
    EXPECT_EQ(outcomes.at(0).at("error").at("kind"), "forbidden");
    EXPECT_EQ(outcomes.at(1).at("status"), "done");
    EXPECT_EQ(outcomes.at(2).at("error").at("kind"), "invalid_input");
    EXPECT_EQ(cases(), 1U);
}

// R9: the same queue ten times, answers lost in between, from two clones of one phone.
TEST_P(FieldTest, a_queue_that_comes_again_and_again_counts_once_and_is_answered_alike) {
    ordered_json queue = ordered_json::array();
    for (int i = 1; i <= 6; ++i) queue.push_back(opening(i, village(1)));
    const auto first = take(queue);
    for (int again = 0; again < 9; ++again) EXPECT_EQ(take(queue), first);
    EXPECT_EQ(cases(), 6U);
}

TEST_P(FieldTest, two_phones_with_one_counter_are_told_apart) {
    EXPECT_EQ(take({opening(1, village(1))}).at(0).at("status"), "done");
    const auto other = take({opening(1, village(1), "moved")});
    EXPECT_EQ(other.at(0).at("status"), "forked");
    EXPECT_EQ(cases(), 1U);
    EXPECT_EQ(
        take({opening(1, village(1), "moved")}, "clerk", "fedcba9876543210").at(0).at("status"),
        "done");
}

TEST_P(FieldTest, a_step_on_an_entry_that_has_no_number_yet_finds_it) {
    add("leader", "township_leader", township);
    const ordered_json check{{"counter", 2},
                             {"kind", "step"},
                             {"time", "2020-03-02T09:00:00.000+08:00"},
                             {"payload",
                              {{"ledger", "no_power_case"},
                               {"number", "@1"},
                               {"seen", "@1"},
                               {"step", "check"},
                               {"values", {{"safety_conclusion", "fit"}}}}}};
    EXPECT_EQ(take({check}, "leader").at(0).at("status"), "waits");
    const auto outcomes = take({opening(1, village(1)), check}, "leader");
    EXPECT_EQ(outcomes.at(1).at("status"), "done") << outcomes.dump();
    EXPECT_EQ(entries("no_power_case").at(0).at("state"), "checked");
}

TEST_P(FieldTest, two_phones_that_change_one_field_are_both_shown_what_the_other_wrote) {
    add("leader", "township_leader", township);
    add("deputy", "township_leader", township);
    add("lead", "lead_unit", county);
    const auto number = opened(
        "no_power_case", {{"region", village(1)}, {"found_on", "2020-03-01"}, {"cause", "split"}});
    const auto seen =
        ordered_json::parse(app_->ledgers().entry("no_power_case", number)).at("version");
    const auto check = [&](const char* conclusion) {
        return ordered_json{{"counter", 1},
                            {"kind", "step"},
                            {"time", "2020-03-02T09:00:00.000+08:00"},
                            {"payload",
                             {{"ledger", "no_power_case"},
                              {"number", number},
                              {"seen", seen},
                              {"step", "check"},
                              {"values", {{"safety_conclusion", conclusion}}}}}};
    };
    EXPECT_EQ(take({check("fit")}, "leader").at(0).at("status"), "done");
    by("step",
       {{"ledger", "no_power_case"},
        {"number", number},
        {"step", "return_to_village"},
        {"seen", app_->latest_sequence()},
        {"note", "请补充照片"}},
       "lead");
    const auto outcome = take({check("unfit")}, "deputy", "fedcba9876543210").at(0);
    EXPECT_EQ(outcome.at("status"), "conflict") << outcome.dump();
    const auto& field = outcome.at("error").at("fields").at(0);
    EXPECT_EQ(field.at("name"), "safety_conclusion");
    EXPECT_EQ(field.at("before"), "");
    EXPECT_EQ(field.at("now"), "fit");
    EXPECT_EQ(field.at("yours"), "unfit");
}

TEST_P(FieldTest, nothing_but_field_work_comes_in_by_a_phone) {
    for (const char* kind : {"grant", "add_user", "load_ledger", "erase", "no_such_kind"}) {
        const ordered_json command{{"counter", 1},
                                   {"kind", kind},
                                   {"time", "2020-03-02T09:00:00+08:00"},
                                   {"payload", ordered_json::object()}};
        EXPECT_EQ(take({command}, "local").at(0).at("status"), "refused");
    }
    const auto sends = [&](const std::string& batch) {
        EXPECT_THROW((void)Field(*app_).take(batch, {}), base::Error) << batch;
    };
    sends("[]");
    sends("{}");
    sends(R"({"device":"ABC","commands":[]})");
    sends(R"({"device":"0123456789abcdef","commands":{}})");
    sends(R"({"device":"0123456789abcdef","commands":[{"counter":0}]})");
    sends(R"({"device":"0123456789abcdef","commands":[1]})");
}

ordered_json results(const ordered_json& items, const std::string& user = "clerk") {
    ordered_json list = ordered_json::array();
    for (ordered_json item : items) {
        item["device"] = device;
        list.push_back(item);
    }
    return {{"format", "wanjia-results"},
            {"version", 1},
            {"person", {{"user", user}}},
            {"items", list}};
}

TEST_P(FieldTest, X_28_a_package_holds_what_the_phone_would_have_fetched) {
    const auto package = ordered_json::parse(Field(*app_).package("clerk"));
    EXPECT_EQ(package.at("format"), "wanjia-package");
    EXPECT_EQ(package.at("slice").at("rows"), slice("clerk").at("rows"));
    EXPECT_THROW((void)Field(*app_).package("nobody"), base::Error);
}

TEST_P(FieldTest, X_28_results_of_two_villages_come_together_and_count_once_in_ten_times) {
    add("other", "village_clerk", village(2));
    auto far = opening(1, village(2));
    far["device"] = "fedcba9876543210";
    auto theirs = results(ordered_json::array(), "other");
    theirs["items"].push_back(far);
    for (int again = 0; again < 10; ++again) {
        for (const auto& file :
             {results({opening(1, village(1)), opening(2, village(1))}), theirs}) {
            const auto taken = ordered_json::parse(Field(*app_).take_results(file.dump()));
            EXPECT_EQ(taken.at("open"), 0) << taken.dump();
            EXPECT_EQ(taken.at("added") == 0, again > 0);
        }
    }
    EXPECT_EQ(cases(), 3U);
}

TEST_P(FieldTest, X_28_a_household_changed_twice_is_a_list_of_conflicts_and_stands_as_it_was) {
    const std::int64_t seen = app_->latest_sequence();
    const auto change = [&](int counter, const char* residents) {
        return ordered_json{
            {"counter", counter},
            {"kind", "put"},
            {"time", "2020-03-02T09:00:00.000+08:00"},
            {"payload",
             {{"register", "household"},
              {"seen", seen},
              {"values", {{"region", village(1)}, {"number", "1"}, {"residents", residents}}}}}};
    };
    put("household", {{"region", village(1)}, {"number", "1"}, {"residents", "5"}});
    const auto taken = ordered_json::parse(
        Field(*app_).take_results(results(ordered_json::array({change(1, "6")})).dump()));
    EXPECT_EQ(taken.at("open"), 1);
    EXPECT_EQ(taken.at("items").at(0).at("status"), "conflict") << taken.dump();
    EXPECT_EQ(taken.at("items").at(0).at("error").at("fields").at(0).at("now"), "5");
}

TEST_P(FieldTest, X_28_results_are_taken_with_the_rights_of_who_made_them) {
    const auto taken = ordered_json::parse(
        Field(*app_).take_results(results(ordered_json::array({opening(1, village(3))})).dump()));
    EXPECT_EQ(taken.at("items").at(0).at("error").at("kind"), "forbidden");
    for (const char* bad : {"{}", "[]", R"({"format":"wanjia-package","version":1,"items":[]})"})
        EXPECT_THROW((void)Field(*app_).take_results(bad), base::Error) << bad;
}

TEST_P(FieldTest, X_28_and_C_63_a_filled_workbook_opens_an_entry_for_each_row_once) {
    const auto form = data_ / "form.xlsx";
    Field(*app_).write_form("no_power_case", form);
    EXPECT_TRUE(std::filesystem::exists(form));
    const auto write = [&](const std::string& rows) {
        const auto file = data_ / "filled.csv";
        files_.write(file, "region,found_on,cause,head\n" + rows);
        Actor actor;
        actor.user = "clerk";
        return ordered_json::parse(Field(*app_).take_form("no_power_case", file, actor));
    };
    const std::string first = village(1) + ",2020-03-01,新分户,王小明\n";
    EXPECT_EQ(write(first).at("added"), 1);
    const auto more = write(first + village(1) + ",2020-03-01,新建房,李四\n" + village(1) +
                            ",2020-13-01,新建房,赵五\n");
    EXPECT_EQ(more.at("known"), 1) << more.dump();
    EXPECT_EQ(more.at("added"), 1);
    EXPECT_EQ(more.at("open"), 1);
    EXPECT_EQ(cases(), 2U);
}

INSTANTIATE_ON_BOTH_DATABASES(FieldTest);

}  // namespace
}  // namespace app
