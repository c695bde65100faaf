#include <gtest/gtest.h>

#include "base/error.hpp"
#include "database_for_tests.hpp"
#include "store/people_store.hpp"
#include "store/register_store.hpp"
#include "store/store.hpp"

/// What lies outside a reach is neither read nor written, on either database.
namespace {

using for_tests::Kind;
using people::Reach;

class ReachTest : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        store::Options options;
        options.file = database_.folder() / "wanjia.gpkg";
        options.url = database_.url();
        store::Store::create(options);
        store_ = std::make_unique<store::Store>(options);
        store_->write([&](store::Connection& c) {
            declaration_ = store::declare_register(c,
                                                   "register: mast\n"
                                                   "label: {zh: 塔, en: Mast}\n"
                                                   "key: [number]\n"
                                                   "fields:\n"
                                                   "  - {name: region, type: region_code, "
                                                   "required: true, label: {zh: 村, en: Village}}\n"
                                                   "  - {name: number, type: text, required: true, "
                                                   "label: {zh: 号, en: Number}}\n"
                                                   "  - {name: operator, type: text, "
                                                   "label: {zh: 运营商, en: Operator}}\n",
                                                   1);
        });
        put("433124100201", "1", "mobile", people::reach_everywhere());
        put("433124100202", "2", "telecom", people::reach_everywhere());
        put("433124101201", "3", "mobile", people::reach_everywhere());
        put("433125100201", "4", "", people::reach_everywhere());
    }

    void put(const std::string& region, const std::string& number, const std::string& operator_name,
             const Reach& reach) {
        store_->write([&](store::Connection& c) {
            store::RegisterWriter writer(c, declaration_, ++sequence_, std::nullopt);
            writer.keep_within(reach);
            registers::Row row;
            row.values = {
                region, number,
                operator_name.empty() ? registers::Value{} : registers::Value(operator_name)};
            writer.put(row);
            (void)writer.finish();
        });
    }
    std::string numbers(const Reach& reach) {
        std::string result;
        store_->read([&](store::Connection& c) {
            for (const auto& stored : store::list_rows(c, declaration_, "", 0, 100, {}, reach))
                result += std::get<std::string>(stored.row.values[1]);
            EXPECT_EQ(store::count_rows(c, declaration_, "", {}, reach),
                      static_cast<std::int64_t>(result.size()));
            EXPECT_EQ(store::touched_rows(c, declaration_, "", {0, 1000}, 0, 100, reach).size(),
                      result.size());
        });
        return result;
    }
    bool refuses(const std::string& region, const std::string& number, const std::string& by,
                 const Reach& reach) {
        try {
            put(region, number, by, reach);
        } catch (const base::Error& error) {
            return error.kind() == base::ErrorKind::forbidden;
        }
        return false;
    }

    for_tests::TemporaryDatabase database_{GetParam()};
    std::unique_ptr<store::Store> store_;
    registers::Declaration declaration_;
    std::int64_t sequence_ = 1;
};

TEST_P(ReachTest, X_26_rows_are_read_within_the_reach_only) {
    EXPECT_EQ(numbers(people::reach_everywhere()), "1234");
    EXPECT_EQ(numbers(Reach{}), "");
    EXPECT_EQ(numbers({{{"433124100", ""}}}), "12");
    EXPECT_EQ(numbers({{{"433124", "mobile"}}}), "13");
    EXPECT_EQ(numbers({{{"", "mobile"}}}), "134");
    EXPECT_EQ(numbers({{{"433124100201", ""}, {"433125100", ""}}}), "14");
    EXPECT_EQ(numbers({{{"43", ""}}}), "1234");
}

TEST_P(ReachTest, X_26_a_row_outside_is_neither_made_nor_replaced_nor_moved_nor_removed) {
    const Reach township{{{"433124100", ""}}};
    EXPECT_FALSE(refuses("433124100201", "1", "unicom", township));
    EXPECT_TRUE(refuses("433124101201", "9", "", township));        // made outside
    EXPECT_TRUE(refuses("433124101201", "1", "", township));        // moved out
    EXPECT_TRUE(refuses("433124100201", "3", "", township));        // taken from outside
    EXPECT_TRUE(refuses("433124101201", "3", "mobile", township));  // unchanged, but outside
    EXPECT_TRUE(refuses("433124100201", "5", "telecom", {{{"433124", "mobile"}}}));
    store_->write([&](store::Connection& c) {
        store::RegisterWriter writer(c, declaration_, ++sequence_, std::nullopt);
        writer.keep_within(township);
        registers::Row key;
        key.values = {registers::Value{}, std::string("3"), registers::Value{}};
        EXPECT_FALSE(writer.remove(key));
        (void)writer.finish();
    });
    EXPECT_EQ(numbers(people::reach_everywhere()), "1234");
}

TEST_P(ReachTest, accounts_grants_sessions_and_attempts_come_back_as_they_were_kept) {
    store_->write([&](store::Connection& c) {
        EXPECT_FALSE(store::has_accounts(c));
        store::save_account(c, {"li", "李明", "433124000000", "U1", false, "$x", true, "", 0}, 5);
        auto account = store::find_account(c, "li").value();
        EXPECT_TRUE(account.must_change);
        account.must_change = false;
        account.totp_step = 7;
        store::save_account(c, account, 6);
        EXPECT_EQ(store::load_accounts(c).at(0).totp_step, 7);
        EXPECT_EQ(store::load_accounts(c).size(), 1U);
        const people::Grant grant{store::next_grant_id(c),
                                  "li",
                                  "operator",
                                  "433124000000",
                                  "U1",
                                  {"a-1", "b-2"},
                                  "mobile",
                                  base::Date{std::chrono::year{2026} / 12 / 31}};
        store::save_grant(c, grant, 7);
        const auto kept = store::load_grants_of(c, "li").at(0);
        EXPECT_EQ(kept.programmes, grant.programmes);
        EXPECT_EQ(kept.until, grant.until);
        store::end_grant(c, grant.id, 8);
        EXPECT_TRUE(store::load_grants(c).empty());
        EXPECT_EQ(store::next_grant_id(c), grant.id + 1);
        for (std::int64_t i = 1; i <= 4; ++i)
            store::save_session(c, {"t" + std::to_string(i), "li", i}, 2, 2);
        EXPECT_FALSE(store::find_session(c, "t2"));
        EXPECT_TRUE(store::find_session(c, "t3"));
        store::end_sessions(c, "li", "t4");
        EXPECT_FALSE(store::find_session(c, "t3"));
        EXPECT_EQ(store::find_session(c, "t4").value().user, "li");
        store::save_attempts(c, "a", {3, 100});
        EXPECT_EQ(store::find_attempts(c, "a").failures, 3);
        store::forget_old_attempts(c, 101);
        EXPECT_EQ(store::find_attempts(c, "a").failures, 0);
    });
}

INSTANTIATE_ON_BOTH_DATABASES(ReachTest);

}  // namespace
