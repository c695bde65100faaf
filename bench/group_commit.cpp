#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "app/app.hpp"
#include "benches.hpp"
#include "slow_disk.hpp"
#include "store/records.hpp"
#include "store/store.hpp"

// R16: what sharing a sync gives. One writer and 64 writers do the same durable writes in the same
// run, on each database: bare ones in the store, and whole commands with rules, trail and figures.
namespace bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int many_writers = 64;
constexpr int writes_of_one = 200;
constexpr int writes_of_each = 20;
// What one sync costs on the disk of an ordinary office machine; a server's own disk may answer in
// a tenth of a millisecond, and then there is little to share.
constexpr std::chrono::milliseconds office_sync{3};

double fsync_ms(const fs::path& folder) {
    const fs::path file = folder / "sync";
    const int number = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (number < 0) throw std::runtime_error("no file to sync");
    std::vector<double> runs;
    const std::string page(4096, 'x');
    for (int i = 0; i < 100; ++i)
        runs.push_back(1000 * seconds_of([&] {
                           if (::write(number, page.data(), page.size()) < 0 ||
                               ::fsync(number) != 0)
                               throw std::runtime_error("no sync");
                       }));
    ::close(number);
    return median(runs);
}

void compare(const std::string& what, const std::function<void(int)>& write, double sync_ms,
             Figures& figures) {
    write(-1);
    const Rate one = rate_of(1, writes_of_one, write);
    const int next = writes_of_one + 1;
    const Rate many = rate_of(many_writers, writes_of_each, [&](int i) { write(next + i); });
    const auto text = [](double value) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%.1f", value);
        return std::string(digits);
    };
    figures.push_back(
        {what + ": 64 writers against 1", many.per_second / one.per_second, "times",
         text(one.per_second) + "/s and " + text(many.per_second) + "/s, goal at least 10 times"});
    figures.push_back({what + ": p99 of 64 writers", many.p99_ms, "ms",
                       "one writer " + text(one.p99_ms) + " ms, one fsync " + text(sync_ms) +
                           " ms, goal at most 5 of them"});
}

void compare_store(const std::string& name, const store::Options& options, double sync_ms,
                   Figures& figures) {
    store::Store opened(options);
    compare(
        name + " store",
        [&](int number) {
            opened.write([&](store::Connection& c) {
                store::save_evidence(c, {"bench/" + std::to_string(number), "00", 1});
            });
        },
        sync_ms, figures);
}

void put(app::App& app, const std::string& name, const std::string& values) {
    app::Command command;
    command.id = app.new_id();
    command.kind = "put";
    command.payload = R"({"register":")" + name + R"(","values":)" + values + "}";
    app.apply(command);
}

void compare_commands(const std::string& name, base::Environment& environment,
                      const app::Options& options, double sync_ms, Figures& figures) {
    app::App app(environment, options);
    const auto region = [&](const char* code, const char* level, const char* parent) {
        put(app, "region",
            std::string(R"({"region":")") + code + R"(","valid_from":"2000-01-01","name":")" +
                level + R"(","level":")" + level + R"(","parent":")" + parent + R"("})");
    };
    region("433124000000", "county", "");
    region("433124100000", "township", "433124000000");
    region("433124100200", "village", "433124100000");
    compare(
        name + " commands",
        [&](int number) {
            put(app, "household",
                R"({"region":"433124100200","residents":"3","number":"n)" + std::to_string(number) +
                    R"("})");
        },
        sync_ms, figures);
}

void measure_on(const std::string& name, const fs::path& folder, const std::string& url,
                Figures& figures) {
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    const app::Options options{folder, {}, {}, {}, url};
    app::App::init(environment, options);
    store::Options place;
    place.file = folder / "wanjia.gpkg";
    place.url = url;
    const double sync_ms = fsync_ms(folder);
    figures.push_back({name + ": one sync of this disk", sync_ms, "ms", "median of 100"});
    compare_store(name, place, sync_ms, figures);
    compare_commands(name, environment, options, sync_ms, figures);
}

}  // namespace

void measure_group_commit(const std::filesystem::path& folder, Figures& figures) {
    fs::create_directories(folder);
    measure_on("SQLite", folder / "sqlite", "", figures);
    slow_down_syncs(office_sync);
    measure_on("SQLite, sync of 3 ms", folder / "sqlite-slow", "", figures);
    slow_down_syncs(std::chrono::milliseconds(0));
    const char* url = server_url();
    if (!url) return;
    empty_server(url);
    measure_on("PostgreSQL", folder / "postgres", url, figures);
}

}  // namespace bench
