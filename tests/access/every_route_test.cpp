// Every changing route once as it should be, then with what it should not take: each leaves exactly
// one entry in the trail, takes no member it does not know, and no text becomes a statement or a
// line.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <set>

#include "app/sessions.hpp"
#include "base/bytes.hpp"
#include "base/text.hpp"
#include "draw/steps.hpp"
#include "people/totp.hpp"
#include "trail/trail.hpp"
#include "world.hpp"

namespace access_tests {
namespace {

constexpr const char* village = "433124100201";

/// One changing route with a request that it takes.
struct Act {
    std::string method;
    std::string pattern;
    std::string target;
    ordered_json body;     ///< null: none
    std::string who;       ///< a user's name
    int entries = 1;       ///< in the trail
    std::string raw = {};  ///< a body that is no JSON
    std::map<std::string, std::string> headers = {};
    std::optional<base::Instant> at = {};  ///< the clock stands there from now on
};

const std::vector<std::string> payloads = {"'",
                                           "''",
                                           "\"",
                                           "`",
                                           "\\",
                                           "' OR '1'='1",
                                           "' OR 1=1--",
                                           "\" OR \"\"=\"",
                                           "1; DROP TABLE trail",
                                           "'; DROP TABLE account; --",
                                           "1' UNION SELECT password FROM account--",
                                           "1 UNION SELECT 1,2,3",
                                           "') OR ('1'='1",
                                           "1)) OR ((1=1",
                                           "admin'--",
                                           "' AND sleep(5)--",
                                           "'||(SELECT 1)||'",
                                           "1 AND (SELECT count(*) FROM trail)>0",
                                           "'; SELECT pg_sleep(5); --",
                                           "$$; SELECT 1; $$",
                                           "$1",
                                           "$999",
                                           ":name",
                                           "?1",
                                           "%27%20OR%201=1",
                                           "%",
                                           "_",
                                           "%_%",
                                           "*",
                                           "/*",
                                           "*/",
                                           "--",
                                           "#",
                                           ";",
                                           "NULL",
                                           "null",
                                           "0x27",
                                           "\xef\xbc\x87 OR 1=1",
                                           "ʼ OR 1=1",
                                           "E'\\''",
                                           "U&'\\0027'",
                                           "region; ATTACH DATABASE '/tmp/x' AS x",
                                           "load_extension('x')",
                                           "randomblob(1000000000)",
                                           "1e309",
                                           "-1",
                                           "99999999999999999999",
                                           "{\"$ne\":null}",
                                           "[]",
                                           "../../etc/passwd",
                                           "region DESC",
                                           "fid, (SELECT 1)",
                                           "CASE WHEN 1=1 THEN 1 ELSE 0 END"};

std::string encoded(const std::string& text) {
    std::string result;
    for (const char c : text) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X",
                      static_cast<unsigned>(static_cast<unsigned char>(c)));
        result += hex;
    }
    return result;
}

class EveryRoute : public testing::TestWithParam<for_tests::Kind> {
protected:
    void SetUp() override {
        for (const auto& [user, role] : {std::pair{"lead", "lead_unit"},
                                         {"sys", "system_admin"},
                                         {"sec", "security_admin"},
                                         {"sec2", "security_admin"},
                                         {"aud", "audit_admin"},
                                         {"clerk", "township_clerk"},
                                         {"leader", "township_leader"},
                                         {"chief", "leading_group"}}) {
            world_.add_user(user);
            world_.grant(user, role);
        }
        world_.add_user("other");
        world_.put("household", {{"region", village},
                                 {"number", "2"},
                                 {"head_name", "向某"},
                                 {"phone", "13900000001"}});
        // A pause is granted for one in ten at most.
        for (int i = 0; i < 8; ++i)
            world_.apply("open_entry",
                         {{"ledger", "no_power_case"},
                          {"values",
                           {{"region", village}, {"found_on", "2019-05-06"}, {"cause", "split"}}}});
        for (const char* user : {"lead", "sys", "sec", "sec2", "clerk", "leader", "chief"})
            cookies_[user] = world_.sign_in(user);
    }

    // One that nobody uses afterwards.
    std::string session_of(const std::string& user) {
        (void)world_.sign_in(user);
        return app::open_sessions(*world_.app, user).front().session;
    }

    Answer send(const Act& act) {
        if (act.at) world_.clock.set(*act.at);
        const std::string body = !act.raw.empty()     ? act.raw
                                 : act.body.is_null() ? std::string{}
                                                      : act.body.dump();
        return world_.ask(act.method, act.target, cookies_[act.who], body, "10.1.2.3", act.headers);
    }

    // A draw of three villages from freezing to enlarging, within three minutes, and one that is
    // void.
    static std::vector<Act> draw_acts() {
        const std::string draws = "/api/draws/{draw}/";
        const auto minute = [](int n) {
            return draw::parse_time("2019-07-01T00:0" + std::to_string(n) + ":00Z").value();
        };
        const std::string nonce(64, '7');
        const std::string frame = "V1 T\nV2 T\nV3 T\n";
        draw::Announcement terms{
            "D-1",     draw::HashName::sha256, {},        0,         {},        {"county", "grid"},
            "dice-20", "dice-20-again",        minute(1), minute(2), minute(2), minute(2)};
        draw::Documents documents;
        draw::freeze(documents, {{draw::read_unit_list("list", frame)}, {}, {{"T", 1}}, {}}, nonce);
        draw::announce(documents, terms, minute(0));
        const std::string announced = draw::hash(terms.hash, documents.at("announce.txt"));
        const auto announcement = [&](const std::string& public_name) {
            return ordered_json{{"hash", "sha256"},
                                {"parties", "county,grid"},
                                {"public", public_name},
                                {"public_fallback", "dice-20-again"},
                                {"commit_by", "2019-07-01T00:01:00Z"},
                                {"reveal_by", "2019-07-01T00:02:00Z"},
                                {"public_at", "2019-07-01T00:02:00Z"},
                                {"seal_until", "2019-07-01T00:02:00Z"}};
        };
        std::vector<Act> acts;
        const auto add = [&](const std::string& id, const std::string& step, ordered_json body,
                             const std::string& who = "lead") {
            acts.push_back(
                {"POST", draws + step, "/api/draws/" + id + "/" + step, std::move(body), who});
        };
        for (const char* id : {"D-1", "D-2"}) {
            acts.push_back({"POST",
                            "/api/draws",
                            "/api/draws",
                            {{"draw", id}, {"frame", frame}, {"each", "1"}, {"nonce", nonce}},
                            "lead"});
            add(id, "announcement", announcement("dice-20"), "chief");
        }
        add("D-2", "voiding", {{"reason", "样本框有误"}});
        for (const char* party : {"county", "grid"})
            add("D-1", "commitments",
                {{"party", party},
                 {"commitment", draw::commitment(terms.hash, announced, party, nonce)}});
        add("D-1", "reveals", {{"party", "county"}, {"number", nonce}});
        add("D-1", "reveals", {{"party", "grid"}, {"number", nonce}});
        add("D-1", "closing", nullptr);
        add("D-1", "public-value", {{"value", "01234567890123456789"}});
        acts.back().at = minute(2);
        draw::record_commit(documents, "county",
                            draw::commitment(terms.hash, announced, "county", nonce), minute(0));
        draw::record_commit(documents, "grid",
                            draw::commitment(terms.hash, announced, "grid", nonce), minute(0));
        for (const char* party : {"county", "grid"})
            draw::record_reveal(documents, party, nonce, minute(0));
        draw::freeze_reveals(documents, minute(0));
        draw::take_public_value(documents, "01234567890123456789", false, minute(2));
        draw::run(documents);
        const std::string drawn = base::split(documents.at("sample.tsv"), '\t').at(2);
        add("D-1", "replacements",
            {{"unit", drawn}, {"reason", "road-closed"}, {"evidence", "photo-1"}});
        add("D-1", "enlargements", {{"stratum", "T"}, {"count", "2"}, {"reason", "more"}});
        return acts;
    }

    // In this order each succeeds.
    std::vector<Act> acts() {
        std::vector<Act> all = other_acts();
        for (Act& act : draw_acts()) all.insert(all.end() - 1, std::move(act));
        return all;
    }
    std::vector<Act> other_acts() {
        const std::string rows = "/api/registers/{register}/rows";
        const std::string entries = "/api/ledgers/{ledger}/entries";
        const std::string ledger = "/api/ledgers/no_power_case/entries";
        const std::string period = "/api/programmes/{programme}/periods/{period}";
        const std::string accounts = "/api/accounts";
        const ordered_json reason{{"reason", "例行核对信息"}};
        const std::string one = ledger + "/" + world_.entries[0];
        return {
            {"PUT",
             rows,
             "/api/registers/household/rows",
             {{"values", {{"region", village}, {"number", "9"}, {"group_name", "一组"}}}},
             "lead"},
            {"POST", "/api/registers/{register}/import",
             "/api/registers/household/import?file_name=a.csv", nullptr, "lead", 1,
             "region,number\n433124100201,77\n"},
            {"POST", "/api/registers/{register}/import/trial",
             "/api/registers/household/import/trial?file_name=a.csv", nullptr, "lead", 0,
             "region,number\n433124100201,78\n"},
            {"POST", "/api/batches/{batch}/undo", "/api/batches/1/undo", nullptr, "lead"},
            {"POST",
             rows + "/{id}/reveal",
             "/api/registers/household/rows/5/reveal",
             {{"field", "phone"}, {"reason", "入户核对电话"}},
             "lead"},
            {"POST",
             "/api/personal/find",
             "/api/personal/find",
             {{"register", "household"},
              {"field", "phone"},
              {"value", "13900000001"},
              {"reason", "本人来电查询"}},
             "lead"},
            {"POST", rows + "/{id}/erase", "/api/registers/household/rows/5/erase", reason, "lead"},
            {"POST",
             entries,
             ledger,
             {{"values", {{"region", village}, {"found_on", "2019-05-06"}, {"cause", "split"}}}},
             "clerk"},
            {"POST",
             entries + "/{number}/requests",
             one + "/requests",
             {{"request", "pause"}, {"reason", "汛期道路中断"}},
             "leader"},
            {"POST",
             entries + "/{number}/decisions",
             one + "/decisions",
             {{"granted", true}},
             "lead"},
            {"POST",
             entries + "/{number}/resumption",
             one + "/resumption",
             {{"note", "恢复"}},
             "lead"},
            {"POST",
             entries + "/{number}/merger",
             ledger + "/" + world_.entries[1] + "/merger",
             {{"into", world_.entries[0]}, {"note", "重复"}},
             "clerk"},
            {"POST", "/api/evaluations", "/api/evaluations", nullptr, "lead"},
            {"POST",
             "/api/messages",
             "/api/messages",
             {{"title", "通知"}, {"text", "明天开会。"}, {"users", {"clerk"}}},
             "lead"},
            {"POST",
             "/api/inbox/marks",
             "/api/inbox/marks",
             {{"messages", {"w5"}}, {"read", true}},
             "clerk"},
            {"POST",
             "/api/documents/{document}/issues",
             "/api/documents/R-30/issues",
             {{"period", "2019-05"}, {"region", "433124000000"}},
             "lead"},
            {"POST", "/api/document-issues/{id}/approval", "/api/document-issues/1/approval",
             nullptr, "chief"},
            {"POST",
             "/api/settlement-runs",
             "/api/settlement-runs",
             {{"region", "433124000000"}, {"min_households", 1}},
             "lead"},
            {"POST",
             "/api/settlement-corrections",
             "/api/settlement-corrections",
             {{"kind", "confirm"}, {"settlement", 1}},
             "clerk"},
            {"POST", period + "/freeze", "/api/programmes/people/periods/2019-05/freeze", nullptr,
             "lead"},
            {"POST",
             period + "/restate",
             "/api/programmes/people/periods/2019-05/restate",
             {{"reason", "数据有更正"}},
             "lead"},
            {"POST",
             "/api/regions/changes",
             "/api/regions/changes",
             {{"operation", "rename"}, {"on", "2019-07-01"}, {"region", village}, {"name", "新村"}},
             "lead"},
            {"POST",
             "/api/registers",
             "/api/registers",
             {{"yaml",
               "register: well\nlabel: {zh: 水井, en: Well}\nkey: [region]\nfields:\n"
               "  - {name: region, type: region, class: open, required: true, "
               "label: {zh: 村, en: Village}}\n"}},
             "lead"},
            {"POST",
             "/api/programmes/check",
             "/api/programmes/check",
             {{"yaml", World::programme_text(2)}},
             "lead",
             0},
            {"POST",
             "/api/programmes/preview",
             "/api/programmes/preview",
             {{"yaml", World::programme_text(2)}, {"period", "2019-06"}},
             "lead",
             0},
            {"POST",
             "/api/programmes",
             "/api/programmes",
             {{"yaml", World::programme_text(2)}},
             "lead"},
            {"POST", accounts, accounts, {{"user", "new1"}, {"password", "Zk9!wpruTn"}}, "sys"},
            {"PUT", accounts + "/{user}", accounts + "/new1", {{"name", "李"}}, "sys"},
            {"POST",
             accounts + "/{user}/password",
             accounts + "/new1/password",
             {{"password", "Yk8!wpruTn"}},
             "sys"},
            {"DELETE", accounts + "/{user}/totp", accounts + "/new1/totp", nullptr, "sys"},
            {"POST",
             "/api/grants",
             "/api/grants",
             {{"user", "new1"}, {"role", "audit_admin"}},
             "sec"},
            {"POST", "/api/grants/{grant}/confirm", "/api/grants/9/confirm", nullptr, "sec2"},
            {"POST", "/api/grants/{grant}/revoke", "/api/grants/9/revoke", nullptr, "sec"},
            {"POST",
             "/api/grants",
             "/api/grants",
             {{"user", "new1"}, {"role", "audit_admin"}},
             "sec"},
            {"POST", "/api/grants/{grant}/refuse", "/api/grants/10/refuse", nullptr, "sec2"},
            {"POST",
             "/api/session",
             "/api/session",
             {{"user", "other"}, {"password", password}},
             ""},
            {"POST",
             "/api/session/password",
             "/api/session/password",
             {{"old", password}, {"new", "Xk7!wpruTn"}},
             "clerk"},
            // A fresh secret is kept nowhere; the one that is proved is.
            {"POST", "/api/session/totp", "/api/session/totp", nullptr, "clerk", 0},
            {"DELETE", "/api/sessions/{session}", "/api/sessions/" + session_of("other"), nullptr,
             "sec"},
            {"DELETE", "/api/session", "/api/session", nullptr, "clerk"},
        };
    }

    // Beside the table above: steps name the version seen, uploads have ids.
    void take_step() {
        const std::string one = "/api/ledgers/no_power_case/entries/" + world_.entries[2];
        const auto entry = ordered_json::parse(world_.ask("GET", one, cookies_["lead"]).body);
        expect_entries({"POST",
                        "",
                        one + "/steps",
                        {{"step", "check"},
                         {"seen", entry.at("version")},
                         {"values", {{"safety_conclusion", "fit"}}}},
                        "leader"});
    }
    void upload() {
        const std::string id = world_.begin_upload(cookies_["lead"], World::places()[0]);
        const std::string at = "/api/evidence/uploads/" + id;
        expect_entries({"PATCH",
                        "",
                        at,
                        nullptr,
                        "lead",
                        1,
                        "hello",
                        {{"tus-resumable", "1.0.0"},
                         {"upload-offset", "0"},
                         {"content-type", "application/offset+octet-stream"}}});
        expect_entries({"DELETE", "", at, nullptr, "lead", 0, {}, {{"tus-resumable", "1.0.0"}}});
    }

    // What makes several entries or needs a county of its own: one for each thing done, at most.
    std::set<std::string> send_several() {
        const std::vector<Act> several = {
            {"POST", "/api/sync", "/api/sync", {{"commands", ordered_json::array()}}, "lead"},
            {"POST", "/api/ledgers", "/api/ledgers", {{"yaml", "ledger: nothing"}}, "lead"},
            {"POST",
             "/api/ledgers/{ledger}/dispatches",
             "/api/ledgers/no_power_case/dispatches",
             {{"values", ordered_json::object()}},
             "lead"},
            {"POST", "/api/gateway/{key}/reports", "/api/gateway/0123456789abcdef/reports",
             ordered_json::object(), ""},
            {"POST", "/api/gateway/{key}/replies", "/api/gateway/0123456789abcdef/replies",
             ordered_json::object(), ""},
            {"POST",
             "/api/messages/decisions",
             "/api/messages/decisions",
             {{"message", "none"}, {"again", true}},
             "lead"},
            {"POST",
             "/api/crossings/searches",
             "/api/crossings/searches",
             {{"region", ""}},
             "lead"},
            {"POST",
             "/api/draws/{draw}/visits",
             "/api/draws/D-9/visits",
             {{"due_on", "2019-07-20"}},
             "lead"},
            {"POST", "/api/findings", "/api/findings", {{"draw", "D-9"}}, "lead"},
            {"POST",
             "/api/suspicions/searches",
             "/api/suspicions/searches",
             {{"region", ""}},
             "lead"},
            {"POST", "/api/programmes/{programme}/tasks", "/api/programmes/people/tasks", nullptr,
             "lead"}};
        std::set<std::string> patterns;
        for (const Act& act : several) {
            const std::int64_t before = world_.app->latest_sequence();
            const Answer answer = send(act);
            EXPECT_LT(answer.status, 500) << act.target << answer.body;
            EXPECT_LE(world_.app->latest_sequence(), before + 1) << act.target;
            patterns.insert(act.method + " " + act.pattern);
        }
        return patterns;
    }

    void expect_entries(const Act& act) {
        const std::int64_t before = world_.app->latest_sequence();
        const Answer answer = send(act);
        EXPECT_GE(answer.status, 200) << act.target;
        EXPECT_LT(answer.status, 300) << act.method << act.target << answer.body;
        EXPECT_EQ(world_.app->latest_sequence(), before + act.entries) << act.method << act.target;
        if (act.entries == 0) return;
        const auto said = trail::parse_entry(world_.last_line());
        ASSERT_TRUE(said) << act.target;
        const std::string user = act.who.empty() ? "other" : act.who;
        EXPECT_EQ(said->user, user) << act.target;
        EXPECT_EQ(said->address, "10.1.2.3") << act.target;
        EXPECT_EQ(said->server_time, world_.clock.now()) << act.target;
        EXPECT_FALSE(said->action.empty()) << act.target;
        EXPECT_TRUE(said->succeeded) << act.target;
        EXPECT_EQ(said->details_hash.size(), 64U) << act.target;
    }

    void expect_no_statement(const Answer& answer, const std::string& where) {
        ++asked_;
        EXPECT_LT(answer.status, 500) << where << " " << answer.body;
        if (answer.status < 400) return;
        for (const char* word : {"syntax error", "SQLSTATE", "sqlite", "SQLITE", "ERROR:", "pq:",
                                 "LINE 1", "no such column", "no such table", "/tmp/wanjia"})
            EXPECT_EQ(answer.body.find(word), std::string::npos) << where << " " << answer.body;
    }

    World world_{GetParam()};
    std::map<std::string, std::string> cookies_;
    int asked_ = 0;
};

INSTANTIATE_ON_BOTH_DATABASES(EveryRoute);

TEST_P(EveryRoute, S_17_every_change_and_every_look_at_a_personal_value_is_one_entry) {
    std::set<std::string> known{
        "POST /api/ledgers/{ledger}/entries/{number}/steps", "POST /api/evidence/uploads",
        "PATCH /api/evidence/uploads/{upload}", "DELETE /api/evidence/uploads/{upload}"};
    for (const Act& act : acts()) {
        expect_entries(act);
        known.insert(act.method + " " + act.pattern);
    }
    take_step();
    upload();
    known.merge(send_several());
    for (const server::Route& route : world_.routes)
        if (!server::is_reading(route.method)) {
            EXPECT_TRUE(
                known.contains(std::string(server::to_string(route.method)) + " " + route.pattern))
                << route.pattern << " is tried by no line of this test";
        }
    EXPECT_FALSE(world_.app->verify_trail().problem);
}

TEST_P(EveryRoute, S_05_nothing_is_changed_without_an_operation_id_or_from_another_sites_page) {
    for (const Act& act : acts()) {
        const std::int64_t before = world_.app->latest_sequence();
        Act without = act;
        without.headers["x-wanjia-operation"] = "";
        EXPECT_EQ(send(without).status, 400) << act.target;
        Act foreign = act;
        foreign.headers["origin"] = "https://example.com";
        EXPECT_EQ(send(foreign).status, 403) << act.target;
        Act rebound = act;
        rebound.headers["host"] = "example.com";
        EXPECT_EQ(send(rebound).status, 403) << act.target;
        EXPECT_EQ(world_.app->latest_sequence(), before) << act.target;
    }
}

TEST_P(EveryRoute, X_27_what_every_route_did_is_done_again_to_equal_tables) {
    for (const Act& act : acts())
        if (!act.pattern.ends_with("/erase")) (void)send(act);
    const auto report = world_.replay();
    EXPECT_EQ(report.entries, world_.app->latest_sequence());
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
}

TEST_P(EveryRoute, S_02_no_body_brings_a_member_that_its_route_does_not_ask_for) {
    const std::vector<std::string> forbidden = {
        "id",        "fid",      "actor",     "as_user",       "by",          "rights",
        "kind",      "sequence", "begin_seq", "batch",         "county",      "must_change",
        "totp_step", "has_totp", "proposer",  "confirmed_seq", "waits",       "edition",
        "frozen",    "session",  "address",   "__proto__",     "constructor", "everything"};
    int refused = 0;
    for (const Act& act : acts()) {
        if (act.body.is_object())
            for (const std::string& name : forbidden) {
                if (act.body.contains(name)) continue;
                Act with = act;
                with.body[name] = "1";
                const std::int64_t before = world_.app->latest_sequence();
                EXPECT_EQ(send(with).status, 400) << act.target << " " << name;
                EXPECT_EQ(world_.app->latest_sequence(), before) << act.target << " " << name;
                ++refused;
            }
        // A member that is asked for, given twice.
        if (act.body.is_object() && !act.body.empty()) {
            Act twice = act;
            twice.raw = act.body.dump();
            twice.raw.insert(1, "\"" + act.body.begin().key() + "\":\"x\",");
            EXPECT_EQ(send(twice).status, 400) << act.target;
        }
        (void)send(act);
    }
    // What stands in no column of the register, or is no person's to set.
    for (const auto& declaration : app::built_in_registers())
        for (const std::string& name : forbidden) {
            if (declaration.find(name)) continue;
            const ordered_json body{{"values", {{"region", village}, {name, "1"}}}};
            const Answer answer = world_.ask("PUT", "/api/registers/" + declaration.name + "/rows",
                                             cookies_["lead"], body.dump());
            EXPECT_TRUE(answer.status == 400 || answer.status == 403)
                << declaration.name << " " << name << " " << answer.status << answer.body;
            ++refused;
        }
    std::printf("%d members refused\n", refused);
}

TEST_P(EveryRoute, S_03_no_text_in_an_address_becomes_a_statement) {
    ASSERT_GE(payloads.size(), 40U);
    for (const server::Route& route : world_.routes) {
        if (!server::is_reading(route.method)) continue;
        std::string plain = route.pattern;
        std::vector<std::string> names;
        for (std::size_t at = plain.find('{'); at != std::string::npos;
             at = plain.find('{', at + 1))
            names.push_back(plain.substr(at, plain.find('}', at) - at + 1));
        const std::map<std::string, std::string> good{{"{register}", "household"},
                                                      {"{ledger}", "no_power_case"},
                                                      {"{programme}", "people"},
                                                      {"{indicator}", "users"},
                                                      {"{number}", world_.entries[0]},
                                                      {"{id}", "1"},
                                                      {"{batch}", "1"},
                                                      {"{sha256}", world_.photos[0]},
                                                      {"{upload}", "0123456789abcdef"},
                                                      {"{layer}", "household"},
                                                      {"{z}", "4"},
                                                      {"{x}", "12"},
                                                      {"{y}", "6"},
                                                      {"{sequence}", "1"},
                                                      {"{draw}", "D-1"},
                                                      {"{document}", "R-30"},
                                                      {"{key}", "0123456789abcdef"},
                                                      {"{run}", "1"},
                                                      {"{settlement}", "1"},
                                                      {"{file}", "announce.txt"}};
        const auto filled = [&](const std::string& but, const std::string& value) {
            std::string path = plain;
            for (const std::string& name : names)
                path.replace(path.find(name), name.size(),
                             name == but ? encoded(value) : good.at(name));
            return path;
        };
        const std::string method(server::to_string(route.method));
        for (const std::string& payload : payloads) {
            for (const std::string& name : names) {
                const std::string target = filled(name, payload);
                expect_no_statement(world_.ask(method, target, cookies_["lead"]), target);
            }
            for (const std::string& field : *route.fields) {
                const std::string target = filled("", "") + "?" + field + "=" + encoded(payload);
                expect_no_statement(world_.ask(method, target, cookies_["lead"]), target);
            }
        }
    }
    EXPECT_EQ(world_.log.find("internal error"), std::string::npos) << world_.log;
    std::printf("%d requests\n", asked_);
    EXPECT_GE(asked_, 1'500);
}

// Calls `change` for every text in a document.
void for_each_text(ordered_json& document, const std::function<void(ordered_json&)>& change) {
    if (document.is_string()) return change(document);
    if (document.is_structured())
        for (auto& item : document) for_each_text(item, change);
}

TEST_P(EveryRoute, S_03_no_text_in_a_body_becomes_a_statement_or_a_line_of_the_trail_or_the_log) {
    std::vector<std::string> texts = payloads;
    texts.insert(texts.end(), {"a\r\n2019-07-01T00:00:00Z\tlocal\tgrant.give", "a\nb", "a\tb",
                               "a\rb", std::string("a\0b", 3), "\x1b[31m", "\xe2\x80\xae"});
    for (const Act& act : acts()) {
        if (!act.body.is_object() || act.pattern.starts_with("/api/session")) continue;
        int members = 0;
        ordered_json counted = act.body;
        for_each_text(counted, [&](ordered_json&) { ++members; });
        for (int member = 0; member < members; ++member)
            for (const std::string& text : texts) {
                Act with = act;
                int at = 0;
                for_each_text(with.body, [&](ordered_json& each) {
                    if (at++ == member) each = text;
                });
                const std::int64_t before = world_.app->latest_sequence();
                const auto lines = std::count(world_.log.begin(), world_.log.end(), '\n');
                expect_no_statement(send(with), act.target + " " + with.body.dump());
                EXPECT_LE(world_.app->latest_sequence(), before + 1);
                EXPECT_LE(std::count(world_.log.begin(), world_.log.end(), '\n'), lines + 1);
            }
        for (const ordered_json& wrong :
             {ordered_json(1), ordered_json(true), ordered_json::array(), ordered_json::object(),
              ordered_json(nullptr)})
            for (const auto& [name, value] : act.body.items()) {
                Act with = act;
                with.body[name] = wrong;
                expect_no_statement(send(with), act.target + " " + with.body.dump());
            }
        (void)send(act);
    }
    EXPECT_EQ(world_.log.find("internal error"), std::string::npos) << world_.log;
    const auto check = world_.app->verify_trail();
    EXPECT_FALSE(check.problem);
    EXPECT_EQ(check.entries, world_.app->latest_sequence());
    const auto folder = world_.folder() / "trail";
    EXPECT_EQ(world_.app->export_trail(folder), check.entries);
    const std::string log = world_.files.read(folder / "audit.log");
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), check.entries);
    EXPECT_EQ(log.find('\r'), std::string::npos);
    std::printf("%d requests\n", asked_);
}

}  // namespace
}  // namespace access_tests
