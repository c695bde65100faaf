#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string_view>
#include <utility>

#include "messages/outbox.hpp"

namespace sending {

/// The file in which every attempt and answer stands, one line each, on the disk before the call
/// returns. Any number of programs follow it; one of them at a time holds it and writes. Safe to
/// use from several threads.
class Journal {
public:
    /// Opens or makes the file and reads it. Throws unavailable naming the path, invalid_input
    /// naming a line that is none.
    explicit Journal(std::filesystem::path path);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// While one stands, no other program writes. Several of one Journal are held together.
    class Hold {
    public:
        explicit Hold(Journal& journal) : journal_(&journal) {}
        ~Hold() {
            if (journal_) journal_->release();
        }
        Hold(Hold&& other) noexcept : journal_(std::exchange(other.journal_, nullptr)) {}
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;
        Hold& operator=(Hold&&) = delete;

    private:
        Journal* journal_;
    };
    /// Waits up to `patience` for another program to let go; conflict when it does not. What others
    /// wrote is read first; a last line that a crash cut off is taken away.
    [[nodiscard]] Hold hold(std::chrono::milliseconds patience = {});

    /// Appends whole lines (messages::journal_line) and takes them into the outbox. Only while
    /// held.
    void write(std::string_view lines);
    /// Reads what other programs have written since.
    void follow();
    /// What `work` says of the outbox, which nobody changes meanwhile.
    template <class Work>
    auto look(Work work) const {
        const std::lock_guard lock(mutex_);
        return work(outbox_);
    }

private:
    bool take();
    void release();
    void read_further();

    std::filesystem::path path_;
    int file_ = -1;
    int holds_ = 0;
    std::int64_t read_to_ = 0;  // the end of the last whole line known
    mutable std::mutex mutex_;
    messages::Outbox outbox_;
};

}  // namespace sending
