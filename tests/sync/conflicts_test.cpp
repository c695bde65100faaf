#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/error.hpp"
#include "county.hpp"

// R10: two phones change rows of a register without a network and send afterwards. The model keeps
// what every field was at every moment and knows nothing of how the program finds out.
namespace {

using namespace sync_tests;

constexpr const char* fields[] = {"name", "households", "four_g", "fibre", "broadband"};

using Values = std::map<std::string, std::string>;

// What a field was from a trail number on, oldest first.
using Past = std::map<std::int64_t, Values>;

struct Phone {
    Values read;                               // the row as it was read
    std::map<std::string, std::int64_t> seen;  // as of when, field by field
    Values changed;                            // what waits to be sent
};

ordered_json with_key(const Values& values) {
    ordered_json json{{"region", village_code(0)}, {"number", "1"}};
    for (const auto& [field, value] : values) json[field] = value;
    return json;
}

class Conflicts : public testing::Test {
protected:
    void SetUp() override {
        const Values first{{"name", "上寨"},
                           {"households", "20"},
                           {"four_g", "unknown"},
                           {"fibre", "unknown"},
                           {"broadband", "unknown"}};
        const auto outcome =
            county_.apply("put", {{"register", "settlement"}, {"values", with_key(first)}});
        past_[outcome.sequence] = first;
        for (Phone& phone : phones_) look(phone);
    }

    [[nodiscard]] const Values& now() const { return past_.rbegin()->second; }
    [[nodiscard]] const Values& at(std::int64_t number) const {
        return std::prev(past_.upper_bound(number))->second;
    }

    // The phone has a network: it reads the row.
    void look(Phone& phone) {
        const auto page = county_.app().register_rows("settlement", village_code(0), 0, 10);
        ASSERT_EQ(page.rows.size(), 1U);
        ASSERT_EQ(page.rows[0].version, past_.rbegin()->first);
        phone.read = now();
        phone.seen.clear();
        for (const char* field : fields) phone.seen[field] = page.rows[0].version;
        const auto& texts = page.rows[0].texts;
        EXPECT_EQ(texts[2], now().at("name"));
        EXPECT_EQ(texts[3], now().at("households"));
        EXPECT_EQ(texts[4], now().at("four_g"));
    }

    void type(Phone& phone) {
        const char* field = fields[county_.pick(5)];
        const char* facts[] = {"yes", "no", "unknown"};
        const std::string names[] = {"上寨", "下寨", "中寨"};
        phone.changed[field] = std::string(field) == "name" ? names[county_.pick(3)]
                               : std::string(field) == "households"
                                   ? std::to_string(20 + county_.pick(5))
                                   : facts[county_.pick(3)];
    }

    // The fields that a send of this phone would take away from somebody.
    [[nodiscard]] std::set<std::string> at_stake(const Phone& phone) const {
        std::set<std::string> result;
        for (const auto& [field, value] : phone.changed)
            if (now().at(field) != value && now().at(field) != at(phone.seen.at(field)).at(field))
                result.insert(field);
        return result;
    }

    ordered_json seen_of(const Phone& phone) {
        std::set<std::int64_t> numbers;
        for (const auto& [field, number] : phone.seen) numbers.insert(number);
        if (numbers.size() == 1 && county_.pick(2) == 0) return *numbers.begin();
        ordered_json json = ordered_json::object();
        for (const auto& [field, number] : phone.seen) json[field] = number;
        return json;
    }

    void send(Phone& phone) {
        const auto expected = at_stake(phone);
        const ordered_json payload{{"register", "settlement"},
                                   {"values", with_key(phone.changed)},
                                   {"seen", seen_of(phone)}};
        std::set<std::string> shown;
        const std::int64_t before = county_.app().latest_sequence();
        try {
            const auto outcome = county_.apply("put", payload);
            Values next = now();
            bool any = false;
            for (const auto& [field, value] : phone.changed) {
                any = any || next.at(field) != value;
                next[field] = value;
                phone.seen[field] = outcome.sequence;
            }
            if (any) past_[outcome.sequence] = next;
            phone.changed.clear();
        } catch (const base::Error& error) {
            ASSERT_EQ(error.kind(), base::ErrorKind::conflict);
            // The values that did not enter stand in the trail, with who sent them.
            EXPECT_EQ(county_.app().latest_sequence(), before + 1);
            const auto json = ordered_json::parse(app::to_json(error));
            for (const auto& field : json.at("error").at("fields")) {
                const std::string name = field.at("name");
                shown.insert(name);
                EXPECT_EQ(field.at("now"), now().at(name));
                EXPECT_EQ(field.at("yours"), phone.changed.at(name));
                EXPECT_EQ(field.at("before"), at(phone.seen.at(name)).at(name));
            }
        }
        ASSERT_EQ(shown, expected);
        if (!expected.empty()) settle(phone);
    }

    // Its person decides field by field, having seen both values.
    void settle(Phone& phone) {
        ++conflicts_;
        const Values wanted = phone.changed;
        look(phone);
        for (const auto& [field, value] : wanted)
            if (county_.pick(2) == 0) phone.changed.erase(field);
        if (!phone.changed.empty()) send(phone);
    }

    County county_{1};
    Past past_;
    Phone phones_[2];
    int conflicts_ = 0;
};

TEST_F(Conflicts, R_10_no_value_is_overwritten_unseen_and_other_fields_go_together) {
    const int wanted = times(300, 10'000);
    for (std::int64_t turn = 0; conflicts_ < wanted; ++turn) {
        Phone& phone = phones_[county_.pick(2)];
        switch (county_.pick(5)) {
            case 0:
                if (phone.changed.empty()) look(phone);
                break;
            case 1:
            case 2:
                type(phone);
                break;
            default:
                if (!phone.changed.empty()) send(phone);
        }
        if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "seed " << seed() << " " << turn;
    }
    // Every value that stood is a version of the row, in order.
    const auto id = county_.app().register_rows("settlement", village_code(0), 0, 10).rows[0].id;
    const auto history = county_.app().row_history("settlement", id);
    ASSERT_EQ(history.size(), past_.size());
    auto version = history.begin();
    for (const auto& [number, values] : past_) {
        EXPECT_EQ(version->begin_sequence, number);
        EXPECT_EQ(version->texts[2], values.at("name"));
        ++version;
    }
}

TEST_F(Conflicts, R_10_what_nobody_can_have_read_is_refused_and_a_removed_row_stays_removed) {
    const auto send_seen = [&](const ordered_json& seen) {
        (void)county_.apply("put", {{"register", "settlement"},
                                    {"values", with_key({{"households", "21"}})},
                                    {"seen", seen}});
    };
    const auto kind_of = [&](const ordered_json& seen) {
        try {
            send_seen(seen);
            return std::string("done");
        } catch (const base::Error& error) {
            return std::string(error.kind() == base::ErrorKind::conflict ? "conflict" : "refused");
        }
    };
    for (const ordered_json& never : {ordered_json(1'000'000), ordered_json(-1), ordered_json("3"),
                                      ordered_json{{"households", 1'000'000}}})
        EXPECT_EQ(kind_of(never), "refused") << never;
    const auto read = past_.rbegin()->first;
    (void)county_.apply("remove", {{"register", "settlement"}, {"values", with_key({})}});
    EXPECT_EQ(kind_of(read), "conflict");
    EXPECT_TRUE(county_.app().register_rows("settlement", village_code(0), 0, 10).rows.empty());
}

TEST_F(Conflicts, R_10_two_who_make_the_same_row_are_shown_each_others_values) {
    const auto make = [&](const char* households) {
        (void)county_.apply(
            "put",
            {{"register", "settlement"},
             {"values", {{"region", village_code(0)}, {"number", "2"}, {"households", households}}},
             {"seen", 0}});
    };
    make("30");
    make("30");
    EXPECT_THROW(make("31"), base::Error);
}

TEST_F(Conflicts, R_10_a_position_that_somebody_else_moved_is_not_overwritten) {
    const auto place = [&](const char* lon, std::int64_t seen) {
        return county_
            .apply("put",
                   {{"register", "settlement"},
                    {"values", with_key({{"lon", lon}, {"lat", "28.5"}, {"datum", "wgs84"}})},
                    {"seen", seen}})
            .sequence;
    };
    const auto read = past_.rbegin()->first;
    const auto moved = place("109.4", read);
    EXPECT_THROW(place("109.5", read), base::Error);
    (void)place("109.4", read);
    (void)place("109.5", moved);
}

}  // namespace
