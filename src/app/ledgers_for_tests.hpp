#pragma once

#include <algorithm>

#include "app/evidence.hpp"
#include "app/ledgers.hpp"
#include "app/task_seeds.hpp"
#include "app_for_tests.hpp"
#include "base/bytes.hpp"

namespace for_tests {

/// A county with ledgers at work: entries opened and moved, days looked at, totals read.
class LedgersTest : public AppTest {
protected:
    void today(const char* date) {
        const auto day = base::parse_date(date).value();
        clock_.set(base::Instant{std::chrono::sys_days{day}});
    }
    void put_unit(const std::string& region, const std::string& code, const std::string& kind,
                  const std::string& operator_code = "") {
        ordered_json values{{"region", region}, {"code", code}, {"name", code}, {"kind", kind}};
        if (!operator_code.empty()) values["operator"] = operator_code;
        put("unit", values);
    }
    int evaluate(const char* date) {
        const auto outcome = apply("evaluate", {{"date", date}});
        return ordered_json::parse(outcome.json).at("opened").get<int>();
    }
    std::vector<ordered_json> entries(const std::string& ledger) {
        app::EntryFilter filter;
        filter.ledger = ledger;
        std::vector<ordered_json> rows;
        const auto answer = ordered_json::parse(app_->ledgers().entries(filter));
        for (const auto& entry : answer.at("entries")) rows.push_back(entry.at("values"));
        return rows;
    }
    std::vector<std::string> numbers(const std::string& ledger) {
        std::vector<std::string> result;
        for (const auto& row : entries(ledger)) result.push_back(row.at("number"));
        std::sort(result.begin(), result.end());
        return result;
    }
    app::SeededTasks seed(const std::string& programme) {
        return app::seed_tasks(*app_, programme,
                               [&](const std::string& kind, const std::string& payload) {
                                   app::Command command;
                                   command.id = app_->new_id();
                                   command.kind = kind;
                                   command.payload = payload;
                                   return command;
                               });
    }
    app::Outcome by(const char* kind, const ordered_json& payload, const char* user) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = kind;
        command.actor.user = user;
        command.payload = payload.dump();
        return app_->apply(command);
    }
    // The sentence of the refusal.
    template <class Act>
    std::string refused(Act act) {
        try {
            act();
        } catch (const base::Error& error) {
            return error.message().zh;
        }
        ADD_FAILURE() << "was not refused";
        return {};
    }
    std::string opened(const char* ledger, const ordered_json& values) {
        const auto outcome = apply("open_entry", {{"ledger", ledger}, {"values", values}});
        return ordered_json::parse(outcome.json).at("number");
    }
    void step(const std::string& ledger, const std::string& number, const char* name,
              const ordered_json& values, const char* user,
              const std::vector<std::string>& evidence = {}) {
        const auto entry = ordered_json::parse(app_->ledgers().entry(ledger, number));
        by("step",
           {{"ledger", ledger},
            {"number", number},
            {"step", name},
            {"seen", entry.at("version")},
            {"values", values},
            {"evidence", evidence}},
           user);
    }
    // A document linked to the entry; its hash.
    std::string evidence_of(const std::string& ledger, const std::string& number) {
        const std::string bytes = "整改后的现场情况：" + number;
        const auto file = database_.folder() / "proof.txt";
        files_.write(file, bytes);
        app::EvidenceClaim claim;
        claim.register_name = ledger;
        claim.key = number;
        claim.purpose = "整改后";
        claim.file_name = "说明.txt";
        app::Command command;
        command.id = app_->new_id();
        (void)app_->evidence().add(claim, file, command);
        return base::to_hex(base::sha256(bytes));
    }
    /// Imports a GeoJSON file of one feature, or of several.
    void bring(const std::string& register_name, const ordered_json& values,
               const std::string& type, const ordered_json& coordinates) {
        bring_all(
            register_name,
            ordered_json::array({{{"type", "Feature"},
                                  {"properties", values},
                                  {"geometry", {{"type", type}, {"coordinates", coordinates}}}}}));
    }
    void bring_all(const std::string& register_name, const ordered_json& features) {
        const ordered_json file{{"type", "FeatureCollection"}, {"features", features}};
        const auto path = database_.folder() / (register_name + ".geojson");
        files_.write(path, file.dump());
        app::Command command;
        command.id = app_->new_id();
        command.kind = "import";
        command.payload = ordered_json{{"register", register_name},
                                       {"file_name", path.filename().string()},
                                       {"datum", "cgcs2000"}}
                              .dump();
        command.attachment = path;
        const auto outcome = app_->apply(command);
        ASSERT_FALSE(outcome.has_findings) << outcome.json;
    }
    programme::Count total(const std::string& programme, const std::string& period,
                           const std::string& indicator) {
        const auto table = app_->score(programme, period);
        return table.total.counts.at(table.programme.find_indicator(indicator).value());
    }
    void put_chengkou() {
        put_region("500229000000", "城口县", "county", "");
        put_region("500229101000", "葛城街道", "township", "500229000000");
        put_region("500229101001", "一村", "village", "500229101000");
        put_region("500999000000", "邻县", "county", "");
        load("chengkou-2020");
    }
};

}  // namespace for_tests
