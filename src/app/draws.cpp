#include "app/draws.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"
#include "draw/verify.hpp"
#include "store/draw_store.hpp"
#include "text_json.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

/// What everybody may read from the beginning: nothing of it tells a unit.
constexpr std::array<std::string_view, 5> open_files = {"announce.txt", "commits.tsv", "frozen.txt",
                                                        "seed.txt", "void.txt"};

const char* name_of(draw::Stage stage) {
    switch (stage) {
        case draw::Stage::none:
            return "none";
        case draw::Stage::frozen:
            return "frozen";
        case draw::Stage::announced:
            return "announced";
        case draw::Stage::reveals_frozen:
            return "reveals_frozen";
        case draw::Stage::seeded:
            return "seeded";
        case draw::Stage::drawn:
            return "drawn";
        case draw::Stage::voided:
            return "void";
    }
    return "";
}

draw::Documents load(store::Connection& connection, const std::string& id) {
    auto files = store::load_draw(connection, id);
    if (files.empty())
        throw base::Error(base::ErrorKind::not_found,
                          {"没有抽取“" + id + "”。", "There is no draw \"" + id + "\"."});
    std::erase_if(files, [](const auto& file) { return file.first.starts_with('.'); });
    return files;
}

bool is_public(const draw::Documents& documents, base::Instant now) {
    return draw::stage_of(documents) == draw::Stage::drawn &&
           now >= draw::read_announcement(draw::document(documents, "announce.txt")).seal_until;
}

bool may_read(const draw::Documents& documents, std::string_view file, const people::Access& who,
              base::Instant now) {
    return who.everything || people::holds(who, people::Right::publish) ||
           std::find(open_files.begin(), open_files.end(), file) != open_files.end() ||
           is_public(documents, now);
}

ordered_json parties_json(const draw::Documents& documents) {
    ordered_json parties = ordered_json::array();
    if (!documents.contains("announce.txt")) return parties;
    const auto terms = draw::read_announcement(documents.at("announce.txt"));
    const auto commits = draw::read_commits(draw::document(documents, "commits.tsv"), terms);
    for (const auto& reveal : draw::reveals_of(documents)) {
        const bool committed = std::any_of(commits.begin(), commits.end(),
                                           [&](const auto& c) { return c.party == reveal.party; });
        parties.push_back({{"party", reveal.party},
                           {"committed", committed},
                           {"revealed", reveal.number.has_value()}});
    }
    return parties;
}

ordered_json verdict_json(const draw::Verdict& verdict) {
    ordered_json document{{"ok", !verdict.problem},
                          {"seed", verdict.seed},
                          {"frozen", verdict.frozen_hash},
                          {"sampled", verdict.sampled},
                          {"notes", ordered_json::array()}};
    if (verdict.problem) document["problem"] = text_json(*verdict.problem);
    for (const base::Text& note : verdict.notes) document["notes"].push_back(text_json(note));
    return document;
}

}  // namespace

Draws::Draws(App& app) : state_(app.ledgers().state()) {}

std::string Draws::list() {
    const base::Instant now = state_.environment.clock.now();
    std::map<std::string, draw::Documents> all;
    const auto in_trail = state_.read([&](store::Connection& connection, const Catalogue&) {
        for (const std::string& id : store::list_draws(connection)) all[id] = load(connection, id);
        return store::count_announced(connection);
    });
    ordered_json draws = ordered_json::array();
    std::int64_t announced = 0;
    std::int64_t published = 0;
    std::int64_t voided = 0;
    for (const auto& [id, documents] : all) {
        const draw::Stage stage = draw::stage_of(documents);
        const bool open = is_public(documents, now);
        announced += documents.contains("announce.txt") ? 1 : 0;
        published += open ? 1 : 0;
        voided += stage == draw::Stage::voided ? 1 : 0;
        draws.push_back({{"draw", id}, {"stage", name_of(stage)}, {"published", open}});
    }
    return ordered_json{{"draws", draws},
                        {"announced", announced},
                        {"published", published},
                        {"void", voided},
                        {"pending", announced - published - voided},
                        {"alarm", announced != in_trail}}
        .dump();
}

std::string Draws::show(const std::string& draw, const people::Access& who) {
    const base::Instant now = state_.environment.clock.now();
    const auto documents = state_.read(
        [&](store::Connection& connection, const Catalogue&) { return load(connection, draw); });
    const draw::Stage stage = draw::stage_of(documents);
    ordered_json files = ordered_json::array();
    for (const auto& [file, text] : documents)
        files.push_back({{"file", file},
                         {"bytes", text.size()},
                         {"readable", may_read(documents, file, who, now)}});
    ordered_json document{{"draw", draw},
                          {"stage", name_of(stage)},
                          {"next", text_json(draw::describe(stage))},
                          {"published", is_public(documents, now)},
                          {"parties", parties_json(documents)},
                          {"files", files}};
    if (stage == draw::Stage::drawn) document["check"] = verdict_json(draw::verify(documents));
    return document.dump();
}

std::string Draws::file(const std::string& draw, const std::string& name,
                        const people::Access& who) {
    const auto documents = state_.read(
        [&](store::Connection& connection, const Catalogue&) { return load(connection, draw); });
    if (!may_read(documents, name, who, state_.environment.clock.now()))
        throw base::Error(base::ErrorKind::forbidden,
                          {"公开之前，样本框和样本只供组织抽取的人查看。",
                           "Until the draw is opened its frame and sample are for those who hold "
                           "it alone."});
    const auto found = documents.find(name);
    if (found == documents.end())
        throw base::Error(base::ErrorKind::not_found,
                          {"抽取“" + draw + "”没有文件“" + name + "”。",
                           "The draw \"" + draw + "\" has no file \"" + name + "\"."});
    return found->second;
}

}  // namespace app
