#pragma once

#include <chrono>
#include <string>

#include "app_for_tests.hpp"
#include "store/records.hpp"

/// A programme that changes its rule, over a county that changes its villages.
namespace for_tests {

struct Version {
    int number = 1;
    std::string where = "TRUE";
    std::string first = "2019-05";
    std::string last = "2019-09";
};

inline std::string people(const Version& version) {
    const std::string where = version.where == "TRUE" ? "" : ", where: \"" + version.where + "\"";
    return "programme: people\nversion: " + std::to_string(version.number) +
           "\ntitle: {zh: 常住人口, en: Residents}\nissuer: {zh: 县, en: County}\n"
           "scope: [\"433124000000\"]\nunit: village\n"
           "periods: {kind: month, first: " +
           version.first + ", last: " + version.last +
           "}\nindicators:\n"
           "  - {name: users, label: {zh: 用户, en: Users}, unit: percent, "
           "numerator: {register: telecom_stat, sum: phone_users}, "
           "denominator: {register: village, sum: residents}}\n"
           "  - {name: settlements, label: {zh: 聚居区, en: Settlements}, unit: count, "
           "numerator: {register: settlement" +
           where +
           "}, denominator: 1}\n"
           "scorecard:\n  total: 100\n  pass: 60\n  top: 3\n"
           "  pass_label: {zh: 达标, en: Passed}\n  top_label: {zh: 优秀, en: Excellent}\n"
           "  aspects:\n    - name: use\n      label: {zh: 使用, en: Use}\n      items:\n"
           "        - {name: users, label: {zh: 用户, en: Users}, kind: proportional, weight: 100, "
           "indicator: users, target: 70%}\n";
}

class HistoryTest : public AppTest {
protected:
    void load_version(const Version& version, const std::string& from = {}) {
        ordered_json payload{{"yaml", people(version)}};
        if (!from.empty()) payload["from"] = from;
        loaded_from_ = ordered_json::parse(apply("load_programme", payload).json)
                           .at("from")
                           .get<std::string>();
    }
    void put_village(const std::string& region, int residents) {
        put("village",
            {{"region", region}, {"residents", std::to_string(residents)}, {"households", "30"}});
    }
    void put_users(const std::string& region, const std::string& period, int users) {
        put("telecom_stat", {{"region", region},
                             {"period", period},
                             {"operator", "all"},
                             {"phone_users", std::to_string(users)}});
    }
    void put_settlement(const std::string& region, int number, int households) {
        put("settlement", {{"region", region},
                           {"number", std::to_string(number)},
                           {"households", std::to_string(households)}});
    }
    void freeze(const std::string& period) {
        apply("freeze", {{"programme", "people"}, {"period", period}});
    }
    void restate(const std::string& period, const std::string& reason) {
        apply("restate", {{"programme", "people"}, {"period", period}, {"reason", reason}});
    }
    app::Outcome import(const std::string& register_name, const std::string& text) {
        const auto file = database_.folder() / "rows.csv";
        files_.write(file, text);
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload =
            ordered_json{{"register", register_name}, {"file_name", "rows.csv"}}.dump();
        command.attachment = file;
        return app_->apply(command);
    }
    void at(base::Date day, std::chrono::milliseconds of_day) {
        clock_.set(std::chrono::sys_days(day) - std::chrono::hours(8) + of_day);
    }
    std::string score(const std::string& period, app::KnownOn known_on = {}) {
        return app::to_json(app_->score("people", period, known_on));
    }
    app::ScoreTable table(const std::string& period, app::KnownOn known_on = {}) {
        return app_->score("people", period, known_on);
    }
    int settlements(const std::string& period) {
        return static_cast<int>(table(period).total.counts.at(1).numerator);
    }
    std::string stored_document(const std::string& period) {
        std::string document;
        store::Store store(store_options());
        store.read([&](store::Connection& connection) {
            document = store::find_frozen(connection, "people", period).value().document;
        });
        return document;
    }
    int pick(int below) { return static_cast<int>(random_.next() % static_cast<unsigned>(below)); }

    std::string loaded_from_;
};

constexpr base::Date day(int month, int number) {
    return std::chrono::year{2019} / month / number;
}

}  // namespace for_tests
