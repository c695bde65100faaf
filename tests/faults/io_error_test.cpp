#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <set>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "store/register_store.hpp"
#include "store_work.hpp"

// One call after the other goes wrong: whatever the program acknowledged must be there after a
// power cut, whatever it refused must not.

namespace faults {
namespace {

constexpr std::array step_names = {"one", "two", "three", "evidence", "five"};
constexpr int rows_of_a_step = 2;

std::string evidence_text(int step) {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "evidence " + std::to_string(step * 1000 + i) + "\n";
    return text;
}

std::filesystem::path evidence_path(const std::filesystem::path& folder, int step) {
    return folder / "files" / (base::to_hex(base::sha256(evidence_text(step))) + ".csv");
}

store::Options options_in(const std::filesystem::path& folder) {
    return {folder / Recording::data_file, {}, store::Synchronous::full, {}};
}

// A data folder in use, with rows in it.
Image made_folder() {
    const TemporaryFolder folder;
    const auto options = options_in(folder.path());
    base::SystemFiles().make_folder(options.file.parent_path() / "files");
    store::Store::create(options);
    {
        store::Store store(options);
        store.write([](store::Connection& c) { declare_note_register(c); });
        write_notes(store, "before", 5, 300);
    }
    Image image = read_folder(folder.path());
    image["data/files/placeholder"] = "";
    return image;
}

enum class Result { acknowledged, refused, not_tried };

// The scenario: open, rows in several transactions, a file of evidence, a read in between.
class Scenario {
public:
    explicit Scenario(const Image& found) : recording_(found) { results_.fill(Result::not_tried); }

    void run(const Fault& fault) {
        recorder().arm(fault);
        try {
            store_ = std::make_unique<store::Store>(options_in(root()));
        } catch (const base::Error& error) {
            note_refusal(error);
            return disarm();
        }
        note_moment();
        for (int i = 0; i < static_cast<int>(step_names.size()); ++i) {
            run_step(i);
            note_moment();
        }
        disarm();
    }

    [[nodiscard]] std::filesystem::path root() const { return recording_.folder().parent_path(); }
    [[nodiscard]] Recorder& recorder() { return recording_.recorder(); }
    [[nodiscard]] const Log& log() const { return recording_.log(); }
    [[nodiscard]] std::int64_t calls() const { return calls_; }
    [[nodiscard]] const std::set<std::int64_t>& syncs() const { return syncs_; }
    [[nodiscard]] bool struck() const { return struck_; }
    [[nodiscard]] const auto& results() const { return results_; }
    [[nodiscard]] const std::string& bad_refusal() const { return bad_refusal_; }
    /// The folder as a killed program would leave it at the first refusal.
    [[nodiscard]] const Image& at_refusal() const { return at_refusal_; }
    /// Right after the step that the fault struck; 0 operations when it struck none.
    [[nodiscard]] std::size_t operations_when_struck() const { return operations_when_struck_; }
    [[nodiscard]] const auto& results_when_struck() const { return results_when_struck_; }
    [[nodiscard]] const auto& results_at_refusal() const { return results_at_refusal_; }

private:
    void disarm() {
        calls_ = recorder().calls();
        syncs_ = recorder().sync_calls();
        struck_ = recorder().struck();
        recorder().arm({});
    }
    void run_step(int i) {
        const auto at = static_cast<std::size_t>(i);
        try {
            if (std::string(step_names[at]) == "evidence") {
                base::SystemFiles files;
                files.write(evidence_path(recording_.folder(), i), evidence_text(i));
            }
            write_notes(*store_, step_names[at], rows_of_a_step, 500);
            results_[at] = Result::acknowledged;
        } catch (const base::Error& error) {
            results_[at] = Result::refused;
            note_refusal(error);
        }
    }
    void note_moment() {
        if (operations_when_struck_ > 0 || !recorder().struck()) return;
        operations_when_struck_ = log().size();
        results_when_struck_ = results_;
    }
    void note_refusal(const base::Error& error) {
        if (error.kind() != base::ErrorKind::unavailable || error.message().zh.empty())
            bad_refusal_ = error.message().en + " " + error.details();
        if (!at_refusal_.empty()) return;
        const Unwatched unwatched;
        at_refusal_ = read_folder(root());
        results_at_refusal_ = results_;
    }

    Recording recording_;
    std::unique_ptr<store::Store> store_;
    std::array<Result, step_names.size()> results_{}, results_at_refusal_{}, results_when_struck_{};
    std::size_t operations_when_struck_ = 0;
    std::int64_t calls_ = 0;
    std::set<std::int64_t> syncs_;
    bool struck_ = false;
    std::string bad_refusal_;
    Image at_refusal_;
};

struct Complaints {
    int runs = 0, struck = 0, refusals = 0;
    int lost = 0, came_back = 0, half = 0, corrupt = 0, wrong_kind = 0;
    std::string examples;

    void add(int& count, const std::string& what) {
        ++count;
        if (examples.size() < 1500) examples += "\n  " + what;
    }
    [[nodiscard]] int bad() const { return lost + came_back + half + corrupt + wrong_kind; }
};

std::ostream& operator<<(std::ostream& out, const Complaints& c) {
    return out << c.runs << " runs, the fault struck in " << c.struck << ", " << c.refusals
               << " had refusals; " << c.lost << " lost something acknowledged, " << c.came_back
               << " brought back something refused, " << c.half << " half done, " << c.corrupt
               << " corrupt, " << c.wrong_kind << " refused with another kind of error"
               << c.examples;
}

using Results = std::array<Result, step_names.size()>;

// Whether a refused step may turn up whole: only on a disk that took the bytes, failed to sync them
// and takes nothing any more, so that nobody can remove them.
enum class Refused { absent, absent_or_whole };

// Opens what is in `folder` and compares it with what was acknowledged and refused.
void check(const std::filesystem::path& folder, const Results& results, Refused refused,
           const std::string& where, Complaints& complaints) {
    const auto options = options_in(folder);
    if (const auto state = inspect_data_file(options.file); state.problem) {
        complaints.add(complaints.corrupt, *state.problem + where);
        return;
    }
    store::Store store(options);
    if (count_notes(store, "before") != 5) complaints.add(complaints.lost, "before" + where);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const std::int64_t rows = count_notes(store, step_names[i]);
        const std::string what = step_names[i] + where;
        if (rows != 0 && rows != rows_of_a_step) complaints.add(complaints.half, what);
        if (results[i] == Result::acknowledged && rows == 0) complaints.add(complaints.lost, what);
        if (results[i] == Result::refused && rows != 0 && refused == Refused::absent)
            complaints.add(complaints.came_back, what);
        if (std::string(step_names[i]) != "evidence") continue;
        const auto path = evidence_path(options.file.parent_path(), static_cast<int>(i));
        const bool exists = std::filesystem::exists(path);
        if (!exists && results[i] == Result::acknowledged)
            complaints.add(complaints.lost, "file of " + what);
        if (exists && base::SystemFiles().read(path) != evidence_text(static_cast<int>(i)))
            complaints.add(complaints.half, "file of " + what);
    }
}

void run_with(const Image& found, const Fault& fault, const std::string& name,
              Complaints& complaints) {
    static const TemporaryFolder folder;
    Scenario scenario(found);
    scenario.run(fault);
    ++complaints.runs;
    complaints.struck += scenario.struck() ? 1 : 0;
    const std::string where = " (" + name + " at call " + std::to_string(fault.call);
    if (!scenario.bad_refusal().empty())
        complaints.add(complaints.wrong_kind, scenario.bad_refusal() + where + ")");
    // The power goes right after the step that was struck, or at the end.
    Disk disk;
    std::size_t operations = 0;
    const auto cut = [&](std::size_t until, const Results& results, Loss loss) {
        for (; operations < until; ++operations) disk.apply(scenario.log()[operations]);
        write_image(disk.after_power_cut(loss, static_cast<std::uint64_t>(fault.call)),
                    folder.path());
        check(folder.path(), results, Refused::absent,
              where + ", then a power cut losing " + name_of(loss) + ")", complaints);
    };
    if (const std::size_t struck = scenario.operations_when_struck(); struck > 0)
        cut(struck, scenario.results_when_struck(), Loss::everything);
    for (const Loss loss : {Loss::everything, Loss::torn})
        cut(scenario.log().size(), scenario.results(), loss);
    if (scenario.at_refusal().empty()) return;
    ++complaints.refusals;
    write_image(scenario.at_refusal(), folder.path());
    check(folder.path(), scenario.results_at_refusal(),
          fault.from_then_on ? Refused::absent_or_whole : Refused::absent, where + ", then killed)",
          complaints);
}

// Every sync, and of the other calls every `stride`-th; 0 for none.
std::set<std::int64_t> calls_to_try(const Image& found, std::int64_t stride) {
    Scenario scenario(found);
    scenario.run({});
    std::set<std::int64_t> calls = scenario.syncs();
    for (std::int64_t call = 0; stride > 0 && call < scenario.calls(); call += stride)
        calls.insert(call);
    return calls;
}

struct NamedFault {
    const char* name;
    Fault fault;
    std::int64_t stride;  ///< every how many calls in the short run, besides the syncs
};

Complaints run_every_call(const Image& found, const NamedFault& named) {
    Complaints complaints;
    const std::int64_t stride = is_full_run() ? 1 : named.stride;
    for (const std::int64_t call : calls_to_try(found, stride)) {
        Fault fault = named.fault;
        fault.call = call;
        run_with(found, fault, named.name, complaints);
    }
    std::cout << named.name << ": " << complaints << "\n";
    return complaints;
}

TEST(IoErrors, R5_whatever_call_fails_the_answer_is_true) {
    const Image found = made_folder();
    for (const NamedFault& named :
         {NamedFault{"EIO", {Fault::Kind::error, 0, EIO, false}, 2},
          NamedFault{"EIO from then on", {Fault::Kind::error, 0, EIO, true}, 5},
          NamedFault{"ENOSPC", {Fault::Kind::error, 0, ENOSPC, false}, 5},
          NamedFault{"short write", {Fault::Kind::short_write, 0, 0, false}, 5},
          NamedFault{"short write, then ENOSPC", {Fault::Kind::short_then_full, 0, 0, false}, 3}}) {
        const Complaints complaints = run_every_call(found, named);
        EXPECT_EQ(complaints.bad(), 0) << complaints;
        EXPECT_GT(complaints.struck, 0);
    }
}

TEST(IoErrors, R5_the_simulator_notices_a_sync_whose_failure_nobody_hears_of) {
    const Complaints complaints =
        run_every_call(made_folder(), {"swallowed sync", {Fault::Kind::swallowed_sync}, 0});
    EXPECT_GT(complaints.lost, 0) << complaints;
}

}  // namespace
}  // namespace faults
