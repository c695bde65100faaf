#pragma once

#include <functional>
#include <string>
#include <vector>

namespace bench {

/// One line of the result: what was measured, how much, and what else should be known of it.
struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::string note;
};
using Figures = std::vector<Figure>;

double seconds_of(const std::function<void()>& work);
double median(std::vector<double> values);
double worst(const std::vector<double>& values);

/// Peak resident memory in MiB since `reset_peak_memory`, of this process and of the largest child
/// that has ended.
void reset_peak_memory();
double own_peak_mib();
double child_peak_mib();

/// Runs a shell command; throws runtime_error naming it when it fails.
void run_shell(const std::string& command);
/// The server of tools/with_postgres.sh, or null when there is none.
const char* server_url();
/// Takes away what a Wanjia has made in the server's database.
void empty_server(const std::string& url);

struct Rate {
    double per_second = 0;
    double p99_ms = 0;
};
/// Calls `write` from so many threads, so often each and once before to make its connections; it
/// gets a number that no other call gets.
Rate rate_of(int writers, int writes, const std::function<void(int)>& write);

/// Prints a table for people and one JSON document for programs.
std::string to_table(const Figures& figures);
std::string to_json(const Figures& figures);

}  // namespace bench
