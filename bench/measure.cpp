#include "measure.hpp"

#include <sys/resource.h>
#include <mutex>
#include <thread>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace bench {

double seconds_of(const std::function<void()>& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double worst(const std::vector<double>& values) {
    return *std::ranges::max_element(values);
}

void reset_peak_memory() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

double own_peak_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

double child_peak_mib() {
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

static std::string format(double value) {
    char text[48];
    const int decimals = value >= 100 ? 0 : value >= 1 ? 2 : 4;
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

void run_shell(const std::string& command) {
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

const char* server_url() {
    return std::getenv("WANJIA_TEST_POSTGRES");
}

void empty_server(const std::string& url) {
    run_shell("psql -q '" + url +
              "' -c 'SET client_min_messages = warning' -c 'DROP SCHEMA IF EXISTS wanjia CASCADE' "
              "-c CHECKPOINT >/dev/null");
}

Rate rate_of(int writers, int writes, const std::function<void(int)>& write) {
    std::vector<double> waits;
    std::mutex mutex;
    std::vector<std::thread> threads;
    std::barrier warm(writers + 1);
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            write(writers * writes + writer);
            warm.arrive_and_wait();
            for (int i = 0; i < writes; ++i) {
                const double wait = seconds_of([&] { write(writer * writes + i); });
                const std::lock_guard lock(mutex);
                waits.push_back(wait);
            }
        });
    warm.arrive_and_wait();
    const double seconds = seconds_of([&] {
        for (auto& thread : threads) thread.join();
    });
    std::sort(waits.begin(), waits.end());
    return {static_cast<double>(waits.size()) / seconds, waits[waits.size() * 99 / 100] * 1000};
}

std::string to_table(const Figures& figures) {
    std::string text = "| measured | figure | unit | note |\n|---|---:|---|---|\n";
    for (const Figure& f : figures)
        text += "| " + f.name + " | " + format(f.value) + " | " + f.unit + " | " + f.note + " |\n";
    return text;
}

std::string to_json(const Figures& figures) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const Figure& f : figures)
        json.push_back({{"name", f.name}, {"value", f.value}, {"unit", f.unit}, {"note", f.note}});
    return json.dump(1);
}

}  // namespace bench
