#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace settlements {

/// `work(part)` for every part below `parts`, on up to `threads` threads, in any order. `work` must
/// not throw.
inline void for_each_part(int threads, std::size_t parts,
                          const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto take = [&] {
        for (std::size_t part = next++; part < parts; part = next++) work(part);
    };
    const std::size_t helpers = std::min(static_cast<std::size_t>(threads), parts);
    std::vector<std::jthread> pool;
    for (std::size_t i = 1; i < helpers; ++i) pool.emplace_back(take);
    take();
}

}  // namespace settlements
