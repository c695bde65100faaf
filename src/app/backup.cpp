#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app_state.hpp"
#include "base/bytes.hpp"
#include "store/records.hpp"
#include "store/tables.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* manifest_name = "manifest.json";
constexpr const char* sums_name = "SHA256SUMS";
constexpr const char* message_journal = "messages/journal";

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

ordered_json tables_json(const std::vector<store::TableHash>& tables) {
    ordered_json list = ordered_json::array();
    for (const auto& table : tables)
        list.push_back({{"table", table.table}, {"rows", table.rows}, {"sha256", table.sha256}});
    return list;
}

std::vector<store::TableHash> tables_of(const ordered_json& manifest) {
    std::vector<store::TableHash> tables;
    for (const auto& table : manifest.at("tables"))
        tables.push_back({table.at("table").get<std::string>(),
                          table.at("rows").get<std::int64_t>(),
                          table.at("sha256").get<std::string>()});
    return tables;
}

// Writes one backup: everything first, the list of hashes last, so that what is whole says so.
class Backup {
public:
    Backup(App::State& state, fs::path folder) : state_(state), folder_(std::move(folder)) {}

    BackupReport write() {
        auto& files = state_.environment.files;
        if (files.exists(folder_) && !fs::is_empty(folder_))
            throw base::Error(base::ErrorKind::conflict,
                              {"备份文件夹“" + folder_.string() + "”不是空的，没有改动。",
                               "The backup folder \"" + folder_.string() +
                                   "\" is not empty. It was not changed."});
        files.make_folder(folder_);
        state_.store.read([&](store::Connection& connection) { write_snapshot(connection); });
        write_keys();
        write_journal();
        add("manifest.json", manifest().dump(1) + "\n");
        std::string sums;
        for (const auto& [name, sum] : sums_) sums += sum + "  " + name + "\n";
        files.write(folder_ / sums_name, sums);
        report_.files = static_cast<std::int64_t>(sums_.size());
        return report_;
    }

private:
    void write_snapshot(store::Connection& connection) {
        const store::TrailState trail = store::load_trail_state(connection);
        report_.sequence = trail.size;
        report_.last_hash = trail.last_hash;
        origin_ = store::get_meta(connection, "origin");
        schema_ = store::get_meta(connection, "schema_version");
        store::copy_to_file(connection, data_file(folder_));
        fs::permissions(data_file(folder_), fs::perms::owner_read | fs::perms::owner_write);
        add_file("wanjia.gpkg");
        for (const auto& evidence : store::list_evidence(connection))
            copy_stored(connection, evidence.name);
        for (const auto& batch : store::load_batches(connection))
            if (batch.rejected > 0) copy_stored(connection, error_workbook_name(batch.id));
        tables_ = store::hash_tables(connection);
        report_.tables = static_cast<std::int64_t>(tables_.size());
    }

    void copy_stored(store::Connection& connection, const std::string& name) {
        if (sums_.contains(name) || !state_.files.exists(connection, name)) return;
        state_.environment.files.make_folder((folder_ / name).parent_path());
        state_.files.copy_kept(connection, name, folder_ / name);
        add_file(name);
    }

    void write_keys() {
        auto& files = state_.environment.files;
        const fs::path keys = state_.options.data_folder / "keys";
        if (!files.exists(keys / "log.pub")) return;
        files.make_folder(folder_ / "keys");
        copy_key_files(files, keys, folder_ / "keys");
        for (const std::string& name : files.list(folder_ / "keys")) add_file("keys/" + name);
    }

    // After the snapshot: what is sent meanwhile stands in it, and nothing goes out again from a
    // restored folder.
    void write_journal() {
        auto& files = state_.environment.files;
        if (!files.exists(state_.options.data_folder / message_journal)) return;
        files.make_folder((folder_ / message_journal).parent_path());
        files.copy(state_.options.data_folder / message_journal, folder_ / message_journal);
        add_file(message_journal);
    }

    void add_file(const std::string& name) {
        sums_[name] = hash_of_file(state_.environment.files, folder_ / name);
    }
    void add(const std::string& name, const std::string& bytes) {
        state_.environment.files.write(folder_ / name, bytes);
        add_file(name);
    }

    ordered_json manifest() const {
        return {{"format", 1},
                {"made", base::format_instant(state_.environment.clock.now())},
                {"origin", origin_},
                {"schema_version", schema_},
                {"sequence", report_.sequence},
                {"last_hash", report_.last_hash},
                {"tables", tables_json(tables_)}};
    }

    App::State& state_;
    fs::path folder_;
    std::map<std::string, std::string> sums_;  // by name within the folder
    std::vector<store::TableHash> tables_;
    std::string origin_, schema_;
    BackupReport report_;
};

// Every file of a backup stands in the list, with the hash that stands there, and no other does.
std::set<std::string> verify_sums(const base::Files& files, const fs::path& folder) {
    if (!files.exists(folder / sums_name))
        refuse("“" + folder.string() + "”不是完整的备份：缺少 SHA256SUMS。",
               "\"" + folder.string() + "\" is not a whole backup: SHA256SUMS is missing.");
    std::set<std::string> names;
    const std::string sums = files.read(folder / sums_name);
    for (std::size_t at = 0; at < sums.size();) {
        const std::size_t end = std::min(sums.find('\n', at), sums.size());
        const std::string line = sums.substr(at, end - at);
        at = end + 1;
        const std::string name = line.size() > 66 ? line.substr(66) : "";
        const fs::path path = fs::path(name).lexically_normal();
        const bool outside = name.empty() || path.is_absolute() || *path.begin() == "..";
        if (outside || line.substr(64, 2) != "  " || !files.exists(folder / name) ||
            hash_of_file(files, folder / name) != line.substr(0, 64))
            refuse("备份已损坏：“" + (outside ? std::string(sums_name) : name) +
                       "”与清单不符；没有恢复任何数据。",
                   "The backup is damaged: \"" + (outside ? std::string(sums_name) : name) +
                       "\" is not what its list says. Nothing was restored.");
        names.insert(name);
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().lexically_relative(folder).generic_string();
        if (!entry.is_directory() && name != sums_name && !names.contains(name))
            refuse("备份中多出文件“" + name + "”，清单没有它；没有恢复任何数据。",
                   "The backup holds \"" + name +
                       "\", which is not in its list. Nothing was restored.");
    }
    return names;
}

void restore_folder(base::Environment& environment, const fs::path& backup,
                    const std::set<std::string>& names, const Options& target) {
    auto& files = environment.files;
    for (const std::string& name : names) {
        // The database comes last: with it the folder is one.
        if (name == manifest_name || name == "wanjia.gpkg") continue;
        files.make_folder((target.data_folder / name).parent_path());
        if (name.starts_with("keys/") || name == message_journal) continue;
        files.copy(backup / name, target.data_folder / name);
    }
    files.copy(backup / "wanjia.gpkg", data_file(target.data_folder));
    fs::permissions(data_file(target.data_folder), fs::perms::owner_read | fs::perms::owner_write);
}

void restore_server(base::Environment& environment, const fs::path& backup,
                    const std::set<std::string>& names, const Options& target) {
    const LocalFile copy(
        target.data_folder / "temporary" / (base::random_id(environment.random) + ".gpkg"), true);
    environment.files.make_folder(copy.path().parent_path());
    environment.files.copy(backup / "wanjia.gpkg", copy.path());
    store::Options source;
    source.file = copy.path();
    store::Store from(source);
    // Everything is copied as it is kept, so no key is needed.
    store::Options into_options = store_options(environment.files, target);
    into_options.keys = nullptr;
    store::Store::create(into_options);
    store::Store to(into_options);
    const FileStore stored(environment, target);
    to.write([&](store::Connection& into) {
        from.read([&](store::Connection& connection) { store::copy_tables(connection, into); });
        for (const std::string& name : names)
            if (name.starts_with("files/") || name.starts_with("errors/"))
                stored.put_kept(into, name, backup / name);
    });
}

}  // namespace

void copy_key_files(base::Files& files, const fs::path& from, const fs::path& to) {
    files.copy(from / "log.pub", to / "log.pub");
    // Whoever may only verify has no private key.
    if (!files.exists(from / "log.key.pem")) return;
    files.copy(from / "log.key.pem", to / "log.key.pem");
    fs::permissions(to / "log.key.pem", fs::perms::owner_read | fs::perms::owner_write);
}

BackupReport App::backup(const fs::path& folder) {
    return Backup(*state_, folder).write();
}

BackupReport App::restore(base::Environment& environment, const fs::path& backup,
                          const Options& target) {
    auto& files = environment.files;
    const auto names = verify_sums(files, backup);
    const auto manifest = ordered_json::parse(files.read(backup / manifest_name), nullptr, false);
    if (!manifest.is_object() || manifest.value("format", 0) != 1)
        refuse("备份清单的格式不认识；请升级程序。",
               "The backup's manifest has an unknown format; update the program.");
    files.make_folder(target.data_folder);
    if (exists(target))
        throw base::Error(base::ErrorKind::conflict,
                          {"目标中已有万家的数据，没有改动。",
                           "The target holds Wanjia data already. It was not changed."});
    if (target.database.empty()) {
        restore_folder(environment, backup, names, target);
    } else {
        restore_server(environment, backup, names, target);
    }
    if (names.contains("keys/log.pub")) {
        files.make_folder(target.data_folder / "keys");
        copy_key_files(files, backup / "keys", target.data_folder / "keys");
    }
    if (names.contains(message_journal)) {
        files.make_folder((target.data_folder / message_journal).parent_path());
        files.copy(backup / message_journal, target.data_folder / message_journal);
    }
    BackupReport report;
    report.sequence = manifest.at("sequence").get<std::int64_t>();
    report.last_hash = manifest.at("last_hash").get<std::string>();
    report.files = static_cast<std::int64_t>(names.size());
    store::Options restored_options = store_options(files, target);
    restored_options.keys = nullptr;
    store::Store restored(restored_options);
    restored.read([&](store::Connection& connection) {
        const auto tables = store::hash_tables(connection);
        report.tables = static_cast<std::int64_t>(tables.size());
        if (tables != tables_of(manifest))
            throw base::Error(base::ErrorKind::internal,
                              {"恢复后的数据与备份清单不符，请勿使用。",
                               "What was restored is not what the manifest says; do not use it."});
    });
    return report;
}

}  // namespace app
