#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "app/app.hpp"
#include "database_for_tests.hpp"
#include "places_for_tests.hpp"
#include "store/store.hpp"

/// A small county of its own for every test, on either database.
namespace for_tests {

using nlohmann::ordered_json;

inline constexpr const char* county = "433124000000";
inline constexpr const char* township = "433124100000";

inline std::string village(int number) {
    return "433124100" + std::to_string(200 + number);
}

/// A county as `init` leaves it, and what is left of its random numbers. Made once in a program for
/// each database: the tables of a hundred registers take longer than most tests.
struct FreshCounty {
    FreshCounty(Kind kind, base::Clock& clock) : database(kind), at(clock.now()) {
        base::SystemFiles files;
        base::Environment environment{clock, random, files};
        app::App::init(environment, {database.folder() / "data", {}, {}, {}, database.url()});
        if (kind == Kind::server) database.keep();
    }
    /// As if `init` had made `data` in the folder of `test`.
    void copy_to(const TemporaryDatabase& test) const {
        std::filesystem::copy(database.folder() / "data", test.folder() / "data",
                              std::filesystem::copy_options::recursive);
        if (test.kind() == Kind::server) test.begin_from_kept();
    }
    TemporaryDatabase database;
    base::Instant at;
    base::SeededRandom random{7};
};

class AppTest : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        const FreshCounty& begin = fresh();
        if (clock_.now() == begin.at) {
            begin.copy_to(database_);
            random_ = begin.random;
        }
        open("data");
    }

    [[nodiscard]] const FreshCounty& fresh() {
        if (GetParam() == Kind::embedded) {
            static const FreshCounty embedded{Kind::embedded, clock_};
            return embedded;
        }
        static const FreshCounty server{Kind::server, clock_};
        return server;
    }

    void open(const std::string& name) {
        app_.reset();
        data_ = database_.folder() / name;
        if (!std::filesystem::exists(data_)) {
            if (GetParam() == Kind::server) database_.clear();
            app::App::init(environment_, options());
        }
        app_ = std::make_unique<app::App>(environment_, options());
    }
    app::Options options() {
        return {data_, places::built("wanjia-read"), {}, {}, database_.url()};
    }
    store::Options store_options() {
        store::Options options;
        options.file = data_ / "wanjia.gpkg";
        options.url = database_.url();
        return options;
    }

    app::Outcome apply(const std::string& kind, const ordered_json& payload, std::string id = {}) {
        app::Command command;
        command.id = id.empty() ? app_->new_id() : id;
        command.kind = kind;
        command.payload = payload.dump();
        return app_->apply(command);
    }
    void put(const std::string& name, const ordered_json& values) {
        apply("put", {{"register", name}, {"values", values}});
    }
    void put_region(const std::string& code, const std::string& name, const std::string& level,
                    const std::string& parent) {
        put("region", {{"region", code},
                       {"valid_from", "2000-01-01"},
                       {"name", name},
                       {"level", level},
                       {"parent", parent}});
    }
    void put_regions(int villages) {
        put_region(county, "花垣县", "county", "");
        put_region(township, "石栏镇", "township", county);
        for (int i = 0; i < villages; ++i)
            put_region(village(i), "村" + std::to_string(i), "village", township);
    }
    void load(const std::string& code) {
        for (const auto& file : app::built_in_programmes())
            if (file.name == code) apply("load_programme", {{"yaml", file.text}});
    }
    // The worked vector of the 100-point method.
    void put_vector(const std::string& region) {
        put("village", {{"region", region}, {"residents", "1000"}, {"households", "300"}});
        for (int i = 0; i < 5; ++i)
            put("settlement", {{"region", region},
                               {"number", std::to_string(i)},
                               {"households", "30"},
                               {"four_g", "是"},
                               {"fibre", i < 4 ? "是" : "否"},
                               {"broadband", "是"}});
        put("telecom_stat", {{"region", region},
                             {"period", "2019-06"},
                             {"operator", "all"},
                             {"phone_users", "650"},
                             {"four_g_users", "560"},
                             {"broadband_households", "90"}});
        put("service_use", {{"region", region},
                            {"period", "2019-06"},
                            {"network_formed", "是"},
                            {"network_members", "300"},
                            {"ring_opened", "是"},
                            {"ring_numbers", "4"},
                            {"mas_opened", "是"},
                            {"mas_households", "240"},
                            {"mas_sends", "1"},
                            {"cloud_opened", "是"},
                            {"cloud_logins", "4"},
                            {"room_place", "是"},
                            {"room_computers", "2"},
                            {"room_broadband", "是"},
                            {"room_hours_a_week", "10"},
                            {"room_hours_posted", "是"},
                            {"room_activities", "1"}});
    }
    // Every number of every unit is the sum of the rows behind it.
    void expect_rows_sum(const std::string& programme, const std::string& period) {
        const auto table = app_->score(programme, period);
        for (const auto& unit : table.units)
            for (std::size_t i = 0; i < table.programme.indicators.size(); ++i) {
                const auto e = app_->explain(programme, table.programme.indicators[i].name,
                                             unit.region, period);
                programme::Count sum;
                for (const auto& row : e.rows) {
                    sum.numerator += row.numerator;
                    sum.denominator += row.denominator;
                }
                EXPECT_EQ(sum, unit.counts[i])
                    << table.programme.indicators[i].name << " " << unit.region;
            }
    }

    base::FixedClock clock_{base::Instant{std::chrono::sys_days{std::chrono::year{2019} / 7 / 1}}};
    base::SeededRandom random_{7};
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
    TemporaryDatabase database_{GetParam()};
    std::filesystem::path data_;
    std::unique_ptr<app::App> app_;
};

}  // namespace for_tests
