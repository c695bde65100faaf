#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/environment.hpp"
#include "database_for_tests.hpp"
#include "ledger.hpp"
#include "server.hpp"
#include "worker.hpp"

namespace {

namespace fs = std::filesystem;
using for_tests::Kind;
using for_tests::TemporaryDatabase;

// Who is killed.
enum class Victim { program, backend, postmaster };

constexpr int kills_on_one_folder = 50;

struct Total {
    int kills = 0;
    std::size_t acknowledged = 0;
    std::vector<std::string> problems;
    std::vector<std::int64_t> first_answers_us;

    [[nodiscard]] std::int64_t slowest_ms() const {
        return first_answers_us.empty()
                   ? 0
                   : *std::max_element(first_answers_us.begin(), first_answers_us.end()) / 1000;
    }
};

int scaled(int usual, int full) {
    return std::getenv("WANJIA_TEST_FULL") ? full : usual;
}

class KillTest : public testing::TestWithParam<Kind> {
protected:
    // A new county every now and then, so that checking stays quick.
    void open_county(int number) {
        if (GetParam() == Kind::server) database_.clear();
        data_ = database_.folder() / ("data" + std::to_string(number));
        work_ = database_.folder() / ("work" + std::to_string(number));
        fs::create_directories(work_);
        ledger_ = {};
        crash::begin_county(options());
    }
    app::Options options() const { return crash::options_of(data_, database_.url()); }

    // Everything the worker says until it is ready to be killed.
    static std::string read_until_ready(int output) {
        std::string lines;
        char bytes[4096];
        while (lines.find("ready\n") == std::string::npos) {
            const ssize_t size = ::read(output, bytes, sizeof bytes);
            if (size <= 0) break;
            lines.append(bytes, static_cast<std::size_t>(size));
        }
        return lines;
    }
    static std::string read_to_end(int output) {
        std::string lines;
        char bytes[65536];
        for (ssize_t size = 0; (size = ::read(output, bytes, sizeof bytes)) > 0;)
            lines.append(bytes, static_cast<std::size_t>(size));
        return lines;
    }

    void kill_once(Victim victim, bool too_early) {
        const crash::Worker worker = crash::start_worker(options(), work_, too_early);
        std::string lines = read_until_ready(worker.output);
        EXPECT_NE(lines.find("ready\n"), std::string::npos);
        // The moment of the kill, up to 100 ms from here; not a wait for anything.
        ::usleep(static_cast<useconds_t>(1000 + random_.next() % 99'000));
        if (victim == Victim::postmaster) crash::Server().kill_postmaster();
        if (victim == Victim::backend)
            if (const pid_t backend = crash::Server().some_backend(); backend > 0)
                ::kill(backend, SIGKILL);
        ::kill(worker.process, SIGKILL);
        ::waitpid(worker.process, nullptr, 0);
        lines += read_to_end(worker.output);
        ::close(worker.output);
        if (victim == Victim::postmaster) crash::Server().start();
        if (victim == Victim::backend) crash::Server().wait_until_it_answers();
        ledger_.read(lines);
    }

    void check(Total& total) {
        const crash::Findings findings = crash::check(options(), ledger_);
        total.problems.insert(total.problems.end(), findings.problems.begin(),
                              findings.problems.end());
        total.first_answers_us.push_back(findings.first_answer.count());
    }

    Total run(int kills, Victim victim, bool too_early = false) {
        Total total;
        for (int i = 0; i < kills && total.problems.size() < 10; ++i) {
            if (i % kills_on_one_folder == 0) {
                total.acknowledged += ledger_.acknowledged();
                open_county(counties_++);
            }
            kill_once(victim, too_early);
            check(total);
            ++total.kills;
        }
        check_backups(total);
        total.acknowledged += ledger_.acknowledged();
        return total;
    }

    // A backup that was acknowledged restores; one that was cut short is refused.
    void check_backups(Total& total) {
        base::SystemClock clock;
        base::SystemRandom random;
        base::SystemFiles files;
        base::Environment environment{clock, random, files};
        int tried = 0;
        for (const auto& entry : fs::directory_iterator(work_)) {
            if (!entry.is_directory() || ++tried > 10) continue;
            const bool whole = std::find(ledger_.backups().begin(), ledger_.backups().end(),
                                         entry.path()) != ledger_.backups().end();
            const fs::path target = database_.folder() / ("restored" + std::to_string(tried));
            try {
                app::App::restore(environment, entry.path(), crash::options_of(target, ""));
            } catch (const base::Error& error) {
                if (whole) total.problems.push_back("backup: " + error.message().en);
                if (!whole && error.kind() != base::ErrorKind::invalid_input)
                    total.problems.push_back("cut backup: " + error.message().en);
            }
        }
    }

    void expect_nothing_lost(const Total& total, const char* victim) {
        for (const auto& problem : total.problems) ADD_FAILURE() << problem;
        EXPECT_GT(total.acknowledged, 0u);
        std::printf(
            "%s killed %d times: %zu acknowledged, %zu problems, first answer at most "
            "%lld ms\n",
            victim, total.kills, total.acknowledged, total.problems.size(),
            static_cast<long long>(total.slowest_ms()));
    }

    TemporaryDatabase database_{GetParam()};
    base::SeededRandom random_{1};
    fs::path data_, work_;
    crash::Ledger ledger_;
    int counties_ = 0;
};

TEST_P(KillTest, R1_a_program_killed_while_it_writes_loses_nothing_acknowledged) {
    expect_nothing_lost(run(scaled(14, 500), Victim::program), "the program");
}

TEST_P(KillTest, R1_a_server_process_killed_while_it_writes_loses_nothing_acknowledged) {
    if (GetParam() == Kind::embedded) GTEST_SKIP() << "the embedded database has no server";
    expect_nothing_lost(run(scaled(6, 100), Victim::backend), "one server process");
    expect_nothing_lost(run(scaled(6, 100), Victim::postmaster), "the server");
}

TEST_P(KillTest, R1_a_program_that_answers_before_it_commits_is_found_out) {
    const Total total = run(40, Victim::program, true);
    const auto lost = std::count_if(total.problems.begin(), total.problems.end(),
                                    [](const auto& text) { return text.starts_with("lost: "); });
    EXPECT_GT(lost, 0);
}

INSTANTIATE_ON_BOTH_DATABASES(KillTest);

}  // namespace
