#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <initializer_list>
#include <sstream>

#include "ledger/calendar.hpp"
#include "ledger/entry.hpp"
#include "ledger/notice.hpp"
#include "places_for_tests.hpp"

/// One entry of a ledger of the product, moved by whoever, without a database.
namespace ledger_tests {

inline base::Date day(const char* text) {
    return base::parse_date(text).value();
}

inline ledger::Ledger load_ledger(const std::string& name) {
    std::ifstream file(places::source("schema/ledgers/") + name + ".yaml");
    std::stringstream text;
    text << file.rdbuf();
    auto checked = ledger::check_ledger(text.str(), name + ".yaml");
    for (const auto& problem : checked.problems)
        ADD_FAILURE() << name << ":" << problem.line << ": " << problem.message.en;
    return std::move(checked.ledger.value());
}

/// A field and what is put there; decimals as their scaled whole number.
struct Set {
    Set(const char* name, const char* text) : field(name), value(std::string(text)) {}
    Set(const char* name, std::string text) : field(name), value(std::move(text)) {}
    Set(const char* name, int number) : field(name), value(std::int64_t{number}) {}
    const char* field;
    registers::Value value;
};
using Sets = std::initializer_list<Set>;

/// What goes with a step.
struct Proof {
    int evidence = 0;  ///< files
    const char* note = "";
};
inline constexpr Proof photo{1, ""};
inline constexpr Proof said{0, "原因"};

class Case {
public:
    explicit Case(const std::string& name) : ledger_(load_ledger(name)) {}

    [[nodiscard]] ledger::Attempt attempt(const std::string& step, Sets sets = {},
                                          const Proof& proof = {}) const {
        ledger::Attempt result;
        result.step = step;
        result.values.values.resize(ledger_.declaration.fields.size());
        result.present.resize(ledger_.declaration.fields.size());
        for (const Set& set : sets) {
            const std::size_t index = ledger_.declaration.find(set.field).value();
            result.values.values[index] = set.value;
            result.present[index] = true;
        }
        result.note = proof.note;
        for (int i = 0; i < proof.evidence; ++i) result.evidence.push_back(std::to_string(i));
        return result;
    }
    void open(Sets sets, const ledger::Actor& actor, const char* number = "1") {
        history_.clear();
        keep(ledger::open_entry(ledger_, number, attempt("", sets), actor, moment()));
    }
    void step(const std::string& name, Sets sets, const ledger::Actor& actor,
              const Proof& proof = {}) {
        step(attempt(name, sets, proof), actor);
    }
    void step(const ledger::Attempt& given, const ledger::Actor& actor) {
        keep(ledger::take_step(ledger_, row_, history_, given, actor, moment(), around_));
    }
    void keep(ledger::Moved moved) {
        row_ = std::move(moved.row);
        history_.push_back(std::move(moved.done));
    }

    [[nodiscard]] std::string text(std::string_view field) const {
        return ledger::text_of(ledger_, row_, field);
    }
    [[nodiscard]] std::string state() const { return text("state"); }
    [[nodiscard]] ledger::Light light(const char* on) const {
        return ledger::entry_light(ledger_, row_, day(on));
    }
    [[nodiscard]] ledger::Moment moment() const { return {today_, calendar_}; }
    void on(const char* date) { today_ = day(date); }

    /// The sentence a step is refused with; the entry stays as it is.
    std::string refused(const std::string& name, Sets sets, const ledger::Actor& actor,
                        const Proof& proof = {}) {
        const auto before = row_;
        try {
            step(name, sets, actor, proof);
        } catch (const base::Error& error) {
            EXPECT_FALSE(error.message().en.empty());
            EXPECT_EQ(row_.values, before.values);
            return error.message().zh;
        }
        ADD_FAILURE() << name << " was not refused";
        return {};
    }

    ledger::Calendar calendar_;
    ledger::Ledger ledger_;
    registers::Row row_;
    std::vector<ledger::Done> history_;
    ledger::Circumstances around_;
    base::Date today_ = day("2020-06-01");
};

inline const ledger::Actor village{"village", "v1", {"village_clerk"}};
inline const ledger::Actor township{"township", "t1", {"township_leader", "township_clerk"}};
inline const ledger::Actor county{"county", "c1", {"lead_unit"}};
inline const ledger::Actor department{"department", "d1", {"county_department"}};
inline const ledger::Actor heads{"head", "h1", {"leading_group"}};
inline const ledger::Actor power{"power", "p1", {"power_company"}};
inline const ledger::Actor station{"station", "s1", {"power_station"}};
inline const ledger::Actor telecom{"telecom", "m1", {"operator"}};
inline const ledger::Actor group{"group", "g1", {"inspector"}};
inline const ledger::Actor leader{"leader", "b1", {"supervisor"}};

}  // namespace ledger_tests
