#pragma once

#include "app/app.hpp"
#include "base/environment.hpp"
#include "recording.hpp"

namespace faults {

/// A clock that stands still, repeatable randomness and the real files.
class FixedEnvironment {
public:
    [[nodiscard]] base::Environment& get() { return environment_; }

private:
    base::FixedClock clock_{base::Instant{std::chrono::sys_days{std::chrono::year{2019} / 7 / 1}}};
    base::SeededRandom random_{7};
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
};

app::Options app_options(const std::filesystem::path& data_folder);

/// Puts the county, its township and two villages.
void put_regions(app::App& app);

app::Outcome put_household(app::App& app, int number);

/// A file of households numbered from `first`, one row in ten faulty; it imports the others.
inline constexpr int rows_in_file = 60;
inline constexpr int good_rows_in_file = 54;
std::string household_file(int first);
/// Writes such a file outside the data folder and imports it from there.
app::Outcome import_households(app::App& app, int first, const std::filesystem::path& outside);

/// A county's first weeks: init, regions, households, two files with faulty rows, a programme, a
/// frozen period, an undone batch, a closing and an opening. A recorded step each.
void record_app_work(Recording& recording);

}  // namespace faults
