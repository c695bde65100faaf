#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "app_for_tests.hpp"
#include "base/bytes.hpp"
#include "places_for_tests.hpp"
#include "privacy/file_cipher.hpp"
#include "store/records.hpp"
#include "store/tables.hpp"

// R17: a backup made while others write is one moment of the county, and any damage to it is seen.
namespace {

using namespace for_tests;
namespace fs = std::filesystem;

class BackupTest : public AppTest {
protected:
    fs::path import_households(int first, int rows) {
        const fs::path file = database_.folder() / ("户" + std::to_string(first) + ".csv");
        std::string text = "村代码,户编号,常住人口\n";
        for (int i = 0; i < rows; ++i)
            text += village(0) + ",甲" + std::to_string(first + i) + ",4\n";
        text += village(0) + ",坏" + std::to_string(first) + ",x\n";
        files_.write(file, text);
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload =
            ordered_json{{"register", "household"}, {"file_name", file.filename().string()}}.dump();
        command.attachment = file;
        app_->apply(command);
        return file;
    }

    void make_county() {
        put_regions(2);
        load("huayuan-2019");
        put_vector(village(0));
        import_households(1, 20);
        put("settlement", {{"region", village(0)},
                           {"number", "点"},
                           {"households", "3"},
                           {"lon", "109.45"},
                           {"lat", "28.57"},
                           {"datum", "gcj02"}});
        apply("freeze", {{"programme", "huayuan-2019"}, {"period", "2019-06"}});
    }

    std::vector<store::TableHash> tables(const app::Options& place) {
        store::Options options;
        options.file = place.data_folder / "wanjia.gpkg";
        options.url = place.database;
        std::vector<store::TableHash> result;
        store::Store opened(options);
        opened.read([&](store::Connection& c) { result = store::hash_tables(c); });
        return result;
    }

    app::Options folder(const std::string& name) {
        return {database_.folder() / name, places::built("wanjia-read"), {}, {}, {}};
    }

    // The key of the personal values is no part of a backup; whoever restores has a copy.
    void bring_key(const app::Options& place) {
        const auto key = files_.read(data_ / "keys" / "field.key");
        files_.make_folder(place.data_folder / "keys");
        files_.write(place.data_folder / "keys" / "field.key", key);
    }

    // Every file that the restored county's commands speak of, by its hash.
    void expect_files_whole(const app::Options& place) {
        store::Options options;
        options.file = place.data_folder / "wanjia.gpkg";
        const auto keys = std::make_shared<const privacy::KeyRing>(
            privacy::read_key_ring(files_.read(place.data_folder / "keys" / "field.key")));
        store::Store opened(options);
        std::vector<store::EvidenceRecord> evidence;
        opened.read([&](store::Connection& c) { evidence = store::list_evidence(c); });
        EXPECT_FALSE(evidence.empty());
        for (const auto& file : evidence) {
            privacy::FileOpener through(keys, file.name);
            std::string plain = through.add(files_.read(place.data_folder / file.name));
            plain += through.finish();
            EXPECT_EQ(base::to_hex(base::sha256(plain)), file.sha256);
        }
    }

    // The sentence of a restore that must be refused, and that left nothing behind.
    std::string refusal(const fs::path& backup) {
        const app::Options target = folder("never");
        try {
            app::App::restore(environment_, backup, target);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input) << error.message().en;
            EXPECT_FALSE(app::App::exists(target));
            return error.message().en;
        }
        return "nothing was refused";
    }
};

TEST_P(BackupTest, R17_backups_made_while_others_write_are_each_one_moment_of_the_county) {
    make_county();
    std::atomic<bool> stop{false};
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 3; ++writer)
        writers.emplace_back([&, writer] {
            base::SeededRandom random(static_cast<std::uint64_t>(writer) + 100);
            for (int i = 0; !stop; ++i) {
                app::Command command;
                command.id = base::random_id(random);
                command.kind = "put";
                const ordered_json values{{"region", village(1)},
                                          {"number", std::to_string(writer * 100000 + i)},
                                          {"residents", "2"}};
                command.payload =
                    ordered_json{{"register", "household"}, {"values", values}}.dump();
                app_->apply(command);
            }
        });
    std::vector<app::BackupReport> reports;
    for (int i = 0; i < 3; ++i)
        reports.push_back(app_->backup(database_.folder() / ("backup" + std::to_string(i))));
    stop = true;
    for (auto& writer : writers) writer.join();
    EXPECT_LT(reports.front().sequence, app_->latest_sequence());
    for (int i = 0; i < 3; ++i) {
        const app::Options target = folder("restored" + std::to_string(i));
        const auto report = app::App::restore(
            environment_, database_.folder() / ("backup" + std::to_string(i)), target);
        EXPECT_EQ(report.sequence, reports[static_cast<std::size_t>(i)].sequence);
        EXPECT_THROW(app::App(environment_, target), base::Error);
        bring_key(target);
        expect_files_whole(target);
        app::App restored(environment_, target);
        const auto check = restored.verify_trail();
        EXPECT_FALSE(check.problem);
        EXPECT_EQ(check.entries, report.sequence);
        EXPECT_EQ(app::to_json(restored.score("huayuan-2019", "2019-06")),
                  app::to_json(app_->score("huayuan-2019", "2019-06")));
    }
}

TEST_P(BackupTest, R17_one_wrong_bit_anywhere_in_a_backup_is_refused) {
    make_county();
    const fs::path backup = database_.folder() / "backup";
    app_->backup(backup);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(backup))
        if (!entry.is_directory()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    EXPECT_GE(files.size(), 6u);  // data, file, workbook of faulty rows, keys, manifest, list
    const int damages = std::getenv("WANJIA_TEST_FULL") ? 1000 : 50;
    for (int i = 0; i < damages; ++i) {
        // Each file in turn, the small ones as often as the large.
        const fs::path& file = files[static_cast<std::size_t>(i) % files.size()];
        const auto at = static_cast<std::streamoff>(random_.next() % fs::file_size(file));
        const auto bit = static_cast<char>(1U << (random_.next() % 8));
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        char byte = 0;
        const auto flip = [&] {
            bytes.seekg(at).get(byte);
            bytes.seekp(at).put(static_cast<char>(byte ^ bit)).flush();
        };
        flip();
        const std::string sentence = refusal(backup);
        EXPECT_TRUE(sentence.find("damaged") != std::string::npos ||
                    sentence.find("not in its list") != std::string::npos)
            << file << " byte " << at << ": " << sentence;
        flip();
    }
    EXPECT_NO_THROW(app::App::restore(environment_, backup, folder("whole")));
}

TEST_P(BackupTest, R17_a_backup_cut_short_or_added_to_is_refused) {
    make_county();
    const fs::path backup = database_.folder() / "backup";
    app_->backup(backup);
    files_.write(backup / "more.txt", "x");
    EXPECT_NE(refusal(backup).find("not in its list"), std::string::npos);
    fs::remove(backup / "more.txt");
    fs::rename(backup / "wanjia.gpkg", backup / "wanjia.gone");
    EXPECT_NE(refusal(backup).find("damaged"), std::string::npos);
    fs::rename(backup / "wanjia.gone", backup / "wanjia.gpkg");
    // The list of hashes is written last.
    fs::remove(backup / "SHA256SUMS");
    EXPECT_NE(refusal(backup).find("SHA256SUMS is missing"), std::string::npos);
    EXPECT_THROW(app_->backup(backup), base::Error);
}

TEST_P(BackupTest, X_32_a_county_moved_to_the_server_and_back_is_equal_in_every_table) {
    make_county();
    const std::string sent = "sent\tk\t1\tG\n";
    files_.make_folder(data_ / "messages");
    files_.write(data_ / "messages" / "journal", sent);
    const auto before = tables(options());
    app_->backup(database_.folder() / "one");
    app_.reset();
    app::Options middle = folder("middle");
    if (GetParam() == Kind::server) {
        // From the server into a folder, and from there to the emptied server.
        app::App::restore(environment_, database_.folder() / "one", middle);
    } else {
        const TemporaryDatabase server(Kind::server);
        middle.database = server.url();
        app::App::restore(environment_, database_.folder() / "one", middle);
    }
    EXPECT_EQ(tables(middle), before);
    bring_key(middle);
    {
        app::App app(environment_, middle);
        app.backup(database_.folder() / "two");
    }
    app::Options end = folder("end");
    if (GetParam() == Kind::server) {
        database_.clear();
        end.database = database_.url();
    }
    app::App::restore(environment_, database_.folder() / "two", end);
    EXPECT_EQ(tables(end), before);
    EXPECT_EQ(files_.read(end.data_folder / "messages" / "journal"), sent);
    bring_key(end);
    app::App app(environment_, end);
    EXPECT_FALSE(app.verify_trail().problem);
    EXPECT_THROW(app::App::restore(environment_, database_.folder() / "two", end), base::Error);
}

INSTANTIATE_ON_BOTH_DATABASES(BackupTest);

}  // namespace
