#include "app/evidence.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app_state.hpp"
#include "base/rational.hpp"
#include "base/text.hpp"
#include "built_in/embedded.hpp"
#include "evidence_object.hpp"
#include "exports.hpp"
#include "geo/datum.hpp"
#include "geo/degrees.hpp"
#include "ingest/picture.hpp"
#include "payload.hpp"
#include "privacy/file_cipher.hpp"
#include "registers/geometry.hpp"
#include "store/evidence_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t text_characters_max = 200;
constexpr std::int64_t links_looked_at_max = 1'000;
constexpr std::string_view china_offset = "+08:00";
constexpr std::size_t time_without_offset = 19;

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

[[noreturn]] void refuse_unknown_file() {
    throw base::Error(base::ErrorKind::not_found,
                      {"没有这份佐证，或它不在您的范围内。",
                       "There is no such evidence, or it is not within your scope."});
}

void require_words(const char* zh, const char* en, const std::string& text, bool may_be_empty) {
    if ((may_be_empty || !base::is_blank(text)) && base::is_valid_utf8(text) &&
        base::count_characters(text) <= text_characters_max && !base::has_forbidden_character(text))
        return;
    const std::string most = std::to_string(text_characters_max);
    refuse(std::string(zh) + "应为 1 至 " + most + " 个字，不含控制字符。",
           std::string("The ") + en + " must be 1 to " + most +
               " characters without control characters.");
}

bool follows(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '0' ? !digit : pattern[i] != text[i]) return false;
    }
    return true;
}

// A time that says no offset is China's, where all clocks show one time.
std::string with_offset(const std::string& time) {
    return time.size() == time_without_offset ? time + std::string(china_offset) : time;
}

void require_time(const std::string& text) {
    if (text.empty()) return;
    const bool form = follows(text, "0000-00-00T00:00:00") ||
                      follows(text, "0000-00-00T00:00:00+00:00") ||
                      follows(text, "0000-00-00T00:00:00-00:00");
    if (form && base::parse_date(text.substr(0, 10)) && text.substr(11, 2) < "24" &&
        text[14] < '6' && text[17] < '6')
        return;
    refuse("拍摄时间应写作 2019-06-30T08:00:00+08:00。",
           "The time must be written 2019-06-30T08:00:00+08:00.");
}

// Degrees on CGCS2000 with 7 places, or nothing.
std::optional<geo::Position> stated_position(const EvidenceClaim& claim) {
    if (claim.lon.empty() && claim.lat.empty()) return std::nullopt;
    const auto lon = base::parse_rational(claim.lon);
    const auto lat = base::parse_rational(claim.lat);
    const auto datum = parse_datum(claim.datum);
    if (!lon || !lat || !datum)
        refuse("经纬度应为十进制度数，并注明坐标系（wgs84、cgcs2000、gcj02、bd09）。",
               "Longitude and latitude must be decimal degrees with their datum (wgs84, cgcs2000, "
               "gcj02, bd09).");
    const auto at = geo::to_cgcs2000({lon->get_d(), lat->get_d()}, *datum);
    if (!registers::is_in_china(at))
        refuse("坐标不在中国境内，请检查经纬度是否填反。",
               "The position is outside China; check whether longitude and latitude are swapped.");
    return at;
}

void require_plain_claim(const EvidenceClaim& claim) {
    require_words("用途", "purpose", claim.purpose, false);
    require_words("文件名", "file name", claim.file_name, false);
    require_words("设备名", "device", claim.device, true);
    require_time(claim.taken_at);
    (void)stated_position(claim);
}

// A position outside China is no position here, but that the photo says so is kept.
bool is_placed_in_china(const ingest::Picture& picture) {
    const auto lon = base::parse_rational(picture.lon);
    const auto lat = base::parse_rational(picture.lat);
    return lon && lat && registers::is_in_china({lon->get_d(), lat->get_d()});
}

void describe_time(ordered_json& payload, const EvidenceClaim& claim,
                   const ingest::Picture& picture) {
    const bool in_file = !picture.taken_at.empty();
    const bool stated = !claim.taken_at.empty();
    payload["time_source"] = in_file ? "file" : stated ? "stated" : "none";
    if (in_file || stated)
        payload["captured_at"] = with_offset(in_file ? picture.taken_at : claim.taken_at);
}

void describe_place(ordered_json& payload, const EvidenceClaim& claim,
                    const ingest::Picture& picture) {
    const auto stated = stated_position(claim);
    if (is_placed_in_china(picture)) {
        payload["place_source"] = "file";
        payload["lon"] = picture.lon;
        payload["lat"] = picture.lat;
    } else if (!picture.lon.empty()) {
        payload["place_source"] = "abroad";
    } else if (stated) {
        payload["place_source"] = "stated";
        payload["lon"] = geo::degrees_text(stated->lon_deg);
        payload["lat"] = geo::degrees_text(stated->lat_deg);
    } else {
        payload["place_source"] = "none";
    }
}

ingest::EvidenceKind kind_of(const EvidenceClaim& claim, const fs::path& file, std::int64_t bytes) {
    const auto kind = ingest::recognise_evidence(file, claim.file_name);
    if (!kind)
        refuse(
            "“" + claim.file_name +
                "”不是可以留存的文件。可用：JPEG、PNG、WebP、HEIC 照片，PDF、Word、Excel、WPS、"
                "TXT、CSV 文件，MP4、MP3、AMR 录像录音。",
            "\"" + claim.file_name +
                "\" is not a kind of file that is kept. These are: JPEG, PNG, WebP and HEIC "
                "photos; PDF, Word, Excel, WPS, TXT and CSV files; MP4, MP3 and AMR recordings.");
    if (kind->media_type.starts_with("image/") && bytes > photo_bytes_max)
        throw ingest::picture_too_large();
    return *kind;
}

bool is_named_as_photo(const std::string& file_name) {
    std::string ending = fs::path(file_name).extension().string();
    for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    constexpr std::string_view endings[] = {".jpg", ".jpeg", ".png", ".webp", ".heic"};
    return std::find(std::begin(endings), std::end(endings), ending) != std::end(endings);
}

bool is_photo(const std::string& media_type) {
    return media_type.starts_with("image/");
}

void require_photo(const EvidenceFile& file) {
    if (is_photo(file.media_type)) return;
    throw base::Error(base::ErrorKind::not_found,
                      {"这份佐证不是照片，没有缩略图和副本。",
                       "This evidence is no photo; it has no thumbnail and no copy."});
}

people::Target about_register(const std::string& name) {
    return {{}, {}, {}, {}, name};
}

people::Reach readable(const people::Access& who) {
    return people::reach(who, people::Right::read, about_register(evidence_register));
}

std::string text_in(const registers::Declaration& declaration, const store::StoredRow& stored,
                    const char* field) {
    const std::size_t index = *declaration.find(field);
    return registers::canonical_text(declaration.fields[index], stored.row.values[index]);
}

// Evidence of what somebody may not see is not seen either.
bool may_see(const people::Access& who, const registers::Declaration& items,
             const store::StoredRow& item) {
    return people::allows(
        who, people::Right::read,
        {text_in(items, item, "region"), {}, {}, {}, text_in(items, item, "object_register")});
}

bool is_hash(const std::string& text) {
    return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string stored_name(store::Connection& connection, const std::string& sha256) {
    auto name = store::evidence_file_name(connection, sha256);
    if (!name) refuse_unknown_file();
    return *std::move(name);
}

}  // namespace

Evidence App::evidence() {
    return {*this, *state_};
}

// A database made before there was this register gets it with the first evidence.
void Evidence::require_register() {
    for (const auto& declaration : app_.register_declarations())
        if (declaration.name == evidence_register) return;
    for (const auto& file : built_in::embedded_files()) {
        if (file.path != std::string("schema/registers/") + evidence_register + ".yaml") continue;
        Command command;
        command.id = app_.new_id();
        command.kind = "declare";
        command.payload = ordered_json{{"yaml", std::string(file.bytes)}}.dump();
        (void)app_.apply(command);
    }
}

void Evidence::check(const EvidenceClaim& claim, std::int64_t bytes, const people::Access& who) {
    require_plain_claim(claim);
    if (bytes > photo_bytes_max && is_named_as_photo(claim.file_name))
        throw ingest::picture_too_large();
    state_.store.read([&](store::Connection& connection) {
        const auto catalogue = state_.catalogue(connection);
        const auto& of = catalogue->declaration(claim.register_name);
        const auto object = find_object(connection, of, claim.key);
        require_part(*catalogue, who, of, object.row);
    });
}

Outcome Evidence::add(const EvidenceClaim& claim, const fs::path& file, Command by) {
    require_plain_claim(claim);
    require_register();
    const auto bytes = static_cast<std::int64_t>(fs::file_size(file));
    if (bytes > evidence_bytes_max) {
        const std::string most = std::to_string(evidence_bytes_max >> 20);
        refuse("文件最大 " + most + " MB。", "A file may have at most " + most + " MB.");
    }
    const auto kind = kind_of(claim, file, bytes);
    ingest::Picture picture;
    if (is_photo(kind.media_type)) picture = ingest::read_picture(state_.options.reader, file);
    ordered_json payload{{"register", claim.register_name},
                         {"key", claim.key},
                         {"purpose", claim.purpose},
                         {"file_name", claim.file_name},
                         {"media_type", kind.media_type},
                         {"ending", kind.ending},
                         {"bytes", bytes}};
    describe_time(payload, claim, picture);
    describe_place(payload, claim, picture);
    payload["device"] = picture.device.empty() ? claim.device : picture.device;
    if (picture.width > 0) {
        payload["width"] = picture.width;
        payload["height"] = picture.height;
        payload["likeness"] = picture.likeness;
    }
    by.kind = "attach_evidence";
    by.payload = payload.dump();
    by.attachment = file;
    return app_.apply(by);
}

registers::Declaration Evidence::declaration() {
    return state_.read([](store::Connection&, const Catalogue& catalogue) {
        return catalogue.declaration(evidence_register);
    });
}

RegisterPage Evidence::list(const EvidenceFilter& filter) {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& items = catalogue.declaration(evidence_register);
        store::RowFilter rows{{}, filter.where.scope, filter.after, filter.limit};
        if (!filter.register_name.empty()) {
            const auto& of = catalogue.declaration(filter.register_name);
            rows.conditions.push_back({"object_register", of.name});
            rows.conditions.push_back({"object_key", canonical_object_key(of, filter.key)});
        }
        if (filter.only_duplicates) rows.conditions.push_back({"duplicate", "none", false});
        const auto reach = readable(filter.where.who);
        const auto found = store::find_rows(connection, items, rows, reach);
        RegisterPage page;
        for (const auto& stored : found) {
            if (!may_see(filter.where.who, items, stored)) continue;
            page.rows.push_back(shown_row(items, stored));
        }
        page.total = store::count_found(connection, items, rows, reach);
        if (static_cast<std::int64_t>(found.size()) == filter.limit) page.next = found.back().id;
        return page;
    });
}

EvidenceFile Evidence::file(const std::string& sha256, const EvidenceReach& where) {
    if (!is_hash(sha256)) refuse_unknown_file();
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        const auto& items = catalogue.declaration(evidence_register);
        const auto rows = store::find_rows(
            connection, items, {{{"sha256", sha256, true}}, where.scope, 0, links_looked_at_max},
            readable(where.who));
        const auto seen = std::find_if(rows.begin(), rows.end(), [&](const auto& row) {
            return may_see(where.who, items, row);
        });
        if (seen == rows.end()) refuse_unknown_file();
        const auto file = std::make_shared<LocalFile>(
            state_.files.get(connection, stored_name(connection, sha256)));
        return EvidenceFile{file->path(), file, text_in(items, *seen, "media_type"),
                            text_in(items, *seen, "file_name")};
    });
}

std::string Evidence::thumbnail(const std::string& sha256, const EvidenceReach& where) {
    const EvidenceFile original = file(sha256, where);
    require_photo(original);
    if (auto known = state_.thumbnails.find(sha256)) return *std::move(known);
    auto picture = ingest::read_picture(state_.options.reader, original.path);
    state_.thumbnails.keep(sha256, picture.thumbnail);
    return std::move(picture.thumbnail);
}

std::string Evidence::marked_copy(const std::string& sha256, const EvidenceReach& where,
                                  const std::string& user) {
    const EvidenceFile original = file(sha256, where);
    require_photo(original);
    constexpr std::size_t hash_characters = 8;
    constexpr std::size_t to_the_minute = 16;
    const std::string now = base::format_instant(state_.environment.clock.now());
    return ingest::marked_copy(
        state_.options.reader, original.path,
        user + " " + now.substr(0, to_the_minute) + " " + sha256.substr(0, hash_characters));
}

EvidenceCheck Evidence::verify() {
    return state_.read([&](store::Connection& connection, const Catalogue& catalogue) {
        EvidenceCheck check;
        std::set<std::string> seen;
        for (const auto& record : store::list_evidence(connection)) {
            ++check.files;
            seen.insert(record.sha256);
            if (!state_.files.exists(connection, record.name)) {
                check.missing.push_back(record.name);
                continue;
            }
            const LocalFile file = state_.files.get(connection, record.name);
            if (hash_of_file(state_.environment.files, file.path()) != record.sha256)
                check.damaged.push_back(record.name);
        }
        for (const std::string& hash : store::used_hashes(connection))
            if (!seen.contains(hash)) check.missing.push_back(hash);
        for (const auto& declaration : catalogue.declarations)
            if (declaration.name == evidence_register)
                check.links = store::count_rows(connection, declaration, "");
        return check;
    });
}

fs::path Evidence::uploads_folder() const {
    return state_.options.data_folder / "uploads";
}

std::string Evidence::seal_apart(const std::string& name, std::string_view plain) const {
    return state_.read([&](store::Connection& connection, const Catalogue&) {
        if (!connection.sealer()) return std::string(plain);
        privacy::FileSealer through(connection.sealer()->active_key(), name);
        std::string sealed = through.add(plain);
        return sealed += through.finish();
    });
}

std::string Evidence::open_apart(const std::string& name, std::string bytes) const {
    if (!privacy::is_sealed_file(bytes)) return bytes;
    return state_.read([&](store::Connection& connection, const Catalogue&) {
        privacy::FileOpener through(connection.sealer()->ring(), name);
        std::string plain = through.add(bytes);
        return plain += through.finish();
    });
}

}  // namespace app
