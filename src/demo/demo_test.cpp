#include "demo/demo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <map>
#include <set>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "county.hpp"
#include "geo/datum.hpp"
#include "households.hpp"
#include "ingest/import.hpp"
#include "ingest/table.hpp"
#include "names.hpp"
#include "places_for_tests.hpp"
#include "registers/region.hpp"

namespace demo {
namespace {

using registers::Declaration;
using registers::Value;

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "demo-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::map<std::string, std::string> digests(const std::filesystem::path& folder) {
    std::map<std::string, std::string> result;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        result[entry.path().filename().string()] =
            base::to_hex(base::sha256(base::SystemFiles().read(entry.path())));
    return result;
}

std::map<std::string, std::string> made(double scale, std::uint64_t seed) {
    Folder folder;
    write_county(folder.path(), {scale, seed});
    return digests(folder.path());
}

Declaration declaration_of(const std::string& name) {
    const std::filesystem::path file =
        std::filesystem::path(places::source("schema")) / "registers" / (name + ".yaml");
    return registers::read_declaration(base::SystemFiles().read(file), file.string());
}

/// What an import of one file gives.
struct Imported : ingest::ImportSink {
    explicit Imported(Declaration d) : declaration(std::move(d)) {}
    void header(const std::string&, const std::vector<std::string>&) override {}
    void accepted(const std::string&, std::int64_t, registers::Row&& row) override {
        rows.push_back(std::move(row));
    }
    void rejected(ingest::RejectedRow&& row) override {
        complaints.push_back(row.complaints.front().finding.message.en);
    }
    [[nodiscard]] std::int64_t number(const registers::Row& row, const char* field) const {
        const Value& value = row.values[*declaration.find(field)];
        return std::holds_alternative<std::int64_t>(value) ? std::get<std::int64_t>(value) : 0;
    }
    [[nodiscard]] std::string text(const registers::Row& row, const char* field) const {
        const Value& value = row.values[*declaration.find(field)];
        return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : "";
    }
    Declaration declaration;
    std::vector<registers::Row> rows;
    std::vector<std::string> complaints;
};

constexpr base::Date today{std::chrono::year{2019}, std::chrono::July, std::chrono::day{31}};

std::optional<geo::Datum> datum_of(const std::string& name) {
    if (name == "gcj02") return geo::Datum::gcj02;
    if (name == "wgs84") return geo::Datum::wgs84;
    if (name == "cgcs2000") return geo::Datum::cgcs2000;
    return std::nullopt;
}

Imported import(const SourceFile& source, const registers::RegionIndex& regions) {
    Imported result(declaration_of(source.register_name));
    ingest::Importer importer(
        {result.declaration, regions, source.file.string(), datum_of(source.datum), today}, result);
    ingest::read_spreadsheet(source.file, {}, importer);
    importer.finish();
    return result;
}

registers::RegionIndex region_index(const Imported& imported) {
    std::vector<registers::Region> regions;
    for (const registers::Row& row : imported.rows) {
        registers::Region r;
        r.code = imported.text(row, "region");
        r.name = imported.text(row, "name");
        r.level = *registers::parse_region_level(imported.text(row, "level"));
        r.parent = imported.text(row, "parent");
        r.valid_from = *base::parse_date(imported.text(row, "valid_from"));
        r.valid_to = base::parse_date(imported.text(row, "valid_to"));
        r.successor = imported.text(row, "successor");
        regions.push_back(std::move(r));
    }
    return registers::RegionIndex(std::move(regions));
}

/// The county at full size, made and imported once for all tests that look at it.
class WholeCounty : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = std::make_unique<Folder>();
        files_ = write_county(folder_->path(), {});
        Imported regions = import(files_[0], {});
        regions_ = region_index(regions);
        imported_.emplace("region", std::move(regions));
        for (const SourceFile& file : files_)
            if (file.register_name != "region" && file.file.extension() != ".geojson")
                imported_.emplace(file.register_name, import(file, regions_));
    }
    static void TearDownTestSuite() {
        imported_.clear();
        folder_.reset();
    }
    static const Imported& of(const std::string& name) { return imported_.at(name); }
    static std::map<std::string, std::int64_t> sums(const std::string& name, const char* field) {
        std::map<std::string, std::int64_t> result;
        for (const registers::Row& row : of(name).rows)
            result[of(name).text(row, "region")] += of(name).number(row, field);
        return result;
    }

    inline static std::unique_ptr<Folder> folder_;
    inline static std::vector<SourceFile> files_;
    inline static registers::RegionIndex regions_;
    inline static std::map<std::string, Imported> imported_;
};

TEST_F(WholeCounty, FilesComeInImportOrder) {
    std::vector<std::string> names;
    for (const SourceFile& file : files_) names.push_back(file.register_name);
    EXPECT_THAT(names, ::testing::ElementsAre("region", "village", "boundary", "settlement",
                                              "household", "public_place", "telecom_stat",
                                              "service_use", "station", "cell", "transformer_area",
                                              "power_line", "pond", "building", "unit_report"));
}

TEST_F(WholeCounty, EveryRowOfEverySpreadsheetIsAccepted) {
    for (const auto& [name, imported] : imported_) {
        EXPECT_FALSE(imported.rows.empty()) << name;
        EXPECT_THAT(imported.complaints, ::testing::IsEmpty()) << name;
    }
}

TEST_F(WholeCounty, HasTheNumbersOfTheNotices) {
    EXPECT_EQ(of("village").rows.size(), 193U);
    EXPECT_EQ(of("household").rows.size(), 51'200U);
    std::int64_t poor = 0;
    for (const auto& [region, count] : sums("village", "poor_population")) poor += count > 0;
    EXPECT_EQ(poor, 90);
    EXPECT_EQ(regions_.list(registers::RegionLevel::village, "433124000000", today).size(), 193U);
    EXPECT_EQ(regions_.list(registers::RegionLevel::township, "433124000000", today).size(), 25U);
}

TEST_F(WholeCounty, VillageFiguresAreTheSumsOfTheirHouseholds) {
    EXPECT_EQ(sums("village", "residents"), sums("household", "residents"));
    std::map<std::string, std::int64_t> count;
    std::map<std::string, std::int64_t> poor;
    for (const registers::Row& row : of("household").rows) {
        const std::string region = of("household").text(row, "region");
        ++count[region];
        poor[region] += of("household").text(row, "category") == "registered_poor"
                            ? of("household").number(row, "residents")
                            : 0;
    }
    EXPECT_EQ(sums("village", "households"), count);
    EXPECT_EQ(sums("village", "poor_population"), poor);
}

TEST_F(WholeCounty, TelecomFiguresStayWithinTheVillageAndAddUp) {
    const Imported& stats = of("telecom_stat");
    const auto residents = sums("village", "residents");
    const auto households = sums("village", "households");
    for (const char* field : {"phone_users", "four_g_users", "broadband_households"}) {
        std::map<std::string, std::int64_t> balance;
        for (const registers::Row& row : stats.rows) {
            const bool is_all = stats.text(row, "operator") == "all";
            balance[stats.text(row, "region") + stats.text(row, "period")] +=
                stats.number(row, field) * (is_all ? 1 : -1);
        }
        EXPECT_EQ(balance.size(), 193U * 7U);
        for (const auto& [key, difference] : balance) EXPECT_EQ(difference, 0) << field << key;
    }
    for (const registers::Row& row : stats.rows) {
        const std::string region = stats.text(row, "region");
        EXPECT_LE(stats.number(row, "four_g_users"), stats.number(row, "phone_users"));
        EXPECT_LE(stats.number(row, "phone_users"), residents.at(region));
        EXPECT_LE(stats.number(row, "broadband_households"), households.at(region));
    }
}

TEST_F(WholeCounty, FiguresNeverFallFromMonthToMonth) {
    std::map<std::string, std::map<std::string, std::int64_t>> by_village;
    for (const registers::Row& row : of("telecom_stat").rows)
        if (of("telecom_stat").text(row, "operator") == "all")
            by_village[of("telecom_stat").text(row, "region")]
                      [of("telecom_stat").text(row, "period")] =
                          of("telecom_stat").number(row, "phone_users");
    for (const auto& [region, months_of_village] : by_village) {
        std::int64_t before = 0;
        for (const auto& [period, users] : months_of_village) {
            EXPECT_GE(users, before) << region << period;
            before = users;
        }
    }
}

TEST_F(WholeCounty, SettlementNumbersOfHouseholdsAreInTheSettlementRegister) {
    std::map<std::pair<std::string, std::string>, std::int64_t> registered;
    for (const registers::Row& row : of("settlement").rows)
        registered[{of("settlement").text(row, "region"), of("settlement").text(row, "number")}] =
            of("settlement").number(row, "households");
    std::map<std::pair<std::string, std::string>, std::int64_t> counted;
    for (const registers::Row& row : of("household").rows) {
        const std::string number = of("household").text(row, "settlement_number");
        if (!number.empty()) ++counted[{of("household").text(row, "region"), number}];
    }
    EXPECT_EQ(counted, registered);
    for (const auto& [key, households] : registered) EXPECT_GE(households, 20);
}

TEST_F(WholeCounty, EveryIdentityNumberIsInventedRightAndDifferent) {
    std::set<std::string> seen;
    for (const registers::Row& row : of("household").rows) {
        const std::string id = of("household").text(row, "head_id");
        ASSERT_EQ(id.size(), 18U);
        EXPECT_EQ(id.substr(0, 6), "990000");
        EXPECT_EQ(id[17], identity_check_digit(id.substr(0, 17)));
        EXPECT_TRUE(seen.insert(id).second) << id;
        const std::string phone = of("household").text(row, "phone");
        EXPECT_TRUE(phone.empty() || phone.starts_with("1000")) << phone;
    }
}

TEST_F(WholeCounty, TwoVillagesShareANameAndOneWasMergedAway) {
    std::map<std::string, int> names;
    const registers::Region* merged = nullptr;
    for (const registers::Region& region : regions_.all()) {
        if (region.level == registers::RegionLevel::village) ++names[region.name];
        if (region.valid_to) merged = &region;
    }
    int shared = 0;
    for (const auto& [name, count] : names) shared += count > 1;
    EXPECT_EQ(shared, 1);
    ASSERT_NE(merged, nullptr);
    EXPECT_EQ(regions_.find(merged->code, today), nullptr);
    EXPECT_NE(regions_.find(merged->successor, today), nullptr);
}

TEST_F(WholeCounty, TheFileStillToBeCheckedHasThirtySevenFaultyRows) {
    const Imported faulty =
        import({"household", folder_->path() / "花垣县农户底册（待核）.xlsx", "gcj02"}, regions_);
    EXPECT_EQ(faulty.rows.size(), 13U);
    EXPECT_EQ(faulty.complaints.size(), 37U);
}

TEST_F(WholeCounty, SomeReportsAreFalseAndTheTruthIsKeptBesideThem) {
    const std::string truth = base::SystemFiles().read(folder_->path() / "花垣县单位上报真值.csv");
    std::size_t lies = 0;
    std::size_t rows = 0;
    for (std::size_t at = 0; (at = truth.find("\r\n", at)) != std::string::npos; at += 2) {
        ++rows;
        if (truth.substr(at - 3, 3) == "是") ++lies;
    }
    EXPECT_EQ(rows, of("unit_report").rows.size() + 1);
    EXPECT_GT(lies, 50U);
    EXPECT_LT(lies, rows / 5);
}

TEST(DemoFiles, TheSameSeedGivesTheSameBytes) {
    EXPECT_EQ(made(0.05, 7), made(0.05, 7));
}

TEST(DemoFiles, AnotherSeedGivesOtherBytes) {
    const auto one = made(0.05, 7);
    const auto other = made(0.05, 8);
    ASSERT_EQ(one.size(), other.size());
    EXPECT_NE(one.at("花垣县农户底册.xlsx"), other.at("花垣县农户底册.xlsx"));
    EXPECT_NE(one.at("花垣县高程.tif"), other.at("花垣县高程.tif"));
}

TEST(DemoFiles, ScaleMultipliesVillagesAndHouseholds) {
    Folder folder;
    const auto files = write_county(folder.path(), {0.01, 1});
    const registers::RegionIndex regions = region_index(import(files[0], {}));
    EXPECT_EQ(import(files[1], regions).rows.size(), 2U);
    EXPECT_EQ(import(files[4], regions).rows.size(), 512U);
}

TEST(DemoFiles, AProvinceHasCountiesWithCodesOfTheirOwn) {
    Folder folder;
    const auto files = write_county(folder.path(), {1.02, 1});
    const registers::RegionIndex regions = region_index(import(files[0], {}));
    std::vector<std::string> counties;
    for (const auto* county : regions.list(registers::RegionLevel::county, "", today))
        counties.push_back(county->code);
    EXPECT_THAT(counties, ::testing::ElementsAre("433124000000", "435121000000"));
    EXPECT_EQ(regions.list(registers::RegionLevel::village, "", today).size(), 197U);
    EXPECT_THAT(import(files[1], regions).complaints, ::testing::IsEmpty());
}

TEST(DemoFiles, AScaleThatIsNotPossibleIsRefused) {
    Folder folder;
    for (const double scale : {0.0, -1.0, 300.1, std::nan("")})
        EXPECT_THROW(write_county(folder.path(), {scale, 1}), base::Error) << scale;
}

TEST(Boundaries, NeighboursHaveExactlyTheSamePointsAlongTheirBorder) {
    const County county = make_county({0, 193, 90, 51'200, {0, 0}}, Terrain(1), 1);
    std::map<std::pair<Place, Place>, int> edges;
    for (const Village& village : county.villages)
        for (std::size_t i = 0; i < village.ring.size(); ++i)
            ++edges[{village.ring[i], village.ring[(i + 1) % village.ring.size()]}];
    std::size_t inner = 0;
    for (const auto& [edge, count] : edges) {
        EXPECT_EQ(count, 1) << "an edge is run through once in each direction";
        inner += edges.contains({edge.second, edge.first});
    }
    EXPECT_GT(inner * 10, edges.size() * 8);
}

TEST(Boundaries, EveryHouseholdLivesNearestToItsOwnVillagesSeat) {
    const Terrain terrain(1);
    County county = make_county({0, 40, 20, 8'000, {0, 0}}, terrain, 1);
    std::int64_t astray = 0;
    for (Village& village : county.villages) {
        HouseholdMaker maker(village, terrain, 1, 0);
        for (std::int64_t i = 0; i < village.households; ++i) {
            const Household household = maker.next();
            astray += squared_distance(household.at, village.seat) >
                      nearest_squared(household.at, village.neighbours);
        }
    }
    EXPECT_LE(astray, 80);  // a cluster's edge may cross the border: at most one household in 100
}

TEST(Names, VillageNamesDifferWithinACounty) {
    std::set<std::string> names;
    for (std::int64_t i = 0; i < 1'200; ++i) names.insert(village_name(i));
    EXPECT_EQ(names.size(), 1'200U);
}

TEST(Names, TheCheckDigitFollowsGB11643) {
    // Worked by hand from the weights; area 990000 does not exist.
    EXPECT_EQ(identity_check_digit("99000019000101001"), '6');
    EXPECT_EQ(identity_check_digit("50022919000101001"), '9');
    EXPECT_EQ(identity_check_digit("99000019000101018"), 'X');
}

}  // namespace
}  // namespace demo
