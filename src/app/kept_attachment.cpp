#include "kept_attachment.hpp"

#include <nlohmann/json.hpp>
#include "base/error.hpp"

#include "payload.hpp"
#include "store/records.hpp"

namespace app {

namespace fs = std::filesystem;

KeptAttachment::Stamp KeptAttachment::stamp_of(const fs::path& path) {
    std::error_code gone;
    Stamp stamp;
    stamp.bytes = fs::file_size(path, gone);
    stamp.changed = fs::last_write_time(path, gone);
    return stamp;
}

KeptAttachment::KeptAttachment(const FileStore& files, store::Connection& connection,
                               const Command& command, std::int64_t sequence)
    : files_(files), connection_(connection), path_(command.attachment) {
    if (path_.empty()) return;
    before_ = stamp_of(path_);
    const auto payload = parse_payload(command.payload);
    const std::string sha256 = required_text(payload, "sha256");
    name_ = attachment_name(payload);
    is_new_ = !files.exists(connection, name_);
    if (is_new_)
        written_ = files.begin_put(connection, name_, path_, sha256);
    else
        files.require_content(path_, sha256);
    store::save_evidence(connection, {name_, sha256, sequence});
}

void KeptAttachment::settle() {
    if (written_.valid()) written_.get();
    if (!path_.empty() && stamp_of(path_) != before_) refuse_changed_file();
}

void KeptAttachment::take_back() {
    if (!is_new_) return;
    if (written_.valid()) written_.wait();
    files_.remove(connection_, name_);
}

}  // namespace app
