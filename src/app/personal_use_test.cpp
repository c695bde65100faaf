#include "app/retention.hpp"
#include "people/role.hpp"
#include "personal_for_tests.hpp"
#include "privacy/key.hpp"
#include "registers/value.hpp"
#include "store/records.hpp"

// What personal values are kept for and until when, who looked for whom, and what accounts hold.
namespace {

using namespace for_tests;

class PersonalUseTest : public PersonalTest {};

TEST_P(PersonalUseTest, S_14_no_file_or_dump_holds_the_name_or_the_secret_of_an_account) {
    const std::string secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    const std::string hash =
        "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const std::string name = "向金丝雀经办";
    apply("add_user", {{"user", "li"}, {"password", hash}, {"name", name}});
    apply("set_totp", {{"user", "li"}, {"secret", secret}});
    apply("set_user", {{"user", "li"}, {"unit", "U1"}});
    const auto nowhere = [&] {
        for (const auto& [file, bytes] : everything_kept(data_))
            for (const std::string& value : {name, secret, base::to_hex(base::as_bytes(name)),
                                             base::to_hex(base::as_bytes(secret))})
                EXPECT_EQ(bytes.find(value), std::string::npos) << file;
    };
    nowhere();
    app_.reset();
    EXPECT_EQ(app::App::rotate_key(environment_, options(), {}), 2);
    app_ = std::make_unique<app::App>(environment_, options());
    ASSERT_EQ(app_->accounts().size(), 1U);
    EXPECT_EQ(app_->accounts()[0].name, name);
    EXPECT_TRUE(app_->accounts()[0].has_totp);
    nowhere();
}

// Level, mask and export right follow from class and type; the rest is declared.
TEST_P(PersonalUseTest,
       S_28_every_personal_field_has_purpose_basis_level_mask_retention_and_export) {
    int fields = 0;
    for (const auto& declaration : app::built_in_registers())
        for (const auto& field : declaration.fields) {
            if (!registers::is_personal(field)) continue;
            ++fields;
            const std::string name = declaration.name + "." + field.name;
            for (const base::Text& text : {declaration.purpose, declaration.basis}) {
                EXPECT_GE(text.zh.size(), 12U) << name;
                EXPECT_GE(text.en.size(), 12U) << name;
            }
            EXPECT_TRUE(declaration.keep_years) << name;
            for (const char* value : {"欧阳金丝雀", "990000190001010016", "13800000000"})
                EXPECT_EQ(registers::mask_value(field, value).find(value), std::string::npos)
                    << name;
            // An export holds the mask alone; who may see the value by itself is a role's right.
            const auto roles = people::built_in_roles().roles;
            EXPECT_TRUE(std::any_of(roles.begin(), roles.end(), [&](const people::Role& role) {
                return role.rights.contains(people::Right::reveal) &&
                       (role.registers.empty() ||
                        std::find(role.registers.begin(), role.registers.end(), declaration.name) !=
                            role.registers.end());
            })) << name;
        }
    EXPECT_GE(fields, 20);
}

TEST_P(PersonalUseTest, S_28_personal_values_go_the_day_after_their_time_and_not_before) {
    const auto at = [&](int year, unsigned month, unsigned day) {
        clock_.set(base::Instant{std::chrono::sys_days{base::Date{
            std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}}});
    };
    put_regions(1);
    at(2020, 2, 29);
    for (int i = 1; i <= 3; ++i) put_person(person(i));
    import_people(4, 6);
    for (const std::string& number : {person(1).number, person(4).number})
        apply("remove", {{"register", "household"},
                         {"values", {{"region", village(0)}, {"number", number}}}});
    const auto kept = [&] {
        return app_->find_rows("household", "phone", person(2).phone, "", 9).total;
    };
    const auto retained = [&](const std::string& on) {
        return ordered_json::parse(apply("retention", {{"on", on}}).json).at("rows").size();
    };
    for (const auto& [on, due] :
         {std::pair{"2025-02-27", 0U}, {"2025-02-28", 0U}, {"2025-03-01", 2U}}) {
        const auto expired = app_->expired(*base::parse_date(on));
        EXPECT_EQ(expired.size(), due) << on;
        for (const auto& each : expired) {
            EXPECT_EQ(base::format_date(each.ended), "2020-02-29");
            EXPECT_EQ(base::format_date(each.last_day), "2025-02-28");
        }
    }
    // Nothing goes before its time, whatever day is said.
    at(2025, 2, 28);
    EXPECT_THROW(apply("retention", {{"on", "2025-03-01"}}), base::Error);
    EXPECT_EQ(retained("2025-02-28"), 0U);
    at(2025, 3, 1);
    const std::int64_t before = app_->latest_sequence();
    EXPECT_EQ(retained("2025-03-01"), 2U);
    EXPECT_EQ(app_->latest_sequence(), before + 1);
    EXPECT_EQ(retained("2025-03-01"), 0U);
    for (const std::int64_t row : {1, 4})
        for (const auto& version : app_->row_history("household", row)) {
            EXPECT_EQ(version.texts[4], "");
            EXPECT_EQ(version.texts[6], "");
        }
    EXPECT_EQ(kept(), 1);
    EXPECT_FALSE(app_->verify_trail().problem);
    app_.reset();
    for (const int gone : {1, 4}) EXPECT_EQ(place_of(everything_kept(data_), gone, gone + 1), "");
}

TEST_P(PersonalUseTest, S_17_a_search_for_a_person_stands_in_the_trail_without_the_value) {
    put_regions(1);
    put_person(person(1));
    app::Command command;
    command.id = app_->new_id();
    command.payload = ordered_json{{"register", "household"},
                                   {"field", "phone"},
                                   {"value", person(1).phone},
                                   {"reason", "本人来电查询"}}
                          .dump();
    const std::int64_t before = app_->latest_sequence();
    EXPECT_EQ(app_->find(command, 10).total, 1);
    EXPECT_EQ(app_->latest_sequence(), before + 1);
    auto with_keys = store_options();
    with_keys.keys = std::make_shared<const privacy::KeyRing>(
        privacy::read_key_ring(files_.read(data_ / "keys" / "field.key")));
    store::Store(with_keys).read([&](store::Connection& c) {
        const auto entry = store::load_trail_entry(c, before + 1);
        EXPECT_NE(entry->line.line.find("household/phone"), std::string::npos);
        EXPECT_EQ(entry->details.find(person(1).phone), std::string::npos);
        EXPECT_NE(entry->details.find("本人来电查询"), std::string::npos);
    });
    auto payload = ordered_json::parse(command.payload);
    payload["reason"] = "查";
    command.id = app_->new_id();
    command.payload = payload.dump();
    EXPECT_THROW((void)app_->find(command, 10), base::Error);
}

INSTANTIATE_ON_BOTH_DATABASES(PersonalUseTest);

}  // namespace
