#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <iostream>
#include <map>
#include <set>

#include "app_work.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"

// The whole program's way of working under power cuts: data file, kept files, error workbooks,
// keys.

namespace faults {
namespace {

std::string trail_problem(const std::filesystem::path& data_folder) {
    FixedEnvironment environment;
    app::App app(environment.get(), app_options(data_folder));
    const auto check = app.verify_trail();
    return check.problem ? check.problem->en : "";
}

TEST(AppUnderPowerCuts, R2_no_acknowledged_row_file_workbook_or_trail_entry_is_lost) {
    Recording recording;
    record_app_work(recording);
    const std::size_t cuts = is_full_run() ? 3000 : 400;
    const std::size_t trail_every = is_full_run() ? 21 : 23;
    const TemporaryFolder folder;
    Disk disk;
    std::size_t operations = 0;
    std::map<std::string, int> findings;
    for (std::size_t i = 0; i < cuts; ++i) {
        const std::size_t until = i * recording.log().size() / (cuts - 1);
        for (; operations < until; ++operations) disk.apply(recording.log()[operations]);
        const Loss loss = all_losses[i % 5];
        write_image(disk.after_power_cut(loss, i), folder.path());
        const Finding finding = check_after_power_cut(recording, operations, folder.path());
        if (finding.kind != Finding::Kind::none) {
            ++findings[finding.what + ", losing " + name_of(loss)];
            continue;
        }
        if (i % trail_every != 0 || operations < recording.steps().front().acknowledged) continue;
        if (const auto problem = trail_problem(folder.path() / "data"); !problem.empty())
            ++findings[problem];
    }
    std::cout << recording.log().size() << " operations recorded, " << cuts << " power cuts, "
              << findings.size() << " kinds of findings\n";
    for (const auto& [what, count] : findings) std::cout << "  " << count << " × " << what << "\n";
    EXPECT_TRUE(findings.empty());
}

enum class Outcome { made_again, complete, refused, unusable };

// What the next start makes of a folder whose init was cut short; `why` when it opens and does not
// work.
Outcome start_again(const std::filesystem::path& data_folder, std::string& why) {
    FixedEnvironment environment;
    const app::Options options = app_options(data_folder);
    Outcome outcome = Outcome::complete;
    try {
        const app::App app(environment.get(), options);
    } catch (const base::Error& error) {
        EXPECT_NE(error.kind(), base::ErrorKind::internal) << error.message().en;
        if (error.kind() != base::ErrorKind::not_found) return Outcome::refused;
        (void)app::App::init(environment.get(), options);
        outcome = Outcome::made_again;
    }
    try {
        app::App app(environment.get(), options);
        put_regions(app);
        const auto check = app.verify_trail();
        if (!check.problem) return outcome;
        why = check.problem->en;
    } catch (const base::Error& error) {
        why = error.message().en;
    }
    return Outcome::unusable;
}

TEST(AppUnderPowerCuts, R3_an_init_cut_short_is_made_again_or_complete_or_refused_in_words) {
    Recording recording;
    FixedEnvironment environment;
    recording.step(
        "init", [&] { (void)app::App::init(environment.get(), app_options(recording.folder())); });
    const std::size_t stride = is_full_run() ? 1 : 79;
    const TemporaryFolder folder;
    Disk disk;
    std::map<Outcome, int> outcomes;
    std::string first;
    for (std::size_t operations = 0; operations < recording.log().size(); ++operations) {
        if (operations % stride == 0) {
            const Loss loss = all_losses[operations % 5];
            write_image(disk.after_power_cut(loss, operations), folder.path());
            std::string why;
            ++outcomes[start_again(folder.path() / "data", why)];
            if (first.empty() && !why.empty())
                first = why + " After operation " + std::to_string(operations) + ", losing " +
                        name_of(loss);
        }
        disk.apply(recording.log()[operations]);
    }
    std::cout << recording.log().size() << " operations, " << outcomes[Outcome::made_again]
              << " made again, " << outcomes[Outcome::complete] << " complete, "
              << outcomes[Outcome::refused] << " refused, " << outcomes[Outcome::unusable]
              << " opened and did not work\n";
    EXPECT_EQ(outcomes[Outcome::unusable], 0) << first;
    EXPECT_GT(outcomes[Outcome::made_again], 0);
}

// A county with its regions and two households, closed.
Image county_in_use() {
    const TemporaryFolder folder;
    FixedEnvironment environment;
    const app::Options options = app_options(folder.path() / "data");
    (void)app::App::init(environment.get(), options);
    {
        app::App app(environment.get(), options);
        put_regions(app);
        (void)put_household(app, 1);
        (void)put_household(app, 2);
    }
    return read_folder(folder.path());
}

struct Answers {
    std::int64_t households = 2;  ///< acknowledged
    bool imported = false;
    int refused = 0;
    std::string wrong_error;
    Image when_refused;  ///< as a killed program leaves the folder at the first refusal
    std::int64_t households_then = 0;
};

// Opens the county and works on, with the fault armed: a row, a file, a row.
class FailingCounty {
public:
    explicit FailingCounty(const Image& found) : recording_(found) {}

    const Answers& work(const Fault& fault) {
        recording_.recorder().arm(fault);
        std::unique_ptr<app::App> app;
        attempt(0, [&] {
            app = std::make_unique<app::App>(environment_.get(), app_options(recording_.folder()));
        });
        if (app) {
            attempt(1, [&] { (void)put_household(*app, 3); });
            answers_.imported = attempt(
                good_rows_in_file, [&] { (void)import_households(*app, 1000, outside_.path()); });
            attempt(1, [&] { (void)put_household(*app, 4); });
        }
        // Every sync, and of the other calls some or all.
        tried_ = recording_.recorder().sync_calls();
        for (std::int64_t call = 0; call < recording_.recorder().calls();
             call += is_full_run() ? 1 : 13)
            tried_.insert(call);
        recording_.recorder().arm({});
        for (const Operation& operation : recording_.log()) disk_.apply(operation);
        return answers_;
    }
    [[nodiscard]] const std::set<std::int64_t>& calls_to_try() const { return tried_; }
    [[nodiscard]] const Disk& disk() const { return disk_; }

private:
    bool attempt(int households, const std::function<void()>& work) {
        try {
            work();
            answers_.households += households;
            return true;
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::unavailable)
                answers_.wrong_error = error.message().en + " [" + error.details() + "]";
            if (answers_.refused++ == 0) {
                const Unwatched unwatched;
                answers_.when_refused = read_folder(recording_.folder().parent_path());
                answers_.households_then = answers_.households;
            }
            return false;
        }
    }

    FixedEnvironment environment_;
    TemporaryFolder outside_;
    Recording recording_;
    Disk disk_;
    Answers answers_;
    std::set<std::int64_t> tried_;
};

// Empty when the folder holds exactly `households` households, a sound trail and whole files.
std::string problem_of(const Image& image, std::int64_t households, bool imported) {
    static const TemporaryFolder folder;
    write_image(image, folder.path());
    const auto data = folder.path() / "data";
    if (const auto state = inspect_data_file(data / "wanjia.gpkg"); state.problem)
        return "corrupt: " + *state.problem;
    FixedEnvironment environment;
    app::App app(environment.get(), app_options(data));
    if (const auto total = app.register_rows("household", "", 0, 1).total; total != households)
        return std::to_string(total) + " households instead of " + std::to_string(households);
    if (const auto check = app.verify_trail(); check.problem) return check.problem->en;
    const std::string name =
        "data/files/" + base::to_hex(base::sha256(household_file(1000))) + ".csv";
    const auto kept = image.find(name);
    if (kept == image.end()) return imported ? "the imported file is gone" : "";
    return plain_content(image, name, kept->second) == household_file(1000)
               ? ""
               : "half of the imported file is there";
}

TEST(AppUnderIoErrors, R5_a_command_is_done_for_good_or_refused_and_absent) {
    const Image found = county_in_use();
    FailingCounty unharmed(found);
    EXPECT_EQ(unharmed.work({}).refused, 0);
    std::map<std::string, int> findings;
    int runs = 0;
    int refused = 0;
    for (const std::int64_t call : unharmed.calls_to_try()) {
        FailingCounty county(found);
        const Answers& answers = county.work({Fault::Kind::error, call, EIO, false});
        ++runs;
        refused += answers.refused;
        if (!answers.wrong_error.empty()) ++findings[answers.wrong_error];
        std::string problem = problem_of(county.disk().after_power_cut(Loss::everything, 1),
                                         answers.households, answers.imported);
        if (!problem.empty()) ++findings[problem + " after a power cut"];
        if (answers.when_refused.empty()) continue;
        problem = problem_of(answers.when_refused, answers.households_then, false);
        if (!problem.empty()) ++findings[problem + " after a kill at the refusal"];
    }
    std::cout << runs << " failing calls, " << refused << " commands refused\n";
    for (const auto& [what, count] : findings) std::cout << "  " << count << " × " << what << "\n";
    EXPECT_TRUE(findings.empty());
    EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace faults
