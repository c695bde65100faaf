#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "places_for_tests.hpp"

// `wanjia draw …` and `wanjia witness …` as a township uses them, and the outsider's script on what
// they write.

namespace {

namespace fs = std::filesystem;

struct Result {
    int exit_code = 0;
    std::string output;
    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(output); }
};

class DrawCommands : public testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/wanjia_draw_XXXXXX";
        folder_ = ::mkdtemp(name);
        files_.write(folder_ / "frame.txt", "V3 T\nV1 T\nV2 T\nV4,U\nV5,U\n");
        files_.write(folder_ / "more.txt", "V5 U\nV6 U\n");
    }
    void TearDown() override { fs::remove_all(folder_); }

    Result shell(const std::string& line) {
        const std::string whole = "cd '" + folder_.string() + "' && " + line + " 2>/dev/null";
        FILE* pipe = ::popen(whole.c_str(), "r");
        Result result;
        char buffer[4096];
        while (const std::size_t read = std::fread(buffer, 1, sizeof buffer, pipe))
            result.output.append(buffer, read);
        const int status = ::pclose(pipe);
        result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        return result;
    }
    Result wanjia(const std::string& words) { return shell(program_ + " " + words); }
    int code(const std::string& words) { return wanjia(words).exit_code; }

    /// A draw on site up to the sample; the times are those of the minutes kept in the room.
    void draw_on_site(const std::string& hash = "sha256") {
        ASSERT_EQ(code("draw freeze d --frame frame.txt --frame more.txt --each 2"), 0);
        ASSERT_EQ(code("draw announce d --id ON-SITE-1 --hash " + hash +
                       " --party county,grid --public dice-20 --fallback dice-20-again"
                       " --commit-by 2026-06-01T02:00:00Z --reveal-by 2026-06-01T02:10:00Z"
                       " --public-at 2026-06-01T02:10:00Z --seal-until 2026-06-05T00:00:00Z"
                       " --at 2026-06-01T01:50:00Z"),
                  0);
        for (const std::string party : {"county", "grid"}) {
            const auto made = wanjia("draw contribute d/announce.txt " + party + " --secret " +
                                     party + ".txt --json");
            ASSERT_EQ(made.exit_code, 0);
            ASSERT_EQ(code("draw commit d " + party + " " +
                           made.json().at("commitment").get<std::string>() +
                           " --at 2026-06-01T01:55:00Z"),
                      0);
        }
        for (const std::string party : {"county", "grid"})
            ASSERT_EQ(code("draw reveal d " + party + " --secret " + party +
                           ".txt --at 2026-06-01T02:05:00Z"),
                      0);
        ASSERT_EQ(code("draw close d --at 2026-06-01T02:06:00Z"), 0);
        ASSERT_EQ(code("draw seed d --value '01234 56789 01234 56789' --at 2026-06-01T02:11:00Z"),
                  0);
        ASSERT_EQ(code("draw run d"), 0);
    }

    const std::string program_ = "'" + places::built("wanjia") + "'";
    base::SystemFiles files_;
    fs::path folder_;
};

TEST_F(DrawCommands, X_09_every_step_by_commands_and_the_script_agrees) {
    for (const char* hash : {"sha256", "sm3"}) {
        fs::remove_all(folder_ / "d");
        for (const char* party : {"county.txt", "grid.txt"}) fs::remove(folder_ / party);
        draw_on_site(hash);
        const auto verdict = wanjia("draw verify d --json");
        EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
        EXPECT_TRUE(verdict.json().at("ok").get<bool>());
        EXPECT_EQ(verdict.json().at("sampled"), 4);
        EXPECT_EQ(shell("sh '" + places::source("tools/verify-draw.sh") + "' d").exit_code, 0);
    }
}

TEST_F(DrawCommands, X_09_verify_tells_what_is_wrong_and_by_its_exit_code) {
    draw_on_site();
    const std::string sample = files_.read(folder_ / "d/sample.tsv");
    files_.write(folder_ / "d/sample.tsv", sample.substr(sample.find('\n') + 1));
    const auto refused = wanjia("draw verify d --json");
    EXPECT_EQ(refused.exit_code, 1);
    const auto problem = refused.json().at("problem");
    EXPECT_NE(problem.at("en").get<std::string>().find("sample.tsv"), std::string::npos);
    EXPECT_NE(problem.at("zh").get<std::string>().find("sample.tsv"), std::string::npos);
    fs::remove(folder_ / "d/seed.txt");
    EXPECT_EQ(code("draw verify d"), 1);
    EXPECT_EQ(code("draw verify nowhere"), 3);
    EXPECT_EQ(code("draw verify"), 2);
}

TEST_F(DrawCommands, X_09_a_short_frame_is_done_with_findings_and_steps_out_of_turn_cannot) {
    files_.write(folder_ / "alloc.txt", "T 5\nU 10%\nW 1\n");
    const auto frozen = wanjia("draw freeze d --frame frame.txt --alloc alloc.txt --json");
    EXPECT_EQ(frozen.exit_code, 1);
    const auto shortfalls = frozen.json().at("shortfalls");
    ASSERT_EQ(shortfalls.size(), 2U);
    EXPECT_EQ(shortfalls[0].at("available"), 3);
    EXPECT_EQ(shortfalls[1].at("stratum"), "W");
    EXPECT_EQ(code("draw run d"), 3);
    EXPECT_EQ(code("draw freeze d --frame frame.txt --each 1"), 3) << "frozen already";
    EXPECT_EQ(code("draw freeze e --frame frame.txt"), 3) << "how many?";
    EXPECT_EQ(code("draw freeze e --frame nowhere.txt --each 1"), 2);
}

TEST_F(DrawCommands, X_09_a_sample_is_opened_when_its_seal_is_off_and_a_unit_can_be_replaced) {
    draw_on_site();
    EXPECT_EQ(code("draw open d out --at 2026-06-04T23:59:59Z"), 3);
    EXPECT_EQ(code("draw open d out --at 2026-06-05T00:00:00Z"), 0);
    EXPECT_EQ(code("draw verify out"), 0);
    const std::string sample = files_.read(folder_ / "d/sample.tsv");
    const std::size_t unit = sample.find('\t', sample.find('\t') + 1) + 1;
    const std::string drawn = sample.substr(unit, sample.find('\t', unit) - unit);
    EXPECT_EQ(code("draw replace d " + drawn + " --reason flood --evidence photo-1 --approver li"),
              0);
    EXPECT_EQ(code("draw replace d " + drawn + " --reason flood --evidence photo-1 --approver li"),
              3);
    EXPECT_EQ(code("draw enlarge d U 3 --reason more --approver li"), 0);
    EXPECT_EQ(code("draw void d --reason x --approver li"), 3);
    EXPECT_EQ(code("draw verify d"), 0);
    EXPECT_EQ(shell("sh '" + places::source("tools/verify-draw.sh") + "' d").exit_code, 0);
}

TEST_F(DrawCommands, shares_come_from_units_that_were_drawn_alone) {
    std::string frame;
    for (int i = 100; i < 200; ++i) frame += "H" + std::to_string(i) + " T\n";
    files_.write(folder_ / "frame.txt", frame);
    files_.write(folder_ / "more.txt", "");
    draw_on_site();
    const std::string sample = files_.read(folder_ / "d/sample.tsv");
    const std::size_t unit = sample.find('\t', sample.find('\t') + 1) + 1;
    files_.write(folder_ / "found.txt", sample.substr(unit, 4) + " yes\n");
    const auto few = wanjia("draw estimate d found.txt --json");
    EXPECT_EQ(few.exit_code, 1) << "one of two, and too few";
    EXPECT_EQ(few.json().at("open"), 1);
    EXPECT_TRUE(few.json().at("interval").is_null());
    files_.write(folder_ / "found.txt", "H999 yes\n");
    EXPECT_EQ(code("draw estimate d found.txt"), 3);
}

TEST_F(DrawCommands, R28_a_witness_signs_a_growing_trail_and_refuses_one_that_went_back) {
    ASSERT_EQ(code("init --data data"), 0);
    ASSERT_EQ(code("witness init w --name grid-company"), 0);
    EXPECT_EQ(code("witness init w --name again"), 3);
    ASSERT_EQ(code("trail export --data data one"), 0);
    const std::string origin = shell("head -n 1 one/checkpoint | tr -d '\\n'").output;
    ASSERT_EQ(shell("mkdir keys && cp one/*.pub keys/ && cp w/grid-company.pub keys/").exit_code,
              0);
    const std::string key = " --log-key 'keys/" + origin + ".pub'";
    ASSERT_EQ(code("witness sign w one --add" + key), 0);
    EXPECT_EQ(shell("sh '" + places::source("tools/tal-verify.sh") +
                    "' one/audit.log one/checkpoint keys 1")
                  .exit_code,
              0);
    files_.write(folder_ / "r.csv",
                 "区划代码,启用日期,名称,级别,上级代码\n433124000000,2000-01-01,花垣县,县级,\n");
    ASSERT_EQ(code("import --data data region r.csv"), 0);
    ASSERT_EQ(code("trail export --data data two"), 0);
    EXPECT_EQ(code("witness sign w two" + key), 0);
    EXPECT_EQ(code("witness sign w two" + key), 0) << "asked again, the same answer";
    EXPECT_EQ(code("witness sign w one" + key), 3) << "shorter than before";
    ASSERT_EQ(shell(program_ + " trail proof --data data 2 >proof.json").exit_code, 0);
    EXPECT_EQ(code("trail check proof.json" + key), 0);
    std::string proof = files_.read(folder_ / "proof.json");
    proof[proof.find("\"ok\\\":1") + 6] = '0';
    files_.write(folder_ / "proof.json", proof);
    EXPECT_EQ(code("trail check proof.json" + key), 1);
    fs::remove(folder_ / "w/witness.state");
    EXPECT_EQ(code("witness sign w two" + key), 3) << "retired";
}

}  // namespace
