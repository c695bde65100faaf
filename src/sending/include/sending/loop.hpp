#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "sending/sender.hpp"

namespace sending {

/// Sends what is due, round after round, in a thread of its own. Each round holds the journal for
/// some twenty seconds at most, so that another program comes to write as well.
class Loop {
public:
    struct Parts {
        Journal& journal;
        Settings settings;
        std::function<std::vector<messages::Message>()> wanted;
        std::function<std::int64_t()> now_s;
        /// One line for each round that did something or failed; without names, numbers or secrets.
        std::function<void(const std::string& line)> log;
        std::unique_ptr<Transport> transport;
        std::chrono::milliseconds pause = std::chrono::seconds(15);  ///< between rounds
    };
    explicit Loop(Parts parts);
    /// Waits for the answer to the message that is on its way, 30 seconds at most.
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

private:
    void run();
    void one_round();
    [[nodiscard]] bool is_stopping();

    Parts parts_;
    std::mutex mutex_;
    std::condition_variable stopping_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace sending
