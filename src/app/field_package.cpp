// Work in places without any network: packages and results as files, and workbooks of filled forms.
#include <algorithm>
#include <set>

#include "app/evidence.hpp"
#include "app/field.hpp"
#include "base/bytes.hpp"
#include "field_batch.hpp"
#include "ingest/import.hpp"
#include "ledger/opening.hpp"
#include "payload.hpp"
#include "permission.hpp"
#include "registers/geometry.hpp"
#include "report/reports.hpp"

namespace app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* package_format = "wanjia-package";
constexpr const char* results_format = "wanjia-results";
constexpr int format_version = 1;
constexpr std::size_t id_digits = 40;

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

/// Outcomes one after another, and how many of each kind.
class Tally {
public:
    void add(ordered_json item, ordered_json outcome, std::int64_t known_up_to) {
        if (outcome.at("status") != "done") {
            ++open_;
        } else if (outcome.at("sequence").get<std::int64_t>() > known_up_to) {
            ++added_;
        } else {
            ++known_;
        }
        item.update(outcome);
        items_.push_back(std::move(item));
    }
    [[nodiscard]] ordered_json document() const {
        return {{"added", added_}, {"known", known_}, {"open", open_}, {"items", items_}};
    }

private:
    std::int64_t added_ = 0, known_ = 0, open_ = 0;
    ordered_json items_ = ordered_json::array();
};

// A photo of a phone becomes evidence as if it had been uploaded.
Outcome add_photo(App& app, App::State& state, const json& item, const Actor& actor,
                  Earlier& earlier) {
    json given{{"key", item.value("key", json())}};
    earlier.resolve(given);
    EvidenceClaim claim{required_text(item, "register"),
                        required_text(given, "key"),
                        required_text(item, "purpose"),
                        required_text(item, "file_name"),
                        text_of(item, "taken_at"),
                        text_of(item, "lon"),
                        text_of(item, "lat"),
                        {},
                        {}};
    if (!claim.lon.empty()) claim.datum = "wgs84";
    const auto bytes = base::from_base64(required_text(item, "bytes"));
    if (!bytes) refuse("照片的内容读不出来。", "The bytes of a photo cannot be read.");
    const LocalFile file(app.temporary_file(".jpg"), true);
    state.environment.files.write(file.path(), *bytes);
    Command by;
    by.id = id_of(device_of(item), counter_of(item));
    by.actor = actor;
    return app.evidence().add(claim, file.path(), by);
}

// What is asked when an entry is opened.
registers::Declaration opening_form(const ledger::Ledger& ledger) {
    const std::set<std::string> must(ledger.open_set.begin(), ledger.open_set.end());
    registers::Declaration form = ledger.declaration;
    form.is_ledger = false;
    form.key = ledger::asked_at_opening(ledger);
    form.fields.clear();
    for (const std::string& name : form.key) {
        auto field = ledger.declaration.fields[ledger.declaration.find(name).value()];
        if (must.contains(name)) field.required = true;
        form.fields.push_back(std::move(field));
    }
    return form;
}

/// The rows of a filled workbook as the values of entries to open.
struct FilledForm final : ingest::ImportSink {
    explicit FilledForm(const registers::Declaration& declaration) : form(declaration) {}
    void header(const std::string&, const std::vector<std::string>&) override {}
    void accepted(const std::string&, std::int64_t row, registers::Row&& values) override {
        ordered_json texts = ordered_json::object();
        for (std::size_t i = 0; i < form.fields.size(); ++i) {
            std::string text = registers::canonical_text(form.fields[i], values.values[i]);
            if (!text.empty()) texts[form.fields[i].name] = std::move(text);
        }
        if (const auto at = registers::first_position(values.geometry_wkb)) {
            texts["lon"] = std::to_string(at->lon_deg);
            texts["lat"] = std::to_string(at->lat_deg);
            texts["datum"] = "cgcs2000";
        }
        rows.emplace_back(row, std::move(texts));
    }
    void rejected(ingest::RejectedRow&& row) override {
        std::string zh;
        std::string en;
        for (const auto& complaint : row.complaints) {
            zh += (zh.empty() ? "" : " ") + complaint.finding.message.zh;
            en += (en.empty() ? "" : " ") + complaint.finding.message.en;
        }
        bad.emplace_back(row.row, base::Text{zh, en});
    }

    const registers::Declaration& form;
    std::vector<std::pair<std::int64_t, ordered_json>> rows;
    std::vector<std::pair<std::int64_t, base::Text>> bad;
};

}  // namespace

std::string Field::package(const std::string& user, const std::string& team,
                           const std::string& draw) {
    const auto accounts = app_.accounts();
    const auto account = std::find_if(accounts.begin(), accounts.end(),
                                      [&](const Account& each) { return each.user == user; });
    if (account == accounts.end())
        throw base::Error(base::ErrorKind::not_found,
                          {"没有账号“" + user + "”。", "There is no account \"" + user + "\"."});
    const base::Instant now = state_.environment.clock.now();
    const auto access = state_.read([&](store::Connection& connection, const Catalogue&) {
        return access_of_user(connection, state_.roles, user, now);
    });
    return ordered_json{{"format", package_format},
                        {"version", format_version},
                        {"made", base::format_instant(now)},
                        {"person", {{"user", user}, {"name", account->name}}},
                        {"slice", ordered_json::parse(slice({{}, 0, {}, team, draw}, access))}}
        .dump();
}

std::string Field::take_results(std::string_view results) {
    const json given = parse_payload(std::string(results));
    const auto items = given.find("items");
    if (text_of(given, "format") != results_format || given.value("version", 0) != format_version ||
        items == given.end() || !items->is_array())
        refuse("这不是手机存出的上报文件（.wjr）。",
               "This is no file of results of a phone (.wjr).");
    Actor actor;
    actor.user = required_text(given.value("person", json::object()), "user");
    const std::int64_t before = app_.latest_sequence();
    Tally tally;
    for (const json& item : *items) {
        const std::string device = device_of(item);
        Earlier earlier(state_, device);
        const std::string kind = required_text(item, "kind");
        ordered_json line{{"device", device}, {"counter", counter_of(item)}, {"kind", kind}};
        tally.add(line, outcome_of([&] {
                      if (kind == "photo") return add_photo(app_, state_, item, actor, earlier);
                      return app_.apply(phone_command(item, device, actor, earlier));
                  }),
                  before);
    }
    ordered_json document{{"person", actor.user}};
    document.update(tally.document());
    return document.dump();
}

void Field::write_form(const std::string& ledger, const std::filesystem::path& file) {
    const auto form = state_.read([&](store::Connection&, const Catalogue& catalogue) {
        return opening_form(catalogue.ledger(ledger));
    });
    report::write_template_workbook(file, form);
}

std::string Field::take_form(const std::string& ledger, const std::filesystem::path& file,
                             const Actor& actor) {
    const auto [form, regions] = state_.read([&](store::Connection&, const Catalogue& catalogue) {
        return std::pair(opening_form(catalogue.ledger(ledger)), catalogue.regions);
    });
    FilledForm filled(form);
    ingest::Importer importer({form, regions, file.filename().string(), geo::Datum::wgs84,
                               base::shanghai_date(state_.environment.clock.now())},
                              filled);
    ingest::read_table(state_.options.reader, file, {}, importer);
    (void)importer.finish();
    const std::int64_t before = app_.latest_sequence();
    Tally tally;
    for (const auto& [row, values] : filled.rows) {
        Command command;
        command.actor = actor;
        command.kind = "open_entry";
        command.payload = ordered_json{{"ledger", ledger}, {"values", values}}.dump();
        command.id =
            base::to_hex(base::sha256(actor.user + '\n' + command.payload)).substr(0, id_digits);
        tally.add({{"row", row}}, outcome_of([&] { return app_.apply(command); }), before);
    }
    for (const auto& [row, message] : filled.bad)
        tally.add({{"row", row}}, outcome_of([&]() -> Outcome { refuse(message.zh, message.en); }),
                  before);
    return tally.document().dump();
}

}  // namespace app
