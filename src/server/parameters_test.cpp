#include "parameters.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.hpp"

namespace server {
namespace {

TEST(Parameters, BlankTextIsAsIfAbsent) {
    EXPECT_EQ(optional_text({}, "period"), std::nullopt);
    EXPECT_EQ(optional_text({{"period", " 　"}}, "period"), std::nullopt);
    EXPECT_EQ(optional_text({{"period", " 2019-06 "}}, "period"), "2019-06");
    EXPECT_THROW(required_text({{"region", ""}}, "region"), base::Error);
}

TEST(Parameters, AWholeNumberIsTakenAtAndWithinItsRangeOnly) {
    const auto read = [](const std::string& text) {
        return whole_number({{"limit", text}}, "limit", 1, 500, 100);
    };
    EXPECT_EQ(read("1"), 1);
    EXPECT_EQ(read("500"), 500);
    EXPECT_EQ(whole_number({}, "limit", 1, 500, 100), 100);
    for (const char* text :
         {"0", "501", "-1", "1.5", "1e2", "0x10", "abc", "5 5", "99999999999999999999"})
        EXPECT_THROW(read(text), base::Error) << text;
}

TEST(Parameters, ABatchIsAWholeNumberFromOne) {
    EXPECT_EQ(batch_number({{"batch", "1"}}), 1);
    EXPECT_EQ(batch_number({{"batch", "9223372036854775807"}}),
              std::numeric_limits<std::int64_t>::max());
    EXPECT_THROW(batch_number({{"batch", "0"}}), base::Error);
    EXPECT_THROW(batch_number({{"batch", "latest"}}), base::Error);
}

TEST(Parameters, ARegionIsTwelveDigits) {
    EXPECT_EQ(optional_region({{"region", "433124101205"}}, "region"), "433124101205");
    EXPECT_EQ(optional_region({}, "region"), std::nullopt);
    EXPECT_THROW(optional_region({{"region", "4331241012"}}, "region"), base::Error);
}

TEST(Parameters, ADayIsOneThatExistsAndOnlyARequiredOneMustBeThere) {
    EXPECT_EQ(optional_day({}, "as_of"), std::nullopt);
    EXPECT_EQ(optional_day({{"as_of", " "}}, "as_of"), std::nullopt);
    EXPECT_EQ(optional_day({{"as_of", "2019-07-01"}}, "as_of"),
              base::Date(std::chrono::year{2019} / 7 / 1));
    for (const char* text : {"2019-02-30", "2019-7-1", "20190701", "today"})
        EXPECT_THROW(optional_day({{"as_of", text}}, "as_of"), base::Error) << text;
    EXPECT_THROW(required_day({{"from", ""}}, "from"), base::Error);
}

TEST(Parameters, AChangeOfRegionsKnowsItsNamesAndARestatementOnlyItsReason) {
    EXPECT_EQ(regions_payload(R"({"operation":"rename","on":"2019-07-01","name":"新村"})"),
              R"({"name":"新村","on":"2019-07-01","operation":"rename"})");
    for (const char* body : {"", "[]", R"({"colour":"red"})", R"({"on":"a","on":"b"})"})
        EXPECT_THROW(regions_payload(body), base::Error) << body;
    EXPECT_EQ(restate_payload("p", "2019-06", R"({"reason":"核实"})"),
              R"({"period":"2019-06","programme":"p","reason":"核实"})");
    for (const char* body : {"", "{}", R"({"reason":1})", R"({"reason":"a","period":"2019-07"})"})
        EXPECT_THROW(restate_payload("p", "2019-06", body), base::Error) << body;
}

TEST(Parameters, TheEndingOfAFileNameIsOneOfTheKnownOnesWhateverElseTheNameHolds) {
    EXPECT_EQ(import_ending("农户.xlsx"), ".xlsx");
    EXPECT_EQ(import_ending("HOUSEHOLD.CSV"), ".csv");
    EXPECT_EQ(import_ending("../../etc/passwd.gpkg"), ".gpkg");
    for (const char* name : {"农户", "农户.xls", "农户.xlsx.exe", "a.shp", ""})
        EXPECT_THROW(import_ending(name), base::Error) << name;
}

TEST(Payloads, APutCarriesTheRegisterAndTheTexts) {
    EXPECT_EQ(put_payload("village", R"({"values":{"name":"排料村"}})"),
              R"({"register":"village","values":{"name":"排料村"}})");
}

TEST(Payloads, APutSaysWhatItsAuthorHadRead) {
    EXPECT_EQ(put_payload("village", R"({"values":{"name":"排料村"},"seen":{"name":7}})"),
              R"({"register":"village","seen":{"name":7},"values":{"name":"排料村"}})");
    EXPECT_THROW(put_payload("village", R"({"seen":7})"), base::Error);
}

TEST(Payloads, APutOfAnotherFormIsRefusedWithTheExpectedForm) {
    for (const char* body :
         {"", "[]", "{}", "nonsense", R"({"values":[]})", R"({"values":{"a":1}})",
          R"({"values":{"a":null}})", R"({"values":{},"register":"other"})",
          R"({"values":{"a":"1","a":"2"}})", R"({"values":{"a":"1"})"}) {
        try {
            put_payload("village", body);
            ADD_FAILURE() << body;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
            EXPECT_NE(error.message().en.find("{\"values\":"), std::string::npos) << body;
        }
    }
}

TEST(Payloads, ADeeplyNestedBodyIsRefusedWithoutExhaustingTheStack) {
    EXPECT_THROW(put_payload("village", std::string(1'000'000, '[')), base::Error);
}

TEST(Payloads, AnImportCarriesTheDatumOnlyWhenItIsGivenAndKnown) {
    EXPECT_EQ(import_payload("village", "村.csv", std::nullopt),
              R"({"file_name":"村.csv","register":"village"})");
    EXPECT_EQ(import_payload("village", "村.csv", "gcj02"),
              R"({"datum":"gcj02","file_name":"村.csv","register":"village"})");
    EXPECT_THROW(import_payload("village", "村.csv", "wgs-84"), base::Error);
}

TEST(Outcomes, TheAnswerIsKeptAndTheTrailNumberAdded) {
    EXPECT_EQ(outcome_document(R"({"batch":3})", 12, true),
              R"({"batch":3,"sequence":12,"repeated":true})");
}

}  // namespace
}  // namespace server
