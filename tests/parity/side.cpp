#include "side.hpp"

#include "store/store.hpp"
#include "places_for_tests.hpp"

namespace parity {
namespace {

using nlohmann::ordered_json;

app::KnownOn known_on(const ordered_json& request) {
    const std::string day = request.value("known_on", "");
    return day.empty() ? std::nullopt : base::parse_date(day);
}

std::optional<std::string> period_of(const ordered_json& request) {
    const std::string period = request.value("period", "");
    return period.empty() ? std::nullopt : std::optional(period);
}

std::string told(const app::Outcome& outcome) {
    return std::to_string(outcome.sequence) + (outcome.repeated ? " repeated " : " ") +
           (outcome.has_findings ? "findings " : "") + outcome.json;
}

std::string told(const std::vector<app::RowVersion>& versions) {
    ordered_json list = ordered_json::array();
    for (const auto& version : versions)
        list.push_back({version.texts, version.begin_sequence, version.begin_time, version.user,
                        version.end_sequence.value_or(-1), version.end_time});
    return list.dump();
}

std::string indicator_of(app::App& app, const ordered_json& request) {
    for (const auto& programme : app.programmes())
        if (programme.code == request.at("programme") && !programme.indicators.empty())
            return programme
                .indicators[request.at("indicator").get<std::size_t>() %
                            programme.indicators.size()]
                .name;
    return "none";
}

}  // namespace

Side::Side(const std::filesystem::path& folder, const std::string& url)
    : options_{folder, places::built("wanjia-read"), {}, {}, url} {
    options_.permit = [](const app::Command& command) {
        if (command.payload.find("没有权限") != std::string::npos)
            throw base::Error(base::ErrorKind::forbidden, {"没有权限。", "Not allowed."});
    };
    app::App::init(environment_, options_);
    app_ = std::make_unique<app::App>(environment_, options_);
}

std::string Side::answer(const ordered_json& request, std::uint64_t number) {
    random_.begin(number);
    // Twenty-eight days in all, whatever the number of requests; some share a moment.
    clock_.set(base::Instant{std::chrono::sys_days{std::chrono::year{2019} / 7 / 1}} +
               std::chrono::seconds(number / 2 * 20 % (28L * 86400)));
    try {
        return read(request);
    } catch (const base::Error& error) {
        return app::to_json(error);
    }
}

std::string Side::change(const ordered_json& request) {
    if (request.at("do") == "again") return last_.id.empty() ? "" : told(app_->apply(last_));
    app::Command command;
    command.id = app_->new_id();
    command.kind = request.at("do");
    ordered_json payload = request;
    payload.erase("do");
    if (payload.contains("file")) {
        command.attachment = payload.at("file").get<std::string>();
        payload["file_name"] = command.attachment.filename().string();
        payload.erase("file");
    }
    command.payload = payload.dump();
    command.client_time = base::format_instant(clock_.now()) + "/" + command.id;
    const app::Outcome outcome = app_->apply(command);
    last_ = command;
    return told(outcome);
}

std::string Side::exported(const ordered_json& request) {
    const auto file = app_->temporary_file(request.at("ending").get<std::string>());
    const auto rows = app_->export_register(request.at("register"), file, {});
    const std::string bytes = files_.exists(file) ? files_.read(file) : "no file";
    files_.remove(file);
    return std::to_string(rows) + '\n' + bytes;
}

std::string Side::read(const ordered_json& request) {
    const std::string what = request.at("do");
    if (what == "score")
        return app::to_json(
            app_->score(request.at("programme"), period_of(request), known_on(request)));
    if (what == "explain")
        return app::to_json(app_->explain(request.at("programme"), indicator_of(*app_, request),
                                          request.at("region"), period_of(request),
                                          known_on(request)));
    if (what == "rows") {
        const auto page =
            app_->register_rows(request.at("register"), request.at("scope"), request.at("after"),
                                request.at("limit"), known_on(request));
        for (const auto& declaration : app_->register_declarations())
            if (declaration.name == request.at("register")) return app::to_json(page, declaration);
        return "no register";
    }
    if (what == "history") return told(app_->row_history(request.at("register"), request.at("id")));
    if (what == "batches") return app::to_json(app_->batches());
    if (what == "map") return app_->score_map(request.at("programme"), period_of(request));
    if (what == "programmes") return app::to_json(app_->programmes());
    if (what == "registers") return app::to_json(app_->register_declarations());
    if (what == "verify") return app::to_json(app_->verify_trail());
    if (what == "export") return exported(request);
    return change(request);
}

std::vector<store::TableHash> Side::tables() const {
    store::Options place;
    place.file = options_.data_folder / "wanjia.gpkg";
    place.url = options_.database;
    std::vector<store::TableHash> result;
    store::Store opened(place);
    opened.read([&](store::Connection& c) { result = store::hash_tables(c); });
    return result;
}

}  // namespace parity
