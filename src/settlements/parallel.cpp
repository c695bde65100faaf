#include "parallel.hpp"

namespace settlements {
namespace {

constexpr int looks = 4000;  // some 20 to 50 µs

// Until `value` is no longer `known`; what it is then.
std::uint32_t await_change(const std::atomic<std::uint32_t>& value, std::uint32_t known) {
    for (int look = 0; look < looks; ++look) {
        const std::uint32_t now = value.load(std::memory_order_acquire);
        if (now != known) return now;
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    value.wait(known, std::memory_order_acquire);
    return value.load(std::memory_order_acquire);
}

}  // namespace

Team::Team(int threads) {
    for (int i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
}

Team::~Team() {
    is_over_ = true;
    phase_.fetch_add(1, std::memory_order_release);
    phase_.notify_all();
}

void Team::for_each(std::size_t parts, const std::function<void(std::size_t)>& work) {
    if (helpers_.empty() || parts < 2) {
        for (std::size_t part = 0; part < parts; ++part) work(part);
        return;
    }
    work_ = &work;
    parts_ = parts;
    next_.store(0, std::memory_order_relaxed);
    helping_.store(static_cast<std::uint32_t>(helpers_.size()), std::memory_order_relaxed);
    phase_.fetch_add(1, std::memory_order_release);
    phase_.notify_all();
    take_parts();
    for (std::uint32_t left = helping_.load(std::memory_order_acquire); left != 0;)
        left = await_change(helping_, left);
}

void Team::take_parts() {
    for (std::size_t part = next_++; part < parts_; part = next_++) (*work_)(part);
}

void Team::help() {
    for (std::uint32_t seen = 0;;) {
        seen = await_change(phase_, seen);
        if (is_over_) return;
        take_parts();
        if (helping_.fetch_sub(1, std::memory_order_acq_rel) == 1) helping_.notify_one();
    }
}

}  // namespace settlements
