#include "draw/steps.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "text_detail.hpp"

namespace draw {
namespace {

constexpr auto fallback_after = std::chrono::hours(24);

[[noreturn]] void refuse_now(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::conflict, {zh, en});
}

void require_stage(const Documents& documents, Stage stage) {
    const Stage found = stage_of(documents);
    if (found == stage) return;
    const base::Text now = describe(found);
    refuse_now("现在不能做这一步：" + now.zh, "This step cannot be done now: " + now.en);
}

Announcement announced(const Documents& documents) {
    return read_announcement(document(documents, "announce.txt"));
}

std::string hash_of(const Announcement& a, const Documents& documents, std::string_view file) {
    return hash(a.hash, document(documents, file));
}

std::vector<Commit> commits_of(const Documents& documents, const Announcement& a) {
    return read_commits(document(documents, "commits.tsv"), a);
}

void require_party(const Announcement& a, const std::string& party) {
    if (party == pool_party ||
        std::find(a.parties.begin(), a.parties.end(), party) == a.parties.end())
        refuse("“" + party + "”不是公告里的参与方。", "\"" + party + "\" is no announced party.");
}

void require_number(const std::string& text) {
    if (!is_number(text))
        refuse("应为 64 位小写十六进制数。", "This should be 64 lower-case hexadecimal digits.");
}

void require_ids(std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts)
        if (!is_id(text))
            refuse(
                "“" + std::string(text) + "”应为编号：1 至 64 个字母、数字、点、下划线或短横。",
                "\"" + std::string(text) +
                    "\" should be an id: 1 to 64 letters, digits, dots, underscores or hyphens.");
}

/// The union without those excluded; every exclusion must name one of it.
std::vector<Unit> remaining(const std::vector<ListedUnit>& united,
                            const std::vector<Exclusion>& exclusions) {
    std::set<std::string> out;
    for (const Exclusion& e : exclusions) {
        require_ids({e.unit, e.reason});
        out.insert(e.unit);
    }
    std::vector<Unit> units;
    for (const ListedUnit& listed : united)
        if (out.erase(listed.unit.id) == 0) units.push_back(listed.unit);
    if (!out.empty())
        refuse("要排除的单元 " + *out.begin() + " 不在名单里。",
               "The unit " + *out.begin() + " to be left out is in no list.");
    if (units.empty()) refuse("样本框是空的。", "The frame has no unit.");
    return units;
}

void write_origin(Documents& documents, const std::vector<ListedUnit>& united,
                  const std::vector<Exclusion>& exclusions) {
    std::string lists;
    for (const ListedUnit& listed : united)
        lists += listed.unit.id + "\t" + base::join(listed.lists, ",") + "\n";
    documents["lists.tsv"] = lists;
    std::string excluded;
    for (const Exclusion& e : exclusions) excluded += e.unit + "\t" + e.reason + "\n";
    if (!excluded.empty()) documents["excluded.tsv"] = excluded;
}

std::vector<Reveal> read_reveals(const Documents& documents, const Announcement& a) {
    std::map<std::string, std::string> lines;
    const auto found = documents.find("reveals.txt");
    if (found != documents.end())
        for (const std::string& line : base::split(found->second, '\n'))
            if (const auto equals = line.find('='); equals != std::string::npos)
                lines[line.substr(0, equals)] = line.substr(equals + 1);
    std::vector<Reveal> reveals;
    for (const std::string& party : a.parties) {
        const auto line = lines.find("reveal." + party);
        reveals.push_back({party, line == lines.end() || line->second == "absent"
                                      ? std::nullopt
                                      : std::optional(line->second)});
    }
    return reveals;
}

void write_reveals(Documents& documents, std::vector<Reveal> reveals) {
    std::erase_if(reveals, [](const Reveal& r) { return !r.number; });
    documents["reveals.txt"] = format_reveals(reveals);
}

std::size_t contributing(const std::vector<Reveal>& reveals) {
    return static_cast<std::size_t>(
        std::count_if(reveals.begin(), reveals.end(),
                      [](const auto& r) { return r.number && r.party != pool_party; }));
}

std::size_t organisations(const Announcement& a) {
    return a.parties.size() - static_cast<std::size_t>(std::count(
                                  a.parties.begin(), a.parties.end(), std::string(pool_party)));
}

void add_pool(Documents& documents, const Announcement& a) {
    documents["commits.tsv"] = "";
    if (!documents.contains("inspectors.tsv")) return;
    const std::string party(pool_party);
    documents["commits.tsv"] =
        format_commits({{party, commitment(a.hash, hash_of(a, documents, "announce.txt"), party,
                                           hash_of(a, documents, "inspectors.tsv"))}});
    write_reveals(documents, {{party, hash_of(a, documents, "inspectors.tsv")}});
}

void rewrite_list(Documents& documents) {
    const VisitList list = current_list(documents);
    documents["list.tsv"] = format_list(list);
    if (!documents.contains("inspectors.tsv")) return;
    const Announcement a = announced(documents);
    const Frame frame = read_frame(document(documents, "frame.tsv"));
    const std::string seed = hash_of(a, documents, "seed.txt");
    const auto sample = take_sample(rank_units(a.hash, seed, frame),
                                    read_allocations(document(documents, "alloc.tsv")));
    documents["assignment-later.tsv"] =
        format_assignments(assign_later(a.hash, seed, frame.nonce, list, sample,
                                        read_inspectors(document(documents, "inspectors.tsv"))));
}

}  // namespace

const std::string& document(const Documents& documents, std::string_view file) {
    const auto found = documents.find(file);
    if (found == documents.end())
        refuse("缺少文件 " + std::string(file) + "。",
               "The file " + std::string(file) + " is missing.");
    return found->second;
}

Stage stage_of(const Documents& documents) {
    constexpr std::array<std::pair<std::string_view, Stage>, 6> marks = {
        {{"void.txt", Stage::voided},
         {"sample.tsv", Stage::drawn},
         {"seed.txt", Stage::seeded},
         {"frozen.txt", Stage::reveals_frozen},
         {"announce.txt", Stage::announced},
         {"frame.tsv", Stage::frozen}}};
    for (const auto& [file, stage] : marks)
        if (documents.contains(file)) return stage;
    return Stage::none;
}

base::Text describe(Stage stage) {
    switch (stage) {
        case Stage::none:
            return {"样本框还没有冻结。", "no frame has been frozen yet."};
        case Stage::frozen:
            return {"样本框已冻结，下一步是公告。",
                    "the frame is frozen; the announcement comes next."};
        case Stage::announced:
            return {"已公告，各方正在承诺和揭示；揭示截止后冻结揭示。",
                    "it is announced; parties commit and reveal, then the reveals are frozen."};
        case Stage::reveals_frozen:
            return {"揭示已冻结，等待公共随机值。",
                    "the reveals are frozen; the public value comes next."};
        case Stage::seeded:
            return {"种子已定，下一步是抽取。", "the seed is set; drawing comes next."};
        case Stage::drawn:
            return {"已抽出样本。", "the sample is drawn."};
        case Stage::voided:
            return {"本次抽取已作废。", "this draw is void."};
    }
    return {};
}

std::vector<Shortfall> freeze(Documents& documents, const FreezeRequest& request,
                              const std::string& nonce) {
    require_stage(documents, Stage::none);
    require_number(nonce);
    const auto united = unite(request.lists);
    const Frame frame{nonce, remaining(united, request.exclusions)};
    const Plan plan = plan_sample(frame.units, request.wishes);
    Documents made;
    made["frame.tsv"] = format_frame(frame);
    made["alloc.tsv"] = format_allocations(plan.allocations);
    write_origin(made, united, request.exclusions);
    if (!request.inspectors.empty()) {
        made["inspectors.tsv"] = format_inspectors(request.inspectors);
        (void)read_inspectors(made["inspectors.tsv"]);
    }
    std::string short_of;
    for (const Shortfall& s : plan.shortfalls)
        short_of +=
            s.stratum + "\t" + std::to_string(s.wanted) + "\t" + std::to_string(s.available) + "\n";
    if (!short_of.empty()) made["shortfalls.tsv"] = short_of;
    documents.merge(made);
    return plan.shortfalls;
}

void announce(Documents& documents, Announcement terms, base::Instant now) {
    require_stage(documents, Stage::frozen);
    if (documents.contains("inspectors.tsv")) terms.parties.emplace_back(pool_party);
    terms.frame_hash = hash_of(terms, documents, "frame.tsv");
    terms.frame_count =
        static_cast<std::int64_t>(read_frame(document(documents, "frame.tsv")).units.size());
    terms.alloc_hash = hash_of(terms, documents, "alloc.tsv");
    const std::string text = format_announcement(terms);
    const Announcement a = read_announcement(text);
    if (organisations(a) < 2)
        refuse("至少要有两个不同单位参与。", "At least two different organisations take part.");
    if (now > a.commit_by)
        refuse("承诺截止时间已过。", "The time for commitments is over already.");
    documents["announce.txt"] = text;
    add_pool(documents, a);
}

void record_commit(Documents& documents, const std::string& party, const std::string& commitment,
                   base::Instant now) {
    require_stage(documents, Stage::announced);
    const Announcement a = announced(documents);
    require_party(a, party);
    require_number(commitment);
    if (now > a.commit_by)
        refuse_now("承诺已于 " + format_time(a.commit_by) + " 截止。",
                   "Commitments ended at " + format_time(a.commit_by) + ".");
    std::map<std::string, std::string> by_party;
    for (const Commit& c : commits_of(documents, a)) by_party[c.party] = c.commitment;
    if (!by_party.try_emplace(party, commitment).second)
        refuse_now(party + " 已经承诺过，不能更改。",
                   party + " has committed already; that cannot be changed.");
    std::vector<Commit> commits;
    for (const std::string& p : a.parties)
        if (by_party.contains(p)) commits.push_back({p, by_party[p]});
    documents["commits.tsv"] = format_commits(commits);
}

void record_reveal(Documents& documents, const std::string& party, const std::string& number,
                   base::Instant now) {
    require_stage(documents, Stage::announced);
    const Announcement a = announced(documents);
    require_party(a, party);
    require_number(number);
    const auto commits = commits_of(documents, a);
    if (now <= a.commit_by && commits.size() < a.parties.size())
        refuse_now("各方承诺之前不能揭示，请等到 " + format_time(a.commit_by) + " 以后。",
                   "Nothing is revealed before all have committed; wait until after " +
                       format_time(a.commit_by) + ".");
    if (now > a.reveal_by)
        refuse_now("揭示已于 " + format_time(a.reveal_by) + " 截止。",
                   "Revealing ended at " + format_time(a.reveal_by) + ".");
    const auto made = std::find_if(commits.begin(), commits.end(),
                                   [&](const Commit& c) { return c.party == party; });
    if (made == commits.end())
        refuse_now(party + " 没有承诺，按 absent 处理。",
                   party + " did not commit and counts as absent.");
    if (commitment(a.hash, hash_of(a, documents, "announce.txt"), party, number) !=
        made->commitment)
        refuse("这个数与 " + party + " 的承诺不符；截止前可以重新提交正确的数。",
               "This number is not the one that " + party +
                   " committed to; the right one may follow until the time is over.");
    auto reveals = read_reveals(documents, a);
    for (Reveal& r : reveals)
        if (r.party == party) r.number = number;
    write_reveals(documents, reveals);
}

VisitList current_list(const Documents& documents) {
    const Announcement a = announced(documents);
    const auto read = [&](std::string_view file, auto reader) {
        const auto found = documents.find(file);
        return found == documents.end() ? decltype(reader(""))() : reader(found->second);
    };
    return visit_list(rank_units(a.hash, hash_of(a, documents, "seed.txt"),
                                 read_frame(document(documents, "frame.tsv"))),
                      read_allocations(document(documents, "alloc.tsv")),
                      read("replaced.tsv", read_replacements),
                      read("enlarged.tsv", read_enlargements));
}

std::vector<Assignment> assign_later(HashName name, std::string_view seed, std::string_view nonce,
                                     const VisitList& list, const std::vector<Drawn>& sample,
                                     const std::vector<Inspector>& pool) {
    std::set<std::string_view> first;
    for (const Drawn& drawn : sample) first.insert(drawn.unit);
    std::vector<Assignment> later;
    for (const Listed& listed : list.units)
        if (!first.contains(listed.drawn.unit))
            later.push_back(assign_to_one(name, seed, nonce, listed.drawn, pool));
    return later;
}

std::vector<Reveal> reveals_of(const Documents& documents) {
    return read_reveals(documents, announced(documents));
}

std::string format_frozen(HashName name, std::string_view announce_hash, std::string_view commits,
                          std::string_view reveals) {
    return "VRS-1/frozen\nannounce=" + std::string(announce_hash) +
           "\ncommits=" + hash(name, commits) + "\nreveals=" + hash(name, reveals) + "\n";
}

void freeze_reveals(Documents& documents, base::Instant now) {
    require_stage(documents, Stage::announced);
    const Announcement a = announced(documents);
    const auto reveals = read_reveals(documents, a);
    const bool all = std::all_of(reveals.begin(), reveals.end(),
                                 [](const Reveal& r) { return r.number.has_value(); });
    if (now <= a.reveal_by && !all)
        refuse_now(
            "揭示到 " + format_time(a.reveal_by) + " 才截止，还有参与方没有揭示。",
            "Parties may reveal until " + format_time(a.reveal_by) + " and not all have done so.");
    // In the room the dice are rolled when everybody is ready, not at the minute announced.
    if (!is_on_site(a.public_name) && now >= a.public_at)
        refuse_now("公共随机值产生之前没有冻结揭示，本次抽取只能作废。",
                   "The reveals were not frozen before the public value came: this draw can only "
                   "be voided.");
    if (contributing(reveals) < 2 && public_bits(a.public_name) < public_bits_alone)
        refuse_now("有效参与方不足两个，而公共随机值不足 40 比特，本次抽取只能作废。",
                   "Fewer than two parties contributed and the public value has fewer than 40 "
                   "bits: this draw can only be voided.");
    const std::string text = format_reveals(reveals);
    documents["reveals.txt"] = text;
    documents["frozen.txt"] = format_frozen(a.hash, hash_of(a, documents, "announce.txt"),
                                            document(documents, "commits.tsv"), text);
}

void take_public_value(Documents& documents, const std::string& value, bool fallback,
                       base::Instant now) {
    require_stage(documents, Stage::reveals_frozen);
    const Announcement a = announced(documents);
    const base::Instant from = fallback ? a.public_at + fallback_after : a.public_at;
    if (now < from)
        refuse_now("公共随机值要到 " + format_time(from) + " 才可登记。",
                   "The public value can be entered from " + format_time(from) + ".");
    const std::string& name = fallback ? a.public_fallback : a.public_name;
    const auto reveals = reveals_of(documents);
    if (contributing(reveals) < 2 && public_bits(name) < public_bits_alone)
        refuse_now("有效参与方不足两个，而后备的公共随机值不足 40 比特。",
                   "Fewer than two parties contributed and the fallback has fewer than 40 bits.");
    documents["seed.txt"] = format_seed({hash_of(a, documents, "announce.txt"), reveals, name,
                                         canonical_public_value(name, value)});
}

void run(Documents& documents) {
    require_stage(documents, Stage::seeded);
    const Announcement a = announced(documents);
    const Frame frame = read_frame(document(documents, "frame.tsv"));
    const std::string seed = hash_of(a, documents, "seed.txt");
    const auto sample = take_sample(rank_units(a.hash, seed, frame),
                                    read_allocations(document(documents, "alloc.tsv")));
    documents["sample.tsv"] = format_sample(sample);
    const auto pool = documents.find("inspectors.tsv");
    if (pool != documents.end())
        documents["assignment.tsv"] = format_assignments(
            assign_inspectors(a.hash, seed, frame.nonce, sample, read_inspectors(pool->second)));
}

void require_openable(const Documents& documents, base::Instant now) {
    require_stage(documents, Stage::drawn);
    const Announcement a = announced(documents);
    if (now < a.seal_until)
        refuse_now("样本保密到 " + format_time(a.seal_until) + "，之后才可公开。",
                   "The sample is kept secret until " + format_time(a.seal_until) + ".");
}

void void_draw(Documents& documents, const std::string& reason, const std::string& approver,
               base::Instant now) {
    require_ids({approver});
    if (base::is_blank(reason) || !base::is_valid_utf8(reason) ||
        base::has_forbidden_character(reason))
        refuse("作废要写明理由（一行文字）。", "Voiding a draw takes a reason, one line of text.");
    const Stage stage = stage_of(documents);
    if (stage != Stage::announced && stage != Stage::reveals_frozen)
        require_stage(documents, Stage::announced);
    const Announcement a = announced(documents);
    if (stage == Stage::reveals_frozen && now >= a.public_at)
        refuse_now("公共随机值已经产生，不能再作废。",
                   "The public value is there: the draw can no longer be voided.");
    documents["void.txt"] = "VRS-1/void\nannounce=" + hash_of(a, documents, "announce.txt") +
                            "\nat=" + format_time(now) + "\napprover=" + approver +
                            "\nreason=" + reason + "\n";
}

void replace(Documents& documents, const Replacement& replacement) {
    require_stage(documents, Stage::drawn);
    require_ids({replacement.unit, replacement.reason, replacement.evidence, replacement.approver});
    Documents next = documents;
    if (!next.contains("list.tsv")) rewrite_list(next);
    const std::string list = "\n" + document(next, "list.tsv");
    const std::size_t at = list.find("\t" + replacement.unit + "\t");
    if (at == std::string::npos ||
        list.substr(at, list.find('\n', at) - at).ends_with("\treplaced"))
        refuse_now("单元 " + replacement.unit + " 不在检查名单里，或已被替换。",
                   "The unit " + replacement.unit +
                       " is not on the list to be inspected, or was replaced already.");
    next["replaced.tsv"] += format_replacement(replacement);
    rewrite_list(next);
    documents = std::move(next);
}

void enlarge(Documents& documents, const Enlargement& enlargement) {
    require_stage(documents, Stage::drawn);
    require_ids({enlargement.stratum, enlargement.reason, enlargement.approver});
    require_enough(read_frame(document(documents, "frame.tsv")),
                   {{enlargement.stratum, enlargement.count}});
    Documents next = documents;
    next["enlarged.tsv"] += format_enlargement(enlargement);
    rewrite_list(next);
    documents = std::move(next);
}

}  // namespace draw
