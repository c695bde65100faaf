#include <set>

#include "programmes_for_tests.hpp"

// What the notices of Yunnan, Ganzhou and Huayuan want seen, counted over rows.
namespace {

using namespace programmes_tests;
using programme::Count;

const std::string yes = "yes";
const std::string no = "no";

registers::Value text(const char* value) {
    return std::string(value);
}

registers::Value number(std::int64_t value) {
    return value;
}

TEST(Yunnan, N_11_the_demonstration_countys_row_is_what_its_own_board_shows) {
    Rows province("yunnan-grid-2020");
    Rows weixi("weixi-2020");
    const auto task = [&](const char* region, const char* state) {
        for (Rows* rows : {&province, &weixi})
            rows->add("task", {{"region", text(region)},
                               {"programme", text("yunnan-grid-2020")},
                               {"list", text("industry")},
                               {"state", text(state)}});
    };
    task("533423000000", "closed");
    task("533423000000", "in_progress");
    task("530000000000", "closed");
    EXPECT_EQ(province.shown("weixi_tasks_done"), (Count{1, 2}));
    EXPECT_EQ(weixi.shown("tasks_done"), province.shown("weixi_tasks_done"));
    EXPECT_EQ(load("weixi-2020").parent, "yunnan-grid-2020");
    EXPECT_EQ(load("weixi-2020").scope, std::vector<std::string>{"533423000000"});
}

TEST(Yunnan, N_16_a_project_with_no_linked_household_is_listed) {
    Rows rows("yunnan-grid-2020");
    const auto project = [&](int households, int paid) {
        rows.add("industry_project", {{"region", text("533423000000")},
                                      {"households", number(households)},
                                      {"paid", number(paid)}});
    };
    project(10, 10'000);
    project(0, 0);
    EXPECT_EQ(rows.shown("projects_without_households"), (Count{1, 1}));
    EXPECT_EQ(rows.shown("income_a_household"), (Count{10'000, 10}));
}

TEST(Yunnan, N_18_the_partner_enterprise_stands_under_aspect_four) {
    Rows rows("yunnan-grid-2020");
    rows.add("partner_enterprise",
             {{"region", text("533423000000")}, {"target", number(200)}, {"result", number(150)}});
    EXPECT_EQ(rows.shown("partner_enterprise"), (Count{150, 200}));
    const auto programme = load("yunnan-grid-2020");
    const auto aspect = std::find_if(programme.goals.begin(), programme.goals.end(),
                                     [](const auto& goal) { return goal.name == "aspect_4"; });
    ASSERT_NE(aspect, programme.goals.end());
    EXPECT_EQ(aspect->indicators,
              (std::vector<std::string>{"aspect_weixi_done", "partner_enterprise"}));
}

TEST(Yunnan, N_42_a_special_area_holds_its_tagged_regions_only_and_each_once) {
    Rows rows("yunnan-grid-2020");
    const auto task = [&](const char* region, const char* state) {
        rows.add("task", {{"region", text(region)},
                          {"programme", text("yunnan-grid-2020")},
                          {"state", text(state)}});
    };
    for (const char* tag : {"wumeng", "deep_poverty"})
        rows.add("region_tag", {{"region", text("530621000000")}, {"tag", text(tag)}});
    rows.add("region_tag", {{"region", text("533423000000")}, {"tag", text("three_regions")}});
    task("530621000000", "closed");
    task("530621000000", "in_progress");
    task("530102000000", "closed");  // under no name
    EXPECT_EQ(rows.shown("wumeng_tasks_done"), (Count{1, 2}));
    EXPECT_EQ(rows.shown("deep_poverty_tasks_done"), (Count{1, 2}));
    EXPECT_EQ(rows.shown("three_regions_tasks_done"), (Count{0, 0}));
    EXPECT_EQ(declaration("region_tag").key, (std::vector<std::string>{"tag", "region"}));
}

void add_villages(Rows& rows) {
    const auto village = [&](const char* region, int households) {
        rows.add("village", {{"region", text(region)}, {"households", number(households)}});
    };
    village("360730100200", 30);
    village("360704100200", 10);
    village("360702100200", 60);
    for (const char* region : {"360730100200", "360704100200"})
        rows.add("region_tag", {{"region", text(region)}, {"tag", text("exit_county")}});
}

void invest(Rows& rows, const char* region, const char* operator_name, int amount,
            const std::string& exit_county) {
    rows.add("telecom_investment", {{"region", text(region)},
                                    {"operator", text(operator_name)},
                                    {"amount", number(amount)},
                                    {"exit_county", exit_county}});
}

TEST(Ganzhou, G_13_half_the_money_for_two_fifths_of_the_households_is_tilted_by_a_quarter) {
    Rows rows("ganzhou-2020");
    add_villages(rows);
    invest(rows, "360730000000", "mobile", 50, yes);
    invest(rows, "360702000000", "mobile", 50, no);
    EXPECT_EQ(rows.shown("four_counties_investment_mobile"), (Count{50, 100}));
    EXPECT_EQ(rows.shown("four_counties_households"), (Count{40, 100}));
    EXPECT_EQ(rows.shown("four_counties_tilt_mobile"), (Count{5, 4}));   // 1.25
    EXPECT_EQ(rows.shown("four_counties_tilt_telecom"), (Count{0, 0}));  // nothing invested
}

TEST(Ganzhou, G_37_a_key_village_without_investment_is_listed_and_listed_villages_have_an_index) {
    Rows rows("ganzhou-2020");
    add_villages(rows);
    for (const char* region : {"360730100200", "360704100200"})
        rows.add("listed_village",
                 {{"region", text(region)}, {"list", text("ganzhou-2020-annex-2")}});
    invest(rows, "360730100200", "unicom", 80, yes);
    invest(rows, "360702100200", "unicom", 20, no);
    EXPECT_EQ(rows.shown("listed_with_investment"), (Count{1, 2}));
    EXPECT_EQ(rows.shown("listed_tilt_unicom"), (Count{2, 1}));  // 80 % for 40 %
}

TEST(Ganzhou, G_23_a_bottleneck_is_open_until_it_is_removed) {
    Rows rows("ganzhou-2020");
    const auto plan = [&](const char* operator_, const char* bottleneck, const char* removed) {
        rows.add("resource_plan",
                 {{"programme", text("ganzhou-2020")},
                  {"region", text("360730000000")},
                  {"operator", text(operator_)},
                  {"bottleneck", *bottleneck ? text(bottleneck) : registers::Value{}},
                  {"removed_on", *removed ? text(removed) : registers::Value{}}});
    };
    plan("mobile", "基站用地未落实", "");
    plan("telecom", "光缆不足", "2020-05-01");
    plan("unicom", "", "");
    EXPECT_EQ(rows.shown("open_bottlenecks"), (Count{1, 1}));
}

TEST(Ganzhou, G_24_a_listed_village_with_an_empty_cell_is_not_counted) {
    Rows rows("ganzhou-2020");
    const auto village = [&](const char* region, const char* empty) {
        rows.add("listed_village",
                 {{"region", text(region)}, {"list", text("ganzhou-2020-annex-2")}});
        std::map<std::string, registers::Value> cells{{"programme", text("ganzhou-2020")},
                                                      {"region", text(region)}};
        for (const char* who :
             {"city_leader", "county_department", "township", "mobile", "telecom", "unicom"})
            if (std::string_view(who) != empty) cells[who] = text("某岗位");
        rows.add("village_responsibility", cells);
    };
    village("360730100200", "");
    EXPECT_EQ(rows.shown("villages_with_responsibility"), (Count{1, 1}));
    for (const char* who :
         {"city_leader", "county_department", "township", "mobile", "telecom", "unicom"})
        village("360730100201", who);
    EXPECT_EQ(rows.shown("villages_with_responsibility"), (Count{1, 7}));
}

TEST(Yongchuan, Y_56_an_archive_is_complete_when_every_item_is_filed) {
    Rows rows("yongchuan-zhongshan-2021");
    const auto item = [&](const char* name, const char* filed) {
        rows.add("archive_item", {{"programme", text("yongchuan-zhongshan-2021")},
                                  {"region", text("500118901001")},
                                  {"project", text("安全用电进校园")},
                                  {"item", text(name)},
                                  {"filed_on", *filed ? text(filed) : registers::Value{}}});
    };
    item("活动照片", "2021-11-02");
    item("签到表", "2021-11-02");
    item("阶段总结", "");
    EXPECT_EQ(rows.shown("archive_complete"), (Count{2, 3}));
}

TEST(Ganzhou, G_04_open_gaps_and_open_issues_are_counted_towards_zero) {
    Rows rows("ganzhou-2020");
    rows.add("village", {{"region", text("360730100200")}});
    rows.add("public_place", {{"region", text("360730100200")},
                              {"kind", text("committee")},
                              {"four_g", no},
                              {"fibre", yes}});
    for (const char* state : {"registered", "in_work", "closed", "cancelled"})
        rows.add("issue", {{"region", text("360730100200")}, {"state", text(state)}});
    EXPECT_EQ(rows.shown("open_issues"), (Count{2, 1}));
    EXPECT_EQ(rows.shown("village_four_g_gaps"), (Count{1, 1}));
    EXPECT_EQ(rows.shown("village_fibre_gaps"), (Count{0, 1}));
    const auto ganzhou = load("ganzhou-2020");
    for (const char* name : {"open_issues", "village_four_g_gaps", "village_fibre_gaps"})
        EXPECT_EQ(indicator(ganzhou, name).pass, base::Rational(0)) << name;
}

TEST(Ganzhou,
     G_38_item_one_has_twenty_departments_and_three_operators_and_item_two_four_and_three) {
    std::map<std::pair<int, std::string>, std::set<std::string>> departments;
    std::istringstream lines(read_file(source_dir / "programmes/ganzhou-2020/content-items.csv"));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        std::vector<std::string> cells;
        std::istringstream parts(line);
        for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
        ASSERT_GE(cells.size(), 9U) << line;
        auto& known = departments[{std::stoi(cells[1]), cells[5]}];
        EXPECT_TRUE(known.insert(cells[4]).second) << line;
        EXPECT_EQ(cells[7], "2020-06-30");
        EXPECT_EQ(cells[8], "是");  // 并长期坚持
    }
    EXPECT_EQ((departments[{1, "县级部门"}].size()), 20U);
    EXPECT_EQ((departments[{1, "通信企业"}].size()), 3U);
    EXPECT_EQ((departments[{2, "县级部门"}].size()), 4U);
    EXPECT_EQ((departments[{2, "通信企业"}].size()), 3U);
}

TEST(Huayuan, H_05_a_village_with_two_of_three_facts_is_not_popularised) {
    Rows rows("huayuan-2019");
    const auto village = [&](const std::string& mas, int computers) {
        rows.add("service_use", {{"region", text("433124100200")},
                                 {"room_place", yes},
                                 {"room_computers", number(computers)},
                                 {"room_broadband", yes},
                                 {"cloud_opened", yes},
                                 {"mas_opened", mas}});
        rows.add("village", {{"region", text("433124100200")}});
    };
    village(yes, 1);
    village(no, 1);
    village(yes, 0);
    EXPECT_EQ(rows.shown("e_government_complete"), (Count{1, 3}));
    EXPECT_EQ(rows.shown("mas_opened"), (Count{2, 3}));
}

TEST(Huayuan, H_12_a_room_without_a_computer_is_not_built) {
    Rows rows("huayuan-2019");
    for (const int computers : {0, 1}) {
        rows.add("service_use", {{"region", text("433124100200")},
                                 {"room_place", yes},
                                 {"room_computers", number(computers)},
                                 {"room_broadband", yes}});
        rows.add("village", {{"region", text("433124100200")}});
    }
    EXPECT_EQ(rows.shown("room_built"), (Count{1, 2}));
}

TEST(Huayuan, H_16_and_H_37_seven_of_ten_products_opened_are_seventy_percent) {
    const auto& product = declaration("product_trial");
    const auto& codes = product.fields[product.find("product").value()].codes;
    ASSERT_EQ(codes.size(), 10U);
    Rows rows("huayuan-2019");
    for (std::size_t i = 0; i < codes.size(); ++i)
        rows.add("product_trial", {{"region", text("433124100200")},
                                   {"product", codes[i].value},
                                   {"opened", i < 7   ? yes
                                              : i < 9 ? no
                                                      : std::string("unknown")}});
    EXPECT_EQ(rows.shown("product_coverage"), (Count{7, 10}));
}

TEST(Huayuan, H_32_a_township_whose_group_has_no_head_is_not_counted) {
    Rows rows("huayuan-2019");
    const auto township = [&](const char* region) {
        rows.add("unit", {{"region", text(region)}, {"kind", text("township")}});
    };
    const auto head = [&](const char* region, const char* until) {
        rows.add("leading_group_post", {{"region", text(region)},
                                        {"programme", text("huayuan-2019")},
                                        {"role", text("head")},
                                        {"until", *until ? text(until) : registers::Value{}}});
    };
    township("433124100000");
    township("433124101000");
    township("433124102000");
    head("433124100000", "");
    head("433124101000", "2019-03-01");  // left, and nobody came after
    EXPECT_EQ(rows.shown("townships_with_group"), (Count{1, 3}));
}

TEST(Huayuan, H_38_a_room_with_an_open_item_is_listed) {
    Rows rows("huayuan-2019");
    const auto item = [&](const char* region, const std::string& accepted) {
        rows.add("room_item", {{"region", text(region)}, {"accepted", accepted}});
    };
    for (const char* region : {"433124100200", "433124100201"})
        rows.add("learning_room", {{"region", text(region)}});
    item("433124100200", yes);
    item("433124100200", "unknown");
    item("433124100201", yes);
    EXPECT_EQ(rows.shown("rooms_with_open_items"), (Count{1, 1}));
    EXPECT_EQ(rows.shown("rooms_improved"), (Count{2, 3}));
}

TEST(Huayuan, H_39_investment_without_more_capacity_is_listed) {
    Rows rows("huayuan-2019");
    const auto capacity = [&](int before, int after, int invested) {
        rows.add("village_capacity", {{"region", text("433124100200")},
                                      {"before_mbps", number(before)},
                                      {"after_mbps", number(after)},
                                      {"invested", number(invested)}});
    };
    capacity(100, 200, 500);
    capacity(100, 100, 500);
    capacity(100, 100, 0);
    EXPECT_EQ(rows.shown("invested_without_gain"), (Count{1, 1}));
}

TEST(Huayuan, H_43_a_network_of_nine_members_is_not_formed) {
    Rows rows("huayuan-2019");
    for (const int members : {9, 10}) {
        rows.add("service_use", {{"region", text("433124100200")},
                                 {"network_formed", yes},
                                 {"network_members", number(members)}});
        rows.add("village", {{"region", text("433124100200")}, {"residents", number(100)}});
    }
    EXPECT_EQ(rows.shown("network_formed"), (Count{1, 2}));
    EXPECT_EQ(rows.shown("network_member_rate"), (Count{19, 200}));
}

TEST(Huayuan, H_45_an_office_cloud_without_logins_is_opened_but_unused) {
    Rows rows("huayuan-2019");
    const auto cloud = [&](const std::string& opened, registers::Value logins) {
        rows.add("service_use", {{"region", text("433124100200")},
                                 {"cloud_opened", opened},
                                 {"cloud_logins", std::move(logins)}});
    };
    cloud(yes, number(0));
    cloud(yes, number(1));
    cloud(yes, {});
    cloud(no, {});
    EXPECT_EQ(rows.shown("cloud_unused"), (Count{2, 1}));
}

}  // namespace
