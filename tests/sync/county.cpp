#include "county.hpp"

#include <cstdlib>
#include <stdexcept>

#include "store/store.hpp"
#include "store/tables.hpp"
#include "places_for_tests.hpp"

namespace sync_tests {
namespace {

// Nothing here is about the disk, which has tests of its own.
std::filesystem::path new_folder() {
    std::string name = std::filesystem::exists("/dev/shm") ? "/dev/shm/wanjia_sync_XXXXXX"
                                                           : "/tmp/wanjia_sync_XXXXXX";
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    return name;
}

}  // namespace

std::string village_code(int number) {
    return "433124100" + std::to_string(200 + number);
}

int times(int usual, int full) {
    return std::getenv("WANJIA_TEST_FULL") ? full : usual;
}

std::uint64_t seed() {
    const char* value = std::getenv("WANJIA_TEST_SEED");
    return value ? std::strtoull(value, nullptr, 10) : 20190701;
}

County::County(int villages)
    : folder_(new_folder()),
      clock_(base::Instant{std::chrono::sys_days{std::chrono::year{2019} / 7 / 1}}),
      random_(seed()) {
    const app::Options options{folder_ / "data", places::built("wanjia-read"), {}, {}, {}};
    app::App::init(environment_, options);
    app_ = std::make_unique<app::App>(environment_, options);
    const auto region = [&](const std::string& code, const std::string& name, const char* level,
                            const std::string& parent) {
        put("region", {{"region", code},
                       {"valid_from", "2000-01-01"},
                       {"name", name},
                       {"level", level},
                       {"parent", parent}});
    };
    region(county_code, "花垣县", "county", "");
    region(township_code, "石栏镇", "township", county_code);
    for (int i = 0; i < villages; ++i)
        region(village_code(i), "村" + std::to_string(i), "village", township_code);
}

County::~County() {
    app_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

app::Command County::command(const std::string& kind, const ordered_json& payload,
                             const std::string& user) {
    app::Command command;
    command.id = app_->new_id();
    command.actor.user = user;
    command.kind = kind;
    command.payload = payload.dump();
    return command;
}

app::Outcome County::apply(const std::string& kind, const ordered_json& payload,
                           const std::string& user) {
    return app_->apply(command(kind, payload, user));
}

void County::put(const std::string& register_name, const ordered_json& values) {
    (void)apply("put", {{"register", register_name}, {"values", values}});
}

std::string County::tables() const {
    store::Options options;
    options.file = folder_ / "data" / "wanjia.gpkg";
    options.keys = std::make_shared<const privacy::KeyRing>(
        privacy::read_key_ring(base::SystemFiles{}.read(folder_ / "data" / "keys" / "field.key")));
    std::string lines;
    store::Store(options).read([&](store::Connection& connection) {
        for (const auto& table : store::hash_tables(connection))
            lines += table.table + " " + std::to_string(table.rows) + " " + table.sha256 + "\n";
    });
    return lines;
}

int County::pick(int below) {
    return static_cast<int>(random_.next() % static_cast<unsigned>(below));
}

}  // namespace sync_tests
