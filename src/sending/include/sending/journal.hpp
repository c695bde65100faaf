#pragma once

#include <filesystem>
#include <string_view>

#include "messages/outbox.hpp"

namespace sending {

/// The file in which every attempt and answer stands, one line each, on the disk before the call
/// returns. One process at a time: conflict when another holds it. A last line that a crash cut off
/// is taken away.
class Journal {
public:
    /// Throws unavailable naming the path.
    explicit Journal(std::filesystem::path path);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// Appends whole lines (messages::journal_line) and takes them into `outbox`.
    void write(std::string_view lines);
    [[nodiscard]] const messages::Outbox& outbox() const { return outbox_; }

private:
    std::filesystem::path path_;
    int file_ = -1;
    messages::Outbox outbox_;
};

}  // namespace sending
