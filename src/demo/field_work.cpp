#include "demo/field_work.hpp"

#include <algorithm>

#include "stream.hpp"

namespace demo {
namespace {

using suspicion::Kind;
using suspicion::Source;

constexpr std::int64_t households_each = 12, months = 12, inspectors = 12;
constexpr std::int64_t day_s = 86'400, begin_s = 1'590'969'600;  // 2020-06-01 08:00 in Shanghai
constexpr double degree_m = 100'000;                             // near enough for scattering

std::string padded(std::int64_t number) {
    return std::to_string(1'000'000 + number).substr(1);
}

class Maker {
public:
    explicit Maker(const FieldWorkOptions& options) : options_(options) {}

    FieldWork run() {
        for (std::int64_t village = 0; village < options_.villages; ++village) {
            visit(village);
            entries(village);
            reports(village);
        }
        clerks();
        plant();
        const auto& work = made_.work;
        made_.rows = static_cast<std::int64_t>(
            work.photos.size() + work.records.size() + work.closings.size() + work.measured.size() +
            work.answers.size() + work.reported.size() + work.edits.size() + work.uses.size());
        return std::move(made_);
    }

private:
    Stream stream(std::uint64_t what, std::int64_t which = 0) const {
        return Stream({options_.seed, what, static_cast<std::uint64_t>(which)});
    }

    static std::string region_of(std::int64_t village) {
        return "433124" + std::to_string(101 + village / 60) + std::to_string(200 + village % 60);
    }

    static std::string inspector(std::int64_t number) {
        return "inspector" + std::to_string(number % inspectors);
    }

    // One village an inspector and half a day; ten minutes to half an hour a household.
    void visit(std::int64_t village) {
        Stream random = stream(1, village);
        const std::string who = inspector(village), region = region_of(village);
        std::int64_t at_s = begin_s + village / inspectors * day_s / 2 + random.between(0, 1800);
        const geo::Position centre{109.2 + 0.4 * static_cast<double>(village % 8) / 8,
                                   28.3 + 0.4 * static_cast<double>(village / 8 % 8) / 8};
        const std::int64_t good = random.between(30, 90);  // how a village is, in percent
        for (std::int64_t i = 0; i < households_each; ++i) {
            const std::string name = region + "/" + padded(i);
            const Source of{"household_sheet/" + name, region, who};
            at_s += random.between(600, 1800);
            const geo::Position position{centre.lon_deg + scatter(random, 1500),
                                         centre.lat_deg + scatter(random, 1500)};
            made_.work.records.push_back({of, name, at_s, position});
            made_.work.uses.push_back(
                {{"trail/" + padded(at_s % 1'000'000), region, who}, "phone-" + who, at_s});
            const std::int64_t volts = 2200 + random.between(-120, 120) + random.between(-60, 60);
            made_.work.readings.push_back({of, "voltage", volts});
            made_.work.answers.push_back(
                {of, "household_sheet", region, answer(random, good, volts)});
            photo(random, of, name);
        }
    }

    static double scatter(Stream& random, std::int64_t metres) {
        return static_cast<double>(random.between(-metres, metres)) / degree_m;
    }

    static std::vector<std::string> answer(Stream& random, std::int64_t good, std::int64_t volts) {
        const bool content = random.below(100) < good;
        const auto yes = [&](std::int64_t percent) {
            return std::string(random.below(100) < percent ? "yes" : "no");
        };
        return {"yes",
                yes(content ? 95 : 60),
                std::to_string(volts),
                yes(15),
                yes(content ? 90 : 40),
                yes(content ? 85 : 35),
                std::to_string(content ? random.between(4, 5) : random.between(1, 4))};
    }

    suspicion::Photo& photo(Stream& random, const Source& sheet, const std::string& name) {
        suspicion::Photo photo;
        photo.of = {"evidence_item/" + name, sheet.region, sheet.who};
        photo.object = "household_sheet/" + name;
        photo.sha256 = padded(static_cast<std::int64_t>(made_.work.photos.size())) + "c0ffee";
        photo.likeness = random.next();
        photo.distance_m = random.between(0, 150) + random.between(0, 150);
        photo.days_before = random.below(10) == 0 ? random.between(1, 10) : 0;
        return made_.work.photos.emplace_back(std::move(photo));
    }

    void entries(std::int64_t village) {
        Stream random = stream(2, village);
        const std::string region = region_of(village);
        for (std::int64_t i = 0; i < 4; ++i) {
            const Source of{"hazard/" + region + "-" + padded(i), region, inspector(village + 1)};
            const std::int64_t opened_s = begin_s + random.between(0, 10 * day_s);
            made_.work.closings.push_back(
                {of, opened_s, opened_s + random.between(3600, 20 * day_s)});
            const std::int64_t before = random.between(80, 250);
            made_.work.measured.push_back(
                {of, "measured_m", before, before + random.between(20, 300)});
        }
    }

    // Figures of twelve months that grow, scatter and now and then take a step.
    void reports(std::int64_t village) {
        Stream random = stream(3, village);
        const std::string region = region_of(village);
        for (const char* item : {"broadband", "supplied"}) {
            std::int64_t value = random.between(200, 2000);
            const std::int64_t growth = random.between(0, value / 40);
            for (std::int64_t month = 0; month < months; ++month) {
                value += growth + random.between(-value / 40, value / 40) +
                         (random.below(40) == 0 ? value / 8 : 0);
                made_.work.reported.push_back(
                    {{"unit_report/" + region + "/" + item + "/" + padded(month), region, "office"},
                     region + " " + item,
                     "2020-" + std::to_string(10 + month),
                     value});
            }
        }
    }

    // Offices fill in their duties over the week before the day, a few in the last hours.
    void clerks() {
        for (std::int64_t office = 0; office < 20; ++office) {
            Stream random = stream(4, office);
            const std::string who = "clerk" + std::to_string(office);
            const bool late = office % 5 == 0;
            for (std::int64_t i = 0; i < 40; ++i) {
                const std::int64_t before_s =
                    late ? random.between(600, 6 * 3600) : random.between(3600, 7 * day_s);
                const Source of{"monthly_progress/" + who + "-" + padded(i), region_of(office),
                                who};
                const std::int64_t at_s = begin_s + 25 * day_s - before_s;
                made_.work.edits.push_back({of, "duty", at_s, begin_s + 25 * day_s});
                // Two clerks share the office's machine, in the morning and in the afternoon.
                made_.work.uses.push_back({{"trail/e" + who + padded(i), region_of(office), who},
                                           "desk" + std::to_string(office / 2),
                                           begin_s + i * day_s + office % 2 * 6 * 3600});
            }
        }
    }

    void note(Kind kind, const std::string& row) { made_.planted[kind].insert(row); }

    void plant() {
        for (std::int64_t i = 0; i < options_.false_reports_each; ++i) {
            plant_photos(i);
            plant_visits(i);
            plant_entries(i);
            plant_offices(i);
        }
    }

    // Each false photo is one of the honest ones, changed; one in seven, so that none meets
    // another.
    void plant_photos(std::int64_t i) {
        auto& photos = made_.work.photos;
        Stream random = stream(5, i);
        const std::size_t first = static_cast<std::size_t>(i * 7) % (photos.size() - 6);
        photos[first + 1].sha256 = photos[first].sha256;
        note(Kind::same_photo, photos[first + 1].of.row);
        photos[first + 3].likeness =
            *photos[first + 2].likeness ^ (std::uint64_t{0b1011} << random.below(60));
        note(Kind::alike_photo, photos[first + 3].of.row);
        photos[first + 4].distance_m = random.between(1500, 40'000);
        note(Kind::photo_place, photos[first + 4].of.row);
        photos[first + 5].days_before = random.between(45, 300);
        note(Kind::photo_time, photos[first + 5].of.row);
    }

    void plant_visits(std::int64_t i) {
        const std::string who = "liar" + std::to_string(i), region = region_of(i);
        Stream random = stream(6, i);
        const std::int64_t at_s = begin_s + random.between(0, 10 * day_s);
        const auto sheet = [&](const std::string& name) {
            return Source{"household_sheet/" + name + std::to_string(i), region, who};
        };
        made_.work.records.push_back({sheet("near"), "near", at_s, geo::Position{109.2, 28.3}});
        made_.work.records.push_back(
            {sheet("far"), "far", at_s + random.between(60, 300), geo::Position{109.5, 28.5}});
        note(Kind::speed, sheet("far").row);
        std::int64_t desk_s = at_s + day_s;
        for (std::int64_t k = 0; k < 8; ++k) {
            const std::string name = "desk" + std::to_string(k) + "-";
            made_.work.records.push_back({sheet(name), name, desk_s += random.between(20, 55), {}});
        }
        note(Kind::too_quick, sheet("desk0-").row);
        for (std::int64_t k = 0; k < 60; ++k)
            made_.work.readings.push_back({sheet("volts" + std::to_string(k) + "-"), "voltage",
                                           2200 + 5 * random.between(-12, 12)});
        note(Kind::digits, sheet("volts0-").row);
        const std::int64_t village = options_.villages + i;
        for (std::int64_t k = 0; k < households_each; ++k) {
            const Source of{"household_sheet/" + region_of(village) + "/" + padded(k),
                            region_of(village), who};
            made_.work.answers.push_back(
                {of, "household_sheet", region_of(village),
                 k < 10 ? std::vector<std::string>{"yes", "yes", "2205", "no", "yes", "yes", "5"}
                        : answer(random, 50, 2200 + random.between(-99, 99))});
        }
        note(Kind::same_answers, "household_sheet/" + region_of(village) + "/" + padded(0));
        for (const std::string& own : {who, "accomplice" + std::to_string(i)})
            for (std::int64_t k = 0; k < 3; ++k)
                made_.work.uses.push_back({{"trail/u" + own + padded(k), region, own},
                                           "phone-" + who,
                                           at_s + k * 1200 + (own == who ? 0 : 300)});
        note(Kind::shared_device, "trail/u" + who + padded(0));
    }

    void plant_entries(std::int64_t i) {
        auto& work = made_.work;
        const std::size_t at = static_cast<std::size_t>(i * 5) % (work.closings.size() - 1);
        work.closings[at].closed_s = work.closings[at].opened_s + 30 + i % 500;
        note(Kind::closed_at_once, work.closings[at].of.row);
        work.measured[at + 1].after = work.measured[at + 1].before;
        note(Kind::no_change, work.measured[at + 1].of.row);
    }

    void plant_offices(std::int64_t i) {
        auto& reported = made_.work.reported;
        Stream random = stream(7, i);
        const std::size_t series = static_cast<std::size_t>(i) % (reported.size() / months);
        auto& figure = reported[series * months + static_cast<std::size_t>(random.between(3, 10))];
        figure.value = random.chance(500) ? figure.value * 3 : figure.value / 4;
        note(Kind::jump, figure.of.row);
        const std::string who = "rusher" + std::to_string(i);
        std::int64_t at_s = begin_s + 25 * day_s - 3600;
        for (std::int64_t k = 0; k < 45; ++k)
            made_.work.edits.push_back(
                {{"monthly_progress/" + who + "-" + padded(k), region_of(i), who},
                 "duty",
                 at_s += random.between(10, 30),
                 begin_s + 25 * day_s});
        note(Kind::late_batch, "monthly_progress/" + who + "-" + padded(0));
    }

    FieldWorkOptions options_;
    FieldWork made_;
};

bool names_one(const suspicion::Hit& hit, const std::set<std::string>& rows) {
    return std::ranges::any_of(hit.rows,
                               [&](const std::string& row) { return rows.contains(row); });
}

}  // namespace

FieldWork make_field_work(const FieldWorkOptions& options) {
    return Maker(options).run();
}

std::map<suspicion::Kind, Told> judge(const FieldWork& made,
                                      const std::vector<suspicion::Hit>& hits) {
    std::map<suspicion::Kind, Told> told;
    std::map<suspicion::Kind, std::set<std::string>> named;
    for (const auto& hit : hits) {
        Told& kind = told[hit.kind];
        ++kind.hits;
        const auto planted = made.planted.find(hit.kind);
        if (planted != made.planted.end() && names_one(hit, planted->second)) ++kind.right;
        named[hit.kind].insert(hit.rows.begin(), hit.rows.end());
    }
    for (const auto& [kind, rows] : made.planted) {
        told[kind].planted = static_cast<std::int64_t>(rows.size());
        for (const std::string& row : rows) told[kind].found += named[kind].contains(row) ? 1 : 0;
    }
    return told;
}

}  // namespace demo
