#pragma once

#include <filesystem>
#include <future>
#include <string>

#include "app/app.hpp"
#include "file_store.hpp"
#include "store/connection.hpp"

namespace app {

/// A command's file on its way into the file store. A large one is written beside what the command
/// does with it, so the command may read the attachment itself; settle() then says whether it still
/// is the file that was named.
class KeptAttachment {
public:
    /// Does nothing when the command has no attachment.
    KeptAttachment(const FileStore& files, store::Connection& connection, const Command& command,
                   std::int64_t sequence);

    /// Returns when the copy is durable. Throws conflict when the file was changed meanwhile.
    void settle();
    /// Removes what was kept for a command that failed.
    void take_back();

private:
    struct Stamp {
        std::uintmax_t bytes = 0;
        std::filesystem::file_time_type changed;
        bool operator==(const Stamp&) const = default;
    };
    static Stamp stamp_of(const std::filesystem::path& path);

    const FileStore& files_;
    store::Connection& connection_;
    std::filesystem::path path_;
    std::string name_;
    bool is_new_ = false;
    Stamp before_;
    std::future<void> written_;
};

}  // namespace app
