#include "row_queue.hpp"

namespace app {
namespace {

constexpr std::size_t rows_in_piece = 1024;
constexpr std::size_t pieces_max = 4;

}  // namespace

RowQueue::RowQueue(std::function<void(RowQueue&)> read) {
    reader_ = std::thread([this, read = std::move(read)] {
        std::exception_ptr failure;
        try {
            read(*this);
            hand_over();
        } catch (const Abandoned&) {
            // Whoever wrote has given up and knows why.
            (void)0;
        } catch (...) {
            failure = std::current_exception();
        }
        const std::lock_guard lock(mutex_);
        failure_ = failure;
        ended_ = true;
        changed_.notify_all();
    });
}

RowQueue::~RowQueue() {
    {
        const std::lock_guard lock(mutex_);
        abandoned_ = true;
        changed_.notify_all();
    }
    reader_.join();
}

void RowQueue::put(registers::Row&& row, const store::Present& present) {
    if (filling_.rows.size() >= rows_in_piece || filling_.present != present) hand_over();
    filling_.present = present;
    filling_.rows.push_back(std::move(row));
}

void RowQueue::hand_over() {
    if (filling_.rows.empty()) return;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return pieces_.size() < pieces_max || abandoned_; });
    if (abandoned_) throw Abandoned{};
    pieces_.push_back(std::move(filling_));
    filling_ = {};
    filling_.rows.reserve(rows_in_piece);
    changed_.notify_all();
}

std::optional<RowQueue::Piece> RowQueue::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !pieces_.empty() || ended_; });
    if (pieces_.empty()) {
        if (failure_) std::rethrow_exception(failure_);
        return std::nullopt;
    }
    Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    changed_.notify_all();
    return piece;
}

}  // namespace app
