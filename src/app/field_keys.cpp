#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/error.hpp"
#include "privacy/sealer.hpp"
#include "store/personal.hpp"
#include "store/records.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

privacy::Key new_key(base::Environment& environment, std::int64_t number, privacy::Cipher cipher) {
    privacy::Key key;
    key.number = number;
    key.cipher = cipher;
    environment.random.fill(key.secret);
    return key;
}

// Files that a database kept plain before it was sealed.
void seal_kept_files(base::Environment& environment, const Options& options) {
    store::Store store(store_options(environment.files, options));
    const FileStore files(environment, options);
    store.write([&](store::Connection& connection) {
        std::vector<std::string> names;
        for (const auto& evidence : store::list_evidence(connection))
            names.push_back(evidence.name);
        for (const auto& batch : store::load_batches(connection))
            names.push_back(error_workbook_name(batch.id));
        for (const std::string& name : names)
            if (files.exists(connection, name)) files.seal_plain(connection, name);
    });
}

}  // namespace

fs::path field_key_file(const fs::path& folder) {
    return folder / "keys" / "field.key";
}

void write_field_keys(base::Files& files, const fs::path& folder, std::string_view text) {
    const fs::path file = field_key_file(folder);
    files.make_folder(file.parent_path());
    fs::permissions(file.parent_path(), fs::perms::owner_all);
    files.write(file, text);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

// A key that is there is never written over: something may be sealed with it.
void make_field_key(base::Environment& environment, const Options& options) {
    if (environment.files.exists(field_key_file(options.data_folder))) return;
    write_field_keys(environment.files, options.data_folder,
                     privacy::write_key_ring({new_key(environment, 1, options.cipher)}));
}

void App::State::require_field_key() {
    std::int64_t number = 0;
    store.read(
        [&](store::Connection& connection) { number = store::field_key_number(connection); });
    if (number == 0 || keys) return;
    const std::string file = field_key_file(options.data_folder).string();
    throw base::Error(
        base::ErrorKind::unavailable,
        {"个人信息是加密的，而密钥文件“" + file + "”不在；请放回它的备份。没有密钥谁也打不开。",
         "Personal values are sealed and the key file \"" + file +
             "\" is not there. Put its copy back; nobody can open them without it."});
}

std::string App::State::content_hash(const std::string& plain_hash) const {
    return keys ? privacy::keyed_hash(keys->front(), "content", plain_hash) : plain_hash;
}

void App::State::remove_files(const std::vector<std::string>& names) {
    if (store.dialect() != store::Dialect::sqlite) return;
    for (const std::string& name : names) environment.files.remove(options.data_folder / name);
}

std::int64_t App::migrate(base::Environment& environment, const Options& options) {
    if (exists(options)) make_field_key(environment, options);
    const std::int64_t before = store::Store::migrate(store_options(environment.files, options));
    seal_kept_files(environment, options);
    return before;
}

std::int64_t App::rotate_key(base::Environment& environment, const Options& options,
                             const Actor& actor) {
    auto& files = environment.files;
    const fs::path file = field_key_file(options.data_folder);
    if (!files.exists(file))
        throw base::Error(base::ErrorKind::unavailable,
                          {"没有密钥文件“" + file.string() + "”。",
                           "There is no key file \"" + file.string() + "\"."});
    privacy::KeyRing ring = privacy::read_key_ring(files.read(file));
    const std::int64_t number = ring.back().number + 1;
    ring.push_back(new_key(environment, number, ring.back().cipher));
    // The key is kept before anything is sealed with it.
    write_field_keys(files, options.data_folder, privacy::write_key_ring(ring));
    App app(environment, options);
    Command command;
    command.id = app.new_id();
    command.actor = actor;
    command.kind = "rotate_key";
    command.payload = nlohmann::ordered_json{{"key", number},
                                             {"mark", std::to_string(number) + ":" +
                                                          privacy::fingerprint(ring.back())}}
                          .dump();
    (void)app.apply(command);
    return number;
}

}  // namespace app
