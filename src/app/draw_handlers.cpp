#include "draw_handlers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "draw/steps.hpp"
#include "draw/verify.hpp"
#include "payload.hpp"
#include "people/access.hpp"
#include "store/draw_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

/// Who froze the frame; kept with the documents and never published.
constexpr const char* frozen_by = ".frozen-by";

/// What a step fixed: the words behind the draw's number in the trail, and the answer.
struct Done {
    std::string fixed;
    ordered_json answer;
    bool has_findings = false;
};

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

base::Instant now_of(const Context& context) {
    return context.environment.clock.now();
}

base::Instant time_in(const nlohmann::json& payload, const char* key) {
    const auto time = draw::parse_time(required_text(payload, key));
    if (!time)
        refuse(base::ErrorKind::invalid_input,
               std::string(key) + " 应写成 2026-11-24T08:00:00Z（UTC）。",
               std::string(key) + " should be written like 2026-11-24T08:00:00Z (UTC).");
    return *time;
}

std::string hash_of(const draw::Documents& documents, const char* file) {
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    return draw::hash(terms.hash, draw::document(documents, file));
}

// A line `#list NAME` begins another list of the same text.
std::vector<draw::UnitList> lists_of(const std::string& text) {
    constexpr std::string_view mark = "#list ";
    std::vector<std::pair<std::string, std::string>> parts{{"list", ""}};
    for (const std::string& line : base::split(text, '\n')) {
        if (line.starts_with(mark))
            parts.emplace_back(base::normalise_cell(line.substr(mark.size())), "");
        else
            parts.back().second += line + "\n";
    }
    std::vector<draw::UnitList> lists;
    for (const auto& [name, lines] : parts) lists.push_back(draw::read_unit_list(name, lines));
    std::erase_if(lists, [](const draw::UnitList& list) { return list.units.empty(); });
    return lists;
}

std::vector<draw::Wish> wishes_of(const nlohmann::json& payload,
                                  const std::vector<draw::UnitList>& lists) {
    const std::string alloc = text_of(payload, "alloc");
    if (!alloc.empty()) return draw::read_wishes(alloc);
    const std::string each = text_of(payload, "each");
    std::string wishes;
    std::vector<std::string> strata;
    for (const draw::UnitList& list : lists)
        for (const draw::Unit& unit : list.units) strata.push_back(unit.stratum);
    std::sort(strata.begin(), strata.end());
    strata.erase(std::unique(strata.begin(), strata.end()), strata.end());
    for (const std::string& stratum : strata) wishes += stratum + " " + each + "\n";
    return draw::read_wishes(wishes);
}

Done freeze(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    draw::FreezeRequest request;
    request.lists = lists_of(required_text(payload, "frame"));
    request.wishes = wishes_of(payload, request.lists);
    for (const auto& out : draw::read_unit_list("exclude", text_of(payload, "exclude")).units)
        request.exclusions.push_back({out.id, out.stratum});
    request.inspectors = draw::sort_inspectors(text_of(payload, "inspectors"));
    const auto shortfalls = draw::freeze(documents, request, required_text(payload, "nonce"));
    documents[frozen_by] = context.command.actor.user;
    const std::string hash = base::to_hex(base::sha256(documents.at("frame.tsv")));
    ordered_json answer{{"frame_sha256", hash}, {"shortfalls", ordered_json::array()}};
    for (const auto& s : shortfalls)
        answer["shortfalls"].push_back(
            {{"stratum", s.stratum}, {"wanted", s.wanted}, {"available", s.available}});
    return {"frame/" + hash, answer, !shortfalls.empty()};
}

Done announce(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    const auto officer = documents.find(frozen_by);
    if (!context.access.everything && officer != documents.end() &&
        officer->second == context.command.actor.user)
        refuse(base::ErrorKind::forbidden, "冻结样本框的人不能自己公告，须由第二人确认。",
               "Whoever froze the frame does not announce the draw: a second officer does.");
    draw::Announcement terms;
    terms.draw_id = required_text(payload, "draw");
    const std::string name = required_text(payload, "hash");
    if (name != "sha256" && name != "sm3")
        refuse(base::ErrorKind::invalid_input, "hash 应为 sha256 或 sm3。",
               "hash is sha256 or sm3.");
    terms.hash = name == "sm3" ? draw::HashName::sm3 : draw::HashName::sha256;
    terms.parties = base::split(required_text(payload, "parties"), ',');
    terms.public_name = required_text(payload, "public");
    terms.public_fallback = required_text(payload, "public_fallback");
    terms.commit_by = time_in(payload, "commit_by");
    terms.reveal_by = time_in(payload, "reveal_by");
    terms.public_at = time_in(payload, "public_at");
    terms.seal_until = time_in(payload, "seal_until");
    draw::announce(documents, terms, now_of(context));
    const std::string hash = hash_of(documents, "announce.txt");
    return {"announce/" + hash, {{"announce", hash}}};
}

// A party speaks for itself: its name is the unit of whoever does. The organiser may enter it.
std::string party_in(const Context& context, const nlohmann::json& payload) {
    std::string party = required_text(payload, "party");
    const auto& allowances = context.access.allowances;
    const bool own = std::any_of(allowances.begin(), allowances.end(), [&](const auto& allowance) {
        return allowance.grant.unit == party;
    });
    if (!context.access.everything && !own &&
        !people::holds(context.access, people::Right::publish))
        refuse(base::ErrorKind::forbidden, "只能替本单位承诺和揭示。",
               "You commit and reveal for your own unit only.");
    return party;
}

Done commit(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    const std::string party = party_in(context, payload);
    const std::string commitment = required_text(payload, "commitment");
    draw::record_commit(documents, party, commitment, now_of(context));
    return {"commit/" + party + "/" + commitment, {{"party", party}}};
}

Done reveal(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    const std::string party = party_in(context, payload);
    draw::record_reveal(documents, party, required_text(payload, "number"), now_of(context));
    return {"reveal/" + party, {{"party", party}}};
}

Done close(const Context& context, const nlohmann::json&, draw::Documents& documents) {
    draw::freeze_reveals(documents, now_of(context));
    const std::string hash = hash_of(documents, "frozen.txt");
    return {"frozen/" + hash, {{"frozen", hash}}};
}

Done take_public(const Context& context, const nlohmann::json& payload,
                 draw::Documents& documents) {
    draw::take_public_value(documents, required_text(payload, "value"),
                            text_of(payload, "fallback") == "true", now_of(context));
    draw::run(documents);
    const std::string seed = hash_of(documents, "seed.txt");
    const std::string& sample = documents.at("sample.tsv");
    return {"seed/" + seed,
            {{"seed", seed}, {"sampled", std::count(sample.begin(), sample.end(), '\n')}}};
}

Done replace(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    const std::string unit = required_text(payload, "unit");
    draw::replace(documents, {unit, required_text(payload, "reason"),
                              required_text(payload, "evidence"), context.command.actor.user});
    return {"replace/" + unit, {{"unit", unit}}};
}

Done enlarge(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    const std::string stratum = required_text(payload, "stratum");
    const auto wishes = draw::read_wishes(stratum + " " + required_text(payload, "count"));
    if (wishes.size() != 1 || wishes[0].share_of != 0)
        refuse(base::ErrorKind::invalid_input, "count 应为个数。", "count is a number of units.");
    draw::enlarge(documents, {stratum, wishes[0].count, required_text(payload, "reason"),
                              context.command.actor.user});
    return {"enlarge/" + stratum, {{"stratum", stratum}, {"count", wishes[0].count}}};
}

Done withdraw(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    draw::void_draw(documents, required_text(payload, "reason"), context.command.actor.user,
                    now_of(context));
    return {"void", {{"void", true}}};
}

// A draw that was held in a room, in a folder without a server: all of it at once, when everybody
// may know the sample. It proves no times, and its line in the trail says so.
Done take(const Context& context, const nlohmann::json& payload, draw::Documents& documents) {
    const std::string id = required_text(payload, "draw");
    if (!documents.empty())
        refuse(base::ErrorKind::conflict, "抽取编号“" + id + "”已经用过。",
               "The number \"" + id + "\" of a draw was used already.");
    const auto files = payload.find("files");
    if (files == payload.end() || !files->is_object())
        refuse(base::ErrorKind::invalid_input, "缺少 files：抽取文件夹里的各个文件。",
               "`files` is missing: the files of the draw's folder.");
    for (const auto& [name, text] : files->items()) {
        if (name.starts_with('.') || !draw::is_id(name) || !text.is_string())
            refuse(base::ErrorKind::invalid_input, "“" + name + "”不是抽取的文件。",
                   "\"" + name + "\" is no file of a draw.");
        documents[name] = text.get<std::string>();
    }
    if (draw::stage_of(documents) != draw::Stage::drawn)
        refuse(base::ErrorKind::conflict, "文件夹里的抽取还没有完成。",
               "The draw in the folder is not done yet.");
    if (draw::read_announcement(documents.at("announce.txt")).draw_id != id)
        refuse(base::ErrorKind::invalid_input, "公告里的抽取编号不是“" + id + "”。",
               "The announcement has another number than \"" + id + "\".");
    draw::require_openable(documents, now_of(context));
    if (const auto problem = draw::verify(documents).problem)
        throw base::Error(base::ErrorKind::invalid_input, *problem);
    const std::string& sample = documents.at("sample.tsv");
    return {"taken/" + hash_of(documents, "announce.txt"),
            {{"sampled", std::count(sample.begin(), sample.end(), '\n')}}};
}

using Step = Done (*)(const Context&, const nlohmann::json&, draw::Documents&);
struct Kind {
    std::string_view name;
    const char* action;
    Step step;
};
constexpr Kind kinds[] = {
    {"draw_freeze", "draw.freeze", freeze},    {"draw_announce", "draw.announce", announce},
    {"draw_commit", "draw.commit", commit},    {"draw_reveal", "draw.reveal", reveal},
    {"draw_close", "draw.close", close},       {"draw_public", "draw.public", take_public},
    {"draw_replace", "draw.replace", replace}, {"draw_enlarge", "draw.enlarge", enlarge},
    {"draw_void", "draw.void", withdraw},      {"draw_take", "draw.take", take}};

}  // namespace

Handled handle_draw(const Context& context) {
    const auto* const kind = std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind& k) {
        return k.name == context.command.kind;
    });
    if (kind == std::end(kinds))
        refuse(base::ErrorKind::invalid_input, "不认识的命令“" + context.command.kind + "”。",
               "The command \"" + context.command.kind + "\" is unknown.");
    const auto payload = parse_payload(context.command.payload);
    const std::string id = required_text(payload, "draw");
    if (!draw::is_id(id))
        refuse(base::ErrorKind::invalid_input,
               "抽取编号应为 1 至 64 个字母、数字、点、下划线或短横。",
               "A draw's number has 1 to 64 letters, digits, dots, underscores or hyphens.");
    const draw::Documents before = store::load_draw(context.connection, id);
    if (before.empty() && kind->step != freeze && kind->step != take)
        refuse(base::ErrorKind::not_found, "没有抽取“" + id + "”。",
               "There is no draw \"" + id + "\".");
    draw::Documents after = before;
    Done done = kind->step(context, payload, after);
    for (const auto& [file, text] : after) {
        const auto old = before.find(file);
        if (old == before.end() || old->second != text)
            store::save_draw_file(context.connection, id, file, text, context.sequence);
    }
    ordered_json answer{{"draw", id}};
    answer.update(done.answer);
    return {{kind->action, id + "/" + done.fixed, "", context.command.payload},
            answer.dump(),
            done.has_findings};
}

}  // namespace app
