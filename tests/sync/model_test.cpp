#include "model.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/evidence.hpp"
#include "app/ledgers.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "county.hpp"

// R12: random programs over registers, a ledger and scores; after each step the program has said
// yes or no as the model does, and now and then everything it holds is compared.
namespace {

using namespace sync_tests;
using Kind = Register::Kind;

constexpr int villages = 3;
constexpr const char* people[] = {"applicant", "cashier", "auditor"};

std::string decimal(std::int64_t hundredths) {
    const std::string cents = std::to_string(hundredths % 100);
    return std::to_string(hundredths / 100) + "." + (cents.size() < 2 ? "0" : "") + cents;
}

class Model : public testing::Test {
protected:
    void SetUp() override {
        for (const auto& file : app::built_in_programmes())
            if (file.name == "huayuan-2019")
                (void)county_.apply("load_programme", {{"yaml", file.text}});
    }

    int pick(int below) { return county_.pick(below); }

    // True when the program did it; the model must have said so too.
    std::optional<app::Outcome> tried(const std::string& kind, const ordered_json& payload,
                                      const std::string& user = "local") {
        const app::Command command = county_.command(kind, payload, user);
        try {
            const auto outcome = county_.app().apply(command);
            last_ = command;
            return outcome;
        } catch (const base::Error& error) {
            EXPECT_NE(error.kind(), base::ErrorKind::internal) << error.message().en;
            return std::nullopt;
        }
    }

    std::string text_for(const Register::Field& field) {
        switch (field.kind) {
            case Kind::whole: {
                const char* texts[] = {"0", "7", "19", "20", "25", "300", "-1", "many", ""};
                return texts[pick(9)];
            }
            case Kind::fact: {
                const char* texts[] = {"yes", "no", "unknown", "", "perhaps"};
                return texts[pick(5)];
            }
            case Kind::text:
                break;
        }
        const char* texts[] = {"上寨", "下寨", "中寨", ""};
        return texts[pick(4)];
    }

    void change_register(const std::string& name, Register& model,
                         const std::vector<Register::Field>& fields, const ordered_json& key) {
        if (pick(8) == 0) {
            const bool done = tried("remove", {{"register", name}, {"values", key}}).has_value();
            ASSERT_EQ(done, model.remove(key)) << name << " remove " << key;
            return;
        }
        ordered_json values = key;
        for (const auto& field : fields)
            if (!key.contains(field.name) && pick(3) != 0) values[field.name] = text_for(field);
        if (pick(50) == 0) values["no_such_field"] = "1";
        const bool done = tried("put", {{"register", name}, {"values", values}}).has_value();
        ASSERT_EQ(done, model.put(values)) << name << " put " << values;
    }

    void change_a_register() {
        const ordered_json place{{"region", village_code(pick(villages))}};
        ordered_json key = place;
        switch (pick(3)) {
            case 0:
                return change_register("village", village_, village_fields_, key);
            case 1:
                key["number"] = std::to_string(pick(3));
                return change_register("settlement", settlement_, settlement_fields_, key);
            default:
                key["period"] = "2019-06";
                key["operator"] = pick(2) == 0 ? "all" : "mobile";
                return change_register("telecom_stat", stat_, stat_fields_, key);
        }
    }

    void open_fund() {
        ordered_json values{{"region", village_code(pick(villages))}, {"source", "县财政"}};
        std::map<std::string, std::int64_t> amounts;
        if (pick(4) != 0) amounts["applied"] = 1'000 + pick(500);
        for (const auto& [name, amount] : amounts) values[name] = decimal(amount);
        const auto outcome = tried("open_entry", {{"ledger", "fund"}, {"values", values}});
        ASSERT_EQ(outcome.has_value(), Funds::may_open(amounts)) << values;
        if (!outcome) return;
        const std::string number = ordered_json::parse(outcome->json).at("number");
        funds_.opened(number, outcome->sequence, amounts);
        numbers_.push_back(number);
    }

    // A voucher of this very entry; its hash.
    std::string voucher(const std::string& number) {
        const auto known = vouchers_.find(number);
        if (known != vouchers_.end()) return known->second;
        const std::string bytes = "支付凭证 " + number;
        const auto file = county_.folder() / "voucher.txt";
        county_.files().write(file, bytes);
        app::EvidenceClaim claim;
        claim.register_name = "fund";
        claim.key = number;
        claim.purpose = "支付凭证";
        claim.file_name = "凭证.txt";
        app::Command by;
        by.id = county_.app().new_id();
        (void)county_.app().evidence().add(claim, file, by);
        return vouchers_[number] = base::to_hex(base::sha256(bytes));
    }

    void move_fund() {
        if (numbers_.empty()) return;
        // Mostly the newest, so that some go all the way.
        const auto count = static_cast<int>(numbers_.size());
        const std::string number =
            numbers_[static_cast<std::size_t>(count - 1 - pick(std::min(count, 5)))];
        const auto& entry = funds_.entries().at(number);
        const char* steps[] = {"approve", "arrive", "spend", "close", "undo"};
        const char* amounts[] = {"approved", "arrived", "spent"};
        Funds::Step step;
        step.name = steps[pick(5)];
        if (pick(2) == 0)
            step.name = entry.state == "applied"    ? "approve"
                        : entry.state == "approved" ? "arrive"
                        : entry.spenders.empty()    ? "spend"
                                                    : "close";
        step.user = people[pick(3)];
        auto version = entry.past.rbegin();
        for (int back = pick(3); back > 0 && std::next(version) != entry.past.rend(); --back)
            ++version;
        step.seen = version->first;
        if (step.name != "close" && step.name != "undo") {
            const std::string own = amounts[step.name == "approve"  ? 0
                                            : step.name == "arrive" ? 1
                                                                    : 2];
            if (pick(6) != 0) step.values[own] = 900 + pick(300);
        } else if (pick(5) == 0) {
            step.values["spent"] = 900;
        }
        ordered_json values = ordered_json::object();
        for (const auto& [name, amount] : step.values) values[name] = decimal(amount);
        ordered_json payload{{"ledger", "fund"},  {"number", number},
                             {"step", step.name}, {"seen", step.seen},
                             {"values", values},  {"evidence", ordered_json::array()}};
        step.evidence = pick(2) == 0;
        if (step.evidence) payload["evidence"].push_back(voucher(number));
        auto next = funds_.after(number, step);
        const auto outcome = tried("step", payload, step.user);
        ASSERT_EQ(outcome.has_value(), next.has_value()) << payload << " by " << step.user;
        if (next) {
            moved_ += next->state == "closed" ? 1 : 0;
            funds_.stepped(number, outcome->sequence, std::move(*next));
        }
    }

    // The last command that was done, again: nothing new.
    void repeat() {
        if (last_.id.empty()) return;
        const auto before = county_.app().latest_sequence();
        EXPECT_TRUE(county_.app().apply(last_).repeated);
        EXPECT_EQ(county_.app().latest_sequence(), before);
    }

    void compare_rows(const std::string& name, const Register& model,
                      const std::vector<Register::Field>& fields,
                      const std::vector<std::string>& key) {
        const auto page = county_.app().register_rows(name, "", 0, 1000);
        ASSERT_EQ(page.total, static_cast<std::int64_t>(model.rows().size())) << name;
        const auto declarations = county_.app().register_declarations();
        const auto declaration = std::find_if(declarations.begin(), declarations.end(),
                                              [&](const auto& each) { return each.name == name; });
        for (const auto& row : page.rows) {
            std::string key_text;
            for (const auto& part : key)
                key_text += row.texts[declaration->find(part).value()] + "\n";
            const auto found = model.rows().find(key_text);
            ASSERT_NE(found, model.rows().end()) << name << " " << key_text;
            for (const auto& field : fields) {
                const auto value = found->second.find(field.name);
                EXPECT_EQ(row.texts[declaration->find(field.name).value()],
                          value == found->second.end() ? "" : value->second)
                    << name << " " << field.name;
            }
        }
    }

    void compare_funds() {
        for (const auto& [number, entry] : funds_.entries()) {
            const auto json = ordered_json::parse(county_.app().ledgers().entry("fund", number));
            EXPECT_EQ(json.at("values").at("state"), entry.state) << number;
            EXPECT_EQ(json.at("version"), entry.past.rbegin()->first) << number;
            for (const auto& [name, amount] : entry.amounts)
                EXPECT_EQ(json.at("values").at(name), decimal(amount)) << number << " " << name;
        }
    }

    [[nodiscard]] std::int64_t sum(const Register& model, const std::string& field,
                                   const std::string& region,
                                   const std::string& operator_name = {}) const {
        std::int64_t total = 0;
        for (const auto& [key, row] : model.rows()) {
            if (row.at("region") != region) continue;
            if (!operator_name.empty() && row.at("operator") != operator_name) continue;
            const auto value = row.find(field);
            if (value != row.end() && !value->second.empty()) total += std::stoll(value->second);
        }
        return total;
    }

    void compare_scores() {
        const auto table = county_.app().score("huayuan-2019", "2019-06");
        const auto count = [&](const app::ScoreTable::Unit& unit, const char* name) {
            return unit.counts.at(table.programme.find_indicator(name).value());
        };
        for (const auto& unit : table.units) {
            EXPECT_EQ(count(unit, "phone_rate"),
                      (programme::Count{sum(stat_, "phone_users", unit.region, "all"),
                                        sum(village_, "residents", unit.region)}))
                << unit.region;
            std::int64_t covered = 0;
            std::int64_t all = 0;
            for (const auto& [key, row] : settlement_.rows()) {
                if (row.at("region") != unit.region) continue;
                ++all;
                covered += row.at("four_g") == "yes" ? 1 : 0;
            }
            if (all == 0) continue;
            EXPECT_EQ(count(unit, "settlement_four_g"), (programme::Count{covered, all}))
                << unit.region;
        }
    }

    void compare_everything() {
        compare_rows("village", village_, village_fields_, {"region"});
        compare_rows("settlement", settlement_, settlement_fields_, {"region", "number"});
        compare_rows("telecom_stat", stat_, stat_fields_, {"region", "period", "operator"});
        compare_scores();
    }

    County county_{villages};
    std::vector<Register::Field> village_fields_{{"region", Kind::text, true},
                                                 {"residents", Kind::whole, true},
                                                 {"households", Kind::whole, true},
                                                 {"poor_population", Kind::whole},
                                                 {"exit_done", Kind::fact}};
    std::vector<Register::Field> settlement_fields_{
        {"region", Kind::text, true},      {"number", Kind::text, true}, {"name", Kind::text},
        {"households", Kind::whole, true}, {"four_g", Kind::fact},       {"fibre", Kind::fact}};
    std::vector<Register::Field> stat_fields_{{"region", Kind::text, true},
                                              {"period", Kind::text, true},
                                              {"operator", Kind::text, true},
                                              {"phone_users", Kind::whole},
                                              {"broadband_households", Kind::whole}};
    Register village_{{"region"}, village_fields_};
    Register settlement_{{"region", "number"}, settlement_fields_};
    Register stat_{{"region", "period", "operator"}, stat_fields_};
    Funds funds_;
    std::vector<std::string> numbers_;
    std::map<std::string, std::string> vouchers_;
    app::Command last_;
    int moved_ = 0;
};

TEST_F(Model, R_12_registers_ledger_and_scores_are_what_the_model_says_they_are) {
    const int operations = times(20'000, 1'000'000);
    for (int i = 1; i <= operations; ++i) {
        const int what = pick(20);
        if (what < 11) {
            change_a_register();
        } else if (what < 12) {
            open_fund();
        } else if (what < 19) {
            move_fund();
        } else {
            repeat();
        }
        if (i % 1'000 == 0) compare_everything();
        if (HasFailure()) FAIL() << "seed " << seed() << " operation " << i;
    }
    compare_everything();
    compare_funds();
    EXPECT_GT(moved_, operations / 1'000);
}

}  // namespace
