// A year of the programmes through the API, every step by who may do it, every refusal in words.
#include "api_for_tests.hpp"
#include "places_for_tests.hpp"

namespace {

using for_tests::Answer;
using for_tests::ordered_json;
using server::Method;

constexpr const char* county = "500229000000";
constexpr const char* township = "500229101000";
constexpr const char* village = "500229101001";
constexpr const char* other_township = "500229102000";

class YearTest : public for_tests::ApiTest {
protected:
    void SetUp() override {
        ApiTest::SetUp();
        region(county, "城口县", "county", "");
        region(township, "葛城街道", "township", county);
        region(village, "庙坝村", "village", township);
        region(other_township, "复兴街道", "township", county);
        unit("BUREAU", "县经济信息委", "economy_commission", county);
        unit("POWER", "县供电公司", "power_company", county);
        unit("TOWN", "葛城街道办事处", "street", township);
        unit("VILLAGE", "庙坝村委会", "village_committee", village);
        add_user("cunwei", "village_clerk", village, "VILLAGE");
        add_user("zhenzhang", "township_leader", township, "TOWN");
        add_user("linzhen", "township_leader", other_township, "TOWN2");
        add_user("jingxin", "lead_unit", county, "BUREAU");
        add_user("gongdian", "power_company", county, "POWER");
        add_user("ducha", "inspector", county, "DUCHA");
    }

    void region(const char* code, const char* name, const char* level, const char* parent) {
        ordered_json values{
            {"region", code}, {"valid_from", "2000-01-01"}, {"name", name}, {"level", level}};
        if (*parent) values["parent"] = parent;
        at_machine("put", {{"register", "region"}, {"values", values}});
    }

    void unit(const char* code, const char* name, const char* kind, const char* place) {
        at_machine("put", {{"register", "unit"},
                           {"values",
                            {{"code", code}, {"name", name}, {"kind", kind}, {"region", place}}}});
    }

    std::string at(const std::string& number = {}, const std::string& rest = {}) const {
        std::string target = "/api/ledgers/" + ledger_ + "/entries";
        if (!number.empty()) target += "/" + server::percent_encode(number);
        return target + rest;
    }

    std::int64_t seen(const std::string& user, const std::string& number) {
        const Answer answer = get(user, at(number));
        EXPECT_EQ(answer.status, 200) << answer.json.dump();
        return answer.json.value("version", std::int64_t{0});
    }

    Answer step(const std::string& user, const std::string& number, const std::string& name,
                const ordered_json& values = ordered_json::object(), const std::string& note = {},
                const std::vector<std::string>& evidence = {}) {
        return post(user, at(number, "/steps"),
                    {{"step", name},
                     {"seen", seen(viewer_, number)},
                     {"values", values},
                     {"note", note},
                     {"evidence", evidence}});
    }

    void done(const Answer& answer, const std::string& state) {
        ASSERT_EQ(answer.status, 200) << answer.json.dump();
        EXPECT_EQ(answer.json.value("state", ""), state);
    }

    std::string value(const std::string& number, const std::string& field) {
        const Answer answer = get(viewer_, at(number));
        const auto& held = answer.json["values"][field];
        return held.is_string() ? held.get<std::string>() : std::string{};
    }

    static void refused(const Answer& answer, int status, const std::string& zh) {
        EXPECT_EQ(answer.status, status) << answer.json.dump();
        if (answer.status == 200) return;
        EXPECT_EQ(answer.zh(), zh);
        EXPECT_FALSE(answer.en().empty());
        EXPECT_EQ(answer.en().find_first_not_of(
                      " !\"#%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_"
                      "abcdefghijklmnopqrstuvwxyz"),
                  std::string::npos)
            << answer.en();
    }

    std::string proof(const std::string& user, const std::string& number,
                      const std::string& content) {
        const auto file = database_.folder() / ("proof-" + content + ".pdf");
        files_.write(file, "%PDF-1.4\n" + content + "\n%%EOF\n");
        app::Command by;
        by.id = app_->new_id();
        by.actor.user = user;
        app::EvidenceClaim claim;
        claim.register_name = ledger_;
        claim.key = number;
        claim.purpose = "办理佐证";
        claim.file_name = "佐证.pdf";
        return ordered_json::parse(app_->evidence().add(claim, file, by).json).at("sha256");
    }

    std::string open_case() {
        const Answer opened = post("cunwei", at(),
                                   {{"values",
                                     {{"region", village},
                                      {"found_on", "2020-05-06"},
                                      {"found_at", "2020-05-06 08:00"},
                                      {"declared_at", "2020-05-06 20:00"},
                                      {"cause", "split"},
                                      {"head", "王大明"},
                                      {"phone", "13800000000"}}}});
        EXPECT_EQ(opened.status, 200) << opened.json.dump();
        return opened.json.value("number", "");
    }

    void accept_work(const std::string& number, const std::string& file) {
        EXPECT_EQ(
            step("gongdian", number, "accept",
                 {{"powered_on", "2020-05-20"}, {"meter_number", "M-77"}, {"protector", "yes"}}, "",
                 {proof("gongdian", number, file)})
                .status,
            200);
    }

    std::string ledger_ = "no_power_case";
    std::string viewer_ = "jingxin";  // looks at entries between the steps
};

TEST_P(YearTest,
       A_household_without_power_goes_from_its_declaration_to_closed_and_a_relapse_reopens) {
    set_day("2020-05-06");
    const std::string number = open_case();
    EXPECT_EQ(number, "2020-500229101-001");
    refused(step("cunwei", number, "check"), 403,
            "您在此处没有办理“乡镇审核”的角色（township_leader）。");
    // Another township's leader learns nothing of it, not even what somebody changed.
    const std::string absent = "台账“新增无电户”没有编号“" + number + "”。";
    refused(step("linzhen", number, "check"), 404, absent);
    refused(post("linzhen", at(number, "/steps"),
                 {{"step", "check"}, {"seen", 1}, {"values", {{"safety_conclusion", "unfit"}}}}),
            404, absent);
    refused(post("cunwei", at(),
                 {{"values", {{"region", village}, {"found_on", "2020-05-06"}, {"cause", "split"}}},
                  {"evidence", {std::string(64, 'b')}}}),
            400, "登记时不能附佐证；请在登记后上传，随环节提交。");
    EXPECT_EQ(step("zhenzhang", number, "check", {{"safety_conclusion", "fit"}}).status, 200);
    refused(step("jingxin", number, "classify", {{"branch", "connect"}, {"due_on", "2020-05-21"}}),
            400, "办理本环节须填写“责任单位”（unit）。");
    EXPECT_EQ(step("jingxin", number, "classify",
                   {{"branch", "connect"}, {"unit", "POWER"}, {"due_on", "2020-05-21"}})
                  .status,
              200);
    refused(step("gongdian", number, "start_work"), 400, "没有一户一策方案，不能实施。");
    EXPECT_EQ(step("gongdian", number, "plan", {{"plan", "新立电杆2基，接户线80米"}}).status, 200);
    EXPECT_EQ(step("gongdian", number, "start_work").status, 200);
    set_day("2020-05-20");
    refused(step("gongdian", number, "accept", {{"powered_on", "2020-05-20"}}), 400,
            "接电户报完成须填通电日期和表号。");
    refused(step("gongdian", number, "accept",
                 {{"powered_on", "2020-05-20"}, {"meter_number", "M-77"}, {"protector", "yes"}}),
            400, "本环节需要 1 份佐证：证明该户已通电或已妥善安置。");
    refused(step("gongdian", number, "accept",
                 {{"powered_on", "2020-05-20"}, {"meter_number", "M-77"}, {"protector", "yes"}}, "",
                 {std::string(64, 'a')}),
            400, "佐证“aaaaaaaaaaaa”没有登记在本事项名下，请先上传。");
    accept_work(number, "first");
    refused(step("gongdian", number, "close"), 403,
            "您在此处没有办理“核验销号”的角色（lead_unit, county_department）。");
    EXPECT_EQ(step("jingxin", number, "close").status, 200);
    Answer shown = get("jingxin", at(number));
    EXPECT_EQ(shown.json["values"]["state"], "closed");
    EXPECT_EQ(shown.json["light"], "green");
    EXPECT_EQ(shown.json["values"]["head"], "王*");

    set_day("2020-09-10");
    refused(step("ducha", number, "reopen"), 400, "请写明原因或意见。");
    EXPECT_EQ(
        step("ducha", number, "reopen", ordered_json::object(), "现场复查，该户又断电").status,
        200);
    set_day("2020-09-30");
    shown = get("jingxin", at(number));
    EXPECT_EQ(shown.json["values"]["number"], number);
    EXPECT_EQ(shown.json["values"]["reopened"], "1");
    EXPECT_EQ(shown.json["values"]["due_on"], "2020-09-25");
    EXPECT_EQ(shown.json["light"], "red");
    EXPECT_EQ(step("gongdian", number, "start_work").status, 200);
    refused(step("gongdian", number, "accept"), 400,
            "本环节需要 1 份佐证：证明该户已通电或已妥善安置。");
    accept_work(number, "second");
    EXPECT_EQ(step("jingxin", number, "close").status, 200);
    const Answer figures = get("jingxin", "/api/ledgers/no_power_case/figures");
    ASSERT_EQ(figures.json.at("units").size(), 1U);
    const ordered_json power = figures.json.at("units").at(0);
    EXPECT_EQ(power.at("unit").get<std::string>(), "POWER");
    EXPECT_EQ(power.at("reopened").get<int>(), 1);
    EXPECT_EQ(power.at("on_time").at("numerator").get<int>(), 0);
    EXPECT_EQ(power.at("on_time").at("denominator").get<int>(), 1);
}

TEST_P(YearTest,
       R_10_Two_people_changing_the_same_field_are_shown_the_difference_and_nothing_is_lost) {
    set_day("2020-05-06");
    const std::string number = open_case();
    ASSERT_EQ(step("zhenzhang", number, "check", {{"safety_conclusion", "fit"}}).status, 200);
    const std::int64_t both_saw = seen("jingxin", number);
    ASSERT_EQ(step("jingxin", number, "classify",
                   {{"branch", "connect"}, {"unit", "POWER"}, {"due_on", "2020-05-21"}})
                  .status,
              200);
    // The second still sees the earlier version and sends other values for the same fields.
    const Answer second =
        post("jingxin", at(number, "/steps"),
             {{"step", "classify"},
              {"seen", both_saw},
              {"values", {{"branch", "township"}, {"unit", "TOWN"}, {"due_on", "2020-06-01"}}}});
    EXPECT_EQ(second.status, 409);
    const auto& fields = second.json["error"]["fields"];
    ASSERT_EQ(fields.size(), 3U) << second.json.dump();
    EXPECT_EQ(fields[0]["name"], "unit");
    EXPECT_EQ(fields[0]["now"], "POWER");
    EXPECT_EQ(fields[0]["yours"], "TOWN");
    EXPECT_EQ(get("jingxin", at(number)).json["values"]["unit"], "POWER");
}

TEST_P(YearTest, A_daily_look_done_twice_sends_nothing_twice) {
    set_day("2020-05-06");
    (void)open_case();
    set_day("2020-05-20");
    const Answer first = post("jingxin", "/api/evaluations", ordered_json::object());
    EXPECT_EQ(first.json["slips"], 1) << first.json.dump();
    EXPECT_EQ(first.json["reminders"], 1);
    const Answer again = post("jingxin", "/api/evaluations", ordered_json::object());
    EXPECT_EQ(again.json["slips"], 0);
    EXPECT_EQ(again.json["reminders"], 0);
    refused(post("cunwei", "/api/evaluations", ordered_json::object()), 403,
            "您的角色不能做这个操作。请联系牵头单位。");
}

TEST_P(YearTest, C_14_A_number_is_never_used_again) {
    set_day("2020-05-06");
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(open_case(), "2020-500229101-00" + std::to_string(i));
    ASSERT_EQ(post("zhenzhang", at("2020-500229101-002", "/requests"),
                   {{"request", "drop"}, {"reason", "重复申报"}})
                  .status,
              200);
    refused(post("zhenzhang", at("2020-500229101-002", "/decisions"), {{"granted", true}}), 403,
            "您在此处没有办理“审批作废（撤回）”的角色（lead_unit）。");
    ASSERT_EQ(post("jingxin", at("2020-500229101-002", "/decisions"), {{"granted", true}}).status,
              200);
    EXPECT_EQ(open_case(), "2020-500229101-004");
    const Answer list = get("jingxin", at());
    EXPECT_EQ(list.json["total"], 4);
    EXPECT_EQ(get("jingxin", at() + "?state=withdrawn").json["total"], 1);
    EXPECT_EQ(get("linzhen", at()).json["total"], 0);
}

TEST_P(YearTest,
       A_refused_rectification_notice_passes_to_the_village_and_ends_with_a_passed_recheck) {
    ledger_ = "rectification_notice";
    set_day("2020-08-03");
    const Answer opened = post("gongdian", at(),
                               {{"values",
                                 {{"region", village},
                                  {"unit", "POWER"},
                                  {"customer_number", "0500771"},
                                  {"inspected_on", "2020-08-03"},
                                  {"inspector_1", "用电检查员甲"},
                                  {"inspector_2", "用电检查员乙"},
                                  {"items", "表后线老化裸露"},
                                  {"item_count", "1"},
                                  {"level", "general"},
                                  {"requirement", "更换表后线"}}}});
    ASSERT_EQ(opened.status, 200) << opened.json.dump();
    const std::string number = opened.json["number"];
    EXPECT_EQ(value(number, "due_on"), "2020-08-18");
    refused(step("gongdian", number, "deliver",
                 {{"delivery", "in_person"},
                  {"delivered_on", "2020-08-03"},
                  {"signature_refused", "yes"}},
                 "", {proof("gongdian", number, "receipt")}),
            400, "须有签收人；拒签的须有见证人。");
    done(step("gongdian", number, "deliver",
              {{"delivery", "in_person"},
               {"delivered_on", "2020-08-03"},
               {"signature_refused", "yes"},
               {"witness", "村网格员"}},
              "", {proof("gongdian", number, "receipt")}),
         "delivered");
    refused(step("gongdian", number, "refuse", ordered_json::object(), "用户口头拒绝"), 400,
            "书面拒绝或两次复查不合格，才能认定拒不整改。");
    done(step("gongdian", number, "refuse", {{"refused_in_writing", "yes"}}, "用户书面拒绝整改"),
         "refused");
    done(step("gongdian", number, "transfer", {{"unit", "VILLAGE"}}), "transferred");
    refused(step("gongdian", number, "urge", {{"urging", "已上门"}}), 403,
            "您在此处没有办理“村（居）督促”的角色（village_clerk）。");
    done(step("cunwei", number, "urge", {{"urging", "村委会两次上门，用户同意更换"}}), "urged");
    done(step("cunwei", number, "rectified", ordered_json::object(), "",
              {proof("cunwei", number, "rectified")}),
         "rectified");
    done(step("gongdian", number, "recheck_passed"), "closed");
}

TEST_P(YearTest, G_31_A_monthly_report_handed_in_on_the_26th_is_late_and_stays_late) {
    ledger_ = "monthly_progress";
    at_machine("load_programme",
               {{"yaml", files_.read(places::source("programmes/ganzhou-2020.yaml"))}});
    region("360700000000", "赣州市", "prefecture", "");
    region("360731000000", "于都县", "county", "360700000000");
    unit("YUDU", "于都县工信局", "economy_commission", "360731000000");
    add_user("dashuju", "lead_unit", "360700000000", "CITY");
    add_user("baosong", "county_department", "360731000000", "YUDU");
    viewer_ = "dashuju";
    set_day("2020-04-01");
    // The report, and the leader's monthly visit (G-25).
    EXPECT_EQ(post("dashuju", "/api/evaluations", ordered_json::object()).json["opened"], 2);
    const std::string number = "DQ-JZ-YUDU-2020-04";
    EXPECT_EQ(value(number, "due_on"), "2020-04-25");
    set_day("2020-04-25");
    EXPECT_EQ(get("dashuju", at(number)).json["light"], "yellow");
    set_day("2020-04-26");
    EXPECT_EQ(get("dashuju", at(number)).json["light"], "red");
    EXPECT_EQ(get("dashuju", at() + "?only=overdue").json["total"], 1);
    const Answer look = post("dashuju", "/api/evaluations", ordered_json::object());
    EXPECT_GE(look.json["slips"].get<int>(), 1) << look.json.dump();
    ordered_json figures{
        {"listed_villages", "10"}, {"seats_4g", "9"},        {"seats_fibre", "9"},
        {"settlements", "40"},     {"settlements_4g", "38"}, {"settlements_broadband", "30"},
        {"issues_total", "5"},     {"issues_closed", "3"},   {"issues_open", "1"}};
    refused(step("baosong", number, "submit", figures, "", {proof("baosong", number, "form")}), 400,
            "已销号与未销号之和应等于累计问题数。");
    figures["issues_open"] = "2";
    done(step("baosong", number, "submit", figures, "", {proof("baosong", number, "form")}),
         "submitted");
    refused(step("baosong", number, "lock"), 403,
            "您在此处没有办理“汇总锁定”的角色（lead_unit）。");
    done(step("dashuju", number, "lock"), "locked");
    const Answer shown = get("dashuju", at(number));
    EXPECT_EQ(shown.json["history"][1]["late"], true);
    EXPECT_EQ(shown.json["history"][1]["due"], "2020-04-25");
    refused(step("dashuju", number, "send_back", ordered_json::object(), "数字有误"), 409,
            "该事项现为“已汇总”，不能办理“退回”。");
}

TEST_P(YearTest, C_57_A_task_is_planned_backward_and_planned_again_when_its_date_moves) {
    ledger_ = "task";
    add_user("lingdao", "leading_group", county, "GROUP");
    set_day("2020-05-18");
    std::vector<std::string> numbers;
    for (const char* content : {"现场踏勘设计", "立杆架线"}) {
        const Answer opened = post("jingxin", at(),
                                   {{"values",
                                     {{"region", county},
                                      {"unit", "POWER"},
                                      {"programme", "chengkou-2020"},
                                      {"list", "key_task"},
                                      {"content", content},
                                      {"due_on", "2020-06-30"}}}});
        ASSERT_EQ(opened.status, 200) << opened.json.dump();
        numbers.push_back(opened.json["number"]);
    }
    for (const std::string& number : numbers) {
        done(step("jingxin", number, "submit", {{"unit", "POWER"}}), "pending");
        refused(step("jingxin", number, "approve"), 403,
                "您本人已办理过“提交审批”，本环节须由另一人办理。");
        done(step("lingdao", number, "approve"), "assigned");
        done(step("gongdian", number, "sign"), "signed");
        refused(step("gongdian", number, "start"), 400,
                "办理本环节须填写“责任人（角色）”（accountable）。");
    }
    done(step("gongdian", numbers[0], "start",
              {{"accountable", "生技部主任"}, {"duration_days", "20"}, {"begin_on", "2020-06-01"}}),
         "in_progress");
    done(
        step(
            "gongdian", numbers[1], "start",
            {{"accountable", "供电所所长"}, {"duration_days", "10"}, {"predecessors", numbers[0]}}),
        "in_progress");
    const auto plan = [&](const std::string& deadline) {
        return get("jingxin", "/api/ledgers/task/plan?begin=2020-06-01&deadline=" + deadline)
            .json["activities"];
    };
    EXPECT_EQ(plan("2020-06-30")[0]["latest_start"], "2020-06-01");
    EXPECT_EQ(plan("2020-06-30")[0]["critical"], true);

    set_day("2020-06-10");
    refused(post("gongdian", at(numbers[1], "/requests"),
                 {{"request", "extend"}, {"value", "2020-09-30"}, {"reason", "汛期"}}),
            400, "一次延期不得超过 60 天。");
    ASSERT_EQ(post("gongdian", at(numbers[1], "/requests"),
                   {{"request", "extend"}, {"value", "2020-07-20"}, {"reason", "汛期道路中断"}})
                  .status,
              200);
    EXPECT_EQ(get("jingxin", at() + "?only=asked").json["total"], 1);
    const Answer decided =
        post("lingdao", at(numbers[1], "/decisions"), {{"granted", true}, {"note", "同意"}});
    // One of two is half of the ledger: a fifth is the most.
    refused(decided, 409, "批准后本台账“延期”将占 1/2，超过规定比例，不能批准。");
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(post("jingxin", at(),
                       {{"values",
                         {{"region", county},
                          {"unit", "POWER"},
                          {"programme", "chengkou-2020"},
                          {"list", "key_task"},
                          {"content", "其他任务"}}}})
                      .status,
                  200);
    done(post("lingdao", at(numbers[1], "/decisions"), {{"granted", true}, {"note", "同意"}}),
         "in_progress");
    EXPECT_EQ(value(numbers[1], "due_on"), "2020-07-20");
    EXPECT_EQ(value(numbers[1], "extended"), "1");
    EXPECT_EQ(plan("2020-07-20")[0]["latest_start"], "2020-06-21");
    EXPECT_EQ(plan("2020-07-20")[0]["critical"], false);
}

TEST_P(YearTest, X_25_A_telephone_number_is_shown_for_a_reason_to_who_may_see_it_there) {
    set_day("2020-05-06");
    const std::string number = open_case();
    const Answer entry = get("jingxin", at(number));
    EXPECT_EQ(entry.json["values"]["phone"], "138****0000");
    const std::string target = "/api/registers/no_power_case/rows/" +
                               std::to_string(entry.json.value("id", std::int64_t{0})) + "/reveal";
    const ordered_json asked{{"field", "phone"}, {"reason", "联系用户预约装表"}};
    EXPECT_EQ(post("zhenzhang", target, asked).json["value"], "13800000000");
    refused(post("zhenzhang", target, {{"field", "phone"}, {"reason", "看看"}}), 400,
            "请写明理由，至少 5 个字。");
    refused(post("linzhen", target, asked), 404,
            "底册“新增无电户”没有第 1 行，或它不在您的范围内。");
    refused(post("ducha", target, asked), 403,
            "您的角色不能做这个操作。请联系牵头单位或账号管理员。");
}

INSTANTIATE_ON_BOTH_DATABASES(YearTest);

}  // namespace
