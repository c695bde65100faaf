#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace server {

/// Threads that run tasks in the order they came.
class Workers {
public:
    Workers(int threads, std::size_t waiting_max);
    /// As stop().
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// False, and the task is dropped, when `waiting_max` tasks wait already or after stop().
    /// `task` does not throw.
    bool submit(std::function<void()> task);
    /// Waits for running tasks; waiting ones are dropped.
    void stop();

private:
    void run();

    std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::deque<std::function<void()>> waiting_;
    std::vector<std::thread> threads_;
};

}  // namespace server
