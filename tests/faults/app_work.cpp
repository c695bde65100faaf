#include "app_work.hpp"

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/files.hpp"
#include "places_for_tests.hpp"

namespace faults {
namespace {

using nlohmann::ordered_json;

constexpr const char* county = "433124000000";
constexpr const char* township = "433124100000";
constexpr const char* villages[] = {"433124100200", "433124100201"};

app::Outcome apply(app::App& app, const std::string& kind, const ordered_json& payload,
                   const std::filesystem::path& attachment = {}) {
    app::Command command;
    // Another environment draws the same random ids again; what is asked for when is unique.
    command.id =
        base::to_hex(base::sha256(kind + payload.dump() + std::to_string(app.latest_sequence())))
            .substr(0, 32);
    command.kind = kind;
    command.payload = payload.dump();
    command.attachment = attachment;
    return app.apply(command);
}

void put_region(app::App& app, const std::string& code, const std::string& name,
                const std::string& level, const std::string& parent) {
    apply(app, "put",
          {{"register", "region"},
           {"values",
            {{"region", code},
             {"valid_from", "2000-01-01"},
             {"name", name},
             {"level", level},
             {"parent", parent}}}});
}

class AppWork {
public:
    explicit AppWork(Recording& recording) : recording_(recording) {}

    void run() {
        recording_.step("init", [&] {
            (void)app::App::init(environment_.get(), app_options(recording_.folder()));
        });
        recording_.step("open", [&] { open(); });
        recording_.step("region", [&] { put_region(*app_, county, "花垣县", "county", ""); });
        recording_.step("region",
                        [&] { put_region(*app_, township, "石栏镇", "township", county); });
        for (const char* village : villages)
            recording_.step("region",
                            [&] { put_region(*app_, village, "村", "village", township); });
        for (int i = 0; i < 3; ++i)
            recording_.step("household", [&] { (void)put_household(*app_, i); });
        recording_.step("import", [&] { (void)import_households(*app_, 1000, outside_.path()); });
        recording_.step("programme", [&] { load_programme(); });
        recording_.step("freeze", [&] {
            apply(*app_, "freeze", {{"programme", "huayuan-2019"}, {"period", "2019-06"}});
        });
        recording_.step("note",
                        [&] { apply(*app_, "note", {{"action", "export"}, {"object", "x"}}); });
        recording_.step("close", [&] { app_.reset(); });
        recording_.step("open again", [&] { open(); });
        recording_.step("import", [&] { (void)import_households(*app_, 2000, outside_.path()); });
        recording_.step("undo", [&] { apply(*app_, "undo", {{"batch", 2}}); });
        recording_.step("close", [&] { app_.reset(); });
    }

private:
    void open() {
        app_ = std::make_unique<app::App>(environment_.get(), app_options(recording_.folder()));
    }
    void load_programme() {
        apply(*app_, "load_programme", {{"yaml", app::built_in_file("huayuan-2019.yaml")}});
    }

    Recording& recording_;
    TemporaryFolder outside_;
    FixedEnvironment environment_;
    std::unique_ptr<app::App> app_;
};

}  // namespace

app::Options app_options(const std::filesystem::path& data_folder) {
    app::Options options;
    options.data_folder = data_folder;
    options.reader = places::built("wanjia-read");
    return options;
}

app::Outcome put_household(app::App& app, int number) {
    return apply(app, "put",
                 {{"register", "household"},
                  {"values",
                   {{"region", villages[number % 2]},
                    {"number", std::to_string(number)},
                    {"residents", std::to_string(1 + number % 6)},
                    {"powered", "是"}}}});
}

std::string household_file(int first) {
    std::string text = "村代码,户编号,常住人口,通电\n";
    for (int i = first; i < first + rows_in_file; ++i)
        text += std::string(villages[i % 2]) + "," + std::to_string(i) + "," +
                (i % 10 == 0 ? "多" : std::to_string(1 + i % 6)) + ",是\n";
    return text;
}

app::Outcome import_households(app::App& app, int first, const std::filesystem::path& outside) {
    const auto path = outside / "households.csv";
    base::SystemFiles().write(path, household_file(first));
    return apply(app, "import", {{"register", "household"}, {"file_name", "households.csv"}}, path);
}

void put_regions(app::App& app) {
    put_region(app, county, "花垣县", "county", "");
    put_region(app, township, "石栏镇", "township", county);
    for (const char* village : villages) put_region(app, village, "村", "village", township);
}

void record_app_work(Recording& recording) {
    AppWork(recording).run();
}

}  // namespace faults
