#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace settlements {

/// Threads that do the phases of one delineation, one phase after the other. Between two phases a
/// thread waits awake for as long as waking it would take.
class Team {
public:
    /// `threads` counts the caller's own.
    explicit Team(int threads);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    [[nodiscard]] std::size_t size() const { return helpers_.size() + 1; }

    /// `work(part)` for every part below `parts`, in any order. `work` must not throw.
    void for_each(std::size_t parts, const std::function<void(std::size_t)>& work);

private:
    void help();
    void take_parts();

    const std::function<void(std::size_t)>* work_ = nullptr;
    std::size_t parts_ = 0;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<std::uint32_t> phase_ = 0;
    std::atomic<std::uint32_t> helping_ = 0;
    bool is_over_ = false;
    std::vector<std::jthread> helpers_;  // the last: they end before what they look at
};

/// `work(i)` for every i below `count`, a stretch at a time.
template <class Work>
void for_all(Team& team, std::uint32_t count, Work work) {
    constexpr std::uint32_t stretch = 1U << 11;
    team.for_each((count + stretch - 1) / stretch, [&](std::size_t part) {
        const auto begin = static_cast<std::uint32_t>(part) * stretch;
        const std::uint32_t end = count - begin < stretch ? count : begin + stretch;
        for (std::uint32_t i = begin; i < end; ++i) work(i);
    });
}

}  // namespace settlements
