#include "worker.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "base/bytes.hpp"
#include "places_for_tests.hpp"

namespace crash {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* village = "433124100200";

struct System {
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
};

// One write of less than a pipe's buffer comes whole or not at all.
void tell(const std::string& line) {
    const std::string text = line + '\n';
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) ::_exit(9);
}

app::Command command_of(app::App& app, const char* kind, const ordered_json& payload) {
    app::Command command;
    command.id = app.new_id();
    command.kind = kind;
    command.payload = payload.dump();
    return command;
}

ordered_json put(const char* name, const ordered_json& values) {
    return {{"register", name}, {"values", values}};
}

class Writer {
public:
    Writer(app::App& app, System& system, fs::path work, bool too_early)
        : app_(app), system_(system), work_(std::move(work)), too_early_(too_early) {}

    void put_row() {
        app::Command command = command_of(app_, "put", {});
        command.payload =
            put("household",
                {{"region", village}, {"number", command.id.substr(0, 12)}, {"residents", "3"}})
                .dump();
        give(command, 1);
    }

    void import_rows() {
        app::Command command = command_of(app_, "import", {});
        const fs::path file = work_ / (command.id + ".csv");
        std::string text = "村代码,户编号,常住人口\n";
        for (int row = 0; row < 25; ++row)
            text += std::string(village) + ',' + command.id.substr(0, 12) + '-' +
                    std::to_string(row) + ",4\n";
        text += std::string(village) + ",faulty,x\n";
        system_.files.write(file, text);
        command.payload =
            ordered_json{{"register", "household"}, {"file_name", file.filename().string()}}.dump();
        command.attachment = file;
        give(command, 25);
        system_.files.remove(file);
    }

    void seal() {
        const std::string period = "2019-0" + std::to_string(1 + next_++ % 7);
        give(command_of(app_, "freeze", {{"programme", "huayuan-2019"}, {"period", period}}), 0);
    }

    void load() {
        const auto files = app::built_in_programmes();
        give(command_of(app_, "load_programme", {{"yaml", files[next_++ % files.size()].text}}), 0);
    }

    void back_up() {
        const fs::path folder = work_ / ("backup-" + app_.new_id());
        try {
            app_.backup(folder);
            tell("B " + folder.string());
        } catch (const base::Error&) {
            tell("backup refused");
        }
    }

private:
    void give(const app::Command& command, int rows) {
        tell("S " + command.id + ' ' + command.kind + ' ' + std::to_string(rows));
        if (too_early_) tell("A " + command.id + " -");
        try {
            const app::Outcome outcome = app_.apply(command);
            if (!too_early_)
                tell("A " + command.id + ' ' + base::to_hex(base::sha256(outcome.json)));
        } catch (const base::Error&) {
            tell("R " + command.id);
        }
    }

    app::App& app_;
    System& system_;
    fs::path work_;
    bool too_early_;
    static std::atomic<unsigned> next_;
};

std::atomic<unsigned> Writer::next_{0};

}  // namespace

app::Options options_of(const fs::path& data, const std::string& url) {
    return {data, places::built("wanjia-read"), {}, {}, url};
}

void begin_county(const app::Options& options) {
    System system;
    app::App::init(system.environment, options);
    app::App app(system.environment, options);
    const auto region = [&](const char* code, const char* name, const char* level,
                            const char* parent) {
        app.apply(command_of(app, "put",
                             put("region", {{"region", code},
                                            {"valid_from", "2000-01-01"},
                                            {"name", name},
                                            {"level", level},
                                            {"parent", parent}})));
    };
    region("433124000000", "花垣县", "county", "");
    region("433124100000", "石栏镇", "township", "433124000000");
    region(village, "龙潭村", "village", "433124100000");
    for (const auto& file : app::built_in_programmes())
        app.apply(command_of(app, "load_programme", {{"yaml", file.text}}));
}

Worker start_worker(const app::Options& options, const fs::path& work, bool too_early) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        const std::string data = options.data_folder.string();
        ::execl("/proc/self/exe", "crash_test", "--work", data.c_str(), options.database.c_str(),
                work.c_str(), too_early ? "early" : "", nullptr);
        ::_exit(127);
    }
    ::close(ends[1]);
    return {child, ends[0]};
}

int run_worker(int count, char** words) {
    if (count != 6) return 2;
    System system;
    app::App app(system.environment, options_of(words[2], words[3]));
    const bool too_early = std::string(words[5]) == "early";
    const auto repeat = [&](auto act) {
        return std::thread([&, act] {
            Writer writer(app, system, words[4], too_early);
            for (;;) act(writer);
        });
    };
    // The first command reads every declaration and programme; what is to be cut comes after it.
    Writer(app, system, words[4], too_early).put_row();
    tell("ready");
    std::thread threads[] = {repeat([](Writer& w) { w.put_row(); }),
                             repeat([](Writer& w) { w.put_row(); }),
                             repeat([](Writer& w) { w.import_rows(); }), repeat([](Writer& w) {
                                 w.seal();
                                 for (int row = 0; row < 5; ++row) w.put_row();
                                 w.load();
                             }),
                             repeat([](Writer& w) { w.back_up(); })};
    for (auto& thread : threads) thread.join();
    return 0;
}

}  // namespace crash
