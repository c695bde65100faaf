#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/app.hpp"
#include "places_for_tests.hpp"

namespace {

const std::string program = places::built("wanjia");

struct Result {
    int exit_code = 0;
    std::string output;
};

class CliTest : public testing::Test {
protected:
    void SetUp() override {
        char name[] = "/tmp/wanjia_cli_XXXXXX";
        folder_ = ::mkdtemp(name);
        data_ = folder_ / "data";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static pid_t start(const std::vector<std::string>& words, const std::filesystem::path& output) {
        std::vector<char*> arguments{const_cast<char*>(program.c_str())};
        for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        const pid_t child = ::fork();
        if (child != 0) return child;
        const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(out, STDOUT_FILENO);
        const int none = ::open("/dev/null", O_WRONLY);
        ::dup2(none, STDERR_FILENO);
        ::execv(program.c_str(), arguments.data());
        ::_exit(127);
    }

    Result run(const std::vector<std::string>& words) {
        const pid_t child = start(words, folder_ / "output");
        int status = 0;
        ::waitpid(child, &status, 0);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, files_.read(folder_ / "output")};
    }

    void make_county(int villages) {
        ASSERT_EQ(run({"init", "--data", data_}).exit_code, 0);
        std::string text =
            "区划代码,启用日期,名称,级别,上级代码\n"
            "433124000000,2000-01-01,花垣县,县级,\n433124100000,2000-01-01,石栏镇,乡级,"
            "433124000000\n";
        for (int i = 0; i < villages; ++i)
            text += "433124100" + std::to_string(200 + i) + ",2000-01-01,村" + std::to_string(i) +
                    ",村级,433124100000\n";
        files_.write(folder_ / "regions.csv", text);
        ASSERT_EQ(run({"import", "--data", data_, "region", folder_ / "regions.csv"}).exit_code, 0);
    }

    std::string households(int rows, int residents) {
        std::string text = "村代码,户编号,常住人口,通电\n";
        for (int i = 0; i < rows; ++i)
            text +=
                "433124100200," + std::to_string(i + 1) + "," + std::to_string(residents) + ",是\n";
        return text;
    }

    base::SystemFiles files_;
    std::filesystem::path folder_, data_;
};

TEST_F(CliTest, X_34_report_makes_every_document_and_freezes_one) {
    make_county(1);
    const auto report = [&](const std::string& what, std::vector<std::string> more = {}) {
        std::vector<std::string> words{"report",  what,    "--data",        data_,   "--period",
                                       "2019-06", "--out", folder_ / "out", "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    };
    const auto all = report("all");
    EXPECT_EQ(all.exit_code, 1);  // no programme is loaded, and every document says so
    const auto made = nlohmann::json::parse(all.output).at("documents");
    ASSERT_EQ(made.size(), 32U);
    for (const auto& document : made) {
        const auto file = folder_ / "out" / document.at("file").get<std::string>();
        EXPECT_EQ(std::filesystem::file_size(file), document.at("bytes").get<std::size_t>());
    }
    const auto frozen = report("R-31", {"--freeze"});
    EXPECT_EQ(frozen.exit_code, 0);
    EXPECT_EQ(nlohmann::json::parse(frozen.output).at("documents")[0].at("issue"), 1);
    EXPECT_EQ(report("R-31", {"--freeze"}).exit_code, 3);
    EXPECT_EQ(report("R-31", {"--freeze", "--reason", "更正"}).exit_code, 0);
    EXPECT_EQ(report("R-99").exit_code, 3);
    EXPECT_EQ(run({"report", "R-31", "--data", data_}).exit_code, 2);
}

TEST_F(CliTest, X_34_exit_codes_tell_done_findings_wrong_use_and_cannot) {
    make_county(1);
    EXPECT_EQ(run({"import", "--help"}).exit_code, 0);
    EXPECT_EQ(run({"no-such-command"}).exit_code, 2);
    EXPECT_EQ(run({"score", "--data", data_}).exit_code, 2);
    EXPECT_EQ(run({"score", "--data", folder_ / "nowhere", "huayuan-2019"}).exit_code, 3);
    EXPECT_EQ(run({"score", "--data", data_, "no-programme", "--json"}).exit_code, 3);
    files_.write(folder_ / "h.csv", households(3, 4) + "433124100200,9,很多,是\n");
    const auto result = run({"import", "--data", data_, "household", folder_ / "h.csv", "--json",
                             "--errors", folder_ / "errors.xlsx"});
    EXPECT_EQ(result.exit_code, 1);
    const auto answer = nlohmann::json::parse(result.output);
    EXPECT_EQ(answer.at("rows"), 4);
    EXPECT_EQ(answer.at("imported"), 3);
    EXPECT_EQ(answer.at("rejected"), 1);
    EXPECT_EQ(answer.at("errors").at(0).at("row"), 5);
    EXPECT_EQ(answer.at("errors").at(0).at("value"), "很多");
    EXPECT_TRUE(std::filesystem::exists(folder_ / "errors.xlsx"));
}

TEST_F(CliTest, X_14_a_file_that_cannot_be_read_is_named_as_the_user_knows_it) {
    make_county(1);
    files_.write(folder_ / "名册.xlsx", "not a workbook");
    const auto result =
        run({"import", "--data", data_, "household", folder_ / "名册.xlsx", "--json"});
    EXPECT_EQ(result.exit_code, 3);
    const auto message = nlohmann::json::parse(result.output).at("error").at("message");
    EXPECT_NE(message.at("zh").get<std::string>().find("名册.xlsx"), std::string::npos) << message;
    EXPECT_NE(message.at("en").get<std::string>().find("名册.xlsx"), std::string::npos) << message;
}

TEST_F(CliTest, X_11_evidence_is_added_listed_and_verified) {
    make_county(1);
    files_.write(folder_ / "v.csv", "region,residents,households\n433124100200,9,3\n");
    ASSERT_EQ(run({"import", "--data", data_, "village", folder_ / "v.csv"}).exit_code, 0);
    files_.write(folder_ / "签收.pdf", "%PDF-1.4 signed");
    const auto added = run({"evidence", "add", "--data", data_, "village", "433124100200",
                            folder_ / "签收.pdf", "--purpose", "签收表", "--json"});
    EXPECT_EQ(added.exit_code, 0);
    const auto hash = nlohmann::json::parse(added.output).at("sha256").get<std::string>();
    const auto listed =
        run({"evidence", "list", "--data", data_, "village", "433124100200", "--json"});
    EXPECT_NE(listed.output.find(hash), std::string::npos);
    EXPECT_EQ(run({"evidence", "verify", "--data", data_}).exit_code, 0);
    files_.write(data_ / "files" / (hash + ".pdf"), "%PDF-1.4 changed");
    EXPECT_EQ(run({"evidence", "verify", "--data", data_}).exit_code, 1);
}

TEST_F(CliTest, X_14_an_import_can_be_undone_and_an_export_comes_back_unchanged) {
    make_county(1);
    files_.write(folder_ / "h.csv", households(20, 4));
    const auto imported =
        run({"import", "--data", data_, "household", folder_ / "h.csv", "--json"});
    ASSERT_EQ(imported.exit_code, 0);
    for (const char* ending : {"csv", "xlsx"}) {
        const auto file = folder_ / (std::string("export.") + ending);
        ASSERT_EQ(run({"export", "--data", data_, "household", file}).exit_code, 0);
        const auto again =
            run({"import", "--data", data_, "household", file, "--json", "--datum", "cgcs2000"});
        EXPECT_EQ(nlohmann::json::parse(again.output).at("unchanged"), 20) << again.output;
    }
    const auto batch =
        std::to_string(nlohmann::json::parse(imported.output).at("batch").get<int>());
    EXPECT_EQ(run({"import", "undo", batch, "--data", data_}).exit_code, 0);
    const auto none = run({"export", "--data", data_, "household", folder_ / "none.csv", "--json"});
    EXPECT_EQ(nlohmann::json::parse(none.output).at("rows"), 0);
}

TEST_F(CliTest, X_25_a_person_is_found_exported_openly_and_gone_after_the_time_that_is_declared) {
    using nlohmann::ordered_json;
    make_county(1);
    files_.write(folder_ / "people.csv",
                 "村代码,户编号,户主姓名,联系电话\n433124100200,1,向某某,13900001234\n");
    ASSERT_EQ(run({"import", "--data", data_, "household", folder_ / "people.csv"}).exit_code, 0);
    const std::vector<std::string> search{"find",      "--data", data_,         "--json",
                                          "household", "phone",  "13900001234", "--reason"};
    const auto with = [&](const char* reason) {
        auto words = search;
        words.emplace_back(reason);
        return run(words);
    };
    EXPECT_EQ(ordered_json::parse(with("本人来电查询").output).at("total"), 1);
    EXPECT_EQ(with("查").exit_code, 3);
    ASSERT_EQ(
        run({"export", "--data", data_, "--public", "household", folder_ / "open.csv"}).exit_code,
        0);
    const std::string open = files_.read(folder_ / "open.csv");
    EXPECT_NE(open.find("433124100200"), std::string::npos);
    for (const char* word : {"向", "139", "电话", "经度"})
        EXPECT_EQ(open.find(word), std::string::npos) << open;
    const auto due = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"retention", "--data", data_, "--json"};
        words.insert(words.end(), more.begin(), more.end());
        return ordered_json::parse(run(words).output).at("rows").size();
    };
    // The row still stands: no day is late enough.
    EXPECT_EQ(due({"--dry-run", "--on", "2999-01-01"}), 0U);
    EXPECT_EQ(due({}), 0U);
    EXPECT_EQ(run({"retention", "--data", data_, "--on", "2999-01-01"}).exit_code, 3);
    EXPECT_EQ(run({"score", "--data", data_, "--public", "huayuan-2019"}).exit_code, 3);
    EXPECT_EQ(ordered_json::parse(run({"grants", "list", "--data", data_, "--json"}).output)
                  .at("grants")
                  .size(),
              0U);
}

TEST_F(CliTest, X_27_exports_and_comparisons_reach_back_to_a_day) {
    make_county(1);
    files_.write(folder_ / "h.csv", households(3, 4));
    ASSERT_EQ(run({"import", "--data", data_, "household", folder_ / "h.csv"}).exit_code, 0);
    const auto exported = [&](const std::string& known_on) {
        return nlohmann::json::parse(run({"export", "--data", data_, "household",
                                          folder_ / "past.csv", "--as-of", known_on, "--json"})
                                         .output)
            .at("rows");
    };
    EXPECT_EQ(exported("2019-07-01"), 0);
    EXPECT_EQ(exported("2999-01-01"), 3);
    EXPECT_EQ(
        run({"export", "--data", data_, "household", folder_ / "past.csv", "--as-of", "2019-02-30"})
            .exit_code,
        3);
    const auto compared = [&](const std::string& from, const std::string& to) {
        return run({"changes", "--data", data_, "household", "--from", from, "--to", to, "--json"});
    };
    const auto changes = nlohmann::json::parse(compared("2019-07-01", "2999-01-01").output);
    ASSERT_EQ(changes.at("rows").size(), 3u);
    EXPECT_EQ(changes.at("rows").at(0).at("change"), "added");
    EXPECT_EQ(changes.at("rows").at(0).at("after").at("values").at("residents"), "4");
    EXPECT_EQ(compared("2999-01-01", "2019-07-01").exit_code, 3);
    const auto text = run(
        {"changes", "--data", data_, "household", "--from", "2019-07-01", "--to", "2999-01-01"});
    EXPECT_NE(text.output.find("residents：→4"), std::string::npos) << text.output;
}

TEST_F(CliTest, X_19_lines_and_areas_of_two_files_are_compared) {
    const auto collection = [](const std::string& type, const std::string& coordinates) {
        return R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1},"geometry":{"type":")" +
               type + R"(","coordinates":)" + coordinates + "}}]}";
    };
    files_.write(folder_ / "lines.geojson",
                 collection("LineString", "[[109.48,28.6],[109.481,28.6],[109.482,28.6]]"));
    files_.write(folder_ / "ponds.geojson",
                 collection("Polygon",
                            "[[[109.4813,28.5999],[109.4815,28.5999],[109.4815,28.6001],"
                            "[109.4813,28.6001],[109.4813,28.5999]]]"));
    const auto search = [&](const std::string& areas) {
        return run({"crossings", "--lines", folder_ / "lines.geojson", "--areas", folder_ / areas,
                    "--datum", "cgcs2000", "--out", folder_ / "out.csv"})
            .exit_code;
    };
    ASSERT_EQ(search("ponds.geojson"), 0);
    EXPECT_EQ(files_.read(folder_ / "out.csv"),
              "line,span,object,relation,lon,lat,along_m,over_m,apart_m,angle_deg\n"
              "1,2,1,crosses,109.4814000,28.6000000,39.12,19.56,0.00,0.00\n");
    EXPECT_EQ(search("nothing.geojson"), 3);
    EXPECT_EQ(run({"crossings", "--lines", folder_ / "lines.geojson"}).exit_code, 3);
}

TEST_F(CliTest, X_12_suspicions_are_looked_for_by_the_shipped_rules_or_ones_of_an_offices_own) {
    make_county(1);
    const auto rules = run({"suspicion", "rules"});
    EXPECT_EQ(rules.exit_code, 0);
    EXPECT_NE(rules.output.find("closed_at_once"), std::string::npos);
    const auto looked = run({"suspicion", "look", "--data", data_, "--json"});
    EXPECT_EQ(looked.exit_code, 0) << looked.output;
    EXPECT_EQ(nlohmann::json::parse(looked.output).at("ledger"), "suspicion");
    files_.write(folder_ / "own.yaml", "version: 1\n");
    EXPECT_EQ(
        run({"suspicion", "look", "--data", data_, "--rules", folder_ / "own.yaml"}).exit_code, 3);
    EXPECT_EQ(run({"suspicion", "list", "--data", data_, "--json"}).exit_code, 0);
}

TEST_F(CliTest, a_new_version_of_a_programme_begins_with_the_period_it_is_given) {
    make_county(1);
    std::string yaml;
    for (const auto& file : app::built_in_programmes())
        if (file.name == "huayuan-2019") yaml = file.text;
    const auto load = [&](int version, const std::vector<std::string>& words) {
        std::string text = yaml;
        const std::string line = "\nversion: 1\n";
        text.replace(text.find(line), line.size(), "\nversion: " + std::to_string(version) + "\n");
        files_.write(folder_ / "programme.yaml", text);
        std::vector<std::string> all{"programme", "load", "--data", data_,
                                     folder_ / "programme.yaml"};
        all.insert(all.end(), words.begin(), words.end());
        return run(all).exit_code;
    };
    const auto version = [&](const std::string& period) {
        return nlohmann::json::parse(
                   run({"score", "--data", data_, "huayuan-2019", "--period", period, "--json"})
                       .output)
            .at("version");
    };
    ASSERT_EQ(load(1, {}), 0);
    ASSERT_EQ(load(2, {"--from", "2019-06"}), 0);
    EXPECT_EQ(version("2019-05"), 1);
    EXPECT_EQ(version("2019-06"), 2);
    EXPECT_EQ(load(3, {"--from", "2031-01"}), 3);
}

// R1: killed at any moment, an import is there whole or not at all, and the trail stays whole.
TEST_F(CliTest, R_01_an_import_killed_at_a_random_moment_leaves_whole_commands_only) {
    make_county(1);
    constexpr int rows = 1500;
    files_.write(folder_ / "h.csv", households(rows, 1));
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(run({"import", "--data", data_, "household", folder_ / "h.csv"}).exit_code, 0);
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - begin);

    const int moments = std::getenv("WANJIA_TEST_FULL") ? 1000 : 60;
    base::SeededRandom random(20190630);
    base::SystemClock clock;
    base::SystemRandom system_random;
    base::Environment environment{clock, system_random, files_};
    std::string before = "1";
    int survived = 0;
    for (int moment = 0; moment < moments; ++moment) {
        const std::string next = std::to_string(moment % 40 + 2);
        files_.write(folder_ / "h.csv", households(rows, moment % 40 + 2));
        const pid_t child =
            start({"import", "--data", data_, "household", folder_ / "h.csv"}, folder_ / "output");
        const auto wait = static_cast<std::int64_t>(
            random.next() % static_cast<std::uint64_t>(whole.count() * 11 / 10));
        std::this_thread::sleep_for(std::chrono::microseconds(wait));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);

        app::App app(environment, {data_, places::built("wanjia-read"), {}, {}});
        const auto page = app.register_rows("household", "", 0, rows + 1);
        ASSERT_EQ(page.rows.size(), static_cast<std::size_t>(rows));
        const auto declarations = app.register_declarations();
        const auto household = std::find_if(declarations.begin(), declarations.end(),
                                            [](const auto& d) { return d.name == "household"; });
        const std::size_t column = *household->find("residents");
        const std::string& value = page.rows.front().texts[column];
        ASSERT_TRUE(value == before || value == next) << value;
        for (const auto& row : page.rows) ASSERT_EQ(row.texts[column], value);
        ASSERT_FALSE(app.verify_trail().problem);
        if (value == next) ++survived;
        before = value;
    }
    RecordProperty("imports_that_finished", survived);
}

// Twenty households around a middle and one far away, with ids that are not in order.
std::string twenty_households() {
    std::string text = "id,x,y\n";
    for (int i = 20; i > 1; --i)
        text += std::to_string(i) + "," + std::to_string(i % 2 ? 300 : 0) + "," +
                std::to_string(i % 2 ? 0 : 300) + "\n";
    return text + "1,0,0\n21,9000,0\n";
}

TEST_F(CliTest, X_16_settlements_of_a_csv_come_out_as_csv_and_as_counts) {
    files_.write(folder_ / "h.csv", twenty_households());
    const auto result = run({"settlements", folder_ / "h.csv", "--crs", "EPSG:4545", "--json",
                             "--hulls", folder_ / "hulls.csv", "--out", folder_ / "s.csv"});
    ASSERT_EQ(result.exit_code, 0);
    EXPECT_TRUE(files_.read(folder_ / "hulls.csv")
                    .ends_with("\n1,20,1,135.000000,150.000000,\"POLYGON((0.000000 0.000000,"
                               "300.000000 0.000000,0.000000 300.000000,0.000000 0.000000))\"\n"));
    const auto counts = nlohmann::json::parse(result.output);
    EXPECT_EQ(counts.at("households"), 21);
    EXPECT_EQ(counts.at("settlements"), 1);
    EXPECT_EQ(counts.at("core").get<int>() + counts.at("border").get<int>(), 20);
    EXPECT_EQ(counts.at("none"), 1);
    for (const char* phase : {"read", "compute", "write"})
        EXPECT_GE(counts.at("seconds").at(phase).get<double>(), 0);
    const std::string rows = files_.read(folder_ / "s.csv");
    EXPECT_TRUE(rows.starts_with("id,settlement,role\n20,1,"));
    EXPECT_TRUE(rows.ends_with("\n1,1,core\n21,0,none\n"));
    EXPECT_EQ(std::ranges::count(rows, '\n'), 22);
}

TEST_F(CliTest, X_16_settlements_of_a_table_are_those_of_the_same_csv) {
    std::string csv = "id,lon,lat\n";
    for (int i = 0; i < 30; ++i)
        csv += "h" + std::to_string(i) + ",108.66" + std::to_string(10 + i) + ",31.95\n";
    files_.write(folder_ / "h.csv", csv);
    std::string json = R"({"type":"FeatureCollection","features":[)";
    for (int i = 0; i < 30; ++i)
        json += std::string(i ? "," : "") + R"({"type":"Feature","properties":{"id":"h)" +
                std::to_string(i) + R"("},"geometry":{"type":"Point","coordinates":[108.66)" +
                std::to_string(10 + i) + ",31.95]}}";
    files_.write(folder_ / "h.geojson", json + "]}");
    for (const char* name : {"h.csv", "h.geojson"})
        ASSERT_EQ(
            run({"settlements", folder_ / name, "--out", folder_ / (std::string(name) + ".out")})
                .exit_code,
            0);
    EXPECT_EQ(files_.read(folder_ / "h.csv.out"), files_.read(folder_ / "h.geojson.out"));
    EXPECT_NE(files_.read(folder_ / "h.csv.out").find(",1,core"), std::string::npos);
}

TEST_F(CliTest, X_16_settlements_say_what_they_cannot_use) {
    files_.write(folder_ / "h.csv", twenty_households() + "7,1,1\n");
    const auto settle = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"settlements", folder_ / "h.csv", "--out",
                                       folder_ / "s.csv"};
        words.insert(words.end(), more.begin(), more.end());
        return run(words).exit_code;
    };
    EXPECT_EQ(settle({"--crs", "EPSG:4545"}), 3);  // 7 stands twice
    EXPECT_EQ(settle({}), 3);                      // metres without their system
    files_.write(folder_ / "h.csv", twenty_households());
    EXPECT_EQ(settle({"--crs", "EPSG:4545"}), 0);
    EXPECT_EQ(settle({"--crs", "EPSG:3857"}), 3);
    EXPECT_EQ(settle({"--crs", "EPSG:4490"}), 3);
    EXPECT_EQ(settle({"--crs", "4545"}), 3);
    EXPECT_EQ(settle({"--crs", "EPSG:4545", "--radius", "0"}), 3);
    EXPECT_EQ(settle({"--crs", "EPSG:4545", "--radius", "far"}), 3);
    EXPECT_EQ(settle({"--crs", "EPSG:4545", "--datum", "wgs84"}), 2);
    EXPECT_EQ(settle({"--rule", "ring"}), 2);
}

}  // namespace
