#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "log_for_tests.hpp"
#include "places_for_tests.hpp"
#include "trail/trail.hpp"

// The scripts that anyone can read and run must agree with the program.

namespace trail {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_file(const fs::path& path) {
    return base::SystemFiles{}.read(path);
}

class Script : public testing::Test {
protected:
    Script() {
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "keys");
        write_file(folder_ / "keys" / (log_.origin + ".pub"), key_of(log_owner).public_pem);
        for (std::size_t i = 0; i < witness_names.size(); ++i)
            write_file(folder_ / "keys" / (std::string(witness_names[i]) + ".pub"),
                       key_of(static_cast<std::uint8_t>(10 + i)).public_pem);
    }

    int run(const std::string& command) const {
        const int status =
            std::system((command + " 2>'" + (folder_ / "said").string() + "'").c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    void publish_files(const PublishedLog& log) const {
        write_file(folder_ / "audit.log", log.text);
        write_file(folder_ / "checkpoint", log.checkpoint);
    }
    /// Exit code of tal-verify.sh with `k` witnesses asked for.
    int verify(const PublishedLog& log, int k = 2) const {
        publish_files(log);
        return run("cd '" + folder_.string() + "' && sh '" + places::source("tools/tal-verify.sh") +
                   "' audit.log checkpoint keys " + std::to_string(k));
    }
    int verify_root(const PublishedLog& log) const {
        publish_files(log);
        return run("cd '" + folder_.string() + "' && perl '" + places::source("tools/tal-root.pl") +
                   "' audit.log checkpoint");
    }
    std::string said() const { return read_file(folder_ / "said"); }

    void expect_refused(const std::string& what, const std::function<void(PublishedLog&)>& change) {
        PublishedLog changed = log_;
        change(changed);
        ASSERT_TRUE(changed.text != log_.text || changed.checkpoint != log_.checkpoint) << what;
        EXPECT_EQ(verify(changed), 1) << what;
        EXPECT_TRUE(said().starts_with("REFUSED: ")) << what << ": " << said();
    }

    static std::vector<std::string> some_records() {
        std::mt19937_64 random(6);
        return random_records(random, 9);
    }

    fs::path folder_ = places::built("trail-script-test");
    PublishedLog log_ = publish("county530629-audit", some_records());
};

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

void change_lines(std::string& text, const std::function<void(std::vector<std::string>&)>& change) {
    auto lines = split_lines(text);
    change(lines);
    text = joined(lines);
}

/// The log's own line replaced, the witnesses' lines kept.
void sign_again(PublishedLog& log, const KeyPair& key) {
    const std::size_t notes = log.checkpoint.find("\n\n") + 2;
    log.checkpoint = sign_log(log.origin, log.text, key) +
                     log.checkpoint.substr(log.checkpoint.find('\n', notes) + 1);
}

TEST_F(Script, R28_clean_logs_pass) {
    EXPECT_EQ(verify(log_), 0) << said();
    EXPECT_EQ(verify_root(log_), 0) << said();
    EXPECT_EQ(said(), "");
    EXPECT_EQ(verify(publish(log_.origin, {})), 0) << said();
    EXPECT_EQ(verify_root(publish(log_.origin, {})), 0) << said();
    std::mt19937_64 random(7);
    for (const std::size_t size : {1U, 2U, 3U, 4U, 31U, 1200U}) {
        const PublishedLog log = publish(log_.origin, random_records(random, size));
        EXPECT_EQ(verify(log), 0) << size << said();
        EXPECT_EQ(verify_root(log), 0) << size << said();
    }
}

TEST_F(Script, entries_after_the_checkpoint_pass_when_they_are_chained) {
    auto records = some_records();
    records.emplace_back("{\"t\":1}");
    PublishedLog grown = log_;
    grown.text = chain_lines(log_.origin, records);
    EXPECT_EQ(verify(grown), 0) << said();
    EXPECT_EQ(verify_root(grown), 0) << said();
    grown.text += "11\tabc\t{}\n";
    EXPECT_EQ(verify(grown), 1);
}

TEST_F(Script, R28_a_changed_log_is_refused) {
    expect_refused("byte edited", [](auto& log) { log.text[log.text.size() / 2] ^= 1; });
    expect_refused("line deleted", [](auto& log) {
        change_lines(log.text, [](auto& lines) { lines.erase(lines.begin() + 3); });
    });
    expect_refused("line inserted", [](auto& log) {
        change_lines(log.text, [](auto& lines) { lines.insert(lines.begin() + 3, lines[3]); });
    });
    expect_refused("lines swapped", [](auto& log) {
        change_lines(log.text, [](auto& lines) { std::swap(lines[2], lines[5]); });
    });
    expect_refused("tail cut", [](auto& log) {
        change_lines(log.text, [](auto& lines) { lines.pop_back(); });
    });
    expect_refused("last line edited", [](auto& log) { log.text[log.text.size() - 2] = ' '; });
    expect_refused("last line feed lost", [](auto& log) { log.text.pop_back(); });
    expect_refused("bytes behind a NUL", [](auto& log) {
        log.text.insert(log.text.size() - 1, std::string("\0hidden", 7));
    });
    expect_refused("all of it lost", [](auto& log) { log.text.clear(); });
}

TEST_F(Script, R28_a_changed_checkpoint_is_refused) {
    expect_refused("size lowered", [](auto& log) {
        change_lines(log.checkpoint, [](auto& lines) { lines[1] = "8"; });
    });
    expect_refused("log signature removed", [](auto& log) {
        change_lines(log.checkpoint, [](auto& lines) { lines.erase(lines.begin() + 5); });
    });
    expect_refused("a witness removed", [](auto& log) {
        change_lines(log.checkpoint, [](auto& lines) { lines.pop_back(); });
    });
    for (const std::size_t line : {5U, 6U, 7U})
        for (const std::size_t back : {80U, 50U, 20U})
            expect_refused("signature damaged", [&](auto& log) {
                change_lines(log.checkpoint, [&](auto& lines) {
                    char& c = lines[line][lines[line].size() - back];
                    c = c == 'A' ? 'B' : 'A';
                });
            });
    expect_refused("a shorter log signed again", [](auto& log) {
        change_lines(log.text, [](auto& lines) { lines.pop_back(); });
        sign_again(log, key_of(log_owner));
    });
    expect_refused("rewritten, signed with another key", [](auto& log) {
        log.text = chain_lines(log.origin, {"{\"t\":1}"});
        sign_again(log, key_of(77));
    });
    expect_refused("rewritten, signed with the log's own key", [](auto& log) {
        log.text = chain_lines(log.origin, {"{\"t\":1}"});
        sign_again(log, key_of(log_owner));
    });
    expect_refused("nothing in it", [](auto& log) { log.checkpoint.clear(); });
}

TEST_F(Script, the_number_of_witnesses_asked_for_is_the_number_needed) {
    change_lines(log_.checkpoint, [](auto& lines) { lines.pop_back(); });
    EXPECT_EQ(verify(log_, 0), 0) << said();
    EXPECT_EQ(verify(log_, 1), 0) << said();
    EXPECT_EQ(verify(log_, 2), 1);
}

TEST_F(Script, R28_another_root_is_refused) {
    PublishedLog changed = log_;
    changed.text[changed.text.size() / 2] ^= 1;
    EXPECT_NE(verify_root(changed), 0);
    changed = log_;
    change_lines(changed.text, [](auto& lines) { lines.pop_back(); });
    EXPECT_NE(verify_root(changed), 0);
    changed = log_;
    change_lines(changed.checkpoint, [](auto& lines) { lines[1] = "8"; });
    EXPECT_NE(verify_root(changed), 0);
}

TEST_F(Script, the_page_shows_the_scripts_as_they_are) {
    const fs::path source = places::source();
    const std::string page = read_file(source / "docs" / "verify-the-trail.md");
    for (const char* name : {"tal-verify.sh", "tal-root.pl"}) {
        const std::string script = read_file(source / "tools" / name);
        ASSERT_FALSE(script.empty());
        EXPECT_NE(page.find("\n" + script + "```\n"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace trail
