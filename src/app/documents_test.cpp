#include "app/documents.hpp"

#include <gmock/gmock.h>

#include "app_for_tests.hpp"
#include "store/tables.hpp"

namespace {

using for_tests::AppTest;
using for_tests::ordered_json;
using for_tests::village;
using testing::HasSubstr;

class DocumentsTest : public AppTest {
protected:
    void SetUp() override {
        AppTest::SetUp();
        put_regions(2);
        load("huayuan-2019");
        put_vector(village(0));
        put("village", {{"region", village(1)}, {"residents", "100"}, {"households", "30"}});
        clock_.set(std::chrono::sys_days(std::chrono::year(2019) / 7 / 1));
    }
    app::Command command() {
        app::Command by;
        by.id = app_->new_id();
        return by;
    }
    ordered_json freeze(const std::string& document, const std::string& reason = {}) {
        app::Documents documents(*app_);
        return ordered_json::parse(documents.freeze(command(), {document, "2019-06"}, reason).json);
    }
    app::DocumentFile file(const std::string& document) {
        return app::Documents(*app_).file({document, "2019-06"});
    }
    registers::Declaration declaration(const std::string& name) {
        for (auto& each : app_->register_declarations())
            if (each.name == name) return each;
        throw std::runtime_error(name);
    }
    ordered_json figures(const std::string& document) {
        return ordered_json::parse(app::Documents(*app_).figures({document, "2019-06"}));
    }
};

TEST_P(DocumentsTest, X_34_every_document_is_made_from_the_command_line) {
    const auto list = ordered_json::parse(app::Documents(*app_).list()).at("documents");
    ASSERT_EQ(list.size(), 32U);
    for (int number = 1; number <= 32; ++number) {
        const std::string name = (number < 10 ? "R-0" : "R-") + std::to_string(number);
        EXPECT_EQ(list[static_cast<std::size_t>(number - 1)].at("document"), name);
        const auto made = file(name);
        EXPECT_THAT(made.file_name, HasSubstr(name));
        EXPECT_EQ(made.bytes.substr(0, 2), "PK");
    }
}

TEST_P(DocumentsTest, X_13_figures_are_those_of_the_database) {
    const auto made = figures("R-27");
    const auto table = app_->score("huayuan-2019", "2019-06");
    ASSERT_EQ(made.at("ranking").size(), table.units.size());
    for (std::size_t i = 0; i < table.units.size(); ++i) {
        const auto& row = made.at("ranking")[i];
        EXPECT_EQ(row.at("region"), table.units[i].region);
        EXPECT_EQ(row.at("points").at("value"), base::format_exact(table.units[i].score->total));
    }
    EXPECT_EQ(made.at("ranking")[0].at("points").at("value"), "2357/28");
    const auto index = *table.programme.find_indicator("phone_rate");
    EXPECT_EQ(made.at("goals")[2].at("numerator"), table.total.counts[index].numerator);
    EXPECT_EQ(made.at("goals")[2].at("denominator"), table.total.counts[index].denominator);
}

TEST_P(DocumentsTest, X_13_an_issue_stays_as_it_was_byte_for_byte) {
    const auto issue = freeze("R-27").at("issue").get<std::int64_t>();
    const std::string before = app::Documents(*app_).issue(issue).bytes;
    put("telecom_stat", {{"region", village(0)},
                         {"period", "2019-06"},
                         {"operator", "all"},
                         {"phone_users", "100"},
                         {"four_g_users", "100"},
                         {"broadband_households", "1"}});
    EXPECT_EQ(app::Documents(*app_).issue(issue).bytes, before);
    EXPECT_EQ(file("R-27").bytes, before);
    EXPECT_NE(figures("R-27").at("ranking")[0].at("points").at("value"), "2357/28");
}

TEST_P(DocumentsTest, a_correction_is_a_further_edition_with_a_reason) {
    const auto first = freeze("R-27");
    EXPECT_THROW(freeze("R-27"), base::Error);
    put("telecom_stat", {{"region", village(0)},
                         {"period", "2019-06"},
                         {"operator", "all"},
                         {"phone_users", "651"},
                         {"four_g_users", "560"},
                         {"broadband_households", "90"}});
    const auto second = freeze("R-27", "手机用户数更正");
    EXPECT_EQ(second.at("edition"), 2);
    app::Documents documents(*app_);
    const auto changes =
        ordered_json::parse(documents.changes(second.at("issue").get<std::int64_t>()));
    EXPECT_EQ(changes.at("before"), first.at("issue"));
    EXPECT_THAT(changes.at("changes").dump(), HasSubstr("goals[3].numerator"));
    EXPECT_NE(documents.issue(first.at("issue").get<std::int64_t>()).bytes,
              documents.issue(second.at("issue").get<std::int64_t>()).bytes);
}

TEST_P(DocumentsTest, X_13_approval_gives_the_next_number_of_the_year) {
    const auto approve = [&](const ordered_json& issue) {
        return ordered_json::parse(apply("approve_document", {{"issue", issue.at("issue")}}).json);
    };
    EXPECT_EQ(approve(freeze("R-27")).at("number"), "花乡振信通〔2019〕1号");
    const auto second = freeze("R-27", "更正");
    EXPECT_EQ(approve(second).at("number"), "花乡振信通〔2019〕2号");
    EXPECT_THROW(approve(second), base::Error);
    EXPECT_EQ(file("R-27").number, "花乡振信通〔2019〕2号");
}

TEST_P(DocumentsTest, an_office_may_use_its_own_template) {
    app::Documents documents(*app_);
    const auto own = documents.office_template("R-30");
    (void)documents.load_template(command(), {"R-30", "2019-06"}, "宣传单.docx", own.bytes);
    EXPECT_EQ(documents.office_template("R-30").file_name, "宣传单.docx");
    EXPECT_THROW((void)documents.load_template(command(), {"R-30", "2019-06"}, "坏.docx", "x"),
                 base::Error);
    EXPECT_EQ(documents.office_template("R-30").file_name, "宣传单.docx");
}

TEST_P(DocumentsTest, a_period_of_the_year_before_and_the_month_before_are_compared) {
    put("telecom_stat", {{"region", village(0)},
                         {"period", "2019-05"},
                         {"operator", "all"},
                         {"phone_users", "550"},
                         {"four_g_users", "1"},
                         {"broadband_households", "1"}});
    const auto rate = figures("R-27").at("goals")[2];
    EXPECT_EQ(rate.at("value"), "13/22");
    EXPECT_EQ(rate.at("previous"), "1/2");
    EXPECT_EQ(rate.at("year_ago"), nullptr);
}

TEST_P(DocumentsTest, what_no_programme_was_loaded_for_says_so) {
    const auto made = file("R-07");
    ASSERT_FALSE(made.notes.empty());
    EXPECT_THAT(made.notes.front(), HasSubstr("chengkou-2020"));
}

TEST_P(DocumentsTest, one_document_is_made_for_every_region_of_a_level) {
    app::Documents documents(*app_);
    const app::DocumentWanted wanted{"R-27", "2019-06"};
    EXPECT_EQ(documents.regions(wanted, "village"),
              (std::vector<std::string>{village(0), village(1)}));
    EXPECT_THROW((void)documents.regions(wanted, "street"), base::Error);
    const auto one = ordered_json::parse(documents.figures({"R-27", "2019-06", village(1)}));
    ASSERT_EQ(one.at("ranking").size(), 1U);
    EXPECT_EQ(one.at("ranking")[0].at("region"), village(1));
    EXPECT_EQ(one.at("region_name"), "村1");
}

TEST_P(DocumentsTest, H_28_the_commendations_table_is_the_ranking_frozen_at_the_cut_off) {
    clock_.set(std::chrono::sys_days(std::chrono::year(2019) / 8 / 1));
    for (const char* name : {"telecom_stat", "service_use"}) {
        const auto page = app_->register_rows(name, "", 0, 100, {});
        const auto& fields = declaration(name).fields;
        for (const auto& row : page.rows) {
            ordered_json values;
            for (std::size_t i = 0; i < fields.size(); ++i) values[fields[i].name] = row.texts[i];
            values["period"] = "2019-07";
            put(name, values);
        }
    }
    apply("freeze", {{"programme", "huayuan-2019"}, {"period", "2019-07"}});
    const auto table = app_->score("huayuan-2019", "2019-07");
    ASSERT_TRUE(table.frozen);
    const auto commended = [&] {
        ordered_json rows = ordered_json::array();
        const auto made = ordered_json::parse(app::Documents(*app_).figures({"R-28", "2019-07"}));
        for (const auto& row : made.at("passed"))
            rows.push_back({{"region", row.at("region")},
                            {"rank", row.at("rank")},
                            {"grade", row.at("grade")},
                            {"points", row.at("points").at("value")}});
        return rows;
    };
    const auto before = commended();
    std::size_t passed = 0;
    for (const auto& unit : table.units) {
        if (!unit.score->passed) continue;
        const auto& row = before.at(passed++);
        EXPECT_EQ(row.at("region"), unit.region);
        EXPECT_EQ(row.at("rank"), *unit.score->rank);
        EXPECT_EQ(row.at("points"), base::format_exact(unit.score->total));
    }
    EXPECT_EQ(before.size(), passed);
    ASSERT_EQ(passed, 1U);
    put("village", {{"region", village(0)}, {"residents", "100000"}, {"households", "300"}});
    EXPECT_EQ(commended(), before) << "what is entered after the cut-off changes nothing";
}

TEST_P(DocumentsTest, G_02_a_title_stands_three_times_as_it_is_registered_and_another_is_told) {
    put_region("360700000000", "赣州市", "prefecture", "");
    load("ganzhou-2020");
    const std::string typed = "赣州市信息化脱贫攻坚挂牌督战工作方案";
    const auto registered = [&](const std::string& title) {
        put("official_document", {{"region", "360700000000"},
                                  {"number", "赣市大数据字〔2020〕6号"},
                                  {"kind", "plan"},
                                  {"title", title}});
    };
    const auto times = [](const std::string& text, const std::string& part) {
        int count = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
            ++count;
        return count;
    };
    const auto made = [&] { return app::Documents(*app_).file({"R-22", "2020-06"}); };
    registered(typed);
    EXPECT_EQ(times(app::Documents::preview(made()), typed), 3);
    EXPECT_THAT(made().notes, testing::Not(testing::Contains(HasSubstr("不一致"))));
    registered("赣州市脱贫攻坚挂牌督战工作方案");
    EXPECT_EQ(times(app::Documents::preview(made()), "赣州市脱贫攻坚挂牌督战工作方案　"), 3);
    EXPECT_THAT(made().notes, testing::Contains(HasSubstr("不一致，按登记的标题")));
}

TEST_P(DocumentsTest, G_16_the_export_row_has_the_programmes_line_of_its_parent_frame) {
    put_region("360700000000", "赣州市", "prefecture", "");
    load("ganzhou-2020");
    EXPECT_EQ(app_->score("ganzhou-2020", "2020-06").programme.parent, "十四个行业扶贫");
    const auto line = [&](const char* programme, const char* number) {
        put("frame_line", {{"region", "360700000000"},
                           {"programme", programme},
                           {"frame", "十四个行业扶贫"},
                           {"line", number},
                           {"lines", "14"},
                           {"name", "信息化扶贫"}});
    };
    EXPECT_THROW(line("ganzhou-2020", "15"), base::Error);
    line("ganzhou-2020", "9");
    EXPECT_THROW(line("another-2020", "9"), base::Error) << "two programmes on one line";
    const auto row =
        ordered_json::parse(app::Documents(*app_).figures({"R-22", "2020-06"})).at("frame")[0];
    EXPECT_EQ(row.at("frame"), "十四个行业扶贫");
    EXPECT_EQ(row.at("line"), 9);
    EXPECT_THAT(app::Documents::preview(app::Documents(*app_).file({"R-22", "2020-06"})),
                HasSubstr("十四个行业扶贫"));
}

TEST_P(DocumentsTest, a_period_that_is_none_is_refused) {
    EXPECT_THROW((void)app::Documents(*app_).file({"R-27", "2019年6月"}), base::Error);
    EXPECT_THROW((void)app::Documents(*app_).file({"R-99", "2019-06"}), base::Error);
}

TEST_P(DocumentsTest, a_replay_freezes_and_numbers_the_same_issue) {
    apply("approve_document", {{"issue", freeze("R-27").at("issue")}});
    app::Options target = options();
    target.data_folder = database_.folder() / "again";
    target.database.clear();
    for (const auto& table : app::App::replay(environment_, options(), target).tables)
        EXPECT_TRUE(table.equal) << table.table;
    app::App again(environment_, target);
    EXPECT_EQ(app::Documents(again).issue(1).bytes, app::Documents(*app_).issue(1).bytes);
}

INSTANTIATE_ON_BOTH_DATABASES(DocumentsTest);

}  // namespace
