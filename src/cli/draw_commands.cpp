#include "draw_commands.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "draw/witnessed.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr std::array<std::string_view, 17> draw_files = {
    "frame.tsv",  "alloc.tsv",           "announce.txt",   "commits.tsv",  "seed.txt",
    "sample.tsv", "lists.tsv",           "excluded.tsv",   "reveals.txt",  "frozen.txt",
    "void.txt",   "inspectors.tsv",      "assignment.tsv", "replaced.tsv", "enlarged.tsv",
    "list.tsv",   "assignment-later.tsv"};
constexpr std::string_view shortfalls_file = "shortfalls.tsv";
/// Those that say how far a draw is; written last, so that a step cut off is done again.
constexpr std::array<std::string_view, 6> marks = {"frame.tsv", "announce.txt", "frozen.txt",
                                                   "seed.txt",  "sample.tsv",   "void.txt"};

void write_folder(base::Files& files, const std::filesystem::path& folder,
                  const draw::Documents& before, const draw::Documents& after) {
    files.make_folder(folder);
    for (const bool last : {false, true})
        for (const auto& [file, text] : after) {
            const bool mark = std::find(marks.begin(), marks.end(), file) != marks.end();
            const auto old = before.find(file);
            if (mark == last && (old == before.end() || old->second != text))
                files.write(folder / file, text);
        }
}

void require_folder(const Invocation& invocation) {
    if (invocation.environment.files.list(invocation.draw.folder).empty())
        throw base::Error(
            base::ErrorKind::not_found,
            {"文件夹“" + invocation.draw.folder.string() + "”不存在或是空的。",
             "The folder \"" + invocation.draw.folder.string() + "\" does not exist or is empty."});
}

base::Instant time_of(const std::string& text) {
    const auto time = draw::parse_time(text);
    if (!time)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"时间“" + text + "”应写成 2026-11-24T08:00:00Z（UTC）。",
             "The time \"" + text + "\" should be written like 2026-11-24T08:00:00Z (UTC)."});
    return *time;
}

base::Instant step_time(const Invocation& invocation) {
    return invocation.draw.at.empty() ? invocation.environment.clock.now()
                                      : time_of(invocation.draw.at);
}

std::string fresh_number(base::Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return base::to_hex(bytes);
}

/// Reads the folder, does the step, writes what is new and says how far the draw is.
template <typename Step>
draw::Documents do_step(Invocation& invocation, Step step) {
    base::Files& files = invocation.environment.files;
    const draw::Documents before = read_draw_folder(files, invocation.draw.folder);
    draw::Documents after = before;
    step(after);
    write_folder(files, invocation.draw.folder, before, after);
    return after;
}

int report(const Invocation& invocation, const base::Text& what, ordered_json document) {
    if (invocation.json) {
        print_document(document.dump());
    } else {
        say(what);
    }
    return done;
}

std::string hash_of_file(const draw::Documents& documents, std::string_view file) {
    const auto terms = draw::read_announcement(draw::document(documents, "announce.txt"));
    return draw::hash(terms.hash, draw::document(documents, file));
}

std::vector<draw::Wish> wishes_of(const Invocation& invocation,
                                  const std::vector<draw::UnitList>& lists) {
    const DrawWords& words = invocation.draw;
    if (!words.allocation.empty())
        return draw::read_wishes(invocation.environment.files.read(words.allocation));
    if (words.each == 0)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请用 --alloc 或 --each 说明每层抽几个。",
                           "Say with --alloc or --each how many are drawn of each stratum."});
    std::set<std::string> strata;
    for (const draw::UnitList& list : lists)
        for (const draw::Unit& unit : list.units) strata.insert(unit.stratum);
    return draw::wish_each({strata.begin(), strata.end()}, words.each);
}

draw::FreezeRequest freeze_request(const Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    const base::Files& files = invocation.environment.files;
    draw::FreezeRequest request;
    for (const auto& frame : words.frames)
        request.lists.push_back(draw::read_unit_list(frame.stem().string(), files.read(frame)));
    request.wishes = wishes_of(invocation, request.lists);
    if (!words.exclusions.empty())
        for (auto& unit : draw::read_unit_list("exclude", files.read(words.exclusions)).units)
            request.exclusions.push_back({unit.id, unit.stratum});
    if (!words.inspectors.empty())
        request.inspectors = draw::sort_inspectors(files.read(words.inspectors));
    return request;
}

draw::PublishedTrail read_trail(const Invocation& invocation) {
    const base::Files& files = invocation.environment.files;
    const DrawWords& words = invocation.draw;
    draw::PublishedTrail trail;
    trail.lines = base::split(files.read(words.trail / "audit.log"), '\n');
    if (!trail.lines.empty() && trail.lines.back().empty()) trail.lines.pop_back();
    trail.checkpoint = files.read(words.trail / "checkpoint");
    const std::string log_key = trail.checkpoint.substr(0, trail.checkpoint.find('\n')) + ".pub";
    for (const std::string& file : files.list(words.keys)) {
        if (!file.ends_with(".pub")) continue;
        const std::string pem = files.read(words.keys / file);
        if (file == log_key)
            trail.log_public_pem = pem;
        else
            trail.witnesses.push_back({file.substr(0, file.size() - 4), pem});
    }
    if (trail.log_public_pem.empty())
        throw base::Error(base::ErrorKind::not_found,
                          {"公钥文件夹里没有日志的公钥“" + log_key + "”。",
                           "The folder of keys has no key of the log, \"" + log_key + "\"."});
    return trail;
}

}  // namespace

draw::Documents read_draw_folder(const base::Files& files, const std::filesystem::path& folder) {
    draw::Documents documents;
    const auto read = [&](std::string_view file) {
        if (files.exists(folder / file)) documents[std::string(file)] = files.read(folder / file);
    };
    for (const std::string_view file : draw_files) read(file);
    read(shortfalls_file);
    return documents;
}

int run_draw_freeze(Invocation& invocation) {
    std::vector<draw::Shortfall> shortfalls;
    const auto documents = do_step(invocation, [&](draw::Documents& d) {
        shortfalls = draw::freeze(d, freeze_request(invocation),
                                  fresh_number(invocation.environment.random));
    });
    const auto units = draw::read_frame(draw::document(documents, "frame.tsv")).units.size();
    ordered_json document{{"units", units}, {"shortfalls", ordered_json::array()}};
    for (const auto& s : shortfalls)
        document["shortfalls"].push_back(
            {{"stratum", s.stratum}, {"wanted", s.wanted}, {"available", s.available}});
    const std::string count = std::to_string(units);
    report(invocation,
           {"样本框已冻结，共 " + count + " 个单元。nonce 在公开之前不要外传。",
            "The frame is frozen: " + count +
                " units. Keep its nonce secret until the draw is opened."},
           document);
    if (!invocation.json)
        for (const auto& s : shortfalls) say(draw::describe(s));
    return shortfalls.empty() ? done : done_with_findings;
}

int run_draw_announce(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    draw::Announcement terms;
    terms.draw_id = words.id;
    terms.hash = words.hash == "sm3" ? draw::HashName::sm3 : draw::HashName::sha256;
    terms.parties = words.parties;
    terms.public_name = words.public_name;
    terms.public_fallback = words.public_fallback;
    terms.commit_by = time_of(words.commit_by);
    terms.reveal_by = time_of(words.reveal_by);
    terms.public_at = time_of(words.public_at);
    terms.seal_until = time_of(words.seal_until);
    const auto documents = do_step(
        invocation, [&](draw::Documents& d) { draw::announce(d, terms, step_time(invocation)); });
    const std::string hash = hash_of_file(documents, "announce.txt");
    return report(
        invocation,
        {"已公告。announce.txt 的杂凑值：" + hash, "Announced. Hash of announce.txt: " + hash},
        {{"draw_id", terms.draw_id}, {"announce", hash}});
}

int run_draw_contribute(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    base::Files& files = invocation.environment.files;
    const std::string text = files.read(words.folder);
    const auto terms = draw::read_announcement(text);
    if (std::find(terms.parties.begin(), terms.parties.end(), words.party) == terms.parties.end())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + words.party + "”不是公告里的参与方。",
                           "\"" + words.party + "\" is no announced party."});
    if (files.exists(words.secret))
        throw base::Error(
            base::ErrorKind::conflict,
            {"文件“" + words.secret.string() + "”已存在，不会覆盖。",
             "The file \"" + words.secret.string() + "\" exists and is not overwritten."});
    const std::string number = fresh_number(invocation.environment.random);
    files.write(words.secret, number + "\n");
    const std::string commitment =
        draw::commitment(terms.hash, draw::hash(terms.hash, text), words.party, number);
    return report(
        invocation,
        {"随机数已存入“" + words.secret.string() +
             "”，揭示之前不要给任何人。\n请把承诺值交给组织者：" + commitment,
         "The number is in \"" + words.secret.string() +
             "\"; show it to nobody before revealing.\nSend the commitment: " + commitment},
        {{"party", words.party}, {"commitment", commitment}});
}

int run_draw_commit(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    do_step(invocation, [&](draw::Documents& d) {
        draw::record_commit(d, words.party, words.number, step_time(invocation));
    });
    return report(
        invocation,
        {words.party + " 的承诺已登记。", "The commitment of " + words.party + " is recorded."},
        {{"party", words.party}, {"commitment", words.number}});
}

int run_draw_reveal(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    const std::string number =
        words.secret.empty()
            ? words.number
            : base::normalise_cell(invocation.environment.files.read(words.secret));
    do_step(invocation, [&](draw::Documents& d) {
        draw::record_reveal(d, words.party, number, step_time(invocation));
    });
    return report(invocation,
                  {words.party + " 的揭示与承诺相符，已登记。",
                   "The number of " + words.party + " fits its commitment and is recorded."},
                  {{"party", words.party}});
}

int run_draw_close(Invocation& invocation) {
    const auto documents = do_step(
        invocation, [&](draw::Documents& d) { draw::freeze_reveals(d, step_time(invocation)); });
    const std::string hash = hash_of_file(documents, "frozen.txt");
    return report(invocation,
                  {"揭示已冻结。请在公共随机值产生之前把此值交各方见证：" + hash,
                   "The reveals are frozen. Have this witnessed before the public value: " + hash},
                  {{"frozen", hash}});
}

int run_draw_seed(Invocation& invocation) {
    const auto documents = do_step(invocation, [&](draw::Documents& d) {
        draw::take_public_value(d, invocation.draw.value, invocation.draw.fallback,
                                step_time(invocation));
    });
    const std::string seed = hash_of_file(documents, "seed.txt");
    return report(invocation, {"种子：" + seed, "The seed: " + seed}, {{"seed", seed}});
}

int run_draw_run(Invocation& invocation) {
    const auto documents = do_step(invocation, [](draw::Documents& d) { draw::run(d); });
    const std::string& sample = draw::document(documents, "sample.tsv");
    const auto units = std::count(sample.begin(), sample.end(), '\n');
    if (!invocation.json) say({sample, sample});
    return report(invocation,
                  {"共抽出 " + std::to_string(units) + " 个单元，见 sample.tsv。",
                   std::to_string(units) + " units are drawn: sample.tsv."},
                  {{"sampled", units}});
}

int run_draw_replace(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    do_step(invocation, [&](draw::Documents& d) {
        draw::replace(d, {words.unit, words.reason, words.evidence, words.approver});
    });
    return report(
        invocation,
        {"已替换，递补的单元见 list.tsv。", "Replaced; list.tsv has the unit that follows."},
        {{"replaced", words.unit}});
}

int run_draw_enlarge(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    do_step(invocation, [&](draw::Documents& d) {
        draw::enlarge(d, {words.stratum, words.count, words.reason, words.approver});
    });
    return report(invocation, {"样本已扩大，见 list.tsv。", "The sample is enlarged: list.tsv."},
                  {{"stratum", words.stratum}, {"count", words.count}});
}

int run_draw_void(Invocation& invocation) {
    const DrawWords& words = invocation.draw;
    do_step(invocation, [&](draw::Documents& d) {
        draw::void_draw(d, words.reason, words.approver, step_time(invocation));
    });
    return report(invocation, {"本次抽取已作废。", "The draw is void."}, {{"void", true}});
}

int run_draw_open(Invocation& invocation) {
    base::Files& files = invocation.environment.files;
    const auto documents = read_draw_folder(files, invocation.draw.folder);
    draw::require_openable(documents, step_time(invocation));
    if (!files.list(invocation.draw.out).empty())
        throw base::Error(
            base::ErrorKind::conflict,
            {"公开用的文件夹应是空的。", "The folder to publish into should be empty."});
    write_folder(files, invocation.draw.out, {}, documents);
    const std::string out = invocation.draw.out.string();
    return report(invocation,
                  {"可公开的文件在“" + out + "”。", "The files to publish are in \"" + out + "\"."},
                  {{"folder", out}});
}

int run_draw_verify(Invocation& invocation) {
    require_folder(invocation);
    const auto documents = read_draw_folder(invocation.environment.files, invocation.draw.folder);
    draw::Verdict verdict = draw::verify(documents);
    if (!verdict.problem && !invocation.draw.trail.empty())
        verdict.problem = draw::check_frozen_in_time(documents, verdict, read_trail(invocation),
                                                     invocation.draw.witnesses);
    if (invocation.json) {
        ordered_json document{{"ok", !verdict.problem},     {"draw_id", verdict.draw_id},
                              {"seed", verdict.seed},       {"frozen", verdict.frozen_hash},
                              {"sampled", verdict.sampled}, {"notes", ordered_json::array()}};
        const auto text = [](const base::Text& t) {
            return ordered_json{{"zh", t.zh}, {"en", t.en}};
        };
        if (verdict.problem) document["problem"] = text(*verdict.problem);
        for (const base::Text& note : verdict.notes) document["notes"].push_back(text(note));
        print_document(document.dump());
        return verdict.problem ? done_with_findings : done;
    }
    if (verdict.problem) {
        say({"不通过：" + verdict.problem->zh, "REFUSED: " + verdict.problem->en});
        return done_with_findings;
    }
    const std::string units = std::to_string(verdict.sampled);
    if (!verdict.seed.empty())
        say({"核对无误：" + units + " 个单元，种子 " + verdict.seed,
             "All is as it should be: " + units + " units, seed " + verdict.seed});
    for (const base::Text& note : verdict.notes) say(note);
    return done;
}

}  // namespace cli
