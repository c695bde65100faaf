#pragma once

#include "app/inspections.hpp"
#include "draw/steps.hpp"
#include "ledgers_for_tests.hpp"

/// A county whose villages and households are drawn, and sheets filled in there.
namespace for_tests {

class VisitsTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        put_regions(4);
        for (int i = 0; i < 4; ++i)
            put("village", {{"region", village(i)},
                            {"residents", "100"},
                            {"households", "30"},
                            {"lon", "109." + std::to_string(i % 2 == 0 ? 40 + i : 49 - i)},
                            {"lat", "28.5"},
                            {"datum", "cgcs2000"}});
    }
    static base::Instant at(const std::string& time) {
        return draw::parse_time("2019-07-" + time + ":00Z").value();
    }
    void step_of(const char* kind, ordered_json payload, const std::string& draw) {
        payload["draw"] = draw;
        (void)apply(kind, payload);
    }
    /// Every unit of the frame is drawn; opened on the third.
    void hold_draw(const std::string& draw, const std::string& frame, const std::string& each) {
        clock_.set(at("01T00:00"));
        step_of("draw_freeze", {{"frame", frame}, {"each", each}, {"nonce", std::string(64, 'a')}},
                draw);
        step_of("draw_announce",
                {{"hash", "sm3"},
                 {"parties", "county,grid"},
                 {"public", "kl8-2019100"},
                 {"public_fallback", "kl8-2019101"},
                 {"commit_by", "2019-07-01T01:00:00Z"},
                 {"reveal_by", "2019-07-01T02:00:00Z"},
                 {"public_at", "2019-07-01T04:00:00Z"},
                 {"seal_until", "2019-07-03T00:00:00Z"}},
                draw);
        clock_.set(at("01T02:05"));
        step_of("draw_close", {}, draw);
        clock_.set(at("01T04:00"));
        step_of("draw_public", {{"value", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"}},
                draw);
    }
    void draw_villages() {
        std::string frame;
        for (int i = 0; i < 4; ++i) frame += village(i) + (i < 2 ? " A\n" : " B\n");
        hold_draw("D-1", frame, "2");
    }
    ordered_json prepare(const std::string& draw,
                         const ordered_json& teams = {{"A", "一组"}, {"B", "一组"}}) {
        return ordered_json::parse(
            apply("prepare_visits", {{"draw", draw}, {"due_on", "2019-07-20"}, {"teams", teams}})
                .json);
    }
    ordered_json inspected(const std::string& draw) {
        return ordered_json::parse(app::Inspections(*app_).compare(draw, people::everything()))
            .at("checks");
    }
    void open_draw() { clock_.set(at("03T01:00")); }
    void fill_household(const std::string& number,
                        const std::string& visited_at = "2019-07-05T09:00",
                        const ordered_json& other = ordered_json::object()) {
        ordered_json values{{"visited_at", visited_at}, {"powered", "yes"},
                            {"protector", "yes"},       {"bill_understood", "yes"},
                            {"voltage", "221.3"},       {"three_phase_wanted", "no"},
                            {"repair_answered", "yes"}, {"satisfaction", "5"}};
        values.update(other);
        step("household_sheet", number, "fill", values, "wang",
             {evidence_of("household_sheet", number)});
    }
    void fill_village(const std::string& number, int briefings, int stops) {
        step("village_sheet", number, "fill",
             {{"visited_at", "2019-07-05T08:00"},
              {"committee_role", "村支书"},
              {"committee_talk", "电压偏低"},
              {"three_phase", "yes"},
              {"briefings", std::to_string(briefings)},
              {"field_stops", std::to_string(stops)},
              {"findings", "0"},
              {"discipline_kept", "yes"}},
             "wang", {evidence_of("village_sheet", number)});
    }
};

}  // namespace for_tests
