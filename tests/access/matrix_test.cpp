// Every route of the server's own table as every role in every place. Each stored row carries the
// word of its place, and each workbook of rejected rows too; no answer may hold the word of a place
// that the asker does not reach. The cases are read from the table: a new route is asked as well.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "database_for_tests.hpp"
#include "world.hpp"

namespace access_tests {
namespace {

struct Person {
    std::string user;
    std::string role;
    std::string region;  // empty: everywhere
    std::string operator_name;
    std::string cookie;
};

const std::vector<std::string> grant_regions{
    "", "433124000000", "433124100000", "433124100201", "433124101000", "433125000000"};

// Written apart from the predicate: what the notice says, not what the code does.
bool is_in_place(const std::string& code, const std::string& granted) {
    const std::size_t last = granted.find_last_not_of('0');
    std::size_t digits = granted.empty() ? 0 : last + 1;
    for (const std::size_t whole :
         {std::size_t{2}, std::size_t{4}, std::size_t{6}, std::size_t{9}, std::size_t{12}})
        if (digits > 0 && digits <= whole) {
            digits = whole;
            break;
        }
    return code.substr(0, digits) == granted.substr(0, digits);
}

bool has_right(const people::Role& role, people::Right right) {
    return role.rights.contains(right);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

class Matrix : public testing::TestWithParam<for_tests::Kind> {
protected:
    void SetUp() override {
        roles_ = people::built_in_roles();
        int number = 0;
        for (const auto& role : roles_.roles)
            for (const std::string& region : grant_regions) {
                const std::string operator_name = role.name == "operator" ? "mobile" : "";
                people_.push_back(
                    {"u" + std::to_string(++number) + "x", role.name, region, operator_name, ""});
                world_.add_user(people_.back().user);
                world_.grant(people_.back().user, role.name, region, operator_name);
            }
        // One batch with rejected rows of each place, by a clerk of that village.
        for (const Place& place : World::places()) {
            const std::string user = "clerk" + std::to_string(batches_.size());
            world_.add_user(user);
            world_.grant(user, "village_clerk", place.region);
            batches_.push_back(world_.import(user, place));
            uploads_.push_back(world_.begin_upload(world_.sign_in(user), place));
            EXPECT_NE(uploads_.back(), "");
        }
        for (Person& person : people_) person.cookie = world_.sign_in(person.user);
    }

    // The values that a pattern's names and a route's parameters take.
    std::vector<std::string> targets_of(const server::Route& route) const {
        std::vector<std::string> paths{route.pattern};
        const auto fill = [&](const std::string& name, const std::vector<std::string>& values) {
            std::vector<std::string> filled;
            for (const std::string& path : paths) {
                if (path.find(name) == std::string::npos) {
                    filled.push_back(path);
                    continue;
                }
                for (const std::string& value : values)
                    filled.push_back(replaced(path, name, value));
            }
            paths = filled;
        };
        std::vector<std::string> numbers;
        for (const std::int64_t batch : batches_) numbers.push_back(std::to_string(batch));
        numbers.emplace_back("999");
        fill("{register}", {"household", "station", "no_power_case"});
        fill("{ledger}", {"no_power_case"});
        std::vector<std::string> entries = world_.entries;
        entries.emplace_back("2019-000000000-999");
        fill("{number}", entries);
        fill("{programme}", {"people"});
        fill("{indicator}", {"users"});
        fill("{period}", {"2019-06"});
        fill("{batch}", numbers);
        fill("{id}", {"1", "2", "3", "4", "5", "6", "7", "8", "9", "999"});
        fill("{user}", {"clerk3"});
        fill("{session}", {std::string(64, '0')});
        std::vector<std::string> photos = world_.photos;
        photos.emplace_back(64, '0');
        fill("{sha256}", photos);
        std::vector<std::string> uploads = uploads_;
        uploads.emplace_back("0123456789abcdef");
        fill("{upload}", uploads);
        fill("{grant}", {"1"});
        fill("{layer}", {"household", "station", "no_power_case", "village_light"});
        fill("{z}", {"4"});
        fill("{x}", {"12"});
        fill("{y}", {"6"});
        fill("{sequence}", {"1", "20", "999999"});
        fill("{key}", {"0123456789abcdef"});
        fill("{draw}", {"D-1", "D-9"});
        fill("{document}", {"R-01", "R-11", "R-30", "R-32"});
        fill("{run}", {"1", "2", "9"});
        fill("{settlement}", {"1", "2", "3", "4", "999"});
        fill("{file}", {"announce.txt", "frame.tsv", "sample.tsv"});
        for (const char* each : {"{", "}"})
            for (const std::string& path : paths)
                EXPECT_EQ(path.find(each), std::string::npos)
                    << "the matrix does not know what stands in " << path;
        return with_query(route, paths);
    }
    std::vector<std::string> with_query(const server::Route& route,
                                        const std::vector<std::string>& paths) const {
        std::vector<std::string> targets;
        const auto& fields = *route.fields;
        const auto knows = [&](const char* name) {
            return std::find(fields.begin(), fields.end(), name) != fields.end();
        };
        for (const std::string& path : paths) {
            std::string query = "?";
            if (path.starts_with("/api/documents")) query += "period=2019-06&";
            if (knows("from")) query += "from=2019-06-30&to=2019-07-02&";
            if (knows("deadline")) query += "begin=2019-05-01&deadline=2019-06-30&";
            if (knows("file_name")) query += "file_name=a.csv&";
            if (knows("set")) query += "period=2019-06&set=users:50/100&";
            if (knows("by")) query += "by=region&";
            if (knows("code")) query += "code=other-2020&";
            targets.push_back(path + query.substr(0, query.size() - 1));
            if (!knows("region")) continue;
            for (const Place& place : World::places())
                targets.push_back(path + query + "region=" + place.region);
            targets.push_back(path + query + "region=433124000000");
        }
        return targets;
    }

    bool may_hold(const Person& person, const Place& place) const {
        const auto* role = roles_.find(person.role);
        if (!has_right(*role, people::Right::read)) return false;
        return is_in_place(place.region, person.region);
    }

    World world_{GetParam()};
    people::Roles roles_;
    std::vector<Person> people_;
    std::vector<std::int64_t> batches_;
    std::vector<std::string> uploads_;
};

INSTANTIATE_ON_BOTH_DATABASES(Matrix);

TEST_P(Matrix, S_01_no_reading_route_gives_any_role_a_word_from_beyond_its_reach) {
    int cases = 0;
    int leaks = 0;
    std::set<std::pair<std::string, std::string>> seen;  // user, word
    for (const server::Route& route : world_.routes) {
        if (route.method != server::Method::get) continue;
        for (const std::string& target : targets_of(route)) {
            EXPECT_EQ(world_.ask("GET", target).status == 401, route.role != server::Role::anyone)
                << target;
            for (const Person& person : people_) {
                const Answer answer = world_.ask("GET", target, person.cookie);
                EXPECT_LT(answer.status, 500) << target << " " << person.role;
                ++cases;
                for (const Place& place : World::places()) {
                    const bool holds = answer.body.find(place.word) != std::string::npos;
                    const bool of_other =
                        person.operator_name == "mobile" &&
                        answer.body.find(place.word + "telecom") != std::string::npos;
                    if (holds) seen.emplace(person.user, place.word);
                    if (!of_other && (!holds || may_hold(person, place))) continue;
                    if (++leaks <= 10)
                        ADD_FAILURE() << target << " gave " << person.role << " of "
                                      << person.region << " the word " << place.word;
                }
            }
        }
    }
    EXPECT_EQ(leaks, 0);
    EXPECT_GE(cases, 8'000);
    std::printf("%d cases\n", cases);
    // No false refusals: whoever may see a place did see it somewhere.
    for (const Person& person : people_)
        for (const Place& place : World::places()) {
            const auto& registers = roles_.find(person.role)->registers;
            const bool household =
                registers.empty() ||
                std::find(registers.begin(), registers.end(), "household") != registers.end();
            EXPECT_TRUE(!household || !may_hold(person, place) ||
                        seen.contains({person.user, place.word}))
                << person.role << " of " << person.region << " never saw " << place.word;
        }
}

TEST_P(Matrix, S_01_old_files_of_others_and_absent_ones_get_the_same_answer) {
    for (const Person& person : people_) {
        const auto* role = roles_.find(person.role);
        const Answer absent = world_.ask("GET", "/api/batches/999/errors.xlsx", person.cookie);
        for (std::size_t i = 0; i < batches_.size(); ++i) {
            const std::string number = std::to_string(batches_[i]);
            const Answer answer =
                world_.ask("GET", "/api/batches/" + number + "/errors.xlsx", person.cookie);
            // The clerk's register is the household's, his reach the village.
            const bool may = may_hold(person, World::places()[i]) && person.operator_name.empty() &&
                             role->registers.empty();
            EXPECT_EQ(answer.status == 200, may) << person.role << person.region << number;
            if (answer.status == 200) continue;
            EXPECT_EQ(answer.status, absent.status);
            EXPECT_EQ(replaced(replaced(answer.body, number, "N"), number, "N"),
                      replaced(replaced(absent.body, "999", "N"), "999", "N"));
        }
    }
}

TEST_P(Matrix, S_01_photos_and_their_thumbnails_are_seen_where_their_object_is) {
    for (const Person& person : people_) {
        const auto& registers = roles_.find(person.role)->registers;
        for (std::size_t i = 0; i < world_.photos.size(); ++i) {
            const bool may = may_hold(person, World::places()[i]) && registers.empty();
            const std::string at = "/api/evidence/" + world_.photos[i];
            EXPECT_EQ(world_.ask("GET", at, person.cookie).status == 200, may)
                << person.role << person.region << i;
            EXPECT_EQ(world_.ask("GET", at + "/thumbnail", person.cookie).status == 200, may)
                << person.role << person.region << i;
        }
    }
}

TEST_P(Matrix, S_01_an_upload_is_seen_and_gone_on_with_by_who_began_it_only) {
    const std::map<std::string, std::string> headers{
        {"tus-resumable", "1.0.0"},
        {"upload-offset", "0"},
        {"content-type", "application/offset+octet-stream"}};
    for (const Person& person : people_)
        for (const std::string& upload : uploads_) {
            const std::string at = "/api/evidence/uploads/" + upload;
            for (const char* method : {"HEAD", "GET", "PATCH", "DELETE"}) {
                const int status =
                    world_
                        .ask(method, at, person.cookie,
                             std::string_view(method) == "PATCH" ? "x" : "", "127.0.0.1", headers)
                        .status;
                EXPECT_TRUE(status == 403 || status == 404) << person.role << method << status;
            }
        }
    const std::string own = world_.sign_in("clerk0");
    EXPECT_EQ(
        world_.ask("HEAD", "/api/evidence/uploads/" + uploads_[0], own, {}, "127.0.0.1", headers)
            .status,
        200);
}

TEST_P(Matrix, S_01_figures_are_of_the_readers_own_places_and_so_is_their_total) {
    for (const Person& person : people_) {
        const auto* role = roles_.find(person.role);
        const Answer answer =
            world_.ask("GET", "/api/programmes/people/score?period=2019-06", person.cookie);
        if (!has_right(*role, people::Right::figures)) {
            EXPECT_EQ(answer.status, 403) << person.role;
            continue;
        }
        const auto table = ordered_json::parse(answer.body);
        std::int64_t own = 0;
        for (const Place& place : World::places())
            own += is_in_place(place.region, person.region) ? 1 : 0;
        EXPECT_EQ(static_cast<std::int64_t>(table.at("villages").size()), own) << person.region;
        for (const auto& unit : table.at("villages"))
            EXPECT_TRUE(is_in_place(unit.at("region").get<std::string>(), person.region));
        EXPECT_EQ(table.at("total").at("indicators").at(0).at("denominator"), own * 100)
            << person.region;
        EXPECT_EQ(table.contains("partial"), !person.region.empty());
    }
}

TEST_P(Matrix, S_01_rows_are_written_within_the_reach_of_a_writing_role_only) {
    for (const Person& person : people_)
        for (const Place& place : World::places()) {
            const auto* role = roles_.find(person.role);
            const bool household = role->registers.empty();
            const bool may = has_right(*role, people::Right::write) && household &&
                             is_in_place(place.region, person.region);
            const ordered_json body{
                {"values", {{"region", place.region}, {"number", "1"}, {"residents", "3"}}}};
            const Answer answer =
                world_.ask("PUT", "/api/registers/household/rows", person.cookie, body.dump());
            EXPECT_EQ(answer.status, may ? 200 : 403) << person.role << person.region;
        }
}

TEST_P(Matrix, S_01_an_import_that_holds_one_row_beyond_the_reach_changes_nothing) {
    const auto find = [&](const std::string& role, const std::string& region) {
        return *std::find_if(people_.begin(), people_.end(), [&](const Person& each) {
            return each.role == role && each.region == region;
        });
    };
    const Person clerk = find("township_clerk", "433124100000");
    const std::string target = "/api/registers/household/import?file_name=a.csv";
    const std::string own = "region,number\n433124100201,20\n";
    EXPECT_EQ(world_.ask("POST", target, clerk.cookie, own + "433124101201,20\n").status, 403);
    const std::string rows = "/api/registers/household/rows?region=433124100201";
    const auto total = [&] {
        return ordered_json::parse(world_.ask("GET", rows, clerk.cookie).body).at("total");
    };
    const auto before = total();
    EXPECT_EQ(world_.ask("POST", target, clerk.cookie, own).status, 200);
    EXPECT_EQ(total(), before.get<int>() + 1);
}

TEST_P(Matrix, S_17_every_refused_change_stands_in_the_trail_or_in_the_log) {
    for (const server::Route& route : world_.routes) {
        if (route.method == server::Method::get || route.role == server::Role::anyone) continue;
        const std::string target = targets_of(route).front();
        const std::int64_t before = world_.app->latest_sequence();
        const std::size_t logged = world_.log.size();
        const auto person = std::find_if(people_.begin(), people_.end(),
                                         [](const Person& each) { return each.role == "auditor"; });
        const Answer answer =
            world_.ask(std::string(server::to_string(route.method)), target, person->cookie, "{}");
        EXPECT_NE(answer.status, 200) << target;
        const bool recorded = world_.app->latest_sequence() == before + 1;
        const bool in_log =
            world_.log.find(person->user + " " + route.audit_action, logged) != std::string::npos;
        EXPECT_TRUE(recorded || in_log) << target;
    }
}

}  // namespace
}  // namespace access_tests
