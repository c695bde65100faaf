#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "database_for_tests.hpp"
#include "requests.hpp"
#include "side.hpp"

namespace {

using for_tests::Kind;
using for_tests::TemporaryDatabase;
using nlohmann::ordered_json;

// What was asked, how it ended, and where the two sides first differed.
struct Comparison {
    std::map<std::string, std::int64_t> asked, refused;
    std::vector<std::string> differences;
};

std::string shortened(const std::string& text, std::size_t from) {
    return text.substr(from < 60 ? 0 : from - 60, 400);
}

std::string difference(const ordered_json& request, std::uint64_t number, const std::string& a,
                       const std::string& b) {
    std::size_t at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
    return "request " + std::to_string(number) + " " + request.dump().substr(0, 500) +
           "\n  embedded: " + shortened(a, at) + "\n  server:   " + shortened(b, at);
}

class ParityTest : public testing::Test {
protected:
    void ask(const ordered_json& request, Comparison& comparison) {
        const std::uint64_t number = ++number_;
        const std::string a = embedded_->answer(request, number);
        const std::string b = server_->answer(request, number);
        const std::string kind = request.at("do");
        ++comparison.asked[kind];
        if (a.starts_with("{\"error\"")) ++comparison.refused[kind];
        if (a != b) comparison.differences.push_back(difference(request, number, a, b));
    }

    Comparison run(std::uint64_t seed, std::int64_t requests) {
        embedded_.reset();
        server_.reset();
        folder_.clear();
        number_ = 0;
        const std::string county = "county" + std::to_string(seed);
        embedded_ = std::make_unique<parity::Side>(folder_.folder() / county / "embedded", "");
        server_ =
            std::make_unique<parity::Side>(folder_.folder() / county / "server", folder_.url());
        parity::Requests source(seed, folder_.folder() / county);
        Comparison comparison;
        for (const auto& request : source.beginning()) ask(request, comparison);
        if (after_beginning_) after_beginning_();
        for (std::int64_t i = 0; i < requests && comparison.differences.size() < 5; ++i)
            ask(source.next(), comparison);
        return comparison;
    }

    // The tables in which the two sides differ.
    std::string tables_apart() {
        const auto a = embedded_->tables();
        const auto b = server_->tables();
        std::string names = a.size() == b.size() ? "" : "another number of tables ";
        for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
            if (!(a[i] == b[i])) names += a[i].table + " ";
        return names;
    }

    TemporaryDatabase folder_{Kind::server};
    std::unique_ptr<parity::Side> embedded_, server_;
    std::function<void()> after_beginning_;
    std::uint64_t number_ = 0;
};

std::uint64_t seed() {
    const char* given = std::getenv("WANJIA_TEST_SEED");
    return given ? std::strtoull(given, nullptr, 10) : 13;
}

std::int64_t requests_a_county() {
    return std::getenv("WANJIA_TEST_FULL") ? 3'000 : 1'500;
}

int counties() {
    const char* given = std::getenv("WANJIA_TEST_COUNTIES");
    if (given) return std::atoi(given);
    return std::getenv("WANJIA_TEST_FULL") ? 34 : 1;
}

void add(Comparison& all, const Comparison& one) {
    for (const auto& [kind, asked] : one.asked) all.asked[kind] += asked;
    for (const auto& [kind, refused] : one.refused) all.refused[kind] += refused;
    all.differences.insert(all.differences.end(), one.differences.begin(), one.differences.end());
}

void print(const Comparison& all) {
    for (const auto& [kind, asked] : all.asked) {
        const auto found = all.refused.find(kind);
        const std::int64_t refused = found == all.refused.end() ? 0 : found->second;
        std::printf("%-16s %6lld asked, %6lld refused\n", kind.c_str(),
                    static_cast<long long>(asked), static_cast<long long>(refused));
        if (kind != "unknown_kind") {
            EXPECT_LT(refused, asked) << kind << " was never done";
        }
    }
}

TEST_F(ParityTest, R13_both_databases_give_every_answer_in_the_same_bytes) {
    Comparison all;
    for (int county = 0; county < counties() && all.differences.empty(); ++county) {
        const std::uint64_t one = seed() + static_cast<std::uint64_t>(county);
        add(all, run(one, requests_a_county()));
        EXPECT_EQ(tables_apart(), "") << "seed " << one;
        std::printf("seed %llu: every answer of %lld requests compared\n",
                    static_cast<unsigned long long>(one), static_cast<long long>(number_));
        std::fflush(stdout);
    }
    for (const auto& text : all.differences) ADD_FAILURE() << text;
    print(all);
}

// Where text is ordered by a language instead of by its bytes, the comparison must notice.
TEST_F(ParityTest, R13_a_server_that_orders_text_by_a_language_is_noticed) {
    after_beginning_ = [&] {
        // A digit stands before the underscore by its byte, behind it in a language.
        Comparison declared;
        for (const char* name : {"order_1", "order1_"})
            ask({{"do", "declare"},
                 {"yaml", "register: " + std::string(name) +
                              "\nlabel: {zh: 次序, en: Order}\nkey: [region]\nfields:\n  - {name: "
                              "region, type: region, required: true, label: {zh: 村, en: V}}\n"}},
                declared);
        ASSERT_TRUE(declared.differences.empty());
        folder_.run_sql(
            "ALTER TABLE wanjia.declaration ALTER COLUMN register TYPE text COLLATE "
            "\\\"en-x-icu\\\"");
    };
    const Comparison comparison = run(seed(), 600);
    EXPECT_TRUE(!comparison.differences.empty() || !tables_apart().empty());
}

// One last digit in one row of one side must be noticed.
TEST_F(ParityTest, R13_one_digit_in_one_row_is_noticed) {
    (void)run(seed(), 200);
    ASSERT_EQ(tables_apart(), "");
    folder_.run_sql(
        "UPDATE wanjia.settlement SET households = households + 1 WHERE fid = (SELECT min(fid) "
        "FROM wanjia.settlement)");
    EXPECT_EQ(tables_apart(), "settlement ");
}

}  // namespace
