#pragma once

#include <sys/wait.h>

#include <map>
#include <set>
#include <sstream>

#include "api_for_tests.hpp"
#include "app/field.hpp"
#include "demo/demo.hpp"
#include "draw/protocol.hpp"

/// Draws held over HTTP by who does what, and what an outsider makes of them.
namespace for_tests {

inline constexpr const char* public_value = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20";

namespace fs = std::filesystem;

class RoundTest : public ApiTest {
protected:
    /// Who holds draws, for all of a place.
    void add_holders(const char* region) {
        add_user("jingxin", "lead_unit", region, "commission");
        add_user("zuzhang", "leading_group", region, "group");
        add_user("xian", "lead_unit", region, "county");
        add_user("dianli", "power_company", region, "grid");
    }
    void import(const demo::SourceFile& source) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload = ordered_json{
            {"register", source.register_name},
            {"file_name", source.file.filename().string()},
            {"datum",
             source.datum}}.dump();
        command.attachment = source.file;
        (void)app_->apply(command);
    }
    /// Whoever was signed in no longer is.
    void go_to(const char* time) {
        clock_.set(draw::parse_time(time).value());
        cookies_.clear();
    }
    ordered_json done(const std::string& user, const std::string& target,
                      const ordered_json& body = ordered_json::object()) {
        const Answer answer = post(user, target, body);
        EXPECT_EQ(answer.status, 200) << user << " " << target << answer.json.dump();
        return answer.json;
    }
    ordered_json read(const std::string& user, const std::string& target) {
        const Answer answer = get(user, target);
        EXPECT_EQ(answer.status, 200) << user << " " << target << answer.json.dump();
        return answer.json;
    }
    static std::string at(const std::string& draw, const char* what) {
        return "/api/draws/" + draw + "/" + what;
    }

    /// All steps of a draw on one day, each by who does it.
    void hold_draw(const std::string& draw, const std::string& frame, const std::string& day,
                   const std::string& opened) {
        const auto time = [&](const char* of) { return day + "T" + of + ":00Z"; };
        go_to(time("00:00").c_str());
        done("jingxin", "/api/draws",
             {{"draw", draw}, {"frame", frame}, {"each", "2"}, {"nonce", std::string(64, 'a')}});
        const ordered_json terms{{"hash", "sm3"},
                                 {"parties", "county,grid"},
                                 {"public", "kl8-2020150"},
                                 {"public_fallback", "kl8-2020151"},
                                 {"commit_by", time("01:00")},
                                 {"reveal_by", time("02:00")},
                                 {"public_at", time("04:00")},
                                 {"seal_until", opened}};
        EXPECT_EQ(post("jingxin", at(draw, "announcement"), terms).status, 403)
            << "whoever froze the frame does not announce it";
        done("zuzhang", at(draw, "announcement"), terms);
        const std::string announced =
            draw::hash(draw::HashName::sm3, file("zuzhang", draw, "announce.txt"));
        const std::pair<const char*, const char*> parties[] = {{"xian", "county"},
                                                               {"dianli", "grid"}};
        const auto number_of = [](const char* party) {
            return std::string(64, *party == 'c' ? '1' : '2');
        };
        for (const auto& [user, party] : parties)
            done(user, at(draw, "commitments"),
                 {{"party", party},
                  {"commitment",
                   draw::hash(draw::HashName::sm3, "VRS-1/commit\n" + announced + "\n" + party +
                                                       "\n" + number_of(party) + "\n")}});
        go_to(time("01:30").c_str());
        for (const auto& [user, party] : parties)
            done(user, at(draw, "reveals"), {{"party", party}, {"number", number_of(party)}});
        go_to(time("02:05").c_str());
        done("zuzhang", at(draw, "closing"));
        go_to(time("04:00").c_str());
        done("zuzhang", at(draw, "public-value"), {{"value", public_value}});
        EXPECT_EQ(get("yizu", at(draw, "files/sample.tsv")).status, 403)
            << "no unit is warned before the seal is off";
        go_to(opened.c_str());
    }
    std::string file(const std::string& user, const std::string& draw, const std::string& name) {
        const Answer answer = get(user, at(draw, ("files/" + name).c_str()));
        EXPECT_EQ(answer.status, 200) << name;
        return answer.body;
    }

    std::vector<std::pair<std::string, std::string>> sample(const std::string& draw) {
        std::vector<std::pair<std::string, std::string>> units;
        std::istringstream lines(file("jingxin", draw, "sample.tsv"));
        std::string stratum, rank, unit, ticket;
        while (lines >> stratum >> rank >> unit >> ticket) units.emplace_back(unit, stratum);
        return units;
    }

    /// What a phone would show of a package: rows by field name, with `version`.
    static std::vector<std::map<std::string, std::string>> rows_of(const ordered_json& package,
                                                                   const std::string& name) {
        std::vector<std::map<std::string, std::string>> rows;
        const auto& slice = package.at("slice");
        std::vector<std::string> fields;
        for (const auto& form : slice.at("forms"))
            if (form.at("name") == name)
                for (const auto& field : form.at("fields")) fields.push_back(field.at("name"));
        if (!slice.at("rows").contains(name)) return rows;
        for (const auto& row : slice.at("rows").at(name).at("rows")) {
            auto& texts = rows.emplace_back();
            for (std::size_t i = 0; i < row.at(3).size(); ++i)
                texts[fields.at(i)] = row.at(3).at(i);
            texts["version"] = std::to_string(row.at(1).get<std::int64_t>());
        }
        return rows;
    }

    ordered_json package(const char* user, const char* team) {
        return ordered_json::parse(app::Field(*app_).package(user, team));
    }
    ordered_json entries(const std::string& user, const std::string& ledger) {
        return read(user, "/api/ledgers/" + ledger + "/entries?limit=500").at("entries");
    }
    /// Exit code of the script that anybody can run, over the published files alone.
    int outsider(const std::string& draw, const std::string& spoil = {}) {
        const fs::path folder = database_.folder() / ("published-" + draw);
        fs::create_directories(folder);
        for (const char* name :
             {"frame.tsv", "alloc.tsv", "announce.txt", "commits.tsv", "seed.txt", "sample.tsv"}) {
            std::string text = file("yizu", draw, name);
            if (spoil == name) text[text.size() - 2] = text[text.size() - 2] == '0' ? '1' : '0';
            files_.write(folder / name, text);
        }
        const std::string command = "sh '" + places::source("tools/verify-draw.sh") + "' '" +
                                    folder.string() + "' 2>/dev/null";
        const int status = std::system(command.c_str());
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
};

}  // namespace for_tests
