#include <fstream>

#include "personal_for_tests.hpp"
#include "places_for_tests.hpp"

// Personal values: never plain on a disk, shown one by one and with a reason, and gone when erased.
namespace {

using namespace for_tests;

TEST_P(PersonalTest, S_14_no_file_dump_or_backup_holds_a_plain_name_number_or_telephone) {
    put_regions(2);
    for (int i = 0; i < 20; ++i) put_person(person(i));
    for (int i = 0; i < 10; ++i) put_person({person(i).number, person(i + 20).name, "", ""});
    const auto answer = import_people(15, 60, village(0) + ",X1,向金丝雀1059,123,13900001059\n");
    EXPECT_EQ(answer.at("rejected"), 1);
    EXPECT_EQ(answer.at("imported"), 40);
    (void)revealed(1, "phone");
    app_->backup(database_.folder() / "backup");
    app_.reset();
    EXPECT_EQ(place_of(everything_kept(data_), 0, 60), "");
    EXPECT_EQ(place_of(everything_kept(database_.folder() / "backup"), 0, 60), "");
    EXPECT_FALSE(fs::exists(database_.folder() / "backup" / "keys" / "field.key"));
    const auto mode = fs::status(data_ / "keys" / "field.key").permissions();
    EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write);
}

// The scan itself: a register whose fields were given a lower class is found out by it.
TEST_P(PersonalTest, S_14_the_scan_finds_a_field_whose_class_was_lowered) {
    put_regions(1);
    apply("declare", {{"yaml",
                       "register: lowered\n"
                       "label: {zh: 降级, en: Lowered}\n"
                       "key: [region]\n"
                       "fields:\n"
                       "  - {name: region, type: region, class: open, required: true, "
                       "label: {zh: 村, en: Village}}\n"
                       "  - {name: phone, type: phone, class: internal, "
                       "label: {zh: 电话, en: Phone}}\n"}});
    put("lowered", {{"region", village(0)}, {"phone", person(1).phone}});
    app_.reset();
    EXPECT_NE(place_of(everything_kept(data_), 1, 2), "");
}

TEST_P(PersonalTest, S_28_every_field_that_names_or_reaches_a_person_is_personal) {
    for (const auto& declaration : app::built_in_registers())
        for (const auto& field : declaration.fields) {
            const bool by_type = field.type == registers::FieldType::phone ||
                                 field.type == registers::FieldType::id_number;
            const bool by_name = field.name.ends_with("_phone") || field.name == "phone" ||
                                 field.label.zh.ends_with("姓名") ||
                                 field.label.zh.ends_with("联系电话") ||
                                 field.label.zh.find("证件号") != std::string::npos;
            if (by_type || by_name) {
                EXPECT_TRUE(registers::is_personal(field)) << declaration.name << "." << field.name;
            }
        }
}

TEST_P(PersonalTest, X_25_the_same_values_put_or_imported_again_are_unchanged) {
    put_regions(1);
    put_person(person(1));
    const auto before = tables();
    app_->apply(
        {app_->new_id(),
         {},
         "",
         "put",
         ordered_json{
             {"register", "household"},
             {"values",
              {{"region", village(0)}, {"number", person(1).number}, {"phone", person(1).phone}}}}
             .dump(),
         {}});
    EXPECT_EQ(import_people(1, 3).at("unchanged"), 1);
    EXPECT_EQ(import_people(1, 3).at("unchanged"), 2);
    EXPECT_EQ(app_->row_history("household", 1).size(), 1U);
    EXPECT_NE(tables(), before);
}

TEST_P(PersonalTest,
       X_25_a_value_is_shown_for_a_reason_that_the_trail_keeps_and_the_value_it_does_not) {
    put_regions(1);
    put_person(person(1));
    const auto page = app_->register_rows("household", "", 0, 10);
    for (const auto& text : page.rows.at(0).texts) {
        EXPECT_EQ(text.find(person(1).phone), std::string::npos);
        EXPECT_EQ(text.find(person(1).name), std::string::npos);
    }
    EXPECT_EQ(revealed(1, "phone"), person(1).phone);
    EXPECT_EQ(revealed(1, "head_name"), person(1).name);
    EXPECT_EQ(revealed(1, "head_id"), person(1).id);
    app_->export_trail(database_.folder() / "log");
    const std::string log = files_.read(database_.folder() / "log" / "audit.log");
    EXPECT_NE(log.find("register.reveal"), std::string::npos);
    EXPECT_NE(log.find("household/1/phone"), std::string::npos);
    EXPECT_EQ(log.find(person(1).phone), std::string::npos);
}

TEST_P(PersonalTest, X_25_no_value_is_shown_without_reason_right_row_or_personal_field) {
    put_regions(1);
    put_person(person(1));
    const auto kind_of = [&](const app::Command& command) {
        try {
            (void)app_->reveal(command);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.message().zh.find(person(1).phone), std::string::npos);
            return error.kind();
        }
        ADD_FAILURE() << command.payload;
        return base::ErrorKind::internal;
    };
    EXPECT_EQ(kind_of(reveal_command(1, "phone", "看一看吧")), base::ErrorKind::invalid_input);
    EXPECT_EQ(kind_of(reveal_command(9, "phone", "入户核对电话")), base::ErrorKind::not_found);
    EXPECT_EQ(kind_of(reveal_command(1, "nothing", "入户核对电话")), base::ErrorKind::not_found);
    EXPECT_EQ(kind_of(reveal_command(1, "residents", "入户核对电话")),
              base::ErrorKind::invalid_input);
    app_.reset();
    app::Options strict = options();
    strict.permit = [](const app::Command& command) {
        if (command.kind == "reveal")
            throw base::Error(base::ErrorKind::forbidden, {"没有权限。", "Not allowed."});
    };
    app_ = std::make_unique<app::App>(environment_, strict);
    const std::int64_t before = app_->latest_sequence();
    EXPECT_EQ(kind_of(reveal_command(1, "phone", "入户核对电话")), base::ErrorKind::forbidden);
    EXPECT_EQ(app_->latest_sequence(), before + 1);
}

TEST_P(PersonalTest,
       X_25_a_person_is_found_by_the_exact_name_number_or_telephone_and_shown_masked) {
    put_regions(2);
    for (int i = 0; i < 5; ++i) put_person(person(i), i % 2);
    for (const auto& [field, value] : {std::pair{"head_name", person(3).name},
                                       {"head_id", person(3).id},
                                       {"phone", person(3).phone}}) {
        const auto found = app_->find_rows("household", field, value, "", 10);
        ASSERT_EQ(found.rows.size(), 1U) << field;
        EXPECT_EQ(found.rows[0].texts[1], person(3).number);
        for (const auto& text : found.rows[0].texts) EXPECT_NE(text, value);
        EXPECT_EQ(app_->find_rows("household", field, value, village(0), 10).total, 0);
        EXPECT_EQ(app_->find_rows("household", field, value.substr(1), "", 10).total, 0);
    }
}

TEST_P(PersonalTest, S_15_after_erasure_no_version_command_or_file_gives_the_value_back) {
    put_regions(1);
    put_person(person(1));
    put_person({person(1).number, person(2).name, person(2).id, person(2).phone});
    import_people(1, 4);
    put_person(person(9));
    const auto answer = ordered_json::parse(
        apply("erase", {{"register", "household"}, {"row", 1}, {"reason", "本人要求删除"}}).json);
    EXPECT_EQ(answer.at("versions"), 3);
    EXPECT_EQ(answer.at("entries").size(), 2U);
    ASSERT_EQ(answer.at("files").size(), 1U);
    EXPECT_FALSE(fs::exists(data_ / answer.at("files")[0].get<std::string>()));
    for (const auto& version : app_->row_history("household", 1)) {
        EXPECT_EQ(version.texts[4], "");
        EXPECT_EQ(version.texts[5], "");
        EXPECT_EQ(version.texts[6], "");
        EXPECT_EQ(version.texts[1], person(1).number);
    }
    EXPECT_EQ(revealed(1, "phone"), "");
    for (int i = 1; i < 3; ++i)
        EXPECT_EQ(app_->find_rows("household", "phone", person(i).phone, "", 10).total,
                  i == 1 ? 0 : 1);
    EXPECT_EQ(app_->find_rows("household", "phone", person(9).phone, "", 10).total, 1);
    EXPECT_FALSE(app_->verify_trail().problem);
    // History is append-only again, and what was erased says so when the trail is replayed.
    put_person(person(5));
    app::Options target{database_.folder() / "again", places::built("wanjia-read"), {}, {}, {}};
    try {
        (void)app::App::replay(environment_, options(), target);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().en.find("has been erased"), std::string::npos)
            << error.message().en;
    }
}

TEST_P(PersonalTest, X_25_a_new_key_seals_everything_anew_and_the_trail_replays_to_equal_tables) {
    put_regions(1);
    put_person(person(1));
    put_person({person(1).number, person(2).name, "", person(2).phone});
    import_people(3, 6);
    app_.reset();
    const auto before = tables();
    EXPECT_EQ(app::App::rotate_key(environment_, options(), {}), 2);
    EXPECT_NE(tables(), before);
    app_ = std::make_unique<app::App>(environment_, options());
    EXPECT_EQ(revealed(1, "phone"), person(2).phone);
    EXPECT_EQ(revealed(2, "head_id"), person(3).id);
    EXPECT_EQ(import_people(3, 6).at("unchanged"), 3);
    EXPECT_FALSE(app_->verify_trail().problem);
    app::Options target{database_.folder() / "again", places::built("wanjia-read"), {}, {}, {}};
    const auto report = app::App::replay(environment_, options(), target);
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
}

TEST_P(PersonalTest, X_25_a_folder_without_its_key_or_with_another_is_refused_in_words) {
    put_regions(1);
    put_person(person(1));
    app_.reset();
    const fs::path key = data_ / "keys" / "field.key";
    fs::rename(key, data_ / "kept");
    const auto sentence = [&] {
        try {
            app::App app(environment_, options());
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
            return error.message().en;
        }
        return std::string("opened");
    };
    EXPECT_NE(sentence().find("Put its copy back"), std::string::npos);
    std::ofstream(key) << "1 aes-256-gcm " << std::string(64, '7') << "\n";
    EXPECT_NE(sentence().find("not this database's key file"), std::string::npos);
    fs::rename(data_ / "kept", key);
    EXPECT_EQ(sentence(), "opened");
}

TEST_P(PersonalTest, X_25_the_national_cipher_does_the_same) {
    app_.reset();
    data_ = database_.folder() / "national";
    if (GetParam() == Kind::server) database_.clear();
    app::Options national = options();
    national.cipher = privacy::Cipher::sm4_ctr_hmac_sm3;
    app::App::init(environment_, national);
    app_ = std::make_unique<app::App>(environment_, options());
    put_regions(1);
    put_person(person(1));
    import_people(2, 4);
    EXPECT_EQ(revealed(1, "phone"), person(1).phone);
    EXPECT_EQ(revealed(3, "head_name"), person(3).name);
    app_.reset();
    EXPECT_EQ(place_of(everything_kept(data_), 0, 4), "");
}

INSTANTIATE_ON_BOTH_DATABASES(PersonalTest);

}  // namespace
