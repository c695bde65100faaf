#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "app/command.hpp"
#include "base/clock.hpp"

namespace app {

/// Where a command stands, for whoever waits for it. The command's threads write, others read.
class Work {
public:
    enum class Stage { waiting, reading, computing, writing };

    struct Standing {
        Stage stage = Stage::waiting;
        std::int64_t done = 0;   ///< of the stage
        std::int64_t total = 0;  ///< 0: not known before the end
    };

    /// `told` hears of every 2,000 done, in the thread that did them; may be empty.
    explicit Work(std::function<void(std::int64_t done)> told = {}) : told_(std::move(told)) {}

    void enter(Stage stage, std::int64_t total = 0) {
        const std::lock_guard lock(mutex_);
        standing_ = {stage, 0, total};
    }

    void advance() {
        const std::int64_t done = [&] {
            const std::lock_guard lock(mutex_);
            return ++standing_.done;
        }();
        if (done % told_every == 0 && told_) told_(done);
    }

    [[nodiscard]] Standing standing() const {
        const std::lock_guard lock(mutex_);
        return standing_;
    }

private:
    static constexpr std::int64_t told_every = 2000;
    std::function<void(std::int64_t)> told_;
    mutable std::mutex mutex_;
    Standing standing_;
};

/// The commands that wait or run in this program now.
class WorkList {
    struct Entry {
        const Command* command;
        base::Instant began;
        const Work* work;
    };
    using Running = std::list<Entry>;

public:
    struct Job {
        std::string operation, kind, user;
        base::Instant began;
        Work::Standing standing;
    };

    /// On the list as long as it lives; not to outlive the list.
    class Listed {
    public:
        Listed(WorkList& list, const Command& command, base::Instant began,
               std::function<void(std::int64_t)> told)
            : work(std::move(told)), list_(list) {
            const std::lock_guard lock(list_.mutex_);
            place_ = list_.jobs_.insert(list_.jobs_.end(), {&command, began, &work});
        }
        ~Listed() {
            const std::lock_guard lock(list_.mutex_);
            list_.jobs_.erase(place_);
        }
        Listed(const Listed&) = delete;
        Listed& operator=(const Listed&) = delete;

        Work work;

    private:
        WorkList& list_;
        Running::iterator place_;
    };

    /// Oldest first.
    [[nodiscard]] std::vector<Job> jobs() const {
        const std::lock_guard lock(mutex_);
        std::vector<Job> result;
        for (const auto& [command, began, work] : jobs_)
            result.push_back(
                {command->id, command->kind, command->actor.user, began, work->standing()});
        return result;
    }

private:
    mutable std::mutex mutex_;
    Running jobs_;
};

}  // namespace app
