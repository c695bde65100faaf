#include "app/uploads.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* state_name = "state.json";
constexpr const char* outcome_name = "outcome.json";
constexpr std::string_view piece_ending = ".piece";
constexpr std::size_t id_size_min = 16;
constexpr std::size_t id_size_max = 64;
// Beside the pieces stand, for a moment, the whole file and its copy in the file store.
constexpr std::uintmax_t room_times = 3;
constexpr std::uintmax_t room_spare_bytes = std::uintmax_t{64} << 20;

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

[[noreturn]] void refuse_unknown() {
    refuse(base::ErrorKind::not_found, "没有这次上传，或已过期；请重新上传。",
           "There is no such upload, or it has expired. Send the file again.");
}

bool is_id(const std::string& id) {
    return id.size() >= id_size_min && id.size() <= id_size_max &&
           std::all_of(id.begin(), id.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
           });
}

// Where a piece begins and how long it is: sealed, its file is longer.
std::string piece_name(std::int64_t offset, std::int64_t size) {
    char text[64];
    std::snprintf(text, sizeof text, "%012lld-%lld", static_cast<long long>(offset),
                  static_cast<long long>(size));
    return text + std::string(piece_ending);
}

// Names of those that follow each other from the beginning.
std::vector<std::string> pieces_of(const base::Files& files, const fs::path& folder,
                                   std::int64_t& length) {
    std::vector<std::string> pieces;
    length = 0;
    for (const std::string& name : files.list(folder)) {
        if (!name.ends_with(piece_ending)) continue;
        const std::size_t dash = name.find('-');
        std::int64_t size = 0;
        if (dash != std::string::npos)
            std::from_chars(name.data() + dash + 1, name.data() + name.size(), size);
        if (size <= 0 || name != piece_name(length, size)) break;
        pieces.push_back(name);
        length += size;
    }
    return pieces;
}

ordered_json to_json(const Upload& upload) {
    const EvidenceClaim& claim = upload.claim;
    return {{"length", upload.length},
            {"expires_ms", base::to_milliseconds(upload.expires)},
            {"operation", upload.by.id},
            {"client_time", upload.by.client_time},
            {"user", upload.by.actor.user},
            {"role", upload.by.actor.role},
            {"unit", upload.by.actor.unit},
            {"address", upload.by.actor.address},
            {"actor_device", upload.by.actor.device},
            {"register", claim.register_name},
            {"key", claim.key},
            {"purpose", claim.purpose},
            {"file_name", claim.file_name},
            {"taken_at", claim.taken_at},
            {"lon", claim.lon},
            {"lat", claim.lat},
            {"datum", claim.datum},
            {"device", claim.device}};
}

Upload read_state(const std::string& id, const std::string& text) {
    const auto json = ordered_json::parse(text);
    const auto word = [&](const char* name) { return json.at(name).get<std::string>(); };
    Upload upload;
    upload.id = id;
    upload.length = json.at("length").get<std::int64_t>();
    upload.expires =
        base::Instant(std::chrono::milliseconds(json.at("expires_ms").get<std::int64_t>()));
    upload.by.id = word("operation");
    upload.by.client_time = word("client_time");
    upload.by.actor = {word("user"), word("role"), word("unit"), word("address"),
                       word("actor_device")};
    upload.claim = {word("register"),  word("key"),      word("purpose"),
                    word("file_name"), word("taken_at"), word("lon"),
                    word("lat"),       word("datum"),    word("device")};
    return upload;
}

bool may_succeed_later(base::ErrorKind kind) {
    return kind == base::ErrorKind::unavailable || kind == base::ErrorKind::internal;
}

// Removes a file at its end.
class Removed {
public:
    Removed(base::Files& files, fs::path path) : files_(files), path_(std::move(path)) {}
    ~Removed() {
        try {
            files_.remove(path_);
        } catch (const base::Error&) {
            (void)0;  // the next sweep removes it
        }
    }
    Removed(const Removed&) = delete;
    Removed& operator=(const Removed&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    base::Files& files_;
    fs::path path_;
};

}  // namespace

Uploads::Uploads(base::Environment& environment, App& app)
    : environment_(environment), app_(app), folder_(app.evidence().uploads_folder()) {}

fs::path Uploads::folder_of(const std::string& id) const {
    if (!is_id(id)) refuse_unknown();
    return folder_ / id;
}

std::mutex& Uploads::lock_of(const std::string& id) {
    return locks_[std::hash<std::string>{}(id) % locks_.size()];
}

void Uploads::require_room(std::int64_t length) const {
    std::error_code unknown;
    const auto space = fs::space(folder_, unknown);
    if (unknown ||
        space.available > room_times * static_cast<std::uintmax_t>(length) + room_spare_bytes)
        return;
    refuse(base::ErrorKind::unavailable, "服务器磁盘空间不足，请稍后再传或联系管理员。",
           "The server's disk has too little room. Try again later or ask the administrator.");
}

Upload Uploads::begin(const EvidenceClaim& claim, std::int64_t length, const Command& by,
                      const people::Access& who) {
    const std::string most = std::to_string(length_max >> 20);
    if (length < 1 || length > length_max)
        refuse(base::ErrorKind::invalid_input, "文件应为 1 字节至 " + most + " MB。",
               "A file must have 1 byte to " + most + " MB.");
    app_.evidence().check(claim, length, who);
    const std::lock_guard lock(beginning_);
    environment_.files.make_folder(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
    sweep();
    require_room(length);
    Upload upload;
    upload.id = base::random_id(environment_.random);
    upload.length = length;
    upload.expires = environment_.clock.now() + kept;
    upload.claim = claim;
    upload.by = by;
    if (upload.by.client_time.empty())
        upload.by.client_time = base::format_instant(environment_.clock.now()) + "/" + by.id;
    const fs::path folder = folder_of(upload.id);
    environment_.files.make_folder(folder);
    write(upload.id, state_name, to_json(upload).dump());
    return upload;
}

Upload Uploads::find(const std::string& id) const {
    const fs::path folder = folder_of(id);
    auto& files = environment_.files;
    if (!files.exists(folder / state_name)) refuse_unknown();
    Upload upload = read_state(id, read(id, state_name));
    if (environment_.clock.now() > upload.expires) refuse_unknown();
    if (files.exists(folder / outcome_name)) {
        upload.outcome = read(id, outcome_name);
        upload.offset = upload.length;
    } else {
        (void)pieces_of(files, folder, upload.offset);
    }
    return upload;
}

Upload Uploads::append(const std::string& id, std::int64_t offset, std::string_view bytes) {
    const std::lock_guard lock(lock_of(id));
    Upload upload = find(id);
    if (offset != upload.offset)
        refuse(
            base::ErrorKind::conflict,
            "上传进度是第 " + std::to_string(upload.offset) + " 字节，请从那里继续。",
            "The upload stands at byte " + std::to_string(upload.offset) + "; go on from there.");
    const auto size = static_cast<std::int64_t>(bytes.size());
    if (size > upload.length - offset)
        refuse(base::ErrorKind::invalid_input, "发送的内容超过了文件的长度。",
               "More was sent than the file is long.");
    if (size > 0) {
        std::int64_t here = 0;
        if (pieces_of(environment_.files, folder_of(id), here).size() >= pieces_max)
            refuse(base::ErrorKind::invalid_input, "分块太多，请用更大的分块重新上传。",
                   "There are too many pieces. Send the file again in larger ones.");
        write(id, piece_name(offset, size), bytes);
        upload.offset += size;
    }
    if (upload.offset == upload.length && upload.outcome.empty()) finish(upload);
    return upload;
}

void Uploads::finish(Upload& upload) {
    auto& files = environment_.files;
    const fs::path folder = folder_of(upload.id);
    const Removed whole(files, app_.temporary_file(".upload"));
    std::int64_t length = 0;
    const auto pieces = pieces_of(files, folder, length);
    std::size_t next = 0;
    // An empty piece would end the writing; none is ever stored.
    files.write_passing(whole.path(), [&] {
        return next < pieces.size() ? read(upload.id, pieces[next++]) : std::string{};
    });
    try {
        const Outcome outcome = app_.evidence().add(upload.claim, whole.path(), upload.by);
        auto json = ordered_json::parse(outcome.json);
        json["sequence"] = outcome.sequence;
        upload.outcome = json.dump();
    } catch (const base::Error& error) {
        if (!may_succeed_later(error.kind())) remove_folder(folder);
        throw;
    }
    write(upload.id, outcome_name, upload.outcome);
    remove_pieces(folder);
}

void Uploads::write(const std::string& id, const std::string& name, std::string_view bytes) {
    environment_.files.write(folder_of(id) / name,
                             app_.evidence().seal_apart(id + "/" + name, bytes));
}

std::string Uploads::read(const std::string& id, const std::string& name) const {
    return app_.evidence().open_apart(id + "/" + name,
                                      environment_.files.read(folder_of(id) / name));
}

void Uploads::remove(const std::string& id) {
    const std::lock_guard lock(lock_of(id));
    (void)find(id);
    remove_folder(folder_of(id));
}

void Uploads::remove_pieces(const fs::path& folder) {
    for (const std::string& name : environment_.files.list(folder))
        if (name.ends_with(piece_ending)) environment_.files.remove(folder / name);
}

// The state goes first: without it there is no upload.
void Uploads::remove_folder(const fs::path& folder) {
    environment_.files.remove(folder / state_name);
    for (const std::string& name : environment_.files.list(folder))
        environment_.files.remove(folder / name);
    std::error_code ignored;
    fs::remove(folder, ignored);
}

void Uploads::sweep() {
    std::size_t unfinished = 0;
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator(folder_, gone)) {
        const std::string id = entry.path().filename().string();
        if (!is_id(id)) continue;
        const std::lock_guard lock(lock_of(id));
        try {
            if (find(id).outcome.empty()) ++unfinished;
        } catch (const base::Error& error) {
            if (error.kind() == base::ErrorKind::not_found) remove_folder(entry.path());
        }
    }
    if (unfinished < unfinished_max) return;
    refuse(base::ErrorKind::unavailable, "未完成的上传太多，请稍后再试。",
           "There are too many unfinished uploads. Try again later.");
}

}  // namespace app
