#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "draw_for_tests.hpp"
#include "places_for_tests.hpp"

// The script that anyone can read and run must agree with the program.

namespace draw {
namespace {

namespace fs = std::filesystem;

const fs::path source = places::source();

void write_folder(const fs::path& folder, const Documents& documents) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    for (const auto& [file, text] : documents)
        std::ofstream(folder / file, std::ios::binary) << text;
}

/// Exit code of the script; what it says is left in `said`.
int run_script(const char* shell, const Documents& documents, std::string* said = nullptr) {
    const fs::path folder = places::built("draw-script-test");
    write_folder(folder, documents);
    const fs::path heard = folder / "said";
    const int status =
        std::system((std::string(shell) + " '" + (source / "tools/verify-draw.sh").string() +
                     "' '" + folder.string() + "' 2>'" + heard.string() + "'")
                        .c_str());
    if (said) *said = base::SystemFiles{}.read(heard);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Script, X_09_random_draws_of_the_program_pass_the_script) {
    const bool full = std::getenv("WANJIA_TEST_FULL") != nullptr;
    RandomBits random(9);
    for (int i = 0; i < (full ? 1000 : 12); ++i) {
        const Documents documents = random_draw(random, full ? 5000 : 400);
        std::string said;
        ASSERT_EQ(run_script(i % 2 == 0 ? "dash" : "bash", documents, &said), 0) << i << said;
        EXPECT_EQ(said, "");
        EXPECT_FALSE(verify(documents).problem);
    }
}

TEST(Script, a_draw_to_which_nobody_contributed_rests_on_the_public_value_alone) {
    Documents documents;
    freeze(documents, request_of(vector_units(), {{"TA", 1}, {"TB", 0}}), number_of('a'));
    announce(documents, usual_terms(), before_commit);
    freeze_reveals(documents, after_reveal);
    take_public_value(documents, usual_value, false, after_public);
    run(documents);
    EXPECT_FALSE(verify(documents).problem);
    std::string said;
    EXPECT_EQ(run_script("dash", documents, &said), 0) << said;
}

TEST(Script, refuses_what_the_program_refuses) {
    const Documents clean = vector_draw();
    const auto refused = [&](const char* file, const std::string& from, const std::string& to) {
        Documents changed = clean;
        const std::size_t found = changed[file].find(from);
        ASSERT_NE(found, std::string::npos) << file << from;
        changed[file].replace(found, from.size(), to);
        std::string said;
        EXPECT_EQ(run_script("dash", changed, &said), 1) << file << " " << from << " " << to;
        EXPECT_TRUE(said.starts_with("REFUSED: ")) << said;
        EXPECT_TRUE(verify(changed).problem) << file << " " << from;
    };
    refused("frame.tsv", "V002\tTA", "V009\tTA");
    refused("frame.tsv", "2a\n", "2b\n");
    refused("alloc.tsv", "TB\t2", "TB\t1");
    refused("announce.txt", "kl8-2026314", "kl8-2026313");
    refused("announce.txt", "TEST-1", "TEST-2");
    refused("seed.txt", "1111", "1112");
    refused("seed.txt", "absent", number_of('4'));
    refused("seed.txt", number_of('2'), "absent");
    refused("seed.txt", "02 05", "02 06");
    refused("seed.txt", "public.", "public.kl8-2026314=01\npublic.");
    refused("sample.tsv", "V006", "V005");
    refused("sample.tsv", "TA\t1", "TA\t2");
    refused("sample.tsv", "\n", "\r\n");
}

TEST(Script, the_page_shows_the_script_as_it_is) {
    const std::string page = base::SystemFiles{}.read(source / "docs" / "verify-a-draw.md");
    const std::string script = base::SystemFiles{}.read(source / "tools" / "verify-draw.sh");
    EXPECT_NE(page.find("\n" + script + "```\n"), std::string::npos);
    EXPECT_LE(std::count(script.begin(), script.end(), '\n'), 30);
}

}  // namespace
}  // namespace draw
