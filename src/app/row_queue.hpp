#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "registers/value.hpp"
#include "store/register_store.hpp"

namespace app {

/// Rows on their way from the thread that reads a file to the one that writes them, a thousand at a
/// time and never more than some thousands. What the reading thread throws comes out of take().
class RowQueue {
public:
    struct Piece {
        std::vector<registers::Row> rows;
        store::Present present;
    };

    /// Runs `read` in a thread of its own; it calls put().
    explicit RowQueue(std::function<void(RowQueue&)> read);
    /// Lets the reader go on to its end or, when nobody takes any more, stops it at its next put().
    ~RowQueue();
    RowQueue(const RowQueue&) = delete;
    RowQueue& operator=(const RowQueue&) = delete;

    /// Called by the reading thread. `present` as of this row.
    void put(registers::Row&& row, const store::Present& present);
    /// The next piece, or nothing after the last.
    std::optional<Piece> take();

private:
    struct Abandoned {};
    void hand_over();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Piece> pieces_;
    Piece filling_;  // the reading thread's own
    bool ended_ = false;
    bool abandoned_ = false;
    std::exception_ptr failure_;
    std::thread reader_;
};

}  // namespace app
